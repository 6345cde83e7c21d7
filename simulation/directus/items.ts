// Items as Directus' own service writes them: what is stored, what the feed and the revisions get, what events are told.
// https://github.com/directus/directus/blob/main/api/src/services/items.ts
import type { Actor } from './actor';
import { compareKeys, type Database, type StoredKey, type StoredRow, type Transaction } from './database';
import { failedValidation, forbidden, invalidPayload, noCollection, notUnique, NotPlayed } from './errors';
import type { Faults } from './faults';
import type { Key, Row } from './options';
import { readByQuery } from './queries';
import { ACTIVITY, REVISIONS, type Table } from './schema';
import { integerOf, shownValue, storedValue, writtenValue } from './values';

/** What an event hook is told; `event` is "collection.items.action". */
export type ItemEvent = { event: string; collection: string; payload: unknown; key?: Key; keys?: Key[] };

export interface ItemsContext {
  database: Database;
  faults: Faults;
  /** A table as the data model has it at the moment; undefined when the collection is missing. */
  table: (collection: string) => Table | undefined;
  /** With fields that are missing at the moment: one that is made again is empty. */
  emptyRow: (collection: string) => Row;
  now: () => number;
  uuid: () => string;
  emit: (event: ItemEvent, actor: Actor) => void;
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

export class Items {
  constructor(private readonly context: ItemsContext) {}

  /** @returns keys as they were typed, or made */
  async create(actor: Actor, collection: string, rows: readonly Row[], emits: boolean): Promise<Key[]> {
    const table = this.table(collection);
    const keys = await this.transaction(actor, async (transaction) => {
      const made: Key[] = [];
      for (const row of rows) made.push(await this.createOne(actor, transaction, table, row));
      return made;
    });
    const event = `${collection}.items.create`;
    // Runs start when all rows are committed, one for each.
    if (emits) rows.forEach((payload, i) => this.context.emit({ event, payload, key: keys[i]!, collection }, actor));
    return keys;
  }

  /** The same change for all keys, in one event. */
  async update(actor: Actor, collection: string, keys: readonly Key[], data: Row, emits: boolean): Promise<Key[]> {
    const table = this.table(collection);
    return await this.updateIn(actor, table, keys, data, emits, (work) => this.transaction(actor, work));
  }

  /** A change of its own for each row, in one transaction; the event of each starts its runs before the commit. */
  async updateEach(actor: Actor, collection: string, rows: readonly Row[], emits: boolean): Promise<Key[]> {
    const table = this.table(collection);
    return await this.transaction(actor, async (transaction) => {
      const keys: Key[] = [];
      for (const { [table.key]: key, ...data } of rows) {
        if (!key) throw invalidPayload('Item in update misses primary key');
        await this.updateIn(actor, table, [key as Key], data, emits, (work) => work(transaction));
        keys.push(key as Key);
      }
      return keys;
    });
  }

  async updateByQuery(actor: Actor, collection: string, query: Row, data: Row, emits: boolean): Promise<Key[]> {
    const keys = await this.keysOf(actor, collection, query);
    return keys.length > 0 ? await this.update(actor, collection, keys, data, emits) : [];
  }

  async remove(actor: Actor, collection: string, keys: readonly Key[], emits: boolean): Promise<Key[]> {
    const table = this.table(collection);
    for (const key of keys) checkKey(table, key);
    await this.transaction(actor, async (transaction) => {
      await actor.step(`delete from ${collection}`);
      for (const key of keys) {
        const stored = storedKey(table, key);
        await transaction.lock(rowLock(table, stored));
        if (transaction.get(collection, stored)) transaction.put(collection, stored, null);
      }
      await this.track(actor, transaction, table, 'delete', keys);
    });
    const event = `${collection}.items.delete`;
    if (emits) this.context.emit({ event, payload: [...keys], keys: [...keys], collection }, actor);
    return [...keys];
  }

  async removeByQuery(actor: Actor, collection: string, query: Row, emits: boolean): Promise<Key[]> {
    const keys = await this.keysOf(actor, collection, query);
    return keys.length > 0 ? await this.remove(actor, collection, keys, emits) : [];
  }

