// Directus in memory behind flow 4: the flow's own scripts decide, only the operations between them are played here.
import { readFields, type Binding } from '../../src/core/binding';
import { flowBindings } from '../../src/core/flow-bindings';
import { bindingsHash } from '../../src/core/bindings-file';
import { PROTOCOL, type ItemsSignal } from '../../src/core/message';
import type { Row } from '../../src/core/values';
import type { PostJson } from '../../src/directus/client';
import { success, failed, type Failure } from '../../src/ports';
import type { BoundWriteBack } from '../../src/sync/write-items';
import answer from '../../src/flows/scripts/answer';
import gate from '../../src/flows/scripts/gate';
import type { GateResult } from '../../src/flows/scripts/gate-result';
import plan from '../../src/flows/scripts/plan';
import recall from '../../src/flows/scripts/recall';
import reduceRevisions from '../../src/flows/scripts/reduce-revisions';
import type { Route } from '../../src/flows/scripts/route';

type Filter = Record<string, unknown>;
interface Query {
  filter?: Filter;
  sort?: string[];
  limit?: number;
  offset?: number;
}

export const SECRET = 'a secret of at least thirty-two characters';

export class FakeDirectus {
  readonly tables = new Map<string, Row[]>([
    // Somebody has logged in before anything else can happen.
    ['directus_activity', [{ id: 1, action: 'login', collection: 'directus_users' }]],
    ['directus_revisions', []],
  ]);
  /** Actions of flow 4 that were called. */
  readonly calls: string[] = [];
  /** Makes a call fail before it reaches the flow. */
  refuse: (action: string) => Failure | undefined = () => undefined;
  /** Makes the answer of a call that was carried out get lost. */
  losesAnswer: (action: string) => boolean = () => false;
  /** What is still to be written by runs of flow 4 that nobody waits for any more. */
  late: (() => void)[] | undefined;
  /** Runs between flow 4's read and its writes: people save in the meantime. */
  meanwhile: () => void = () => undefined;
  /** What a short column or a trigger makes of values on their way in; the feed's `delta` holds them as they were sent. */
  stores: (values: Row) => Row = (values) => values;
  /** Why Directus refuses a row that flow 4 writes: a validation rule, a unique index. */
  refuses: (written: Row) => { code: string; field?: string } | undefined = () => undefined;
  /** Whether the id field has a unique index. */
  eventIdIsUnique = false;
  /** What its column takes; SQLite's takes anything. */
  longestEventId = Infinity;
  /** False: what was written before a refusal stays, as in MySQL's MyISAM. */
  hasTransactions = true;
  /** Keys are texts that people type: Directus makes none. */
  keysAreTyped = false;
  /** Types of columns by field name, as Directus calls them. */
  types: Record<string, string> = {};
  /** False: activity is tracked, but no revisions are kept. */
  keepsRevisions = true;
  /** False: the collections' activity is not tracked. */
  tracks = true;
  private keys = 0;

  constructor(
    private readonly bindings: readonly Binding[],
    private readonly now: () => number,
  ) {
    for (const { collection } of bindings) this.tables.set(collection, []);
    // The constants that the generator writes in front of each script's code.
    Object.assign(globalThis, {
      FLOW_BINDINGS: flowBindings(bindings),
      FLOW_BINDINGS_HASH: bindingsHash(bindings),
      FLOW_VERSION: '1.0.0',
      FLOW_SETTINGS: { secret: SECRET, url: 'https://script.google.com/macros/s/x/exec' },
    });
  }

  // ---------------------------------------------------------------- people

  items(collection = 'talks'): Row[] {
    return this.tables.get(collection)!;
  }

  item(key: unknown, collection = 'talks'): Row | undefined {
    return this.items(collection).find((row) => row['id'] === key);
  }

  create(values: Row, user: string | null = 'user', collection = 'talks'): Row {
    // The column is an integer, whatever form the key is written in.
    const typed = values['id'];
    const id = typeof typed === 'string' && /^\d+$/.test(typed) ? Number(typed) : typed;
    const row = {
      id: id ?? (this.keys += 1),
      ...this.emptyRow(collection),
      ...this.stores(values),
      ...(id === undefined ? {} : { id }),
    };
    this.items(collection).push(row);
    this.log('create', collection, row, values, user);
    return row;
  }

