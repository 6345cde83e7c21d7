// A world around a simulated Directus: its clock, its chance, and who takes the next step.
import type { Binding } from '../../../simulation/binding';
import { bindingsHash } from '../../../src/core/bindings-file';
import { PROTOCOL, type Change, type ChangeResult, type FlowAnswer, type Refusal } from '../../../src/core/message';
import { FLOW_IDS } from '../../../src/flows';
import {
  SimulatedDirectus,
  type DirectusOptions,
  type HttpAnswer,
  type HttpRequest,
  type Row,
} from '../../../simulation/directus';
import { BINDINGS, ENV, SECRET, testFlows } from '../../flows/run-script';

export type Message = Record<string, unknown> & { id: string; rows: Row[] };

export const START_MS = Date.UTC(2026, 5, 1);

export class World {
  readonly directus: SimulatedDirectus;
  /** Steps in the order in which they were taken. */
  readonly trace: string[] = [];
  readonly messages: Message[] = [];
  /** What the web app answers beside `{ok: true, id}`; throws: no connection. */
  reply: (message: Message) => object | HttpAnswer = () => ({});
  nowMs = START_MS;
  private readonly waiting: { label: string; go: () => void }[] = [];
  private requests = 0;

  constructor(
    private readonly seed = 1,
    options: Partial<DirectusOptions> = {},
  ) {
    const random = lehmer(seed);
    this.directus = new SimulatedDirectus({
      bindings: BINDINGS as Binding[],
      keys: { talks: 'integer', rooms: 'string' },
      flows: JSON.stringify(testFlows()),
      env: ENV,
      now: () => this.nowMs,
      random,
      step: (label) => new Promise((go) => this.waiting.push({ label, go })),
      send: (request) => Promise.resolve(request).then((sent) => this.answer(sent)),
      texts: ['status'],
      ...options,
    });
    this.directus.faults.withoutUniqueIndex.add('talks');
  }

  /** Labels of those who wait for their next step. */
  get pending(): string[] {
    return this.waiting.map(({ label }) => label);
  }

  /** Lets the first of those wait no longer whose label has `part` in it. */
  async take(part: string): Promise<void> {
    await settled();
    const at = this.waiting.findIndex(({ label }) => label.includes(part));
    if (at < 0) throw new Error(`Nobody waits for "${part}" but ${JSON.stringify(this.pending)}`);
    await this.go(at);
  }

  /** Takes steps of those whose label starts with `who` up to the one that has `part` in it, which is left to wait. */
  async until(who: string, part: string): Promise<void> {
    for (;;) {
      await settled();
      const at = this.waiting.findIndex(({ label }) => label.startsWith(who));
      if (at < 0) throw new Error(`${who} does not come to "${part}"`);
      if (this.waiting[at]!.label.includes(part)) return;
      await this.go(at);
    }
  }

  /** Takes steps in an order of the seed, until nobody waits for one. */
  async quiet(): Promise<void> {
    const random = lehmer(this.seed + 1);
    for (;;) {
      await settled();
      if (this.waiting.length === 0) return;
      await this.go(Math.floor(random() * this.waiting.length));
    }
  }

  /** Does something, and all that follows from it. */
  async all<T>(work: Promise<T>): Promise<T> {
    const [result] = await Promise.allSettled([work, this.quiet()]);
    if (result.status === 'rejected') throw result.reason;
    return result.value;
  }

  ask(action: string, content: object = {}, secret = SECRET): Promise<FlowAnswer<Row[]> | Refusal> {
    return this.post(JSON.stringify({ ...this.head(secret), action, ...content })).then(
      ({ body }) => JSON.parse(body) as FlowAnswer<Row[]> | Refusal,
    );
  }

  async apply(binding: string, changes: Change[]): Promise<ChangeResult[]> {
    const answer = await this.ask('apply', { binding, changes });
    if (!answer.ok) throw new Error(`${answer.code}: ${answer.message}`);
    return answer.results as unknown as ChangeResult[];
  }

  post(body: string, headers: Record<string, string> = {}): Promise<HttpAnswer> {
    const json = { 'Content-Type': 'application/json', ...headers };
    return this.directus.webhook(FLOW_IDS.processEvents, { method: 'POST', headers: json, query: {}, body });
  }

  private head(secret: string): object {
    this.requests += 1;
    return { v: PROTOCOL, version: '1.2.3', id: `request-${this.requests}`, secret, print: bindingsHash(BINDINGS) };
  }

  private async go(at: number): Promise<void> {
    const [{ label, go }] = this.waiting.splice(at, 1) as [{ label: string; go: () => void }];
    this.trace.push(label);
    go();
    await settled();
  }

  private answer(request: HttpRequest): HttpAnswer {
    const message = JSON.parse(request.body) as Message;
    this.messages.push(message);
    const answer = this.reply(message);
    if ('status' in answer) return answer as HttpAnswer;
    const body = JSON.stringify({ ok: true, v: PROTOCOL, id: message.id, ...answer });
    return { status: 200, headers: { 'Content-Type': 'application/json' }, body };
  }
}

/** Everything that waits for no step has been done: promises are settled before the event loop goes on. */
function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** Park and Miller's generator. */
function lehmer(seed: number): () => number {
  let state = seed * 7919 + 1;
  return () => (state = (state * 48271) % 2147483647) / 2147483647;
}
