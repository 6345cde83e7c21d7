// events.list: full lists and lists since a sync token, filters, pages.
import type { Clock } from '../clock';
import { ApiError, invalid, invalidParameter } from './errors';
import { instantOf } from './event-times';
import type { CalendarOptions } from './options';
import type { Query } from './parameters';
import type { JsonObject, StoredEvent } from './resource';
import { allAt, changedBetween, changedOccurrences, occurrencesAt } from './series/listed';
import { isGone, positionAt, type StoredCalendar } from './store';
import { printPageToken, printSyncToken, readPageToken, readSyncToken, type Window } from './tokens';
import { viewBare, viewEvent, viewTombstone } from './view';
import { formatMs } from './zone';

/** Not allowed beside a sync token. https://developers.google.com/workspace/calendar/api/v3/reference/events/list */
const FORBIDDEN_BESIDE_TOKEN = [
  'iCalUID',
  'orderBy',
  'privateExtendedProperty',
  'sharedExtendedProperty',
  'q',
  'timeMin',
  'timeMax',
  'updatedMin',
];
/** A list made with one of these gets no sync token; `timeMin` and `timeMax` don't count among them. */
const WITHOUT_SYNC_TOKEN = FORBIDDEN_BESIDE_TOKEN.filter((name) => name !== 'timeMin' && name !== 'timeMax');
/** May differ between the list that made a sync token and the one that uses it. */
const FREE_BESIDE_TOKEN = [...FORBIDDEN_BESIDE_TOKEN, 'syncToken', 'pageToken', 'maxResults'];

const DEFAULT_PAGE = 250;
const DAY_MS = 86_400_000;

interface Listing {
  calendar: StoredCalendar;
  query: Query;
  now: number;
  options: CalendarOptions;
}

/**
 * One page. Errors: 400 for parameters that don't go together, 410 `fullSyncRequired` or `updatedMinTooLongAgo`.
 * https://developers.google.com/workspace/calendar/api/v3/reference/events/list
 */
export function listEvents(calendar: StoredCalendar, query: Query, clock: Clock, options: CalendarOptions): JsonObject {
  const listing: Listing = { calendar, query, now: clock.now(), options };
  checkCombination(listing);
  const bound = query.print(['pageToken']);
  const pageText = query.text('pageToken');
  const page = pageText === undefined ? undefined : readPageToken(calendar, pageText, bound);
  const sync = readSync(listing);
  const window: Window = page ?? sync ?? { timeMin: query.instant('timeMin'), timeMax: query.instant('timeMax') };
  const empty = page === undefined && takeEmptyOnce(listing);
  // An empty answer hides nothing for good: its token still covers what it left out.
  const snapshot = empty ? (sync?.position ?? 0) : (page?.snapshot ?? visiblePosition(listing));
  const events = empty ? [] : select(listing, sync?.position, snapshot, window);
  const size = Math.min(query.number('maxResults') ?? DEFAULT_PAGE, options.pageSize ?? Infinity);
  const offset = page?.offset ?? (options.emptyFirstPage ? -1 : 0);
  const shown = offset < 0 ? [] : events.slice(offset, offset + size);
  const next = offset < 0 ? 0 : offset + size;
  const more = offset < 0 || next < events.length;
  const issued = { query: query.print(FREE_BESIDE_TOKEN), epoch: calendar.tokenEpoch, issuedAt: listing.now };
  return {
    ...header(calendar),
    items: shown.map((event) => show(event, listing, sync !== undefined)),
    ...(more && { nextPageToken: printPageToken(calendar, { ...window, snapshot, offset: next, query: bound }) }),
    ...(!more &&
      !WITHOUT_SYNC_TOKEN.some((name) => query.has(name)) && {
        nextSyncToken: printSyncToken(calendar, {
          ...window,
          ...issued,
          position: Math.max(snapshot, sync?.position ?? 0),
        }),
      }),
  };
}

