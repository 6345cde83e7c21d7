// UrlFetchApp. https://developers.google.com/apps-script/reference/url-fetch/url-fetch-app
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { disposeHosts, makeHost } from './make-host';
import type { TestHost } from './make-host';

interface Seen {
  method: string;
  url: string;
  headers: Record<string, string>;
  body: string;
}

let seen: Seen[] = [];
let origin = '';

/** Answers what it received, unless the path asks for something else. */
function serve(request: IncomingMessage, response: ServerResponse, body: string): void {
  const [, kind, value] = (request.url ?? '').split('/');
  seen.push({
    method: request.method ?? '',
    url: request.url ?? '',
    headers: request.headers as Record<string, string>,
    body,
  });
  if (kind === 'status') response.statusCode = Number(value);
  if (kind === 'redirect') response.writeHead(Number(value), { location: '/landed' });
  if (kind === 'loop') response.writeHead(302, { location: '/loop' });
  if (kind === 'hang') return;
  if (kind === 'reset') return void request.socket.destroy();
  if (kind === 'cookies') response.setHeader('Set-Cookie', ['a=1', 'b=2']);
  if (kind === 'bytes') return void response.end(Buffer.from([0xff, 0x00, 0x41]));
  response.end(`${kind ?? ''} grün`);
}

const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => serve(request, response, Buffer.concat(chunks).toString('utf8')));
});

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});
beforeEach(() => (seen = []));
afterEach(disposeHosts);

const BASE = 'https://directus.example';
const makeFetching = (options = {}): TestHost => makeHost({ options: { hosts: { [BASE]: origin }, ...options } });

test('a plain fetch is a GET with Google’s User-Agent, and its text comes back', async () => {
  const { evaluate, host } = makeFetching();
  const body = `const r = UrlFetchApp.fetch('${BASE}/items?a=1', {headers: {'X-A': 1, 'User-Agent': 'mine'}}); return [r.getResponseCode(), r.getContentText()]`;
  expect(await evaluate(body)).toEqual([200, 'items?a=1 grün']);
  expect(seen).toMatchObject([{ method: 'GET', url: '/items?a=1', headers: { 'x-a': '1' } }]);
  expect(seen[0]?.headers['user-agent']).toContain('Google-Apps-Script');
  expect(host.stats().urlFetches).toEqual({ 'directus.example': 1 });
});

test.each([
  [`payload: {a: 'b c', d: 'ä'}`, 'application/x-www-form-urlencoded', 'a=b+c&d=%C3%A4'],
  [`payload: 'text'`, 'application/x-www-form-urlencoded', 'text'],
  [`payload: '{}', contentType: 'application/json'`, 'application/json', '{}'],
  [`payload: '{}', headers: {'content-type': 'text/csv'}`, 'text/csv', '{}'],
  [`payload: Utilities.newBlob('grün', 'text/plain')`, 'text/plain', 'grün'],
  [`payload: [103, 114, -61, -68, 110]`, 'application/x-www-form-urlencoded', 'grün'],
])('%s is sent as %s', async (options, type, body) => {
  const { evaluate } = makeFetching();
  await evaluate(`UrlFetchApp.fetch('${BASE}/', {method: 'post', ${options}})`);
  expect(seen).toMatchObject([{ method: 'POST', headers: { 'content-type': type }, body }]);
});

test.each([
  [true, { 'x-goog-channel-id': 'c', 'x-a': '1' }],
  [false, { 'x-a': '1' }],
])(
  'fetchSendsGoogleHeaders %s: what is called as one of Google’s headers leaves, or does not',
  async (isSent, headers) => {
    const { evaluate } = makeFetching({ fetchSendsGoogleHeaders: isSent });
    await evaluate(`UrlFetchApp.fetch('${BASE}/', {headers: {'X-Goog-Channel-ID': 'c', 'X-A': '1'}})`);
    expect(Object.fromEntries(Object.entries(seen[0]!.headers).filter(([name]) => name.startsWith('x-')))).toEqual(
      headers,
    );
  },
);

test.each([301, 302, 303])('after a %i a POST goes on as a GET without its body', async (status) => {
  const { evaluate } = makeFetching();
  const text = await evaluate(
    `return UrlFetchApp.fetch('${BASE}/redirect/${status}', {method: 'post', payload: 'x'}).getContentText()`,
  );
  expect(text).toBe('landed grün');
  expect(seen).toMatchObject([{ method: 'POST' }, { method: 'GET', url: '/landed', body: '' }]);
});

test('redirects are not followed where the script says so, and not for ever', async () => {
  const { evaluate } = makeFetching();
  const body = `const r = UrlFetchApp.fetch('${BASE}/redirect/302', {followRedirects: false}); return [r.getResponseCode(), r.getHeaders().location || r.getHeaders().Location]`;
  expect(await evaluate(body)).toEqual([302, '/landed']);
  await expect(evaluate(`UrlFetchApp.fetch('${BASE}/loop')`)).rejects.toThrow('redirects');
});

test('a refused answer throws unless exceptions are muted', async () => {
  const { evaluate } = makeFetching();
  await expect(evaluate(`UrlFetchApp.fetch('${BASE}/status/404')`)).rejects.toThrow(
    'Request failed for https://directus.example returned code 404. Truncated server response: status grün',
  );
  expect(
    await evaluate(`return UrlFetchApp.fetch('${BASE}/status/404', {muteHttpExceptions: true}).getResponseCode()`),
  ).toBe(404);
});

