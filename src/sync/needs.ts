// What the planner asks for, and where the answers come from.
import type { PresentItem } from '../core/item';
import type { Need } from '../core/plan-model';
import { kindOf } from '../core/series/kinds';
import { eventOf } from '../core/series/slot';
import type { App } from './context';
import { calendarOf, eventIdOf, forget, isAnothers, takeAlike, type Job, type OnFailure } from './job';
import {
  findEmptied,
  findNamers,
  findOwners,
  findPasted,
  findRemade,
  findTimes,
  readUnreadItems,
} from './needs-directus';
import { waitFor } from './waiting';
import { findElsewhere, findNamed, readListedEvents, searchEvents } from './needs-google';

/** Who answers each question of the planner; in this order, because owners are asked about events that were found. */
const MEETING: Record<Need, (app: App, jobs: readonly Job[], onFailure: OnFailure) => void> = {
  item: readUnreadItems,
  search: searchEvents,
  event: readListedEvents,
  whose: findWhose,
  elsewhere: findElsewhere,
  place: leaveToSeries,
  remade: findRemade,
  pasted: findPasted,
  emptied: findEmptied,
  times: findTimes,
  own: disown,
};

export function meetNeeds(app: App, jobs: readonly Job[], onFailure: OnFailure): void {
  for (const [need, meet] of Object.entries(MEETING))
    meet(
      app,
      jobs.filter((job) => job.plan!.needs.some((wanted) => wanted === need)),
      onFailure,
    );
}

/** SE9: what becomes of an item whose date is missing shows when its series is read whole. It is left to that. */
function leaveToSeries(app: App, jobs: readonly Job[]): void {
  for (const job of jobs) {
    const id = eventIdOf(job)!;
    waitFor(app, calendarOf(job), eventOf(id));
    job.pair.event = { is: 'unknown', id };
  }
}

/** Whose the event is: asked of the item that it is linked to, or of the event that the item names. */
function findWhose(app: App, jobs: readonly Job[], onFailure: OnFailure): void {
  findOwners(app, jobs.filter(isLinkedToAnother), onFailure);
  findNamers(app, jobs.filter(isUnlinkedDate), onFailure);
  findNamed(
    app,
    jobs.filter((job) => !isLinkedToAnother(job) && !isUnlinkedDate(job)),
    onFailure,
  );
}

function isUnlinkedDate({ pair: { event } }: Job): boolean {
  return event.is === 'live' && !event.link && kindOf(event.event) === 'occurrence';
}

function isLinkedToAnother(job: Job): boolean {
  return isAnothers(job, job.pair.event);
}

/**
 * DE4: the id in the item counts for nothing. Its own event is the one that its base names, one that looks the same (P25),
 * or one found by its key.
 */
export function disown(_app: App, jobs: readonly Job[]): void {
  for (const job of jobs) {
    const item = job.pair.item as PresentItem;
    const sync = item.sync?.eventId === item.eventId ? undefined : item.sync;
    job.pair = { item: { ...item, eventId: null, sync }, event: { is: 'none' } };
    forget(job, 'search', 'whose', 'event');
    if (job.alike) takeAlike(job, job.alike);
  }
}
