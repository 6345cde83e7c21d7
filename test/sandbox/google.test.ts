// The local Google over HTTP: three services on one port, and the control endpoints.
import type { LocalGoogle } from '../../sandbox/google';
import { startGoogle } from '../../sandbox/google';

const MANIFEST = {
  timeZone: 'Etc/UTC',
  dependencies: { enabledAdvancedServices: [{ userSymbol: 'Calendar', version: 'v3', serviceId: 'calendar' }] },
};

const BUNDLE = `
  function doPost(e) {
    console.log('got ' + e.postData.contents);
    const id = Calendar.Events.insert(JSON.parse(e.postData.contents), 'primary').id;
    return ContentService.createTextOutput(JSON.stringify({id: id})).setMimeType(ContentService.MimeType.JSON);
  }
  function twice(n) { return n * 2; }
  function install() { ScriptApp.newTrigger('tick').timeBased().everyMinutes(10).create(); }
  function tick() { MailApp.sendEmail('a@example.com', 'tick', ''); }
  function nap() { Utilities.sleep(400); }`;

let google: LocalGoogle;

beforeEach(async () => {
  google = await startGoogle({ bundle: BUNDLE, manifest: MANIFEST });
});
afterEach(() => google.close());

async function control(method: string, path: string, body?: unknown): Promise<{ status: number; json: unknown }> {
  const response = await fetch(`${google.controlUrl}${path}`, {
    method,
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  return { status: response.status, json: await response.json() };
}

const EVENT = JSON.stringify({ start: { date: '2030-01-01' }, end: { date: '2030-01-02' } });
const call = (): Promise<Response> => fetch(google.webAppUrl, { method: 'POST', body: EVENT });
const stats = async (): Promise<unknown> => (await control('GET', '/stats')).json;

test('a POST to the web app is redirected to its answer; the event is in the Calendar API', async () => {
  const response = await call();
  const { id } = (await response.json()) as { id: string };
  expect(response.url).toContain('/macros/echo?user_content_key=');
  const read = await fetch(`${google.url}/calendar/v3/calendars/primary/events/${id}`, {
    headers: { authorization: 'Bearer local-token' },
  });
  expect(await read.json()).toMatchObject({ id, start: { date: '2030-01-01' } });
});

test('an address of a domain is the web app’s, and asks strangers who they are', async () => {
  const url = google.webAppUrl.replace('/macros/', '/a/macros/example.com/');
  expect((await fetch(url, { method: 'POST', body: EVENT })).status).toBe(401);
  expect(google.host.executions()).toEqual([]);
});

test('POST /consent lets the web app answer again after a push that asks for more scopes', async () => {
  const scopes = ['calendar', 'drive'].map((name) => `https://www.googleapis.com/auth/${name}`);
  google.host.setBundle(BUNDLE, { manifest: { ...MANIFEST, oauthScopes: scopes } });
  expect(await (await call()).text()).toContain('Authorization needed');
  expect(await control('POST', '/consent')).toMatchObject({ status: 200 });
  expect(await (await call()).json()).toHaveProperty('id');
});

test('GET /stats counts executions, calls and quotas; POST /stats/reset starts anew', async () => {
  await call();
  expect(await stats()).toMatchObject({
    executions: { doPost: { count: 1, refused: 0 } },
    calendar: { httpRequests: 1, calls: { 'events.insert': 1 }, quotaUnits: 1 },
    quotas: { urlFetches: { used: 0, allowed: 20_000 } },
    urlFetches: {},
  });
  await control('POST', '/stats/reset');
  expect(await stats()).toMatchObject({ executions: {}, calendar: { httpRequests: 0 } });
});

test('GET /executions shows the log with its console lines', async () => {
  await call();
  expect((await control('GET', '/executions')).json).toMatchObject([
    { function: 'doPost', kind: 'webapp', status: 'completed', console: [{ level: 'log', text: `got ${EVENT}` }] },
  ]);
});

test('faults are added and cleared', async () => {
  await control('POST', '/faults', { target: 'calendar', match: '^POST', status: 403, reason: 'rateLimitExceeded' });
  expect(await (await call()).text()).toContain('Rate Limit Exceeded');
  await control('DELETE', '/faults');
  expect((await call()).headers.get('content-type')).toContain('json');
  expect(await stats()).toMatchObject({ faults: { 'calendar 403': 1 } });
});

test('a dropped call of the web app closes the connection', async () => {
  await control('POST', '/faults', { target: 'webapp', drop: true, times: 1 });
  await expect(call()).rejects.toThrow();
  expect((await call()).status).toBe(200);
});

test('POST /clock fires triggers; /triggers, /mails and /triggers/run show and run them', async () => {
  await control('POST', '/run', { function: 'install' });
  const { json } = await control('POST', '/clock', { advanceMs: 25 * 60_000 });
  expect(Date.parse((json as { now: string }).now)).toBeGreaterThan(Date.now() + 24 * 60_000);
  expect((await control('GET', '/triggers')).json).toMatchObject([{ function: 'tick', runs: 2 }]);
  expect((await control('POST', '/triggers/run', { function: 'tick' })).json).toMatchObject({ status: 'completed' });
  expect((await control('GET', '/mails')).json).toHaveLength(3);
});

test('POST /run hands on arguments and gives the value', async () => {
  expect((await control('POST', '/run', { function: 'twice', args: [21] })).json).toMatchObject({
    status: 'completed',
    value: 42,
  });
});

test('PUT /properties merges, null removes, GET shows', async () => {
  await control('PUT', '/properties', { a: '1', b: '2' });
  await control('PUT', '/properties', { a: null, c: '3' });
  expect((await control('GET', '/properties')).json).toEqual({ b: '2', c: '3' });
});

test('POST /options turns switches of either service', async () => {
  await control('POST', '/options', { anonymousAccess: false, apiEnabled: false });
  expect([google.host.options.anonymousAccess, google.calendar.options.apiEnabled]).toEqual([false, false]);
});

test('GET /channels shows what the calendar watches', async () => {
  expect((await control('GET', '/channels')).json).toEqual([]);
});

test('POST /idle waits for what runs, and gives up in time', async () => {
  const running = google.host.run('nap');
  expect(await control('POST', '/idle', { timeoutMs: 50 })).toEqual({
    status: 504,
    json: { idle: false, what: 'running: nap' },
  });
  expect(await control('POST', '/idle')).toEqual({ status: 200, json: { idle: true } });
  expect(google.host.executions()).toMatchObject([{ function: 'nap', status: 'completed' }]);
  await running;
});

test.each([
  ['POST', '/faults', { target: 'mars' }, /target/],
  ['POST', '/faults', { target: 'push', match: '(' }, /regular expression/],
  ['POST', '/faults', { target: 'push', often: true }, /often/],
  ['POST', '/clock', { advanceMs: -1 }, /advanceMs/],
  ['POST', '/run', {}, /function/],
  ['PUT', '/properties', { a: 1 }, /a: /],
  ['POST', '/options', { colour: 'red' }, /unknown option "colour"/],
  ['POST', '/options', { anonymousAccess: 'no' }, /anonymousAccess.*boolean/],
  ['POST', '/options', { deploymentId: 'x' }, /cannot be changed/],
])('%s %s %j is refused in words', async (method, path, body, words) => {
  const { status, json } = await control(method, path, body);
  expect(status).toBe(400);
  expect((json as { error: string }).error).toMatch(words);
});

test('unknown endpoints, wrong methods and a body that is no JSON are refused', async () => {
  expect((await control('GET', '/nothing')).status).toBe(404);
  expect((await control('GET', '/clock')).status).toBe(405);
  const response = await fetch(`${google.controlUrl}/clock`, { method: 'POST', body: '{' });
  expect([response.status, await response.json()]).toEqual([400, { error: expect.stringContaining('no JSON') }]);
});

test('GET /invitations shows the mails of a write, POST /answer lets a guest answer', async () => {
  const attendees = [{ email: 'guest@example.org' }];
  const response = await fetch(`${google.url}/calendar/v3/calendars/primary/events?sendUpdates=all`, {
    method: 'POST',
    headers: { authorization: 'Bearer local-token', 'content-type': 'application/json' },
    body: JSON.stringify({ ...(JSON.parse(EVENT) as object), attendees }),
  });
  const { id } = (await response.json()) as { id: string };
  const mails = [{ event: id, to: 'guest@example.org', kind: 'new' }];
  expect(await control('GET', '/invitations')).toEqual({ status: 200, json: mails });
  const answer = { eventId: id, email: 'Guest@example.org', responseStatus: 'accepted' };
  expect((await control('POST', '/answer', answer)).json).toMatchObject({
    id,
    attendees: [{ responseStatus: 'accepted' }],
  });
  expect((await control('POST', '/answer', { ...answer, email: 'nobody@example.org' })).status).toBe(400);
  expect((await control('POST', '/answer', { ...answer, responseStatus: 'maybe' })).status).toBe(400);
});

test('PUT /access gives the account another role on a calendar, but not on its own', async () => {
  const { id } = google.calendar.createCalendar({ summary: 'Team', timeZone: 'UTC' });
  const insert = async (): Promise<number> => {
    const headers = { authorization: 'Bearer local-token', 'content-type': 'application/json' };
    const url = `${google.url}/calendar/v3/calendars/${encodeURIComponent(id)}/events`;
    return (await fetch(url, { method: 'POST', headers, body: EVENT })).status;
  };
  expect(await control('PUT', '/access', { calendarId: id, role: 'reader' })).toMatchObject({ status: 200 });
  expect(await insert()).toBe(403);
  await control('PUT', '/access', { calendarId: id, role: 'writer' });
  expect(await insert()).toBe(200);
  expect((await control('PUT', '/access', { calendarId: id, role: 'editor' })).status).toBe(400);
  expect((await control('PUT', '/access', { calendarId: 'primary', role: 'reader' })).status).toBe(400);
});

test('a port that is taken rejects', async () => {
  const port = Number(new URL(google.url).port);
  await expect(startGoogle({ bundle: '', manifest: {}, port })).rejects.toThrow('EADDRINUSE');
});
