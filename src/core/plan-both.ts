// A pair whose both sides are there: merged, linked, or told apart (rules P3 to P7, P14, P16).
import {
  baseOnceWritten,
  eventEqualsBase,
  fieldBase,
  isUnconfirmed,
  isUnseen,
  laterBase,
  saysOtherwise,
  type Base,
  type FieldBase,
} from './base';
import type { Binding } from './binding';
import { FIELDS, type FieldName } from './fields';
import { allDates } from './fields/cancelled';
import { isMade, isWrittenBack, mappingOf, wayOf } from './fields/mapped';
import { hashColumns } from './hash';
import { linksTo } from './identity';
import { badFields, emptiedColumns, heldValues, isEmpty, itemForm, type PresentItem } from './item';
import { mergeFields, type FieldMerge } from './merge';
import { isOfOtherZone, retimesOf } from './retime';
import {
  ask,
  askProof,
  asksProof,
  isListed,
  naming,
  NOTHING,
  unproven,
  type Live,
  type PairPlan,
  type PlanContext,
  type PlanReport,
  type ReportKind,
} from './plan-model';
import { planNewEvent, takeOwnEvent } from './plan-one-side';
import { kindOf } from './series/kinds';
import { hashAfterWrite, namesOf, perField, pick, rawOf, type PerField } from './values';

export function planBoth(item: PresentItem, event: Live, context: PlanContext): PairPlan {
  const linksHere = linksTo(event.link, context.binding, item.key);
  const named = item.eventId ?? item.sync?.eventId ?? event.id;
  const namesIt = named === event.id || named === `-${event.id}`;
  const isClear = namesIt && (linksHere || !event.link);
  // What an item was unlinked from is not asked about: it has no event, and this one is a copy.
  // Who else names an occurrence that has no link only its source knows.
  const mayBeCopy = kindOf(event.event) === 'occurrence' && context.remade === true;
  const isOwn = isClear && (linksHere || (context.whose === undefined && !mayBeCopy));
  const whose = isOwn ? 'this' : (context.whose ?? (!namesIt && named.startsWith('-') ? 'nobody' : undefined));
  if (!namesIt && !linksHere && whose !== 'this') return NOTHING;
  if (whose === undefined) return ask('whose');
  // P6: the item is a copy of the one that the event belongs to.
  if (whose === 'another') return takeOwnEvent(item, event.id, context);
  // P7: the event is a copy of the one that the item names.
  if (whose === 'nobody' && !namesIt) return isListed(event, context) ? ask('event') : planNewEvent(event, context);
  // WH11: what an installation wrote that was adopted is written anew, on both sides.
  const isAdopted = event.link !== undefined && event.link.installation !== context.installation;
  const restated: PresentItem = isAdopted ? { ...item, restate: true } : item;
  // Of an untouched occurrence a mere link would make one that no longer follows its series.
  const isUnlinked = !linksHere && kindOf(event.event) !== 'occurrence';
  return mergePair(restated, event, context, isUnlinked || isAdopted || event.restored);
}

