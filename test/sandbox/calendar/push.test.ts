// Delivery of push messages: retries, faults, switches.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { OptionChanges } from '../../../sandbox/calendar/index';
import { LocalServer } from './local-server';

/** Lets messages that are sent at once be answered. */
const settle = () => new Promise((resolve) => setImmediate(resolve));

/** A server with one open channel whose `sync` was answered; `answers` are used up in turn, then 204. */
async function watched(options: OptionChanges = {}) {
  const local = new LocalServer(options);
  const answers: (number | Error)[] = [];
  const states: (string | undefined)[] = [];
  local.server.onPush = async ({ headers }) => {
    states.push(headers['X-Goog-Resource-State']);
    const answer = answers.shift() ?? 204;
    if (answer instanceof Error) throw answer;
    return { status: answer };
  };
  const body = { id: 'channel', type: 'web_hook', address: 'https://receiver.example/hook' };
  const { status } = await local.call('POST', '/watch', body);
  expect(status).toBe(200);
  await settle();
  states.length = 0;
  return { local, answers, states };
}

test('500, 502, 503 and 504 are tried again after 1, 2, 4 … seconds', async () => {
  const { local, answers, states } = await watched();
  answers.push(503, 500, 204);
  await local.insert('aaaaa');
  await settle();
  expect(states).toHaveLength(1);
  expect([local.server.idle(), local.server.idle(5_000)]).toEqual([true, false]);
  await local.clock.advance(500);
  await settle();
  expect(states).toHaveLength(1);
  await local.clock.advance(600);
  await settle();
  expect(states).toHaveLength(2);
  await local.clock.advance(2_001);
  await settle();
  expect(states).toHaveLength(3);
  expect(local.server.idle(86_400_000)).toBe(true);
  expect(local.server.stats()).toMatchObject({ pushesRetried: 2, pushesDropped: 0 });
});

test('a message that is never taken is given up after days', async () => {
  const { local, states } = await watched();
  local.server.onPush = async () => {
    states.push('tried');
    return { status: 503 };
  };
  await local.insert('aaaaa');
  for (let hour = 0; hour < 100; hour += 1) {
    await local.clock.advance(3_600_000);
    await settle();
  }
  expect(local.server.idle(86_400_000)).toBe(true);
  expect(local.server.stats().pushesDropped).toBe(1);
  expect(states.length).toBeGreaterThan(50);
});

test.each([404, 302, new Error('timeout')])(
  '%s: the message is lost, or tried again where the switch says so',
  async (answer) => {
    const { local, answers, states } = await watched();
    answers.push(answer);
    await local.insert('aaaaa');
    await settle();
    await local.clock.advance(5_000);
    await settle();
    expect(states).toHaveLength(1);
    expect(local.server.stats().pushesDropped).toBe(1);
    local.server.setOptions({ pushFailure: 'retried' });
    answers.push(answer);
    await local.insert('bbbbb');
    await settle();
    await local.clock.advance(5_000);
    await settle();
    expect(states).toHaveLength(3);
  },
);

test('faults drop, delay and double messages', async () => {
  const { local, states } = await watched();
  local.faults.add({ target: 'push', drop: true, times: 1 });
  await local.insert('aaaaa');
  expect(states).toHaveLength(0);
  expect(local.server.stats().pushesDropped).toBe(1);
  local.faults.add({ target: 'push', delayMs: 30_000, times: 1 });
  await local.insert('bbbbb');
  expect(states).toHaveLength(0);
  await local.clock.advance(30_001);
  expect(states).toHaveLength(1);
  local.faults.add({ target: 'push', duplicate: true, times: 1 });
  await local.insert('ccccc');
  expect(states).toHaveLength(3);
});

