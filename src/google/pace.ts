// Quota units of the Calendar API that were spent in the last minute, over all executions.
// https://developers.google.com/workspace/calendar/api/guides/quota
import type { Cache, Clock } from '../ports';

/**
 * Google's minute, and a little more: it counts a call when it comes to it, and the way of one there may be shorter than
 * that of another a minute before.
 */
const SPAN_MS = 60_500;
/** Google gives a user 600 in any sliding minute; single edits need some while bulk takes the rest. */
const BULK_UNITS = 560;
const NAME = 'units';

/** `patch` is the only call that costs more than one: https://developers.google.com/workspace/calendar/api/guides/performance */
export const PATCH_UNITS = 3;

interface Spending {
  /** ms since the epoch */
  at: number;
  units: number;
}

export class Pace {
  private recent: Spending[] | undefined;

  constructor(
    private readonly clock: Clock,
    private readonly cache: Cache,
  ) {}

  /** Notes units of calls in bulk, for further executions, too. Without the cache Google's refusals set the pace. */
  spend(units: number): void {
    this.recent = [...this.lastMinute(), { at: this.clock.now(), units }];
    this.cache.putAll(
      { [NAME]: JSON.stringify(this.recent.map(({ at, units: n }) => [at, n])) },
      Math.ceil(SPAN_MS / 1000),
    );
  }

  /** Milliseconds until this many more units may be spent in bulk; more units than a minute has count as a whole minute's. */
  waitFor(units: number): number {
    const recent = this.lastMinute();
    let over = recent.reduce((sum, spending) => sum + spending.units, 0) + Math.min(units, BULK_UNITS) - BULK_UNITS;
    for (const spending of recent) {
      if (over <= 0) break;
      over -= spending.units;
      if (over <= 0) return spending.at + SPAN_MS - this.clock.now();
    }
    return 0;
  }

  private lastMinute(): Spending[] {
    this.recent ??= readSpendings(this.cache.get(NAME));
    const now = this.clock.now();
    // A clock that was put back must not make what was spent last for ever.
    return this.recent.filter(({ at }) => at <= now && now - at < SPAN_MS);
  }
}

function readSpendings(text: string | null): Spending[] {
  const entries = JSON.parse(text ?? '[]') as [number, number][];
  return entries.map(([at, units]) => ({ at, units }));
}
