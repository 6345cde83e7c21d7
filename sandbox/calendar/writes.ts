// The writing methods: insert, import, patch, update, delete and move of events.
import { commitChange, commitNew, withoutVersion, type Place } from './commits';
import { ApiError, invalid, required } from './errors';
import { readFields, type FieldContext } from './event-fields';
import { checkChange } from './event-rules';
import { checkNewType } from './event-types';
import { mergePatch, object, objects, text, wholeNumber } from './members';
import type { CalendarOptions } from './options';
import type { Query } from './parameters';
import { EVENT_TYPES, sameJson, type EventFields, type EventType, type JsonObject, type StoredEvent } from './resource';
import { exceptionsOf, isCancelled } from './series/occurrences';
import type { StoredCalendar } from './store';

/** What a write of the API needs besides its body. */
export interface Writing extends Place {
  query: Query;
}

/** Ids that a client may choose. https://developers.google.com/workspace/calendar/api/v3/reference/events#id */
const EVENT_ID = /^[0-9a-v]{5,1024}$/;
/**
 * Errors: 400, 409 `duplicate` for an id that was ever used on this calendar.
 * https://developers.google.com/workspace/calendar/api/v3/reference/events/insert
 */
export function insertEvent(writing: Writing, body: JsonObject): StoredEvent {
  const { calendar } = writing;
  const id = text(body, 'id');
  const uid = text(body, 'iCalUID');
  if (id !== undefined && uid !== undefined) throw invalid('Only one of id and iCalUID may be given.');
  if (id !== undefined && !EVENT_ID.test(id)) throw invalid('Invalid resource id value.');
  if (id !== undefined && calendar.events.has(id)) throw new ApiError(409, 'duplicate');
  if (uid !== undefined && findByUid(calendar, uid)) throw new ApiError(409, 'duplicate');
  const fields = readNew(writing, body);
  const eventType = readEventType(body) ?? 'default';
  checkNewType(eventType, fields, calendar);
  return commitNew(writing, {
    id: id ?? writing.store.newEventId(),
    iCalUID: uid,
    eventType,
    fields,
    sequence: readSequence(body, 0),
  });
}

/**
 * A private copy of an event from elsewhere. An iCalUID that is known updates that event, or is 409 (switch).
 * https://developers.google.com/workspace/calendar/api/v3/reference/events/import
 */
export function importEvent(writing: Writing, body: JsonObject): StoredEvent {
  const uid = text(body, 'iCalUID');
  if (uid === undefined) throw required('Missing iCal UID.');
  if ((readEventType(body) ?? 'default') !== 'default') throw new ApiError(400, 'eventTypeRestriction');
  const known = findByUid(writing.calendar, uid);
  const fields = readNew(writing, body);
  if (known) {
    if (writing.options.importKnownUid === 'duplicate') throw new ApiError(409, 'duplicate');
    return commitChange(writing, known, fields, Math.max(known.sequence, readSequence(body, 0)));
  }
  const email = text(object(body, 'organizer') ?? {}, 'email');
  const organizer = email === undefined || email === writing.store.ownerEmail ? undefined : { email };
  const sequence = readSequence(body, 0);
  return commitNew(writing, {
    id: `_${writing.store.newEventId()}`,
    iCalUID: uid,
    eventType: 'default',
    fields,
    sequence,
    privateCopy: true,
    ...(organizer && { organizer }),
  });
}

/** https://developers.google.com/workspace/calendar/api/v3/reference/events/patch */
export function patchEvent(writing: Writing, event: StoredEvent, body: JsonObject): StoredEvent {
  const stored = readableFields(event, writing.options);
  checkIdentity(event, body);
  return change(writing, event, { ...mergePatch(stored, body), ...omittedAttendees(event, body) }, body);
}

/**
 * Replaces the event: members that are not sent are lost.
 * https://developers.google.com/workspace/calendar/api/v3/reference/events/update
 */
export function updateEvent(writing: Writing, event: StoredEvent, body: JsonObject): StoredEvent {
  checkIdentity(event, body);
  if ((readEventType(body) ?? 'default') !== event.eventType) throw invalid('Event type cannot be changed.');
  return change(writing, event, { ...body, ...omittedAttendees(event, body) }, body);
}

