// What becomes of an item, an event or a pair, told from its plan, for a person who is about to start a sync or to change it.
import { isObject } from '../core/checks';
import { itemForm } from '../core/item';
import { unservedBecause } from '../core/plan';
import type { Need, PairPlan } from '../core/plan-model';
import { namesOf, type Values } from '../core/values';
import type { Job } from '../sync/job';

/** What becomes of an item, an event or a pair, and the words for a number of them. */
export const FATES = {
  event: 'items get an event',
  item: 'events get an item',
  linked: 'items and events of the same times and title become pairs',
  ambiguous: 'more do, though they could be paired up otherwise, because others look the same: see below',
  paired: 'are pairs already, and hold the same',
  otherZone: 'are pairs that were synced under another zone: their times stay as they are (npm run sync -- --retime)',
  toEvent: 'are pairs already, of which the events get other values',
  toItem: 'are pairs already, of which the items get other values',
  toBoth: 'are pairs already, of which both sides get other values',
  differing: 'are pairs already that were changed on both sides: which one wins, each comparison decides anew',
  overEvent:
    'are pairs already, of which the items win: other values of the events are overwritten (the report keeps them)',
  overItem:
    'are pairs already, of which the events win: other values of the items are overwritten (the report keeps them)',
  replaced: 'items name events that this calendar does not have: they get new events',
  revived: 'items whose events were deleted were edited or made again since: they get their events back',
  deleteItem: 'items whose events were deleted in Google: they are DELETED (onEventDeleted)',
  archiveItem: 'items whose events were deleted in Google: they are archived (onEventDeleted)',
  unlinkItem: 'items whose events were deleted in Google, or moved to another calendar: they stay, without an event',
  deleteEvent: 'events whose items were deleted in Directus: they are DELETED',
  offEvent: 'events whose items have no start any more: they are DELETED',
  filterEvent: 'events whose items do not match the filter: they are DELETED: see below',
  half: 'more have lost their other side, and what becomes of them could not be found out now',
  unread: 'items lack a column that could not be read: nothing becomes of them, nor of their events',
  stranger: 'pairs of another installation of this sync are left to it: edits of their items reach no event',
  unserved: 'items name events that are not ours to change: edits of these items reach no event',
  noStart: 'items without a start are left alone',
  filtered: 'items do not match the filter, and are left alone',
  paused: 'items are paused, and left alone with their events',
  itemAside: 'items have no event, and get none: only what comes from Google counts (direction)',
  eventAside: 'events are not taken as items (newEvents, eventFilter, direction)',
  unusable: 'items cannot be events, because of their start or end: see below',
  foreign: 'events are left alone: other people’s, another installation’s, or of a special kind',
  archived: 'items are archived, and have no event until they are taken out of the archive',
  unlinked: 'items are unlinked, and have no event until their id field is emptied',
} as const;

export type Fate = keyof typeof FATES;

/** What a person should know before it begins: something is lost, made twice, or goes nowhere. */
export const GRAVE: readonly Fate[] = [
  'overEvent',
  'overItem',
  'replaced',
  'deleteItem',
  'archiveItem',
  'unlinkItem',
  'deleteEvent',
  'offEvent',
  'filterEvent',
  'half',
  'unread',
  'stranger',
  'unserved',
];

/** Both sides stay, and nothing is lost of either. */
export const PAIRS: readonly Fate[] = ['paired', 'toEvent', 'toItem', 'toBoth'];

/** However these are answered, both sides of a pair differ, and one of them gets other values. */
const CHANGING: readonly Need[] = ['times', 'emptied'];

/** Whether nothing has to be asked any more to tell what becomes of a job. */
export function isTold(job: Job): boolean {
  const { plan } = job;
  if (!plan) return false;
  if (plan.needs.length === 0 || job.ambiguous !== undefined) return true;
  return isBoth(job) && !wantsNone(job) && plan.needs.every((need) => CHANGING.includes(need));
}

/**
 * @param isCopy another item keeps the event that this one names (WH6)
 * @returns undefined: nothing becomes of it
 */
