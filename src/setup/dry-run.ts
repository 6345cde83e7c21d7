// What a full comparison would do, counted without doing it: for a person who is about to start the sync.
import { unservedBecause } from '../core/plan';
import { groupBy } from '../core/groups';
import { isArchived, itemForm } from '../core/item';
import type { Retime } from '../core/message';
import { retimesOf } from '../core/retime';
import { applyAccess } from '../sync/access';
import { boundCalendars, type App } from '../sync/context';
import { jobsOfSides, readSidesAtOnce, type Sides } from '../sources/sides';
import { count, strangersOf, type Counts } from '../sources/left-alone';
import { eventIdOf, isAnothers, linkOf, type Job } from '../sync/job';
import { foresee } from '../sync/settle';
import { isLeftByZone } from '../sync/zones';
import { withZonesToPin } from './zones';

/** What becomes of an item, an event or a pair, and the words for a number of them. */
export const FATES = {
  event: 'items get an event',
  item: 'events get an item',
  linked: 'items and events of the same times and title become pairs',
  ambiguous: 'more do, though they could be paired up otherwise, because others look the same: see below',
  paired: 'are pairs already',
  otherZone: 'are pairs that were synced under another zone: their times stay as they are (npm run sync -- --retime)',
  replaced: 'items name events that this calendar does not have: they get new events',
  revived: 'items whose events were deleted were edited or made again since: they get their events back',
  deleteItem: 'items whose events were deleted in Google: they are DELETED (onEventDeleted)',
  archiveItem: 'items whose events were deleted in Google: they are archived (onEventDeleted)',
  unlinkItem: 'items whose events were deleted in Google, or moved to another calendar: they stay, without an event',
  deleteEvent: 'events whose items were deleted in Directus: they are DELETED',
  offEvent: 'events whose items have no start any more: they are DELETED',
  half: 'more have lost their other side, and what becomes of them could not be found out now',
  stranger: 'pairs of another installation of this sync are left to it: edits of their items reach no event',
  unserved: 'items name events that are not ours to change: edits of these items reach no event',
  noStart: 'items without a start are left alone',
  unusable: 'items cannot be events, because of their start or end: see below',
  foreign: 'events are left alone: other people’s, another installation’s, or of a special kind',
  archived: 'items are archived, and have no event until they are taken out of the archive',
  unlinked: 'items are unlinked, and have no event until their id field is emptied',
} as const;

export type Fate = keyof typeof FATES;

/** What a person should know before the sync begins: something is lost, made twice, or goes nowhere. */
const GRAVE: readonly Fate[] = [
  'replaced',
  'deleteItem',
  'archiveItem',
  'unlinkItem',
  'deleteEvent',
  'offEvent',
  'half',
  'stranger',
  'unserved',
];

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
  /** The first of what is ambiguous, and of what cannot be an event. */
  examples: Example[];
}

const EXAMPLES = 20;
/** Items and events that have lost their other side are looked at one by one, up to this many of a calendar. */
const FORESEEN = 1000;

/** Why nothing can be said about what a comparison would do. */
export const UNREADABLE = 'A side could not be read whole. Run install: it says what is missing.';

/** One for each binding; undefined when a side could not be read whole. */
export function dryRun(found: App): DryRun[] | undefined {
  applyAccess(found);
  const app = withZonesToPin(found);
  const plans: DryRun[] = [];
  for (const calendarId of boundCalendars(app)) {
    const sides = readSidesAtOnce(app, calendarId);
    if (!sides) return undefined;
    plans.push(...plansOf(app, sides));
  }
  return plans;
}

function plansOf(app: App, sides: Sides): DryRun[] {
  const jobs = jobsOfSides(app, sides);
  const copies = copiesOf(jobs);
  const halves = jobs.filter((job) => fateOf(job, copies) === 'half').slice(0, FORESEEN);
  foresee(app, halves);
  return sides.bindings.map(({ binding, items }) => {
    const counts: DryRun['counts'] = {};
    for (const item of items)
      if (item.eventId?.startsWith('-')) count(counts, isArchived(binding, item) ? 'archived' : 'unlinked');
    const examples: Example[] = [];
    const own = jobs.filter((job) => job.binding === binding);
    const strangers = strangersOf(sides, own);
    for (const job of own) {
      const fate = fateOf(job, copies);
      if (fate) count(counts, fate === 'paired' && isRetimable(app, job) ? 'otherZone' : fate);
      const { item, event } = job.pair;
      if ((fate === 'ambiguous' || fate === 'unusable') && item.is === 'present' && examples.length < EXAMPLES)
        examples.push({
          ...{ fate, key: item.key, title: item.values.summary },
          ...(event.is === 'live' ? { event: event.id, ...linkOf(job) } : {}),
        });
    }
    const { id, collection, calendar } = binding;
    const retimes = counts.otherZone ? { retimes: retimesOf(binding) } : {};
    return { binding: id, collection, calendar, counts, strangers, ...retimes, examples };
  });
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

/** Undefined: nothing becomes of it. */
function fateOf(job: Job, copies: ReadonlySet<Job>): Fate | undefined {
  if (job.plan) return fateOfPlan(job);
  const { item, event } = job.pair;
  const because = unservedBecause(job.pair);
  if (because) return because === 'installation' ? 'stranger' : 'unserved';
  if (event.is === 'foreign') return 'foreign';
  if (item.is === 'none') return 'item';
  if (item.is !== 'present') return 'half';
  const isCopy = copies.has(job);
  if (event.is === 'live' && !isCopy) return hasNoStart(job) ? 'half' : fateOfLive(job);
  if (!job.known.search && !isCopy) return 'half';
  const { form } = itemForm(item.values, item.want);
  return form === 'ok' ? 'event' : form === 'noStart' ? 'noStart' : 'unusable';
}

/** What becomes of a pair whose both sides are there. */
function fateOfLive({ ambiguous }: Job): Fate {
  if (ambiguous === undefined) return 'paired';
  return ambiguous ? 'ambiguous' : 'linked';
}

/** Z13: whether its times would be made one again, were that asked for. */
function isRetimable(app: App, job: Job): boolean {
  return retimesOf(job.binding).length > 0 && isLeftByZone(app, job);
}

function hasNoStart({ pair: { item } }: Job): boolean {
  return item.is === 'present' && itemForm(item.values, item.want).form === 'noStart';
}

/** What becomes of a pair that has lost a side, or its start. */
function fateOfPlan(job: Job): Fate | undefined {
  const { plan, pair } = job;
  const { event, item, reports, needs } = plan!;
  if (needs.length > 0 || pair.item.is === 'unknown' || pair.event.is === 'unknown') return 'half';
  if (reports.some(({ kind }) => kind === 'unusable')) return 'unusable';
  if (item?.do === 'gone') return `${item.then}Item`;
  if (item?.do === 'create') return 'item';
  if (event?.do === 'cancel') return pair.item.is === 'gone' ? 'deleteEvent' : 'offEvent';
  if (event?.do === 'insert') return reports.some(({ kind }) => kind === 'revived') ? 'revived' : 'replaced';
  if (event?.do === 'patch') return event.revive ? 'revived' : fateOfLive(job);
  if (item && pair.event.is === 'live') return 'paired';
  return hasNoStart(job) ? 'noStart' : undefined;
}

/** What a person should know before the sync begins, a line each. */
export function graveLines(plans: readonly DryRun[]): string[] {
  return plans.flatMap(({ collection, calendar, counts }) =>
    GRAVE.filter((fate) => counts[fate]).map((fate) => `${collection} ⇄ ${calendar}: ${counts[fate]} ${FATES[fate]}.`),
  );
}
