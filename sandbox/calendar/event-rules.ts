// Which changes Google refuses although the body is well formed: of other people's events, and of special event types.
import { ApiError } from './errors';
import { CHANGEABLE, checkStatusMembers } from './event-types';
import { sameJson, type Attendee, type EventFields, type JsonObject, type StoredEvent } from './resource';

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

/** Errors: 403 `forbiddenForNonOrganizer` or `forbidden`, 400 `eventTypeRestriction` or `malformed…Event`. */
export function checkChange(event: StoredEvent, after: EventFields): void {
  const changed = changedMembers(event.fields, after);
  if (event.locked && LOCKED_MEMBERS.some((member) => changed.has(member))) throw new ApiError(403, 'forbidden');
  if (!event.organizer.self && !event.fields.guestsCanModify) checkGuest(event, after, changed);
  const allowed = CHANGEABLE[event.eventType];
  if (allowed && [...changed].some((member) => !allowed.includes(member)))
    throw new ApiError(400, 'eventTypeRestriction');
  if (after.status !== 'cancelled') checkStatusMembers(event.eventType, after);
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
