// Who goes on next: everything that runs stands still at gates, and a seeded choice opens one of them at a time.
import { createHash } from 'node:crypto';
import type { VirtualClock } from './clock';
import { Random } from './random';

interface Gate {
  label: string;
  /** What passing it takes, ms on average. */
  ms: number;
  open: () => void;
}

/** So many steps without an end are a loop. */
const MAX_STEPS = 200_000;

export class Scheduler {
  /** Told of each gate just before it opens; faults strike here. */
  onStep: (label: string) => void = () => undefined;
  steps = 0;

  private waiting: Gate[] = [];
  private random = new Random(1);
  /** Chance that whoever went on last goes on again. */
  private sticky = 0.5;
  private readonly trace = createHash('sha256');
  private kept: string[] | undefined;

  constructor(private readonly clock: VirtualClock) {}

  /** Stands still until the choice falls on it. `ms`: the time that the step takes, on average. */
  gate(label: string, ms: number): Promise<void> {
    return new Promise((open) => this.waiting.push({ label, ms, open }));
  }

  /** From now on chance is drawn from this seed, so that what comes before can be left out without changing the rest. */
  reseed(seed: number): void {
    this.random = new Random(seed);
    this.sticky = this.random.next();
  }

  /** Opens one gate. False when nothing waits at any. */
  async step(): Promise<boolean> {
    await settled();
    const { waiting, random } = this;
    if (waiting.length === 0) return false;
    const at = random.chance(this.sticky) ? waiting.length - 1 : random.below(waiting.length);
    const [gate] = waiting.splice(at, 1);
    const { label, ms, open } = gate!;
    this.steps += 1;
    const line = `${Math.round(this.clock.now())} ${label}`;
    this.trace.update(`${line}\n`);
    this.kept?.push(line);
    this.onStep(label);
    open();
    await settled();
    this.clock.pass(ms * 2 * random.next());
    return true;
  }

  /** So many steps, or fewer when everything stands still. */
  async run(steps: number): Promise<void> {
    for (let i = 0; i < steps && (await this.step()); i++);
  }

  /** Until nothing waits at a gate; what waits for a moment in time stays so. @throws Error when that never comes */
  async untilStill(): Promise<void> {
    for (let i = 0; await this.step(); i++) if (i >= MAX_STEPS) throw new Error('the simulation never gets still');
  }

  /** Lets time pass, with everything that happens meanwhile. */
  async pass(ms: number): Promise<void> {
    const target = this.clock.now() + ms;
    for (;;) {
      await this.untilStill();
      const due = this.clock.nextDueAt();
      if (due === undefined || due > target) break;
      this.clock.pass(Math.max(0, due - this.clock.now()));
    }
    this.clock.pass(Math.max(0, target - this.clock.now()));
    await this.untilStill();
  }

  /** Keeps the lines of the trace from now on, for a story that is told. */
  keepTrace(): void {
    this.kept ??= [];
  }

  traceLines(): readonly string[] {
    return this.kept ?? [];
  }

  /** Stands for everything that has happened: equal for equal runs. */
  traceHash(): string {
    return this.trace.copy().digest('hex');
  }
}

/** Until all promises that can go on have gone on: nothing in the simulation waits for anything else. */
function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
