// Recognises our own event writes when the calendar's feed brings them back, without asking anybody.
import type { CalendarEvent } from '../core/event';
import type { Cache } from './ports';
import { calendarName } from './state';

const SECONDS = 600;
/** The longest that the cache keeps anything: a catch-up may meet a deletion hours later. */
const DELETED_SECONDS = 21_600;

/** Remembers the etag that each write left; a listed event that still has it is our own write and nothing else. */
export class Echoes {
  constructor(private readonly cache: Cache) {}

  remember(calendarId: string, events: readonly CalendarEvent[]): void {
    const entries = events.filter((event) => event.etag).map((event) => [entryName(calendarId, event.id), event.etag!]);
    if (entries.length > 0) this.cache.putAll(Object.fromEntries(entries), SECONDS);
  }

  /** The events that are not our own writes. Without the cache every one counts as news, which costs work, never data. */
  withoutEchoes(calendarId: string, events: readonly CalendarEvent[]): CalendarEvent[] {
    if (events.length === 0) return [];
    const known = this.cache.getAll(events.map((event) => entryName(calendarId, event.id)));
    return events.filter((event) => !event.etag || known[entryName(calendarId, event.id)] !== event.etag);
  }

  /** Events that we wrote within the last minutes, and have not deleted since. */
  writtenOf(calendarId: string, eventIds: readonly string[]): Set<string> {
    if (eventIds.length === 0) return new Set();
    const known = this.cache.getAll(eventIds.map((id) => entryName(calendarId, id)));
    const deleted = this.deletedOf(calendarId, eventIds);
    return new Set(eventIds.filter((id) => known[entryName(calendarId, id)] !== undefined && !deleted.has(id)));
  }

  /** Events that we deleted because their items were gone: the feed's delete rows need no further look at them. */
  rememberDeleted(calendarId: string, eventIds: readonly string[]): void {
    const entries = eventIds.map((id) => [`deleted.${entryName(calendarId, id)}`, '1']);
    if (entries.length > 0) this.cache.putAll(Object.fromEntries(entries) as Record<string, string>, DELETED_SECONDS);
  }

  deletedOf(calendarId: string, eventIds: readonly string[]): Set<string> {
    if (eventIds.length === 0) return new Set();
    const known = this.cache.getAll(eventIds.map((id) => `deleted.${entryName(calendarId, id)}`));
    return new Set(eventIds.filter((id) => known[`deleted.${entryName(calendarId, id)}`] !== undefined));
  }
}

function entryName(calendarId: string, eventId: string): string {
  // A cache key has at most 250 characters, an event id up to 1,024.
  return `${calendarName(calendarId)}.${eventId.slice(0, 200)}`;
}
