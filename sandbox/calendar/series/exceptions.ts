// What becomes of a series' changed and cancelled occurrences when the series itself is changed, deleted or brought back.
import { changedMembers } from '../event-rules';

import type { EventFields, EventState, StoredEvent } from '../resource';
import { isCancelled, isMaster, occurrenceId, slotsOf, type SeriesPlace } from './occurrences';
import { dayOfSlot, dayOfWall, wallOfKey } from './days';
import { wallOfTime, type Slot } from './expansion';

/** What every guest has for themselves, and an edit of "all" does not hand on. */
const OWN_MEMBERS = ['privateProperties', 'sharedProperties', 'reminders'];
const TIME_MEMBERS = ['start', 'end', 'recurrence'];

/** The new states of exceptions after a change of their series. `exceptions` are those that it had, by key. */
export function exceptionsAfter(
  place: SeriesPlace,
  before: StoredEvent,
  after: StoredEvent,
  exceptions: ReadonlyMap<string, StoredEvent>,
): EventState[] {
  if (!isMaster(before)) return [];
  const all = [...exceptions];
  if (!isMaster(after)) return all.map(([, exception]) => dropped(exception, false));
  if (isCancelled(after))
    return all.flatMap(([, exception]) =>
      isCancelled(exception) ? [] : [{ ...cancelled(exception), endedWithSeries: true }],
    );
  if (isCancelled(before))
    return all.flatMap(([, exception]) => (exception.endedWithSeries ? [revived(exception)] : []));
  const changed = changedMembers(before.fields, after.fields);
  if ([...changed].every((member) => OWN_MEMBERS.includes(member))) return [];
  const edit: Edit = { place, before, after, changed, slots: slotsOf(after.fields, place.options) };
  return all.flatMap(([key, exception]) =>
    isCancelled(exception) ? cancelledAfter(edit, key, exception) : changedAfter(edit, key, exception),
  );
}

/** The series is edited as a whole. */
interface Edit {
  place: SeriesPlace;
  before: StoredEvent;
  after: StoredEvent;
  changed: ReadonlySet<string>;
  slots: readonly Slot[];
}

function changedAfter(edit: Edit, key: string, exception: StoredEvent): EventState[] {
  const { options } = edit.place;
  const slot = edit.slots.find((one) => one.key === key);
  if (!slot && isBehindEnd(edit, key))
    return options.exceptionsBehindEnd === 'alive' ? [] : [dropped(exception, false)];
  if (!slot) return [dropped(exception, false)];
  switch (options.exceptionsOnAll) {
    case 'keep':
      return [];
    case 'overwriteField':
      return [{ ...exception, fields: overwritten(edit, slot, exception.fields) }];
    case 'reset':
      return [dropped(exception, true)];
  }
}

/** A cancelled date that has lost its place goes along with the series. */
function cancelledAfter(edit: Edit, key: string, exception: StoredEvent): EventState[] {
  const fits = edit.slots.some((slot) => slot.key === key);
  if (edit.place.options.cancelledOnAll === 'dropped') return [dropped(exception, fits)];
  if (fits || isBehindEnd(edit, key)) return [];
  const slot = placeAfter(key, edit.slots, edit.before.fields, edit.after.fields);
  return [dropped(exception, false), ...(slot ? [movedTo(edit.place, edit.after, slot, exception)] : [])];
}

/**
 * The place in a changed series that an occurrence with this key has: the same, or as much later as the start is, if need be at
 * another time of that day.
 */
export function placeAfter(
  key: string,
  slots: readonly Slot[],
  before: EventFields,
  after: EventFields,
): Slot | undefined {
  const delta = before.start && after.start ? wallOfTime(after.start) - wallOfTime(before.start) : 0;
  const wall = wallOfKey(key, before) + delta;
  return (
    slots.find((slot) => slot.key === key) ??
    slots.find((slot) => wallOfKey(slot.key, after) === wall) ??
    slots.find((slot) => dayOfSlot(slot.key, after) === dayOfWall(wall))
  );
}

/** Only the end of the series has changed, and it lies before this place. */
function isBehindEnd({ changed, slots }: Edit, key: string): boolean {
  return !changed.has('start') && changed.has('recurrence') && key > (slots.at(-1)?.key ?? '');
}

function overwritten({ changed, after }: Edit, slot: Slot, fields: EventFields): EventFields {
  const members = [...changed].filter((member) => ![...OWN_MEMBERS, ...TIME_MEMBERS].includes(member));
  const values = members.map((member) => [member, after.fields[member as keyof EventFields]]);
  const times = changed.has('start') || changed.has('end') ? { start: slot.start, end: slot.end } : {};
  const kept = Object.entries(fields).filter(([member]) => !members.includes(member));
  const given = values.filter(([, value]) => value !== undefined);
  return { ...Object.fromEntries([...kept, ...given]), ...times } as EventFields;
}

/** An exception that is none any more: an untouched occurrence again where it has a place (`fits`), else gone. */
export function dropped(exception: StoredEvent, fits: boolean): EventState {
  const fields: EventFields = { ...exception.fields, status: fits ? 'confirmed' : 'cancelled' };
  return { ...exception, fields, reset: true };
}

/** The same exception in another place, of this series or another. Its times stay, those of a cancelled one are the place's. */
export function movedTo(place: SeriesPlace, master: StoredEvent, slot: Slot, exception: StoredEvent): EventState {
  const { start, end } = isCancelled(exception) ? slot : exception.fields;
  return {
    ...exception,
    id: occurrenceId(place, master.id, slot.key),
    iCalUID: master.iCalUID,
    fields: { ...exception.fields, ...(start && { start }), ...(end && { end }) },
    recurringEventId: master.id,
    originalStartTime: slot.start,
  };
}

function cancelled(exception: StoredEvent): EventState {
  return { ...exception, fields: { ...exception.fields, status: 'cancelled' } };
}

function revived({ endedWithSeries: _ended, ...exception }: StoredEvent): EventState {
  return { ...exception, fields: { ...exception.fields, status: 'confirmed' } };
}
