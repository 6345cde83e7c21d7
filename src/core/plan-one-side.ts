// A pair of which one side is new, or whose item is gone (rules P8, P9, P15, P17 to P20).
import { baseOf, eventEqualsBase, laterBase } from './base';
import { FIELDS, type FieldName } from './fields';
import { eventIdFor, linksTo } from './identity';
import { passesFilter } from './event-filter';
import { badFields, itemForm, usable, type GoneItem, type PresentItem } from './item';
import {
  ask,
  isListed,
  naming,
  NOTHING,
  unusable,
  type Live,
  type PairPlan,
  type PlanContext,
  type PlanReport,
} from './plan-model';
import { kindOf, takesKind } from './series/kinds';
import { namesOf, pick } from './values';

export function planNewItem(item: PresentItem, context: PlanContext): PairPlan {
  if (item.eventId?.startsWith('-')) return NOTHING; // P23
  if (context.binding.direction === 'toDirectus') return NOTHING; // OW6
  const known = context.search || itemForm(item.values, item.want).form !== 'ok';
  return known ? insertEvent(item, context) : ask('search'); // P8
}

/** For an item that has no event any more, or yet; one without a start wants none and names none (P15). */
export function insertEvent(item: PresentItem, context: PlanContext, generation = context.generation): PairPlan {
  const { form, reason } = itemForm(item.values, item.want);
  if (form === 'noStart') return item.idText === null ? NOTHING : { ...NOTHING, item: naming(null) };
  if (form === 'bad') return unusable(reason); // P17
  if (context.binding.direction === 'toDirectus') return NOTHING; // OW6
  const bad = badFields(item.values);
  // What is no member of the event is written once that is there.
  const isMember = (name: FieldName): boolean => !FIELDS[name].isApart;
  const isLeft = namesOf(item.values).some((name) => !isMember(name) && item.values[name] !== null);
  const eventId = eventIdFor(context.installation, context.binding, item.key, generation);
  return {
    ...NOTHING,
    event: { do: 'insert', eventId, generation, values: usable(pick(item.values, isMember), item.values) },
    item: naming(eventId),
    base: usable(isLeft ? pick(baseOf(item), isMember) : baseOf(item), item.values),
    again: isLeft,
    reports: bad.length === 0 ? [] : [{ kind: 'unusable', reason: bad.map((each) => each.reason).join('; ') }],
  };
}

export function planNewEvent({ event }: Live, { binding }: PlanContext): PairPlan {
  const isTaken = binding.newEvents && takesKind(binding, kindOf(event)) && passesFilter(event, binding.eventFilter);
  if (!isTaken) return NOTHING;
  return { ...NOTHING, item: { do: 'create', key: null } }; // P9
}

/** The item is gone (P18 to P20). */
export function planItemGone(item: GoneItem, event: Live, context: PlanContext): PairPlan {
  const linksHere = linksTo(event.link, context.binding, item.key);
  if (!linksHere && item.sync?.eventId !== event.id) return planNewEvent(event, context);
  if (!linksHere && event.link) return NOTHING; // the item was a copy, or a twin: the event is another one's
  // An occurrence says of no item that it is its own.
  if (!linksHere && kindOf(event.event) === 'occurrence') {
    if (context.whose === undefined) return ask('whose');
    if (context.whose === 'another') return NOTHING;
  }
  const base = laterBase(item.sync, event.base, event.id);
  const { direction, onReadOnlyEdit } = context.binding;
  const edited = namesOf(event.values).filter((name) => !base || !eventEqualsBase(event.values, base, name));
  const unchanged = base !== undefined && edited.length === 0;
  const restored = event.restored || context.itemDeletedForEvent(event.id);
  if (unchanged && !restored && direction !== 'toDirectus') return { ...NOTHING, event: { do: 'cancel' } };
  if (isListed(event, context)) return ask('event');
  if (direction === 'toDirectus' && onReadOnlyEdit === 'leave' && !restored) return NOTHING; // OW6
  if (direction === 'toGoogle') {
    if (restored && onReadOnlyEdit === 'leave') return NOTHING;
    const lost = pick(event.values, (name) => edited.includes(name));
    return { ...NOTHING, event: { do: 'cancel' }, reports: [{ kind: 'conflict', winner: 'item', lost }] };
  }
  const { key } = item;
  const revision = item.revision ?? undefined;
  const { refusedRevision } = context;
  const reports: PlanReport[] = [{ kind: 'recreated', reason: madeAgain(revision, refusedRevision) }];
  // Whatever it is that Directus does not take of the revision: what the event holds comes back all the same.
  const from = refusedRevision === undefined ? revision : undefined;
  return { ...NOTHING, item: { do: 'create', key, revision: from }, reports };
}

function madeAgain(revision: number | undefined, refused: string | undefined): string {
  const how =
    revision === undefined
      ? 'no revision of it was found, so its other fields are empty'
      : refused === undefined
        ? `all else is as in its revision ${revision}`
        : `Directus refused all else (${refused}), which its revision ${revision} holds`;
  return `Made again under its key with what its event holds; ${how}. Items that pointed at it may have lost it.`;
}

/** WH5: the event that the item names is another's: it keeps the one that its base names, else it gets one. */
export function takeOwnEvent(item: PresentItem, eventId: string, context: PlanContext): PairPlan {
  return item.sync && item.sync.eventId !== eventId ? ask('own') : insertEvent(item, context);
}
