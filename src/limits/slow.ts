// R45: a calendar that Google asks to be slower with is left alone for a while. The others go on.
// https://developers.google.com/workspace/calendar/api/guides/quota
import type { Clock } from '../app/ports';

/** Google advises 1, 2, 4 … s and a random part. */
const FIRST_WAIT_MS = 1000;
const LONGEST_WAIT_MS = 32_000;

/** What one execution was told; the next one asks Google itself once. */
export class SlowCalendars {
  private readonly told = new Map<string, { until: number; waitMs: number }>();

  constructor(
    private readonly clock: Clock,
    private readonly random: () => number,
  ) {}

  /** Whether Google's last word on the calendar was that it is to be slower with. */
  has(calendarId: string): boolean {
    return this.told.has(calendarId);
  }

  /** Milliseconds for which the calendar is to be left alone. */
  waitMs(calendarId: string): number {
    return Math.max(0, (this.told.get(calendarId)?.until ?? 0) - this.clock.now());
  }

  /** What became of calls to a calendar. */
  note(calendarId: string, wasRefused: boolean): void {
    if (!wasRefused) return void this.told.delete(calendarId);
    const waitMs = Math.min((this.told.get(calendarId)?.waitMs ?? FIRST_WAIT_MS / 2) * 2, LONGEST_WAIT_MS);
    const until = this.clock.now() + waitMs + Math.floor(this.random() * FIRST_WAIT_MS);
    this.told.set(calendarId, { until, waitMs });
  }
}
