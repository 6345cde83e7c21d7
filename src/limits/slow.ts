// R45: a calendar that Google asks to be slower with is left alone for a while. The others go on.
// https://developers.google.com/workspace/calendar/api/guides/quota
import type { Clock } from '../app/ports';

/** Google advises 1, 2, 4 … s and a random part. */
const FIRST_WAIT_MS = 1000;
const LONGEST_WAIT_MS = 32_000;

/** Pairs that are settled together, between two looks at the clock: ten batches at Google, five calls to Directus. */
export const SLICE = 500;
/** One batch: what a slice is shortened by where a minute has no room for all of it, and what is left of it where calls are slow. */
export const SHORT_SLICE = 50;

/** What one execution was told; the next one asks Google itself once. */
export class SlowCalendars {
  private readonly told = new Map<string, { until: number; waitMs: number }>();
  private readonly slices = new Map<string, number>();

  constructor(
    private readonly clock: Clock,
    private readonly random: () => number,
  ) {}

  /** How many pairs may go out together: after a refusal a batch, then twice as many each time. */
  slice(calendarId: string): number {
    return this.slices.get(calendarId) ?? SLICE;
  }

  /** Milliseconds for which the calendar is to be left alone. */
  waitMs(calendarId: string): number {
    return Math.max(0, (this.told.get(calendarId)?.until ?? 0) - this.clock.now());
  }

  /** What became of calls to a calendar. */
  note(calendarId: string, wasRefused: boolean): void {
    this.slices.set(calendarId, wasRefused ? SHORT_SLICE : Math.min(this.slice(calendarId) * 2, SLICE));
    if (!wasRefused) return void this.told.delete(calendarId);
    const waitMs = Math.min((this.told.get(calendarId)?.waitMs ?? FIRST_WAIT_MS / 2) * 2, LONGEST_WAIT_MS);
    const until = this.clock.now() + waitMs + Math.floor(this.random() * FIRST_WAIT_MS);
    this.told.set(calendarId, { until, waitMs });
  }
}
