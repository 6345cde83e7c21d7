// Time that passes only when the simulation lets it: the same for Google, for Directus and inside the script.
import { Clock, type Scheduled } from '../sandbox/clock';

interface Job {
  at: number;
  run: () => void | Promise<void>;
}

export class VirtualClock extends Clock {
  private readonly time: Float64Array;
  /** In the order in which they were scheduled. */
  private waiting: Job[] = [];

  /** @param shared one Float64, ms since the epoch; the script's threads read it as their `Date` */
  constructor(startAt: number, shared: SharedArrayBuffer) {
    super();
    this.time = new Float64Array(shared);
    this.time[0] = startAt;
  }

  override now(): number {
    return this.time[0]!;
  }

  override schedule(at: number, run: () => void | Promise<void>): Scheduled {
    const job: Job = { at, run };
    this.waiting.push(job);
    return { cancel: () => void (this.waiting = this.waiting.filter((other) => other !== job)) };
  }

  override async wait(ms: number): Promise<void> {
    await new Promise<void>((resolve) => this.schedule(this.now() + ms, resolve));
  }

  override nextDueAt(): number | undefined {
    return this.waiting.reduce<number | undefined>((least, { at }) => Math.min(least ?? at, at), undefined);
  }

  /** Moves the time and begins, each at its moment, what is due; what that sets going is the scheduler's. */
  pass(ms: number): void {
    const target = this.now() + ms;
    for (let job = this.jobDue(target); job; job = this.jobDue(target)) {
      this.time[0] = Math.max(this.now(), job.at);
      void job.run();
    }
    this.time[0] = target;
  }

  /** Moves the time at once, as for a machine that slept: what was due meanwhile begins at its end, once. */
  leap(ms: number): void {
    this.time[0] = this.now() + ms;
    for (const job of this.waiting.filter(({ at }) => at <= this.now())) {
      if (!this.waiting.includes(job)) continue;
      this.waiting.splice(this.waiting.indexOf(job), 1);
      void job.run();
    }
  }

  override advance(ms: number): Promise<void> {
    this.pass(ms);
    return Promise.resolve();
  }

  override dispose(): void {
    this.waiting = [];
  }

  private jobDue(limit: number): Job | undefined {
    let due: Job | undefined;
    for (const job of this.waiting) if (job.at <= limit && (!due || job.at < due.at)) due = job;
    if (due) this.waiting.splice(this.waiting.indexOf(due), 1);
    return due;
  }
}
