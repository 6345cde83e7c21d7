// What the script remembers between executions: cells, each of which its user declares, and the report.
import { parseJson } from '../core/checks';
import type { Cell, Cells, Store } from '../ports';
import { ReportStore, type ReportEntry } from './report-store';

export class State implements Cells {
  /** Names of values that could not be read. */
  private readonly lost = new Set<string>();

  constructor(private readonly store: Store) {}

  get<T>({ name, missing }: Cell<T>): T {
    return this.read(name, missing);
  }

  set<T>({ name }: Cell<T>, value: T): void {
    this.store.set(name, value === null ? null : JSON.stringify(value));
  }

  /** To be stored with the next `set`, at the latest when the lock is released: an execution that is killed before loses it. */
  setLater<T>({ name }: Cell<T>, value: T): void {
    this.store.setLater(name, JSON.stringify(value));
  }

  reports(): ReportEntry[] {
    return this.report.lines();
  }

  /** Kept apart from the rest: its lines may be long. */
  get report(): ReportStore {
    return new ReportStore(this.store);
  }

  /** To be called when the lock was taken: what was read before may be old. */
  refresh(): void {
    this.store.refresh();
  }

  /** Stores what waits to be stored. To be called before the lock is released. */
  flush(): void {
    this.store.flush();
  }

  /** The same to look at, to try something with: what is written to it is forgotten. */
  aside(): State {
    return new State(readOnly(this.store));
  }

  forgetEverything(): void {
    for (const name of this.store.names()) this.store.set(name, null);
  }

  /**
   * Takes away what cannot be read, whole or as JSON: it counts as missing (ST9). To be called under the lock, as it may
   * be in the midst of being written otherwise.
   * @param all looks at every value, not only at those that were read since the last question
   * @returns the names of what was lost since then
   */
  takeLost(all = false): string[] {
    if (all) for (const name of this.store.names()) this.read(name, null);
    const lost = [...this.lost];
    this.lost.clear();
    for (const name of lost) if (this.isUnreadable(name)) this.store.set(name, null);
    return lost;
  }

  private isUnreadable(name: string): boolean {
    const text = this.store.get(name);
    return text === undefined || (text !== null && parseJson(text) === undefined);
  }

  private read<T>(name: string, missing: T): T {
    const text = this.store.get(name);
    if (text === null) return missing;
    const value = text === undefined ? undefined : (parseJson(text) as T | undefined);
    if (value !== undefined) return value;
    this.lost.add(name);
    return missing;
  }
}

/** Reads what is stored, and keeps what is written to itself. */
function readOnly(store: Store): Store {
  const written = new Map<string, string | null>();
  const set = (name: string, value: string | null): void => void written.set(name, value);
  return {
    get: (name) => (written.has(name) ? written.get(name) : store.get(name)),
    set,
    setLater: set,
    flush: () => undefined,
    names: () => [...new Set([...store.names(), ...written.keys()])],
    refresh: () => undefined,
  };
}