/**
 * Errors: 410 `deleted` for an event that is deleted already.
 * https://developers.google.com/workspace/calendar/api/v3/reference/events/delete
 */
export function deleteEvent(writing: Writing, event: StoredEvent): StoredEvent {
  if (event.fields.status === 'cancelled') throw new ApiError(410, 'deleted');
  return commitChange(writing, event, { ...event.fields, status: 'cancelled' }, event.sequence);
}

/**
 * The event, with the exceptions of a series, keeps id and iCalUID and gets the destination as organizer; a tombstone with nothing but the id stays.
 * https://developers.google.com/workspace/calendar/api/v3/reference/events/move
 */
export function moveEvent(place: Place, event: StoredEvent, destination: StoredCalendar): StoredEvent {
  const { store, clock, options, calendar } = place;
  if (event.fields.status === 'cancelled') throw new ApiError(404, 'notFound');
  if (event.eventType !== 'default') throw new ApiError(400, 'eventTypeRestriction');
  if (event.recurringEventId !== undefined) throw invalid('Cannot move an instance of a recurring event.');
  if (!event.organizer.self) throw new ApiError(403, 'forbiddenForNonOrganizer');
  if (destination === calendar) throw invalid('The event is already on the destination calendar.');
  const present = destination.events.get(event.id);
  if (present && present.fields.status !== 'cancelled') throw new ApiError(409, 'duplicate');
  const now = clock.now();
  const leave = (one: StoredEvent): StoredEvent => {
    const fields = options.moveKeepsPrivateProperties ? one.fields : withoutPrivateProperties(one.fields);
    const organizer = store.organizer(destination);
    const moved = store.commit(destination, { ...withoutVersion(one), fields, organizer, updated: now });
    const gone: EventFields = { status: 'cancelled', reminders: { useDefault: true } };
    store.commit(calendar, { ...withoutVersion(one), fields: gone, updated: now, deletedAt: now, bare: true });
    return moved;
  };
  const exceptions = [...exceptionsOf(calendar, event.id).values()];
  const moved = leave(event);
  exceptions.forEach(leave);
  return moved;
}

export function withoutPrivateProperties({ extendedProperties, ...fields }: EventFields): EventFields {
  const shared = extendedProperties?.shared;
  return { ...fields, ...(shared && { extendedProperties: { shared } }) };
}

function findByUid(calendar: StoredCalendar, uid: string): StoredEvent | undefined {
  return [...calendar.events.values()].find((event) => event.iCalUID === uid && event.recurringEventId === undefined);
}

export function fieldContext(place: Place, occurrence: boolean, stored?: EventFields): FieldContext {
  const { calendar, store, options } = place;
  const self = (calendar.primary ? store.ownerEmail : calendar.id).toLowerCase();
  return { calendarZone: calendar.timeZone, self, occurrence, stored, options };
}

function readNew(writing: Writing, body: JsonObject): EventFields {
  checkSent(writing, body);
  const fields = readFields(guardOptIns(writing, body, undefined), fieldContext(writing, false));
  if (fields.status === 'cancelled') throw invalid('Invalid value for: status');
  return fields;
}

/**
 * Looks at what is sent, whether it changes something or not.
 * Errors: 403 `quotaExceeded` for a list of guests (an account without a domain of its own has external ones only), 400 for
 * a conference of another vendor.
 */
function checkSent({ options, store, query }: Writing, body: JsonObject): void {
  const guests = (objects(body, 'attendees') ?? []).filter((guest) => guest.email !== store.ownerEmail);
  if (options.guestLimit === 'reached' && guests.length > 0) throw new ApiError(403, 'quotaExceeded');
  if (options.thirdPartyConferences === 'taken' || query.number('conferenceDataVersion') !== 1) return;
  const solution = object(object(body, 'conferenceData') ?? {}, 'conferenceSolution') ?? {};
  if (text(object(solution, 'key') ?? {}, 'type') === 'addOn') throw invalid('Invalid conference type value.');
}

