// Nothing is lost, doubled or stranded when signals pile up, vanish or meet an outage, and when people edit both sides at once.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DIRECTUS_ORIGIN } from '../../../sandbox';
import { eventOf, itemOf, startTestBed, type TestBed } from '../harness';

let bed: TestBed;

beforeAll(async () => {
  bed = await startTestBed({
    // Answers of the web app that nobody fetches would let the clock leap on and on.
    leaps: false,
    calendar: { quota: { unitsPerMinute: null } },
    appsScript: { enforceQuotas: false },
  });
}, 60_000);

afterAll(() => bed.close());

afterEach(() => bed.google.faults.clear());

jest.setTimeout(90_000);

/** Past every pause, overlap and first retry. */
const A_WHILE_MS = 15 * 60_000;

async function laterCatchUp(): Promise<void> {
  await bed.advance(A_WHILE_MS);
  await bed.trigger('catchUp');
}

async function newPair(name: string): Promise<{ key: number; eventId: string }> {
  const { id } = await bed.items().createOne(itemOf(name));
  await bed.quiet();
  return { key: id as number, eventId: String((await bed.items().readOne(id as number)).calendar_event_id) };
}

/** Both sides are equal, and another catch-up finds nothing to write. */
async function expectSettled(): Promise<void> {
  await bed.pairs.expectInSync();
  const { writes } = await bed.cost(() => bed.trigger('catchUp'));
  expect(writes).toBe(0);
  await bed.pairs.expectInSync();
}

async function namesOf(key: number): Promise<[unknown, unknown]> {
  const pair = (await bed.pairs.all()).find((candidate) => candidate.key === String(key));
  return [pair?.item.name, pair?.event?.summary];
}

describe('signals', () => {
  test('[EX1] sixty single creates and thirty edits in Google at once strand nothing and double nothing', async () => {
    const edited = await bed.items().createMany(Array.from({ length: 30 }, (_, i) => itemOf(`Before ${i}`, i + 1)));
    await bed.quiet();
    await bed.trigger('catchUp');
    const before = await bed.items().count();
    const pairs = await bed.pairs.all();
    const cost = await bed.cost(async () => {
      const creates = Array.from({ length: 60 }, (_, i) => bed.items().createOne(itemOf(`At once ${i}`, i + 1)));
      for (const { id } of edited) {
        const { event } = pairs.find(({ key }) => key === String(id))!;
        bed.ui.edit('primary', event!.id, { summary: `Edited there ${String(id)}` });
      }
      await Promise.all(creates);
    });
    expect(cost.calls['events.insert']).toBeGreaterThanOrEqual(60);
    // A signal that Google refused left no wake-up: only then may something wait for the catch-up.
    if (cost.refused > 0) await bed.trigger('catchUp');
    await expectSettled();
    expect(await bed.items().count()).toBe(before + 60);
    expect((await bed.pairs.ownEvents()).length).toBe(before + 60);
  });

  test('an item that is deleted while its event is being made leaves no event', async () => {
    bed.google.faults.add({ target: 'calendar', match: 'POST .*/events', delayMs: 400 });
    for (const [i, delayMs] of [0, 100, 250, 500, 800].entries()) {
      const { id } = await bed.items().createOne(itemOf(`Short-lived ${i}`));
      await new Promise((resolve) => setTimeout(resolve, delayMs));
      await bed.items().deleteOne(id as number);
    }
    await bed.quiet();
    await bed.trigger('catchUp');
    await expectSettled();
  });

  test('pushes that are lost are made up for by the catch-up', async () => {
    const { key, eventId } = await newPair('Push lost');
    bed.google.faults.add({ target: 'push', drop: true });
    bed.ui.edit('primary', eventId, { summary: 'Seen later' });
    bed.ui.create('primary', eventOf('Made unseen'));
    await bed.quiet();
    expect((await namesOf(key))[0]).toBe('Push lost');
    await bed.trigger('catchUp');
    expect((await namesOf(key))[0]).toBe('Seen later');
    await expectSettled();
  });

  test('item changes whose signals are lost are made up for by the catch-up', async () => {
    const { key } = await newPair('Signal lost');
    const { key: deleted } = await newPair('Deleted unseen');
    bed.google.faults.add({ target: 'webapp', drop: true });
    await bed.items().updateOne(key, { name: 'Sent later' });
    await bed.items().createOne(itemOf('Made unseen here'));
    await bed.items().deleteOne(deleted);
    await bed.quiet();
    bed.google.faults.clear();
    expect((await namesOf(key))[1]).toBe('Signal lost');
    await bed.trigger('catchUp');
    expect(await namesOf(key)).toEqual(['Sent later', 'Sent later']);
    await expectSettled();
  });

  test('messages that arrive twice write once', async () => {
    const { key, eventId } = await newPair('Twice');
    bed.google.faults.add({ target: 'webapp', duplicate: true });
    bed.google.faults.add({ target: 'push', duplicate: true });
    const cost = await bed.cost(async () => {
      await bed.items().updateOne(key, { name: 'Once' });
      await bed.quiet();
      bed.ui.edit('primary', eventId, { summary: 'And back' });
    });
    expect(cost.writes).toBe(1);
    expect(await namesOf(key)).toEqual(['And back', 'And back']);
    await expectSettled();
  });
});

