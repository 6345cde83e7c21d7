// Both sides of a calendar read whole, and every item beside its event.
import { itemFromRow, itemInSync, namedEvent, type PresentItem } from '../core/item';
import { findAlike } from '../core/alike';
import type { Binding } from '../core/binding';
import type { CalendarEvent } from '../core/calendar-event';
import { groupBy } from '../core/groups';
import { rowKey } from '../core/keys';
import { bindingsOfCalendar, type App } from '../sync/context';
import { bindingOf, keyOf, linkOfEvent, liveEvent, newJob, takeAlike, type Job } from '../sync/job';
import { readItems } from '../sync/needs-directus';
import { isOutage, noteAlive, noteOutage } from '../sync/outage';
import { failed, success, type EventList, type Result } from '../ports';

const PAGE_SIZE = 500;
const MAX_PAGES = 2000;

export interface Sides {
  calendarId: string;
  bindings: { binding: Binding; items: PresentItem[] }[];
  list: EventList;
}

/**
 * Reads all items of all bindings of a calendar, and all its events, page by page; undefined when a side could not be read
 * whole, which is noted as its outage.
 */
export function* readSides(app: App, calendarId: string): Generator<void, Sides | undefined> {
  const bindings: Sides['bindings'] = [];
  // Items are read first: an event that is made meanwhile is then a new event, not an item's lost one.
  for (const binding of bindingsOfCalendar(app, calendarId)) {
    const items = yield* allItems(app, binding);
    if (items.ok) bindings.push({ binding, items: items.value });
    else {
      app.log({ comparison: 'incomplete', side: 'directus' });
      // A Directus that refuses one collection answers for the others.
      noteOutage(app, items.failure, isOutage(items.failure) ? undefined : calendarId);
      return undefined;
    }
  }
  const list = app.calendar.list(calendarId, undefined);
  if (!list.ok) {
    app.log({ comparison: 'incomplete', side: 'google' });
    noteOutage(app, list.failure, calendarId);
    return undefined;
  }
  noteAlive(app, calendarId);
  return { calendarId, bindings, list: list.value };
}

/** A job for every item and every event that needs a decision. */
export function jobsOfSides(app: App, sides: Sides): Job[] {
  const events = new Map(sides.list.events.map((event) => [event.id, event]));
  const claimed = new Set<string>();
  const jobs = sides.bindings.flatMap(({ binding, items }) => itemJobs(app, binding, items, events, claimed));
  const unclaimed = [...events.values()].filter((event) => !claimed.has(event.id) && event.status !== 'cancelled');
  const taken = linkAlike(app, sides, jobs, unclaimed);
  const eventSide = unclaimed.filter(({ id }) => !taken.has(id)).flatMap((event) => eventJobs(app, sides, event));
  return [...jobs, ...confirmGone(app, eventSide)];
}

/**
 * P25: things that were on both sides before the sync are linked, not made twice. An id in an item whose base does not vouch
 * for it may count for nothing (NP14): that shows when the pair is settled, and the event waits until then.
 * @returns the ids of such events
 */
function linkAlike(app: App, { bindings }: Sides, jobs: readonly Job[], events: readonly CalendarEvent[]): Set<string> {
  const taken = new Set<string>();
  for (const { binding } of bindings) {
    const own = jobs.filter((job) => job.binding === binding && job.pair.event.is === 'none');
    const nameless = own.filter((job) => namesNothing(job));
    const vague = own.filter((job) => isUnvouched(job));
    if (nameless.length + vague.length === 0) continue;
    const live = events.flatMap((event) => {
      const state = liveEvent(app, binding, event);
      return state.is === 'live' && !taken.has(event.id) ? [{ state, values: state.values }] : [];
    });
    const linked = new Set(live.flatMap(({ state }) => (state.link ? [state.link.key] : [])));
    const lonely = [...nameless, ...vague.filter((job) => !linked.has(keyOf(job)!))].flatMap((job) => {
      const { item } = job.pair;
      return item.is === 'present' && item.want === 'event' ? [{ job, values: item.values }] : [];
    });
    const unlinked = live.filter(({ state }) => !state.link);
    for (const { item, event, ambiguous } of findAlike(lonely, unlinked)) {
      const alike = { event: event.state, ambiguous };
      if (isUnvouched(item.job)) item.job.alike = alike;
      else takeAlike(item.job, alike);
      taken.add(event.state.id);
    }
  }
  return taken;
}

function namesNothing({ pair: { item } }: Job): boolean {
  return item.is === 'present' && namedEvent(item) === null;
}

