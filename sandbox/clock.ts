// Google's clock in the sandbox: the real time plus whatever was advanced, and the jobs that wait for a moment of it.

/** A job that waits for a moment; `cancel` is a no-op once it has run. */
export interface Scheduled {
  cancel(): void;
}

interface Job {
  at: number;
  order: number;
  run: () => void | Promise<void>;
}

/** The longest delay that Node's timers take without overflowing. */
const MAX_TIMER_MS = 2 ** 31 - 1;

/** No clock is ever ahead by as much, nor stands before it: 1985. */
const HELD_FROM_MS = 5e11;

/**
 * What the sandbox's clock says.
 * @param setting one float64 in shared memory, so that a thread never reads half of a change: what is added to the real
 *   time, or, while the clock is held, the moment at which it stands
 */
export function sandboxNow([setting = 0]: Float64Array): number {
  return setting >= HELD_FROM_MS ? setting : Date.now() + setting;
}

export class Clock {
  private readonly setting = new Float64Array(new SharedArrayBuffer(Float64Array.BYTES_PER_ELEMENT));
  private order = 0;
  private jobs: Job[] = [];
  private timer: NodeJS.Timeout | undefined;
  private advancing = false;
  /** The moments at which waits inside running jobs end. */
  private waits: number[] = [];
  private readonly running = new Set<Promise<void>>();
  private wakeAdvance: (() => void) | undefined;

  /** Milliseconds since the epoch, as Google's servers would tell them. */
  now(): number {
    return sandboxNow(this.setting);
  }

  /** What `sandboxNow` reads: a worker thread's `Date` follows while it computes. */
  get sharedSetting(): SharedArrayBuffer {
    return this.setting.buffer as SharedArrayBuffer;
  }

  /** Runs `run` once when the clock reaches `at` (ms), by real time passing or by `advance`. */
  schedule(at: number, run: () => void | Promise<void>): Scheduled {
    const job: Job = { at, order: this.order++, run };
    this.jobs.push(job);
    this.arm();
    return {
      cancel: () => {
        this.jobs = this.jobs.filter((other) => other !== job);
        this.arm();
      },
    };
  }

  /**
   * Waits as a sleeping program does: until the clock was advanced so far, at the latest until the time has really
   * passed. A job that `advance` runs may wait, too: the clock then leaps on to what comes next.
   */
  async wait(ms: number): Promise<void> {
    const until = this.now() + ms;
    this.waits.push(until);
    this.wakeAdvance?.();
    await new Promise<void>((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        job.cancel();
        this.waits.splice(this.waits.indexOf(until), 1);
        resolve();
      };
      const timer = this.held ? undefined : setTimeout(done, Math.min(ms, MAX_TIMER_MS)).unref();
      const job = this.schedule(until, done);
    });
  }

  /** The moment of the next job, undefined when none waits. */
  nextDueAt(): number | undefined {
    return this.jobs.reduce<number | undefined>((least, job) => Math.min(least ?? job.at, job.at), undefined);
  }

  /** Moves the clock and runs, in order of time, everything that becomes due, each at its own moment. */
  async advance(ms: number): Promise<void> {
    const target = this.now() + ms;
    this.advancing = true;
    try {
      for (let job = this.takeDue(target); job; job = this.takeDue(target)) {
        this.leapTo(job.at);
        const running = Promise.resolve(job.run()).finally(() => this.running.delete(running));
        this.running.add(running);
        await this.untilAllWait(target);
      }
      this.leapTo(target);
    } finally {
      this.advancing = false;
      this.arm();
    }
  }

  /** Stops following the real time: the clock stands still from now on, but for what it is moved by. */
  hold(): void {
    this.setting[0] = this.now();
    this.arm();
  }

  /** Follows the real time again, from where the clock stands. */
  release(): void {
    this.setting[0] = this.now() - Date.now();
    this.arm();
  }

  /** Moves the clock on and starts what is due then, without waiting for its end. */
  step(ms: number): void {
    this.leapTo(this.now() + ms);
    this.runDue();
  }

  /**
   * Moves the clock to its next moment, and starts what is due then without waiting for its end: for time in which
   * nobody does anything but wait.
   * @returns false when no moment is waited for
   */
  skip(): boolean {
    const due = this.nextDueAt();
    if (due === undefined || this.advancing) return false;
    this.leapTo(due);
    this.runDue();
    return true;
  }

  /** Forgets all jobs, so that a process can end. */
  dispose(): void {
    this.jobs = [];
    this.arm();
  }

  private get held(): boolean {
    return this.setting[0]! >= HELD_FROM_MS;
  }

  private leapTo(at: number): void {
    this.setting[0]! += Math.max(0, at - this.now());
  }

  /** Until the jobs that were started have ended, or wait for a moment that the clock can leap to. */
  private async untilAllWait(target: number): Promise<void> {
    while (this.running.size > 0 && !this.waits.some((until) => until <= target))
      await Promise.race([...this.running, new Promise<void>((resolve) => (this.wakeAdvance = resolve))]);
  }

  private takeDue(limit: number): Job | undefined {
    const due = this.jobs.filter((job) => job.at <= limit).sort((a, b) => a.at - b.at || a.order - b.order)[0];
    if (due) this.jobs = this.jobs.filter((job) => job !== due);
    return due;
  }

  private arm(): void {
    clearTimeout(this.timer);
    const due = this.nextDueAt();
    if (due === undefined || this.advancing || this.held) return;
    this.timer = setTimeout(() => this.runDue(), Math.min(Math.max(0, due - this.now()), MAX_TIMER_MS));
    this.timer.unref();
  }

  /** Real time passed: jobs don't wait for each other then, a long one would make all others late. */
  private runDue(): void {
    for (let job = this.takeDue(this.now()); job; job = this.takeDue(this.now())) void job.run();
    this.arm();
  }
}
