// What a client may rely on about push notifications.
// https://developers.google.com/workspace/calendar/api/guides/push
import type { Channel } from '../../sandbox/calendar/index';
import { controlled, freshId, openAccount, refusal, TIMES, type Account } from './calendar-account';

let account: Account;
beforeAll(async () => {
  account = await openAccount();
});
afterAll(async () => account.close());

const DAY_MS = 86_400_000;

async function watch(body: object = {}) {
  const requestBody = { id: freshId(), type: 'web_hook', address: 'https://receiver.example/hook', ...body };
  return (await account.client.events.watch({ calendarId: account.calendarId, requestBody })).data;
}

async function insert(): Promise<string> {
  const id = freshId();
  await account.client.events.insert({ calendarId: account.calendarId, requestBody: { id, ...TIMES } });
  return id;
}

function stop(channel: { id?: string | null; resourceId?: string | null }) {
  return account.client.channels.stop({ requestBody: { id: channel.id, resourceId: channel.resourceId } });
}

/** Messages of one channel, in the order sent, as [number, state]. */
function messages(channelId: string | null | undefined) {
  return account
    .control()
    .deliveries.filter((delivery) => delivery.channelId === channelId)
    .map(({ headers }) => [Number(headers['X-Goog-Message-Number']), headers['X-Goog-Resource-State']] as const);
}

controlled('watch answers the channel and sends sync first, with the documented headers', async () => {
  const channel = await watch({ token: 'secret' });
  expect(channel).toMatchObject({ kind: 'api#channel', token: 'secret' });
  expect(channel.resourceUri).toContain('/events?alt=json');
  const { headers } = account.control().deliveries.find(({ channelId }) => channelId === channel.id) ?? {};
  expect(headers).toMatchObject({
    'Content-Length': '0',
    'X-Goog-Channel-ID': channel.id,
    'X-Goog-Channel-Token': 'secret',
    'X-Goog-Channel-Expiration': new Date(Number(channel.expiration)).toUTCString(),
    'X-Goog-Message-Number': '1',
    'X-Goog-Resource-ID': channel.resourceId,
    'X-Goog-Resource-State': 'sync',
    'X-Goog-Resource-URI': channel.resourceUri,
  });
  await stop(channel);
});

controlled('each change sends exists with a growing number, own writes and deletions included', async () => {
  const channel = await watch();
  const id = await insert();
  await account.client.events.patch({
    calendarId: account.calendarId,
    eventId: id,
    requestBody: { summary: 'Second' },
  });
  await account.client.events.delete({ calendarId: account.calendarId, eventId: id });
  account.control().server.ui.create(account.calendarId, { summary: 'By hand', ...TIMES });
  const sent = messages(channel.id);
  expect(sent.map(([, state]) => state)).toEqual(['sync', 'exists', 'exists', 'exists', 'exists']);
  expect(sent.map(([number]) => number)).toEqual([...sent.map(([number]) => number)].sort((a, b) => a - b));
  expect(new Set(sent.map(([number]) => number)).size).toBe(5);
  await stop(channel);
});

controlled('two channels of a calendar share its resourceId and both deliver', async () => {
  const [a, b] = [await watch(), await watch()];
  expect(a.resourceId).toBe(b.resourceId);
  await insert();
  expect([messages(a.id).length, messages(b.id).length]).toEqual([2, 2]);
  await stop(a);
  await insert();
  expect([messages(a.id).length, messages(b.id).length]).toEqual([2, 3]);
  await stop(b);
});

controlled('a stopped channel is unknown: 404', async () => {
  const channel = await watch();
  expect((await stop(channel)).status).toBe(204);
  expect(await refusal(stop(channel))).toEqual({ status: 404, reason: 'notFound' });
});

controlled('an id is unique for ever, also after its channel was stopped', async () => {
  const channel = await watch();
  await stop(channel);
  expect(await refusal(watch({ id: channel.id }))).toEqual({ status: 400, reason: 'channelIdNotUnique' });
});

controlled('a channel ends by the clock, after seven days unless asked for less', async () => {
  const { clock, server } = account.control();
  const expiresIn = async (body: object) => Number((await watch(body)).expiration) - clock.now();
  const near = (ms: number) => [expect.closeTo(ms / 1_000, -1)];
  expect([(await expiresIn({})) / 1_000]).toEqual(near(7 * DAY_MS));
  expect([(await expiresIn({ expiration: String(clock.now() + 30 * DAY_MS) })) / 1_000]).toEqual(near(7 * DAY_MS));
  const short = await watch({ params: { ttl: '3600' } });
  expect([(Number(short.expiration) - clock.now()) / 1_000]).toEqual(near(3_600_000));
  await clock.advance(3_601_000);
  await insert();
  expect(messages(short.id)).toEqual([[1, 'sync']]);
  const held: Channel[] = server.channels();
  expect(held.map(({ id }) => id)).not.toContain(short.id);
  await clock.advance(7 * DAY_MS);
  expect(server.channels()).toEqual([]);
});

test.each([
  ['an address without https', { address: 'http://receiver.example/hook' }, 'push.webhookUrlNotHttps'],
  ['another type', { type: 'email' }, 'push.channelTypeNotSupported'],
  ['an expiration in seconds', { expiration: String(Math.floor(Date.now() / 1_000) + 86_400) }, 'invalid'],
])('%s answers 400', async (_what, body, reason) => {
  const { status, reason: given } = await refusal(watch(body));
  expect(status).toBe(400);
  // Google's reasons are documented for none of these; the local ones are those that were reported.
  if (account.rootUrl.startsWith('http://127.')) expect(given).toBe(reason);
});

test('stopping an unknown channel answers 404', async () => {
  expect((await refusal(stop({ id: freshId(), resourceId: 'unknown' }))).status).toBe(404);
});
