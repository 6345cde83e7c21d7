// Lists that a column of JSON holds: guests, attachments, reminders. Their canonical form is JSON, sorted, without what is
// usual.
import { isObject } from '../checks';
import { stableJson } from '../hash';
import { whyBad } from './bad';
import type { Raw, Value } from './field';

export type Entry = Readonly<Record<string, unknown>>;

/** What a column holds, parsed where it is text; a text that is no JSON stays a text. */
export function jsonOf(raw: unknown): unknown {
  if (typeof raw !== 'string') return raw;
  try {
    return JSON.parse(raw);
  } catch {
    // Not JSON: the caller says what it should be.
    return raw;
  }
}

/** @param of how an entry is told from the others, and sorted */
export function listText(entries: readonly Entry[], of: (entry: Entry) => string): string {
  const byName = new Map(entries.map((entry) => [of(entry), entry]));
  return stableJson([...byName.keys()].sort().map((name) => byName.get(name)));
}

/** What a canonical list holds. */
export function entriesOf(value: string | null): Entry[] {
  const entries: unknown = value === null ? [] : JSON.parse(value);
  return Array.isArray(entries) ? entries.filter(isObject) : [];
}

/** What a column of JSON is given. */
export function listColumn(value: string | null): Raw {
  return value === null ? null : entriesOf(value);
}

/** The members that an entry has of these, without what is empty or usual. */
export function membersOf(entry: Entry, usual: Readonly<Record<string, unknown>>): Entry {
  const own = Object.keys(usual).filter((name) => {
    const value = entry[name];
    return value !== undefined && value !== null && value !== '' && value !== usual[name];
  });
  return Object.fromEntries(own.map((name) => [name, entry[name]]));
}

/**
 * A list in which each entry says what it leaves out as the same entry of the other list does: who writes addresses alone
 * changes neither names nor answers.
 */
export function filledFrom(value: Value, other: Value, of: (entry: Entry) => string): Value {
  if (!isList(value) || !isList(other)) return value;
  const others = new Map(entriesOf(other).map((entry) => [of(entry), entry]));
  return listText(
    entriesOf(value).map((entry) => ({ ...others.get(of(entry)), ...entry })),
    of,
  );
}

function isList(value: Value): value is string {
  return typeof value === 'string' && whyBad(value) === undefined;
}