function mergePair(found: PresentItem, event: Live, context: PlanContext, relink: boolean): PairPlan {
  const { binding } = context;
  let item = found;
  const base = laterBase(item.sync, event.base, event.id);
  if (isListed(event, context) && context.lag !== false && mayBeOld(item, event, base, binding)) return ask('event');
  const read = mergeFields(binding, item, event.values, base);
  const names = namesOf(read);
  // CB22: by the item's own base alone it is the event that has changed. A revert that is known counts beside any base.
  if (base && (base === item.sync || context.pasted) && names.some((name) => read[name] === 'toItem')) {
    if (context.pasted === undefined) return ask('pasted');
    if (context.pasted)
      return mergePair({ ...item, sync: undefined, restate: true }, withoutBase(event), context, relink);
  }
  const emptied = pick(emptiedColumns(item, base, binding), (name) => EDITS.includes(read[name]!));
  if (asksProof(emptied, context)) return askProof(emptied);
  const away = unproven(emptied, context);
  // CB11: it was deleted for its item's want of a start, and a person brought it back.
  const isBack = event.restored && item.values.when === null;
  const follows = (name: FieldName) => away.includes(name) || (isBack && name === 'when');
  const retimed = retimedBy(item, event, context);
  const failed = names.filter((name) => isFailed(name, read[name]!, item, event, base));
  const united = read.cancelled === 'conflict' ? unite(item, event) : undefined;
  if (united) item = united.item;
  const merges: PerField<FieldMerge> = {
    ...perField(names, (name): FieldMerge => (follows(name) ? 'toItem' : read[name]!)),
    ...(retimed && { when: retimed }),
    ...(united && { cancelled: united.way }),
    ...perField(failed, () => 'leave'),
  };
  const conflicting = names.filter((name) => merges[name] === 'conflict');
  const settled = settleConflicts(conflicting, context);
  if (settled === 'times') return ask('times');
  const overruling = names.filter((name) => merges[name] === 'overrule');
  const ways = perField(overruling, (name) => wayOf(binding, name));
  const merged = { ...merges, ...settled, ...ways } as PerField<FieldMerge>;
  const refused = context.refused.filter((name) => merged[name] === 'toItem');
  const stays = [...context.braked, ...refused];
  let direction = perField(names, (name): FieldMerge => (stays.includes(name) ? 'keep' : merged[name]!));
  const incomplete = names.filter((name) => away.includes(name) || item.values[name] === null);
  const overruled = incomplete.filter((name) => isEditedBeside(name, base, item, event, context));
  // Addresses that are written back are nobody's edits.
  const losing = {
    conflicting: [...conflicting, ...overruling.filter((name) => !isWrittenBack(name))],
    overruled,
  };
  const told = (way: PerField<FieldMerge>): PlanReport[] => [
    ...conflictReports(losing, way, base, item, event, context),
    ...untrackedReport(away, context),
    ...leftReport(
      names.filter((name) => way[name] === 'leave' && !failed.includes(name)),
      base,
    ),
    ...failedReport(failed),
  ];

  // P14: an emptied start takes the event away, unless the merge lets the event's own start win.
  const { form, reason } = itemForm(
    { ...item.values, ...pick(event.values, (name) => direction[name] === 'toItem') },
    item.want,
  );
  const hasNoStart = form === 'noStart' && binding.direction !== 'toDirectus';
  if (hasNoStart) {
    if (names.every((name) => direction[name] !== 'toItem'))
      // What the item refuses stands nowhere else.
      return refused.length > 0 ? NOTHING : takeEventAway(told(direction));
    // What else was edited in the event goes to the item first: once the event is deleted, it stands nowhere else.
    direction = perField(names, (name): FieldMerge => (direction[name] === 'toItem' ? 'toItem' : 'keep'));
  }
  // P16: the event's time and its base stay as they are; all other fields go on, both ways.
  const bad = badFields(item.values).filter(({ name }) => direction[name] === 'toEvent');
  for (const { name } of bad) direction = { ...direction, [name]: 'keep' };
  // What the deletion of the event buries is reported with the deletion.
  const reports = told(direction).filter(({ winner }) => !hasNoStart || winner === 'event');
  if (form === 'bad') reports.push({ kind: 'unusable', reason });
  else if (bad.length > 0) reports.push({ kind: 'unusable', reason: bad.map((each) => each.reason).join('; ') });

  const isHalf = united !== undefined && united.way === 'toEvent' && direction.cancelled === 'toEvent';
  const fields = {
    ...basesAfter(direction, base, item, event, binding),
    // What the event has now as well goes to the item next.
    ...(isHalf && united.isBoth
      ? {
          cancelled: fieldBase(
            'cancelled',
            { hash: item.hashes.cancelled, value: event.values.cancelled },
            event.values.cancelled,
          ),
        }
      : {}),
  };
  const toEvent = pick(item.values, (name) => direction[name] === 'toEvent');
  const toItem = pick(event.values, (name) => direction[name] === 'toItem');
  const writesEvent = !binding.isReadOnly && (relink || Object.keys(toEvent).length > 0);
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
      perField(names, (name) => (direction[name] === 'toItem' || FIELDS[name].isApart ? 'keep' : direction[name]!)),
      base,
      item,
      event,
      binding,
    ),
    reports,
    needs: [],
    again: hasNoStart || (isHalf && united.isBoth),
    ...(retimed && direction.when === retimed ? { retimes: true } : {}),
  };
}

