// npm run sandbox as another program uses it: one line of JSON, then a signal.
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { projectVersion } from '../../tools/build';
import type { SandboxLine } from '../../tools/sandbox';
import { readStatus } from '../../tools/status';

declare const __PROJECT_ROOT__: string;

jest.setTimeout(120_000);

interface Started {
  child: ChildProcess;
  /** Resolves to everything on standard output once there is a line, or the process ended. */
  line: Promise<string>;
  /** All of both outputs, and the exit code. */
  ended: Promise<{ code: number | null; out: string; err: string }>;
}

let temporary: string;
let running: Started | undefined;

beforeEach(() => {
  temporary = mkdtempSync(join(tmpdir(), 'sandbox-test-'));
});
afterEach(async () => {
  running?.child.kill('SIGTERM');
  await running?.ended;
  running = undefined;
  rmSync(temporary, { recursive: true });
});

function start(...args: string[]): Started {
  const tool = join(__PROJECT_ROOT__, 'tools', 'run.mjs');
  const child = spawn(process.execPath, [tool, 'sandbox', ...args], { env: { ...process.env, TMPDIR: temporary } });
  let out = '';
  let err = '';
  child.stderr.on('data', (text) => (err += String(text)));
  const ended: Started['ended'] = new Promise((resolve) => child.on('close', (code) => resolve({ code, out, err })));
  const line = new Promise<string>((resolve) => {
    child.stdout.on('data', (text) => {
      out += String(text);
      if (out.includes('\n')) resolve(out);
    });
    child.on('close', () => resolve(out));
  });
  running = { child, line, ended };
  return running;
}

test('one line says where everything is, the sync runs both ways, SIGTERM leaves nothing behind', async () => {
  const { child, line, ended } = start('--directus-port', '0', '--google-port', '0');
  const { directus, google } = JSON.parse(await line) as SandboxLine;
  expect(Object.keys(directus)).toEqual(['url', 'email', 'password', 'token']);
  expect(Object.keys(google)).toEqual(['rootUrl', 'calendarId', 'webAppUrl', 'controlUrl']);
  expect(google.rootUrl).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/$/);
  expect(google.calendarId).toBe('primary');

  const properties = (await (await fetch(`${google.controlUrl}/properties`)).json()) as Record<string, string>;
  const settings = {
    secret: properties['GCALENDARHOOKSECRET']!,
    webAppUrl: google.webAppUrl,
    directusUrl: directus.url,
  };
  const report = await readStatus(settings, { version: projectVersion(), print: 'any', full: true });
  expect(report.problems).toEqual([]);
  expect(report.wayBack?.ms).toBeGreaterThan(0);

  child.kill('SIGTERM');
  const { code, out } = await ended;
  expect(code).toBe(0);
  expect(out.trimEnd().split('\n')).toHaveLength(1);
  await expect(fetch(`${directus.url}/server/ping`)).rejects.toThrow();
  await expect(fetch(google.rootUrl)).rejects.toThrow();
  expect(readdirSync(temporary).filter((name) => name.startsWith('directus-calendar-sync-'))).toEqual([]);
});

test('other bindings get their collection, calendar and flows; SIGINT twice still ends cleanly', async () => {
  const file = join(temporary, 'other.json');
  const fields = { eventId: 'ev', sync: 'sy', start: 'a', end: 'z', summary: 't', description: 'd' };
  const bindings = [{ id: 'talks', collection: 'talks', calendar: 'talks@example.com', fields }];
  writeFileSync(file, JSON.stringify({ bindings }));
  const { child, line, ended } = start('--bindings', file, '--keys', 'uuid');
  const { directus, google } = JSON.parse(await line) as SandboxLine;
  expect(google.calendarId).toBe('talks@example.com');

  const answer = await fetch(`${directus.url}/items/talks`, {
    method: 'POST',
    headers: { authorization: `Bearer ${directus.token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ t: 'Keynote', a: '2030-05-01T09:00:00Z', z: '2030-05-01T10:00:00Z' }),
  });
  const { data } = (await answer.json()) as { data: { id: string } };
  expect(data.id).toMatch(/^[0-9a-f-]{36}$/);
  expect(await firstTitle(google)).toBe('Keynote');

  child.kill('SIGINT');
  child.kill('SIGINT');
  expect((await ended).code).toBe(0);
});

test('a taken port is told in words, with the exit code 1 and nothing on standard output', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => other.once('listening', resolve));
  const { port } = other.address() as AddressInfo;
  try {
    const { code, out, err } = await start('--google-port', String(port)).ended;
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toMatch(new RegExp(`Port ${port} .*is taken by another program.*--google-port`));
    expect(err).not.toMatch(/^\s+at /m);
  } finally {
    other.close();
  }
});

/** Waits, through the control endpoint, until the item has had its way to the calendar. */
async function firstTitle({ rootUrl, calendarId, controlUrl }: SandboxLine['google']): Promise<string | undefined> {
  const url = `${rootUrl}calendar/v3/calendars/${encodeURIComponent(calendarId)}/events`;
  for (let look = 0; look < 50; look++) {
    await fetch(`${controlUrl}/idle`, { method: 'POST', body: '{}' });
    const response = await fetch(url, { headers: { authorization: 'Bearer local-token' } });
    const { items } = (await response.json()) as { items: { summary: string }[] };
    if (items[0]) return items[0].summary;
  }
  return undefined;
}
