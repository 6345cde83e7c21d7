// Which changes Google refuses although the body is well formed: other people's events and special event types.
import { ApiError } from './errors';
import type { StoredCalendar } from './store';
import {
  sameJson,
  type Attendee,
  type EventFields,
  type EventType,
  type JsonObject,
  type StoredEvent,
} from './resource';

/** The members that differ, extended properties told apart by scope. */
export function changedMembers(before: EventFields, after: EventFields): Set<string> {
  const [old, now] = [flatten(before), flatten(after)];
  return new Set([...Object.keys(old), ...Object.keys(now)].filter((member) => !sameJson(old[member], now[member])));
}

function flatten({ extendedProperties, ...fields }: EventFields): JsonObject {
  return {
    ...fields,
    ...(extendedProperties?.private && { privateProperties: extendedProperties.private }),
    ...(extendedProperties?.shared && { sharedProperties: extendedProperties.shared }),
  };
}

/** A guest may change these on the own copy; everything else belongs to the organizer. */
const OWN_MEMBERS = ['reminders', 'colorId', 'transparency', 'visibility', 'privateProperties'];
/** What `locked` fixes. https://developers.google.com/workspace/calendar/api/v3/reference/events#locked */
const LOCKED_MEMBERS = ['summary', 'description', 'location', 'start', 'end', 'recurrence'];

/** Errors: 403 `forbiddenForNonOrganizer` or `forbidden`, 400 `eventTypeRestriction`. */
export function checkChange(event: StoredEvent, after: EventFields): void {
  const changed = changedMembers(event.fields, after);
  if (event.locked && LOCKED_MEMBERS.some((member) => changed.has(member))) throw new ApiError(403, 'forbidden');
  if (!event.organizer.self && !event.fields.guestsCanModify) checkGuest(event, after, changed);
  const allowed = CHANGEABLE[event.eventType];
  if (allowed && [...changed].some((member) => !allowed.includes(member)))
    throw new ApiError(400, 'eventTypeRestriction');
}

/** Cancelling one's copy means to decline, which a guest may; so may a guest answer for themselves. */
function checkGuest(event: StoredEvent, after: EventFields, changed: ReadonlySet<string>): void {
  const shared = [...changed].filter((member) => !OWN_MEMBERS.includes(member));
  const allowed = shared.every((member) => {
    if (member === 'status') return after.status === 'cancelled' || event.fields.status === 'cancelled';
    return member === 'attendees' && sameJson(othersIn(event.fields.attendees), othersIn(after.attendees));
  });
  if (!allowed) throw new ApiError(403, 'forbiddenForNonOrganizer');
}

function othersIn(attendees: Attendee[] = []): JsonObject[] {
  return attendees.map((guest) => (guest.self ? { email: guest.email } : guest));
}

/**
 * What may change on events that Google itself makes.
 * https://developers.google.com/workspace/calendar/api/guides/event-types
 */
const CHANGEABLE: Partial<Record<EventType, readonly string[]>> = {
  birthday: ['colorId', 'summary', 'reminders', 'start', 'end', 'status'],
  fromGmail: ['reminders', 'colorId', 'visibility', 'transparency', 'status', 'privateProperties', 'sharedProperties'],
};

/** Errors: 400 `eventTypeRestriction` where an event of this type can't be made by a client, or not like this. */
export function checkNewType(eventType: EventType, fields: EventFields, calendar: StoredCalendar): void {
  if (!isPossible(eventType, fields, calendar)) throw new ApiError(400, 'eventTypeRestriction');
}

function isPossible(eventType: EventType, fields: EventFields, calendar: StoredCalendar): boolean {
  const allDay = fields.start?.date !== undefined;
  switch (eventType) {
    case 'default':
      return true;
    case 'fromGmail':
      return false;
    case 'birthday':
      return allDay && isYearly(fields) && !fields.attendees && !fields.extendedProperties;
    case 'focusTime':
    case 'outOfOffice':
      return calendar.primary && !allDay && !fields.attendees;
    case 'workingLocation':
      return calendar.primary && fields.workingLocationProperties !== undefined;
    default:
      return eventType satisfies never;
  }
}

function isYearly(fields: EventFields): boolean {
  return fields.recurrence?.length === 1 && /^RRULE:.*FREQ=YEARLY/.test(fields.recurrence[0] ?? '');
}
