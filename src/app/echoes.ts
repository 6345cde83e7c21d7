// Recognises our own event writes when either side's news of them comes back, without asking anybody.
import { baseText, type CalendarEvent } from '../core/event';
import { LONGEST_CACHED_SECONDS, type Cache } from './ports';
import { calendarName } from './state';

const SECONDS = 600;

/**
 * Remembers the etag and the base that each write left: a listed event that still has the etag is our own write and
 * nothing else, and an item whose values are those of the base has been written.
 */
export class Echoes {
  constructor(private readonly cache: Cache) {}

  remember(calendarId: string, events: readonly CalendarEvent[]): void {
    const entries = events
      .filter((event) => event.etag)
      .map((event) => [entryName(calendarId, event.id), `${event.etag} ${baseText(event)}`]);
    if (entries.length > 0) this.cache.putAll(Object.fromEntries(entries) as Record<string, string>, SECONDS);
  }

  /** The events that are not our own writes. Without the cache every one counts as news, which costs work, never data. */
  withoutEchoes(calendarId: string, events: readonly CalendarEvent[]): CalendarEvent[] {
    if (events.length === 0) return [];
    const known = this.cache.getAll(events.map((event) => entryName(calendarId, event.id)));
    return events.filter(({ id, etag }) => !etag || !known[entryName(calendarId, id)]?.startsWith(`${etag} `));
  }

  /** The base, as text, of each event that we wrote within the last minutes and have not deleted since, by its id. */
  basesOf(calendarId: string, eventIds: readonly string[]): Map<string, string> {
    if (eventIds.length === 0) return new Map();
    const known = this.cache.getAll(eventIds.map((id) => entryName(calendarId, id)));
    const deleted = this.deletedOf(calendarId, eventIds);
    return new Map(
      eventIds.flatMap((id): [string, string][] => {
        const entry = known[entryName(calendarId, id)];
        return entry === undefined || deleted.has(id) ? [] : [[id, entry.slice(entry.indexOf(' ') + 1)]];
      }),
    );
  }

  /**
   * Events that we deleted because their items were gone: the feed's delete rows need no further look at them. A catch-up
   * may meet one hours later.
   */
  rememberDeleted(calendarId: string, eventIds: readonly string[]): void {
    const entries = eventIds.map((id) => [`deleted.${entryName(calendarId, id)}`, '1']);
    if (entries.length > 0)
      this.cache.putAll(Object.fromEntries(entries) as Record<string, string>, LONGEST_CACHED_SECONDS);
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
