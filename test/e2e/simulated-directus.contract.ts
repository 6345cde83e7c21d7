// The simulated Directus against the real one: the same scenarios, and both have to tell the same of each step.
import type { Binding } from '../../simulation/binding';
import { createHmac } from 'node:crypto';
import { DirectusApiError } from '../../sandbox/directus/rest-client';
import { bindingsHash } from '../../src/core/bindings-file';
import { PROTOCOL } from '../../src/core/message';
import { FLOW_IDS, webhookPath } from '../../src/flows';
import { RequestRefused, SimulatedDirectus, type HttpAnswer, type Key, type Row } from '../../simulation/directus';
import { buildFlowFiles } from '../../tools/build-scripts';
import { Refused, SCENARIOS, type Reply, type Side } from '../simulation/directus/scenarios';
import { BINDINGS, SECRET, Setup, until } from './flows-setup';

const KEYS = { talks: 'integer', meetings: 'uuid', rooms: 'string' } as const;
const TOKEN = createHmac('sha256', SECRET).update('channel-1').digest('hex');
const LOG_LINE = /Google Calendar sync: .*/;

/** A request as the script sends it. */
function requestText(body: object | string): string {
  if (typeof body === 'string') return body;
  const print = bindingsHash(BINDINGS);
  return JSON.stringify({ v: PROTOCOL, version: '1.2.3', id: 'request', secret: SECRET, print, ...body });
}

function pushHeaders(headers: Record<string, string>): Record<string, string> {
  const token = headers['X-Goog-Channel-Token'];
  return token === 'right' ? { ...headers, 'X-Goog-Channel-Token': TOKEN } : headers;
}

class RealSide implements Side {
  private linesSeen = 0;

  constructor(
    private readonly setup: Setup,
    readonly first: Side['first'],
  ) {
    this.linesSeen = setup.directus.lines().length;
  }

  set reply(reply: Reply) {
    this.setup.reply = reply;
  }

  create(collection: string, rows: Row | readonly Row[]) {
    return this.write('POST', `/items/${collection}`, rows);
  }

  update(collection: string, keys: Key | readonly Key[], data: Row) {
    if (Array.isArray(keys)) return this.write('PATCH', `/items/${collection}`, { keys, data });
    return this.write('PATCH', `/items/${collection}/${encodeURIComponent(String(keys))}`, data);
  }

  updateEach(collection: string, rows: readonly Row[]) {
    return this.write('PATCH', `/items/${collection}`, rows);
  }

  remove(collection: string, keys: Key | readonly Key[]) {
    if (Array.isArray(keys)) return this.write('DELETE', `/items/${collection}`, keys);
    return this.write('DELETE', `/items/${collection}/${encodeURIComponent(String(keys))}`);
  }

  rows(collection: string): Promise<Row[]> {
    return this.setup.admin.items(collection).readByQuery();
  }

  async post(
    body: object | string,
    { contentType = 'application/json', method = 'POST', flow = FLOW_IDS.processEvents } = {},
  ) {
    const url = `${this.setup.directus.url}/flows/trigger/${flow}`;
    const sent = method === 'GET' ? {} : { body: requestText(body) };
    return await answerOf(await fetch(url, { method, headers: { 'content-type': contentType }, ...sent }));
  }

  async push(headers: Record<string, string>): Promise<HttpAnswer> {
    const url = this.setup.directus.url + webhookPath('proxy');
    return await answerOf(await fetch(url, { method: 'POST', headers: pushHeaders(headers) }));
  }

  messages(): Promise<Row[]> {
    return Promise.resolve([...this.setup.messages]);
  }

  logged(): Promise<string[]> {
    const lines = this.setup.directus.lines().slice(this.linesSeen);
    return Promise.resolve(lines.flatMap((line) => LOG_LINE.exec(line)?.[0] ?? []));
  }

  /** What was seen is not shown again. */
  forget(): void {
    this.setup.messages.length = 0;
    this.linesSeen = this.setup.directus.lines().length;
  }

