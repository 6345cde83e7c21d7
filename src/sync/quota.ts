// GL8: the daily quota: how much of Google's allowances is used. The day of each is 24 hours from its first use, as Google
// counts. https://developers.google.com/apps-script/guides/services/quotas
import { isObject, parseJson } from '../core/checks';
import {
  LONGEST_CACHED_SECONDS,
  cell,
  type Allowance,
  type Cache,
  type Clock,
  type Count,
  type Lock,
  type Log,
} from '../ports';
import { CONSUMER, type Allowances } from '../store/settings';
import type { State } from '../store/state';

/** What is stored of an allowance. */
export interface Day {
  /** When it was used first, ms since the epoch. */
  since: number;
  used: number;
}

/** Bulk leaves the rest of each to single edits. */
const BULK_SHARE = 0.9;
const DAY_MS = 86_400_000;
/** Many executions may end at the same time, and each takes a moment for it: what was used for work must not be lost. */
const WORKER_WAIT_MS = 20_000;

export function mapAllowances<T>(make: (name: Allowance) => T): Record<Allowance, T> {
  const names = Object.keys(CONSUMER) as Allowance[];
  return Object.fromEntries(names.map((name) => [name, make(name)])) as Record<Allowance, T>;
}

type Days = Partial<Record<Allowance, Day>>;

/** What the cache holds. */
interface Kept {
  days: Days;
  /** When it was last written to the properties, ms since the epoch. */
  storedAt: number;
}

/** What was used of each allowance when it was last stored; under the name that the daily quota had first. */
export const USED = cell<Days>('ledger', {});
/** The same in the cache, with what was added since. */
const CACHED = 'ledger';
/** Each write counts for the day: runs of triggers, which come every few minutes, write it, messages only where none came. */
const STORED_EVERY_MS = 15 * 60_000;

export interface QuotaParts {
  state: State;
  cache: Cache;
  clock: Clock;
  /** Another lock than the one for work: an execution that finds that one taken has used something, too. */
  lock: Lock;
  log: Log;
  allowed: Allowances;
  /** What this execution has used; it may have begun to count before the quota was there. */
  own: Days;
}

/** Counts into `own`. */
export function counter(own: Days, now: () => number): Count {
  return (what, amount = 1) => {
    own[what] ??= { since: now(), used: 0 };
    own[what].used += amount;
  };
}

export class Quota {
  readonly allowed: Allowances;
  /** All state was taken out: this execution leaves none behind. */
  isForgotten = false;
  private readonly count: Count;
  private stored: Days | undefined;

  constructor(private readonly parts: QuotaParts) {
    this.allowed = parts.allowed;
    this.count = counter(parts.own, () => parts.clock.now());
  }

  /** The script's clockwork started this execution, so that its run time counts. */
  byTrigger(): void {
    this.count('triggerSeconds', 0);
  }

  /** What was used of it, with what this execution has used so far, and when its next day begins (ms since the epoch). */
  day(name: Allowance): Day & { until: number } {
    const now = this.parts.clock.now();
    this.stored ??= this.known();
    const before = this.stored[name];
    const own = this.parts.own[name] ?? { since: now, used: 0 };
    // No execution runs longer than six minutes: more says only that the clock was put forward meanwhile.
    const ranSeconds = Math.min(Math.ceil((now - own.since) / 1000), 360);
    const more = name === 'triggerSeconds' ? ranSeconds : own.used;
    // A clock that was put back must not make a day last for ever.
    const { since, used } = before && Math.abs(now - before.since) < DAY_MS ? before : { since: own.since, used: 0 };
    return { since, used: used + more, until: since + DAY_MS };
  }

  /** How much bulk may still use of it. */
  bulkRoom(name: Allowance): number {
    return Math.max(0, Math.floor(this.allowed[name] * BULK_SHARE - this.day(name).used));
  }

  /** When bulk may go on, ms since the epoch; 0: now. The number of new events is a question of its own. */
  bulkWaitsUntil(): number {
    const untils = mapAllowances((name) =>
      name === 'newEvents' || this.bulkRoom(name) > 0 ? 0 : this.day(name).until,
    );
    return Math.max(...Object.values(untils));
  }

  /** Google said that its limit is reached, whatever was counted here. @returns when to try again, ms since the epoch */
  refused(): number {
    this.count('newEvents', Math.max(0, this.allowed.newEvents - this.day('newEvents').used));
    return this.day('newEvents').until;
  }

  /**
   * To be called once, at the end. An execution that is killed before loses its own counts, and no more. Never throws.
   */
  save(): void {
    const { state, clock, cache, lock, log, own } = this.parts;
    // An execution that only left a wake-up has used next to nothing, and many of them end at the same moment.
    const hasWorked = Object.keys(own).some((name) => name !== 'propertyCalls');
    if (this.isForgotten || !hasWorked) return;
    if (!lock.tryLock(WORKER_WAIT_MS)) return log({ quota: 'not stored' });
    try {
      // Others have added to it meanwhile.
      const kept = this.kept();
      this.stored = kept.days;
      const now = clock.now();
      const isDue = own.triggerSeconds !== undefined || Math.abs(now - kept.storedAt) >= STORED_EVERY_MS;
      // The write itself is one, too.
      if (isDue) this.count('propertyCalls');
      const used = Object.entries(mapAllowances((name) => this.day(name))).filter(([, day]) => day.used > 0);
      const days = Object.fromEntries(used.map(([name, { since, used: sum }]) => [name, { since, used: sum }]));
      const isStored = isDue && this.store(days);
      const next: Kept = { days, storedAt: isStored ? now : kept.storedAt };
      if (!cache.putAll({ [CACHED]: JSON.stringify(next) }, LONGEST_CACHED_SECONDS) && !isDue) state.set(USED, days);
    } catch (error) {
      // Nobody who waits for this execution's work needs to know.
      log({ quota: 'not stored', error: (error as Error).name });
    } finally {
      lock.release();
    }
  }

  /** For a status that is asked for while the properties fail. */
  private known(): Days {
    try {
      return this.kept().days;
    } catch (error) {
      this.parts.log({ quota: 'not read', error: (error as Error).name });
      return {};
    }
  }

  private store(days: Days): boolean {
    try {
      this.parts.state.set(USED, days);
      return true;
    } catch (error) {
      this.parts.log({ quota: 'not stored', error: (error as Error).name });
      return false;
    }
  }

  /** The cache has what was added since it was last stored; without it, that is lost. */
  private kept(): Kept {
    const cached = parseJson(this.parts.cache.get(CACHED) ?? '');
    return isObject(cached) ? (cached as unknown as Kept) : { days: this.parts.state.get(USED), storedAt: 0 };
  }
}
