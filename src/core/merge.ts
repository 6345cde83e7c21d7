// The three-way merge, field by field, on prints alone (rules M1 to M7).
import { isUnconfirmed, type Base, type FieldBase } from './base';
import type { FieldName } from './binding';
import { canonicalValue, hashValue, mapFields, sameMeaning, type Value, type Values } from './values';

/**
 * What a field asks for: `same` nothing; `toEvent`, `toItem` one side follows the other; `agree` both changed to the
 * same, move the base; `conflict` both changed differently; `keep` one side can't be read, leave the field and its base.
 */
export type FieldMerge = 'same' | 'toEvent' | 'toItem' | 'agree' | 'conflict' | 'keep';

export interface MergeInput {
  /** Print of the item's value now; undefined when it could not be read. */
  item: string | undefined;
  /** Print of the event's value now; undefined when it could not be read. */
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
  // Rule R10: what was sent may have been cut; the item keeps its whole text, and the base learns what Google stored.
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

/** Merges all fields of a pair; values are canonical, prints are taken from them. */
export function mergeFields(item: Values, event: Values, base: Base | undefined): Record<FieldName, FieldMerge> {
  return mapFields((name) =>
    mergeField({
      item: hashValue(item[name]),
      event: hashValue(event[name]),
      base: base?.fields[name],
      sameMeaning: sameMeaning(item[name], event[name]),
      itemEmpty: item[name] === null,
      eventEmpty: event[name] === null,
      eventIsBeginning: isBeginning(event[name], item[name]),
    }),
  );
}

/**
 * An item without an end follows its start. When the event's start is written to such an item, its end is written as
 * well, else the item would from then on end at another moment than its event.
 * @param end what the item's field holds; undefined is unknown, not empty (R3)
 */
export function withEnd(
  merged: Record<FieldName, FieldMerge>,
  end: unknown,
  event: Values,
): Record<FieldName, FieldMerge> {
  const endIsEmpty = canonicalValue('end', end) === null;
  return endIsEmpty && merged.start === 'toItem' && event.end !== undefined ? { ...merged, end: 'toItem' } : merged;
}

function isBeginning(part: Value, whole: Value): boolean {
  return typeof part === 'string' && typeof whole === 'string' && whole.startsWith(part);
}