  private async write(method: string, path: string, body?: unknown): Promise<unknown> {
    try {
      await this.setup.admin.request(method, path, body);
      return 'done';
    } catch (error) {
      if (error instanceof DirectusApiError) throw new Refused(error.status, error.errors);
      throw error;
    }
  }
}

async function answerOf(response: Response): Promise<HttpAnswer> {
  const type = response.headers.get('content-type');
  return { status: response.status, headers: type ? { 'content-type': type } : {}, body: await response.text() };
}

class SimulatedSide implements Side {
  readonly first = { activity: 1, revision: 0 };
  reply: Reply = () => ({});
  private readonly directus: SimulatedDirectus;
  private sent: Row[] = [];

  constructor(webAppUrl: string) {
    this.directus = new SimulatedDirectus({
      bindings: BINDINGS as Binding[],
      keys: KEYS,
      flows: buildFlowFiles(BINDINGS, { form: 'env', version: '1.2.3' })['all-flows.json']!,
      env: { GCALENDARHOOKSECRET: SECRET, GCALENDARHOOKURL: webAppUrl },
      now: Date.now,
      random: Math.random,
      step: () => Promise.resolve(),
      send: ({ body }) => Promise.resolve(this.answer(JSON.parse(body) as Row)),
    });
    this.directus.faults.withoutUniqueIndex.add('talks');
  }

  create(collection: string, rows: Row | readonly Row[]) {
    return write(() => this.directus.create(collection, Array.isArray(rows) ? rows : [rows as Row]));
  }

  update(collection: string, keys: Key | readonly Key[], data: Row) {
    return write(() => this.directus.update(collection, Array.isArray(keys) ? keys : [keys as Key], data));
  }

  updateEach(collection: string, rows: readonly Row[]) {
    return write(() => this.directus.updateEach(collection, rows));
  }

  remove(collection: string, keys: Key | readonly Key[]) {
    return write(() => this.directus.remove(collection, Array.isArray(keys) ? keys : [keys as Key]));
  }

  rows(collection: string): Promise<Row[]> {
    return Promise.resolve(this.directus.rows(collection));
  }

  async post(
    body: object | string,
    { contentType = 'application/json', method = 'POST', flow = FLOW_IDS.processEvents } = {},
  ) {
    const headers = { 'Content-Type': contentType };
    const sent = method === 'GET' ? '' : requestText(body);
    return await this.directus.webhook(flow, { method, headers, query: {}, body: sent });
  }

  push(headers: Record<string, string>): Promise<HttpAnswer> {
    return this.directus.webhook(FLOW_IDS.proxy, {
      method: 'POST',
      headers: pushHeaders(headers),
      query: {},
      body: '',
    });
  }

  async messages(): Promise<Row[]> {
    await until(() => this.directus.runsInFlight() === 0);
    return [...this.sent];
  }

  logged(): Promise<string[]> {
    return Promise.resolve([...this.directus.log]);
  }

  forget(): void {
    this.sent = [];
    this.directus.log.length = 0;
  }

  private answer(message: Row): HttpAnswer {
    this.sent.push(message);
    const answer = this.reply(message);
    const json =
      typeof answer === 'string' ? answer : JSON.stringify({ ok: true, v: PROTOCOL, id: message['id'], ...answer });
    return { status: 200, headers: {}, body: json };
  }
}

async function write(work: () => Promise<unknown>): Promise<unknown> {
  try {
    await work();
    return 'done';
  } catch (error) {
    if (error instanceof RequestRefused) throw new Refused(error.status, error.errors);
    throw error;
  }
}

/** What a side told, with its own ids and times made comparable. */
class Normalised {
  private readonly uuids = new Map<string, string>();

  constructor(private readonly first: Side['first']) {}

  async of(work: () => Promise<unknown>): Promise<unknown> {
    const told = await work().catch((error: unknown) => {
      if (error instanceof Refused) return { refused: error.status, errors: error.errors };
      throw error;
    });
    return this.value(told, '');
  }

