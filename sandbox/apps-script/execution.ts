// One execution: a function of the bundle in a thread, its calls answered, its run time limited, its console kept.
import type { Clock } from '../clock';
import type { ConsoleLine, ExecutionConfig, HostAnswer, HostCallName, Outcome, Usage, WorkerMessage } from './protocol';
import type { WorkerPool, WorkerSlot } from './worker-pool';

const TOO_LONG = 'Exceeded maximum execution time';

export type ExecutionKind = 'webapp' | 'trigger' | 'editor';

/** How an execution ended. */
export type Ending = Outcome | { killed: string };

/** Answers a call that an execution makes; rejects where the script is to see an exception. */
export type CallHandler = (execution: Execution, name: HostCallName, args: unknown[]) => Promise<unknown>;

export interface ExecutionSetup {
  id: string;
  kind: ExecutionKind;
  functionName: string;
  /** The function's arguments, as JSON can hold them. */
  args: unknown[];
  config: ExecutionConfig;
  limitMs: number;
  /** What passes on the clock before the first line runs, ms; no run time of the script. */
  startMs: number;
  clock: Clock;
  onCall: CallHandler;
}

export class Execution {
  readonly console: ConsoleLine[] = [];
  /** Resolves when the execution has ended, in whatever way. */
  readonly ending: Promise<Ending>;

  private resolveEnding: (ending: Ending) => void = () => undefined;
  private ended = false;
  private usedMs = 0;
  private runningSince: number | undefined;
  private used: Usage | undefined;
  private limitTimer: NodeJS.Timeout | undefined;

  constructor(
    readonly setup: ExecutionSetup,
    private readonly pool: WorkerPool,
    private readonly slot: WorkerSlot = pool.take(),
  ) {
    this.ending = new Promise((resolve) => (this.resolveEnding = resolve));
    slot.onMessage = (message) => this.receive(message);
    slot.onError = (error) => this.end({ error: threadError(error) }, true);
    void this.begin();
  }

  get id(): string {
    return this.setup.id;
  }

  /** Run time so far, ms: real time, but a sleep counts in full even if the clock was advanced meanwhile. */
  get ms(): number {
    return this.usedMs + (this.runningSince === undefined ? 0 : performance.now() - this.runningSince);
  }

  /** Whether the script is at work in real time, or waits for somebody who is: not for the sandbox's clock. */
  get computing(): boolean {
    return this.runningSince !== undefined;
  }

  /** What it took of the machine; known once it has ended by itself. */
  get usage(): Usage | undefined {
    return this.used;
  }

  /** Ends the execution at once, as Google does at the limit: no catch, no finally, nothing returned. */
  kill(reason: string): void {
    this.end({ killed: reason }, true);
  }

  /** Blocks the script for so long, or until the limit kills it; false when it has ended meanwhile. */
  async sleep(ms: number): Promise<boolean> {
    if (ms === 0) return !this.ended;
    this.pause();
    const left = Math.max(0, this.setup.limitMs - this.usedMs);
    await this.setup.clock.wait(Math.min(ms, left));
    this.usedMs += Math.min(ms, left);
    if (ms >= left) this.kill(TOO_LONG);
    else if (!this.ended) this.resume();
    return !this.ended;
  }

  private async begin(): Promise<void> {
    const { functionName, args, config, clock, startMs } = this.setup;
    if (startMs > 0) await clock.wait(startMs);
    if (this.ended) return;
    const start = { functionName, args: JSON.stringify(args), config, sharedSetting: clock.sharedSetting };
    this.slot.post({ type: 'run', start });
    this.resume();
  }

  private pause(): void {
    this.usedMs = this.ms;
    this.runningSince = undefined;
    clearTimeout(this.limitTimer);
  }

  private resume(): void {
    this.runningSince = performance.now();
    this.limitTimer = setTimeout(() => this.kill(TOO_LONG), this.setup.limitMs - this.usedMs);
  }

  private receive(message: WorkerMessage): void {
    if (message.type === 'console') this.console.push(message.line);
    if (message.type === 'call' && !this.ended) void this.answer(message.name, message.args);
    if (message.type === 'done') {
      this.used ??= message.usage;
      this.end(message.outcome, false);
    }
    if (message.type === 'ready' && this.ended) this.pool.giveBack(this.slot);
  }

  private async answer(name: HostCallName, args: string): Promise<void> {
    let answer: HostAnswer;
    try {
      answer = { value: (await this.setup.onCall(this, name, JSON.parse(args) as unknown[])) ?? null };
    } catch (error) {
      // Everything that goes wrong in a service is an exception to the script, as it is at Google.
      answer = { exception: { name: 'Exception', message: (error as Error).message } };
    }
    if (!this.ended) this.slot.answer(answer);
  }

  private end(ending: Ending, terminate: boolean): void {
    if (this.ended) return;
    this.pause();
    this.ended = true;
    if (terminate) void this.slot.terminate();
    this.resolveEnding(ending);
  }
}

function threadError(error: Error): Extract<Outcome, { error: object }>['error'] {
  return { name: error.name, message: error.message, line: undefined, stack: error.stack ?? '', details: undefined };
}
