// Google's feed: what changed in a calendar since the sync token. The token moves last (RD6).
import { decodeBase } from '../core/base';
import type { Binding } from '../core/binding';
import type { CalendarEvent } from '../core/calendar-event';
import type { EventState } from '../core/event';
import type { Link } from '../core/identity';
import { eventsOfSeries, jobsOfChangedSeries, withCancelledDates, withNames } from './changed-series';
import { itemFromRow, type PresentItem } from '../core/item';
import { datesOf, kindOf } from '../core/series/kinds';
import { bindingsOfCalendar, type App } from '../sync/context';
import { linkOfEvent, liveEvent, newJob, type Job } from '../sync/job';
import { noteAccess } from '../sync/access';
import { putOff } from '../sync/next-day';
import { success, type EventList, type Result } from '../ports';
import { isPaused, noteFeedAlive, noteOutage, noteUnread } from '../sync/outage';
import { isBulk, type Found } from '../sync/run';
import { isSuspended } from '../sync/suspended';
import { calendarState, moveToken, setCalendarState } from '../sync/calendars';

/**
 * What changed in a calendar since it was read last; nothing where a side gives no answer.
 * @param lost there is no token, or it is void: everything has to be compared (RD10)
 * @param moved the cursor has moved
 */
export function changesInCalendar(
  app: App,
  calendarId: string,
  { lost, moved }: { lost: () => void; moved: () => void },
): Found | undefined {
  if (isPaused(app)) return undefined;
  const syncToken = app.reads.endOf<string>(calendarId) ?? calendarState(app.state, calendarId).syncToken;
  const comparing: Found = { pairs: [], commit: lost };
  // While deletions are suspended the feed is left to the comparison (DE20).
  if (syncToken === undefined || isSuspended(app, calendarId)) return comparing;
  const list = app.calendar.list(calendarId, syncToken);
  if (!list.ok) {
    if (list.failure.kind === 'gone' || list.failure.kind === 'invalid') {
      setCalendarState(app.state, calendarId, { syncToken: undefined });
      return comparing;
    }
    app.log({ pull: 'failed', kind: list.failure.kind });
    noteUnread(app, list.failure, calendarId);
    return undefined;
  }
  noteFeedAlive(app, calendarId);
  rememberList(app, calendarId, list.value, false);
  const next = list.value.nextSyncToken ?? syncToken;
  const events = withNames(app, calendarId, app.echoes.withoutEchoes(calendarId, certain(list.value)));
  if (!events) return undefined;
  const until = isBulk(events.length) ? app.quota.bulkWaitsUntil() : 0;
  if (until > 0) putOff(app, events.length, until);
  // Before anything is noted: what was a series until now is a matter of its dates still.
  const ofSeries = eventsOfSeries(app, calendarId, events);
  const dated = until > 0 ? NO_SERIES : jobsOfChangedSeries(app, calendarId, ofSeries);
  const complete = dated && (until > 0 ? [] : withCancelledDates(app, calendarId, events));
  if (!complete) return undefined;
  const pairs = pairsOfEvents(app, calendarId, complete, new Set(ofSeries.map(({ id }) => id)));
  if (!pairs.ok) {
    noteOutage(app, pairs.failure);
    return undefined;
  }
  const read = app.reads.add(calendarId, next, () => {
    moveToken(app.state, calendarId, next);
    moved();
  });
  return {
    pairs: [...pairs.value, ...dated.jobs],
    commit: () => {
      dated.settled();
      app.reads.settle(read);
    },
  };
}

const NO_SERIES = { jobs: [], settled: () => undefined };

/** DE21: a list without a token deletes nothing; what it shows as deleted comes again, because the old token stays. */
function certain({ events, nextSyncToken }: EventList): CalendarEvent[] {
  return nextSyncToken ? events : events.filter(({ status }) => status !== 'cancelled');
}

export function rememberList(app: App, calendarId: string, list: EventList, full: boolean): void {
  const state = calendarState(app.state, calendarId);
  const size = full ? list.events.length : (state.size ?? 0);
  if (state.timeZone !== list.timeZone || state.size !== size)
    setCalendarState(app.state, calendarId, { timeZone: list.timeZone, size });
  noteAccess(app, calendarId, list.accessRole);
}

