// One execution of the script: it runs in a thread, and stands still before each call until the scheduler lets it go on.
import type { Caller } from '../../sandbox/apps-script/calls';
import type { Ending, ExecutionKind } from '../../sandbox/apps-script/execution';
import type { ConsoleLine, ExecutionConfig, HostAnswer, HostCallName } from '../../sandbox/apps-script/protocol';
import type { VirtualClock } from '../clock';
import type { Scheduler } from '../scheduler';
import type { FromThread } from './messages';
import type { ScriptThread } from './threads';

export interface ExecutionSetup {
  id: string;
  kind: ExecutionKind;
  functionName: string;
  /** JSON of the arguments. */
  args: string;
  config: ExecutionConfig;
  limitMs: number;
  seed: number;
  /** Script properties when it begins. */
  settings: Record<string, string>;
}

/** A call of an execution, just before it takes effect or just after. */
export interface ScriptCall {
  execution: Execution;
  name: HostCallName;
  args: unknown[];
  when: 'before' | 'after';
  /** Of a call that has taken effect. */
  result?: HostAnswer;
}

export interface ExecutionParts {
  clock: VirtualClock;
  scheduler: Scheduler;
  answer: (execution: Execution, name: HostCallName, args: unknown[]) => Promise<unknown>;
  /** Told before and after each call; may kill the execution. */
  onCall: (call: ScriptCall) => void;
}

const TOO_LONG = 'Exceeded maximum execution time';

/** Time that a call takes, ms on average, by the beginning of its name. */
const COSTS: [prefix: string, ms: number][] = [
  ['calendar.', 120],
  ['urlfetch.', 60],
  ['properties.', 15],
  ['cache.', 10],
  ['triggers.', 100],
  ['mail.', 200],
];

export class Execution implements Caller {
  readonly console: ConsoleLine[] = [];
  startedAt: number;
  private killed: string | undefined;
  private die: () => void = () => undefined;
  private readonly death = new Promise<void>((resolve) => (this.die = resolve));

  constructor(
    readonly setup: ExecutionSetup,
    private readonly parts: ExecutionParts,
  ) {
    this.startedAt = parts.clock.now();
  }

  get id(): string {
    return this.setup.id;
  }

  /** Run time so far, ms. */
  get ms(): number {
    return this.parts.clock.now() - this.startedAt;
  }

  /** Ends the execution wherever it is: nothing of it counts any more. */
  kill(reason: string): void {
    this.killed ??= reason;
    this.die();
  }

  async sleep(ms: number): Promise<boolean> {
    if (ms > 0) await this.parts.clock.wait(Math.min(ms, Math.max(0, this.setup.limitMs - this.ms)));
    return this.killed === undefined;
  }

  /** Runs to the end in a thread that is idle. */
  async run(thread: ScriptThread): Promise<Ending> {
    const { functionName, args, config, seed, settings } = this.setup;
    let message = this.take(thread.resume({ type: 'run', functionName, args, config, seed, settings }));
    while (message.type === 'call') {
      const answer = await Promise.race([this.serve(message.name, message.args), this.death]);
      if (this.killed !== undefined) {
        thread.resume({ type: 'killed' });
        return { killed: this.killed };
      }
      message = this.take(thread.resume({ type: 'answer', answer: JSON.stringify(answer) }));
    }
    return message.outcome;
  }

  private async serve(name: HostCallName, text: string): Promise<HostAnswer> {
    const { scheduler, answer, onCall } = this.parts;
    const args = JSON.parse(text) as unknown[];
    const cost = COSTS.find(([prefix]) => name.startsWith(prefix))?.[1] ?? 1;
    await scheduler.gate(`${this.id} ${this.setup.functionName} ${name}`, cost);
    if (this.ms > this.setup.limitMs) this.kill(TOO_LONG);
    else onCall({ execution: this, name, args, when: 'before' });
    if (this.killed !== undefined) return { value: null };
    let result: HostAnswer;
    try {
      result = { value: (await answer(this, name, args)) ?? null };
    } catch (error) {
      // Whatever goes wrong in a service is an exception to the script.
      result = { exception: { name: 'Exception', message: (error as Error).message } };
    }
    if (this.killed === undefined) onCall({ execution: this, name, args, when: 'after', result });
    return result;
  }

  private take(message: FromThread): FromThread {
    this.console.push(...message.console);
    return message;
  }
}
