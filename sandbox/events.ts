// The events of a calendar as the API lists them, for whoever looks at the sandbox from outside.
import type { CalendarEvent } from '../src/core/calendar-event';
import type { LocalGoogle } from './google';

const PAGE_SIZE = 2500;

/** Live events, with those deleted if asked. Costs one call and one quota unit a page: keep it out of what is measured. */
export async function readEvents(
  google: LocalGoogle,
  calendarId: string,
  { showDeleted = false } = {},
): Promise<CalendarEvent[]> {
  const events: CalendarEvent[] = [];
  let page: string | undefined = '';
  while (page !== undefined) {
    const query: string = `singleEvents=false&maxResults=${PAGE_SIZE}&showDeleted=${showDeleted}${page}`;
    const answer = await google.calendar.handle({
      method: 'GET',
      path: `/calendar/v3/calendars/${encodeURIComponent(calendarId)}/events?${query}`,
      headers: { authorization: 'Bearer local-token' },
      body: '',
    });
    const { items, nextPageToken } = JSON.parse(answer.body) as { items?: CalendarEvent[]; nextPageToken?: string };
    if (!items) throw new Error(`the events could not be listed: ${answer.body.slice(0, 300)}`);
    events.push(...items);
    page = nextPageToken === undefined ? undefined : `&pageToken=${encodeURIComponent(nextPageToken)}`;
  }
  return events;
}
