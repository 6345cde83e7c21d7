// Runs of flows: operation after operation, each with what those before it left.
// https://github.com/directus/directus/blob/main/api/src/flows.ts
import type { Actor } from './actor';
import { NotPlayed, ServerEnded } from './errors';
import type { Flow, FlowOperation } from './flow-file';
import type { Items, ItemEvent } from './items';
import { runOperation } from './operations';
import type { Accountability, HttpAnswer, HttpRequest } from './options';
import type { Scripts } from './scripts';

export interface FlowRunsContext {
  items: Items;
  scripts: Scripts;
  send: (request: HttpRequest) => Promise<HttpAnswer>;
  log: (line: string) => void;
  env: Record<string, string>;
  actor: (name: string, call: number | null) => Actor;
  /** Told of a run that came to something that is not played: nothing that follows would be true. */
  broken: (defect: NotPlayed) => void;
}

export class FlowRuns {
  inFlight = 0;
  private runs = 0;

  constructor(private readonly context: FlowRunsContext) {}

  /** Starts all flows that an event triggers. Nobody waits for them. */
  start(flows: readonly Flow[], event: ItemEvent, accountability: Accountability): void {
    for (const flow of flows.filter(({ events }) => events.includes(event.event)))
      this.launch(flow, event, accountability);
  }

  /** Runs a flow for which nobody waits. */
  launch(flow: Flow, trigger: unknown, accountability: Accountability): void {
    this.run(flow, trigger, accountability).catch((error: unknown) => {
      // A server that ended tells nobody, and what is not played has been told already.
      if (!(error instanceof ServerEnded || error instanceof NotPlayed)) throw error;
    });
  }

  /** Runs a flow to its end. @returns what the last operation left */
  async run(
    flow: Flow,
    trigger: unknown,
    accountability: Accountability,
    call: number | null = null,
  ): Promise<unknown> {
    const actor = this.context.actor(`${flow.label} ${(this.runs += 1)}`, call);
    const run = new Run(this.context, trigger, accountability);
    this.inFlight += 1;
    try {
      let next: FlowOperation | null = flow.first;
      while (next) {
        await actor.step(next.key);
        next = await run.operation(next, actor);
      }
      actor.check();
      this.inFlight -= 1;
      return run.last;
    } catch (error) {
      if (error instanceof NotPlayed) this.context.broken(error);
      throw error;
    }
  }
}

class Run {
  last: unknown;
  private readonly data: Record<string, unknown>;
  private readonly texts = new Map<string, string>();
  private readonly errors = new Map<string, unknown>();

  constructor(
    private readonly context: FlowRunsContext,
    trigger: unknown,
    accountability: Accountability,
  ) {
    this.data = {};
    this.last = trigger;
    for (const [name, value] of Object.entries({
      $trigger: trigger,
      $last: trigger,
      $accountability: accountability,
      $env: context.env,
    }))
      this.keep(name, value);
  }

  /** Runs one operation. @returns the next one */
  async operation(operation: FlowOperation, actor: Actor): Promise<FlowOperation | null> {
    const { key, resolve, reject } = operation;
    let next = resolve;
    let left: unknown;
    try {
      const options = Object.fromEntries(operation.options.map(([name, rendered]) => [name, rendered(this.data)]));
      const run = { data: this.data, input: { texts: this.texts, errors: this.errors } };
      left = (await runOperation(this.context, actor, operation, options, run)) ?? null;
      actor.check();
    } catch (error) {
      if (error instanceof NotPlayed || error instanceof ServerEnded) throw error;
      actor.check();
      left = error ?? null;
      next = reject;
    }
    this.keep(key, left);
    this.keep('$last', left);
    this.last = left;
    return next;
  }

  private keep(name: string, value: unknown): void {
    this.data[name] = value;
    const isError = value instanceof Error || (Array.isArray(value) && value.some((part) => part instanceof Error));
    if (isError) {
      this.texts.delete(name);
      this.errors.set(name, value);
    } else {
      this.errors.delete(name);
      this.texts.set(name, JSON.stringify(value));
    }
  }
}
