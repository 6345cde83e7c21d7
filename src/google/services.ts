// Apps Script's services behind the ports: settings, cache, lock, clock, time-driven triggers, URL fetch.
import { isObject, parseJson } from '../core/checks';
import { inParts } from '../core/groups';
import { STATE_PREFIX } from './state-store';
import {
  failed,
  LONGEST_CACHED_SECONDS,
  StoreFails,
  success,
  type Cache,
  type Clock,
  type Count,
  type Lock,
  type Mail,
  type Result,
  type ScriptTriggers,
  type SettingsStore,
} from '../ports';

/** Within this time of the 6-minute limit a run must have stored its place. */
const RUN_LIMIT_MS = 6 * 60_000;
const RESERVE_MS = 45_000;

/** Each call counts for the day, however many values it carries. */
export function countedProperties(
  properties: GoogleAppsScript.Properties.Properties,
  count: Count,
): GoogleAppsScript.Properties.Properties {
  const methods = properties as unknown as Record<PropertyKey, (...given: unknown[]) => unknown>;
  // Around an object of our own: what a proxy may answer for one of Google's depends on how that is made.
  return new Proxy({} as typeof properties, {
    get:
      (_, name) =>
      (...given: unknown[]) => {
        count('propertyCalls');
        try {
          return methods[name]!(...given);
        } catch (error) {
          throw new StoreFails(error);
        }
      },
  });
}

/** Where the copy of the settings lies. */
const COPY = 'settings';

/**
 * Settings, one property each, as a person types them; read all at once, which costs one call instead of twenty.
 * @param cache keeps a copy of what was read last, for when the properties fail
 * @param prefersCopy reads that copy first, at no call: for messages. Runs of triggers, and of a person, bring it up to date
 */
export function settingsStore(
  properties: GoogleAppsScript.Properties.Properties,
  cache: Cache,
  prefersCopy = false,
): SettingsStore {
  let known: Record<string, string> | undefined;
  const copy = (): Record<string, string> | undefined => {
    const kept = parseJson(cache.get(COPY) ?? '');
    return isObject(kept) ? (kept as Record<string, string>) : undefined;
  };
  const keep = (values: Record<string, string>): Record<string, string> => {
    // The state may lie in the same store.
    const own = Object.entries(values).filter(([name]) => !name.startsWith(STATE_PREFIX));
    cache.putAll({ [COPY]: JSON.stringify(Object.fromEntries(own)) }, LONGEST_CACHED_SECONDS);
    return values;
  };
  const read = (): Record<string, string> => {
    try {
      return keep(properties.getProperties());
    } catch (error) {
      const last = copy();
      if (!last) throw error;
      console.warn(JSON.stringify({ settings: 'a copy', error: (error as Error).message }));
      return keep(last);
    }
  };
  return {
    get: (name) => (known ??= (prefersCopy ? copy() : undefined) ?? read())[name] ?? null,
    set(name, value) {
      known = undefined;
      if (value === null) properties.deleteProperty(name);
      else properties.setProperty(name, value);
    },
  };
}

/**
 * Any call of any service fails at times, with a "server error". Where the sync can do without, the log says so.
 * @returns what the call gives, else `otherwise`
 */
function orElse<T>(what: string, otherwise: T, call: () => T): T {
  try {
    return call();
  } catch (error) {
    console.warn(JSON.stringify({ failed: what, error: (error as Error).name }));
    return otherwise;
  }
}

/**
 * What clocks of a zone show at a moment by Google's own time zone data, `YYYY-MM-DDTHH:MM:SS`; undefined where it fails.
 * https://developers.google.com/apps-script/reference/utilities/utilities#formatdatedate,-timezone,-format
 */
export function scriptWall(moment: string, zone: string): string | undefined {
  return orElse<string | undefined>('formatDate', undefined, () =>
    Utilities.formatDate(new Date(moment), zone, "yyyy-MM-dd'T'HH:mm:ss"),
  );
}

export function scriptCache(cache: GoogleAppsScript.Cache.Cache): Cache {
  return {
    get: (name) => orElse('cache.get', null, () => cache.get(name)),
    getAll: (names) =>
      orElse<Record<string, string> | null>('cache.getAll', null, () =>
        inParts(names, 100).reduce<Record<string, string>>((all, part) => Object.assign(all, cache.getAll(part)), {}),
      ),
    putAll: (values, seconds) =>
      orElse('cache.putAll', false, () => {
        cache.putAll(values, seconds);
        return true;
      }),
  };
}

/** Too many calls of LockService at a time are refused: after about so long they are not. */
const LOCK_PAUSE_MS = 500;

/**
 * Each call may throw "There are too many LockService operations against the same script.", which no reference tells:
 * https://github.com/googleworkspace/apps-script-oauth2/issues/207
 */
