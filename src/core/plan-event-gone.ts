// What becomes of an item whose event is gone, as a direct read has confirmed: a table of facts (P10 to P15, P24).
import { baseOf, isUnseen, itemEqualsBase, type Base } from './base';
import { policyOf } from './binding';
import type { FieldName } from './fields';
import { eventIdFor, linksTo } from './identity';
import { emptiedColumns, heldValues, isEdited, itemForm, usable, type PresentItem } from './item';
import {
  ask,
  askProof,
  asksProof,
  naming,
  NOTHING,
  unproven,
  unusable,
  type Gone,
  type Need,
  type PairPlan,
  type PlanContext,
  type PlanReport,
} from './plan-model';
import { insertEvent, takeOwnEvent } from './plan-one-side';
import { readSlot } from './series/slot';
import { namesOf, pick, type PerField } from './values';

interface Facts {
  /** The event that the item's id field names; `unlinked`: this one, from which it was unlinked. */
  names: 'it' | 'another' | 'none' | 'unlinked';
  /** Whether the item has a time that an event can have. */
  time: 'ok' | 'none' | 'bad';
  /** Whose event it was, by the link on what is left of it; `nothing` where Google shows none. */
  left: 'its own' | 'another’s' | 'nothing';
  /** We deleted the event ourselves. */
  isByUs: boolean;
  /** The event turned out to be the item's own, whatever that names. */
  isOwn: boolean;
  /** The item's base says that this event was made for it, here. */
  isVouched: boolean;
  /** The item is not what its base says. */
  isEdited: boolean;
  /** The item was made, made again or reverted after its base: somebody wants it. */
  isBroughtBack: boolean | undefined;
  /** The event lives in another bound calendar. */
  isElsewhere: boolean | undefined;
}

type Fate =
  | 'leave'
  | 'leaveUnlinked'
  | 'nameNothing'
  | 'tell'
  | 'bringBack'
  | 'revive'
  | 'takeOwn'
  | 'lookForOwn'
  | 'unlink'
  | 'letGo';

/** The first row whose facts are all so. */
const TABLE: readonly [facts: Partial<Facts>, fate: Fate][] = [
  [{ names: 'unlinked' }, 'leave'], // P23
  [{ names: 'another', isOwn: true, time: 'ok' }, 'bringBack'], // DE9
  [{ names: 'another' }, 'leave'], // DE9
  [{ time: 'none' }, 'nameNothing'], // P15
  [{ names: 'none', time: 'bad' }, 'tell'], // P17
  [{ names: 'none' }, 'bringBack'], // P13
  [{ isByUs: true, time: 'bad' }, 'tell'], // P17
  [{ isByUs: true }, 'bringBack'], // P10
  [{ left: 'another’s' }, 'takeOwn'], // P6
  [{ isVouched: false, left: 'nothing' }, 'lookForOwn'], // DE3
  [{ isVouched: false, time: 'bad' }, 'tell'], // P17
  [{ isVouched: false }, 'revive'], // P12
  [{ isBroughtBack: true, left: 'nothing' }, 'lookForOwn'], // P12
  [{ isBroughtBack: true, time: 'bad' }, 'tell'], // P17
  [{ isBroughtBack: true }, 'revive'], // P12
  [{ isElsewhere: true }, 'unlink'], // P24
  [{ time: 'bad' }, 'tell'], // P17
  [{ isEdited: true }, 'revive'], // P11
  [{}, 'letGo'], // P10
];

/** What has to be asked where a fact is not known. */
const NEEDS: Partial<Record<keyof Facts, readonly Need[]>> = {
  isBroughtBack: ['remade', 'pasted'],
  isElsewhere: ['elsewhere'],
};

export function planEventGone(item: PresentItem, event: Gone, context: PlanContext): PairPlan {
  // An occurrence that a series has not any more may have another place in it, or in the series that it was split into.
  if (event.is === 'absent' && readSlot(event.id) && item.eventId === event.id && !context.place) return ask('place');
  // What Google forgot holds nothing that could be emptied.
  const kept = event.is === 'cancelled' && item.sync?.eventId === event.id ? item.sync : undefined;
  const emptied = item.eventId === `-${event.id}` ? {} : emptiedColumns(item, kept, context.binding);
  if (asksProof(emptied, context)) return askProof(emptied);
  const away = unproven(emptied, context);
  const base = vouchingBase(item, event);
  const facts = factsOf({ item, event, context, away, base });
  for (const [wanted, fate] of TABLE) {
    const names = Object.keys(wanted) as (keyof Facts)[];
    if (names.some((name) => facts[name] !== undefined && facts[name] !== wanted[name])) continue;
    if (names.some((name) => facts[name] === undefined)) return { ...NOTHING, needs: openNeeds(facts, context) };
    return FATES[oneWay(fate, facts, context)]({ item, event, context, away, base });
  }
  return NOTHING;
}

/** All that is open is asked at once. */
function openNeeds(facts: Facts, context: PlanContext): Need[] {
  const open = (Object.keys(NEEDS) as (keyof Facts)[]).filter((name) => facts[name] === undefined);
  return open
    .flatMap((name) => NEEDS[name] ?? [])
    .filter((need) => need === 'own' || need === 'item' || context[need] === undefined);
}

