// npm's output turned into progress and advice, and npm itself where that is quick.
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NPM_FLAGS, npmFailure, NpmProgress, runNpm } from '../../../sandbox/directus/npm';
import { DIRECTUS_VERSION, ISOLATED_VM_VERSION, SQLITE3_VERSION } from '../../../sandbox/directus/versions';

declare const __PROJECT_ROOT__: string;

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'npm-test-'));
  writeFileSync(join(folder, 'package.json'), '{ "name": "x", "private": true }');
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

async function npmInstall(
  env: NodeJS.ProcessEnv,
  signal = new AbortController().signal,
): Promise<{ code: number | null; lines: string[] }> {
  const lines: string[] = [];
  const end = await runNpm({
    args: ['install', 'left-pad@1.3.0', '--prefix', folder, ...NPM_FLAGS],
    cwd: folder,
    env: { ...process.env, npm_config_cache: join(folder, 'cache'), npm_config_fetch_retries: '0', ...env },
    onLine: (line) => lines.push(line),
    signal,
  });
  return { code: end.code, lines };
}

test('an unreachable registry is a network problem, with what to check', async () => {
  const { code, lines } = await npmInstall({ npm_config_registry: 'http://127.0.0.1:9/' });
  expect(code).not.toBe(0);
  expect(npmFailure({ code, signal: null }, lines, '/x.log')).toMatchObject({
    kind: 'network',
    message: expect.stringMatching(/could not be reached[^]*ECONNREFUSED[^]*\/x\.log/),
  });
}, 30_000);

test('a registry without the package is a registry problem', async () => {
  const registry = createServer((_request, response) => {
    response.statusCode = 404;
    response.end('{"error":"not found"}');
  });
  const url = await listen(registry);
  const { code, lines } = await npmInstall({ npm_config_registry: url });
  registry.close();
  expect(npmFailure({ code, signal: null }, lines, '/x.log').kind).toBe('registry');
}, 30_000);

test('an aborted install ends npm, even one that waits for the registry', async () => {
  const abort = new AbortController();
  const registry = createServer(() => abort.abort());
  const url = await listen(registry);
  const { code } = await npmInstall({ npm_config_registry: url }, abort.signal);
  registry.closeAllConnections();
  registry.close();
  expect(code).not.toBe(0);
}, 30_000);

test('without npm on PATH it says where npm comes from', async () => {
  await expect(npmInstall({ PATH: folder, Path: folder })).rejects.toMatchObject({
    kind: 'npm-missing',
    message: expect.stringContaining('https://nodejs.org'),
  });
});

async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

test.each([
  ['disk-full', 'npm error code ENOSPC'],
  ['network', 'npm error code EAI_AGAIN'],
  ['network', 'npm ERR! code ENOTFOUND'],
  ['network', 'npm error code SELF_SIGNED_CERT_IN_CHAIN'],
  ['registry', 'npm error code ETARGET'],
  ['no-permission', 'npm error code EACCES'],
  ['compile-failed', 'npm error code 1\nnpm error path /c/node_modules/isolated-vm\nnpm error command failed'],
  ['npm-failed', 'npm error code EUSAGE'],
])('%s is told from npm\'s "%s"', (kind, output) => {
  expect(npmFailure({ code: 1, signal: null }, output.split('\n'), '/x.log')).toMatchObject({ kind });
});

test('a failed compilation names the part, the remedy and the first errors of the compiler', () => {
  const lines = ['npm error path C:\\c\\node_modules\\sqlite3', 'a.cc:1:2: error: expected ;'];
  expect(npmFailure({ code: 1, signal: null }, lines, '/x.log').message).toMatch(
    /^sqlite3, a part of Directus, could not be compiled\.[^]*a\.cc:1:2: error: expected ;\n/,
  );
});

test('progress counts what npm fetches, then names what is being built', () => {
  const progress = new NpmProgress();
  expect(progress.describe()).toBe('waiting for the npm registry');
  progress.line('npm http fetch GET 200 https://registry.npmjs.org/directus/-/directus-12.4.0.tgz 105ms (cache miss)');
  progress.line('npm http cache https://registry.npmjs.org/bytes 2ms (cache hit)');
  expect(progress.describe()).toBe("downloading and unpacking (2 answers from npm's registry or cache so far)");
  const install = 'npm info run isolated-vm@5.0.3 install';
  progress.line(`${install} node_modules/isolated-vm prebuild-install || (node-gyp rebuild --release -j max)`);
  progress.line('npm info run sqlite3@6.0.1 install node_modules/sqlite3 prebuild-install -r napi || node-gyp rebuild');
  expect(progress.describe()).toMatch(/^building isolated-vm, sqlite3 /);
  progress.line(`${install} { code: 0, signal: null }`);
  expect(progress.describe()).toMatch(/^building sqlite3 /);
  progress.line('npm info run sqlite3@6.0.1 install { code: 0, signal: null }');
  expect(progress.describe()).toBe('packages are built, npm is finishing');
});

describe('the lockfile', () => {
  const read = (name: string): Record<string, never> =>
    JSON.parse(readFileSync(join(__PROJECT_ROOT__, 'sandbox', 'directus', 'packages', name), 'utf8')) as Record<
      string,
      never
    >;
  const packages: Record<string, { version?: string; integrity?: string; hasInstallScript?: boolean }> =
    read('package-lock.json').packages ?? {};

  test('pins the versions that the code speaks of', () => {
    expect(read('package.json').dependencies).toEqual({ directus: DIRECTUS_VERSION, sqlite3: SQLITE3_VERSION });
    expect(packages['node_modules/directus']?.version).toBe(DIRECTUS_VERSION);
    expect(packages['node_modules/sqlite3']?.version).toBe(SQLITE3_VERSION);
    expect(packages['node_modules/isolated-vm']?.version).toBe(ISOLATED_VM_VERSION);
  });

  test('has a checksum for every package', () => {
    const without = Object.entries(packages).filter(([path, entry]) => path !== '' && !entry.integrity);
    expect(without.map(([path]) => path)).toEqual([]);
  });

  test('carries the binaries of other systems, too', () => {
    for (const target of ['darwin-arm64', 'win32-x64', 'linux-arm64'])
      expect(packages).toHaveProperty([`node_modules/@img/sharp-${target}`]);
  });

  test('decides about every package that wants to run a script on install', () => {
    const scripts = Object.entries(packages).filter(([, entry]) => entry.hasInstallScript);
    const names = new Set(scripts.map(([path]) => path.slice(path.lastIndexOf('node_modules/') + 13)));
    expect(Object.keys(read('package.json').allowScripts ?? {}).sort()).toEqual([...names].sort());
  });
});
