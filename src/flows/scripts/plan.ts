// Flow 4, verb "apply": decides each change against the items as they were just read, and plans the writes.
import { readFields, type FlowBinding } from '../../core/binding';
import type { ApplyRequest, Change } from '../../core/message';
import type { Row } from '../../core/values';
import { headOf, isOurBinding } from './gate-result';
import { planChange } from './plan-change';
import { compareKeys, type Draft, type Sketch } from './plan-draft';
import { REVISION_FIELDS } from './mapped-revision';
import type { Recalled } from './recall';
import { isObject } from '../../core/checks';
import { neverThrows, newestId, rowsOf, type RunData } from './run-data';
import { itemsQuery, NO_LIMIT } from './route';

/** Payloads and queries as the operations behind take them. Empty lists write and find nothing. */
export interface Plan {
  /** In words, why nothing was planned. */
  problem: string | null;
  create: Row[];
  update: Row[];
  /** The update where flows are told of it. */
  told: { query: Record<string, unknown>; payload: Row | Row[] };
  del: Record<string, unknown>;
  after: Record<string, unknown>;
  revs: Record<string, unknown>;
  results: Sketch[];
}

function plan(data: RunData): Plan {
  const binding = FLOW_BINDINGS.find(isOurBinding(headOf(data['gate'])));
  const rows = rowsOf(data['read']);
  const stamp = newestId(data['stamp']);
  const revisionStamp = newestId(data['rstamp']);
  if (!binding || !rows) return nothing('the items could not be read');
  if (stamp === undefined) return nothing('directus_activity could not be read or is empty');
  const { changes, trial } = requested(data);
  if (changes.some((change) => !isBound(binding, change)))
    return nothing('a change names a column that the binding does not');
  const draft: Draft = {
    binding,
    stamp,
    rows: rows.sort((a, b) => compareKeys(a[binding.fields.key], b[binding.fields.key])),
    create: [],
    update: [],
    recalled: (data['recall'] ?? {}) as Recalled,
    del: [],
    taken: new Set(),
    createdFor: new Map(),
  };
  const results = changes.map((change) => planChange(draft, change));
  const written = writes(draft, trial === true);
  const told = toldUpdate(binding, written.update);
  return { problem: null, ...written, told, ...looks(draft, results, revisionStamp ?? 0), results };
}

/** Nobody but who creates an item writes its key, and no flow writes what no binding names. */
function isBound(binding: FlowBinding, change: Change): boolean {
  const bound = readFields([binding]).filter((column) => column !== binding.fields.key);
  const written = change.do === 'delete' ? [] : Object.keys(change.write);
  const expected = change.do === 'create' ? [] : change.expect.flatMap(({ columns }) => columns);
  return [...written, ...expected].every((column) => bound.includes(column));
}

function requested(data: RunData): ApplyRequest {
  const trigger = isObject(data['$trigger']) ? data['$trigger'] : {};
  return trigger['body'] as ApplyRequest;
}

/**
 * What is only tried has an update without a key behind it. Directus refuses that one by itself when it gets there,
 * whatever its database is, and takes back the transaction that all updates are in (`updateBatch`).
 * https://github.com/directus/directus/blob/main/api/src/services/items.ts
 */
function writes(draft: Draft, isTrial: boolean): Pick<Plan, 'create' | 'update' | 'del'> {
  const { binding, create, del } = draft;
  const update = isTrial ? [...draft.update, {}] : draft.update;
  return { create, update, del: { filter: { [binding.fields.key]: { _in: del } }, limit: NO_LIMIT } };
}

/**
 * Of a list of updates Directus tells each before the transaction ends, of one by a query after it: who is told of one
 * item finds it as it was written. https://github.com/directus/directus/blob/main/api/src/services/items.ts (`updateBatch`)
 */
function toldUpdate({ fields: { key: keyColumn } }: FlowBinding, update: Row[]): Plan['told'] {
  const [only, another] = update;
  // What is only tried has no key.
  if (!only || another || !(keyColumn in only)) return { query: {}, payload: update };
  const { [keyColumn]: key, ...payload } = only;
  return { query: { filter: { [keyColumn]: { _eq: key } }, limit: 1 }, payload };
}

/** What is read after the writes: the items that results speak of, and the revisions since before the first read. */
function looks(draft: Draft, results: readonly Sketch[], revisionStamp: number): Pick<Plan, 'after' | 'revs'> {
  const { binding, update, del, createdFor } = draft;
  const keys = results.filter(({ s, step }) => step !== undefined || needsRow(s)).flatMap(({ key }) => key ?? []);
  const written = [...update.map((row) => row[binding.fields.key]), ...del].map(String);
  return {
    after: itemsQuery(binding, [...new Set(keys)], [...createdFor.keys()]),
    revs: {
      fields: REVISION_FIELDS,
      filter: {
        collection: { _eq: binding.collection },
        id: { _gt: revisionStamp },
        version: { _null: true },
        _or: itemFilters(written),
      },
      sort: ['id'],
      limit: NO_LIMIT,
    },
  };
}

/** Statuses with which the answer carries the item. */
function needsRow(s: Sketch['s']): boolean {
  return s !== 'same' && s !== 'none';
}

/** Revisions name an item as the writer typed its key: "01" for item 1, a UUID in capitals. */
function itemFilters(keys: readonly string[]): Record<string, unknown>[] {
  const upper = keys.map((key) => key.toUpperCase());
  const filters: Record<string, unknown>[] = [{ item: { _in: [...new Set([...keys, ...upper])] } }];
  const isNumeric = keys.length > 0 && keys.every((key) => /^-?\d+$/.test(key));
  return isNumeric ? [...filters, { item: { _starts_with: '0' } }] : filters;
}

function nothing(problem: string): Plan {
  const none = { filter: { id: { _in: [] } }, limit: 1 };
  const told = { query: {}, payload: [] };
  return { problem, create: [], update: [], told, del: none, after: none, revs: none, results: [] };
}

export default neverThrows(plan, (kind) => nothing(`a script of the flow failed (${kind})`));
