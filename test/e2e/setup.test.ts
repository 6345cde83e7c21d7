// npm run setup, walked as a person does: an empty Directus, an empty script, and the answers given as options.
import spawn from 'cross-spawn';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { DIRECTUS_ORIGIN } from '../../sandbox';
import { DirectusAdmin } from '../../sandbox/directus/admin';
import { ensureDirectus } from '../../sandbox/directus/install';
import { startDirectus, type DirectusServer } from '../../sandbox/directus/server';
import { readEvents } from '../../sandbox/events';
import { startGoogle, type LocalGoogle } from '../../sandbox/google';

declare const __PROJECT_ROOT__: string;

const folder = mkdtempSync(join(tmpdir(), 'setup-test-'));
const checkout = join(folder, 'checkout');
let directus: DirectusServer;
let google: LocalGoogle;
let admin: DirectusAdmin;

jest.setTimeout(180_000);

beforeAll(async () => {
  copyCheckout();
  const install = await ensureDirectus({ log: () => undefined });
  directus = await startDirectus({ install, dataDir: join(folder, 'directus'), port: 0 });
  admin = new DirectusAdmin(directus);
  google = await startGoogle({ bundle: 'function doGet() {}', manifest: manifest(), port: 0, options: {} });
  // The script knows Directus and itself by these addresses.
  google.host.setOptions({ hosts: { [DIRECTUS_ORIGIN]: directus.url, [google.url]: google.url } });
}, 15 * 60_000);