/** Its own base does not vouch for the id: only a read of that event shows whether it counts (NP14). */
function isUnvouched({ pair: { item } }: Job): boolean {
  return item.is === 'present' && item.eventId !== null && !item.sync;
}

/** Jobs of events that were kept for items which have another event after all. */
export function jobsOfKept(app: App, sides: Sides, jobs: readonly Job[]): Job[] {
  const kept = jobs.flatMap(({ alike, pair }) =>
    alike && (pair.event.is === 'live' || pair.event.is === 'foreign') ? [alike.event.event] : [],
  );
  return kept.flatMap((event) => eventJobs(app, sides, event));
}

/** The same in one go. */
export function readSidesAtOnce(app: App, calendarId: string): Sides | undefined {
  const reading = readSides(app, calendarId);
  for (;;) {
    const page = reading.next();
    if (page.done) return page.value;
  }
}

/**
 * Where items come and go between two pages, one may be on both, and one on none: its event then counts as one whose
 * item is gone, which a read of the key corrects.
 */
function* allItems(app: App, binding: Binding): Generator<void, Result<PresentItem[]>> {
  const items = new Map<string, PresentItem>();
  for (let page = 0; page < MAX_PAGES; page++) {
    // One more than is used: it shows whether there is another page, and saves the call that would find none.
    const answer = app.directus.list(binding, page * PAGE_SIZE, PAGE_SIZE + 1);
    if (!answer.ok) return answer;
    const { results, stamp } = answer.value;
    for (const row of results.slice(0, PAGE_SIZE)) items.set(rowKey(binding, row), itemFromRow(binding, row, stamp));
    if (results.length <= PAGE_SIZE) return success([...items.values()]);
    yield;
  }
  return failed('invalid', `${binding.collection} has more items than can be compared`);
}

/** Items with the event that they name; those whose event is listed unchanged as well need nothing. */
function itemJobs(
  app: App,
  binding: Binding,
  items: readonly PresentItem[],
  events: ReadonlyMap<string, CalendarEvent>,
  claimed: Set<string>,
): Job[] {
  const byLink = new Map<string, CalendarEvent>();
  for (const event of events.values()) {
    const link = event.status === 'cancelled' ? undefined : linkOfEvent(app, binding.calendar, event);
    if (link?.binding === binding.id) byLink.set(link.key, event);
  }
  const jobs: Job[] = [];
  for (const item of items) {
    const id = namedEvent(item);
    const event =
      (id === null ? undefined : events.get(id)) ?? (item.eventId === null ? byLink.get(item.key) : undefined);
    if (event && event.status !== 'cancelled') {
      claimed.add(event.id);
      jobs.push(newJob(binding, item, liveEvent(app, binding, event)));
    } else if (item.eventId?.startsWith('-')) {
      // Unlinked from an event that is still gone: nothing to look at (P23).
      continue;
    } else if (id === null || !itemInSync(item) || !events.has(id) || event?.status === 'cancelled') {
      // An event that the list lacks is read directly before anything is concluded (DE5).
      jobs.push(newJob(binding, item, { is: 'none' }, id === null ? { known: { search: true } } : {}));
    }
  }
  return jobs;
}

/** Events that no listed item names: their item is gone, or they are new. */
function eventJobs(app: App, { calendarId, bindings }: Sides, event: CalendarEvent): Job[] {
  const link = linkOfEvent(app, calendarId, event);
  const linked = bindings.find(({ binding }) => binding.id === link?.binding);
  if (linked && link) {
    const item = linked.items.find((candidate) => candidate.key === link.key);
    const state = liveEvent(app, linked.binding, event);
    return [newJob(linked.binding, item ?? { is: 'gone', key: link.key, sync: undefined, stamp: 0 }, state)];
  }
  const taker = bindingsOfCalendar(app, calendarId).find((binding) => binding.newEvents);
  return taker ? [newJob(taker, { is: 'none' }, liveEvent(app, taker, event))] : [];
}

/** DE7: an item that the pages lacked counts as gone once a read of its key says so. */
function confirmGone(app: App, jobs: readonly Job[]): readonly Job[] {
  const gone = jobs.filter((job) => job.pair.item.is === 'gone');
  for (const [binding, group] of groupBy(gone, bindingOf)) {
    const read = readItems(
      app,
      binding,
      group.map((job) => keyOf(job)!),
    );
    for (const job of group) job.pair.item = read.ok ? read.value(keyOf(job)!) : { is: 'unknown' };
  }
  return jobs;
}
