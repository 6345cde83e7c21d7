// The settings that the sandbox's Directus gets, and above all those that it must not get.
import { delimiter } from 'node:path';
import { baseEnvironment, serverEnvironment } from '../../../sandbox/directus/server-environment';

const CREDENTIALS = { email: 'a@example.com', password: 'p', token: 't', key: 'k', secret: 's' };

function settings(env: Record<string, string> = {}): Record<string, string> {
  return serverEnvironment({ dataDir: '/data', port: 8055, credentials: CREDENTIALS, env });
}

test("nothing of the user's own Directus or Node settings leaks in", () => {
  const parent = {
    PATH: '/bin',
    HOME: '/home/me',
    DB_CLIENT: 'pg',
    CACHE_STORE: 'redis',
    NODE_OPTIONS: '-r x',
    NODE_ENV: 'test',
  };
  expect(baseEnvironment('/node22/bin', parent)).toEqual({ PATH: `/node22/bin${delimiter}/bin`, HOME: '/home/me' });
});

test('on Windows the variable keeps its spelling "Path"', () => {
  expect(baseEnvironment('C:\\node22', { Path: 'C:\\Windows' })).toEqual({ Path: `C:\\node22${delimiter}C:\\Windows` });
});

test('flows may reach this machine but not the metadata address of a cloud', () => {
  expect(settings().IMPORT_IP_DENY_LIST).toBe('169.254.169.254');
});

test('the list of variables that flows may read has no blanks, which Directus would take as part of a name', () => {
  expect(settings().FLOWS_ENV_ALLOW_LIST).toBe('GCALENDARHOOKSECRET,GCALENDARHOOKURL');
});

test('it listens on this machine only and sends nothing home', () => {
  expect(settings()).toMatchObject({ HOST: '127.0.0.1', TELEMETRY: 'false', PROJECT_OWNER_ENABLED: 'false' });
});

test("the caller's settings win", () => {
  expect(settings({ LOG_LEVEL: 'info', GCALENDARHOOKURL: 'http://x' })).toMatchObject({
    LOG_LEVEL: 'info',
    GCALENDARHOOKURL: 'http://x',
  });
});
