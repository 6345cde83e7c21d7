// Flow 4: compares each change with the item that it is about, and plans the write. Columns are raw: nothing here knows
// what they mean.
import {
  OWN_STAMP,
  type Change,
  type CreateChange,
  type DeleteChange,
  type Expected,
  type SetChange,
  type Vouched,
} from '../../core/message';
import { hashColumns } from '../../core/hash';
import type { Row } from '../../core/values';
import { rowByEvent, rowByKey, sketch, take, type Draft, type Sketch } from './plan-draft';
import { plainText } from './run-data';

export function planChange(draft: Draft, change: Change): Sketch {
  switch (change.do) {
    case 'create':
      return planCreate(draft, change);
    case 'set':
      return planSet(draft, change);
    case 'delete':
      return planDelete(draft, change);
  }
}

function planCreate(draft: Draft, { event, key, write, revision }: CreateChange): Sketch {
  const { createdFor } = draft;
  const existing = rowByEvent(draft, event) ?? rowByEvent(draft, `-${event}`) ?? rowByKey(draft, key);
  if (existing) return sketch(draft, 'other', existing);
  const old = draft.recalled[String(key)];
  if (revision !== undefined && !old) return { ...sketch(draft, 'failed'), code: 'REVISION_NOT_FOUND' };
  let index = createdFor.get(event);
  if (index === undefined) {
    const own = key === null ? {} : { ...old, [draft.binding.fields.key]: key };
    index = draft.create.push({ ...own, ...stamped(draft, write) }) - 1;
    createdFor.set(event, index);
  }
  return { ...sketch(draft, 'done'), step: 'create', index };
}

function planSet(draft: Draft, { key, expect, was, vouched, stamp = 0, write }: SetChange): Sketch {
  const { key: keyColumn, eventId, sync } = draft.binding.fields;
  const row = rowByKey(draft, key);
  if (!row) return sketch(draft, 'none');
  const holds = (column: string, text: string | null | undefined) =>
    text === undefined || plainText(row[column]) === plainText(text);
  const isExpected = stamp <= draft.stamp && holds(eventId, was.event) && holds(sync, was.sync) && isAs(row, expect);
  if (!isExpected || !vouches(row[sync], vouched) || !take(draft, row)) return sketch(draft, 'conflict', row);
  if (Object.keys(write).length === 0) return sketch(draft, 'same', row);
  const index = draft.update.push({ [keyColumn]: row[keyColumn], ...stamped(draft, write) }) - 1;
  return { ...sketch(draft, 'done', row), step: 'update', index };
}

function planDelete(draft: Draft, { event, key, expect, vouched, beside }: DeleteChange): Sketch {
  const { key: keyColumn, eventId, sync } = draft.binding.fields;
  const row = rowByKey(draft, key);
  if (!row) return sketch(draft, 'none');
  const names = (item: Row | undefined) => plainText(item?.[eventId]) === event;
  // The other item is looked for anew: a person may have deleted it meanwhile.
  const isExpected = names(row) && isAs(row, expect) && (beside === undefined || names(rowByKey(draft, beside)));
  if (!isExpected || !vouches(row[sync], vouched) || !take(draft, row)) return sketch(draft, 'conflict', row);
  return { ...sketch(draft, 'done', row), step: 'del', index: draft.del.push(row[keyColumn]) - 1 };
}

function isAs(row: Row, expect: readonly Expected[]): boolean {
  return expect.every(({ columns, hashes }) => {
    const hash = hashColumns(columns.map((column) => row[column]));
    return hash !== undefined && hashes.includes(hash);
  });
}

function vouches(sync: unknown, vouched: Vouched | undefined): boolean {
  const text = plainText(sync);
  return !vouched || (text.startsWith(vouched.begins) && text.endsWith(vouched.ends));
}

/** A sync value that the script could not stamp gets the stamp of this call. */
function stamped({ binding, stamp }: Draft, write: Row): Row {
  const sync = write[binding.fields.sync];
  return typeof sync === 'string' ? { ...write, [binding.fields.sync]: sync.replace(OWN_STAMP, String(stamp)) } : write;
}
