// What changed in the series of a calendar, for bindings whose items are dates: each series that changed is read whole.
import type { Binding } from '../core/binding';
import type { CalendarEvent } from '../core/calendar-event';
import { itemFromRow, namedEvent, type PresentItem } from '../core/item';
import { datesOf, isSeries, kindOf } from '../core/series/kinds';
import { completed } from '../core/series/occurrence';
import { readSlot } from '../core/series/slot';
import { bindingsOfCalendar, type App } from '../sync/context';
import type { Job } from '../sync/job';
import { wantsCancelled } from '../sync/needs-google';
import { fromDirectus, fromGoogle, thoseThere } from './answers';
import { knownSeries, noteSeries } from '../sync/known-series';
import { allWaiting, endWaiting, readableAgain } from '../sync/waiting';
import { success, type Result } from '../ports';
import { exceptionsOf, jobsOfSeries, windowOfBinding, type SeriesRead } from './series';

/** Bindings of a calendar that have items for dates of series. */
export function datedBindings(app: App, calendarId: string): Binding[] {
  return bindingsOfCalendar(app, calendarId).filter((binding) => datesOf(binding) !== 'none');
}

/** Occurrences within the windows of all bindings of a calendar; none where no item of it is a date. */
export function readDates(app: App, calendarId: string): Result<CalendarEvent[]> {
  const whole = bindingsOfCalendar(app, calendarId).filter((binding) => datesOf(binding) === 'all');
  const windows = whole.map((binding) => windowOfBinding(app, binding));
  if (windows.length === 0) return success([]);
  const from = windows.map((window) => window.from).sort()[0]!;
  const to = windows
    .map((window) => window.to)
    .sort()
    .reverse()[0]!;
  return app.calendar.allOccurrences(calendarId, { from, to });
}

/**
 * Where dates of series matter, what is deleted and might be one is read: a list may not say so. Undefined where Google gives no
 * answer, which is noted.
 */
export function withNames(
  app: App,
  calendarId: string,
  events: readonly CalendarEvent[],
): readonly CalendarEvent[] | undefined {
  if (datedBindings(app, calendarId).length === 0 && !wantsCancelled(app, calendarId)) return events;
  let isRead = true;
  const all = completed(events, (ids) => {
    const there = thoseThere(app, calendarId, ids);
    isRead = there !== undefined;
    return there ?? new Map();
  });
  return isRead ? all : undefined;
}

/** Which of the changed events are no matter of single pairs: series, their dates, and what was a series. */
export function eventsOfSeries(app: App, calendarId: string, events: readonly CalendarEvent[]): CalendarEvent[] {
  const known = knownSeries(app, calendarId);
  return events.filter((event) => kindOf(event) !== 'single' || known.has(event.id));
}

/**
 * The jobs of series that changed in a calendar, or were waited for; undefined where a side gives no answer, which is noted.
 * @param changed as `eventsOfSeries` has them
 */
export function jobsOfChangedSeries(
  app: App,
  calendarId: string,
  changed: readonly CalendarEvent[],
): { jobs: Job[]; settled: () => void } | undefined {
  const bindings = datedBindings(app, calendarId);
  const jobs: Job[] = [];
  const over = bindings.length > 0 ? readableAgain(app, calendarId) : [];
  // The two halves of a split come one after the other: whatever is read, those that wait are read beside it.
  const beside = bindings.length > 0 && (over.length > 0 || changed.length > 0) ? allWaiting(app, calendarId) : [];
  const waited = seriesNow(
    app,
    calendarId,
    beside.filter((id) => !changed.some((event) => event.id === id)),
  );
  if (!waited) return undefined;
  for (const binding of bindings) {
    const read = readSeries(app, binding, [...changed, ...waited]);
    const items = read && itemsOf(app, binding, read);
    const found = items && jobsOfSeries(app, binding, items, read);
    if (!found) return undefined;
    sayWhatLags(app, calendarId, found);
    jobs.push(...found);
    noteSeries(app, calendarId, read.whole);
  }
  return { jobs, settled: () => endWaiting(app, calendarId, new Set(over)) };
}

