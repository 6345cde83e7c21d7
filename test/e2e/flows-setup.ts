// A real Directus with the generated flows, and a server that stands for the web app.
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { DirectusAdmin } from '../../sandbox/directus/admin';
import { bindingsToCollections, type KeyType } from '../../sandbox/directus/collections';
import { ensureDirectus } from '../../sandbox/directus/install';
import { startDirectus, type DirectusServer } from '../../sandbox/directus/server';
import { bindingsHash, parseBindings } from '../../src/core/bindings-file';
import { PROTOCOL, type Change, type ChangeResult, type FlowAnswer, type Refusal } from '../../src/core/message';
import type { Row } from '../../src/core/values';
import { webhookPath, type FlowForm } from '../../src/flows';
import { buildFlowFiles } from '../../tools/build-scripts';

export const SECRET = '7d1c0f6a9b3e4d5c8f2a1b0c9d8e7f6a';
const names = { start: 'starts', end: 'ends', summary: 'name', description: 'text' };
const binding = (id: string, collection: string, more: object = {}) => ({
  id,
  collection,
  calendar: id,
  fields: { ...names, eventId: `${id}_event`, sync: `${id}_sync`, ...more },
});

export const BINDINGS = parseBindings(
  JSON.stringify({
    bindings: [
      binding('main', 'talks'),
      { ...binding('second', 'talks'), onEventDeleted: { archive: { field: 'status', value: 'archived' } } },
      binding('uuids', 'meetings'),
      binding('texts', 'rooms', { key: 'code' }),
    ],
  }),
  'test',
);
const KEYS: Record<string, KeyType> = { talks: 'integer', meetings: 'uuid', rooms: 'string' };

export type Message = Record<string, unknown> & { id: string; rows: Row[] };
/** What the web app answers beside `{ok: true, id}`; a text is sent as an HTML page. */
export type Reply = (message: Message) => object | string;

export class Setup {
  readonly messages: Message[] = [];
  reply: Reply = () => ({});
  private requests = 0;

  private constructor(
    readonly directus: DirectusServer,
    readonly admin: DirectusAdmin,
    readonly webAppUrl: string,
    private readonly receiver: Server,
    private readonly folder: string,
  ) {}

  static async start(): Promise<Setup> {
    const folder = mkdtempSync(join(tmpdir(), 'flows-test-'));
    const install = await ensureDirectus({ log: () => undefined });
    const receiver = createServer();
    await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
    const webAppUrl = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/exec`;
    // The flows' own log lines have the level of Directus' log operation.
    const env = { GCALENDARHOOKSECRET: SECRET, GCALENDARHOOKURL: webAppUrl, LOG_LEVEL: 'info' };
    const directus = await startDirectus({ install, dataDir: join(folder, 'data'), env });
    const setup = new Setup(directus, new DirectusAdmin(directus), webAppUrl, receiver, folder);
    setup.listen();
    for (const spec of bindingsToCollections(BINDINGS))
      await setup.admin.createCollection({
        ...spec,
        keys: KEYS[spec.collection]!,
        uniqueEventId: spec.collection !== 'talks',
        texts: [...(spec.texts ?? []), 'user_note'],
      });
    await setup.bringInFlows({ form: 'env' });
    return setup;
  }

  async stop(): Promise<void> {
    await this.directus.stop();
    this.receiver.close();
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Imports the flows as a person does; while Directus loads them it drops runs, so this waits until one runs. */
  async bringInFlows(form: FlowForm): Promise<void> {
    const files = buildFlowFiles(BINDINGS, { ...form, version: '1.2.3' });
    await this.admin.replaceFlows(files['all-flows.json']!);
    await wait(1_500);
  }

  /** Posts to flow 4 as the script does. */
  async ask<Results = unknown>(action: string, content: object = {}): Promise<FlowAnswer<Results> | Refusal> {
    this.requests += 1;
    const head = {
      v: PROTOCOL,
      version: '1.2.3',
      id: `request-${this.requests}`,
      secret: SECRET,
      print: bindingsHash(BINDINGS),
    };
    const response = await this.post(JSON.stringify({ ...head, action, ...content }));
    return (await response.json()) as FlowAnswer<Results> | Refusal;
  }

  post(body: string): Promise<Response> {
    const headers = { 'content-type': 'application/json' };
    return fetch(this.directus.url + webhookPath('processEvents'), { method: 'POST', headers, body });
  }

  /** The results of an `apply`; a refusal fails the test. */
  async apply(bindingId: string, changes: Change[]): Promise<ChangeResult[]> {
    const answer = await this.ask<ChangeResult[]>('apply', { binding: bindingId, changes });
    if (!answer.ok) throw new Error(`${answer.code}: ${answer.message}`);
    return answer.results;
  }

  /** The message of a kind that `work` makes a flow send; those of earlier work may come late, so `isIt` tells them apart. */
  async messageOf(
    action: string,
    work: () => Promise<unknown>,
    isIt: (message: Message) => boolean = () => true,
  ): Promise<Message> {
    this.messages.length = 0;
    await work();
    return await until(() => this.messages.find((message) => message['action'] === action && isIt(message)));
  }

  private listen(): void {
    this.receiver.on('request', (request, response) => {
      let text = '';
      request.on('data', (part) => (text += String(part)));
      request.on('end', () => {
        const message = JSON.parse(text) as Message;
        this.messages.push(message);
        const answer = this.reply(message);
        response.setHeader('content-type', typeof answer === 'string' ? 'text/html' : 'application/json');
        response.end(
          typeof answer === 'string' ? answer : JSON.stringify({ ok: true, v: PROTOCOL, id: message.id, ...answer }),
        );
      });
    });
  }
}

/** Looks again until there is something. */
export async function until<T>(
  look: () => T | undefined | false | Promise<T | undefined | false>,
  limitMs = 20_000,
): Promise<T> {
  const end = Date.now() + limitMs;
  for (;;) {
    const found = await look();
    if (found !== undefined && found !== false) return found;
    if (Date.now() > end) throw new Error(`Nothing came within ${limitMs} ms: ${String(look)}`);
    await wait(30);
  }
}
