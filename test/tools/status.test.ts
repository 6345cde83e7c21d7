// npm run status against the local Google with the real bundle; the way back through Directus is an end-to-end test.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startGoogle, type LocalGoogle } from '../../sandbox/google';
import { buildBundle } from '../../tools/build-bundle';
import { readStatus } from '../../tools/status';
import { UserError } from '../../tools/terminal/command-line';
import { readWebAppSettings, type WebAppSettings } from '../../tools/web-app/settings';

declare const __PROJECT_ROOT__: string;

const SECRET = 'a secret that is long enough to be taken';
const QUESTION = { version: '0.0.0-test', print: 'any', full: false };

const read = (path: string): string => readFileSync(join(__PROJECT_ROOT__, path), 'utf8');

let google: LocalGoogle;
let bundle: string;
let manifest: { oauthScopes: string[] };
let settings: WebAppSettings;

beforeAll(async () => {
  bundle = await buildBundle(read('bindings.json'), QUESTION.version);
  manifest = JSON.parse(read('appsscript.json')) as typeof manifest;
  google = await startGoogle({ bundle, manifest });
  google.host.setProperties({
    GCALENDARHOOKSECRET: SECRET,
    DIRECTUS_URL: 'https://directus.example',
    WEBAPP_URL: 'https://script.google.com/macros/s/SANDBOX_DEPLOYMENT/exec',
    INSTALLATION_ID: 'inst0001',
    CALENDAR_ZONES: '{"primary":"Europe/Berlin"}',
  });
  settings = { secret: SECRET, webAppUrl: google.webAppUrl, directusUrl: undefined };
});
afterAll(() => google.close());

/** What a person would read. */
async function problemOf(changes: Partial<WebAppSettings>): Promise<string> {
  try {
    await readStatus({ ...settings, ...changes }, QUESTION);
  } catch (error) {
    if (error instanceof UserError) return error.message;
    throw error;
  }
  return '';
}

/** The web app looks at Directus for each status, and here there is none. */
const NO_DIRECTUS: unknown = expect.stringMatching(/Directus at .* could not be reached from Google/);

test('the status comes from the web app, over its redirect, with the time that it took', async () => {
  const { status, webApp, wayBack, problems } = await readStatus(settings, QUESTION);
  expect(status).toMatchObject({
    version: QUESTION.version,
    directus: { lastPull: null },
    bindings: [{ binding: 'main', collection: 'collection1', calendar: 'primary' }],
  });
  expect(webApp.ms).toBeGreaterThan(0);
  expect({ wayBack, problems }).toEqual({ wayBack: null, problems: [NO_DIRECTUS] });
});

test('a web app of another version than this checkout is a problem that says how to deploy', async () => {
  const { problems } = await readStatus(settings, { ...QUESTION, version: '9.9.9' });
  expect(problems).toEqual([
    NO_DIRECTUS,
    expect.stringMatching(/version 0\.0\.0-test, this checkout is 9\.9\.9.*New version/),
  ]);
});

test('a wrong secret is told, with where to compare it', async () => {
  const said = await problemOf({ secret: 'another secret that is long enough, too' });
  expect(said).toMatch(/BAD_SECRET[^]*GCALENDARHOOKSECRET[^]*Script Properties/);
});

test('a sign-in page instead of an answer is told as a deployment that is not open to anyone', async () => {
  google.host.setOptions({ anonymousAccess: false });
  try {
    expect(await problemOf({})).toMatch(/answered with a web page[^]*Manage deployments[^]*"Anyone"/);
  } finally {
    google.host.setOptions({ anonymousAccess: true });
  }
});

test('after a push that asks for more scopes the deployed web app is silent, which is told with what to do: install', async () => {
  const more = [...manifest.oauthScopes, 'https://www.googleapis.com/auth/drive.readonly'];
  google.host.setBundle(bundle, { deployed: false, manifest: { ...manifest, oauthScopes: more } });
  expect(await problemOf({})).toMatch(/web page \("Authorization needed"\)[^]*run install/);
  await google.host.run('install');
  expect(await problemOf({})).toBe('');
});

test('an address where nobody listens is told with its reason', async () => {
  expect(await problemOf({ webAppUrl: 'http://127.0.0.1:1/macros/s/x/exec' })).toMatch(/can't be reached/);
});

test('a Directus that does not answer is a problem beside the status, not instead of it', async () => {
  const { status, wayBack, problems } = await readStatus({ ...settings, directusUrl: 'http://127.0.0.1:1' }, QUESTION);
  expect(status.version).toBe(QUESTION.version);
  expect(wayBack?.ms).toBeUndefined();
  expect(problems).toEqual([NO_DIRECTUS, expect.stringMatching(/127\.0\.0\.1:1\/flows\/trigger\/.* can't be reached/)]);
});

test('a Directus without the proxy flow is told with its status', async () => {
  const { problems } = await readStatus({ ...settings, directusUrl: google.url }, QUESTION);
  expect(problems).toEqual([
    NO_DIRECTUS,
    expect.stringMatching(/answered 4\d\d at .*is the flow "Google Calendar Event Proxy"/i),
  ]);
});

describe('settings', () => {
  let folder: string;
  let file: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'status-'));
    file = join(folder, '.env');
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const URL_ENV = { GCALENDARHOOKURL: 'https://script.google.com/macros/s/abc/exec' };

  test('come from the environment, else from .env', () => {
    writeFileSync(
      file,
      `GCALENDARHOOKSECRET="${SECRET}"\nGCALENDARHOOKURL=https://example.com/exec\nDIRECTUS_URL=https://d.example/\n`,
    );
    expect(readWebAppSettings(URL_ENV, file)).toEqual({
      secret: SECRET,
      webAppUrl: URL_ENV.GCALENDARHOOKURL,
      directusUrl: 'https://d.example',
    });
  });

  test('an address of one of several accounts is read as the one that answers strangers', () => {
    const env = { GCALENDARHOOKSECRET: SECRET, GCALENDARHOOKURL: 'https://script.google.com/macros/u/1/s/abc/exec' };
    expect(readWebAppSettings(env, file).webAppUrl).toBe(URL_ENV.GCALENDARHOOKURL);
  });

  test('that are missing are all named at once', () => {
    expect(() => readWebAppSettings({}, file)).toThrow(/GCALENDARHOOKSECRET is not set[^]*GCALENDARHOOKURL is not set/);
  });

  test.each([
    [{ ...URL_ENV, GCALENDARHOOKSECRET: 'short' }, /has 5 characters/],
    [{ GCALENDARHOOKSECRET: SECRET, GCALENDARHOOKURL: 'script.google.com' }, /is no https address/],
    [{ GCALENDARHOOKSECRET: SECRET, GCALENDARHOOKURL: 'https://script.google.com/macros/s/x/dev' }, /\/dev/],
    [{ ...URL_ENV, GCALENDARHOOKSECRET: SECRET, DIRECTUS_URL: 'directus' }, /DIRECTUS_URL is no http address/],
  ])('%j are refused with a reason', (env, reason) => {
    expect(() => readWebAppSettings(env, file)).toThrow(reason);
  });
});
