// What the script remembers between executions, as typed values in few packed properties.
import type { FieldName } from '../core/binding';
import { NO_BRAKE, type BrakeState } from '../core/brake';
import type { ForeignReason } from '../core/event';
import { isObject, parseJson } from '../core/checks';
import { print } from '../core/hash';
import { LONGEST_CACHED_SECONDS, type Cache, type Cell, type Cells, type Store } from '../ports';
import { ReportStore, type Place, type ReportEntry } from './report-store';

export interface Channel {
  id: string;
  /** Null while `watch` has not answered. */
  resourceId: string | null;
  /** Print of the secret that its token was made from: Directus takes no other one's. */
  secret: string;
  /** ms since the epoch; 0 while unknown. */
  expiresAt: number;
}

export interface CalendarState {
  syncToken?: string;
  timeZone: string;
  /** Events in the last full list. */
  size?: number;
  channels: Channel[];
  /** Why push is refused; missing while it works or was never tried. */
  pushRefused?: string;
}

/** Where the activity feed was read up to. */
export interface FeedCursor {
  /** The newest activity that was looked at. */
  last: number;
  /** Where the next look begins: rows above it may still have come in late. */
  overlap: number;
  /** What was the newest activity at the time `at`, ms since the epoch: later the next `overlap`. */
  checkpoint: number;
  at: number;
  /** Rows above `overlap` that were looked at. */
  seen: number[];
}

export type Side = 'google' | 'directus';

/** An item or event that could not be synced, to be tried again. */
/** Fields that a side refused for what they hold (M8, M9). */
export interface RefusedFields {
  /** The side that refused them. */
  to: Side;
  fields: readonly FieldName[];
  /** Print of what the other side holds of them: another value is tried at once. */
  value: string;
  reason: string;
}

export interface Retry extends Place {
  reason: string;
  count: number;
  /** ms since the epoch; null: not before the item or event changes. */
  next: number | null;
  /** The side that lacks what failed. */
  to: Side;
  /** Print of the value that failed for good: another one is tried at once. */
  value?: string;
  /** Only these fields wait; the others of the pair go on. */
  refused?: readonly RefusedFields[];
  /** Its event is not ours to touch (P22). */
  unserved?: ForeignReason;
}

const EMPTY_CALENDAR: CalendarState = { timeZone: 'UTC', channels: [] };
export const MAX_RETRIES = 200;
/** So many pairs that are not served are kept by name; the others are counted by each comparison. */
export const MAX_UNSERVED = 50;
const JOURNAL_DAYS = 30;
const MAX_JOURNAL = 2000;
const DAY_MS = 86_400_000;

/** The name under which a calendar's state is kept: calendar ids are longer than a property name should be. */
export function calendarName(calendarId: string): string {
  const known = calendarNames.get(calendarId);
  if (known !== undefined) return known;
  const name = print(calendarId, 8);
  calendarNames.set(calendarId, name);
  return name;
}

/** A comparison asks for it for each event. */
const calendarNames = new Map<string, string>();

export class State implements Cells {
  /** Names of values that could not be read. */
  private readonly lost = new Set<string>();

  /** @param cache for what lasts minutes: each call to the store counts for Google's day */
  constructor(
    private readonly store: Store,
    private readonly cache: Cache,
  ) {}

  get<T>({ name, missing }: Cell<T>): T {
    return this.read(name, missing);
  }

  set<T>({ name }: Cell<T>, value: T): void {
    if (value === null) this.store.set(name, null);
    else this.write(name, value);
  }

  calendar(calendarId: string): CalendarState {
    return this.read(`calendar.${calendarName(calendarId)}`, EMPTY_CALENDAR);
  }

  setCalendar(calendarId: string, changes: Partial<CalendarState>): void {
    this.write(`calendar.${calendarName(calendarId)}`, { ...this.calendar(calendarId), ...changes });
  }

  /** Where the calendar's feed was read up to: at the latest when the lock is released it is stored (R26). */
  moveToken(calendarId: string, syncToken: string | undefined): void {
    this.writeLater(`calendar.${calendarName(calendarId)}`, { ...this.calendar(calendarId), syncToken });
  }

