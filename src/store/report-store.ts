// The report's room in the state: lines about what the sync overwrote or brought back, some of them with whole texts.
import { parseJson } from '../core/checks';
import { groupBy } from '../core/groups';
import { utf8 } from '../core/sha256';
import type { Store } from '../ports';

/** How lines about a pair name it. */
export interface Place {
  binding: string;
  key?: string | undefined;
  event?: string | undefined;
  /** Where a person sees the event. */
  link?: string | undefined;
}

/** Lines of the report: conflicts, revivals and the like, the newest last. */
export interface ReportEntry extends Place {
  at: string;
  kind: string;
  winner?: string | undefined;
  /** What was overwritten, whole. */
  lost?: Record<string, string | null>;
  /** Or: the revision of the item that holds it, and which fields. */
  revision?: number;
  fields?: string[];
  reason?: string | undefined;
}

/** Half of what all state may take. */
const ROOM_BYTES = 200_000;
/** Lines are written in groups; one that has room left in its property takes the next lines as well. */
const GROUP_BYTES = 8000;
/** A line leaves when its binding has this many newer ones, */
const MAX_LINES = 200;
/** or when it is this old and room is needed. */
const KEPT_MS = 3 * 86_400_000;
/** Failures bring the same line about again, whenever they are tried: within a day it is not written twice. */
const SAME_MS = 86_400_000;

interface Group {
  name: string;
  lines: ReportEntry[];
  bytes: number;
}

export class ReportStore {
  constructor(private readonly store: Store) {}

  /** The oldest first, within each binding. */
  lines(): ReportEntry[] {
    return this.groups().flatMap(({ lines }) => lines);
  }

  /** @returns the lines that found no room. @throws what the store throws; then all of them may be missing */
  add(entries: readonly ReportEntry[], now: number): ReportEntry[] {
    return [...groupBy(entries, ({ binding }) => binding)].flatMap(([, lines]) => this.addGroup(lines, now));
  }

  /**
   * Takes back lines that this execution has stored. One of the same content that stood there before has another time, and
   * stays.
   */
  remove(entries: readonly ReportEntry[]): void {
    const taken = new Set(entries.map((entry) => JSON.stringify(entry)));
    for (const { name, lines } of this.groups()) {
      const left = lines.filter((line) => !taken.has(JSON.stringify(line)));
      if (left.length < lines.length) this.store.set(name, left.length > 0 ? JSON.stringify(left) : null);
    }
  }

  clear(): void {
    for (const name of this.names()) this.store.set(name, null);
  }

  private addGroup(entries: readonly ReportEntry[], now: number): ReportEntry[] {
    const groups = this.groups();
    const fitting: ReportEntry[] = [];
    const refused: ReportEntry[] = [];
    const known = new Set(groups.flatMap(({ lines }) => lines.filter((line) => age(line, now) < SAME_MS).map(content)));
    let free = groups.reduce((room, { bytes }) => room - bytes, ROOM_BYTES);
    for (const entry of entries) {
      if (known.has(content(entry))) continue;
      const bytes = size(JSON.stringify(entry));
      for (let i = 0; bytes > free && i < groups.length;) {
        if (groups[i]!.lines.some((line) => age(line, now) < KEPT_MS)) i++;
        else free += this.drop(groups.splice(i, 1)[0]!);
      }
      if (bytes > free) refused.push(entry);
      else {
        fitting.push(entry);
        free -= bytes;
      }
    }
    if (fitting.length > 0) this.write(groups, fitting);
    return refused;
  }

  private write(groups: readonly Group[], lines: readonly ReportEntry[]): void {
    const own = groups.filter((group) => group.lines[0]?.binding === lines[0]!.binding);
    const last = own[own.length - 1];
    const joined = [...(last?.lines ?? []), ...lines];
    let newer = lines.length;
    if (last && size(JSON.stringify(joined)) <= GROUP_BYTES) {
      this.store.set(last.name, JSON.stringify(joined));
      own.pop();
      newer = joined.length;
    } else this.store.set(PREFIX + (Math.max(0, ...groups.map(numberOf)) + 1), JSON.stringify(lines));
    for (const group of own.reverse()) {
      if (newer >= MAX_LINES) this.drop(group);
      newer += group.lines.length;
    }
  }

  private drop({ name, bytes }: Group): number {
    this.store.set(name, null);
    return bytes;
  }

  private groups(): Group[] {
    const groups = this.names().map((name): Group => {
      const text = this.store.get(name) ?? '[]';
      // A group that cannot be read is lost, and hides no other one: the next catch-up takes it away.
      const lines = parseJson(text);
      return { name, lines: Array.isArray(lines) ? (lines as ReportEntry[]) : [], bytes: size(text) };
    });
    return groups.sort((a, b) => numberOf(a) - numberOf(b));
  }

  private names(): string[] {
    return this.store.names().filter((name) => name.startsWith(PREFIX));
  }
}

const PREFIX = 'report.';

function numberOf({ name }: Group): number {
  return Number(name.slice(PREFIX.length));
}

/** With what the names of its properties and the separators take. */
function size(text: string): number {
  return utf8(text).length + 30;
}

function age({ at }: ReportEntry, now: number): number {
  return now - Date.parse(at);
}

function content(line: ReportEntry): string {
  return JSON.stringify({ ...line, at: '' });
}
