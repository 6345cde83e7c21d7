// Marks, by which executions that did not get the lock tell its holder what to look at, and what was served of them.
import { isObject, parseJson } from '../core/checks';
import { LONGEST_CACHED_SECONDS, type Cache } from '../ports';

/** A mark that the cache loses is made up for by the next catch-up; each call to the properties would count for Google's day. */
export function markOf(cache: Cache, name: string): string | null {
  return cache.get(`mark.${name}`);
}

export function setMark(cache: Cache, name: string, value: string): void {
  cache.putAll({ [`mark.${name}`]: value }, LONGEST_CACHED_SECONDS);
}

const SERVED = 'served';

export function servedMarks(cache: Cache): Record<string, string> {
  return read(cache.get(SERVED));
}

export function setServed(cache: Cache, served: Record<string, string>): void {
  cache.putAll({ [SERVED]: JSON.stringify(served) }, LONGEST_CACHED_SECONDS);
}

/** The marks of these names that were not served as they are, by name. */
export function unservedMarks(cache: Cache, names: readonly string[]): Record<string, string> {
  const cached = cache.getAll([SERVED, ...names.map((name) => `mark.${name}`)]) ?? {};
  const served = read(cached[SERVED] ?? null);
  const marks = names.map((name): [string, string | undefined] => [name, cached[`mark.${name}`]]);
  return Object.fromEntries(marks.filter(([name, mark]) => mark !== undefined && mark !== served[name])) as Record<
    string,
    string
  >;
}

function read(text: string | null): Record<string, string> {
  const served = parseJson(text ?? '');
  return isObject(served) ? (served as Record<string, string>) : {};
}
