// Special types of events: which of them a client may make, what they must hold, and what may change on them.
import { ApiError } from './errors';
import type { EventFields, EventType } from './resource';
import type { StoredCalendar } from './store';

/**
 * What may change on events that Google itself makes.
 * https://developers.google.com/workspace/calendar/api/guides/event-types
 */
export const CHANGEABLE: Partial<Record<EventType, readonly string[]>> = {
  birthday: ['colorId', 'summary', 'reminders', 'start', 'end', 'status'],
  fromGmail: ['reminders', 'colorId', 'visibility', 'transparency', 'status', 'privateProperties', 'sharedProperties'],
};

/** The reasons are those that public clients handle; Google documents none of them. */
const STATUS_TYPES = [
  { type: 'focusTime', member: 'focusTimeProperties', malformed: 'malformedFocusTimeEvent' },
  { type: 'outOfOffice', member: 'outOfOfficeProperties', malformed: 'malformedOutOfOfficeEvent' },
  { type: 'workingLocation', member: 'workingLocationProperties', malformed: 'malformedWorkingLocationEvent' },
] as const;
const LOCATION_TYPES = ['homeOffice', 'officeLocation', 'customLocation'];
const DAY_MS = 86_400_000;

/** Errors: 400 `eventTypeRestriction` where an event of this type can't be made by a client, or not on this calendar. */
export function checkNewType(eventType: EventType, fields: EventFields, calendar: StoredCalendar): void {
  if (!isPossible(eventType, fields, calendar)) throw new ApiError(400, 'eventTypeRestriction');
  checkStatusMembers(eventType, fields);
}

function isPossible(eventType: EventType, fields: EventFields, calendar: StoredCalendar): boolean {
  switch (eventType) {
    case 'default':
      return true;
    case 'fromGmail':
      return false;
    case 'birthday':
      return isAllDay(fields) && isYearly(fields) && !fields.attendees && !fields.extendedProperties;
    case 'focusTime':
    case 'outOfOffice':
    case 'workingLocation':
      return calendar.primary && !fields.attendees;
    default:
      return eventType satisfies never;
  }
}

/**
 * Errors: 400 `malformed…Event` where focus time, out of office or a working location lacks what it must hold, or another
 * event has what only they may. Two messages are Google's: https://github.com/phw198/OutlookGoogleCalendarSync/issues/1817,
 * and that of an all-day working location. https://developers.google.com/workspace/calendar/api/guides/calendar-status
 */
export function checkStatusMembers(eventType: EventType, fields: EventFields): void {
  for (const { type, member, malformed } of STATUS_TYPES) {
    if ((eventType === type) !== (fields[member] !== undefined))
      throw new ApiError(400, malformed, {
        domain: 'calendar',
        message: `${member} requires an event type of ${type}, and vice versa.`,
      });
    const problem = eventType === type ? problemOf(type, fields) : undefined;
    if (problem !== undefined) throw new ApiError(400, malformed, { domain: 'calendar', message: problem });
  }
}

function problemOf(type: (typeof STATUS_TYPES)[number]['type'], fields: EventFields): string | undefined {
  if (type !== 'workingLocation') {
    if (isAllDay(fields)) return `A ${type} event must have a start and an end time.`;
    return fields.transparency === undefined ? undefined : `A ${type} event must be opaque.`;
  }
  if (!LOCATION_TYPES.includes(String(fields.workingLocationProperties?.type))) return 'Invalid working location type.';
  if (fields.visibility !== 'public') return 'A working location event must have public visibility.';
  if (fields.transparency !== 'transparent') return 'A working location event must be transparent.';
  if (!isAllDay(fields)) return undefined;
  const days = (Date.parse(fields.end?.date ?? '') - Date.parse(fields.start?.date ?? '')) / DAY_MS;
  return days === 1 ? undefined : 'An all-day working location event must be exactly one day long.';
}

function isAllDay({ start }: EventFields): boolean {
  return start?.date !== undefined;
}

function isYearly({ recurrence }: EventFields): boolean {
  return recurrence?.length === 1 && /^RRULE:.*FREQ=YEARLY/.test(recurrence[0] ?? '');
}
