// events.instances: the occurrences of one series, untouched, changed and cancelled ones.
import type { Clock } from '../clock';
import { invalid, invalidParameter } from './errors';
import { instantOf } from './event-times';
import { header } from './list';
import type { CalendarOptions } from './options';
import type { Query } from './parameters';
import type { JsonObject, StoredEvent } from './resource';
import { instancesAt } from './series/listed';
import { isCancelled, isMaster, keyOf, keyOfText } from './series/occurrences';
import { positionAt, type StoredCalendar } from './store';
import { printPageToken, readPageToken } from './tokens';
import { viewEvent, viewTombstone } from './view';

const DEFAULT_PAGE = 250;

interface Asked {
  calendar: StoredCalendar;
  query: Query;
  clock: Clock;
  options: CalendarOptions;
}

/**
 * One page. Errors: 400 `invalid` for an event that is no series, and for a page token of another call.
 * https://developers.google.com/workspace/calendar/api/v3/reference/events/instances
 */
export function listInstances(series: StoredEvent, asked: Asked): JsonObject {
  const { calendar, query, clock, options } = asked;
  if (!isMaster(series)) throw invalid('The event is not a recurring event.');
  const bound = `${series.id} ${query.print(['pageToken'])}`;
  const pageText = query.text('pageToken');
  const page = pageText === undefined ? undefined : readPageToken(calendar, pageText, bound);
  const lag = options.instancesLag === 'current' ? undefined : options.instancesLag * 1_000;
  const snapshot =
    page?.snapshot ?? (lag === undefined ? calendar.log.length : positionAt(calendar, clock.now() - lag));
  const found = instancesAt({ calendar, options }, series, snapshot).filter((event) => isAskedFor(event, asked));
  const offset = page?.offset ?? (options.emptyFirstPage ? -1 : 0);
  const next =
    offset < 0 ? 0 : offset + Math.min(query.number('maxResults') ?? DEFAULT_PAGE, options.pageSize ?? Infinity);
  return {
    ...header(calendar),
    items: (offset < 0 ? [] : found.slice(offset, next)).map((event) => show(event, asked)),
    ...((offset < 0 || next < found.length) && {
      nextPageToken: printPageToken(calendar, { snapshot, offset: next, query: bound }),
    }),
  };
}

/** The end counts from `timeMin` on, unlike in a list, and the start up to `timeMax`. */
function isAskedFor(event: StoredEvent, { calendar, query }: Asked): boolean {
  if (isCancelled(event) && !query.flag('showDeleted')) return false;
  const original = query.text('originalStart');
  if (original !== undefined && keyOf(event.originalStartTime ?? {}) !== readOriginal(original)) return false;
  const { start, end } = event.fields;
  const [timeMin, timeMax] = [query.instant('timeMin'), query.instant('timeMax')];
  return (
    (timeMin === undefined || !end || instantOf(end, calendar.timeZone) >= timeMin) &&
    (timeMax === undefined || !start || instantOf(start, calendar.timeZone) < timeMax)
  );
}

function readOriginal(text: string): string {
  const key = keyOfText(text);
  if (key === undefined)
    throw invalidParameter('originalStart', `Invalid value '${text}' for parameter 'originalStart'.`);
  return key;
}

function show(event: StoredEvent, { calendar, query, options }: Asked): JsonObject {
  const bare = options.cancelledInstances === 'withoutTimes' || options.tombstones === 'bareEverywhere';
  if (isCancelled(event) && bare) return viewTombstone(event, calendar);
  return viewEvent(event, calendar, { zone: query.text('timeZone'), maxAttendees: query.number('maxAttendees') });
}
