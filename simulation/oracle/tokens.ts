// Every edit of a person is a token that its value shows, so that a value found anywhere tells whose edits it stands for.
import { canonicalInstant } from '../../src/core/datetime';
import type { Part } from '../parts';
import { ENDS_BEGIN, tokenOfDay } from './day-tokens';

/** Starts lie before all ends, so that any of both make an event; and all of them behind the days that are tokens. */
const BASE: Record<'start' | 'end', number> = { start: Date.UTC(2077, 0, 1), end: Date.UTC(2087, 0, 1) };
const MINUTES_BEGIN = '2077-01-01';
const SPAN_MS = Date.UTC(2087, 0, 1) - Date.UTC(2077, 0, 1);

/**
 * The value of a token: a text that begins with it, at times with line ends and blanks around, or a minute that no other
 * token has. In worlds of days times are typed as `people/times.ts` has them.
 */
export function valueOf(part: Part, token: number, length = 0): string {
  if (part === 'start' || part === 'end') return new Date(BASE[part] + token * 60_000).toISOString();
  const text = `t${token} ${part} `.padEnd(length, 'x').trim();
  return token % 4 === 0 ? ` ${text}\r\n.\r\n` : text;
}

/** The token that a value shows, of a list its first entry; undefined for an empty one, or one that nobody typed. */
export function tokenOf(value: unknown): number | undefined {
  if (Array.isArray(value)) return tokenOf(value[0]);
  if (typeof value !== 'string') return undefined;
  const text = /^\s*t(\d+) /.exec(value);
  if (text) return Number(text[1]);
  if (!/^\d{4}-\d\d-\d\d(T|$)/.test(value)) return undefined;
  const instant = value.length === 10 ? `${value}T00:00:00Z` : canonicalInstant(value);
  if (!instant) return undefined;
  const ms = Date.parse(instant);
  if (ms < BASE.start) return tokenOfDay(instant.slice(0, 10));
  const base = ms >= BASE.end ? BASE.end : BASE.start;
  return ms < base || ms - base >= SPAN_MS ? undefined : Math.floor((ms - base) / 60_000);
}

/** Whether a time is one that people type as an end, and so behind all starts. */
export function isEnd(value: unknown): boolean {
  if (typeof value !== 'string') return false;
  const day = value.slice(0, 10);
  return day < MINUTES_BEGIN ? day > ENDS_BEGIN : Date.parse(value) >= BASE.end;
}

/** All tokens in a longer text. */
export function tokensIn(text: string): number[] {
  const parts = text.match(/\bt\d+ |\d{4}-\d\d-\d\d(T[\d:.]+Z?)?/g) ?? [];
  return parts.flatMap((part) => tokenOf(part) ?? []);
}

/** The tokens of a value of a field, which may have several parts. */
export function tokensOf(value: unknown): number[] {
  const token = tokenOf(value);
  if (token !== undefined) return [token];
  return typeof value === 'string' ? tokensIn(value) : [];
}

export class Tokens {
  private made = 0;
  /** What each was typed over. */
  private readonly over = new Map<number, Set<number>>();
  /** Typed, but not arrived yet: a value that is on its way may never arrive. */
  private readonly pending = new Set<number>();
  private readonly known = new Set<number>();

  next(): number {
    this.made += 1;
    this.pending.add(this.made);
    return this.made;
  }

  /** The token stands now where `old` stood before. */
  typedOver(token: number, old: unknown): void {
    this.pending.delete(token);
    const set = this.over.get(token) ?? new Set();
    this.over.set(token, set);
    const before = tokenOf(old);
    if (before !== undefined && before !== token) set.add(before);
  }

  /** The token of a value that was typed and is seen for the first time. */
  pendingIn(value: unknown): number | undefined {
    const token = tokenOf(value);
    return token !== undefined && this.pending.has(token) ? token : undefined;
  }

  /** A person has seen it and let it go, or it stands in the report. */
  account(...values: unknown[]): void {
    for (const value of values)
      for (const token of typeof value === 'number' ? [value] : tokensOf(value)) this.known.add(token);
  }

  /** Tokens that stand neither in one of `values`, nor were accounted for, nor typed over by one that does, or by `others`. */
  lost(values: Iterable<unknown>, others: readonly number[] = []): number[] {
    const found = new Set<number>();
    const visit = (token: number): void => {
      if (found.has(token)) return;
      found.add(token);
      this.over.get(token)?.forEach(visit);
    };
    this.known.forEach(visit);
    others.forEach(visit);
    for (const value of values) tokensOf(value).forEach(visit);
    return [...this.over.keys()].filter((token) => !found.has(token));
  }
}
