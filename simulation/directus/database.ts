// Tables in memory with transactions: as SQLite, one at a time, or as Postgres, beside each other.
import { NotPlayed, ServerEnded } from './errors';
import { compareText } from './values';

export type StoredKey = number | string;
/** Never changed in place: a change makes another one, so copies of tables are cheap. */
export type StoredRow = Readonly<Record<string, unknown>>;

/** Rows of a table in the order of their keys, and by key. */
interface TableState {
  rows: StoredRow[];
  byKey: Map<StoredKey, StoredRow>;
}

/** A whole database as it was at a moment, and what its sequences would hand out next. */
export interface Backup {
  tables: Map<string, { key: string; state: TableState }>;
  sequences: Map<string, number>;
}

/** What a statement sees. */
export interface View {
  get(table: string, key: StoredKey): StoredRow | undefined;
  /** All rows, ascending by key. */
  rows(table: string): readonly StoredRow[];
}

export function compareKeys(a: StoredKey, b: StoredKey): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  return compareText(String(a), String(b));
}

/** As Postgres says it when two transactions wait for each other. */
export class Deadlock extends Error {
  constructor() {
    super('deadlock detected');
  }
}

const RETRIES = 3;

export class Database implements View {
  private tables: Backup['tables'] = new Map();
  private sequences = new Map<string, number>();
  private connectionTaken = false;
  private readonly waiting: (() => void)[] = [];
  private readonly open = new Set<Transaction>();

  constructor(private readonly oneAtATime: boolean) {}

  addTable(name: string, key: string): void {
    this.tables.set(name, { key, state: { rows: [], byKey: new Map() } });
  }

  /** Replaces all rows of a table, outside of any transaction. */
  fill(name: string, rows: readonly StoredRow[]): void {
    const { key, state } = this.table(name);
    state.rows = [...rows].sort((a, b) => compareKeys(a[key] as StoredKey, b[key] as StoredKey));
    state.byKey = new Map(state.rows.map((row) => [row[key] as StoredKey, row]));
    const last = state.rows.at(-1)?.[key];
    if (typeof last === 'number') this.useId(name, last);
  }

  /** What stands in a column is gone, in open transactions as well. */
  emptyColumn(name: string, column: string): void {
    this.fill(
      name,
      this.rows(name).map((row) => ({ ...row, [column]: null })),
    );
    for (const { changes } of this.open)
      for (const [key, row] of changes.get(name) ?? [])
        if (row) changes.get(name)!.set(key, { ...row, [column]: null });
  }

  get(table: string, key: StoredKey): StoredRow | undefined {
    return this.table(table).state.byKey.get(key);
  }

  rows(table: string): readonly StoredRow[] {
    return this.table(table).state.rows;
  }

  keyOf(table: string): string {
    return this.table(table).key;
  }

  /** One statement outside of a transaction. */
  async read<T>(statement: (view: View) => T): Promise<T> {
    await this.acquire();
    try {
      return statement(this);
    } finally {
      this.release();
    }
  }

  /** Commits what `work` did, or undoes it all when it throws. A deadlock is tried again, as Directus does. */
  async transaction<T>(work: (transaction: Transaction) => Promise<T>): Promise<T> {
    for (let attempt = 0; ; attempt++) {
      await this.acquire();
      const transaction = new Transaction(this, new Map(this.sequences));
      this.open.add(transaction);
      try {
        const result = await work(transaction);
        this.commit(transaction);
        return result;
      } catch (error) {
        if (!(error instanceof Deadlock) || attempt >= RETRIES) throw error;
      } finally {
        this.end(transaction);
      }
    }
  }

  /** The next number of a table's key. */
  nextId(table: string): number {
    const next = (this.sequences.get(table) ?? 0) + 1;
    this.sequences.set(table, next);
    return next;
  }

  /** A number that was typed: those handed out later are higher. */
  useId(table: string, id: number): void {
    this.sequences.set(table, Math.max(this.sequences.get(table) ?? 0, id));
  }

  /** The open transaction that holds a lock. */
  holder(lock: string): Transaction | undefined {
    return [...this.open].find((transaction) => transaction.locks.has(lock));
  }

  /** Ends all transactions without a commit, and forgets who waited. */
  reset(): void {
    for (const transaction of this.open) {
      transaction.isOpen = false;
      this.takeBackIds(transaction);
    }
    this.open.clear();
    this.waiting.length = 0;
    this.connectionTaken = false;
  }

  backup(): Backup {
    return copyBackup({ tables: this.tables, sequences: this.sequences });
  }

  restore(backup: Backup): void {
    this.reset();
    ({ tables: this.tables, sequences: this.sequences } = copyBackup(backup));
  }

