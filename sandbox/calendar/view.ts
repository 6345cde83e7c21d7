// How an event is shown to a client: defaults left out, times in the reader's zone, and what a tombstone still tells.
import type { StoredCalendar } from './store';
import type { Attendee, EventTime, JsonObject, StoredEvent } from './resource';
import { instantOf } from './event-times';
import { formatInZone, formatMs } from './zone';

/** What a request says about the form of the answer. */
export interface Viewing {
  /** `timeZone` of the request; without it the calendar's. */
  zone?: string | undefined;
  maxAttendees?: number | undefined;
}

/** The whole resource. https://developers.google.com/workspace/calendar/api/v3/reference/events#resource */
export function viewEvent(event: StoredEvent, calendar: StoredCalendar, viewing: Viewing = {}): JsonObject {
  if (event.bare) return viewTombstone(event, calendar);
  const zone = viewing.zone ?? calendar.timeZone;
  if (hidesDetails(event, calendar)) return viewBusy(event, calendar, zone);
  const { attendees, start, end, source, ...plain } = event.fields;
  return {
    ...identity(event),
    htmlLink: htmlLink(event, calendar),
    created: formatMs(event.created),
    updated: formatMs(event.updated),
    creator: event.creator,
    organizer: event.organizer,
    ...plain,
    ...(start && { start: viewTime(start, zone) }),
    ...(end && { end: viewTime(end, zone) }),
    ...occurrence(event, zone),
    // Only the creator sees it.
    ...(source && event.creator.email === calendar.viewer && { source }),
    ...viewAttendees(attendees, event, viewing.maxAttendees),
    ...hangoutLink(event),
    iCalUID: event.iCalUID,
    sequence: event.sequence,
    eventType: event.eventType,
    ...(event.privateCopy && { privateCopy: true }),
    ...(event.locked && { locked: true }),
  };
}

/**
 * What is certain to be left of a deleted event: its id, and of a cancelled occurrence also which one it was.
 * https://developers.google.com/workspace/calendar/api/v3/reference/events#status
 */
export function viewTombstone(event: StoredEvent, calendar: StoredCalendar): JsonObject {
  return { ...identity(event), ...occurrence(event, calendar.timeZone) };
}

/** A tombstone that doesn't even tell which occurrence it was (https://github.com/KeepSoftwareSimple/compass-calendar/issues/2808). */
export function viewBare(event: StoredEvent): JsonObject {
  return identity(event);
}

function identity(event: StoredEvent): JsonObject {
  return { kind: 'calendar#event', etag: event.etag, id: event.id, status: event.fields.status };
}

function occurrence(event: StoredEvent, zone: string): JsonObject {
  return {
    ...(event.recurringEventId !== undefined && { recurringEventId: event.recurringEventId }),
    ...(event.originalStartTime && { originalStartTime: viewTime(event.originalStartTime, zone) }),
  };
}

/** Readers don't see private events, and who sees free/busy only sees no details at all. */
function hidesDetails(event: StoredEvent, calendar: StoredCalendar): boolean {
  if (calendar.accessRole === 'freeBusyReader') return true;
  const hidden = event.fields.visibility === 'private' || event.fields.visibility === 'confidential';
  return hidden && calendar.accessRole === 'reader';
}

/** Members as in an answer that was seen: https://github.com/googleworkspace/go-samples/issues/33 */
function viewBusy(event: StoredEvent, calendar: StoredCalendar, zone: string): JsonObject {
  const { start, end, visibility } = event.fields;
  return {
    ...identity(event),
    htmlLink: htmlLink(event, calendar),
    updated: formatMs(event.updated),
    ...(start && { start: viewTime(start, zone) }),
    ...(end && { end: viewTime(end, zone) }),
    ...occurrence(event, zone),
    visibility: calendar.accessRole === 'freeBusyReader' ? 'private' : visibility,
    iCalUID: event.iCalUID,
    eventType: event.eventType,
  };
}

function viewTime(time: EventTime, zone: string): EventTime {
  if (time.date !== undefined) return { date: time.date };
  return {
    dateTime: formatInZone(instantOf(time), zone),
    ...(time.timeZone !== undefined && { timeZone: time.timeZone }),
  };
}

/** Over `maxAttendees` only the reader's own entry is shown, and the answer says that others are missing. */
function viewAttendees(attendees: Attendee[] | undefined, event: StoredEvent, max: number | undefined): JsonObject {
  if (!attendees) return {};
  const shown = attendees.map((guest) =>
    guest.email === event.organizer.email ? { ...guest, organizer: true } : guest,
  );
  if (max === undefined || shown.length <= max) return { attendees: shown };
  const own = shown.filter((guest) => guest.self);
  return { ...(own.length > 0 && { attendees: own }), attendeesOmitted: true };
}

function hangoutLink(event: StoredEvent): JsonObject {
  const entryPoints = event.fields.conferenceData?.entryPoints;
  const video = Array.isArray(entryPoints) ? (entryPoints[0] as JsonObject | undefined) : undefined;
  return video?.entryPointType === 'video' && typeof video.uri === 'string' ? { hangoutLink: video.uri } : {};
}

function htmlLink(event: StoredEvent, calendar: StoredCalendar): string {
  const eid = Buffer.from(`${event.id} ${calendar.id}`).toString('base64').replace(/=+$/, '');
  return `https://www.google.com/calendar/event?eid=${eid}`;
}