describe('outages', () => {
  test('a Directus that was down is asked seldom, and heals with the next catch-up', async () => {
    const { key, eventId } = await newPair('Down');
    await bed.sandbox.directus.stop();
    bed.ui.edit('primary', eventId, { summary: 'Edited while down' });
    bed.ui.create('primary', eventOf('Made while down'));
    const first = await bed.cost(() => bed.trigger('catchUp'));
    const second = await bed.cost(() => bed.trigger('catchUp'));
    expect(first.directus).toBe(1);
    expect(second.directus).toBe(0);
    await bed.sandbox.directus.restart();
    await laterCatchUp();
    expect(await namesOf(key)).toEqual(['Edited while down', 'Edited while down']);
    await expectSettled();
  });

  test('[RD10] a sync token that Google gave up leads to a full comparison, and nothing is missed', async () => {
    const { key, eventId } = await newPair('Token');
    const gone = await newPair('Deleted with the token');
    bed.google.faults.add({ target: 'push', drop: true });
    bed.ui.edit('primary', eventId, { summary: 'Before the 410' });
    bed.ui.remove('primary', gone.eventId);
    bed.google.calendar.invalidateTokens('primary');
    await bed.trigger('catchUp');
    await bed.trigger('catchUp');
    expect(await namesOf(key)).toEqual(['Before the 410', 'Before the 410']);
    expect(await bed.items().readByQuery({ filter: { id: { _eq: gone.key } } })).toEqual([]);
    await expectSettled();
  });

  test('[ST1] a script that lost its whole state compares everything and damages nothing', async () => {
    const { key, eventId } = await newPair('Forgotten');
    await bed.editor('uninstall');
    expect(bed.google.calendar.channels()).toEqual([]);
    expect(bed.google.host.triggers()).toEqual([]);
    expect(bed.google.host.properties().user).toEqual({});
    await bed.items().updateOne(key, { name: 'Edited meanwhile' });
    await bed.quiet();
    await bed.install();
    expect((await bed.items().readOne(key)).calendar_event_id).toBe(eventId);
    expect(await namesOf(key)).toEqual(['Edited meanwhile', 'Edited meanwhile']);
    expect(bed.google.calendar.channels()).toHaveLength(1);
    await expectSettled();
  });
});

describe('both sides edited at once', () => {
  async function editBoth(key: number, eventId: string, here: object, there: object): Promise<void> {
    bed.google.faults.add({ target: 'push', drop: true });
    bed.google.faults.add({ target: 'webapp', drop: true });
    await bed.items().updateOne(key, { ...here });
    bed.ui.edit('primary', eventId, { ...there });
    await bed.quiet();
    bed.google.faults.clear();
    await bed.trigger('catchUp');
  }

  test('on different fields: both survive', async () => {
    const { key, eventId } = await newPair('Both');
    await editBoth(key, eventId, { name: 'From here' }, { description: 'From there' });
    expect(await bed.items().readOne(key)).toMatchObject({ name: 'From here', description: 'From there' });
    await expectSettled();
  });

  test('[M5] on the same field: one wins, and the status keeps what the other had', async () => {
    const { key, eventId } = await newPair('Same');
    await editBoth(key, eventId, { name: 'Mine' }, { summary: 'Yours' });
    const [item, event] = await namesOf(key);
    expect(item).toBe(event);
    expect([item, ...(await bed.lostTitles(key))].sort()).toEqual(['Mine', 'Yours']);
    await expectSettled();
  });

  test('[WR10] a save between flow 4’s read and its write is not lost in silence', async () => {
    const { key, eventId } = await newPair('Contended');
    let saves = 0;
    await throughProxy(
      async (body) => {
        if (!body.includes('"apply"') || saves > 5) return;
        // Without waiting: the save and flow 4's own write race in Directus.
        saves += 1;
        void bed.items().updateOne(key, { name: `Saved ${saves}` });
      },
      async () => {
        bed.ui.edit('primary', eventId, { summary: 'From Google' });
        await bed.quiet();
      },
    );
    await bed.trigger('catchUp');
    expect(saves).toBeGreaterThan(0);
    await expectSettled();
    const [item] = await namesOf(key);
    const told = [item, ...(await bed.lostTitles(key))];
    expect(told).toEqual(expect.arrayContaining(['From Google', `Saved ${saves}`]));
  });
});

