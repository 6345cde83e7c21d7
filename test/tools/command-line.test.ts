// Options, --help and exit codes of all scripts.
import { readPort, runCommand, UsageError, UserError, type Command } from '../../tools/terminal/command-line';

const OPTIONS = {
  fast: { type: 'boolean', help: 'does it quickly' },
  file: { type: 'string', value: 'FILE', help: 'reads it from here' },
} as const;
const COMMAND: Command<typeof OPTIONS> = { name: 'npm run thing', purpose: 'Does the thing.', options: OPTIONS };

let out: jest.SpyInstance<void, unknown[]>;
let err: jest.SpyInstance<void, unknown[]>;
beforeEach(() => {
  out = jest.spyOn(console, 'log').mockImplementation(() => undefined);
  err = jest.spyOn(console, 'error').mockImplementation(() => undefined);
});
afterEach(() => jest.restoreAllMocks());

test('options reach the script with their types, its exit code is handed on', async () => {
  const seen: unknown[] = [];
  const code = await runCommand(COMMAND, ['--fast', '--file', 'a.json'], (values) => {
    seen.push({ ...values });
    return Promise.resolve(7);
  });
  expect(code).toBe(7);
  expect(seen).toEqual([{ fast: true, file: 'a.json' }]);
});

test.each([
  [['--slow'], /--slow/],
  [['extra'], /extra/],
  [['--file'], /--file/],
  [['--fast=yes'], /--fast/],
])('wrong arguments %j are named, the options that exist are listed, the exit code is 2', async (args, named) => {
  const run = jest.fn();
  expect(await runCommand(COMMAND, args, run)).toBe(2);
  expect(run).not.toHaveBeenCalled();
  const said = String(err.mock.calls[0]![0]);
  expect(said).toMatch(named);
  expect(said).toContain('--file FILE  reads it from here');
});

test('--help prints purpose and options on standard output and runs nothing', async () => {
  const run = jest.fn();
  expect(await runCommand(COMMAND, ['--help', '--fast'], run)).toBe(0);
  expect(run).not.toHaveBeenCalled();
  expect(out.mock.calls[0]![0]).toMatch(/^Does the thing\.\n\nUsage: npm run thing/);
});

test('a message for the person is printed without a stack, and the exit code is 1', async () => {
  expect(await runCommand(COMMAND, [], () => Promise.reject(new UserError('The disk is full.')))).toBe(1);
  expect(err.mock.calls).toEqual([['The disk is full.']]);
});

test('a bug is thrown on, so that its stack is seen', async () => {
  await expect(runCommand(COMMAND, [], () => Promise.reject(new RangeError('bug')))).rejects.toThrow(RangeError);
});

test.each(['0', '8055', '65535'])('%s is a port', (text) => {
  expect(readPort('port', text)).toBe(Number(text));
});

test.each(['', '-1', '65536', '80a', '1e3', '8055.5'])('"%s" is no port', (text) => {
  expect(() => readPort('port', text)).toThrow(UsageError);
});
