// A real Directus from the project's own install: it starts, takes flows as a person brings them in, and ends cleanly.
import { buildSync } from 'esbuild';
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { DirectusAdmin } from '../../../sandbox/directus/admin';
import { bindingsToCollections, type CollectionSpec, type KeyType } from '../../../sandbox/directus/collections';
import { ensureDirectus, type DirectusInstall } from '../../../sandbox/directus/install';
import { isRunning } from '../../../sandbox/directus/processes';
import { DirectusRest } from '../../../sandbox/directus/rest-client';
import { startDirectus, type DirectusServer } from '../../../sandbox/directus/server';
import { fieldsOf } from '../harness';

declare const __PROJECT_ROOT__: string;

const FIRST_INSTALL_MS = 15 * 60_000;
const SECRET = '7d1c0f6a9b3e4d5c8f2a1b0c9d8e7f6a';
const FLOW_ID = '5f0e6c52-1111-4c1c-9d55-000000000001';
const OPERATION_ID = '5f0e6c52-1111-4c1c-9d55-000000000002';

const folder = mkdtempSync(join(tmpdir(), 'directus-install-test-'));
let install: DirectusInstall;
let directus: DirectusServer;
let admin: DirectusAdmin;
/** Stands for the web app: keeps what flows send to it. */
let receiver: Server;
let received: { secret: string | undefined; body: unknown }[] = [];

function spec(collection: string, keys: KeyType = 'integer', prefix = 'calendar_event'): CollectionSpec {
  return { collection, fields: fieldsOf(prefix), keys };
}

/** One event flow that posts what it was triggered with to the receiver. */
function flowFile(): string {
  const operation = {
    id: OPERATION_ID,
    name: 'Send',
    key: 'send',
    type: 'request',
    position_x: 19,
    position_y: 1,
    options: {
      method: 'POST',
      url: '{{$env.GCALENDARHOOKURL}}',
      headers: [{ header: 'x-secret', value: '{{$env.GCALENDARHOOKSECRET}}' }],
      body: '{{$trigger}}',
    },
    resolve: null,
    reject: null,
    flow: FLOW_ID,
  };
  const flow = {
    id: FLOW_ID,
    name: 'Send what changed',
    icon: 'bolt',
    color: null,
    description: null,
    trigger: 'event',
    accountability: null,
    options: { type: 'action', scope: ['items.create', 'items.update', 'items.delete'], collections: ['collection1'] },
    operation: OPERATION_ID,
  };
  return JSON.stringify({ version: 2, flows: [{ flow, operations: [operation] }] });
}