  private value(value: unknown, name: string, parent: Row = {}): unknown {
    if (Array.isArray(value)) return this.list(value, name);
    if (typeof value === 'object' && value !== null)
      return Object.fromEntries(
        Object.entries(value)
          .sort(([a], [b]) => (a < b ? -1 : 1))
          .map(([member, part]) => [member, this.value(part, member, value as Row)]),
      );
    if (typeof value === 'string') return this.text(value, name, parent);
    if (typeof value === 'number' && name === 'stamp') return value - this.first.activity;
    if (typeof value === 'number' && name === 'id' && 'item' in parent)
      return value - ('action' in parent ? this.first.activity : this.first.revision);
    return value;
  }

  /** Runs and their messages may come in any order; so may the rows that a message is about. */
  private list(value: unknown[], name: string): unknown[] {
    const made = value.map((part) => this.value(part, name));
    const isMessages = made.some((part) => typeof part === 'object' && part !== null && 'secret' in part);
    return isMessages || name === 'revisions' ? sorted(made) : made;
  }

  private text(value: string, name: string, parent: Row): unknown {
    if (name === 'id' && 'secret' in parent) return 'a message id';
    if (name === 'timestamp') return 'a time';
    if (name === 'user') return 'a person';
    if (name === 'body' && value.startsWith('{')) return this.value(JSON.parse(value), 'json');
    const stamped = value.replace(
      /^(2;[^;]*);(\d+);/,
      (_, home, stamp) => `${home};${Number(stamp) - this.first.activity};`,
    );
    return stamped.replace(/[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}/gi, (uuid) =>
      this.uuid(uuid),
    );
  }

  /** UUIDs by the order in which they were first seen. */
  private uuid(uuid: string): string {
    const known = this.uuids.get(uuid) ?? `uuid ${this.uuids.size}`;
    this.uuids.set(uuid, known);
    return known;
  }
}

function sorted(values: unknown[]): unknown[] {
  return values
    .map((value) => JSON.stringify(value))
    .sort()
    .map((text) => JSON.parse(text) as unknown);
}

let setup: Setup;
let real: RealSide;
let simulated: SimulatedSide;
let forms: { real: Normalised; simulated: Normalised };

beforeAll(async () => {
  setup = await Setup.start();
  await untilFlowsRun();
  const newest = async (log: string) => {
    const [row] = await setup.admin.request<{ id: number }[]>('GET', `/${log}?fields=id&sort=-id&limit=1`);
    return row!.id;
  };
  real = new RealSide(setup, { activity: await newest('activity'), revision: await newest('revisions') });
  simulated = new SimulatedSide(setup.webAppUrl);
  forms = { real: new Normalised(real.first), simulated: new Normalised(simulated.first) };
}, 15 * 60_000);
afterAll(() => setup?.stop(), 30_000);
jest.setTimeout(600_000);

/** While Directus loads flows it drops runs. Both kinds of event flow have to have run, on what leaves no key behind. */
async function untilFlowsRun(): Promise<void> {
  const meetings = setup.admin.items('meetings');
  const hasCome = (action: string) => setup.messages.some((message) => message['action'] === action);
  await until(async () => {
    const { id } = await meetings.createOne({ name: 'Do flows run?' });
    await meetings.deleteOne(String(id));
    return hasCome('items') && hasCome('deleted');
  }, 120_000);
  await setup.admin.waitForQuiet();
  setup.messages.length = 0;
}

/** How long the real side may take until it tells the same. */
const LIMIT_MS = 45_000;

describe('both tell the same', () => {
  it.each(Object.entries(SCENARIOS))('%s', async (_, scenario) => {
    const act = async (what: string, work: (side: Side) => Promise<unknown>) => {
      const expected = await forms.simulated.of(() => work(simulated));
      expect({ [what]: await forms.real.of(() => work(real)) }).toEqual({ [what]: expected });
    };
    const look: typeof act = async (what, work) => {
      const expected = await forms.simulated.of(() => work(simulated));
      let told: unknown;
      const isSame = async () => {
        told = await forms.real.of(() => work(real));
        return JSON.stringify(told) === JSON.stringify(expected);
      };
      await until(isSame, LIMIT_MS).catch(() => undefined);
      expect({ [what]: told }).toEqual({ [what]: expected });
    };
    await scenario(act, look);
    real.forget();
    simulated.forget();
  });
});