export function scriptLock(lock: GoogleAppsScript.Lock.Lock): Lock {
  const take = (waitMs: number) => orElse<boolean | undefined>('tryLock', undefined, () => lock.tryLock(waitMs));
  return {
    tryLock(waitMs = 0) {
      const taken = take(waitMs);
      if (taken !== undefined) return taken;
      // At different times: many executions were refused at this moment.
      Utilities.sleep(LOCK_PAUSE_MS * (1 + Math.random()));
      return take(waitMs) ?? false;
    },
    release: () => orElse('releaseLock', undefined, () => lock.releaseLock()),
  };
}

/** @param limitMs how long this execution may work */
export function scriptClock(limitMs: number = RUN_LIMIT_MS - RESERVE_MS): Clock {
  const startedAt = Date.now();
  return {
    now: () => Date.now(),
    sleep: (ms) => Utilities.sleep(ms),
    left: () => startedAt + limitMs - Date.now(),
  };
}

/**
 * @param to address; null: whoever the script runs as
 * https://developers.google.com/apps-script/reference/mail/mail-app
 */
export function ownerMail(to: string | null): Mail {
  return (subject, text) => {
    try {
      MailApp.sendEmail(to ?? Session.getEffectiveUser().getEmail(), subject, text);
      return true;
    } catch (error) {
      console.warn(JSON.stringify({ mail: 'not sent', error: (error as Error).name }));
      return false;
    }
  };
}

const STANDING = ['catchUp', 'renewChannels', 'reconcile'];

/** Google switches triggers off at times; the reference does not say how that shows: https://github.com/Chimildic/goofy/issues/166 */
function isDisabled(trigger: GoogleAppsScript.Script.Trigger): boolean {
  return (trigger as { isDisabled?: () => boolean }).isDisabled?.() ?? false;
}

/** @param everyMinutes how often `catchUp` comes */
export function scriptTriggers(everyMinutes: number): ScriptTriggers {
  const all = () => ScriptApp.getProjectTriggers();
  const of = (functions: readonly string[]) => all().filter((each) => functions.includes(each.getHandlerFunction()));
  const remove = (triggers: readonly GoogleAppsScript.Script.Trigger[]): void => {
    for (const trigger of triggers) ScriptApp.deleteTrigger(trigger);
  };
  return {
    ensure: () =>
      orElse('triggers', false, () => {
        const old = of(STANDING);
        ScriptApp.newTrigger('catchUp').timeBased().everyMinutes(everyMinutes).create();
        ScriptApp.newTrigger('renewChannels').timeBased().everyHours(6).create();
        ScriptApp.newTrigger('reconcile').timeBased().everyDays(1).atHour(3).create();
        remove(old);
        return true;
      }),
    continueSoon(afterMs = 1000) {
      orElse('continueSoon', undefined, () => {
        // A spent one-shot trigger stays listed and counts among the 20: the old ones go first.
        remove(of(['goOnWorking']));
        ScriptApp.newTrigger('goOnWorking').timeBased().after(afterMs).create();
      });
    },
    removeAll: () => remove(all()),
    broken: () =>
      orElse<string[] | null>('triggers', null, () => {
        const running = of(STANDING).filter((trigger) => !isDisabled(trigger));
        return STANDING.filter((name) => !running.some((trigger) => trigger.getHandlerFunction() === name));
      }),
  };
}

/**
 * Google lets a person refuse single scopes: where one is missing this ends the execution and asks for it again.
 * https://developers.google.com/apps-script/concepts/scopes
 */
export function requireConsent(): void {
  ScriptApp.requireAllScopes(ScriptApp.AuthMode.FULL);
}

/** A call to a dead server must not eat the whole run. */
const FETCH_TIMEOUT_SECONDS = 60;

export interface FetchRequest {
  method: 'get' | 'post' | 'patch' | 'put';
  contentType?: string;
  headers?: Record<string, string>;
  payload?: string;
}

export interface TextAnswer {
  status: number;
  text: string;
  headers: object;
}

/**
 * Requests to one address, all at the same time, that never throw. No answer at all (name, TLS, time-out, cut connection)
 * is `unavailable`, then of all of them; the texts of Apps Script's own exceptions are in the account's language, so
 * nothing is read from them.
 * https://developers.google.com/apps-script/reference/url-fetch/url-fetch-app
 */
export function fetchTexts(url: string, requests: readonly FetchRequest[]): Result<TextAnswer>[] {
  // The types lack timeoutSeconds, which the reference has.
  const options = { url, muteHttpExceptions: true, timeoutSeconds: FETCH_TIMEOUT_SECONDS };
  try {
    return UrlFetchApp.fetchAll(requests.map((request) => ({ ...request, ...options }))).map((response) =>
      success({
        status: response.getResponseCode(),
        text: response.getContentText(),
        headers: response.getAllHeaders(),
      }),
    );
  } catch (error) {
    console.warn(
      JSON.stringify({ fetch: 'failed', host: /^https?:\/\/([^/]*)/.exec(url)?.[1], error: (error as Error).name }),
    );
    return requests.map(() => failed('unavailable', 'The server could not be reached'));
  }
}
