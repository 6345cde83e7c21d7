// Wake-ups: an execution that did not get the lock leaves one for its holder, and says which feed to look at.
import { isObject, parseJson } from '../core/checks';
import { LONGEST_CACHED_SECONDS, type Cache } from '../ports';

/** In the cache, as each call to the properties counts for the daily quota. The next catch-up makes up for one that is lost. */
export function wakeUpOf(cache: Cache, name: string): string | null {
  return cache.get(`wakeUp.${name}`);
}

export function setWakeUp(cache: Cache, name: string, value: string): void {
  cache.putAll({ [`wakeUp.${name}`]: value }, LONGEST_CACHED_SECONDS);
}

const SERVED = 'served';

export function servedWakeUps(cache: Cache): Record<string, string> {
  return read(cache.get(SERVED));
}

export function setServed(cache: Cache, served: Record<string, string>): void {
  cache.putAll({ [SERVED]: JSON.stringify(served) }, LONGEST_CACHED_SECONDS);
}

/** The wake-ups of these names that were not served as they are, by name. */
export function unservedWakeUps(cache: Cache, names: readonly string[]): Record<string, string> {
  const cached = cache.getAll([SERVED, ...names.map((name) => `wakeUp.${name}`)]) ?? {};
  const served = read(cached[SERVED] ?? null);
  const wakeUps = names.map((name): [string, string | undefined] => [name, cached[`wakeUp.${name}`]]);
  return Object.fromEntries(
    wakeUps.filter(([name, wakeUp]) => wakeUp !== undefined && wakeUp !== served[name]),
  ) as Record<string, string>;
}

function read(text: string | null): Record<string, string> {
  const served = parseJson(text ?? '');
  return isObject(served) ? (served as Record<string, string>) : {};
}
