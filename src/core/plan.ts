// What is to be done with a pair, decided from its state alone (rules P1 to P25 of SPEC.md).
import {
  baseOf,
  equalsBase,
  fieldBase,
  isUnconfirmed,
  isUnseen,
  laterBase,
  saysOtherwise,
  type Base,
  type FieldBase,
} from './base';
import { FIELD_KINDS, FIELD_NAMES, groupOf, policyOf, type Binding, type FieldName } from './binding';
import { eventIdFor, linksTo } from './identity';
import type { EventState, ForeignReason } from './event';
import { emptiedFields, isDisowned, itemForm, type GoneItem, type ItemState, type PresentItem } from './item';
import type { GoneChange } from './message';
import { mergeFields, withEnd, type FieldMerge } from './merge';
import { hashValues, mapFields, type Value, type Values } from './values';

export interface Pair {
  item: ItemState;
  event: EventState;
}

/**
 * What the planner asks to be told before it can decide. `own`: the id that stands in the item counts for nothing, its own
 * event is to be looked for instead (R48).
 */
export type Need = 'search' | 'times' | 'owner' | 'elsewhere' | 'remade' | 'emptied' | 'event' | 'named' | 'own';

export interface EmptiedFields {
  /** Somebody emptied them; all others were away. */
  proven: readonly FieldName[];
  /** There is no revision of the item at all: nothing can be proven. */
  untracked: boolean;
}

/** What is known beside the pair; a missing member makes the planner ask for it. */
export interface PlanContext {
  installation: string;
  binding: Binding;
  /** The item was created by the change that is being looked at: no event can exist for it. */
  justCreated: boolean;
  /** The event was looked for by its search key, and none was found. */
  searched: boolean;
  /** Whether the item that the event's link names exists and names this event, or did: the one at hand is its copy (P6). */
  isCopy?: boolean | undefined;
  /** Whether the event that is gone here lives in another bound calendar: a person moved it. */
  elsewhere?: boolean | undefined;
  /** Whether the event is the item's own although that names another one, which is gone, or another item's (P7). */
  isOwn?: boolean | undefined;
  /** The event was read by itself, not from a list. */
  eventRead?: boolean | undefined;
  /** False: no list shows the event as it was before we wrote to it last. */
  mayLag?: boolean | undefined;
  /** Whether the item was made, or made again, after what its base says: somebody wants it (P12). */
  remade?: boolean | undefined;
  /** What the item's revisions say of the fields that it has empty, and its base filled (R3). */
  emptied?: EmptiedFields | undefined;
  /** With which code Directus refused to make the item again as its revision holds it (R49). */
  refusedRevision?: string | undefined;
  /** The generation of the next event id; raised when one is taken by somebody else or can't be brought back (R18). */
  generation: number;
  /** When a person last changed the item's field, by field, and the event; ms, null when unknown. */
  times?: { item: Partial<Record<FieldName, number | null>>; event: number | null } | undefined;
  /** Whether we deleted this event's item because this event was gone. */
  itemDeletedForEvent: (eventId: string) => boolean;
  /** Fields that the brake lets nobody empty: they and their base stay as they are (R24). */
  braked: readonly FieldName[];
  /** Fields of which Directus refused what the event holds: the item and their base stay as they are (M9). */
  refused: readonly FieldName[];
}

export type EventAction =
  | { do: 'insert'; eventId: string; generation: number; values: Values }
  | { do: 'patch'; values: Partial<Values>; revive: boolean }
  | { do: 'cancel' };

export type ItemAction =
  /** `eventId`: what the id field is to hold; the sync value goes with it. */
  | { do: 'set'; values: Partial<Values>; eventId: string | null }
  /** `revision`: the one of the item that it is made again from. */
  | { do: 'create'; key: string | null; revision?: number | undefined }
  /** `expect`: prints that the item must still have; missing: those of its own base. */
  | { do: 'gone'; then: GoneChange['then']; expect?: GoneChange['expect'] };

export type ReportKind =
  'conflict' | 'noBase' | 'revived' | 'recreated' | 'moved' | 'ownEvent' | 'untracked' | 'unusable';

