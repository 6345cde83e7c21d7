// A person edits or deletes "this and following": the series is cut, and what comes after the cut is a series of its own.
import { commitChange, commitExceptions, commitNew, type Place } from '../commits';
import type { EventFields, EventState, JsonObject, StoredEvent } from '../resource';
import { withoutPrivateProperties } from '../writes';
import { dropped, movedTo, placeAfter } from './exceptions';
import type { Slot } from './expansion';
import { splitLines } from './lines';
import { exceptionsOf, slotsOf } from './occurrences';
import { editedWhole } from './whole';

/**
 * Cuts a series before the occurrence `cut` and makes a second one of the rest, with other members. Returns the second one; where
 * nothing is left to repeat it is a single event.
 * https://developers.google.com/workspace/calendar/api/guides/recurringevents
 */
export function splitSeries(place: Place, master: StoredEvent, cut: Slot, changes: JsonObject): StoredEvent {
  const { calendar, options } = place;
  const slots = slotsOf(master.fields, options);
  const { first, second } = splitLines(master.fields, slots, cut, options);
  const later = laterExceptions(place, master, cut);
  const fields = editedWhole(place, secondHalf(place, master.fields, cut, second), changes);
  const endFirst = () => endSeries(place, master, first, later);
  const startSecond = () => commitSecond(place, master, cut, fields, later);
  if (options.splitSeen === 'newHalfFirst') {
    const made = startSecond();
    calendar.showsUpTo = calendar.log.length;
    endFirst();
    return made;
  }
  endFirst();
  if (options.splitSeen === 'oldHalfFirst') calendar.showsUpTo = calendar.log.length;
  return startSecond();
}

/** Cuts a series before the occurrence `cut`; what came after it is gone, changed or not. */
export function endBefore(place: Place, master: StoredEvent, cut: Slot): void {
  const { first } = splitLines(master.fields, slotsOf(master.fields, place.options), cut, place.options);
  endSeries(place, master, first, laterExceptions(place, master, cut));
}

function laterExceptions({ calendar }: Place, master: StoredEvent, cut: Slot): [string, StoredEvent][] {
  return [...exceptionsOf(calendar, master.id)].filter(([key]) => key >= cut.key);
}

function endSeries(place: Place, master: StoredEvent, lines: string[], later: [string, StoredEvent][]): void {
  const { recurrence: _lines, ...single } = master.fields;
  const fields = lines.length > 0 ? { ...single, recurrence: lines } : single;
  // A first half that repeats nothing is a single event.
  const gone = lines.length > 0 ? later : [...exceptionsOf(place.calendar, master.id)];
  const states = gone.map(([, exception]) => dropped(exception, false));
  commitChange(place, master, fields, master.sequence, states);
}

function secondHalf({ options }: Place, fields: EventFields, cut: Slot, lines: string[]): EventFields {
  const { recurrence: _lines, ...kept } = options.splitKeepsPrivateProperties
    ? fields
    : withoutPrivateProperties(fields);
  return { ...kept, start: cut.start, end: cut.end, ...(lines.length > 0 && { recurrence: lines }) };
}

function commitSecond(
  place: Place,
  master: StoredEvent,
  cut: Slot,
  fields: EventFields,
  later: [string, StoredEvent][],
): StoredEvent {
  const id = idOfSecond(place, master.id, cut.key);
  const { creator, organizer, eventType } = master;
  const made = commitNew(place, { id, eventType, fields, creator, organizer });
  if (place.options.exceptionsAfterSplit === 'dropped' || !fields.recurrence) return made;
  const before = { ...master.fields, start: cut.start };
  const slots = slotsOf(made.fields, place.options);
  const states = later.flatMap(([key, exception]): EventState[] => {
    const slot = placeAfter(key, slots, before, made.fields);
    return slot ? [movedTo(place, made, slot, exception)] : [];
  });
  commitExceptions(place, states);
  return made;
}

/** `<series>_R<time>`; a half that is split again has the first id too (https://github.com/odoo/odoo/pull/287171). */
function idOfSecond(place: Place, seriesId: string, key: string): string {
  const { calendar, store, options } = place;
  const id = `${seriesId.replace(/_R[\dT]+$/, '')}_R${key.replace(/[-:Z]/g, '')}`;
  return options.occurrenceIds === 'opaque' || calendar.events.has(id) ? store.newEventId() : id;
}