async function startReceiver(): Promise<string> {
  receiver = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body: unknown = JSON.parse(Buffer.concat(chunks).toString('utf8'));
      received.push({ secret: request.headers['x-secret'] as string | undefined, body });
      response.end('{}');
    });
  });
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/`;
}

async function until(condition: () => boolean): Promise<void> {
  for (let attempt = 0; !condition(); attempt += 1) {
    if (attempt === 200) throw new Error('The condition did not come true within 10 s.');
    await wait(50);
  }
}

beforeAll(async () => {
  install = await ensureDirectus({ log: (line) => process.stderr.write(`${line}\n`) });
  const url = await startReceiver();
  directus = await startDirectus({
    install,
    dataDir: join(folder, 'main'),
    env: { GCALENDARHOOKSECRET: SECRET, GCALENDARHOOKURL: url },
  });
  admin = new DirectusAdmin(directus);
}, FIRST_INSTALL_MS);

afterAll(async () => {
  await directus.stop();
  receiver.close();
  rmSync(folder, { recursive: true, force: true });
});

beforeEach(() => {
  received = [];
});

jest.setTimeout(60_000);

describe('the install', () => {
  test('is found again without any work', async () => {
    const said: string[] = [];
    const startedAt = Date.now();
    expect(await ensureDirectus({ log: (line) => said.push(line) })).toEqual(install);
    expect(said).toEqual([]);
    expect(Date.now() - startedAt).toBeLessThan(500);
  });

  test('runs the pinned version, for which a person can log in at once', async () => {
    const info = await admin.request<{ version: string }>('GET', '/server/info');
    expect(info.version).toBe('12.4.0');
    const login = { email: directus.email, password: directus.password };
    const session = await new DirectusRest({ url: directus.url }).request<object>('POST', '/auth/login', login);
    expect(session).toHaveProperty('access_token');
  });
});

describe('collections', () => {
  test.each<[KeyType, Record<string, unknown>, unknown]>([
    ['integer', {}, 1],
    ['uuid', {}, expect.stringMatching(/^[0-9a-f-]{36}$/)],
    ['string', { id: 'first' }, 'first'],
  ])('with %s keys hold items with all fields of a binding', async (keys, key, expected) => {
    const collection = `keys_${keys}`;
    await admin.createCollection(spec(collection, keys));
    const item = {
      name: 'Tea',
      description: '',
      calendar_event_id: null,
      calendar_event_sync: null,
      calendar_event_start: '2026-03-29T00:30:00.000Z',
      calendar_event_end: null,
    };
    expect(await admin.items(collection).createOne({ ...item, ...key })).toEqual({ ...item, id: expected });
  });

  test('are made once, and only lacking fields are added for a second binding', async () => {
    const [first, second] = bindingsToCollections([
      spec('shared'),
      { ...spec('shared', 'integer', 'second'), onEventDeleted: { archive: { field: 'state' } } },
    ]) as [CollectionSpec, CollectionSpec];
    for (const one of [first, first, second, second]) await admin.createCollection(one);
    const fields = await admin.request<{ field: string }[]>('GET', '/fields/shared');
    expect(fields.map(({ field }) => field).sort()).toEqual(
      [
        ...['calendar_event_end', 'calendar_event_id', 'calendar_event_start', 'calendar_event_sync'],
        ...['description', 'id', 'name', 'second_id', 'second_sync', 'state'],
      ].sort(),
    );
    const { meta } = await admin.request<{ meta: Record<string, unknown> }>('GET', '/collections/shared');
    expect(meta).toMatchObject({
      accountability: 'all',
      item_duplication_fields: ['name', 'calendar_event_start', 'calendar_event_end', 'description', 'state'],
    });
  });

  test('refuse a second item with the same event id', async () => {
    await admin.createCollection(spec('unique_ids'));
    const items = admin.items('unique_ids');
    await items.createMany([{ calendar_event_id: 'a' }, { name: 'no event' }, { name: 'no event' }]);
    await expect(items.createOne({ calendar_event_id: 'a' })).rejects.toMatchObject({
      status: 400,
      code: 'RECORD_NOT_UNIQUE',
    });
  });
});

describe('items', () => {
  test('can be written in every way that Directus has', async () => {
    await admin.createCollection(spec('written'));
    const items = admin.items('written');
    const names = async (): Promise<unknown[]> => (await items.readByQuery({ sort: ['id'] })).map(({ name }) => name);
    await items.createMany([{ name: 'a' }, { name: 'b' }, { name: 'c' }, { name: 'd' }]);
    await items.updateOne(1, { name: 'a1' });
    await items.updateByKeys([2, 3], { name: 'x' });
    await items.updateMany([
      { id: 3, name: 'c1' },
      { id: 4, name: 'd1' },
    ]);
    await items.updateByQuery({ filter: { name: { _eq: 'd1' } } }, { description: 'found' });
    expect(await names()).toEqual(['a1', 'x', 'c1', 'd1']);
    expect(await items.readOne(4)).toMatchObject({ description: 'found' });
    await items.importCsv('id,name\n1,a2\n,new from csv\n');
    await items.importJson([{ name: 'new from json' }]);
    expect(await names()).toEqual(['a2', 'x', 'c1', 'd1', 'new from csv', 'new from json']);
    await items.deleteOne(1);
    await items.deleteMany([2, 3]);
    await items.deleteByQuery({ filter: { name: { _starts_with: 'new' } } });
    expect(await names()).toEqual(['d1']);
    expect(await items.count()).toBe(1);
    await expect(items.readOne(1)).rejects.toMatchObject({ status: 403, code: 'FORBIDDEN' });
  });

  test('are read and deleted beyond the 100 of the default limit', async () => {
    await admin.createCollection(spec('many'));
    const items = admin.items('many');
    await items.createMany(Array.from({ length: 120 }, (_, index) => ({ name: `item ${index}` })));
    expect(await items.readByQuery({ fields: ['id'] })).toHaveLength(120);
    await items.deleteByQuery({ filter: { name: { _starts_with: 'item' } } });
    expect(await items.count()).toBe(0);
  });
});

describe('flows', () => {
  test('come in active, read their variables and reach this machine', async () => {
    await admin.createCollection(spec('collection1'));
    expect(await admin.importFlows(flowFile())).toEqual([FLOW_ID]);
    expect(await admin.listFlows()).toEqual([
      { id: FLOW_ID, name: 'Send what changed', status: 'active', trigger: 'event' },
    ]);
    await admin.items('collection1').createOne({ name: 'Tea' });
    await until(() => received.length > 0);
    expect(received).toEqual([
      {
        secret: SECRET,
        body: { collection: 'collection1', event: 'collection1.items.create', key: 1, payload: { name: 'Tea' } },
      },
    ]);
  });

  test('keep their ids when they are replaced, and get other ids when they are imported beside the old ones', async () => {
    expect(await admin.replaceFlows(flowFile())).toEqual([FLOW_ID]);
    const [copy] = await admin.importFlows(flowFile());
    expect(copy).not.toBe(FLOW_ID);
    expect((await admin.listFlows()).map(({ id, status }) => [id, status])).toEqual(
      expect.arrayContaining([
        [FLOW_ID, 'active'],
        [copy, 'active'],
      ]),
    );
    await admin.request('DELETE', `/flows/${copy}`);
    expect(await admin.listFlows()).toHaveLength(1);
  });
});

describe('the server', () => {
  test('is quiet when nothing is written', async () => {
    const startedAt = Date.now();
    await admin.waitForQuiet(300);
    expect(Date.now() - startedAt).toBeGreaterThanOrEqual(300);
  });

  test('keeps address, data and token over a restart and takes new settings', async () => {
    const { url, pid } = directus;
    await directus.restart({ GCALENDARHOOKSECRET: 'another-secret-of-at-least-32-letters' });
    expect(directus.url).toBe(url);
    expect(directus.pid).not.toBe(pid);
    await admin.items('collection1').createOne({ name: 'After the restart' });
    await until(() => received.length > 0);
    expect(received[0]?.secret).toBe('another-secret-of-at-least-32-letters');
  });

  test('says that its port is taken', async () => {
    const port = Number(new URL(directus.url).port);
    await expect(startDirectus({ install, dataDir: join(folder, 'second'), port })).rejects.toMatchObject({
      kind: 'start-failed',
      message: expect.stringContaining(`Port ${port} is taken`),
    });
  });

  test('shows its last words when a setting keeps it from starting', async () => {
    const broken = { install, dataDir: join(folder, 'broken'), env: { DB_CLIENT: 'nonsense' } };
    await expect(startDirectus(broken)).rejects.toMatchObject({
      kind: 'start-failed',
      message: expect.stringMatching(/ended by itself[^]*DB_HOST/),
    });
  });

  test('is gone after stop, and its data folder starts again', async () => {
    const dataDir = join(folder, 'again');
    const first = await startDirectus({ install, dataDir });
    const pid = first.pid as number;
    await new DirectusAdmin(first).createCollection(spec('kept'));
    await first.stop();
    await first.stop();
    expect(isRunning(pid)).toBe(false);
    const second = await startDirectus({ install, dataDir });
    expect(await new DirectusAdmin(second).items('kept').count()).toBe(0);
    expect(second.token).toBe(first.token);
    await second.stop();
  });

  test('does not outlive a starter that is killed', async () => {
    const script = join(folder, 'starter.cjs');
    buildSync({
      stdin: {
        resolveDir: join(__PROJECT_ROOT__, 'sandbox', 'directus'),
        contents: `import { startDirectus } from './server';
          startDirectus({ install: ${JSON.stringify(install)}, dataDir: ${JSON.stringify(join(folder, 'orphan'))} })
            .then((server) => console.log(server.pid));`,
      },
      bundle: true,
      platform: 'node',
      format: 'cjs',
      outfile: script,
    });
    const starter = spawn(process.execPath, [script], { stdio: ['ignore', 'pipe', 'inherit'] });
    const [line] = await new Promise<string[]>((resolve) =>
      starter.stdout.once('data', (chunk: Buffer) => resolve([chunk.toString('utf8')])),
    );
    const pid = Number(line);
    expect(isRunning(pid)).toBe(true);
    starter.kill('SIGKILL');
    await until(() => !isRunning(pid));
  });
});
