// What a full comparison would do, counted without doing it: for a person who is about to start the sync, or to change it.
import { isOfOtherHome } from '../core/base';
import { groupBy } from '../core/groups';
import { isArchived } from '../core/item';
import type { Retime } from '../core/message';
import { retimesOf } from '../core/retime';
import { applyAccess } from '../sync/access';
import { boundCalendars, type App } from '../sync/context';
import { readSidesAtOnce, type Sides } from '../sources/read-sides';
import { jobsOfSides } from '../sources/sides';
import { count, strangersOf, type Counts } from '../sources/left-alone';
import { eventIdOf, isAnothers, linkOf, liveEvent, type Job } from '../sync/job';
import { wantsEvent } from '../sync/needs-google';
import { foresee, planJob } from '../sync/settle';
import { isLeftByZone } from '../sync/zones';
import { FATES, fateOf, GRAVE, isTold, PAIRS, wantsNone, type Fate } from './fates';
import { withZonesToPin } from './zones';

/** One thing that a person may want to look at first. `event` is an event's id, `link` its address. */
export interface Example {
  fate: Fate;
  key?: string;
  event?: string;
  link?: string;
  title?: string | null;
}

export interface DryRun {
  binding: string;
  collection: string;
  calendar: string;
  /** Counts by name; a missing one is zero. */
  counts: Counts<Fate>;
  /** Pairs that other installations serve, by their ids. */
  strangers: Counts<string>;
  /** Whose times may count for pairs of another zone; missing: there are none. */
  retimes?: Retime[];
  /** The first of what is ambiguous, of what cannot be an event, and of what does not match the filter any more. */
  examples: Example[];
}

const EXAMPLES = 20;
const SHOWN: readonly Fate[] = ['ambiguous', 'unusable', 'filterEvent'];
/** What asks for more than both lists is looked at one by one, up to this many of a calendar, so many at a time. */
const FORESEEN = 1000;
const SLICE = 250;

/** Why nothing can be said about what a comparison would do. */
export const UNREADABLE = 'A side could not be read whole. Run install: it says what is missing.';

/** The same parts for a look: nothing is remembered, and nobody is mailed. */
export function aside(app: App): App {
  const triggers = { ...app.triggers, continueSoon: () => undefined };
  return { ...app, settings: { ...app.settings }, state: app.state.aside(), mail: () => false, triggers };
}

/** One for each binding; undefined when a side could not be read whole. */
export function dryRun(found: App): DryRun[] | undefined {
  const app = withZonesToPin(aside(found));
  applyAccess(app);
  const plans: DryRun[] = [];
  for (const calendarId of boundCalendars(app)) {
    const sides = readSidesAtOnce(app, calendarId);
    if (!sides) return undefined;
    const jobs = jobsOfSides(app, sides);
    if (!jobs) return undefined;
    plans.push(...plansOf(app, sides, jobs));
  }
  return plans;
}

function plansOf(app: App, sides: Sides, jobs: readonly Job[]): DryRun[] {
  const copies = copiesOf(jobs);
  planAll(
    app,
    sides,
    jobs.filter((job) => !copies.has(job)),
  );
  return sides.bindings.map(({ binding, items }) => {
    const counts: DryRun['counts'] = {};
    for (const item of items)
      if (item.eventId?.startsWith('-')) count(counts, isArchived(binding, item) ? 'archived' : 'unlinked');
    const examples: Example[] = [];
    const own = jobs.filter((job) => job.binding === binding);
    const strangers = strangersOf(sides, own);
    for (const job of own) {
      const told = fateOf(job, copies.has(job));
      const fate = told && PAIRS.includes(told) && isRetimable(app, job) ? 'otherZone' : told;
      if (!fate) continue;
      count(counts, fate);
      if (SHOWN.includes(fate) && counts[fate]! <= EXAMPLES) examples.push(...exampleOf(fate, job));
    }
    if (binding === sides.bindings[0]?.binding) countUntaken(app, sides, jobs, counts);
    const { id, collection, calendar } = binding;
    const retimes = counts.otherZone ? { retimes: retimesOf(binding) } : {};
    return { binding: id, collection, calendar, counts, strangers, ...retimes, examples };
  });
}

/** Events of a calendar of which no binding takes new ones have no jobs; they are told with its first binding. */
function countUntaken(app: App, { bindings, list }: Sides, jobs: readonly Job[], counts: DryRun['counts']): void {
  const [first] = bindings;
  if (!first || bindings.some(({ binding }) => binding.newEvents)) return;
  const met = new Set(jobs.map(eventIdOf));
  const untaken = list.events.filter(
    (event) => !met.has(event.id) && liveEvent(app, first.binding, event).is === 'live',
  ).length;
  if (untaken > 0) count(counts, 'eventAside', untaken);
}

function exampleOf(fate: Fate, job: Job): Example[] {
  const { item, event } = job.pair;
  if (item.is !== 'present') return [];
  const title = { key: item.key, title: item.values.summary };
  return [{ fate, ...title, ...(event.is === 'live' ? { event: event.id, ...linkOf(job) } : {}) }];
}

/** WH6: of several items that name an event one has it, the one that it is linked to, else the first. */
function copiesOf(jobs: readonly Job[]): Set<Job> {
  const naming = jobs.filter(({ pair }) => pair.item.is === 'present' && pair.event.is === 'live');
  return new Set(
    [...groupBy(naming, eventIdOf).values()].flatMap((group) => {
      const owner = group.find((job) => !isAnothers(job, job.pair.event)) ?? group[0];
      return group.filter((job) => job !== owner);
    }),
  );
}

/** Most follows from the two lists alone; the rest is asked for, as far as there is time. */
function planAll(app: App, { list }: Sides, jobs: readonly Job[]): void {
  const listed = new Set(list.events.map(({ id }) => id));
  for (const job of jobs) {
    const { event } = job.pair;
    // Who only looks need not read again what a list may show a moment late (RD11).
    if (event.is === 'live') job.known.event = true;
    // A reverted item (CB19) gets other values as well, or its event does.
    if (event.is === 'live' && !wantsNone(job)) job.known.pasted = false;
    const left = eventElsewhere(job, listed);
    if (left !== undefined) job.pair.event = { is: 'absent', id: left };
    if (!wantsEvent(job) && job.pair.item.is !== 'gone' && job.pair.event.is !== 'unknown')
      job.plan = planJob(app, job);
  }
  const open = jobs.filter((job) => !isTold(job)).slice(0, FORESEEN);
  for (let i = 0; i < open.length && app.clock.left() > 0; i += SLICE) foresee(app, open.slice(i, i + SLICE));
}

/** Z13: whether its times would be made one again, were that asked for. */
function isRetimable(app: App, job: Job): boolean {
  return retimesOf(job.binding).length > 0 && isLeftByZone(app, job);
}

/** The id of an event that stayed in another calendar, or another installation's: a read of each would only say so (DE19). */
function eventElsewhere({ binding, pair: { item, event } }: Job, listed: ReadonlySet<string>): string | undefined {
  if (item.is !== 'present' || event.is !== 'none' || item.eventId === null || listed.has(item.eventId))
    return undefined;
  return isOfOtherHome(binding, item.syncText ?? '') ? item.eventId : undefined;
}

/** What a person should know before the sync begins, a line each. */
export function graveLines(plans: readonly DryRun[]): string[] {
  return plans.flatMap(({ collection, calendar, counts }) =>
    GRAVE.filter((fate) => counts[fate]).map((fate) => `${collection} ⇄ ${calendar}: ${counts[fate]} ${FATES[fate]}.`),
  );
}
