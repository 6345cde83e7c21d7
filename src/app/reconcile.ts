// Compares every pair of every binding: finds what signals and feeds missed, and what lost its link.
import type { Binding } from '../core/binding';
import { eventLink, type CalendarEvent } from '../core/event';
import { groupBy } from '../core/groups';
import { itemInSync, type PresentItem } from '../core/plan';
import { rowKey } from '../core/values';
import { alertFailure } from './alerts';
import { boundCalendars, bindingsOfCalendar, type App } from './app';
import { notePairs } from './brake';
import { bindingOf, itemFromRow, keyOf, liveEvent, namedEvent, newJob, type Job } from './job';
import { readItems } from './needs';
import { isPaused, noteOutage } from './outage';
import { rememberList } from './pull-calendar';
import { forgetLaterBases, isDoubtful, setSparing, sparing } from './sparing';
import { offerToOtherBindings } from './pull-directus';
import { syncPairs } from './sync-pairs';
import { MetPairs } from './turn';

const PAGE_SIZE = 500;
const MAX_PAGES = 2000;

/** @returns false when a side could not be read whole, or time did not suffice; then nothing is concluded and it stays due. */
export function reconcile(app: App): boolean {
  app.state.setNote('reconcileDue', true);
  for (const calendarId of boundCalendars(app)) {
    if (isPaused(app)) return false;
    app.turn.begin();
    const met = new MetPairs();
    // Items are read first: an event that is made meanwhile is then a new event, not an item's lost one.
    const sides = bindingsOfCalendar(app, calendarId).map((binding) => ({
      binding,
      items: allItems(app, binding, met),
    }));
    const list = app.calendar.list(calendarId, undefined);
    const complete = sides.every(({ items }) => items !== undefined);
    if (!complete) noteOutage(app);
    if (!list.ok || !complete) {
      app.log({ reconcile: 'incomplete', side: complete ? 'google' : 'directus' });
      if (!list.ok) alertFailure(app, list.failure, calendarId);
      return false;
    }
    if (isDoubtful(app, calendarId, list.value)) setSparing(app, 'list');
    rememberList(app, calendarId, list.value, true);
    const events = new Map(list.value.events.map((event) => [event.id, event]));
    const claimed = new Set<string>();
    const jobs = sides.flatMap(({ binding, items }) => itemJobs(app, binding, items!, events, claimed));
    const unclaimed = [...events.values()].filter((event) => !claimed.has(event.id) && event.status !== 'cancelled');
    const eventSide = unclaimed.flatMap((event) => eventJobs(app, calendarId, event, sides));
    jobs.push(...confirmGone(app, eventSide));
    if (sparing(app) === 'restored' && !forgetLaterBases(app, jobs)) return false;
    app.turn.setToken(calendarId, list.value.nextSyncToken);
    const sync = syncPairs(
      app,
      jobs.filter((job) => !met.has(job)),
    );
    offerToOtherBindings(app, sync.touched);
    if (sync.left.length > 0) return false;
    notePairs(app, Object.fromEntries(sides.map(({ binding: { id } }) => [id, pairsOf(jobs, id)])));
    const token = app.turn.tokenOf(calendarId);
    if (token !== undefined) app.state.setCalendar(calendarId, { syncToken: token });
  }
  app.state.setNote('reconcileDue', null);
  setSparing(app, null);
  app.state.setLastGood('reconcile', app.clock.now());
  return true;
}

/** How many items have their events now that all jobs are settled. */
function pairsOf(jobs: readonly Job[], binding: string): number {
  return jobs.filter(
    (job) => job.binding.id === binding && job.pair.item.is === 'present' && job.pair.event.is === 'live',
  ).length;
}

interface Side {
  binding: Binding;
  items: PresentItem[] | undefined;
}

/**
 * Where items come and go between two pages, one may be on both, and one on none: its event then counts as one whose
 * item is gone, which a read of the key corrects.
 * @param met takes the pairs that were settled between two pages: what was read of them is old
 */
function allItems(app: App, binding: Binding, met: MetPairs): PresentItem[] | undefined {
  const items = new Map<string, PresentItem>();
  for (let page = 0; page < MAX_PAGES; page++) {
    // One more than is used: it tells whether there is another page, which spares the call that would find none.
    const answer = app.directus.list(binding, page * PAGE_SIZE, PAGE_SIZE + 1);
    if (!answer.ok) return undefined;
    const { results, stamp } = answer.value;
    for (const row of results.slice(0, PAGE_SIZE)) items.set(rowKey(binding, row), itemFromRow(binding, row, stamp));
    if (results.length <= PAGE_SIZE) return [...items.values()];
    const meanwhile = app.turn.giveWay();
    if (meanwhile) met.addAll(meanwhile);
  }
  return undefined;
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
    const link = eventLink(event);
    if (event.status !== 'cancelled' && link?.installation === app.installation && link.binding === binding.id)
      byLink.set(link.key, event);
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
      // An event that the list lacks is read directly before anything is concluded (R23).
      jobs.push(newJob(binding, item, { is: 'none' }, { searched: id === null }));
    }
  }
  return jobs;
}

/** Events that no listed item names: their item is gone, or they are new. */
function eventJobs(app: App, calendarId: string, event: CalendarEvent, sides: readonly Side[]): Job[] {
  const link = eventLink(event);
  const linked =
    link?.installation === app.installation ? sides.find(({ binding }) => binding.id === link.binding) : undefined;
  if (linked && link) {
    const item = linked.items?.find((candidate) => candidate.key === link.key);
    const state = liveEvent(app, linked.binding, event);
    return [newJob(linked.binding, item ?? { is: 'gone', key: link.key, sync: undefined }, state)];
  }
  const taker = bindingsOfCalendar(app, calendarId).find((binding) => binding.newEvents);
  return taker ? [newJob(taker, { is: 'none' }, liveEvent(app, taker, event))] : [];
}

/** R23: an item that the pages lacked counts as gone once a read of its key says so. */
function confirmGone(app: App, jobs: readonly Job[]): Job[] {
  const gone = jobs.filter((job) => job.pair.item.is === 'gone');
  for (const [binding, group] of groupBy(gone, bindingOf)) {
    const read = readItems(
      app,
      binding,
      group.map((job) => keyOf(job)!),
    );
    for (const job of group)
      job.pair.item = read.ok ? (read.value.get(keyOf(job)!) ?? job.pair.item) : { is: 'unknown' };
  }
  return [...jobs];
}