/** RD13: dates that we have not written to for minutes are not read by themselves once more. */
function sayWhatLags(app: App, calendarId: string, jobs: readonly Job[]): void {
  const events = jobs.flatMap(({ pair }) => (pair.event.is === 'live' ? [pair.event.event] : []));
  const mayLag = app.echoes.mayLag(calendarId, events, app.clock.now());
  for (const { pair, known } of jobs) {
    const lag = pair.event.is === 'live' ? mayLag(pair.event.event) : undefined;
    if (lag !== undefined) known.lag = lag;
  }
}

/** Series, or what became of them, each read by itself; undefined where Google gives no answer, which is noted. */
export function seriesNow(app: App, calendarId: string, ids: readonly string[]): CalendarEvent[] | undefined {
  const there = thoseThere(app, calendarId, ids);
  return there && ids.map((id) => there.get(id) ?? { id, status: 'cancelled' });
}

/** Of a series that changed all dates that may have items; of one date that changed by itself, that one. */
function readSeries(app: App, binding: Binding, events: readonly CalendarEvent[]): SeriesRead | undefined {
  const whole = new Map<string, CalendarEvent | null>();
  const occurrences: CalendarEvent[] = [];
  for (const event of events.filter((each) => kindOf(each) !== 'occurrence')) {
    whole.set(event.id, isSeries(event) ? event : null);
    // What was a series has become this.
    if (!isSeries(event) && event.status !== 'cancelled' && datesOf(binding) === 'all') occurrences.push(event);
    if (!isSeries(event)) continue;
    const read = datesOfSeries(app, binding, event);
    if (!read) return undefined;
    occurrences.push(...read);
  }
  const alone = events.filter((event) => kindOf(event) === 'occurrence' && !whole.has(event.recurringEventId!));
  return { occurrences: [...occurrences, ...alone], whole };
}

function datesOfSeries(app: App, binding: Binding, series: CalendarEvent): CalendarEvent[] | undefined {
  const { calendar } = binding;
  return datesOf(binding) === 'all'
    ? fromGoogle(app, calendar, app.calendar.occurrences(calendar, series.id, windowOfBinding(app, binding)))
    : exceptionsOf(app, calendar, series);
}

/** Items that name a series, its dates, or one date that changed by itself. */
function itemsOf(app: App, binding: Binding, { occurrences, whole }: SeriesRead): PresentItem[] | undefined {
  const alone = occurrences.filter(({ recurringEventId }) => !whole.has(recurringEventId ?? ''));
  const ownIds = datesOf(binding) === 'all' ? [...whole.keys()] : [];
  const names = [...alone.flatMap(({ id }) => [id, `-${id}`]), ...ownIds];
  if (names.length + whole.size === 0) return [];
  const read = fromDirectus(app, app.directus.read(binding, [], names, [...whole.keys()]));
  if (!read) return undefined;
  // A search for the beginnings of ids takes others along.
  const wanted = new Set(names);
  const items = read.results.map((row) => itemFromRow(binding, row, read.stamp));
  return items.filter((item) => {
    const name = namedEvent(item);
    return name !== null && (wanted.has(name) || whole.has(readSlot(name)?.series ?? ''));
  });
}

/**
 * The events with each series of which something changed, and its cancelled dates, where a binding has a column for them;
 * undefined where Google gives no answer, which is noted.
 */
export function withCancelledDates(
  app: App,
  calendarId: string,
  events: readonly CalendarEvent[],
): readonly CalendarEvent[] | undefined {
  if (!wantsCancelled(app, calendarId)) return events;
  const uids = new Map(
    events.flatMap((event) => {
      const isOfSeries = kindOf(event) === 'occurrence' || isSeries(event);
      return isOfSeries && event.iCalUID ? [[event.recurringEventId ?? event.id, event.iCalUID] as const] : [];
    }),
  );
  const complete = new Map(events.map((event) => [event.id, event]));
  for (const [id, uid] of uids) {
    const all = fromGoogle(app, calendarId, app.calendar.wholeSeries(calendarId, uid));
    if (!all) return undefined;
    const series = all.find((event) => event.id === id);
    if (series) complete.set(id, series);
  }
  return [...complete.values()];
}