  async read(actor: Actor, collection: string, query: Row): Promise<Row[]> {
    const table = this.table(collection);
    await actor.step(`select from ${collection}`);
    return await this.context.database.read((view) => {
      actor.check();
      const { faults, now } = this.context;
      return readByQuery({ view, table, faults, nowMs: now() }, query);
    });
  }

  private table(collection: string): Table {
    const table = this.context.table(collection);
    if (!table) throw noCollection(collection);
    return table;
  }

  private async keysOf(actor: Actor, collection: string, query: Row): Promise<Key[]> {
    const { key } = this.table(collection);
    const rows = await this.read(actor, collection, { ...query, fields: [key] });
    return rows.map((row) => row[key] as Key).filter(Boolean);
  }

  private async transaction<T>(actor: Actor, work: (transaction: Transaction) => Promise<T>): Promise<T> {
    await actor.step('begin');
    const result = await this.context.database.transaction(async (transaction) => {
      actor.check();
      const done = await work(transaction);
      await actor.step('commit');
      return done;
    });
    actor.check();
    return result;
  }

  private async createOne(actor: Actor, transaction: Transaction, table: Table, payload: Row): Promise<Key> {
    const typed = payload[table.key];
    // Only a key of free text has to be given: https://docs.directus.io/reference/items.html
    if (table.keyType === 'string' && (typed === undefined || typed === null))
      throw [failedValidation(table.key, typed === undefined ? 'required' : 'nnull')];
    if (typed === '' || typed === 0) throw new NotPlayed('An empty key');
    if (typed !== undefined && typed !== null) checkKey(table, typed);
    await actor.step(`insert into ${table.name}`);
    const stored = this.newKey(table, typed as Key | null | undefined);
    const values = this.storedValues(table, payload, Object.keys(payload));
    const row = { ...this.context.emptyRow(table.name), ...values, [table.key]: stored };
    await transaction.lock(rowLock(table, stored));
    if (transaction.get(table.name, stored)) throw notUnique(table.name, table.key, typed);
    await this.checkUnique(transaction, table, row, payload);
    transaction.put(table.name, stored, row);
    const key = (typed ?? stored) as Key;
    await this.track(actor, transaction, table, 'create', [key], () => {
      const shown = Object.keys(payload).length > 0 ? shownRow(table, payload) : null;
      return { data: shown, delta: shown };
    });
    return key;
  }

  private async updateIn(
    actor: Actor,
    table: Table,
    unsorted: readonly Key[],
    payload: Row,
    emits: boolean,
    inTransaction: (work: (transaction: Transaction) => Promise<void>) => Promise<void>,
  ): Promise<Key[]> {
    for (const key of unsorted) checkKey(table, key);
    // By their characters, numbers too: 10 comes before 9.
    const keys = [...unsorted].sort();
    await inTransaction(async (transaction) => {
      await actor.step(`update ${table.name}`);
      const fields = Object.keys(payload).filter((field) => field !== table.key && table.columns.has(field));
      const values = this.storedValues(table, payload, fields);
      for (const key of fields.length > 0 ? keys : []) {
        const stored = storedKey(table, key);
        await transaction.lock(rowLock(table, stored));
        const row = transaction.get(table.name, stored);
        if (!row) continue;
        await this.checkUnique(transaction, table, { ...row, ...values }, payload);
        transaction.put(table.name, stored, { ...row, ...values });
      }
      const written = fields.map((field) => [field, writtenValue(table.columns.get(field)!.type, payload[field])]);
      await this.track(actor, transaction, table, 'update', keys, (key) => {
        const delta = fields.length > 0 ? shownRow(table, Object.fromEntries(written) as Row) : null;
        return delta && { data: snapshot(transaction, table, key), delta };
      });
    });
    const event = `${table.name}.items.update`;
    if (emits) this.context.emit({ event, payload, keys, collection: table.name }, actor);
    return keys;
  }