/** The collection's etag: it changes with each change of the calendar. */
export function listEtag(calendar: StoredCalendar): string {
  return `"p${calendar.log.length}.${calendar.updated}"`;
}

/** What every answer with events begins with. */
export function header(calendar: StoredCalendar): JsonObject {
  return {
    kind: 'calendar#events',
    etag: listEtag(calendar),
    summary: calendar.summary,
    ...(calendar.description !== undefined && { description: calendar.description }),
    updated: formatMs(calendar.updated),
    timeZone: calendar.timeZone,
    accessRole: calendar.accessRole,
    defaultReminders: calendar.defaultReminders,
  };
}

function checkCombination({ query, now, options }: Listing): void {
  if (query.has('syncToken')) {
    const clash = FORBIDDEN_BESIDE_TOKEN.find((name) => query.has(name));
    if (clash) throw invalidParameter(clash, `Sync token cannot be used with ${clash}.`);
    if (query.flag('showDeleted') === false)
      throw invalidParameter('showDeleted', 'Sync token cannot be used with showDeleted=false.');
  }
  if (query.text('orderBy') === 'startTime' && !query.flag('singleEvents'))
    throw new ApiError(400, 'badRequest', {
      message: 'The requested ordering is not available for the particular query.',
      locationType: 'parameter',
      location: 'orderBy',
    });
  const [timeMin, timeMax] = [query.instant('timeMin'), query.instant('timeMax')];
  if (timeMin !== undefined && timeMax !== undefined && timeMax <= timeMin) throw new ApiError(400, 'timeRangeEmpty');
  const updatedMin = query.instant('updatedMin');
  if (updatedMin !== undefined && updatedMin < now - options.updatedMinDays * DAY_MS)
    throw new ApiError(410, 'updatedMinTooLongAgo');
  for (const name of ['privateExtendedProperty', 'sharedExtendedProperty'])
    if (query.all(name).some((filter) => !filter.includes('='))) throw invalid(`Invalid value for: ${name}`);
}

function readSync({ calendar, query, now, options }: Listing) {
  const text = query.text('syncToken');
  if (text === undefined) return undefined;
  return readSyncToken(calendar, text, {
    query: query.print(FREE_BESIDE_TOKEN),
    now,
    lifeDays: options.syncTokenDays,
    garbage: options.garbageToken,
  });
}

function takeEmptyOnce({ calendar, options }: Listing): boolean {
  const empty = options.listLag === 'onceEmpty' && calendar.listEmptyOnce;
  calendar.listEmptyOnce = false;
  return empty;
}

function visiblePosition({ calendar, now, options }: Listing): number {
  const { showsUpTo } = calendar;
  calendar.showsUpTo = undefined;
  if (showsUpTo !== undefined) return showsUpTo;
  const lag = typeof options.listLag === 'number' ? options.listLag * 1_000 : undefined;
  return lag === undefined ? calendar.log.length : positionAt(calendar, now - lag);
}

function select(listing: Listing, since: number | undefined, snapshot: number, window: Window): StoredEvent[] {
  const { calendar, options, query } = listing;
  const events = about(listing, since, snapshot, window).filter(
    (event) => !isGone(event, listing.now, options.tombstoneWeeks) && isAskedFor(event, listing, since !== undefined),
  );
  const windowed = since === undefined || options.tokenListAfterWindow === 'window';
  const kept = windowed ? events.filter((event) => isInWindow(event, calendar, window)) : events;
  return sort(kept, query.text('orderBy'), calendar);
}

/** What is there at `snapshot`, or what has changed up to it; with `singleEvents` occurrences instead of their series. */
function about(
  { calendar, options, query, now }: Listing,
  since: number | undefined,
  snapshot: number,
  window: Window,
): StoredEvent[] {
  const place = { calendar, options };
  if (!query.flag('singleEvents'))
    return since === undefined ? allAt(calendar, snapshot) : changedBetween(calendar, since, snapshot);
  const showDeleted = query.flag('showDeleted') === true || query.has('updatedMin');
  return since === undefined
    ? occurrencesAt(place, snapshot, now, { showDeleted, window })
    : changedOccurrences(place, since, snapshot, now);
}

