// A person at work in Google Calendar's web UI: edits that cost no quota and obey no client's rules.
import { readAnswer } from './attendees';
import { commitChange, commitNew, type Place } from './commits';
import { readFields } from './event-fields';
import { mergePatch, text } from './members';
import { EVENT_TYPES, type EventTime, type JsonObject, type StoredEvent } from './resource';
import type { Slot } from './series/expansion';
import {
  findInCalendar,
  isCancelled,
  isMaster,
  keyOf,
  keyOfText,
  occurrenceAt,
  occurrenceId,
  occurrencesOf,
  slotsOf,
} from './series/occurrences';
import { endBefore, splitSeries } from './series/split';
import { editedWhole } from './series/whole';
import { mayWrite, type StoredCalendar } from './store';
import { viewEvent } from './view';
import { fieldContext, moveEvent, withoutPrivateProperties } from './writes';

/** An event as the API would show it. */
export type UiEvent = JsonObject & { id: string; etag: string };

/** What a person (or Google itself) can bring about and the API can't. */
export interface UiEventInput {
  /** Someone else's address: the event is an invitation, this calendar holds a guest's copy. */
  organizerEmail?: string;
  /** Somebody else who may write to this calendar made the event; without it the organizer named above, or the owner. */
  creatorEmail?: string;
  locked?: boolean;
  /** Makes the event an exception of this series, in place of the occurrence that began at `originalStartTime`. */
  recurringEventId?: string;
  originalStartTime?: EventTime;
}

/** What a guest says to an invitation. */
export interface GuestAnswer {
  responseStatus: string;
  comment?: string | undefined;
}

export class PersonInUi {
  constructor(private readonly placeOn: (calendarId: string) => Place) {}

  /** Makes an event; `body` is an API body, of any `eventType` (birthday, fromGmail …). Throws where it is invalid. */
  create(calendarId: string, body: JsonObject, input: UiEventInput = {}): UiEvent {
    const place = this.placeOn(calendarId);
    const series = input.recurringEventId;
    const master = series === undefined ? undefined : findSeries(place, series);
    const id = master ? idOfOccurrence(place, master, input.originalStartTime) : place.store.newEventId();
    const fields = readFields(ofThisPerson(place, body), fieldContext(place, series !== undefined));
    const creator = input.creatorEmail ?? input.organizerEmail;
    const event = commitNew(place, {
      id,
      iCalUID: master?.iCalUID ?? `${id}@google.com`,
      eventType: EVENT_TYPES.find((known) => known === text(body, 'eventType')) ?? 'default',
      fields,
      ...(input.organizerEmail !== undefined && { organizer: { email: input.organizerEmail } }),
      ...(creator !== undefined && { creator: { email: creator } }),
      ...(input.locked && { locked: true }),
      ...(series !== undefined && { recurringEventId: series, originalStartTime: input.originalStartTime }),
    });
    return show(event, place.calendar);
  }

  /** All events of a calendar that are not forgotten, series and their exceptions by themselves, those in the bin included, the oldest first. */
  all(calendarId: string): UiEvent[] {
    const { calendar } = this.placeOn(calendarId);
    return [...calendar.events.values()]
      .filter(({ purged, reset }) => !purged && !reset)
      .map((event) => show(event, calendar));
  }

  /** Changes an event; members merge as in a patch, private properties stay. */
  edit(calendarId: string, eventId: string, changes: JsonObject): UiEvent {
    const place = this.placeOn(calendarId);
    const event = find(place, eventId);
    const context = fieldContext(place, event.recurringEventId !== undefined, event.fields);
    const fields = readFields(mergePatch(event.fields, ofThisPerson(place, changes)), context);
    return show(commitChange(place, event, fields, event.sequence), place.calendar);
  }

  /**
   * A guest answers an invitation of this calendar, by mail or on a calendar of their own. Throws where the event has no
   * such guest, and for a word that is no `responseStatus`.
   */
  answer(calendarId: string, eventId: string, email: string, answer: GuestAnswer): UiEvent {
    const place = this.placeOn(calendarId);
    const event = find(place, eventId);
    if (event.fields.status === 'cancelled') throw new Error(`Event ${eventId} is in the bin`);
    const { attendees = [] } = event.fields;
    const address = email.toLowerCase();
    if (!attendees.some((guest) => guest.email === address)) throw new Error(`No guest ${email} of event ${eventId}`);
    const said = readAnswer({ ...answer });
    const answered = attendees.map((guest) => (guest.email === address ? { ...guest, ...said } : guest));
    return show(commitChange(place, event, { ...event.fields, attendees: answered }, event.sequence), place.calendar);
  }

  /** Puts an event into the bin. */
  remove(calendarId: string, eventId: string): void {
    const place = this.placeOn(calendarId);
    const event = find(place, eventId);
    if (event.fields.status === 'cancelled') throw new Error(`Event ${eventId} is in the bin already`);
    commitChange(place, event, { ...event.fields, status: 'cancelled' }, event.sequence);
  }

  /** Brings an event back from the bin, under the same id. */
  restore(calendarId: string, eventId: string): UiEvent {
    const place = this.placeOn(calendarId);
    const event = find(place, eventId);
    if (event.fields.status !== 'cancelled' || event.bare) throw new Error(`Event ${eventId} is not in the bin`);
    return show(commitChange(place, event, { ...event.fields, status: 'confirmed' }, event.sequence), place.calendar);
  }

  /** Empties an event out of the bin: get answers 404, its id stays used; token lists still tell the deletion. */
  purge(calendarId: string, eventId: string): void {
    const { calendar, ...place } = this.placeOn(calendarId);
    const event = find({ ...place, calendar }, eventId);
    if (event.fields.status !== 'cancelled') throw new Error(`Event ${eventId} is not in the bin`);
    calendar.events.set(eventId, { ...event, purged: true });
  }

