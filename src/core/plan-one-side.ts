// A pair of which one side is new, or gone (rules P8 to P13, P15, P17 to P21, P24).
import { baseOf, eventEqualsBase, isUnseen, itemEqualsBase, laterBase, type Base } from './base';
import { policyOf } from './binding';
import type { FieldName } from './fields';
import { eventIdFor, linksTo } from './identity';
import { emptiedColumns, itemForm, type GoneItem, type PresentItem } from './item';
import {
  ask,
  askProof,
  asksProof,
  isListed,
  naming,
  NOTHING,
  unproven,
  unusable,
  type Gone,
  type Live,
  type PairPlan,
  type PlanContext,
  type PlanReport,
} from './plan-model';
import { namesOf, pick, type PerField } from './values';

export function planNewItem(item: PresentItem, context: PlanContext): PairPlan {
  if (item.eventId?.startsWith('-')) return NOTHING; // P23
  const known = context.justCreated || context.searched || itemForm(item.values).form !== 'ok';
  return known ? insertEvent(item, context) : ask('search'); // P8
}

/** For an item that has no event any more, or yet; one without a start wants none and names none (P15). */
export function insertEvent(item: PresentItem, context: PlanContext, generation = context.generation): PairPlan {
  const { form, reason } = itemForm(item.values);
  if (form === 'off') return item.idText === null ? NOTHING : { ...NOTHING, item: naming(null) };
  if (form === 'bad') return unusable(reason); // P17
  const eventId = eventIdFor(context.installation, context.binding, item.key, generation);
  return {
    ...NOTHING,
    event: { do: 'insert', eventId, generation, values: item.values },
    item: naming(eventId),
    base: baseOf(item),
  };
}

export function planNewEvent(context: PlanContext): PairPlan {
  if (!context.binding.newEvents) return NOTHING;
  return { ...NOTHING, item: { do: 'create', key: null } }; // P9
}

/** The item is gone (P18 to P20). */
export function planItemGone(item: GoneItem, event: Live, context: PlanContext): PairPlan {
  const linksHere = linksTo(event.link, context.binding, item.key);
  if (!linksHere && item.sync?.eventId !== event.id) return planNewEvent(context);
  if (!linksHere && event.link) return NOTHING; // the item was a copy, or a twin: the event is another one's
  const base = laterBase(item.sync, event.base, event.id);
  const unchanged =
    base !== undefined && namesOf(event.values).every((name) => eventEqualsBase(event.values, base, name));
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
export function planEventGone(item: PresentItem, event: Gone, context: PlanContext): PairPlan {
  if (item.eventId === `-${event.id}`) return NOTHING;
  const { form, reason } = itemForm(item.values);
  // What Google forgot holds nothing that could be emptied.
  const kept = event.is === 'cancelled' && item.sync?.eventId === event.id ? item.sync : undefined;
  const emptied = emptiedColumns(item, kept, context.binding);
  if (asksProof(emptied, context)) return askProof(emptied);
  const away = unproven(emptied, context);
  // R21; but an item that names another one's event (P6) may have met the tombstone under its own id: that is brought back.
  if (item.eventId !== null && item.eventId !== event.id)
    return context.isOwn && form === 'ok' ? bringBack(item, event, context) : NOTHING;
  if (form === 'off' && !away.includes('when')) return insertEvent(item, context); // P15
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
  const { values, hashes } = item;
  const isEdited = namesOf(values).some((name) => !itemEqualsBase(hashes, base, name));
  const needs = (['elsewhere', 'remade', 'pasted'] as const).filter((need) => context[need] === undefined);
  if (needs.length > 0) return { ...NOTHING, needs };
  const isBroughtBack = context.remade || context.pasted;
  // P12: it was made with what another item had agreed on, unless what is left of the event is linked to it.
  if (isBroughtBack && !(event.is === 'cancelled' && event.link)) return ask('own');
  if (context.elsewhere && !isBroughtBack) {
    const moved: PlanReport = { kind: 'moved', reason: 'Moved to another calendar: the item stays, without an event.' };
    return { ...NOTHING, item: { do: 'gone', then: 'unlink' }, reports: [moved] }; // P24
  }
  const { form, reason } = itemForm(values);
  if (form === 'bad') return unusable(reason);
  if (isEdited || isBroughtBack) return revive(item, event, context, away); // P11, P12
  const then = policyOf(context.binding);
  // Who deleted the event did not see what it never held (M8): it would go without a word.
  const lost = pick(values, (name) => then === 'delete' && isUnseen(base, values, name));
  const reports: PlanReport[] = namesOf(lost).length > 0 ? [{ kind: 'conflict', winner: 'event', lost }] : [];
  // planPair deletes nothing of which a column could not be read: none is missing.
  return { ...NOTHING, item: { do: 'gone', then, expect: hashes as PerField<string> }, reports };
}

function revive(item: PresentItem, event: Gone, context: PlanContext, away: readonly FieldName[] = []): PairPlan {
  return { ...bringBack(item, event, context, away), reports: [{ kind: 'revived', winner: 'item' }] };
}

/** R48: the event that the item names is another's: it keeps the one that its base names, else it gets one. */
export function takeOwnEvent(item: PresentItem, eventId: string, context: PlanContext): PairPlan {
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
    base: { ...baseOf(item), ...Object.fromEntries(away.map((name) => [name, item.sync?.fields[name]])) },
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