afterAll(async () => {
  await google?.close();
  await directus?.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** A clone of its own, because setting up writes into it. */
function copyCheckout(): void {
  const left = ['node_modules', '.git', 'dist', '.env', 'bindings.local.json'];
  for (const name of readdirSync(__PROJECT_ROOT__).filter((one) => !left.includes(one)))
    cpSync(join(__PROJECT_ROOT__, name), join(checkout, name), { recursive: true });
  mkdirSync(join(checkout, 'node_modules'));
  for (const name of readdirSync(join(__PROJECT_ROOT__, 'node_modules')).filter((one) => !one.startsWith('.')))
    symlinkSync(join(__PROJECT_ROOT__, 'node_modules', name), join(checkout, 'node_modules', name));
}

function manifest(): object {
  return JSON.parse(readFileSync(join(__PROJECT_ROOT__, 'appsscript.json'), 'utf8')) as object;
}

interface Run {
  code: number | null;
  text: string;
}

/** `npm run setup` with these options, at no terminal. */
async function setUp(...options: string[]): Promise<Run> {
  return await run('setup', options);
}

/** An npm script, for which Directus is where the script of Google finds it only by another name. */
async function run(script: string, options: readonly string[], changes: NodeJS.ProcessEnv = {}): Promise<Run> {
  const env = { ...process.env, DIRECTUS_URL: directus.url, DIRECTUS_TOKEN: directus.token, ...changes };
  const run = spawn(process.execPath, [join(checkout, 'tools', 'run.mjs'), script, ...options], { env });
  let text = '';
  for (const stream of [run.stdout!, run.stderr!]) stream.on('data', (chunk: Buffer) => (text += chunk.toString()));
  const code = await new Promise<number | null>((resolve) => run.on('close', resolve));
  return { code, text };
}

const ANSWERS = ['--collection', 'events', '--calendar', 'primary', '--recurring', 'occurrences'];

test('a dry run says what would be made, and makes nothing', async () => {
  const { code, text } = await setUp(...ANSWERS, '--dry-run');
  expect(text).toMatch(/start\s+calendar_event_start\s+new/);
  expect(text).toContain('Make the collection events with the fields name');
  expect(code).toBe(0);
  expect(existsSync(join(checkout, 'bindings.local.json'))).toBe(false);
  const names = (await admin.request<{ collection: string }[]>('GET', '/collections')).map((row) => row.collection);
  expect(names).not.toContain('events');
});

test('a wrong token is refused with where a right one is made', async () => {
  const { code, text } = await run('setup', [...ANSWERS, '--dry-run'], { DIRECTUS_TOKEN: 'wrong' });
  expect(text).toContain('Make a token in Data Studio');
  expect(code).toBe(1);
});

test('from nothing: it prepares Directus and the code, and stops where a person has to paste and deploy', async () => {
  const { code, text } = await setUp(...ANSWERS, '--yes');
  expect(text).toContain('✓ Make the collection events');
  expect(text).toContain('give --web-app');
  expect(code).toBe(1);
});

test('once it is deployed, it brings the flows, installs, and both sides hear each other', async () => {
  google.host.setBundle(readFileSync(join(checkout, 'dist', 'Code.js'), 'utf8'));
  const { code, text } = await setUp('--yes', '--web-app', google.webAppUrl, '--public', DIRECTUS_ORIGIN);
  expect(text).toContain('Installed: the first sync has begun.');
  expect(code).toBe(0);
  const start = new Date(google.clock.now() + 86_400_000).toISOString();
  await admin.items('events').createOne({ name: 'From Directus', calendar_event_start: start });
  await waitFor(async () => (await titles()).includes('From Directus'));
});

test('a second time it finds everything there, and does nothing', async () => {
  const { code, text } = await setUp('--yes', '--public', DIRECTUS_ORIGIN);
  expect(text).not.toContain('✓');
  expect(text).toContain('In Directus everything is there.');
  expect(code).toBe(0);
});

test('what was changed by hand since is put right', async () => {
  const [flow] = await admin.listFlows();
  await admin.request('PATCH', `/flows/${flow!.id}`, { status: 'inactive' });
  await admin.request('PATCH', '/collections/events', { meta: { accountability: null } });
  const { text } = await setUp('--yes', '--public', DIRECTUS_ORIGIN);
  expect(text).toContain('✓ Turn on "Activity & Revision Tracking" of events');
  expect(text).toContain(`✓ Set the flow "${flow!.name}" to active`);
});

describe('npm run doctor', () => {
  interface Finding {
    code: string;
    finding: string;
    remedy: string;
  }

  async function findings(changes: NodeJS.ProcessEnv = {}): Promise<Finding[]> {
    const { text } = await run('doctor', ['--json'], changes);
    return JSON.parse(text.slice(text.indexOf('['))) as Finding[];
  }

  test('finds nothing where all is well, and an item gets its event', async () => {
    const { code, text } = await run('doctor', ['--probe']);
    expect(text).toMatch(
      /✓ Directus, its fields[^]*✓ The web app[^]*✓ An item of events gets its event[^]*as it should be/,
    );
    expect(code).toBe(0);
    await waitFor(async () => !(await titles()).includes('Sync check, removed again'));
  });

  const flowsOf = async () => new Map((await admin.listFlows()).map(({ id, name }) => [name, id]));
  const SEND = 'Send Create/Update Event to Google Calendar';
  const DELETE = 'Send Delete Event to Google Calendar';
  const PROXY = 'Google Calendar Event Proxy';
  const PROCESS = 'Process Events from Google Calendar';
  const patchFlow = async (name: string, body: object) =>
    await admin.request('PATCH', `/flows/${(await flowsOf()).get(name)!}`, body);

  test('names all that is wrong in Directus, and setting up mends it', async () => {
    await patchFlow(DELETE, { status: 'inactive' });
    await patchFlow(PROCESS, { accountability: 'all' });
    await admin.request('DELETE', '/flows', [(await flowsOf()).get(PROXY)]);
    await admin.request('POST', '/flows', { name: SEND, status: 'active', trigger: 'manual', options: {} });
    await admin.request('PATCH', '/collections/events', {
      meta: { accountability: null, item_duplication_fields: null },
    });
    await admin.request('PATCH', '/fields/events/calendar_event_id', { schema: { is_unique: false } });
    await admin.request('DELETE', '/fields/events/description');
    const codes = new Set((await findings()).map(({ code }) => code));
    expect(codes).toEqual(
      new Set([
        ...['TRACKING_OFF', 'FIELD_MISSING', 'NOT_UNIQUE', 'COPIED_WITH_ITEMS'],
        ...['FLOW_DOUBLED', 'FLOW_MISSING', 'FLOW_DIFFERS', 'FLOW_INACTIVE'],
        ...['STATUS', 'WAY_BACK'],
      ]),
    );
    expect((await setUp('--yes', '--public', DIRECTUS_ORIGIN)).code).toBe(0);
    expect(await findings()).toEqual([]);
  });

  test.each<[string, string, RegExp, NodeJS.ProcessEnv]>([
    ['a wrong token', 'DIRECTUS', /Invalid user credentials/, { DIRECTUS_TOKEN: 'wrong' }],
    ['a Directus that is not there', 'DIRECTUS', /can't be reached/, { DIRECTUS_URL: 'http://127.0.0.1:9' }],
    ['another secret', 'WEB_APP', /BAD_SECRET/, { GCALENDARHOOKSECRET: 'x'.repeat(40) }],
    ['an address that is no web app', 'WEB_APP', /instead of JSON/, { GCALENDARHOOKURL: '' }],
  ])('names %s', async (_, code, words, changes) => {
    const url = changes['GCALENDARHOOKURL'] === '' ? { GCALENDARHOOKURL: `${directus.url}/admin/exec` } : {};
    const found = (await findings({ ...changes, ...url })).find((one) => one.code === code);
    expect(`${found?.finding} ${found?.remedy}`).toMatch(words);
  });
});

async function waitFor(isSo: () => Promise<boolean>): Promise<void> {
  for (const until = Date.now() + 30_000; !(await isSo());) {
    if (Date.now() > until) throw new Error('It did not come to that within 30 s.');
    await wait(200);
  }
}

async function titles(): Promise<unknown[]> {
  return (await readEvents(google, 'primary')).map(({ summary }) => summary);
}