  cursor(): FeedCursor | null {
    return this.read<FeedCursor | null>('cursor', null);
  }

  setCursor(cursor: FeedCursor): void {
    this.writeLater('cursor', cursor);
  }

  retries(): Retry[] {
    return this.read<Retry[]>('retries', []);
  }

  /** At most `MAX_RETRIES`. */
  setRetries(retries: readonly Retry[]): void {
    this.write('retries', retries);
  }

  brake(): BrakeState {
    return this.read('brake', NO_BRAKE);
  }

  setBrake(brake: BrakeState): void {
    this.write('brake', brake);
  }

  reports(): ReportEntry[] {
    return this.report.lines();
  }

  /** Kept apart from the rest: its lines may be long. */
  get report(): ReportStore {
    return new ReportStore(this.store);
  }

  /** Marks and what was served of them; see lock.ts. One that the cache loses is made up for by the next catch-up. */
  mark(name: string): string | null {
    return this.cache.get(`mark.${name}`);
  }

  setMark(name: string, value: string): void {
    this.cache.putAll({ [`mark.${name}`]: value }, LONGEST_CACHED_SECONDS);
  }

  served(): Record<string, string> {
    return servedOf(this.cache.get(SERVED));
  }

  setServed(served: Record<string, string>): void {
    this.cache.putAll({ [SERVED]: JSON.stringify(served) }, LONGEST_CACHED_SECONDS);
  }

  /** The marks of these names that were not served as they are, by name. */
  unserved(names: readonly string[]): Record<string, string> {
    const cached = this.cache.getAll([SERVED, ...names.map((name) => `mark.${name}`)]) ?? {};
    const served = servedOf(cached[SERVED] ?? null);
    const marks = names.map((name): [string, string | undefined] => [name, cached[`mark.${name}`]]);
    return Object.fromEntries(marks.filter(([name, mark]) => mark !== undefined && mark !== served[name])) as Record<
      string,
      string
    >;
  }

  /** Whether we deleted the item of this event because the event was gone, within the last month. */
  deletedItemOf(eventId: string): boolean {
    return Object.keys(this.journal()).includes(eventId);
  }

  /** Written before such deletes are sent. */
  journalDeletions(eventIds: readonly string[], now: number): void {
    const oldest = Math.floor(now / DAY_MS) - JOURNAL_DAYS;
    const entries = Object.entries(this.journal()).filter(([, day]) => day >= oldest);
    for (const id of eventIds) entries.push([id, Math.floor(now / DAY_MS)]);
    this.write('journal', Object.fromEntries(entries.slice(-MAX_JOURNAL)));
  }

  /** Taken back when the delete did not take place, or the item was made again. */
  unjournal(eventIds: readonly string[]): void {
    const entries = Object.entries(this.journal());
    const kept = entries.filter(([id]) => !eventIds.includes(id));
    if (kept.length < entries.length) this.write('journal', Object.fromEntries(kept));
  }

  /** A time that something last went well, ms since the epoch. */
  lastGood(what: string): number | null {
    return this.read<Record<string, number>>('good', {})[what] ?? null;
  }

  setLastGood(what: string, now: number): void {
    this.writeLater('good', { ...this.read<Record<string, number>>('good', {}), [what]: now });
  }

  /** To be called when the lock was taken: what was read before may be old. */
  refresh(): void {
    this.store.refresh();
  }

  /** Stores what waits to be stored. To be called before the lock is released. */
  flush(): void {
    this.store.flush();
  }

  forgetEverything(): void {
    for (const name of this.store.names()) this.store.set(name, null);
  }

  private journal(): Record<string, number> {
    return this.read('journal', {});
  }

  /**
   * Takes away what cannot be read, whole or as JSON: it counts as missing (R41). To be called under the lock, as it may
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

  private write(name: string, value: unknown): void {
    this.store.set(name, JSON.stringify(value));
  }

  private writeLater(name: string, value: unknown): void {
    this.store.setLater(name, JSON.stringify(value));
  }
}

const SERVED = 'served';

function servedOf(text: string | null): Record<string, string> {
  const served = parseJson(text ?? '');
  return isObject(served) ? (served as Record<string, string>) : {};
}
