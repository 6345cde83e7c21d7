// Every item of a calendar beside its event.
import { itemInSync, namedEvent, type PresentItem } from '../core/item';
import { findAlike } from '../core/alike';
import type { Binding } from '../core/binding';
import type { CalendarEvent } from '../core/calendar-event';
import { groupBy } from '../core/groups';
import { kindOf, takesKind } from '../core/series/kinds';
import { opensTo, seriesOfSides } from './compared-series';
import { jobsOfSeries } from './series';
import { bindingsOfCalendar, type App } from '../sync/context';
import { noteSeries } from '../sync/known-series';
import { bindingOf, keyOf, linkOfEvent, liveEvent, newJob, takeAlike, type Job } from '../sync/job';
import { readItems } from '../sync/needs-directus';
import type { Sides } from './read-sides';

/** A job for every item and every event that needs a decision; undefined where a side gives no answer, which is noted. */
export function jobsOfSides(app: App, sides: Sides): Job[] | undefined {
  const { calendarId, list } = sides;
  const ofSeries = seriesOfSides(app, sides);
  if (!ofSeries) return undefined;
  const events = new Map(list.events.map((event) => [event.id, event]));
  const claimed = new Set<string>();
  const jobs = sides.bindings.flatMap(({ binding, items }) => {
    const dated = ofSeries.find((each) => each.binding === binding);
    const single = dated ? items.filter((item) => !dated.items.includes(item)) : items;
    return itemJobs(app, binding, single, events, claimed);
  });
  const isOpen = opensTo(app, calendarId, ofSeries);
  const unclaimed = [...events.values()].filter(
    (event) => !claimed.has(event.id) && event.status !== 'cancelled' && isOpen(event),
  );
  const dates = ofSeries.flatMap(({ read, items }) => unnamed(read.occurrences, items));
  const taken = linkAlike(app, sides, jobs, [...unclaimed, ...dates]);
  for (const { binding, items, read } of ofSeries) {
    const found = jobsOfSeries(app, binding, items, read, taken);
    if (!found) return undefined;
    noteSeries(app, calendarId, read.whole);
    jobs.push(...found);
  }
  const eventSide = unclaimed.filter(({ id }) => !taken.has(id)).flatMap((event) => eventJobs(app, sides, event));
  return [...jobs, ...confirmGone(app, eventSide)];
}

function unnamed(events: readonly CalendarEvent[], items: readonly PresentItem[]): CalendarEvent[] {
  const names = new Set(items.map(namedEvent));
  return events.filter(({ id, status }) => status !== 'cancelled' && !names.has(id));
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
  const takers = bindingsOfCalendar(app, calendarId).filter(({ newEvents }) => newEvents);
  const taker = takers.find((binding) => takesKind(binding, kindOf(event))) ?? takers[0];
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
