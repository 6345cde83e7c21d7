// Flow 4: the writes of one call while they are being planned, and how changes find their items.
import type { FlowBinding } from '../../core/binding';
import { keyForms, rowKey } from '../../core/keys';
import type { ChangeStatus } from '../../core/message';
import type { Row } from '../../core/values';
import type { Recalled } from './recall';
import { plainText } from './run-data';

/** The three writes, each a transaction of its own. */
export type Step = 'create' | 'update' | 'del';

/** What becomes of a change, as far as it is known before anything is written. */
export interface Sketch {
  s: ChangeStatus;
  key: string | null;
  code?: string;
  /** The write that has to succeed for `s` to be true, and its place in that write. */
  step?: Step;
  index?: number;
}

export interface Draft {
  binding: FlowBinding;
  /** Directus' newest activity id before the items were read. */
  stamp: number;
  /** The items that the changes could mean, ascending by key. */
  rows: Row[];
  create: Row[];
  update: Row[];
  /** What items that are made again were, by key. */
  recalled: Recalled;
  /** Primary keys to delete, as Directus gave them. */
  del: unknown[];
  /** Keys of items that a change of this call speaks of. */
  taken: Set<string>;
  /** Places in `create`, by event id: one event becomes one item however often it is asked for. */
  createdFor: Map<string, number>;
}

/** Keys as Directus orders them: numbers by size, texts by their characters. */
export function compareKeys(a: unknown, b: unknown): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  const [left, right] = [String(a), String(b)];
  return left < right ? -1 : left > right ? 1 : 0;
}

/** Of several items that name an event the one with the lowest key is meant, the others are copies of it. */
export function rowByEvent({ rows, binding }: Draft, event: string): Row | undefined {
  return rows.find((row) => plainText(row[binding.fields.eventId]) === event);
}

export function rowByKey({ rows, binding }: Draft, key: string | null): Row | undefined {
  if (key === null) return undefined;
  const exact = rows.find((row) => rowKey(binding, row) === key);
  if (exact) return exact;
  const forms = keyForms(key);
  return rows.find((row) => forms.includes(rowKey(binding, row)));
}

/** Claims an item for a change; false when another change of this call has it already. */
export function take({ binding, taken }: Draft, row: Row): boolean {
  const key = rowKey(binding, row);
  if (taken.has(key)) return false;
  taken.add(key);
  return true;
}

export function sketch({ binding }: Draft, s: ChangeStatus, row?: Row): Sketch {
  return { s, key: row ? rowKey(binding, row) : null };
}
