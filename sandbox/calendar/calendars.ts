// Calendars and the calendar list, as far as a client needs them to find and make a calendar.
import { invalid, required } from './errors';
import { text } from './members';
import type { Query } from './parameters';
import type { JsonObject } from './resource';
import { ACCESS_ROLES, type AccessRole, type Store, type StoredCalendar } from './store';
import { isTimeZone } from './zone';

/** https://developers.google.com/workspace/calendar/api/v3/reference/calendars */
export function viewCalendar(calendar: StoredCalendar): JsonObject {
  return { kind: 'calendar#calendar', ...common(calendar) };
}

/** https://developers.google.com/workspace/calendar/api/v3/reference/calendarList */
export function viewListEntry(calendar: StoredCalendar): JsonObject {
  return {
    kind: 'calendar#calendarListEntry',
    ...common(calendar),
    colorId: '14',
    backgroundColor: '#9fe1e7',
    foregroundColor: '#000000',
    selected: true,
    accessRole: calendar.accessRole,
    defaultReminders: calendar.defaultReminders,
    ...(calendar.primary && { primary: true }),
  };
}

function common(calendar: StoredCalendar): JsonObject {
  return {
    etag: calendarEtag(calendar),
    id: calendar.id,
    summary: calendar.summary,
    ...(calendar.description !== undefined && { description: calendar.description }),
    timeZone: calendar.timeZone,
    conferenceProperties: { allowedConferenceSolutionTypes: ['hangoutsMeet'] },
  };
}

export function calendarEtag(calendar: StoredCalendar): string {
  const { id, summary, timeZone, accessRole } = calendar;
  return `"c${Buffer.from(`${id} ${summary} ${timeZone} ${accessRole}`).toString('base64url')}"`;
}

/** Pages by offset; sync tokens of the calendar list are not simulated. */
export function listCalendars(store: Store, query: Query): JsonObject {
  const least = query.text('minAccessRole') ?? 'freeBusyReader';
  const allowed = ACCESS_ROLES.slice(ACCESS_ROLES.indexOf(least as AccessRole));
  const calendars = store.all().filter(({ accessRole }) => allowed.includes(accessRole));
  const offset = Number(query.text('pageToken') ?? 0);
  if (!Number.isInteger(offset) || offset < 0) throw invalid('Invalid page token value.');
  const end = offset + Math.min(query.number('maxResults') ?? 100, 250);
  return {
    kind: 'calendar#calendarList',
    etag: `"l${store.all().length}"`,
    ...(end < calendars.length && { nextPageToken: String(end) }),
    items: calendars.slice(offset, end).map(viewListEntry),
  };
}

/** Errors: 400 `required` without a summary. */
export function insertCalendar(store: Store, body: JsonObject): StoredCalendar {
  const summary = text(body, 'summary');
  const timeZone = text(body, 'timeZone') ?? 'UTC';
  if (summary === undefined) throw required('Missing calendar summary.');
  if (!isTimeZone(timeZone)) throw invalid('Invalid time zone.');
  const description = text(body, 'description');
  return store.create({ summary, timeZone, ...(description !== undefined && { description }) });
}