/** SE12: where both sides have cancelled dates, or brought some back, those of both are cancelled. */
function unite(item: PresentItem, event: Live): { item: PresentItem; way: 'toEvent' | 'toItem'; isBoth: boolean } {
  const [own, other] = [item.values.cancelled, event.values.cancelled];
  const all = allDates(own, other);
  return {
    item: { ...item, values: { ...item.values, cancelled: all } },
    way: all === other ? 'toItem' : 'toEvent',
    isBoth: all !== own && all !== other,
  };
}

/** Z13: which side follows the other, where nobody has edited the times since the binding was in another zone. */
function retimedBy(item: PresentItem, event: Live, { binding, retime }: PlanContext): 'toEvent' | 'toItem' | undefined {
  if (!retime || !retimesOf(binding).includes(retime.by)) return undefined;
  if (!isOfOtherZone(binding, retime.zones, item, event)) return undefined;
  return retime.by === 'directus' ? 'toEvent' : 'toItem';
}

function withoutBase(event: Live): Live {
  return { ...event, base: undefined };
}

/** What a merge makes of a side's edit that the other one lacks. */
const EDITS: readonly FieldMerge[] = ['toEvent', 'conflict'];

/** Of a field of which a part is empty: whether its other columns were edited. What stands there goes with the rest. */
function isEditedBeside(
  name: FieldName,
  base: Base | undefined,
  item: PresentItem,
  event: Live,
  { binding }: PlanContext,
): boolean {
  const value = event.values[name];
  if (value === undefined) return false;
  const written = FIELDS[name].toItem(value, mappingOf(binding, name));
  const filled = rawOf(binding, item.row, name).map((raw, i) => (isEmpty(raw) ? written[i] : raw));
  return ![base?.fields[name]?.item, hashAfterWrite(binding, name, value)].includes(hashColumns(filled));
}

function untrackedReport(away: readonly FieldName[], { emptied }: PlanContext): PlanReport[] {
  if (away.length === 0 || !emptied?.untracked) return [];
  const reason = `Directus has no revisions of this item, so nothing tells whether ${away.join(' and ')} was emptied: filled again from the event. Turn "Activity & Revision Tracking" on in the settings of its collection.`;
  return [{ kind: 'untracked', winner: 'event', reason }];
}

/** FI13: Google took away again what it could not make for an item that counts alone. To ask anew would go on without end. */
function isFailed(name: FieldName, merge: FieldMerge, item: PresentItem, { event }: Live, base?: Base): boolean {
  const isOverruled = merge === 'overrule' || merge === 'leave';
  return isOverruled && item.hashes[name] === base?.fields[name]?.item && FIELDS[name].isFailed?.(event) === true;
}

function failedReport(failed: readonly FieldName[]): PlanReport[] {
  if (failed.length === 0) return [];
  const reason = `Google could not make what ${failed.join(' and ')} asks for. Edit it in the item to ask again.`;
  return [{ kind: 'left', reason }];
}

/** OW3: told once, as the base moves on. */
function leftReport(left: readonly FieldName[], base: Base | undefined): PlanReport[] {
  const edited = left.filter((name) => base?.fields[name]);
  if (edited.length === 0) return [];
  const reason = `${edited.join(' and ')} was edited on the side that does not count in this binding: it stays there, and goes nowhere.`;
  return [{ kind: 'left', reason }];
}

/**
 * Whether the event differs in a field from what the item's later base says of it, and its own base does, too: what looks
 * like an edit may be one that was overruled since.
 */
function mayBeOld(
  { sync }: PresentItem,
  { values, base: own }: Live,
  base: Base | undefined,
  binding: Binding,
): boolean {
  if (!base || base !== sync) return false;
  // What the event holds of a text that is made of the item decides nothing.
  const names = namesOf(values).filter((name) => !isMade(binding, name));
  return names.some((name) => !eventEqualsBase(values, base, name) && saysOtherwise(base, own, name));
}

