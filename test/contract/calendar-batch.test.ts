// What a client may rely on when it sends many calls in one request.
// https://developers.google.com/workspace/calendar/api/guides/batch
import { controlled, freshId, openAccount, TIMES, type Account } from './calendar-account';

let account: Account;
beforeAll(async () => {
  account = await openAccount();
});
afterAll(async () => account.close());

interface Part {
  contentId?: string;
  method: string;
  path: string;
  headers?: Record<string, string>;
  body?: object;
}

interface Answer {
  contentId: string;
  status: number;
  body: { id?: string; etag?: string; summary?: string; error?: { errors: { reason: string }[] } } | undefined;
}

function partText({ contentId, method, path, headers = {}, body }: Part): string {
  const head = ['Content-Type: application/http', ...(contentId === undefined ? [] : [`Content-ID: ${contentId}`])];
  const given = body === undefined ? headers : { 'Content-Type': 'application/json', ...headers };
  const inner = [`${method} ${path}`, ...Object.entries(given).map(([name, value]) => `${name}: ${value}`)];
  return ['--limit', ...head, '', ...inner, '', body === undefined ? '' : JSON.stringify(body), ''].join('\r\n');
}

async function post(parts: Part[], token = account.token): Promise<Response> {
  return await fetch(`${account.rootUrl}batch/calendar/v3`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'multipart/mixed; boundary=limit' },
    body: `${parts.map(partText).join('')}--limit--\r\n`,
  });
}

async function batch(parts: Part[]): Promise<Answer[]> {
  const response = await post(parts);
  expect(response.status).toBe(200);
  const boundary = /boundary="?([^";]+)/.exec(response.headers.get('content-type') ?? '')?.[1] ?? '';
  expect(boundary).not.toBe('limit');
  const sections = (await response.text()).split(`--${boundary}`).slice(1, -1);
  return sections.map((section) => {
    const [head = '', inner = '', ...rest] = section.trim().split('\r\n\r\n');
    const body = rest.join('\r\n\r\n').trim();
    return {
      contentId: /Content-ID: (.*)/i.exec(head)?.[1]?.trim() ?? '',
      status: Number(/^HTTP\/1\.1 (\d+)/.exec(inner)?.[1]),
      body: body === '' ? undefined : (JSON.parse(body) as Answer['body']),
    };
  });
}

const eventsPath = () => `/calendar/v3/calendars/${encodeURIComponent(account.calendarId)}/events`;
const inserting = (id: string): Part => ({
  contentId: `<${id}>`,
  method: 'POST',
  path: `${eventsPath()}?sendUpdates=none`,
  body: { id, summary: `Ümlaut ${id}`, ...TIMES },
});
const reasons = (answers: Answer[]) => answers.map(({ status, body }) => [status, body?.error?.errors[0]?.reason]);

test('parts are answered in order, each under its own name and with its own status', async () => {
  const [a, b] = [freshId(), freshId()];
  const answers = await batch([
    inserting(a),
    { contentId: '<unknown>', method: 'GET', path: `${eventsPath()}/${freshId()}` },
    inserting(b),
  ]);
  expect(answers.map(({ contentId, status }) => [contentId, status])).toEqual([
    [`<response-${a}>`, 200],
    ['<response-unknown>', 404],
    [`<response-${b}>`, 200],
  ]);
  expect(answers[0]?.body).toMatchObject({ id: a, summary: `Ümlaut ${a}` });
});

test('a part has its own If-Match, and a deletion answers without body', async () => {
  const [kept, deleted] = [freshId(), freshId()];
  const made = await batch([inserting(kept), inserting(deleted)]);
  const answers = await batch([
    {
      contentId: '<1>',
      method: 'PATCH',
      path: `${eventsPath()}/${kept}`,
      headers: { 'If-Match': '"stale"' },
      body: { summary: 'Lost' },
    },
    {
      contentId: '<2>',
      method: 'DELETE',
      path: `${eventsPath()}/${deleted}`,
      headers: { 'If-Match': made[1]?.body?.etag ?? '' },
    },
  ]);
  expect(reasons(answers)).toEqual([
    [412, 'conditionNotMet'],
    [204, undefined],
  ]);
});

controlled('the second write to one event in a batch answers 409 conflict', async () => {
  const id = freshId();
  await batch([inserting(id)]);
  const patching = (contentId: string, summary: string): Part => ({
    contentId,
    method: 'PATCH',
    path: `${eventsPath()}/${id}`,
    body: { summary },
  });
  const answers = await batch([
    patching('<1>', 'First'),
    patching('<2>', 'Second'),
    { contentId: '<3>', method: 'GET', path: `${eventsPath()}/${id}` },
  ]);
  expect(reasons(answers)).toEqual([
    [200, undefined],
    [409, 'conflict'],
    [200, undefined],
  ]);
  expect(answers[2]?.body?.summary).toBe('First');
});

test('equal Content-IDs fail the batch as a whole, told in a JSON array', async () => {
  const [a, b] = [inserting(freshId()), inserting(freshId())];
  const response = await post([a, { ...b, contentId: a.contentId }]);
  expect(response.status).toBe(400);
  expect(await response.json()).toEqual([
    { error: expect.objectContaining({ code: 400, message: 'Duplicate Request ID in Batch Request' }) },
  ]);
});

controlled('a missing Content-ID fails the batch as a whole', async () => {
  expect((await post([{ ...inserting(freshId()), contentId: undefined }])).status).toBe(400);
});

controlled('more parts than the limit are refused', async () => {
  const parts = Array.from({ length: 51 }, () => inserting(freshId()));
  expect((await post(parts)).status).toBe(400);
  expect(await batch(parts.slice(0, 50))).toHaveLength(50);
});

test('a wrong token fails the batch as a whole, told in JSON', async () => {
  const response = await post([inserting(freshId())], 'no-such-token');
  expect(response.status).toBe(401);
  expect(response.headers.get('content-type')).toMatch(/^application\/json/);
});

controlled('n parts are one request and n calls, and cost n calls of quota', async () => {
  const { server } = account.control();
  const id = freshId();
  server.resetStats();
  await batch([inserting(id), inserting(freshId())]);
  await batch([{ contentId: '<1>', method: 'PATCH', path: `${eventsPath()}/${id}`, body: { summary: 'Dear' } }]);
  expect(server.stats()).toMatchObject({
    httpRequests: 2,
    batches: 2,
    calls: { 'events.insert': 2, 'events.patch': 1 },
    quotaUnits: 5,
    writes: 3,
  });
});

controlled('a fault hits a single part', async () => {
  const { faults } = account.control();
  const [a, b] = [freshId(), freshId()];
  faults.add({ target: 'calendar', match: 'POST /calendar/', status: 503, after: 1, times: 1 });
  expect(reasons(await batch([inserting(a), inserting(b)]))).toEqual([
    [200, undefined],
    [503, 'backendError'],
  ]);
  faults.add({ target: 'calendar', match: 'POST /calendar/', cutAfterSend: true, times: 1 });
  await expect(post([inserting(b)])).rejects.toThrow('fetch failed');
  faults.clear();
  const [read] = await batch([{ contentId: '<1>', method: 'GET', path: `${eventsPath()}/${b}` }]);
  expect(read?.status).toBe(200);
});
