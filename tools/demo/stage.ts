// Where scenes are played: does something on one side, waits until it has really arrived on the other, tells the cost.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Sandbox } from '../../sandbox';
import { costsSoFar, difference, type Cost } from './costs';
import { Sides, type Appointment } from './sides';
import type { Side, StepResult, Transcript } from './transcript';

export interface Scene {
  title: string;
  /** @throws NotArrived where a step's change did not arrive */
  play(stage: Stage): Promise<void>;
}

export interface Step {
  /** For the table at the end. */
  title: string;
  /** Where the change is made, and which, in words. */
  where: Side;
  does: string;
  act: () => unknown;
  /** What must be seen on the other side then, in words. */
  expects: string;
  /** Looks at it; undefined when everything is there, else what is missing. */
  missing: () => Promise<string | undefined>;
  /** Real time that it may take. */
  limitMs?: number;
}

/** Ends a scene: the rest of it builds on what did not arrive. The step's result has the details. */
export class NotArrived extends Error {}

const LIMIT_MS = 30_000;
const IDLE_LIMIT_MS = 120_000;
const FIRST_POLL_MS = 150;
/** Looking at Google costs quota units that the script needs: the longer a wait, the rarer the looks. */
const POLL_SHARE = 0.1;
const PROGRESS_MS = 10_000;
const QUIET_MS = 400;
const MINUTE_MS = 60_000;
const HALF_HOUR_MS = 30 * MINUTE_MS;

export class Stage {
  readonly sides: Sides;
  readonly results: StepResult[] = [];

  constructor(
    readonly sandbox: Sandbox,
    readonly transcript: Transcript,
    private readonly signal: AbortSignal,
  ) {
    this.sides = new Sides(sandbox);
  }

  /** Makes a change and waits for it. Its cost includes the echo: what Google and Directus report of our own writes. */
  async step(step: Step): Promise<void> {
    this.transcript.did(step.where, step.does);
    const before = this.costs();
    const startedAt = performance.now();
    await step.act();
    const missing = await this.watch(step, startedAt);
    const seconds = (performance.now() - startedAt) / 1000;
    await this.settle();
    const result = { title: step.title, seconds, missing, cost: difference(this.costs(), before) };
    this.results.push(result);
    this.transcript.arrived(step.where === 'Directus' ? 'Google' : 'Directus', result, step.expects);
    if (missing !== undefined) throw new NotArrived(step.title);
  }

  /** Moves Google's clock, which starts what is due: script triggers, a fresh minute of quota. */
  async advanceClock(minutes: number, why: string): Promise<void> {
    this.transcript.note(`Google's clock is moved on by ${minutes === 1 ? 'a minute' : `${minutes} minutes`}: ${why}`);
    await this.control('/clock', { advanceMs: minutes * MINUTE_MS });
  }

  /** Adds a fault to the local Google until `clearFaults`. */
  async addFault(fault: Record<string, unknown>): Promise<void> {
    await this.control('/faults', fault);
  }

  async clearFaults(): Promise<void> {
    await this.control('/faults', undefined, 'DELETE');
  }

  /** Waits until nothing is on its way any more on either side. */
  async settle(): Promise<void> {
    await this.control('/idle', { timeoutMs: IDLE_LIMIT_MS });
    await this.sandbox.admin.waitForQuiet(QUIET_MS, IDLE_LIMIT_MS);
    await this.control('/idle', { timeoutMs: IDLE_LIMIT_MS });
  }

  costs(): Cost {
    return costsSoFar(this.sandbox.google, this.sides.looks);
  }

  /** The n-th half hour of a day some weeks ahead. */
  slot(n: number): Pick<Appointment, 'start' | 'end'> {
    const day = Math.floor(Date.now() / (24 * 60 * MINUTE_MS)) + 28;
    const start = day * 24 * 60 * MINUTE_MS + n * HALF_HOUR_MS;
    return { start: new Date(start).toISOString(), end: new Date(start + HALF_HOUR_MS).toISOString() };
  }

  private async watch({ missing, limitMs = LIMIT_MS }: Step, startedAt: number): Promise<string | undefined> {
    let toldAt = startedAt;
    for (;;) {
      const lacking = await missing();
      const now = performance.now();
      if (lacking === undefined || now - startedAt > limitMs) return lacking;
      if (now - toldAt > PROGRESS_MS) {
        this.transcript.note(`… ${((now - startedAt) / 1000).toFixed(0)} s: ${lacking}`);
        toldAt = now;
      }
      await sleep(Math.max(FIRST_POLL_MS, (now - startedAt) * POLL_SHARE), undefined, { signal: this.signal });
    }
  }

  private async control(path: string, body?: unknown, method = 'POST'): Promise<void> {
    const url = `${this.sandbox.google.controlUrl}${path}`;
    const content = body === undefined ? {} : { body: JSON.stringify(body) };
    const response = await fetch(url, { method, signal: this.signal, ...content });
    if (!response.ok) throw new Error(`${method} ${url}: ${response.status} ${await response.text()}`);
  }
}
