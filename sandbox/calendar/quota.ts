// Quotas of the Calendar API: units in a sliding minute, writes to one calendar in a sliding second, events created in a day of either kind.
import type { Clock } from '../clock';
import { ApiError } from './errors';
import type { QuotaOptions } from './options';

const MINUTE_MS = 60_000;
const SECOND_MS = 1000;
const DAY_MS = 86_400_000;

/** Amounts with their moments; those older than `spanMs` are forgotten. */
class SlidingSum {
  private entries: { at: number; amount: number }[] = [];
  private total = 0;

  constructor(private readonly spanMs: number) {}

  within(now: number): number {
    const kept = this.entries.findIndex(({ at }) => at > now - this.spanMs);
    const expired = this.entries.splice(0, kept < 0 ? this.entries.length : kept);
    for (const { amount } of expired) this.total -= amount;
    return this.total;
  }

  add(now: number, amount: number): void {
    this.entries.push({ at: now, amount });
    this.total += amount;
  }
}

/** A count that begins anew a day after its first use, as Apps Script's daily quotas do. */
class DayCount {
  private startedAt = -Infinity;
  private count = 0;

  within(now: number): number {
    return now - this.startedAt < DAY_MS ? this.count : 0;
  }

  add(now: number): void {
    if (now - this.startedAt >= DAY_MS) [this.startedAt, this.count] = [now, 0];
    this.count += 1;
  }
}

export class Quota {
  private readonly units = new SlidingSum(MINUTE_MS);
  private readonly writes = new Map<string, SlidingSum>();
  private readonly createdToday = new DayCount();
  private readonly createdLately = new SlidingSum(DAY_MS);

  constructor(private readonly clock: Clock) {}

  /** What a call of this method costs. */
  static cost(method: string, options: QuotaOptions): number {
    return options.costs[method] ?? 1;
  }

  /**
   * Takes the units of one call; a refused call takes none.
   * Errors: 403 or 429 with a rate reason. https://developers.google.com/workspace/calendar/api/guides/quota
   */
  spend(units: number, options: QuotaOptions): void {
    const now = this.clock.now();
    if (options.unitsPerMinute !== null && this.units.within(now) + units > options.unitsPerMinute)
      throw tooFast(options);
    this.units.add(now, units);
  }

  /** Counts a write to a calendar. Errors: as of `spend`. */
  countWrite(calendarId: string, options: QuotaOptions): void {
    if (options.writesPerSecond === null) return;
    const now = this.clock.now();
    const writes = this.writes.get(calendarId) ?? new SlidingSum(SECOND_MS);
    this.writes.set(calendarId, writes);
    if (writes.within(now) >= options.writesPerSecond) throw tooFast(options);
    writes.add(now, 1);
  }

  /** Errors: 403 `quotaExceeded` when no further event may be created today. */
  checkCreation(options: QuotaOptions): void {
    const created = options.createdDay === 'fromFirst' ? this.createdToday : this.createdLately;
    if (options.createdPerDay !== null && created.within(this.clock.now()) >= options.createdPerDay)
      throw new ApiError(403, 'quotaExceeded');
  }

  countCreation(): void {
    this.createdToday.add(this.clock.now());
    this.createdLately.add(this.clock.now(), 1);
  }
}

function tooFast({ answer }: QuotaOptions): ApiError {
  const [status = '', reason = ''] = answer.split(' ');
  return new ApiError(Number(status), reason);
}