function basesAfter(
  direction: PerField<FieldMerge>,
  base: Base | undefined,
  item: PresentItem,
  event: Live,
  binding: Binding,
): Base['fields'] {
  const fields: Base['fields'] = {};
  for (const name of namesOf(direction)) {
    const field = baseAfter(name, direction[name]!, base?.fields[name], item, event, binding);
    if (field) fields[name] = field;
  }
  return fields;
}

function baseAfter(
  name: FieldName,
  direction: FieldMerge,
  old: FieldBase | undefined,
  item: PresentItem,
  event: Live,
  binding: Binding,
): FieldBase | undefined {
  const [ofItem, ofEvent] = [{ hash: item.hashes[name], value: item.values[name] }, event.values[name]];
  switch (direction) {
    case 'toItem':
      return baseOnceWritten(binding, name, ofEvent);
    case 'toEvent':
      return fieldBase(name, ofItem, ofItem.value);
    case 'agree':
    case 'leave':
      return fieldBase(name, ofItem, ofEvent);
    case 'same': // A hash that fits what is read is confirmed (SO7).
      return isUnconfirmed(old) ? fieldBase(name, ofItem, ofEvent) : old;
    case 'conflict':
    case 'overrule':
    case 'keep':
      return old;
    default:
      return direction satisfies never;
  }
}

function sameBases(a: Base['fields'], b: Base['fields']): boolean {
  return [...new Set([...namesOf(a), ...namesOf(b)])].every((name) => {
    const [left, right] = [a[name], b[name]];
    return left?.item === right?.item && left?.event === right?.event && left?.doubt === right?.doubt;
  });
}

/** For each conflicting field the direction that the policy gives it, or what must be known first. */
function settleConflicts(
  conflicting: readonly FieldName[],
  { binding, times }: PlanContext,
): PerField<'toEvent' | 'toItem'> | 'times' {
  const { onConflict } = binding;
  if (conflicting.length === 0) return {};
  if (onConflict === 'newest' && !times) return 'times';
  const itemWins = (name: FieldName): boolean =>
    onConflict === 'directus' || (onConflict === 'newest' && itemIsNewer(times!, name));
  return perField(conflicting, (name) => (itemWins(name) ? 'toEvent' : 'toItem'));
}

/** M12: unknown or within two seconds the event wins, because Directus keeps the losing value and Google does not. */
function itemIsNewer(times: NonNullable<PlanContext['times']>, name: FieldName): boolean {
  const item = times.item[name] ?? null;
  return item !== null && times.event !== null && item - times.event >= 2000;
}

/** @param losing fields that both sides changed, and those that the event wins although the item was edited */
function conflictReports(
  { conflicting, overruled }: { conflicting: readonly FieldName[]; overruled: readonly FieldName[] },
  direction: PerField<FieldMerge>,
  base: Base | undefined,
  item: PresentItem,
  event: Live,
  context: PlanContext,
): PlanReport[] {
  // Who edited the event did not see what it lacked (RF4).
  const unseen = namesOf(item.values).filter(
    (name) => isUnseen(base, item.values, name) && !conflicting.includes(name),
  );
  const contested = { item: conflicting, event: [...new Set([...conflicting, ...unseen, ...overruled])] };
  return (['item', 'event'] as const).flatMap((winner) => {
    const won = contested[winner].filter((name) => direction[name] === (winner === 'item' ? 'toEvent' : 'toItem'));
    if (won.length === 0) return [];
    const loser = winner === 'item' ? event.values : heldValues(item, context.binding);
    const kind: ReportKind = won.every((name) => base?.fields[name]) ? 'conflict' : 'noBase';
    return [{ kind, winner, lost: pick(loser, (name) => won.includes(name)) }];
  });
}

function takeEventAway(reports: PlanReport[]): PairPlan {
  return { ...NOTHING, event: { do: 'cancel' }, item: naming(null), reports };
}