  /** Rows of the feed and, unless `revision` gives none, of the revisions: in the transaction of the data. */
  private async track(
    actor: Actor,
    transaction: Transaction,
    table: Table,
    action: 'create' | 'update' | 'delete',
    keys: readonly Key[],
    revision: (key: Key) => { data: Row | null; delta: Row | null } | null = () => null,
  ): Promise<void> {
    const { faults, database, now } = this.context;
    const { user, ip, userAgent = null } = actor.accountability;
    const set = faults.tracking.get(table.name);
    const tracking = set === undefined ? 'all' : set;
    if (tracking === null) return;
    const activities: number[] = [];
    for (const key of keys) {
      await actor.step(`insert into ${ACTIVITY.name}`);
      const id = database.nextId(ACTIVITY.name);
      const timestamp = new Date(now()).toISOString();
      const rest = { action, user, timestamp, ip, user_agent: userAgent, collection: table.name, origin: null };
      // Beside its columns, for those who judge.
      const { call } = actor;
      transaction.put(ACTIVITY.name, id, { id, ...rest, item: String(key), call });
      activities.push(id);
    }
    if (tracking !== 'all') return;
    for (const [i, key] of keys.entries()) {
      const made = revision(key);
      if (!made) continue;
      await actor.step(`insert into ${REVISIONS.name}`);
      const id = database.nextId(REVISIONS.name);
      const rest = { activity: activities[i], collection: table.name, item: String(key), parent: null, version: null };
      transaction.put(REVISIONS.name, id, { id, ...rest, ...made });
    }
  }

  private newKey(table: Table, typed: Key | null | undefined): StoredKey {
    const { database, uuid } = this.context;
    if (typed === undefined || typed === null)
      return table.keyType === 'integer' ? database.nextId(table.name) : uuid();
    const stored = storedKey(table, typed);
    if (table.keyType === 'integer') database.useId(table.name, Number(stored));
    return stored;
  }

  /** Fields that the collection does not have are dropped without a word. */
  private storedValues(table: Table, payload: Row, fields: readonly string[]): Row {
    const known = fields.filter((field) => table.columns.has(field));
    return Object.fromEntries(
      known.map((field) => {
        const { type } = table.columns.get(field)!;
        const value = storedValue(type, writtenValue(type, payload[field]));
        return [field, this.context.faults.alterWrite(table.name, field, value)];
      }),
    );
  }

  private async checkUnique(transaction: Transaction, table: Table, row: StoredRow, payload: Row): Promise<void> {
    if (this.context.faults.withoutUniqueIndex.has(table.name)) return;
    for (const { name } of [...table.columns.values()].filter(({ isEventId }) => isEventId)) {
      const value = row[name];
      if (!(name in payload) || value === null || value === undefined) continue;
      await transaction.lock(`${table.name}.${name}=${String(value)}`);
      const isTaken = transaction
        .rows(table.name)
        .some((other) => other[name] === value && other[table.key] !== row[table.key]);
      if (isTaken) throw notUnique(table.name, name, payload[name]);
    }
  }
}

function checkKey(table: Table, key: unknown): void {
  if (table.keyType === 'uuid' && !UUID.test(String(key))) throw forbidden();
  if (table.keyType === 'integer' && !Number.isInteger(Number(key))) throw forbidden();
}

/** The form in which a row with this key would be stored: "01" is 1 in a column of integers. */
function storedKey(table: Table, key: Key): StoredKey {
  return table.keyType === 'integer' && typeof key === 'string' ? integerOf(key) : (key as StoredKey);
}

function rowLock(table: Table, key: StoredKey): string {
  return `${table.name} ${String(key)}`;
}

/** A payload as revisions hold it, with fields that the collection does not have. */
function shownRow(table: Table, payload: Row): Row {
  return Object.fromEntries(
    Object.entries(payload).map(([field, value]) => [field, shownValue(table.columns.get(field)?.type, value)]),
  );
}

/** The item as it now is. Directus finds it by the key as it is stored: one that was typed otherwise finds none. */
function snapshot(transaction: Transaction, table: Table, key: Key): Row | null {
  const row = transaction.get(table.name, storedKey(table, key));
  if (!row || compareKeys(String(row[table.key]), String(key)) !== 0) return null;
  return Object.fromEntries([...table.columns.keys()].map((field) => [field, row[field] ?? null]));
}