/** Puts a listener between the script and Directus for as long as `work` takes. */
async function throughProxy(hear: (body: string) => Promise<void>, work: () => Promise<void>): Promise<void> {
  const { hosts } = bed.google.host.options;
  const proxy = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString('utf8');
      void hear(body)
        .then(() => bed.post(`${bed.sandbox.directus.url}${request.url}`, body, googleHeaders(request.headers)))
        .then(({ status, text }) => response.writeHead(status, { 'content-type': 'application/json' }).end(text));
    });
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
  bed.google.host.setOptions({ hosts: { ...hosts, [DIRECTUS_ORIGIN]: url } });
  try {
    await work();
  } finally {
    bed.google.host.setOptions({ hosts });
    proxy.closeAllConnections();
    proxy.close();
  }
}

function googleHeaders(headers: NodeJS.Dict<string | string[]>): Record<string, string> {
  const own = Object.entries(headers).filter(([name]) => name.startsWith('x-goog-'));
  return Object.fromEntries(own.map(([name, value]) => [name, String(value)]));
}

describe('executions that are killed', () => {
  const change = {
    'an item created': (): Promise<unknown> => bed.items().createOne(itemOf('Killed while created')),
    'an item edited': (key: number): Promise<unknown> => bed.items().updateOne(key, { name: 'Killed while edited' }),
    'an item deleted': (key: number): Promise<unknown> => bed.items().deleteOne(key),
    'an event edited': async (_key: number, eventId: string): Promise<unknown> =>
      bed.ui.edit('primary', eventId, { summary: 'Killed while edited there' }),
    'an event created': async (): Promise<unknown> => bed.ui.create('primary', eventOf('Killed while created there')),
    'an event deleted': async (_key: number, eventId: string): Promise<unknown> => bed.ui.remove('primary', eventId),
  };

  describe.each(['before', 'after'] as const)('%s a call takes effect', (kill) => {
    test.each(Object.entries(change))('%s, then the catch-up heals it', async (_what, make) => {
      const { key, eventId } = await newPair('To be killed');
      const before = (await bed.pairs.ownEvents()).length;
      bed.google.faults.add({ target: 'calendar', match: '^(POST|PATCH|PUT) ', kill, times: 1 });
      bed.google.faults.add({ target: 'urlfetch', match: '/flows/trigger/', kill, times: 1 });
      const killed = () =>
        Object.values(bed.google.host.stats().executions).reduce((sum, entry) => sum + entry.killed, 0);
      const killedBefore = killed();
      await make(key, eventId);
      await bed.quiet();
      expect(killed()).toBeGreaterThan(killedBefore);
      bed.google.faults.clear();
      await laterCatchUp();
      await laterCatchUp();
      await expectSettled();
      expect(Math.abs((await bed.pairs.ownEvents()).length - before)).toBeLessThanOrEqual(1);
      expect((await bed.pairs.ownEvents()).length).toBe(await bed.items().count());
    });
  });

  test('an answer that is lost after the work was done costs nothing but a look', async () => {
    bed.google.faults.add({ target: 'webapp', match: '^POST', cutAfterSend: true, times: 1 });
    const { id } = await bed.items().createOne(itemOf('Answer lost'));
    await bed.quiet();
    bed.google.faults.clear();
    await bed.trigger('catchUp');
    expect(await namesOf(id as number)).toEqual(['Answer lost', 'Answer lost']);
    await expectSettled();
  });
});

test('push that Google refuses is a normal state: the status says so, and polling does the work', async () => {
  await bed.editor('stopNotifications');
  bed.google.calendar.setOptions({ push: 'refused' });
  try {
    await bed.install();
    const status = await bed.status();
    expect(status.calendars[0]).toMatchObject({ push: 'refused' });
    expect(status.calendars[0]!.pushRefused).toMatch(/polled/);
    expect(await bed.editor('showStatus')).toMatch(/polled/);
    const { key, eventId } = await newPair('Polled');
    bed.ui.edit('primary', eventId, { summary: 'Found by polling' });
    await bed.advance(5 * 60_000 + 1_000);
    await bed.quiet();
    expect(await namesOf(key)).toEqual(['Found by polling', 'Found by polling']);
  } finally {
    bed.google.calendar.setOptions({ push: 'ok' });
  }
  await bed.install();
  expect((await bed.status()).calendars[0]).toMatchObject({ push: 'on' });
  await expectSettled();
});
