// Dates of a series that are cancelled: Google keeps each as an event of its own.
import type { CalendarEvent } from '../calendar-event';
import { kindOf } from './kinds';
import { isBare } from './occurrence';
import { originalOf } from './slot';

/**
 * Series with the original starts of their cancelled dates, which Google does not tell with them; without where deleted events
 * are among the events of which nothing says whose they are.
 * @param events whole: all series of a calendar with all that Google keeps of their dates, or one of them
 */
export function withCancelled(events: readonly CalendarEvent[]): CalendarEvent[] {
  if (events.some(isBare)) return [...events];
  const cancelled = new Map<string, string[]>();
  for (const { recurringEventId, status, originalStartTime } of events) {
    const original = originalOf(originalStartTime);
    if (recurringEventId && status === 'cancelled' && original !== undefined)
      cancelled.set(recurringEventId, [...(cancelled.get(recurringEventId) ?? []), original]);
  }
  return events.map((event) =>
    kindOf(event) === 'series' ? { ...event, cancelledDates: (cancelled.get(event.id) ?? []).sort() } : event,
  );
}
