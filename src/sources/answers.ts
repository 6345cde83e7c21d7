// What a side answered, or a note of its outage.
import type { CalendarEvent } from '../core/calendar-event';
import type { Result } from '../ports';
import type { App } from '../sync/context';
import { eventsOf } from '../sync/needs-google';
import { noteOutage, noteUnread } from '../sync/outage';

/** Undefined where Directus gives no answer. */
export function fromDirectus<T>(app: App, result: Result<T>): T | undefined {
  if (result.ok) return result.value;
  noteOutage(app, result.failure);
  return undefined;
}

/** Undefined where Google gives none about the calendar. */
export function fromGoogle<T>(app: App, calendarId: string, result: Result<T>): T | undefined {
  if (result.ok) return result.value;
  noteUnread(app, result.failure, calendarId);
  return undefined;
}

/** Events by their ids, without those that are not there; undefined where Google gives no answer, which is noted. */
export function thoseThere(
  app: App,
  calendarId: string,
  ids: readonly string[],
): Map<string, CalendarEvent> | undefined {
  const events = new Map<string, CalendarEvent>();
  for (const [i, answer] of (ids.length > 0 ? eventsOf(app, calendarId, ids) : []).entries()) {
    if (!answer.ok && (answer.failure.kind === 'notFound' || answer.failure.kind === 'gone')) continue;
    const event = fromGoogle(app, calendarId, answer);
    if (!event) return undefined;
    events.set(ids[i]!, event);
  }
  return events;
}
