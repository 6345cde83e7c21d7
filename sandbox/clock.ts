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

export class Clock {
  private offsetMs = 0;
  private order = 0;
  private jobs: Job[] = [];
  private timer: NodeJS.Timeout | undefined;
  private advancing = false;

  /** Milliseconds since the epoch, as Google's servers would tell them. */
  now(): number {
    return Date.now() + this.offsetMs;
  }

  /** What was added to the real time so far. An execution's own `Date` must be moved by it. */
  get aheadMs(): number {
    return this.offsetMs;
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
        this.offsetMs += Math.max(0, job.at - this.now());
        await job.run();
      }
      this.offsetMs += Math.max(0, target - this.now());
    } finally {
      this.advancing = false;
      this.arm();
    }
  }

  /** Forgets all jobs, so that a process can end. */
  dispose(): void {
    this.jobs = [];
    this.arm();
  }

  private takeDue(limit: number): Job | undefined {
    const due = this.jobs.filter((job) => job.at <= limit).sort((a, b) => a.at - b.at || a.order - b.order)[0];
    if (due) this.jobs = this.jobs.filter((job) => job !== due);
    return due;
  }

  private arm(): void {
    clearTimeout(this.timer);
    const due = this.nextDueAt();
    if (due === undefined || this.advancing) return;
    this.timer = setTimeout(() => void this.runDue(), Math.min(Math.max(0, due - this.now()), MAX_TIMER_MS));
    this.timer.unref();
  }

  private async runDue(): Promise<void> {
    for (let job = this.takeDue(this.now()); job; job = this.takeDue(this.now())) await job.run();
    this.arm();
  }
}