test.each([
  ['each', 0, 2],
  ['twice', 0, 4],
  ['none', 200_000, 0],
  ['coalesced', 1_001, 1],
  ['late', 120_001, 2],
] as const)('two writes in a row at the pace "%s"', async (pushPace, waitMs, expected) => {
  const { local, states } = await watched({ pushPace });
  await local.insert('aaaaa');
  await local.insert('bbbbb');
  if (waitMs > 0 && pushPace !== 'none') expect(states).toHaveLength(0);
  if (waitMs > 0) await local.clock.advance(waitMs);
  expect(states).toHaveLength(expected);
});

test('a channel may end before its time, and a stopped one deliver for a while', async () => {
  const { local, states } = await watched({ channelEndsAfterMinutes: 10 });
  await local.clock.advance(601_000);
  await local.insert('aaaaa');
  expect(states).toHaveLength(0);
  expect(local.server.channels()).toEqual([]);
  const late = await watched({ deliveryAfterStopMs: 5_000 });
  const [channel] = late.local.server.channels();
  const response = await late.local.server.handle({
    method: 'POST',
    path: '/calendar/v3/channels/stop',
    headers: { authorization: 'Bearer local-token', 'content-type': 'application/json' },
    body: JSON.stringify({ id: channel?.id, resourceId: channel?.resourceId }),
  });
  expect(response.status).toBe(204);
  await late.local.insert('aaaaa');
  expect(late.states).toHaveLength(1);
  await late.local.clock.advance(5_001);
  await late.local.insert('bbbbb');
  expect(late.states).toHaveLength(1);
});

test('a message that is due after its channel ended is not sent', async () => {
  const { local, states } = await watched({ pushPace: 'late', channelEndsAfterMinutes: 1 });
  await local.insert('aaaaa');
  await local.clock.advance(120_001);
  expect(states).toHaveLength(0);
  expect(local.server.idle(86_400_000)).toBe(true);
});

test('push can be refused for the domain, or for the calendar', async () => {
  const local = new LocalServer({ push: 'refused' });
  const body = { id: 'channel', type: 'web_hook', address: 'https://receiver.example/hook' };
  const { status, reason } = await local.call('POST', '/watch', body);
  expect([status, reason]).toEqual([401, 'push.webhookUrlUnauthorized']);
  local.server.setOptions({ push: 'ok', calendarsWatchable: false });
  expect((await local.call('POST', '/watch', body)).reason).toBe('pushNotSupportedForRequestedResource');
});

test('without a sender of its own the server posts to the rewritten address', async () => {
  const received: { url?: string; body: string; state?: string | string[] }[] = [];
  const receiver = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      received.push({ url: request.url, body, state: request.headers['x-goog-resource-state'] });
      response.writeHead(204).end();
    });
  });
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
  const { port } = receiver.address() as AddressInfo;
  const rewriteAddress = (url: string) => url.replace('https://receiver.example', `http://127.0.0.1:${port}`);
  const local = new LocalServer({ rewriteAddress });
  await local.call('POST', '/watch', { id: 'channel', type: 'web_hook', address: 'https://receiver.example/hook?x=1' });
  for (let turn = 0; turn < 1_000 && !local.server.idle(); turn += 1) await settle();
  await new Promise((resolve) => receiver.close(resolve));
  expect(received).toEqual([{ url: '/hook?x=1', body: '', state: 'sync' }]);
  expect(local.server.stats()).toMatchObject({ pushesSent: 1, pushesDropped: 0 });
});

test('channelDays: a longer life is given where it is asked for', async () => {
  const local = new LocalServer({ channelDays: 30 });
  const life = async (id: string, body: object) => {
    const channel = { id, type: 'web_hook', address: 'https://receiver.example/hook', ...body };
    const { expiration } = (await local.call('POST', '/watch', channel)).body;
    return Math.round((Number(expiration) - local.clock.now()) / 86_400_000);
  };
  local.server.onPush = async () => ({ status: 204 });
  expect(await life('unasked', {})).toBe(7);
  expect(await life('asked', { params: { ttl: String(20 * 86_400) } })).toBe(20);
  expect(await life('too-long', { params: { ttl: String(90 * 86_400) } })).toBe(30);
});
