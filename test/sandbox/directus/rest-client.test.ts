// The REST client against a server of the test's own: what it unwraps, what it repeats, what it throws.
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DirectusRest, fileForm } from '../../../sandbox/directus/rest-client';

interface Seen {
  method: string | undefined;
  url: string | undefined;
  authorization: string | undefined;
  type: string | undefined;
  body: string;
}

let server: Server;
let rest: DirectusRest;
let seen: Seen[] = [];
let answers: ((response: ServerResponse) => void)[] = [];

function answer(status: number, body: string): void {
  answers.push((response) => {
    response.statusCode = status;
    response.end(body);
  });
}

/** As Directus 12.4 words it when its event loop stalls. */
const UNDER_PRESSURE = JSON.stringify({
  errors: [
    {
      message: 'Service "api" is unavailable. Under pressure.',
      extensions: { service: 'api', reason: 'Under pressure', code: 'SERVICE_UNAVAILABLE' },
    },
  ],
});

beforeAll(async () => {
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { authorization, 'content-type': type } = request.headers;
      const body = Buffer.concat(chunks).toString('utf8');
      seen.push({ method: request.method, url: request.url, authorization, type, body });
      answers.shift()?.(response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  rest = new DirectusRest({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, token: 'secret' });
});

afterAll(() => {
  server.closeAllConnections();
  server.close();
});

beforeEach(() => {
  seen = [];
  answers = [];
});

test('data is unwrapped, an empty answer is undefined, text stays text', async () => {
  answer(200, '{"data":[1]}');
  answer(204, '');
  answer(200, 'pong');
  expect(await rest.request('GET', '/items/c')).toEqual([1]);
  expect(await rest.request('DELETE', '/items/c/1')).toBeUndefined();
  expect(await rest.request('GET', '/server/ping')).toBe('pong');
});

test('JSON goes with its content type and the token', async () => {
  answer(200, '{"data":null}');
  await rest.request('SEARCH', '/items/c', { query: {} });
  expect(seen).toEqual([
    {
      method: 'SEARCH',
      url: '/items/c',
      authorization: 'Bearer secret',
      type: 'application/json',
      body: '{"query":{}}',
    },
  ]);
});

test('a file goes as a form with its name and type', async () => {
  answer(200, '');
  await rest.request('POST', '/utils/import/c', fileForm('c.csv', 'text/csv', 'id\n1\n'));
  expect(seen[0]?.type).toMatch(/^multipart\/form-data; boundary=/);
  expect(seen[0]?.body).toMatch(/name="file"; filename="c\.csv"\r\nContent-Type: text\/csv\r\n\r\nid\n1\n\r\n/);
});

test("a refusal is an error with Directus' code, and is not repeated", async () => {
  answer(
    403,
    '{"errors":[{"message":"flows limit exceeded.","extensions":{"category":"flows","code":"LIMIT_EXCEEDED"}}]}',
  );
  await expect(rest.request('PATCH', '/flows/1', {})).rejects.toMatchObject({
    name: 'DirectusApiError',
    status: 403,
    code: 'LIMIT_EXCEEDED',
    message: 'PATCH /flows/1: 403 LIMIT_EXCEEDED: flows limit exceeded.',
  });
  expect(seen).toHaveLength(1);
});

test('an answer that is not of Directus is an error that shows its beginning', async () => {
  answer(502, '<html>Bad Gateway</html>');
  await expect(rest.request('GET', '/items/c')).rejects.toMatchObject({
    code: '',
    message: 'GET /items/c: 502: <html>Bad Gateway</html>',
  });
});

test('"Under pressure" is repeated until the server takes the request', async () => {
  answer(503, UNDER_PRESSURE);
  answer(503, UNDER_PRESSURE);
  answer(200, '{"data":{"id":1}}');
  expect(await rest.request('POST', '/items/c', { name: 'x' })).toEqual({ id: 1 });
  expect(seen.map(({ body }) => body)).toEqual(['{"name":"x"}', '{"name":"x"}', '{"name":"x"}']);
});

test('another 503 is not repeated: it may have taken effect', async () => {
  answer(503, 'Service Unavailable');
  await expect(rest.request('POST', '/items/c', {})).rejects.toMatchObject({ status: 503 });
  expect(seen).toHaveLength(1);
});