export function fateOf(job: Job, isCopy: boolean): Fate | undefined {
  const { item, event } = job.pair;
  const because = unservedBecause(job.pair);
  if (because) return because === 'installation' ? 'stranger' : 'unserved';
  if (item.is === 'present' && item.want === 'alone') return 'paused';
  if (item.is === 'present' && item.want === 'unknown') return 'unread';
  if (isCopy) return fateOfLonely(job) ?? 'event';
  if (item.is === 'unknown' || event.is === 'unknown' || !job.plan) return 'half';
  if (!isTold(job)) return isBoth(job) && !wantsNone(job) ? 'differing' : 'half';
  return fateOfPlan(job, job.plan);
}

function fateOfPlan(job: Job, plan: PairPlan): Fate | undefined {
  const { item, event } = job.pair;
  if (formOf(job) === 'bad' && !plan.item && !plan.event) return 'unusable';
  if (plan.item?.do === 'gone') return `${plan.item.then}Item`;
  if (plan.item?.do === 'create') return 'item';
  if (plan.event?.do === 'cancel' || plan.again) return lostEvent(job);
  if (plan.event?.do === 'insert') return fateOfInsert(job, plan);
  if (plan.event?.do === 'patch' && plan.event.revive) return 'revived';
  if (event.is === 'foreign') return 'foreign';
  if (isBoth(job)) return fateOfPair(job, plan);
  if (event.is === 'live' && item.is === 'none') return 'eventAside';
  return fateOfLonely(job);
}

/** An event that is deleted for its item. */
function lostEvent({ pair: { item } }: Job): Fate {
  if (item.is !== 'present') return 'deleteEvent';
  return item.want === 'none' ? 'filterEvent' : 'offEvent';
}

function fateOfInsert({ pair: { item, event } }: Job, { reports }: PairPlan): Fate {
  if (reports.some(({ kind }) => kind === 'revived')) return 'revived';
  const namesAnother = item.is === 'present' && item.idText !== null && event.is !== 'live';
  return namesAnother ? 'replaced' : 'event';
}

/** Both sides are there, and stay. */
function fateOfPair(job: Job, { event, item, reports, needs }: PairPlan): Fate {
  if (job.ambiguous !== undefined) return job.ambiguous ? 'ambiguous' : 'linked';
  if (needs.length > 0) return 'differing';
  if (reports.some(({ lost, winner }) => holdsAny(lost) && winner === 'item')) return 'overEvent';
  if (reports.some(({ lost, winner }) => holdsAny(lost) && winner === 'event')) return 'overItem';
  const [toEvent, toItem] = [event, item].map((action) => holdsAny(action && 'values' in action ? action.values : {}));
  if (toEvent && toItem) return 'toBoth';
  if (toEvent || toItem) return toEvent ? 'toEvent' : 'toItem';
  if (reports.some(({ kind }) => kind === 'unusable') && !event && !item) return 'unread';
  return (wantsNone(job) && fateOfLonely(job)) || 'paired';
}

function holdsAny(values: Values | undefined): boolean {
  return isObject(values) && namesOf(values).length > 0;
}

/** An item whose event is not there; undefined where it could have one. */
function fateOfLonely(job: Job): Fate | undefined {
  const { item } = job.pair;
  if (item.is !== 'present') return undefined;
  if (item.want === 'none') return 'filtered';
  const form = formOf(job);
  if (form === 'noStart') return 'noStart';
  if (form === 'bad') return 'unusable';
  return job.binding.direction === 'toDirectus' ? 'itemAside' : undefined;
}

function formOf({ pair: { item } }: Job): 'ok' | 'noStart' | 'bad' | undefined {
  return item.is === 'present' ? itemForm(item.values, item.want).form : undefined;
}

/** Whether the item wants no event: it has no start, or does not match the filter. */
export function wantsNone(job: Job): boolean {
  return formOf(job) === 'noStart';
}

function isBoth({ pair: { item, event } }: Job): boolean {
  return item.is === 'present' && event.is === 'live';
}