function isAskedFor(event: StoredEvent, { query, options }: Listing, sinceToken: boolean): boolean {
  const eventTypes = query.all('eventTypes');
  const uid = query.text('iCalUID');
  const updatedMin = query.instant('updatedMin');
  return (
    (event.fields.status !== 'cancelled' || sinceToken || listsDeleted(event, query)) &&
    (eventTypes.length === 0 || eventTypes.includes(event.eventType)) &&
    (uid === undefined || event.iCalUID === uid) &&
    (updatedMin === undefined || event.updated >= updatedMin) &&
    matchesText(event, query.text('q')) &&
    matchesProperties(event, 'private', query.all('privateExtendedProperty'), options) &&
    matchesProperties(event, 'shared', query.all('sharedExtendedProperty'), options)
  );
}

/** Cancelled occurrences are listed without `showDeleted`, as long as the series isn't taken apart. */
function listsDeleted(event: StoredEvent, query: Query): boolean {
  const occurrence = event.recurringEventId !== undefined && !query.flag('singleEvents');
  return query.flag('showDeleted') === true || query.has('updatedMin') || occurrence;
}

function matchesText(event: StoredEvent, q: string | undefined): boolean {
  if (q === undefined) return true;
  const { summary, description, location, attendees = [] } = event.fields;
  const guests = attendees.flatMap((guest) => [guest.email, guest.displayName]);
  const haystack = [summary, description, location, ...guests].join('\n').toLowerCase();
  return q
    .toLowerCase()
    .split(/\s+/)
    .every((word) => haystack.includes(word));
}

function matchesProperties(
  event: StoredEvent,
  scope: 'private' | 'shared',
  filters: readonly string[],
  options: CalendarOptions,
): boolean {
  if (filters.length === 0) return true;
  const properties = event.fields.extendedProperties?.[scope] ?? {};
  const matches = (filter: string) => {
    const equals = filter.indexOf('=');
    return properties[filter.slice(0, equals)] === filter.slice(equals + 1);
  };
  return options.repeatedPropertyFilter === 'all' ? filters.every(matches) : filters.some(matches);
}

/** End after `timeMin` and start before `timeMax`, both exclusive; a series counts as endless. */
function isInWindow(event: StoredEvent, calendar: StoredCalendar, window: Window): boolean {
  const { start, end, recurrence } = event.fields;
  if (!start || !end) return true;
  const endsLate = window.timeMin === undefined || instantOf(end, calendar.timeZone) > window.timeMin;
  const startsEarly = window.timeMax === undefined || instantOf(start, calendar.timeZone) < window.timeMax;
  return startsEarly && (endsLate || recurrence !== undefined);
}

function sort(events: StoredEvent[], orderBy: string | undefined, calendar: StoredCalendar): StoredEvent[] {
  if (orderBy === 'updated') return [...events].sort((a, b) => a.updated - b.updated);
  if (orderBy !== 'startTime') return events;
  const startOf = (event: StoredEvent) => (event.fields.start ? instantOf(event.fields.start, calendar.timeZone) : 0);
  return [...events].sort((a, b) => startOf(a) - startOf(b));
}

function show(event: StoredEvent, { calendar, query, options }: Listing, sinceToken: boolean): JsonObject {
  const viewing = { zone: query.text('timeZone'), maxAttendees: query.number('maxAttendees') };
  if (event.fields.status !== 'cancelled') return viewEvent(event, calendar, viewing);
  if (event.recurringEventId !== undefined && options.occurrenceTombstones === 'bare') return viewBare(event);
  const full = options.tombstones === 'fullIfShowDeleted' && (query.flag('showDeleted') || !sinceToken);
  const bareOccurrence = event.recurringEventId !== undefined && !query.flag('showDeleted');
  return full && !bareOccurrence ? viewEvent(event, calendar, viewing) : viewTombstone(event, calendar);
}
