// What is to be done with a pair, decided from its state alone (rules P1 to P25 of SPEC.md).
import type { ForeignReason } from './event';
import { isDisowned, itemForm, type PresentItem } from './item';
import { planBoth } from './plan-both';
import { NOTHING, unusable, type Pair, type PairPlan, type PlanContext } from './plan-model';
import { planEventGone } from './plan-event-gone';
import { insertEvent, planItemGone, planNewEvent, planNewItem } from './plan-one-side';
import { planUnread } from './plan-unread';
import { namesOf } from './values';

/** Same state in, same plan out (M14); nothing is read or written here. */
export function planPair(pair: Pair, context: PlanContext): PairPlan {
  const { item } = pair;
  const plan = toldOfOwnEvent(pair, planStates(pair, context));
  // What stands in a field that could not be read is nobody's to delete, nor is the event's value that may belong there.
  if (item.is !== 'present' || !deletes(plan) || namesOf(item.values).every((name) => item.values[name] !== undefined))
    return plan;
  return unusable('a field could not be read');
}

/** DE4: an id that counted for nothing is replaced. */
function toldOfOwnEvent({ item, event }: Pair, plan: PairPlan): PairPlan {
  if (item.is !== 'present' || !isDisowned(item) || plan.item?.do !== 'set') return plan;
  // Without a start it gets none, even where that takes a second look (P14).
  if (itemForm(item.values, item.want).form === 'noStart') return plan;
  const found = event.is === 'live' && !event.link ? LINKED : OWN_EVENT;
  return { ...plan, reports: [...plan.reports, { kind: 'ownEvent', reason: `${NO_EVENT}: ${found}` }] };
}

const NO_EVENT = 'Its id named an event that this calendar does not have, or not for it';
const OWN_EVENT = 'it has an event of its own now.';
const LINKED = 'it is linked now to the event of the same times and title.';

/** Whether a plan deletes one side of its pair, or lets the item go. */
export function deletes({ event, item }: PairPlan): boolean {
  return event?.do === 'cancel' || item?.do === 'gone';
}

function planStates({ item, event }: Pair, context: PlanContext): PairPlan {
  if (item.is === 'unknown' || event.is === 'unknown') return NOTHING; // P1, P2
  if (item.is === 'unread') return planUnread(item, event, context);
  if (item.is === 'present') {
    if (item.want === 'unknown') return unusable('a field that the filter names, or the pause, could not be read');
    const isOutside = item.want === 'none' && context.binding.direction === 'toDirectus';
    // WA8: it was made of an event, and has not matched yet.
    const isNew = item.want === 'none' && event.is === 'live' && !event.link && !item.sync;
    if (item.want === 'alone' || isOutside || isNew) return NOTHING;
  }
  switch (event.is) {
    case 'foreign':
      return item.is === 'present' ? planForeign(item, { item, event }, context) : NOTHING; // P22
    case 'live':
      if (item.is === 'present') return planBoth(item, event, context);
      return item.is === 'gone' ? planItemGone(item, event, context) : planNewEvent(event, context);
    case 'cancelled':
    case 'absent':
      return item.is === 'present' ? planEventGone(item, event, context) : NOTHING; // P13, P21
    case 'none':
      return item.is === 'present' ? planNewItem(item, context) : NOTHING;
  }
}

/** What a person can do about an item whose event is not ours to touch; a failure keeps 150 characters. */
const NOT_SERVED: Record<ForeignReason, string> = {
  installation:
    'Another installation holds its event. Is that one gone: run adoptPairs. If not: empty its id field, and it gets an event of its own.',
  organizer:
    'Its event is somebody else’s, who lets no guest change it. Have that allowed, or empty its id field: it gets an event of its own.',
  declined:
    'Its event is somebody else’s, and you declined it. Empty its id field: it gets an event of its own. Or delete the item.',
  kind: 'Its event is locked, or no usual one (a birthday, focus time). Empty its id field: it gets an event of its own.',
  occurrence: 'Its event is one date of a series. Empty its id field: it gets an event of its own.',
  series: 'Its event recurs, and this binding has no items for that. Empty its id field: it gets an event of its own.',
};

/**
 * WH13: why the event that an item names is not ours to touch. While that lasts the pair is not served, and what is edited
 * in the item goes nowhere.
 */
export function unservedBecause({ item, event }: Pair): ForeignReason | undefined {
  return item.is === 'present' && event.is === 'foreign' && item.eventId === event.id ? event.because : undefined;
}

/** P22: nothing is written to the event. An item whose id was emptied, by which it named that one, gets one of its own. */
function planForeign(item: PresentItem, pair: Pair, context: PlanContext): PairPlan {
  const because = unservedBecause(pair);
  if (because) return unusable(NOT_SERVED[because]);
  return item.eventId === null ? insertEvent(item, context) : NOTHING;
}
