// Flow 4's verb "apply" over items in memory: its scripts as they are, the operations between them by hand.
import { baseOf, encodeBase } from '../../src/core/base';
import { bindingsHash } from '../../src/core/bindings-file';
import { columnsOf, mappedFields } from '../../src/core/fields/mapped';
import { hashColumns } from '../../src/core/hash';
import {
  PROTOCOL,
  type ApplyRequest,
  type Change,
  type ChangeResult,
  type CreateChange,
  type Expected,
  type FlowAnswer,
  type Refusal,
  type SetChange,
} from '../../src/core/message';
import { rawOf, rowHashes, rowValues, type Row } from '../../src/core/values';
import { BINDINGS, ENV, runScript, SECRET } from './run-script';

export const MAIN = BINDINGS[0]!;
export const SECOND = BINDINGS[1]!;
export const TEXTS = BINDINGS[2]!;

/** A request as the script of the web app sends it. */
export function request(action: string, content: object): Record<string, unknown> {
  return {
    v: PROTOCOL,
    version: '1.2.3',
    id: 'request-1',
    secret: SECRET,
    print: bindingsHash(BINDINGS),
    action,
    ...content,
  };
}

/** What happens around the writes, for the tests that need it. */
export interface Around {
  /** Revisions since before the read, ascending; ours is added behind those `before` and before those `after`. */
  before?: Row[];
  after?: Row[];
  /** Changes the items between our read and our write. */
  meanwhile?: (items: Row[]) => void;
  /** What a failing write leaves, by step; and what the transform made of it. */
  fails?: Partial<Record<'create' | 'update' | 'del', unknown>>;
  errs?: Record<string, unknown>;
  /** Revisions that items are made again from, and what kind of fields they had. */
  olds?: Row[];
  columns?: Row[];
  trial?: ApplyRequest['trial'];
  /** Data of the last reads, when they fail. */
  broken?: Record<string, unknown>;
}

interface PlanData {
  create: Row[];
  update: Row[];
  del: { filter: Record<string, { _in: unknown[] }> };
  [member: string]: unknown;
}

export const STAMP = 77;

/** Applies `changes` to `items`, which are changed in place. */
export function applyAll(
  binding: (typeof BINDINGS)[number],
  items: Row[],
  changes: Change[],
  around: Around = {},
): FlowAnswer<ChangeResult[]> | Refusal {
  const key = binding.fields.key;
  const trial = around.trial && { trial: around.trial };
  const $trigger = { body: request('apply', { binding: binding.id, changes, ...trial }), headers: {} };
  const gate = runScript<{ ok: boolean; answer?: Refusal; recall?: object }>('processEvents', 'gate', {
    $trigger,
    $env: ENV,
  });
  if (!gate.ok) return gate.answer!;
  const entry = { $trigger, $env: ENV, gate, stamp: [{ id: STAMP }], rstamp: [{ id: 10 }], read: copy(items) };
  const { olds = [], columns = [] } = around;
  const recall = gate.recall && runScript<object>('processEvents', 'recall', { ...entry, olds, columns });
  const data = { ...entry, ...(recall ? { recall } : {}) };
  const plan = runScript<PlanData>('processEvents', 'plan', data);
  around.meanwhile?.(items);

  const { fails = {} } = around;
  const created = plan.create.map((row, i) => ({ [key]: 100 + i, ...row }));
  if (!fails.create) items.push(...copy(created));
  if (!fails.update)
    for (const row of plan.update) Object.assign(items.find((item) => item[key] === row[key]) ?? {}, row);
  const gone = plan.del.filter[key]?._in ?? [];
  if (!fails.del)
    for (const id of gone)
      items.splice(
        items.findIndex((item) => item[key] === id),
        1,
      );
  const ours = plan.update.map((row, i) => {
    const { [key]: id, ...delta } = row;
    return { id: 50 + i, item: String(id), data: null, delta, activity: { user: null, timestamp: 'then' } };
  });
  return runScript('processEvents', 'answer', {
    ...data,
    plan,
    create: fails.create ?? created.map((row) => row[key]),
    update: fails.update ?? plan.update.map((row) => row[key]),
    del: fails.del ?? gone,
    after: copy(items),
    revs: [...(around.before ?? []), ...ours, ...(around.after ?? [])],
    errs: around.errs ?? {},
    ...around.broken,
  });
}

function copy<T>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T;
}

/** The result of a single change; a refusal fails the test. */
export function applyOne(
  binding: (typeof BINDINGS)[number],
  items: Row[],
  change: Change,
  around?: Around,
): ChangeResult {
  const answer = applyAll(binding, items, [change], around);
  if (!answer.ok) throw new Error(`refused: ${answer.message}`);
  return answer.results[0]!;
}

/** An item of the binding "main" whose base says that its event is equal. */
export function pairedItem(id: number, event: string, values: Row = {}): Row {
  const row: Row = {
    id,
    event,
    event2: null,
    sync2: null,
    starts: '2026-12-01T10:00:00.000Z',
    ends: '2026-12-01T11:00:00.000Z',
    name: 'Talk',
    text: 'About',
    ...values,
  };
  return { ...row, sync: syncOf(row, event) };
}

/** Encoded base of an item and an event that are equal. */
function syncOf(row: Row, eventId: string): string {
  const fields = baseOf({ hashes: rowHashes(MAIN, row), values: rowValues(MAIN, row) });
  return encodeBase(MAIN, { stamp: 5, eventId, fields });
}

/** That every mapped column is still what it is in the row. */
export function asIn(row: Row): Expected[] {
  return mappedFields(MAIN).map((name) => ({
    columns: columnsOf(MAIN, name),
    hashes: [hashColumns(rawOf(MAIN, row, name))!],
  }));
}

/** A write to an item that still is what it is in the row. */
export function setTo(row: Row, write: Row, more: Partial<SetChange> = {}): SetChange {
  const was = { event: String(row['event']), sync: String(row['sync']) };
  return { do: 'set', key: String(row['id']), expect: asIn(row), was, write, ...more };
}

/** An item for an event, whose sync value is stamped by the call. */
export function createFor(event: string, more: Partial<CreateChange> = {}): CreateChange {
  const { id: _, event2: _2, sync2: _3, ...write } = pairedItem(0, event);
  const sync = encodeBase(MAIN, { stamp: undefined, eventId: event, fields: {} });
  return { do: 'create', event, key: null, write: { ...write, sync }, ...more };
}