/** Something a person should be able to look up later. `lost` holds values that the plan is going to overwrite. */
export interface PlanReport {
  kind: ReportKind;
  winner?: 'item' | 'event';
  lost?: Partial<Values>;
  reason?: string;
}

export interface PairPlan {
  event: EventAction | null;
  item: ItemAction | null;
  /** The base after the plan, field by field, as far as it is known before the writes. */
  base: Base['fields'];
  /** What the event may claim before the item is written; missing: the same. */
  eventBase?: Base['fields'];
  reports: PlanReport[];
  needs: Need[];
  /** The fields that the need `emptied` asks about. */
  emptied?: readonly FieldName[];
  /** There is more to do, to be planned once this is written. */
  again?: boolean;
}

const NOTHING: PairPlan = { event: null, item: null, base: {}, reports: [], needs: [] };

function ask(need: Need): PairPlan {
  return { ...NOTHING, needs: [need] };
}

function unusable(reason?: string): PairPlan {
  return { ...NOTHING, reports: [{ kind: 'unusable', reason }] };
}

/** Same state in, same plan out (R20); nothing is read or written here. */
export function planPair(pair: Pair, context: PlanContext): PairPlan {
  const { item } = pair;
  const plan = toldOfOwnEvent(item, planStates(pair, context));
  // What stands in a field that could not be read is nobody's to delete, nor is the event's value that may belong there.
  if (item.is !== 'present' || !deletes(plan) || FIELD_NAMES.every((name) => item.values[name] !== undefined))
    return plan;
  return unusable('a field could not be read');
}

/** R48: an id that counted for nothing is replaced. */
function toldOfOwnEvent(item: ItemState, plan: PairPlan): PairPlan {
  if (item.is !== 'present' || !isDisowned(item) || plan.item?.do !== 'set') return plan;
  return { ...plan, reports: [...plan.reports, { kind: 'ownEvent', reason: OWN_EVENT }] };
}

const OWN_EVENT =
  'Its id named an event that this calendar does not have, or not for it: it has an event of its own now.';

/** Whether a plan deletes one side of its pair, or lets the item go. */
export function deletes({ event, item }: PairPlan): boolean {
  return event?.do === 'cancel' || item?.do === 'gone';
}