  private emptyRow(collection: string): Row {
    const bound = flowBindings(this.bindings).filter((binding) => binding.collection === collection);
    const columns = readFields(bound).filter((column) => column !== 'id' && !column.includes('.'));
    return Object.fromEntries(columns.map((column) => [column, null]));
  }

  update(key: unknown, values: Row, user: string | null = 'user', collection = 'talks'): void {
    const row = this.item(key, collection);
    if (!row) return;
    Object.assign(row, this.stores(values));
    this.log('update', collection, row, values, user);
  }

  delete(key: unknown, user: string | null = 'user', collection = 'talks'): void {
    const rows = this.items(collection);
    const at = rows.findIndex((row) => row['id'] === key);
    if (at >= 0) this.log('delete', collection, rows.splice(at, 1)[0]!, null, user);
  }

  /** A field is removed from the data model and made again: empty in every item, and no revision tells of it. */
  remake(column: string, collection = 'talks'): void {
    for (const row of this.items(collection)) row[column] = null;
  }

  /** The item as a revision holds it. */
  revision(id: number | undefined): Row | undefined {
    return this.tables.get('directus_revisions')!.find((row) => row['id'] === id)?.['data'] as Row | undefined;
  }

  get newest(): number {
    return Math.max(...this.tables.get('directus_activity')!.map(({ id }) => Number(id)));
  }

  /** What flow 2 sends of these items. */
  signal(keys: readonly unknown[], created = false, collection = 'talks'): ItemsSignal {
    const rows = structuredClone(this.items(collection).filter((row) => keys.includes(row['id'])));
    const head = { v: PROTOCOL, version: '1.0.0', id: 'signal', secret: SECRET, print: bindingsHash(this.bindings) };
    return { ...head, action: 'items', collection, stamp: this.newest, created, rows };
  }

  /** What flow 2 does with the answer: writes only where the sync value is still the one that was read. */
  writeBack(writeBacks: readonly BoundWriteBack[]): void {
    for (const { binding, writeBack } of writeBacks) {
      const row = this.items(binding.collection).find((candidate) => String(candidate['id']) === writeBack.key);
      if (row && (row[binding.fields.sync] ?? null) === writeBack.was)
        this.update(row['id'], writeBack.set, null, binding.collection);
    }
  }

  private log(action: string, collection: string, row: Row, delta: Row | null, user: string | null): void {
    if (!this.tracks) return;
    const timestamp = new Date(this.now()).toISOString();
    const item = String(row['id']);
    const activity = this.tables.get('directus_activity')!;
    activity.push({ id: this.newest + 1, action, user, timestamp, collection, item });
    if (action === 'delete' || !this.keepsRevisions) return;
    const revisions = this.tables.get('directus_revisions')!;
    const data = structuredClone(row);
    revisions.push({
      id: revisions.length + 1,
      collection,
      item,
      data,
      delta: structuredClone(delta),
      activity: { id: this.newest, user, timestamp },
      version: null,
    });
  }

  // ---------------------------------------------------------------- flow 4

  readonly post: PostJson = (_, text) => {
    const body = JSON.parse(text) as { action: string };
    this.calls.push(body.action);
    const failure = this.refuse(body.action);
    if (failure) return failed(failure.kind, failure.message, failure.status, failure.reason);
    const answered = JSON.stringify(this.processEvents(body));
    const isLost = this.losesAnswer(body.action) || (body.action === 'apply' && this.late);
    return isLost ? failed('unavailable', 'lost') : success({ status: 200, text: answered });
  };

  private processEvents(body: { action: string }): unknown {
    const $trigger = { body };
    const entry = gate({ $trigger, $env: {} });
    if (!entry.ok) return entry.answer;
    if (entry.head.action === 'type') return this.refuseRule(entry);
    const stamp = this.query('directus_activity', { sort: ['-id'], limit: 1 });
    const rstamp = this.query('directus_revisions', { sort: ['-id'], limit: 1 });
    const read = this.query(entry.collection, entry.query);
    const data = { $trigger, gate: entry, stamp, rstamp, read };
    if (body.action === 'apply' && this.late) {
      const seen = structuredClone(data);
      this.late.push(() => void this.apply(entry.collection, seen));
    } else if (body.action === 'apply') return this.apply(entry.collection, data);
    if (body.action === 'revisions') return reduceRevisions(data);
    return {
      ok: true,
      v: PROTOCOL,
      id: entry.head.id,
      action: body.action,
      stamp: stamp[0]?.['id'] ?? 0,
      results: read,
    };
  }

