// A linked item whose event changed, planned without reading the item: the base on the event says what the item must still
// hold, and flow 4 writes only where it does. Where that does not suffice, the planner asks for the item.
import { baseOnceWritten, decodeBase, eventEqualsBase, itemHashes, laterBase, type Base } from './base';
import { policyOf, type Binding } from './binding';
import { baseText, type EventState } from './event';
import type { FieldName } from './fields';
import { isMade, mappedFields, wayOf } from './fields/mapped';
import type { UnreadItem } from './item';
import { ask, isListed, NOTHING, type Gone, type Live, type PairPlan, type PlanContext } from './plan-model';
import { namesOf, perField, pick } from './values';

export function planUnread(item: UnreadItem, event: EventState, context: PlanContext): PairPlan {
  switch (event.is) {
    case 'live':
      return planEdit(item, event, context);
    case 'cancelled':
      return planDeletion(item, event, context);
    default:
      return ask('item');
  }
}

/** Sent also where the event says what its base says: the item may have gone on since, by another edit of the event. */
function planEdit(item: UnreadItem, event: Live, context: PlanContext): PairPlan {
  const base = laterBase(item.known, event.base, event.id);
  if (!base || event.restored || isDoubted(base)) return ask('item');
  // RD11: what looks like an edit may have been overruled since.
  if (isListed(event, context) && context.lag) return ask('event');
  const hashes = itemHashes(base, comparedFields(context.binding));
  if (!hashes) return ask('item');
  const edited = pick(event.values, (name) => isEdited(event, base, name));
  if (namesOf(edited).some((name) => wayOf(context.binding, name) === 'toEvent')) return ask('item');
  const values = pick(edited, (name) => !context.braked.includes(name));
  const after = perField(
    namesOf(values),
    (name) => baseOnceWritten(context.binding, name, values[name]) ?? base.fields[name]!,
  );
  return {
    ...NOTHING,
    item: { do: 'set', values, eventId: event.id, seen: { hashes, stamp: base.stamp } },
    base: { ...base.fields, ...after },
  };
}

/** Columns that are read alone are no part of what is written, and so of what it is held against. */
function comparedFields(binding: Binding): FieldName[] {
  return mappedFields(binding).filter((name) => !isMade(binding, name));
}

function isEdited({ values }: Live, base: Base, name: FieldName): boolean {
  return values[name] !== undefined && !eventEqualsBase(values, base, name);
}

/** P10, as far as the base on the tombstone proves it. */
function planDeletion(item: UnreadItem, event: Extract<Gone, { is: 'cancelled' }>, context: PlanContext): PairPlan {
  const base = laterBase(item.known, decodeBase(context.binding, baseText(event.event)), event.id);
  if (!base || event.byUs || isDoubted(base)) return ask('item');
  if (!context.event) return ask('event'); // DE5
  const needs = (['elsewhere', 'remade'] as const).filter((need) => context[need] === undefined);
  if (needs.length > 0) return { ...NOTHING, needs };
  if (context.elsewhere || context.remade) return ask('item');
  if (context.binding.direction === 'toGoogle') return ask('item');
  const expect = itemHashes(base, comparedFields(context.binding));
  return expect ? { ...NOTHING, item: { do: 'gone', then: policyOf(context.binding), expect } } : ask('item');
}

/** Whether the event may lack what the item holds: what would be lost has to be known. */
function isDoubted({ fields }: Base): boolean {
  return Object.values(fields).some(({ doubt }) => doubt !== undefined);
}