  /** The occurrences of a series, cancelled ones among them, in the order of their original starts. */
  occurrences(calendarId: string, seriesId: string): UiEvent[] {
    const place = this.placeOn(calendarId);
    return occurrencesOf(place, findSeries(place, seriesId)).map((event) => show(event, place.calendar));
  }

  /** Changes "this": the occurrence that began at `original` (a day, or an instant with an offset) by the rule. */
  editOccurrence(calendarId: string, seriesId: string, original: string, changes: JsonObject): UiEvent {
    return this.edit(calendarId, this.occurrence(calendarId, seriesId, original).id, changes);
  }

  /** Deletes "this". Throws where it is cancelled already. */
  deleteOccurrence(calendarId: string, seriesId: string, original: string): void {
    this.remove(calendarId, this.occurrence(calendarId, seriesId, original).id);
  }

  /** Brings a cancelled occurrence back. */
  restoreOccurrence(calendarId: string, seriesId: string, original: string): UiEvent {
    return this.restore(calendarId, this.occurrence(calendarId, seriesId, original).id);
  }

  /** Changes "all". A new start is that of the first occurrence; the rule goes with it unless `changes` has one. */
  editAll(calendarId: string, seriesId: string, changes: JsonObject): UiEvent {
    const place = this.placeOn(calendarId);
    const master = findLiveSeries(place, seriesId);
    const fields = editedWhole(place, master.fields, ofThisPerson(place, changes));
    return show(commitChange(place, master, fields, master.sequence), place.calendar);
  }

  /**
   * Changes "this and following": the series ends before this occurrence, and a second one begins with it, changed; a new
   * start is that of this occurrence. Returns the id of the second one; from the first occurrence on it is "all", and the same id.
   */
  editFollowing(calendarId: string, seriesId: string, original: string, changes: JsonObject): string {
    const place = this.placeOn(calendarId);
    const master = findLiveSeries(place, seriesId);
    const cut = findSlot(place, master, original);
    if (cut.first) return this.editAll(calendarId, seriesId, changes).id;
    return splitSeries(place, master, cut.slot, ofThisPerson(place, changes)).id;
  }

  /** Deletes "this and following"; from the first occurrence on that is the series. */
  deleteFollowing(calendarId: string, seriesId: string, original: string): void {
    const place = this.placeOn(calendarId);
    const master = findLiveSeries(place, seriesId);
    const cut = findSlot(place, master, original);
    if (cut.first) this.remove(calendarId, seriesId);
    else endBefore(place, master, cut.slot);
  }

  private occurrence(calendarId: string, seriesId: string, original: string): StoredEvent {
    const place = this.placeOn(calendarId);
    const key = keyOfText(original);
    const found = key === undefined ? undefined : occurrenceAt(place, findLiveSeries(place, seriesId), key);
    if (!found) throw new Error(`No occurrence at ${original} in series ${seriesId}`);
    return found;
  }

  /** Copies an event on its calendar; whether private properties come along is a switch. */
  duplicate(calendarId: string, eventId: string): UiEvent {
    const place = this.placeOn(calendarId);
    const { fields } = find(place, eventId);
    const id = place.store.newEventId();
    const copied = place.options.copiesKeepPrivateProperties ? fields : withoutPrivateProperties(fields);
    const event = commitNew(place, { id, iCalUID: `${id}@google.com`, eventType: 'default', fields: copied });
    return show(event, place.calendar);
  }

  /** Moves an event to another calendar; throws where the API would refuse. */
  move(calendarId: string, eventId: string, destinationId: string): UiEvent {
    const place = this.placeOn(calendarId);
    const destination = this.placeOn(destinationId).calendar;
    return show(moveEvent(place, find(place, eventId), destination), destination);
  }
}

/** Where the account may only read somebody else is at work, whose reminders the account does not see. */
function ofThisPerson({ calendar }: Place, body: JsonObject): JsonObject {
  if (mayWrite(calendar)) return body;
  const { reminders: _theirs, ...shared } = body;
  return shared;
}

function find(place: Place, eventId: string): StoredEvent {
  const event = findInCalendar(place, eventId);
  if (!event || event.purged || event.reset) throw new Error(`No event ${eventId} on ${place.calendar.id}`);
  return event;
}

function show(event: StoredEvent, calendar: StoredCalendar): UiEvent {
  return { ...viewEvent(event, calendar), id: event.id, etag: event.etag };
}

function findSeries({ calendar }: Place, seriesId: string): StoredEvent {
  const master = calendar.events.get(seriesId);
  if (!master || !isMaster(master) || master.purged) throw new Error(`No series ${seriesId} on ${calendar.id}`);
  return master;
}

function findLiveSeries(place: Place, seriesId: string): StoredEvent {
  const master = findSeries(place, seriesId);
  if (isCancelled(master)) throw new Error(`Series ${seriesId} is in the bin`);
  return master;
}

/** The place in a series that has this original start, changed or not. */
function findSlot({ options }: Place, { id, fields }: StoredEvent, original: string): { slot: Slot; first: boolean } {
  const key = keyOfText(original);
  const slots = slotsOf(fields, options);
  const slot = slots.find((one) => one.key === key);
  if (!slot) throw new Error(`No occurrence at ${original} in series ${id}`);
  return { slot, first: slot === slots[0] };
}

function idOfOccurrence(place: Place, master: StoredEvent, original: EventTime | undefined): string {
  if (!original) throw new Error('An exception needs its originalStartTime');
  return occurrenceId(place, master.id, keyOf(original));
}