  private table(name: string): { key: string; state: TableState } {
    const table = this.tables.get(name);
    if (!table) throw new NotPlayed(`There is no table ${name}`);
    return table;
  }

  private commit(transaction: Transaction): void {
    if (!transaction.isOpen) throw new ServerEnded();
    for (const [name, changes] of transaction.changes) {
      const { key, state } = this.table(name);
      for (const [at, row] of changes) put(state, key, at, row);
    }
    transaction.isCommitted = true;
  }

  private end(transaction: Transaction): void {
    // A transaction of a server that was killed has no connection to give back.
    if (!this.open.delete(transaction)) return;
    transaction.isOpen = false;
    if (!transaction.isCommitted) this.takeBackIds(transaction);
    transaction.tellEnd();
    this.release();
  }

  /** SQLite keeps its counters in a table, which a rollback undoes; Postgres' sequences never go back. */
  private takeBackIds({ sequencesBefore }: Transaction): void {
    if (this.oneAtATime) this.sequences = sequencesBefore;
  }

  private async acquire(): Promise<void> {
    if (!this.oneAtATime) return;
    if (this.connectionTaken) await new Promise<void>((resolve) => this.waiting.push(resolve));
    this.connectionTaken = true;
  }

  private release(): void {
    const next = this.waiting.shift();
    // It goes from hand to hand, so nobody who comes in between takes it.
    if (next) next();
    else this.connectionTaken = false;
  }
}

export class Transaction implements View {
  readonly changes = new Map<string, Map<StoredKey, StoredRow | null>>();
  readonly locks = new Set<string>();
  isOpen = true;
  isCommitted = false;
  private waitsFor: Transaction | undefined;
  private readonly ended: Promise<void>;
  tellEnd: () => void = () => undefined;

  constructor(
    private readonly database: Database,
    readonly sequencesBefore: Map<string, number>,
  ) {
    this.ended = new Promise((resolve) => (this.tellEnd = resolve));
  }

  get(table: string, key: StoredKey): StoredRow | undefined {
    const changed = this.changes.get(table)?.get(key);
    return changed === undefined ? this.database.get(table, key) : (changed ?? undefined);
  }

  rows(table: string): readonly StoredRow[] {
    const changes = this.changes.get(table);
    const committed = this.database.rows(table);
    if (!changes || changes.size === 0) return committed;
    const key = this.database.keyOf(table);
    const kept = committed.filter((row) => !changes.has(row[key] as StoredKey));
    const own = [...changes.values()].filter((row) => row !== null);
    return [...kept, ...own].sort((a, b) => compareKeys(a[key] as StoredKey, b[key] as StoredKey));
  }

  put(table: string, key: StoredKey, row: StoredRow | null): void {
    if (!this.isOpen) throw new ServerEnded();
    const changes = this.changes.get(table) ?? new Map<StoredKey, StoredRow | null>();
    this.changes.set(table, changes.set(key, row));
  }

  /**
   * Waits until no other open transaction holds what `name` stands for, a row or a value of a unique index.
   * @throws Deadlock when that one waits for this
   */
  async lock(name: string): Promise<void> {
    for (;;) {
      const holder = this.database.holder(name);
      if (!holder || holder === this) break;
      if (holder.isWaitingFor(this)) throw new Deadlock();
      this.waitsFor = holder;
      await holder.ended;
      this.waitsFor = undefined;
    }
    if (!this.isOpen) throw new ServerEnded();
    this.locks.add(name);
  }

  private isWaitingFor(other: Transaction): boolean {
    return this.waitsFor === other || (this.waitsFor?.isWaitingFor(other) ?? false);
  }
}

function put({ rows, byKey }: TableState, keyName: string, key: StoredKey, row: StoredRow | null): void {
  const at = placeOf(rows, keyName, key);
  if (row === null) {
    if (byKey.delete(key)) rows.splice(at, 1);
    return;
  }
  rows.splice(at, byKey.has(key) ? 1 : 0, row);
  byKey.set(key, row);
}

/** Where the first row stands whose key is not below `key`. */
export function placeOf(rows: readonly StoredRow[], keyName: string, key: StoredKey): number {
  let low = 0;
  let high = rows.length;
  // Logs grow at their end.
  if (high > 0 && compareKeys(rows[high - 1]![keyName] as StoredKey, key) < 0) return high;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (compareKeys(rows[middle]![keyName] as StoredKey, key) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

function copyBackup({ tables, sequences }: Backup): Backup {
  const copied = [...tables].map(([name, { key, state }]) => {
    const copy: TableState = { rows: [...state.rows], byKey: new Map(state.byKey) };
    return [name, { key, state: copy }] as const;
  });
  return { tables: new Map(copied), sequences: new Map(sequences) };
}