/**
 * The pairs of events that changed. The item that an event is linked to is not read here: the planner asks for it where the
 * base on the event does not suffice. Any other event may be named by an item of any binding, because its properties
 * were erased (P4), or because it was linked to another item (P6).
 */
function pairsOfEvents(
  app: App,
  calendarId: string,
  events: readonly CalendarEvent[],
  ofSeries: ReadonlySet<string>,
): Result<Job[]> {
  const all = events.filter(({ status, recurringEventId }) => status !== 'cancelled' || !recurringEventId);
  const ids = all.map(({ id }) => id);
  const mayLag = app.echoes.mayLag(calendarId, all, app.clock.now());
  const followed = app.echoes.followed(calendarId, ids);
  const links = new Map(all.map((event) => [event.id, linkOfEvent(app, calendarId, event)]));
  const named = new Set<string>();
  const jobs: Job[] = [];
  // A binding that takes new events comes last: an event that another binding's item names is not new.
  const bindings = bindingsOfCalendar(app, calendarId).sort((a, b) => Number(a.newEvents) - Number(b.newEvents));
  for (const binding of bindings) {
    const dates = datesOf(binding);
    const isAlone = (event: CalendarEvent): boolean =>
      dates === 'all' ? !ofSeries.has(event.id) : dates === 'none' || kindOf(event) !== 'occurrence';
    const relevant = all.filter(isAlone);
    const states = new Map(relevant.map((event) => [event, liveEvent(app, binding, event)]));
    const own = relevant.filter(
      (event) => links.get(event.id)?.binding === binding.id && !isOurDeletion(states.get(event)!),
    );
    const others = relevant.filter((event) => !own.includes(event) && mayBeNamed(binding, event, links.get(event.id)));
    const namers = itemsThatName(app, binding, others);
    if (!namers.ok) return namers;
    for (const event of own) {
      const { key } = links.get(event.id)!;
      const item = { is: 'unread' as const, key, known: decodeBase(binding, followed.get(event.id)) };
      jobs.push(newJob(binding, item, states.get(event)!, lagging(mayLag(event))));
    }
    for (const [event, items] of namers.value) {
      if (items.length > 0) named.add(event.id);
      // A deletion in a list is only a hint: the event is read before anything follows from it (DE5).
      const state = event.status === 'cancelled' ? ({ is: 'none' } as const) : states.get(event)!;
      jobs.push(...items.map((item) => newJob(binding, item, state, lagging(mayLag(event)))));
    }
    if (binding.newEvents) jobs.push(...newEvents(app, binding, relevant, (id) => !links.get(id) && !named.has(id)));
  }
  return success(jobs);
}

function lagging(lag: boolean | undefined): Partial<Job> {
  return { known: lag === undefined ? {} : { lag } };
}

/** Flow 4 looks for items that name a new event before it makes one, so those of the binding that takes it are not read. */
function mayBeNamed({ newEvents }: Binding, { status }: CalendarEvent, link: Link | undefined): boolean {
  return status === 'cancelled' || (link === undefined && !newEvents);
}

/** The item that names an event which we deleted may be another one than it was linked to. */
function isOurDeletion(event: EventState): boolean {
  return event.is === 'cancelled' && event.byUs;
}

function newEvents(
  app: App,
  binding: Binding,
  events: readonly CalendarEvent[],
  isNew: (eventId: string) => boolean,
): Job[] {
  return events
    .filter(({ id, status }) => status !== 'cancelled' && isNew(id))
    .map((event) => newJob(binding, { is: 'none' }, liveEvent(app, binding, event)));
}

function itemsThatName(
  app: App,
  binding: Binding,
  events: readonly CalendarEvent[],
): Result<Map<CalendarEvent, PresentItem[]>> {
  if (events.length === 0) return success(new Map());
  const ids = events.map(({ id }) => id);
  const read = app.directus.read(binding, [], ids);
  if (!read.ok) return read;
  const items = read.value.results.map((row) => itemFromRow(binding, row, read.value.stamp));
  return success(new Map(events.map((event) => [event, items.filter(({ idText }) => idText === event.id)])));
}