function planStates({ item, event }: Pair, context: PlanContext): PairPlan {
  if (item.is === 'unknown' || event.is === 'unknown') return NOTHING; // P1, P2
  switch (event.is) {
    case 'foreign':
      return item.is === 'present' ? planForeign(item, { item, event }, context) : NOTHING; // P22
    case 'live':
      if (item.is === 'present') return planBoth(item, event, context);
      return item.is === 'gone' ? planItemGone(item, event, context) : planNewEvent(context);
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
  occurrence: 'Its event is one of a series. Empty its id field: it gets an event of its own.',
};

/**
 * P22: why the event that an item names is not ours to touch. While that lasts the pair is not served, and what is edited
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

type Live = Extract<EventState, { is: 'live' }>;
type Gone = Extract<EventState, { is: 'cancelled' | 'absent' }>;

// ---------------------------------------------------------------- both sides live

function planBoth(item: PresentItem, event: Live, context: PlanContext): PairPlan {
  const { binding } = context;
  const linksHere = linksTo(event.link, binding, item.key);
  const named = item.eventId ?? item.sync?.eventId ?? event.id;
  const namesIt = named === event.id || named === `-${event.id}`;
  if (!namesIt && !context.isOwn) {
    if (!linksHere) return NOTHING;
    // P7: the item has another event, so this one is a copy; unless that one is another item's (P6) or gone, then this is
    // the item's own: it was not told of it yet.
    if (context.isOwn === undefined && !named.startsWith('-')) return ask('named');
    return isListed(event, context) ? ask('event') : planNewEvent(context);
  }
  if (!linksHere && event.link) {
    // P6: the event belongs to somebody else. While that item lives, this one is its copy and gets an event of its own.
    if (context.isCopy === undefined) return ask('owner');
    if (context.isCopy) return takeOwnEvent(item, event.id, context);
  }
  // R15: what an installation wrote that was adopted is written anew, on both sides.
  const isAdopted = event.link !== undefined && event.link.installation !== context.installation;
  const restated: PresentItem = isAdopted ? { ...item, restate: true } : item;
  return mergePair(restated, event, context, !linksHere || isAdopted || event.restored);
}

function mergePair(item: PresentItem, event: Live, context: PlanContext, relink: boolean): PairPlan {
  const base = laterBase(item.sync, event.base, event.id);
  if (isListed(event, context) && context.mayLag !== false && mayBeOld(item, event, base)) return ask('event');
  const read = mergeFields(item.values, event.values, base);
  const emptied = emptiedFields(item, base, context.binding).filter((name) => EDITS.includes(read[name]));
  if (asksProof(emptied, context)) return askProof(emptied);
  const away = unproven(emptied, context);
  const merges = mapFields((name): FieldMerge => (away.includes(name) ? 'toItem' : read[name]));
  const conflicting = FIELD_NAMES.filter((name) => merges[name] === 'conflict');
  const settled = settleConflicts(conflicting, context);
  if (settled === 'times') return ask('times');
  const merged = withEnd({ ...merges, ...settled }, item.row[context.binding.fields.end], event.values);
  const refused = context.refused.filter((name) => merged[name] === 'toItem').flatMap(groupOf);
  const stays = [...context.braked, ...refused];
  let direction = mapFields((name): FieldMerge => (stays.includes(name) ? 'keep' : merged[name]));
  let reports = [...conflictReports(conflicting, direction, base, item, event), ...untrackedReport(away, context)];

  // P14: an emptied start takes the event away, unless the merge lets the event's own start win.
  const { form, reason } = itemForm({ ...item.values, ...pick(event.values, (name) => direction[name] === 'toItem') });
  const isOff = form === 'off';
  if (isOff) {
    if (FIELD_NAMES.every((name) => direction[name] !== 'toItem'))
      // What the item refuses stands nowhere else.
      return refused.length > 0 ? NOTHING : takeEventAway(reports);
    // What else was edited in the event goes to the item first: once the event is deleted, it stands nowhere else.
    direction = mapFields((name): FieldMerge => (direction[name] === 'toItem' ? 'toItem' : 'keep'));
    // What the deletion buries is reported with the deletion.
    reports = reports.filter(({ winner }) => winner === 'event');
  }
  if (form === 'bad') {
    // P16: the event's times and their base stay as they are; all other fields go on, both ways.
    direction = mapFields((name) =>
      direction[name] === 'toEvent' && FIELD_KINDS[name] === 'instant' ? 'keep' : direction[name],
    );
    reports.push({ kind: 'unusable', reason });
  }

  const fields = basesAfter(direction, base, item, event);
  const toEvent = pick(item.values, (name) => direction[name] === 'toEvent');
  const toItem = pick(event.values, (name) => direction[name] === 'toItem');
  const writesEvent = relink || Object.keys(toEvent).length > 0;
  const named = item.eventId === event.id && item.sync?.eventId === event.id;
  const writesItem =
    item.restate ||
    !named ||
    Object.keys({ ...toEvent, ...toItem }).length > 0 ||
    !sameBases(fields, item.sync?.fields ?? {});
  return {
    event: writesEvent ? { do: 'patch', values: toEvent, revive: false } : null,
    item: writesItem ? { do: 'set', values: toItem, eventId: event.id } : null,
    base: fields,
    // The event is written first: were it to claim what the item does not hold yet, a crash in between would turn the
    // item's old value into an edit that beats the event's new one.
    eventBase: basesAfter(
      mapFields((name) => (direction[name] === 'toItem' ? 'keep' : direction[name])),
      base,
      item,
      event,
    ),
    reports,
    needs: [],
    again: isOff,
  };
}

/** What a merge makes of a side's edit that the other one lacks. */
const EDITS: readonly FieldMerge[] = ['toEvent', 'conflict'];

function asksProof(emptied: readonly FieldName[], context: PlanContext): boolean {
  return emptied.length > 0 && !context.emptied;
}

function askProof(emptied: readonly FieldName[]): PairPlan {
  return { ...ask('emptied'), emptied };
}

/** R3: what nobody is known to have emptied was away. */
function unproven(emptied: readonly FieldName[], context: PlanContext): FieldName[] {
  return emptied.filter((name) => !context.emptied?.proven.includes(name));
}

function untrackedReport(away: readonly FieldName[], { emptied }: PlanContext): PlanReport[] {
  if (away.length === 0 || !emptied?.untracked) return [];
  const reason = `Directus has no revisions of this item, so nothing tells whether ${away.join(' and ')} was emptied: filled again from the event. Turn "Activity & Revision Tracking" on in the settings of its collection.`;
  return [{ kind: 'untracked', winner: 'event', reason }];
}

/** R47: a list may show an event as it was before it was written or deleted last. */
function isListed({ restored }: Live, { eventRead }: PlanContext): boolean {
  return !eventRead && !restored;
}

/**
 * Whether the event differs in a field from what the item's later base says of it, and its own base does, too: what looks
 * like an edit may be one that was overruled since.
 */
function mayBeOld({ sync }: PresentItem, { values, base: own }: Live, base: Base | undefined): boolean {
  if (!base || base !== sync) return false;
  return FIELD_NAMES.some((name) => !equalsBase(values, base, 'event', name) && saysOtherwise(base, own, name));
}

function basesAfter(
  direction: Record<FieldName, FieldMerge>,
  base: Base | undefined,
  item: PresentItem,
  event: Live,
): Base['fields'] {
  const fields: Base['fields'] = {};
  for (const name of FIELD_NAMES) {
    const field = baseAfter(direction[name], base?.fields[name], item.values[name], event.values[name]);
    if (field) fields[name] = field;
  }
  return fields;
}

function baseAfter(
  direction: FieldMerge,
  old: FieldBase | undefined,
  ofItem: Value,
  ofEvent: Value,
): FieldBase | undefined {
  switch (direction) {
    case 'toItem':
      return fieldBase(ofEvent, ofEvent);
    case 'toEvent':
      return fieldBase(ofItem, ofItem);
    case 'agree':
      return fieldBase(ofItem, ofEvent);
    case 'same': // A print that fits what is read is confirmed (R10).
      return isUnconfirmed(old) ? fieldBase(ofItem, ofEvent) : old;
    default:
      return old;
  }
}

function sameBases(a: Base['fields'], b: Base['fields']): boolean {
  return FIELD_NAMES.every((name) => {
    const [left, right] = [a[name], b[name]];
    return left?.item === right?.item && left?.event === right?.event && left?.lacking === right?.lacking;
  });
}

/** For each conflicting field the direction that the policy gives it, or what must be known first. */
function settleConflicts(
  conflicting: readonly FieldName[],
  { binding, times }: PlanContext,
): Partial<Record<FieldName, 'toEvent' | 'toItem'>> | 'times' {
  const { onConflict } = binding;
  if (conflicting.length === 0) return {};
  if (onConflict === 'newest' && !times) return 'times';
  const itemWins = (name: FieldName): boolean =>
    onConflict === 'directus' || (onConflict === 'newest' && itemIsNewer(times!, name));
  return Object.fromEntries(conflicting.map((name) => [name, itemWins(name) ? 'toEvent' : 'toItem']));
}

/** R16: unknown or within two seconds the event wins, because Directus keeps the losing value and Google does not. */
function itemIsNewer(times: NonNullable<PlanContext['times']>, name: FieldName): boolean {
  const item = times.item[name] ?? null;
  return item !== null && times.event !== null && item - times.event >= 2000;
}

function conflictReports(
  conflicting: readonly FieldName[],
  direction: Record<FieldName, FieldMerge>,
  base: Base | undefined,
  item: PresentItem,
  event: Live,
): PlanReport[] {
  // Who edited the event did not see what it lacked (M8).
  const unseen = FIELD_NAMES.filter((name) => isUnseen(base, item.values, name) && !conflicting.includes(name));
  const contested = { item: conflicting, event: [...conflicting, ...unseen] };
  return (['item', 'event'] as const).flatMap((winner) => {
    const won = contested[winner].filter((name) => direction[name] === (winner === 'item' ? 'toEvent' : 'toItem'));
    if (won.length === 0) return [];
    const loser = winner === 'item' ? event.values : item.values;
    const kind: ReportKind = won.every((name) => base?.fields[name]) ? 'conflict' : 'noBase';
    return [{ kind, winner, lost: pick(loser, (name) => won.includes(name)) }];
  });
}

/** No value of the item changes, only which event it names. */
function naming(eventId: string | null): ItemAction {
  return { do: 'set', values: {}, eventId };
}

function takeEventAway(reports: PlanReport[]): PairPlan {
  return { ...NOTHING, event: { do: 'cancel' }, item: naming(null), reports };
}

// ---------------------------------------------------------------- one side only

function planNewItem(item: PresentItem, context: PlanContext): PairPlan {
  if (item.eventId?.startsWith('-')) return NOTHING; // P23
  const known = context.justCreated || context.searched || itemForm(item.values).form !== 'ok';
  return known ? insertEvent(item, context) : ask('search'); // P8
}

/** For an item that has no event any more, or yet; one without a start wants none and names none (P15). */
function insertEvent(item: PresentItem, context: PlanContext, generation = context.generation): PairPlan {
  const { form, reason } = itemForm(item.values);
  if (form === 'off') return item.eventId === null ? NOTHING : { ...NOTHING, item: naming(null) };
  if (form === 'bad') return unusable(reason); // P17
  const eventId = eventIdFor(context.installation, context.binding, item.key, generation);
  return {
    ...NOTHING,
    event: { do: 'insert', eventId, generation, values: item.values },
    item: naming(eventId),
    base: baseOf(item.values),
  };
}

function planNewEvent(context: PlanContext): PairPlan {
  if (!context.binding.newEvents) return NOTHING;
  return { ...NOTHING, item: { do: 'create', key: null } }; // P9
}

/** The item is gone (P18 to P20). */
function planItemGone(item: GoneItem, event: Live, context: PlanContext): PairPlan {
  const linksHere = linksTo(event.link, context.binding, item.key);
  if (!linksHere && item.sync?.eventId !== event.id) return planNewEvent(context);
  if (!linksHere && event.link) return NOTHING; // the item was a copy, or a twin: the event is another one's
  const base = laterBase(item.sync, event.base, event.id);
  const unchanged = base !== undefined && FIELD_NAMES.every((name) => equalsBase(event.values, base, 'event', name));
  const restored = event.restored || context.itemDeletedForEvent(event.id);
  if (unchanged && !restored) return { ...NOTHING, event: { do: 'cancel' } };
  if (isListed(event, context)) return ask('event');
  const { key, revision } = item;
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

/** The event is gone, and that was confirmed by a direct read (P10 to P15). */
function planEventGone(item: PresentItem, event: Gone, context: PlanContext): PairPlan {
  if (item.eventId === `-${event.id}`) return NOTHING;
  const { form, reason } = itemForm(item.values);
  // What Google forgot holds nothing that could be emptied.
  const kept = event.is === 'cancelled' && item.sync?.eventId === event.id ? item.sync : undefined;
  const emptied = emptiedFields(item, kept, context.binding);
  if (asksProof(emptied, context)) return askProof(emptied);
  const away = unproven(emptied, context);
  // R21; but an item that names another one's event (P6) may have met the tombstone under its own id: that is brought back.
  if (item.eventId !== null && item.eventId !== event.id)
    return context.isOwn && form === 'ok' ? bringBack(item, event, context) : NOTHING;
  if (form === 'off' && !away.includes('start')) return insertEvent(item, context); // P15
  const isWanted = item.eventId === null || (event.is === 'cancelled' && event.byUs);
  if (isWanted) return form === 'bad' ? unusable(reason) : bringBack(item, event, context, away);
  const link = event.is === 'cancelled' ? event.link : undefined;
  if (link && !linksTo(link, context.binding, item.key)) return takeOwnEvent(item, event.id, context); // P6
  // R48: only a base that was made here proves that this event was the item's.
  const base = item.sync?.eventId === event.id && !(event.is === 'absent' && event.ofOther) ? item.sync : undefined;
  if (base) return planDeletion(item, base, event, context, away);
  if (!link) return ask('own');
  return form === 'bad' ? unusable(reason) : revive(item, event, context); // P12
}

/** A person deleted the event, or moved it away, that the item's base vouches for (P10 to P12, P24). */
function planDeletion(
  item: PresentItem,
  base: Base,
  event: Gone,
  context: PlanContext,
  away: readonly FieldName[],
): PairPlan {
  const { values } = item;
  const isEdited = FIELD_NAMES.some((name) => !equalsBase(values, base, 'item', name));
  const needs = (['elsewhere', 'remade'] as const).filter((need) => context[need] === undefined);
  if (needs.length > 0) return { ...NOTHING, needs };
  // P12: it was made with what another item had agreed on, unless what is left of the event is linked to it.
  if (context.remade && !(event.is === 'cancelled' && event.link)) return ask('own');
  if (context.elsewhere && !context.remade) {
    const moved: PlanReport = { kind: 'moved', reason: 'Moved to another calendar: the item stays, without an event.' };
    return { ...NOTHING, item: { do: 'gone', then: 'unlink', expect: {} }, reports: [moved] }; // P24
  }
  const { form, reason } = itemForm(values);
  if (form === 'bad') return unusable(reason);
  if (isEdited || context.remade) return revive(item, event, context, away); // P11, P12
  const then = policyOf(context.binding);
  // Who deleted the event did not see what it never held (M8): it would go without a word.
  const lost = pick(values, (name) => then === 'delete' && isUnseen(base, values, name));
  if (Object.keys(lost).length === 0) return { ...NOTHING, item: { do: 'gone', then } };
  const expect = hashValues(values) as NonNullable<GoneChange['expect']>;
  return { ...NOTHING, item: { do: 'gone', then, expect }, reports: [{ kind: 'conflict', winner: 'event', lost }] };
}

function revive(item: PresentItem, event: Gone, context: PlanContext, away: readonly FieldName[] = []): PairPlan {
  return { ...bringBack(item, event, context, away), reports: [{ kind: 'revived', winner: 'item' }] };
}

/** R48: the event that the item names is another's: it keeps the one that its base names, else it gets one. */
function takeOwnEvent(item: PresentItem, eventId: string, context: PlanContext): PairPlan {
  return item.sync && item.sync.eventId !== eventId ? ask('own') : insertEvent(item, context);
}

/** @param away fields of which the event keeps what it had: the item is filled from it next */
function bringBack(item: PresentItem, event: Gone, context: PlanContext, away: readonly FieldName[] = []): PairPlan {
  if (event.is === 'absent')
    return insertEvent(item, context, Math.max(context.generation, generationAfter(item, event.id, context)));
  return {
    ...NOTHING,
    event: { do: 'patch', values: pick(item.values, (name) => !away.includes(name)), revive: true },
    item: naming(event.id),
    base: { ...baseOf(item.values), ...Object.fromEntries(away.map((name) => [name, item.sync?.fields[name]])) },
    again: away.length > 0,
  };
}

/** Ids that an item may use up: more would be a circle. */
export const MAX_GENERATION = 50;

/** An id that is gone stays used: the item takes the generation after the one that it had. */
function generationAfter(item: PresentItem, eventId: string, { installation, binding }: PlanContext): number {
  for (let generation = 0; generation < MAX_GENERATION; generation++)
    if (eventIdFor(installation, binding, item.key, generation) === eventId) return generation + 1;
  return 0;
}

function pick(values: Values, wanted: (name: FieldName) => boolean): Partial<Values> {
  return Object.fromEntries(FIELD_NAMES.filter(wanted).map((name) => [name, values[name]]));
}
