// The three-way merge, field by field, on hashes alone (rules M1 to M7).
import { isUnconfirmed, type Base, type FieldBase } from './base';
import type { Binding } from './binding';
import type { Way } from './fields/field';
import { wayOf } from './fields/mapped';
import type { PresentItem } from './item';
import { hashValue, namesOf, perField, sameMeaning, type PerField, type Value, type Values } from './values';

/**
 * What a field asks for: `same` nothing; `toEvent`, `toItem` one side follows the other; `agree` both changed to the
 * same, move the base; `conflict` both changed differently; `keep` one side can't be read, leave the field and its base;
 * `overrule`, `leave` the side that does not count was edited: the other one's value is put there, or both stay.
 */
export type FieldMerge = 'same' | 'toEvent' | 'toItem' | 'agree' | 'conflict' | 'keep' | 'overrule' | 'leave';

export interface MergeInput {
  /** Hash of the item's columns now; undefined when it could not be read. */
  item: string | undefined;
  /** Hash of the event's value now; undefined when it could not be read. */
  event: string | undefined;
  base: FieldBase | undefined;
  /** Whether both values mean the same, however they are written. */
  sameMeaning: boolean;
  itemEmpty: boolean;
  eventEmpty: boolean;
  /** Whether the event's text is a beginning of the item's: what a cut by Google leaves. */
  eventIsBeginning: boolean;
}

export function mergeField(input: MergeInput): FieldMerge {
  const { item, event, base } = input;
  if (item === undefined || event === undefined) return 'keep';
  if (!base) return mergeWithoutBase(input);
  const itemChanged = item !== base.item;
  const eventChanged = event !== base.event;
  if (!itemChanged && !eventChanged) return 'same';
  if (itemChanged && eventChanged) return input.sameMeaning ? 'agree' : 'conflict';
  // A side that changed into what the other one means already needs no write there.
  if (input.sameMeaning) return 'agree';
  // Rule SO6: what was sent may have been cut; the item keeps its whole text, and the base learns what Google stored.
  if (!itemChanged && isUnconfirmed(base) && input.eventIsBeginning) return 'agree';
  return itemChanged ? 'toEvent' : 'toItem';
}

/** Rule M6: without a base fill what is empty, and never empty what is filled. */
function mergeWithoutBase({ sameMeaning, itemEmpty, eventEmpty }: MergeInput): FieldMerge {
  if (sameMeaning) return 'agree';
  if (itemEmpty) return 'toItem';
  if (eventEmpty) return 'toEvent';
  return 'conflict';
}

/** What a merge becomes where one side alone counts (OW1 to OW4). */
function oneWay(
  merge: FieldMerge,
  way: Way,
  { onReadOnlyEdit, isReadOnly }: Pick<Binding, 'onReadOnlyEdit' | 'isReadOnly'>,
  { base, itemEmpty, eventEmpty, eventIsBeginning }: MergeInput,
): FieldMerge {
  if (way === 'both' || (merge !== 'conflict' && merge !== 'toItem' && merge !== 'toEvent')) return merge;
  // What was left there is lost now.
  const isOverLeft = base?.doubt === 'lacking' && !eventEmpty && !eventIsBeginning;
  if (merge === way) return way === 'toEvent' && isOverLeft ? 'overrule' : merge;
  const isNothingYet = !base && (way === 'toEvent' ? itemEmpty : eventEmpty);
  // OW7: the account may write there one day, and the event then gets what it lacks (M6).
  if (isNothingYet && isReadOnly && way === 'toItem') return 'keep';
  const isEditAlone = base !== undefined && merge !== 'conflict';
  return isNothingYet || (isEditAlone && onReadOnlyEdit === 'leave') ? 'leave' : 'overrule';
}

/** Merges all fields of a pair. */
export function mergeFields(
  binding: Binding,
  item: Pick<PresentItem, 'values' | 'hashes'>,
  event: Values,
  base: Base | undefined,
): PerField<FieldMerge> {
  return perField(namesOf(item.values), (name) => {
    const [ofItem, ofEvent] = [item.values[name], event[name]];
    const input: MergeInput = {
      item: item.hashes[name],
      event: hashValue(name, ofEvent),
      base: base?.fields[name],
      sameMeaning: sameMeaning(name, ofItem, ofEvent),
      itemEmpty: ofItem === null,
      eventEmpty: ofEvent === null,
      eventIsBeginning: isBeginning(ofEvent, ofItem),
    };
    return oneWay(mergeField(input), wayOf(binding, name), binding, input);
  });
}

function isBeginning(part: Value, whole: Value): boolean {
  return typeof part === 'string' && typeof whole === 'string' && whole.startsWith(part);
}
