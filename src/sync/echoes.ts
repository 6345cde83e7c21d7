// Recognises our own event writes when either side's news of them comes back, without asking anybody.
import { baseText } from '../core/event';
import type { CalendarEvent } from '../core/calendar-event';
import { groupBy } from '../core/groups';
import { LONGEST_CACHED_SECONDS, type Cache } from '../ports';
import { calendarName } from './calendars';

const SECONDS = 600;
/** Since when the cache has been whole, ms since the epoch: events that it lacks were not written within ten minutes since. */
const WHOLE_SINCE = 'echoes.since';
/** What stands in place of a base for an event that we deleted. */
const DELETED = '-';

/** Of many at once only so many are kept: the cache holds 1,000 entries, and lets go what ends soonest. */
const MAX_FOLLOWED = 100;

/**
 * Remembers the etag and the base that each write left: a listed event that still has the etag is our own write and
 * nothing else, and an item whose values are those of the base has been written.
 */
export class Echoes {
  constructor(private readonly cache: Cache) {}

  /**
   * @param events as Google stored them. Directus' feed may tell hours later, in a catch-up, of one that we deleted.
   * @param now ms since the epoch
   */
  remember(calendarId: string, events: readonly CalendarEvent[], now: number): void {
    const known = events.filter(({ etag }) => etag);
    for (const [isDeleted, group] of groupBy(known, ({ status }) => status === 'cancelled')) {
      const entries = group.map((event) => [
        entryName(calendarId, event.id),
        `${event.etag} ${isDeleted ? DELETED : baseText(event)}`,
      ]);
      const seconds = isDeleted ? LONGEST_CACHED_SECONDS : SECONDS;
      const isKept = this.cache.putAll(Object.fromEntries(entries) as Record<string, string>, seconds);
      // As after an emptied cache: what is missing may have been written within the last minutes.
      if (!isKept) this.cache.putAll({ [WHOLE_SINCE]: String(now) }, LONGEST_CACHED_SECONDS);
    }
  }

  /** The events that are not our own writes. Without the cache every one counts as news, which costs work, never data. */
  withoutEchoes(calendarId: string, events: readonly CalendarEvent[]): CalendarEvent[] {
    const known = this.known(
      calendarId,
      events.map(({ id }) => id),
    );
    return events.filter(({ id, etag }) => !etag || known.get(id)?.etag !== etag);
  }

  /** The base, as text, of each event that we wrote within the last minutes and have not deleted since, by its id. */
  basesOf(calendarId: string, eventIds: readonly string[]): Map<string, string> {
    const known = [...this.known(calendarId, eventIds)].filter(([, { base }]) => base !== DELETED);
    return new Map(known.map(([id, { base }]) => [id, base]));
  }

  /** Events that we deleted because their items were gone: the feed's delete rows need no further look at them. */
  deletedOf(calendarId: string, eventIds: readonly string[]): Set<string> {
    const known = [...this.known(calendarId, eventIds)];
    return new Set(known.filter(([, { base }]) => base === DELETED).map(([id]) => id));
  }

  /**
   * RD13: whether a list shows an event as it was before we wrote to it last: its base is not the one that we wrote. False
   * where we did not write within minutes; undefined where the cache was emptied, and cannot tell.
   * @param now ms since the epoch
   */
  mayLag(
    calendarId: string,
    events: readonly CalendarEvent[],
    now: number,
  ): (event: CalendarEvent) => boolean | undefined {
    const since = Number(this.cache.get(WHOLE_SINCE) ?? now);
    this.cache.putAll({ [WHOLE_SINCE]: String(since) }, LONGEST_CACHED_SECONDS);
    const isWhole = now - since >= SECONDS * 1000;
    const known = this.read(
      calendarId,
      events.map(({ id }) => id),
    );
    return (event) => {
      const written = known?.get(event.id);
      if (written) return written.base !== baseText(event);
      return isWhole && known ? false : undefined;
    };
  }

  /**
   * Remembers the sync values that items got because their events were edited: the events' own bases still say what was
   * before. @param syncs by event id
   */
  follow(calendarId: string, syncs: ReadonlyMap<string, string>): void {
    if (syncs.size === 0) return;
    const entries = [...syncs].slice(0, MAX_FOLLOWED).map(([id, sync]) => [followedName(calendarId, id), sync]);
    this.cache.putAll(Object.fromEntries(entries) as Record<string, string>, LONGEST_CACHED_SECONDS);
  }

  /** What `follow` remembers of events, by their ids. */
  followed(calendarId: string, eventIds: readonly string[]): Map<string, string> {
    const cached = eventIds.length > 0 ? this.cache.getAll(eventIds.map((id) => followedName(calendarId, id))) : null;
    return new Map(
      eventIds.flatMap((id) => {
        const sync = cached?.[followedName(calendarId, id)];
        return sync === undefined ? [] : [[id, sync]];
      }),
    );
  }

  private known(calendarId: string, eventIds: readonly string[]): Map<string, { etag: string; base: string }> {
    return this.read(calendarId, eventIds) ?? new Map();
  }

  /** Null when the cache could not be read. */
  private read(calendarId: string, eventIds: readonly string[]): Map<string, { etag: string; base: string }> | null {
    if (eventIds.length === 0) return new Map();
    const cached = this.cache.getAll(eventIds.map((id) => entryName(calendarId, id)));
    if (!cached) return null;
    return new Map(
      eventIds.flatMap((id) => {
        const entry = cached[entryName(calendarId, id)];
        if (entry === undefined) return [];
        const end = entry.indexOf(' ');
        return [[id, { etag: entry.slice(0, end), base: entry.slice(end + 1) }]];
      }),
    );
  }
}

function entryName(calendarId: string, eventId: string): string {
  // A cache key has at most 250 characters, an event id up to 1,024.
  return `${calendarName(calendarId)}.${eventId.slice(0, 200)}`;
}

function followedName(calendarId: string, eventId: string): string {
  return `followed.${entryName(calendarId, eventId)}`;
}
