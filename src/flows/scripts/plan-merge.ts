// Flow 4: merges an event into the item that names it, field by field, and moves the base.
import { decodeBase, encodeBase, fieldBase, isUnseen, laterBase, saysOtherwise, type Base } from '../../core/base';
import { FIELD_NAMES, type FieldName } from '../../core/binding';
import { mergeFields, withEnd, type FieldMerge } from '../../core/merge';
import type { MergeChange } from '../../core/message';
import { canonicalValue, mapFields, rowValues, type Row, type Values } from '../../core/values';
import { rowByEvent, rowByKey, sketch, take, update, type Draft, type Sketch } from './plan-draft';
import { plainText } from './run-data';

export function planMerge(draft: Draft, change: MergeChange): Sketch {
  const linked = rowByKey(draft, change.key);
  const named = linked && plainText(linked[draft.binding.fields.eventId]);
  // P6: whatever items name the event as well, they are copies of the one that it is linked to, unless that names another.
  const isOwner = named !== undefined && ['', change.event, `-${change.event}`].includes(named);
  const row = !isOwner ? rowByEvent(draft, change.event) : named === change.event ? linked : undefined;
  if (!row) {
    const other = linked ?? rowByEvent(draft, `-${change.event}`);
    return sketch(draft, other ? 'other' : 'none', other);
  }
  if (!take(draft, row)) return sketch(draft, 'conflict', row);
  return mergeInto(draft, row, change);
}

function mergeInto(draft: Draft, row: Row, change: MergeChange): Sketch {
  const { binding, stamp } = draft;
  const own = decodeBase(binding, row[binding.fields.sync]);
  const theirs = decodeBase(binding, change.base);
  // Stamped above Directus' newest id it speaks of what a restored database does not know (R25).
  const base = laterBase(own, theirs && theirs.stamp > stamp ? undefined : theirs, change.event);
  const event = mapFields((name) => canonicalValue(name, change.values[name]));
  const item = rowValues(binding, row);
  const merged = withEnd(mergeFields(item, event, base), row[binding.fields.end], event);
  const named = (what: FieldMerge) => FIELD_NAMES.filter((name) => merged[name] === what);

  const conflicts = named('conflict');
  const toItem = named('toItem');
  const emptied = toItem.filter((name) => event[name] === null && item[name] !== null);
  // What the script has to count, to report, or to read again before it is overwritten (R24, M8, R47).
  const withheld = toItem.filter(
    (name) =>
      (change.braked && emptied.includes(name)) ||
      isUnseen(base, item, name) ||
      (change.mayLag && base && base === own && saysOtherwise(base, theirs, name)),
  );
  if (withheld.length > 0) return sketch(draft, 'conflict', row, withheld);
  const written = Object.fromEntries(toItem.map((name) => [binding.fields[name], change.values[name] ?? null]));
  const status = conflicts.length > 0 ? 'conflict' : named('toEvent').length > 0 ? 'ahead' : 'same';
  const result: Sketch = { ...sketch(draft, status, row, conflicts), ...(emptied.length > 0 ? { emptied: true } : {}) };

  const moved = [...toItem, ...named('agree')];
  // An item that lost its base, or carries another item's, gets its own back even when no value moves.
  const lacksBase = base !== undefined && own?.eventId !== change.event;
  if (moved.length === 0 && !lacksBase) return result;
  const fields = movedBase(base, moved, rowValues(binding, { ...row, ...written }), event);
  const sync = encodeBase(binding, { stamp, eventId: change.event, fields });
  return update(
    draft,
    row,
    { ...written, [binding.fields.sync]: sync },
    status === 'same' ? { ...result, s: 'done' } : result,
  );
}

function movedBase(base: Base | undefined, moved: readonly FieldName[], item: Values, event: Values): Base['fields'] {
  const fields: Base['fields'] = { ...base?.fields };
  for (const name of moved) {
    const field = fieldBase(item[name], event[name]);
    if (field) fields[name] = field;
  }
  return fields;
}
