// GL5: a calendar that Google asks to be slower with is left alone for a while. The others go on.
// https://developers.google.com/workspace/calendar/api/guides/quota
import type { Clock } from '../ports';

/** Google advises 1, 2, 4 … s and a random part. */
const FIRST_WAIT_MS = 1000;
const LONGEST_WAIT_MS = 32_000;

/** Pairs that are settled together at most, between two looks at the clock: ten batches at Google, five calls to Directus. */
const SLICE = 500;
/** One batch: no slice is shorter because a minute has no room for more; and what is left of one where calls are slow. */
export const SHORT_SLICE = 50;
const LEAST_SLICE = 10;
/** So many slices of what a calendar took of one are settled before more is tried: each try that fails is a wait. */
const STEADY_SLICES = 5;

/** What one execution was told; the next one asks Google itself once. */
export class SlowCalendars {
  private readonly told = new Map<string, { until: number; waitMs: number }>();
  private readonly slices = new Map<string, number>();
  private readonly steady = new Map<string, number>();

  constructor(
    private readonly clock: Clock,
    private readonly random: () => number,
  ) {}

  /** How many pairs may be settled together: after a refusal as many as were taken, later twice as many each time. */
  slice(calendarId: string): number {
    return this.slices.get(calendarId) ?? SLICE;
  }

  /** Milliseconds for which the calendar is to be left alone. */
  waitMs(calendarId: string): number {
    return Math.max(0, (this.told.get(calendarId)?.until ?? 0) - this.clock.now());
  }

  /** What became of a slice of pairs of a calendar: how many of them Google took for too fast. */
  note(calendarId: string, { refused, taken }: { refused: number; taken: number }): void {
    if (refused === 0) {
      const steady = this.steady.get(calendarId) ?? 0;
      this.steady.set(calendarId, Math.max(0, steady - 1));
      if (steady === 0) this.slices.set(calendarId, Math.max(this.slice(calendarId), Math.min(taken * 2, SLICE)));
      return void this.told.delete(calendarId);
    }
    this.slices.set(calendarId, Math.min(Math.max(taken, LEAST_SLICE), SHORT_SLICE));
    // A calendar that took nothing is closed for a while, whatever comes; one that took a part has told its number.
    this.steady.set(calendarId, taken > 0 ? STEADY_SLICES : 0);
    const before = taken > 0 ? undefined : this.told.get(calendarId);
    const waitMs = before ? Math.min(before.waitMs * 2, LONGEST_WAIT_MS) : FIRST_WAIT_MS;
    const until = this.clock.now() + waitMs + Math.floor(this.random() * FIRST_WAIT_MS);
    this.told.set(calendarId, { until, waitMs });
  }
}