  /** No type has the rule that flow 4 filters by then. */
  private refuseRule({ head, query }: Extract<GateResult, { ok: true }>): unknown {
    const [field] = Object.keys(query['filter'] as Filter);
    const type = this.types[field!];
    const message = type
      ? `Directus could not read: "${type}" field type does not contain the "_regex" filter operator`
      : 'Directus could not read: in words of another version';
    return { ok: false, v: PROTOCOL, id: head.id, action: head.action, code: 'INVALID_QUERY', message };
  }

  private apply(collection: string, read: Record<string, unknown>): unknown {
    const { recall: queries } = read['gate'] as Route;
    const olds = queries && this.query('directus_revisions', queries.revisions);
    const data = { ...read, recall: queries && recall({ ...read, olds, columns: [] }) };
    const writes = plan(data);
    this.meanwhile();
    const errs: Record<string, unknown> = {};
    const write = (step: 'create' | 'update', one: (row: Row) => unknown): unknown[] => {
      const refusal = this.firstRefusal(collection, step, writes[step]);
      if (!refusal) return writes[step].map(one);
      if (!this.hasTransactions) writes[step].slice(0, refusal.at).forEach(one);
      errs[step] = refusal.error;
      return [refusal.error];
    };
    const create = write('create', (row) => this.create(row, null, collection)['id']);
    const update = write('update', (row) => (this.update(row['id'], row, null, collection), row['id']));
    const del = this.query(collection, writes.del).map((row) => (this.delete(row['id'], null, collection), row['id']));
    const after = this.query(collection, writes.after);
    const revs = this.query('directus_revisions', writes.revs);
    return answer({ ...data, plan: writes, create, update, del, after, revs, errs });
  }

  /** Rows are written one after the other: the first that Directus refuses, and why. */
  private firstRefusal(collection: string, step: 'create' | 'update', rows: readonly Row[]) {
    const events = new Map(this.items(collection).map(({ id, event }) => [id, event]));
    for (const [at, row] of rows.entries()) {
      const error = this.refusalOf(step, row, events);
      if (error) return { at, error };
      if ('event' in row) events.set(row['id'] ?? row, row['event']);
    }
    return undefined;
  }

  private refusalOf(step: 'create' | 'update', row: Row, events: ReadonlyMap<unknown, unknown>) {
    const { id, event } = row;
    if (step === 'update' && !id) return { code: 'INVALID_PAYLOAD' };
    if (step === 'create' && id === undefined && this.keysAreTyped) return { code: 'FAILED_VALIDATION', field: 'id' };
    if (String(event ?? '').length > this.longestEventId) return { code: 'VALUE_TOO_LONG' };
    const isTaken = event != null && [...events].some(([other, named]) => named === event && other !== id);
    if (this.eventIdIsUnique && isTaken) return { code: 'RECORD_NOT_UNIQUE', field: 'event' };
    return this.refuses(row);
  }

  private query(table: string, { filter = {}, sort = ['id'], limit = 100, offset = 0 }: Query): Row[] {
    const [name, sign] = sort[0]!.startsWith('-') ? [sort[0]!.slice(1), -1] : [sort[0]!, 1];
    const found = (this.tables.get(table) ?? []).filter((row) => matches(row, filter));
    const order = (a: Row, b: Row) => sign * (Number(a[name]) - Number(b[name]));
    return structuredClone([...found].sort(order).slice(offset, offset + limit));
  }
}

/** Directus' filter rules, as far as our flows use them. https://directus.com/docs/guides/connect/filter-rules */
function matches(row: Row, filter: Filter): boolean {
  return Object.entries(filter).every(([name, rule]) => {
    if (name === '_or') return (rule as Filter[]).some((part) => matches(row, part));
    if (name === '_and') return (rule as Filter[]).every((part) => matches(row, part));
    return Object.entries(rule as Filter).every(([operator, wanted]) => holds(row[name], operator, wanted));
  });
}

function holds(value: unknown, operator: string, wanted: unknown): boolean {
  switch (operator) {
    case '_eq':
      return String(value) === String(wanted);
    case '_in':
      return (wanted as unknown[]).map(String).includes(String(value));
    case '_gt':
      return Number(value) > Number(wanted);
    case '_null':
      return (value === null || value === undefined) === wanted;
    case '_starts_with':
      return String(value).startsWith(String(wanted));
    default:
      throw new Error(`the fake knows no ${operator}`);
  }
}
