// What npm run sync says of options that do not go together, before anybody is asked.
import { main } from '../../tools/sync';

const SET = {
  GCALENDARHOOKSECRET: 'a secret that is long enough to be taken',
  GCALENDARHOOKURL: 'https://nowhere.invalid/exec',
};

let said: string;

beforeEach(() => {
  said = '';
  jest.replaceProperty(process, 'env', { ...process.env, ...SET });
  jest.spyOn(console, 'error').mockImplementation((line: string) => void (said += line));
});
afterEach(() => jest.restoreAllMocks());

test('other bindings can only be looked at', async () => {
  expect(await main(['--bindings', 'new.json'])).toBe(2);
  expect(said).toMatch(/--bindings goes with --dry-run/);
  expect(await main(['--bindings', 'new.json', '--dry-run', '--retime', 'google'])).toBe(2);
});

test('a file of bindings that is not there is told by its name', async () => {
  expect(await main(['--dry-run', '--bindings', '/nowhere/new.json'])).toBe(1);
  expect(said).toBe("/nowhere/new.json can't be read (ENOENT).");
});
