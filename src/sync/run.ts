// A run: the pairs that a source has found, settled slice by slice. What would destroy something comes last (BR4).
import { groupBy } from '../core/groups';
import { itemInSync } from '../core/item';
import { applyBrake, closeBrake } from './brake';
import type { App } from './context';
import { calendarOf, type Job } from './job';
import type { MetPairs } from './met';
import { listNamedEvents, wantsEvent } from './needs-google';
import { putOff } from './next-day';
import { RetryBook } from './retries';
import { isPatched, mostOf, Settling, type Outcome } from './settle';
import { SHORT_SLICE } from './slow';

/** What a source has found. */
export interface Found {
  pairs: readonly Job[];
  /** Pairs that turn out only once the others are settled. */
  rest?: () => readonly Job[];
  /** All of them are settled: the cursor moves. */
  commit: () => void;
  /** Is told after each slice how many pairs are left. */
  tell?: (open: number) => void;
}

/** Runs of up to this many pairs count as single edits: they wait for no limit, because a person is looking at them. */
const FEW = 5;

export function isBulk(pairs: number): boolean {
  return pairs > FEW;
}

/** A slice is made smaller rather than waited for longer than this. */
const PATIENCE_MS = 3_000;
/** A wait for Google's limit is cut into pieces, so that wake-ups are served meanwhile. */
const NAP_MS = 2_000;
/** How often pairs may turn out to destroy something that was not decided about. */
const MAX_PASSES = 3;

export class Run {
  readonly outcome: Outcome = { writeBacks: [], left: [], touched: [], waiting: [], settled: [], putOff: [] };
  isOver = false;
  private open: Job[];
  /** Pairs that looked agreed, and have to be written after all. */
  private readonly toWrite = new Set<Job>();
  private pass = 0;
  private rest: Found['rest'];
  private readonly bulk: boolean;

  constructor(
    private readonly app: App,
    private readonly found: Found,
  ) {
    this.open = [...found.pairs];
    this.rest = found.rest;
    this.bulk = isBulk(found.pairs.length);
    listNamedEvents(app, this.open);
  }

  /**
   * Settles the next slice, or waits a little for Google.
   * @param met takes the pairs of the slice
   */
  step(met: MetPairs): void {
    if (this.open.length === 0) return this.endPass();
    const until = this.bulk ? this.app.quota.bulkWaitsUntil() : 0;
    if (until > 0) {
      putOff(this.app, this.open.length, until);
      this.outcome.putOff.push(...this.open);
      this.open = [];
      return;
    }
    const { slice, waitMs } = this.nextSlice();
    if (waitMs === 0) this.settle(slice, met);
    else if (this.app.clock.left() <= waitMs) this.stop();
    else this.app.clock.sleep(Math.min(waitMs, NAP_MS));
  }

  /** Pairs that were settled meanwhile by other work. */
  forget(met: MetPairs): void {
    this.open = this.open.filter((job) => !met.has(job));
    this.outcome.waiting = this.outcome.waiting.filter((job) => !met.has(job));
  }

  private settle(slice: readonly Job[], met: MetPairs): void {
    for (const job of slice) met.add(job);
    const { tooFast, noRoom } = new Settling(this.app, this.bulk, this.outcome).run(slice);
    const settled = slice.length - tooFast.length - noRoom.length;
    // Where nothing had to be written, nothing was learnt of how fast the calendar takes it.
    if (slice.some((job) => this.mayWrite(job)))
      this.app.slow.note(calendarOf(slice[0]!), { refused: tooFast.length, taken: settled });
    for (const job of [...tooFast, ...noRoom]) this.toWrite.add(job);
    // Once more, as an event may be known only now.
    for (const job of slice) met.add(job);
    const taken = new Set(slice);
    // What Google took for too fast comes again, after the other calendars.
    this.open = [...noRoom, ...this.open.filter((job) => !taken.has(job)), ...tooFast];
    this.found.tell?.(this.open.length);
    if (this.app.clock.left() <= 0 || this.outcome.outage) this.stop();
  }

  private stop(): void {
    this.outcome.left.push(...this.open);
    this.open = [];
  }

  private endPass(): void {
    const { outcome } = this;
    if (this.pass === 0 && this.rest && outcome.left.length === 0) {
      this.open = [...this.rest()];
      this.rest = undefined;
      if (this.open.length > 0) return;
    }
    const { waiting } = outcome;
    outcome.waiting = [];
    applyBrake(this.app, waiting);
    this.open = withoutStopped(this.app, waiting);
    this.pass += 1;
    if (this.open.length > 0 && this.pass < MAX_PASSES) return;
    this.stop();
    closeBrake(this.app, outcome.settled, [...outcome.left, ...outcome.putOff]);
    this.isOver = true;
  }

  /** Pairs of the calendar that is to be waited for the least. */
  private nextSlice(): { slice: Job[]; waitMs: number } {
    const { app } = this;
    const slices = [...groupBy(this.open, calendarOf)].map(([calendarId, group]) => {
      const most = app.calendar.isOneByOne() ? SHORT_SLICE : app.slow.slice(calendarId);
      const longest = Math.min(group.length, most);
      const isNear = (length: number): boolean => this.msUntilAffordable(group.slice(0, length)) <= PATIENCE_MS;
      const slice = group.slice(0, mostOf(Math.min(SHORT_SLICE, longest), longest, isNear));
      return { slice, waitMs: Math.max(app.slow.waitMs(calendarId), this.msUntilAffordable(slice)) };
    });
    return slices.reduce((best, next) => (next.waitMs < best.waitMs ? next : best));
  }

  /** How long Google's limit for a minute asks bulk to wait. A few pairs never wait. */
  private msUntilAffordable(slice: readonly Job[]): number {
    const writing = slice.filter((job) => this.mayWrite(job));
    if (!isBulk(slice.length) || writing.length === 0) return 0;
    return this.app.calendar.waitMs(
      writing.length + writing.filter(wantsEvent).length,
      writing.filter(isPatched).length,
    );
  }

  /** An item that was not read follows its event; what looks agreed needs no write. */
  private mayWrite(job: Job): boolean {
    const { item, event } = job.pair;
    if (this.toWrite.has(job)) return true;
    return item.is !== 'unread' && !(item.is === 'present' && event.is === 'live' && itemInSync(item));
  }
}

/** Jobs that have something to write. The others are set aside: each catch-up looks at them again. */
function withoutStopped(app: App, jobs: readonly Job[]): Job[] {
  const retries = new RetryBook(app);
  const going = jobs.filter((job) => {
    // Where only fields would be emptied the other fields of the pair go on.
    const stopped = job.brake.held.some(({ fields }) => fields.length === 0);
    if (stopped) retries.done(job);
    return !stopped;
  });
  retries.save();
  return going;
}