interface Case {
  item: PresentItem;
  event: Gone;
  context: PlanContext;
  /** Fields of which the event keeps what it had: the item is filled from it next. */
  away: readonly FieldName[];
  base: Base | undefined;
}

/** DE3: only a base that was made here proves that this event was the item's. */
function vouchingBase({ sync }: PresentItem, event: Gone): Base | undefined {
  return sync?.eventId === event.id && !(event.is === 'absent' && event.ofOther) ? sync : undefined;
}

function factsOf({ item, event, context, away, base }: Case): Facts {
  const link = event.is === 'cancelled' ? event.link : undefined;
  const { form } = itemForm(item.values, item.want);
  const isNamed = item.eventId === event.id;
  const { remade, pasted } = context;
  return {
    names: item.eventId === null ? 'none' : isNamed ? 'it' : item.eventId === `-${event.id}` ? 'unlinked' : 'another',
    time: form === 'bad' ? 'bad' : form === 'noStart' && !away.includes('when') ? 'none' : 'ok',
    left: !link ? 'nothing' : linksTo(link, context.binding, item.key) ? 'its own' : 'another’s',
    isByUs: event.is === 'cancelled' && event.byUs,
    isOwn: context.whose === 'this',
    isVouched: base !== undefined,
    isEdited: base !== undefined && namesOf(item.values).some((name) => isEdited(item, base, name)),
    isBroughtBack: remade === undefined || pasted === undefined ? undefined : remade || pasted,
    isElsewhere: context.elsewhere,
  };
}

const FATES: Record<Fate, (known: Case) => PairPlan> = {
  leave: () => NOTHING,
  nameNothing: ({ item }) => (item.idText === null ? NOTHING : { ...NOTHING, item: naming(null) }),
  tell: ({ item }) => unusable(itemForm(item.values, item.want).reason),
  bringBack,
  revive: (known) => ({ ...bringBack(known), reports: [{ kind: 'revived', winner: 'item' }] }),
  takeOwn: ({ item, event, context }) => takeOwnEvent(item, event.id, context),
  lookForOwn: () => ask('own'),
  unlink: () => ({ ...NOTHING, item: { do: 'gone', then: 'unlink' }, reports: [MOVED] }),
  leaveUnlinked: () => ({ ...NOTHING, item: { do: 'gone', then: 'unlink' }, reports: [LEFT] }),
  letGo,
};

/** OW5, OW6: where one side alone counts, what becomes of the pair follows it. */
function oneWay(fate: Fate, { isVouched }: Facts, { binding }: PlanContext): Fate {
  const brings = ['bringBack', 'revive', 'takeOwn', 'lookForOwn'].includes(fate);
  // What was edited, or made again, in the item does not count; what nobody vouches for is not deleted.
  if (binding.direction === 'toDirectus' && brings) return fate === 'revive' && isVouched ? 'letGo' : 'leave';
  if (binding.direction === 'toGoogle' && fate === 'letGo')
    return binding.onReadOnlyEdit === 'leave' ? 'leaveUnlinked' : 'revive';
  return fate;
}

const LEFT: PlanReport = {
  kind: 'left',
  reason: 'Its event was deleted in Google, which does not count in this binding: the item stays, without an event.',
};

const MOVED: PlanReport = { kind: 'moved', reason: 'Moved to another calendar: the item stays, without an event.' };

/** The binding's policy. Who deleted the event did not see what it never held (M8): it would go without a word. */
function letGo({ item, base, context }: Case): PairPlan {
  const { values, hashes } = item;
  const then = policyOf(context.binding);
  const isOverruled = (name: FieldName): boolean =>
    context.binding.direction === 'toDirectus' && base !== undefined && !itemEqualsBase(hashes, base, name);
  const held = heldValues(item, context.binding);
  const lost = pick(held, (name) => then === 'delete' && (isUnseen(base, values, name) || isOverruled(name)));
  const reports: PlanReport[] = namesOf(lost).length > 0 ? [{ kind: 'conflict', winner: 'event', lost }] : [];
  // planPair deletes nothing of which a column could not be read: none is missing.
  return { ...NOTHING, item: { do: 'gone', then, expect: hashes as PerField<string> }, reports };
}

function bringBack({ item, event, context, away }: Case): PairPlan {
  if (event.is === 'absent')
    return insertEvent(item, context, Math.max(context.generation, generationAfter(item, event.id, context)));
  const known = usable(
    pick(item.values, (name) => !away.includes(name)),
    item.values,
  );
  return {
    ...NOTHING,
    event: { do: 'patch', values: known, revive: true },
    item: naming(event.id),
    // Of what it is not given the event has what it had, and the base says so: a value that is mended is an edit then.
    base: {
      ...item.sync?.fields,
      ...pick(baseOf(item), (name) => name in known),
    },
    again: away.length > 0,
  };
}

/** Ids that an item may use up: more would be a circle. */
export const MAX_GENERATION = 50;

/** An id that is gone stays used: the item takes the generation after the one that it had; 0 for an id that is none of its own. */
export function generationAfter(
  { key }: PresentItem,
  eventId: string,
  { installation, binding }: Pick<PlanContext, 'installation' | 'binding'>,
): number {
  for (let generation = 0; generation < MAX_GENERATION; generation++)
    if (eventIdFor(installation, binding, key, generation) === eventId) return generation + 1;
  return 0;
}