test.each([
  ['a host that is not in the table', 'https://example.org/', 'DNS error'],
  ['this machine', 'http://127.0.0.1:1/', 'Address unavailable'],
  ['no URL', 'nonsense', 'Invalid argument'],
  ['a URL over 2 kB', `https://directus.example/${'x'.repeat(2048)}`, 'URLFetch URL Length'],
  ['a connection that is reset', `${BASE}/reset`, 'Address unavailable'],
])('%s throws even when exceptions are muted', async (_, url, message) => {
  const { evaluate } = makeFetching();
  await expect(evaluate(`UrlFetchApp.fetch('${url}', {muteHttpExceptions: true})`)).rejects.toThrow(message);
});

test('a loopback address may be put in the table as it is', async () => {
  const { evaluate } = makeHost({ options: { hosts: { [origin]: origin } } });
  expect(await evaluate(`return UrlFetchApp.fetch('${origin}/a').getContentText()`)).toBe('a grün');
});

test('a fetch that takes too long throws: after the script’s timeout, else after the account’s', async () => {
  const { evaluate } = makeFetching({ fetchTimeoutSeconds: 0.2 });
  await expect(evaluate(`UrlFetchApp.fetch('${BASE}/hang', {timeoutSeconds: 0.1})`)).rejects.toThrow('Timeout');
  await expect(evaluate(`UrlFetchApp.fetch('${BASE}/hang')`)).rejects.toThrow('Timeout');
});

test('too many or too long headers, and those that Google sets itself, are refused', async () => {
  const { evaluate } = makeFetching();
  const many = `Object.fromEntries(Array.from({length: 101}, (_, i) => ['x-' + i, '1']))`;
  await expect(evaluate(`UrlFetchApp.fetch('${BASE}/', {headers: ${many}})`)).rejects.toThrow('Header Size');
  await expect(evaluate(`UrlFetchApp.fetch('${BASE}/', {headers: {a: 'x'.repeat(9000)}})`)).rejects.toThrow(
    'Header Size',
  );
  await expect(evaluate(`UrlFetchApp.fetch('${BASE}/', {headers: {Host: 'a'}})`)).rejects.toThrow('Header:Host');
  expect(seen).toEqual([]);
});

test('bytes and repeated headers come back as they were', async () => {
  const { evaluate } = makeFetching();
  expect(await evaluate(`return UrlFetchApp.fetch('${BASE}/bytes').getContent()`)).toEqual([-1, 0, 65]);
  expect(await evaluate(`return UrlFetchApp.fetch('${BASE}/cookies').getAllHeaders()['Set-Cookie']`)).toEqual([
    'a=1',
    'b=2',
  ]);
});

test('fetchAll answers in order, counts each, and throws as a whole when one throws', async () => {
  const { evaluate, host } = makeFetching();
  const both = `UrlFetchApp.fetchAll(['${BASE}/a', {url: '${BASE}/b', method: 'put', payload: 'x'}]).map((r) => r.getContentText())`;
  expect(await evaluate(`return ${both}`)).toEqual(['a grün', 'b grün']);
  expect(host.stats().quotas.urlFetches.used).toBe(2);
  await expect(evaluate(`UrlFetchApp.fetchAll(['${BASE}/a', '${BASE}/status/500'])`)).rejects.toThrow('500');
});

test('fetches over the daily quota are refused, unless quotas are off', async () => {
  const { evaluate, host } = makeFetching({ urlFetchesPerDay: 1 });
  await evaluate(`UrlFetchApp.fetch('${BASE}/')`);
  await expect(evaluate(`UrlFetchApp.fetch('${BASE}/')`)).rejects.toThrow('too many times for one day: urlfetch');
  host.setOptions({ enforceQuotas: false });
  await evaluate(`UrlFetchApp.fetch('${BASE}/')`);
  expect(seen).toHaveLength(2);
});

test('the script reaches its own web app by its public address, and not by that of a domain', async () => {
  const { host } = makeHost({
    bundle: `function doPost(e) { return ContentService.createTextOutput('got ' + e.postData.contents); }
      function callSelf(front) {
        const url = ScriptApp.getService().getUrl().replace('/macros', front).replace('/dev', '/exec');
        return UrlFetchApp.fetch(url, {method: 'post', payload: 'x', muteHttpExceptions: true}).getContentText();
      }`,
  });
  expect((await host.run('callSelf', '/macros')).value).toBe('got x');
  expect((await host.run('callSelf', '/a/macros/example.com')).value).toContain('<title>Unauthorized</title>');
});

test('faults: a status, a lost request, an answer cut off, an execution killed before or after the call', async () => {
  const { evaluate, faults, host } = makeFetching();
  const call = `return UrlFetchApp.fetch('${BASE}/a', {muteHttpExceptions: true}).getResponseCode()`;
  faults.add({ target: 'urlfetch', match: '^GET https://directus', status: 502, times: 1 });
  expect(await evaluate(call)).toBe(502);
  faults.add({ target: 'urlfetch', drop: true, times: 1 });
  await expect(evaluate(call)).rejects.toThrow('Address unavailable');
  faults.add({ target: 'urlfetch', kill: 'before', times: 1 });
  expect((await host.run('evaluate', call)).status).toBe('killed');
  expect(seen).toHaveLength(0);
  faults.add({ target: 'urlfetch', cutAfterSend: true, times: 1 });
  await expect(evaluate(call)).rejects.toThrow('Address unavailable');
  faults.add({ target: 'urlfetch', kill: 'after', times: 1 });
  expect((await host.run('evaluate', call)).status).toBe('killed');
  expect(seen).toHaveLength(2);
});