/** Conference and attachments are taken only from clients that say they know them; else the stored ones stay. */
function guardOptIns({ query }: Writing, body: JsonObject, stored: EventFields | undefined): JsonObject {
  const guarded = { ...body };
  if (query.number('conferenceDataVersion') !== 1) guarded.conferenceData = stored?.conferenceData;
  if (query.flag('supportsAttachments') !== true) guarded.attachments = stored?.attachments;
  return guarded;
}

/**
 * Who did not create the event does not see its `source`: a write keeps it.
 * Errors: 403 `forbiddenForNonCreator` for one that sends another.
 */
function guardSource({ store }: Writing, event: StoredEvent, whole: JsonObject, body: JsonObject): JsonObject {
  if (event.creator.email === store.ownerEmail) return whole;
  const { source } = event.fields;
  if (body.source !== undefined && !sameJson(body.source ?? undefined, source))
    throw new ApiError(403, 'forbiddenForNonCreator');
  return { ...whole, source };
}

function change(writing: Writing, event: StoredEvent, whole: JsonObject, body: JsonObject): StoredEvent {
  const { options } = writing;
  checkSent(writing, body);
  const fields = readFields(
    guardOptIns(writing, guardSource(writing, event, whole, body), event.fields),
    fieldContext(writing, event.recurringEventId !== undefined, event.fields),
  );
  checkSeriesThere(writing, event, fields);
  const revived = event.fields.status === 'cancelled' && fields.status !== 'cancelled';
  if (revived && options.revive === 'forbidden') throw new ApiError(403, 'forbidden');
  const sequence = readSequence(body, event.sequence);
  checkChange(event, fields);
  return commitChange(writing, event, fields, sequence);
}

/**
 * An occurrence needs a place in its series, and a series that is there. How Google refuses that is not known.
 * Errors: 404 `notFound`, 403 `forbidden`.
 */
function checkSeriesThere({ calendar }: Writing, event: StoredEvent, fields: EventFields): void {
  if (event.reset) throw new ApiError(404, 'notFound');
  const master = event.recurringEventId === undefined ? undefined : calendar.events.get(event.recurringEventId);
  if (master && isCancelled(master) && fields.status !== 'cancelled') throw new ApiError(403, 'forbidden');
}

/** What a patch starts from. Of a bare tombstone nothing is left, so start and end must come with the patch. */
function readableFields(event: StoredEvent, options: CalendarOptions): EventFields | Record<string, never> {
  const bare = event.bare || (event.fields.status === 'cancelled' && options.tombstones === 'bareEverywhere');
  return bare ? {} : event.fields;
}

/** With `attendeesOmitted` a client changes its own entry only. */
function omittedAttendees(event: StoredEvent, body: JsonObject): JsonObject {
  if (body.attendeesOmitted !== true) return {};
  const sent = objects(body, 'attendees') ?? [];
  const merged = event.fields.attendees?.map((guest) =>
    guest.self ? { ...guest, ...sent.find((other) => other.email === guest.email) } : guest,
  );
  return { attendees: merged ?? null };
}

function checkIdentity(event: StoredEvent, body: JsonObject): void {
  const id = text(body, 'id');
  if (id !== undefined && id !== event.id) throw invalid('Invalid resource id value.');
  const eventType = readEventType(body);
  if (eventType !== undefined && eventType !== event.eventType) throw invalid('Event type cannot be changed.');
}

function readEventType(body: JsonObject): EventType | undefined {
  const written = text(body, 'eventType');
  const eventType = EVENT_TYPES.find((known) => known === written);
  if (written !== undefined && !eventType) throw invalid('Invalid value for: eventType');
  return eventType;
}

function readSequence(body: JsonObject, stored: number): number {
  const sequence = wholeNumber(body, 'sequence') ?? stored;
  if (sequence >= stored) return sequence;
  throw invalid(
    'Invalid sequence value. The specified sequence number is below the current sequence number of the resource. ' +
      'Re-fetch the resource and use its sequence number on the following request.',
  );
}
