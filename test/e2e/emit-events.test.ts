// `emitEvents`: a flow of the user's own hears of what comes from Google, and ours start nothing for it.
import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { Item, ItemKey } from '../../sandbox/directus/items';
import { expectNothingLeft } from './stillness';
import { eventOf, fieldsOf, itemOf, startTestBed, type TestBed } from './harness';

const TEAM = 'team@group.calendar.google.com';
const HEARD = 'heard';
const THIRD = 'third@group.calendar.google.com';
const ANSWERED = { filter: { name: { _eq: 'Answered' }, description: { _neq: 'Seen' } }, limit: 1 };

let bed: TestBed;

beforeAll(async () => {
  bed = await startTestBed({
    bindings: [
      {
        collection: 'talks',
        emitEvents: true,
        fields: { ...fieldsOf(), problem: 'trouble' },
        // Google's clock leaps, and is ahead of that of Directus: the newest would always be the event.
        onConflict: 'directus',
      },
      { id: 'rooms', collection: 'rooms', calendar: TEAM },
      { id: 'unlinks', collection: 'unlinks', calendar: THIRD, emitEvents: true, onEventDeleted: 'unlink' },
    ],
    calendar: { quota: { unitsPerMinute: null }, pushPace: 'coalesced' },
  });
  await makeListener();
}, 120_000);

afterAll(() => bed.close());

jest.setTimeout(120_000);

/** What the user's flow was told, and what it found when it read the items that were updated or deleted. */
interface Told {
  event: string;
  payload: unknown;
  key?: ItemKey;
  keys?: ItemKey[];
  found: Item[];
}

const listener = { flow: randomUUID(), read: randomUUID(), write: randomUUID() };

/** Directus loads its flows anew when one of them is changed, and loses events meanwhile. */
const flowsLoaded = (): Promise<void> => wait(1500);

/** A flow as users make them: it reads the item that it is told of, and writes into another collection. */
async function makeListener(): Promise<void> {
  const { admin } = bed.sandbox;
  const fields = [
    { field: 'told', type: 'json', schema: {}, meta: { special: ['cast-json'] } },
    { field: 'found', type: 'json', schema: {}, meta: { special: ['cast-json'] } },
  ];
  await admin.request('POST', '/collections', { collection: HEARD, schema: {}, meta: {}, fields });
  const { flow, read, write } = listener;
  const options = {
    type: 'action',
    scope: ['items.create', 'items.update', 'items.delete'],
    collections: ['talks', 'rooms', 'unlinks'],
  };
  const shown = { name: 'Listener', trigger: 'event', accountability: null, status: 'active', operation: null };
  await admin.request('POST', '/flows', { id: flow, ...shown, options });
  const query = { filter: { id: { _in: '{{$trigger.keys}}' } }, limit: 100 };
  const at = (position_x: number) => ({ position_x, position_y: 1, flow, resolve: null, reject: null });
  await admin.request('POST', '/operations', [
    {
      ...{ id: read, key: 'read', name: 'Read', type: 'item-read', ...at(19) },
      options: { permissions: '$full', collection: '{{$trigger.collection}}', query },
    },
    {
      ...{ id: write, key: 'write', name: 'Write', type: 'item-create', ...at(37) },
      options: { permissions: '$full', collection: HEARD, payload: { told: '{{$trigger}}', found: '{{read}}' } },
    },
  ]);
  await admin.request('PATCH', '/operations', [{ id: read, resolve: write, reject: write }]);
  await admin.request('PATCH', `/flows/${flow}`, { operation: read });
  await flowsLoaded();
}

/** What the user's flow was told while `work` and all that follows from it was done. */
async function told(work: () => unknown): Promise<Told[]> {
  await bed.quiet();
  await bed.items(HEARD).deleteMany((await bed.items(HEARD).readByQuery()).map(({ id }) => id as ItemKey));
  await work();
  await bed.quiet();
  const rows = await bed.items(HEARD).readByQuery({ sort: ['id'] });
  return rows.map((row) => ({ ...(row['told'] as Omit<Told, 'found'>), found: row['found'] as Item[] }));
}

/** How often the web app was called while `work` and all that follows from it was done. */
async function calls(work: () => Promise<unknown>): Promise<number> {
  const count = () => bed.google.host.stats().executions['doPost']?.count ?? 0;
  await bed.quiet();
  const before = count();
  await work();
  await bed.quiet();
  return count() - before;
}

/** Both together. */
async function heard(work: () => unknown): Promise<{ told: Told[]; calls: number }> {
  let all: Told[] = [];
  const count = await calls(async () => (all = await told(work)));
  return { told: all, calls: count };
}

async function madeInGoogle(summary: string, calendar = 'primary', collection = 'talks'): Promise<Item> {
  bed.ui.create(calendar, eventOf(summary));
  await bed.quiet();
  const [item] = await bed.items(collection).readByQuery({ filter: { name: { _eq: summary } } });
  return item!;
}

const eventIdOf = (item: Item) => String(item['calendar_event_id']);
const keyOf = (item: Item) => item['id'] as ItemKey;
const liveEvent = async (item: Item) => (await bed.pairs.events('primary')).find(({ id }) => id === eventIdOf(item));

describe('what comes from Google', () => {
  test('[EV1, EV3] a new event is told as an item, for no more calls than without', async () => {
    const made = await heard(() => void bed.ui.create('primary', eventOf('Made')));
    expect(made.told).toMatchObject([
      { event: 'talks.items.create', payload: { name: 'Made', calendar_event_sync: expect.any(String) as string } },
    ]);
    // The second one is the echo of the link in the event.
    expect(made.calls).toBe(2);
  });

  test('[EV1, EV3] an edited event is told as it was written, for no more calls than without', async () => {
    const item = await madeInGoogle('To be edited');
    const edited = await heard(() => void bed.ui.edit('primary', eventIdOf(item), { summary: 'Edited' }));
    expect(edited.told).toMatchObject([
      {
        event: 'talks.items.update',
        keys: [keyOf(item)],
        payload: { name: 'Edited' },
        found: [{ id: keyOf(item), name: 'Edited' }],
      },
    ]);
    expect(edited.calls).toBe(1);
  });

  test('[EV1, EV4] a deleted event is told as a deletion, which costs one call more than without', async () => {
    const [talk, room] = [await madeInGoogle('To be deleted'), await madeInGoogle('Likewise', TEAM, 'rooms')];
    const silent = await bed.cost(async () => bed.ui.remove(TEAM, eventIdOf(room)));
    let deleted: Told[] = [];
    const cost = await bed.cost(async () => {
      deleted = await told(() => void bed.ui.remove('primary', eventIdOf(talk)));
    });
    expect(deleted).toMatchObject([{ event: 'talks.items.delete', keys: [keyOf(talk)], found: [] }]);
    const { executions, calendarRequests, writes } = silent;
    expect(cost).toMatchObject({ executions: executions + 1, calendarRequests, writes });
    // A call that comes while the first execution still holds the lock leaves it a look at the feed.
    expect([0, 3]).toContain(cost.directus - silent.directus);
  });

  test('[EV1] that an item was unlinked is told, too', async () => {
    const item = await madeInGoogle('To be unlinked', THIRD, 'unlinks');
    const id = eventIdOf(item);
    const { told: unlinked, calls: count } = await heard(() => void bed.ui.remove(THIRD, id));
    expect(unlinked).toMatchObject([
      { event: 'unlinks.items.update', payload: { calendar_event_id: `-${id}`, calendar_event_sync: null } },
    ]);
    expect(count).toBe(1);
  });

  test('[EV1, EV3] many edits are told one by one, and start no run of ours', async () => {
    for (let i = 0; i < 60; i++) bed.ui.create('primary', eventOf(`Many ${i}`, 1 + i));
    await bed.quiet();
    const items = await bed.items('talks').readByQuery({ filter: { name: { _starts_with: 'Many' } } });
    expect(items).toHaveLength(60);
    const edited = await heard(() => {
      for (const item of items) bed.ui.edit('primary', eventIdOf(item), { summary: `Edited ${keyOf(item)}` });
    });
    const names = edited.told.map(({ keys, payload }) => [keys![0], (payload as Item)['name']]);
    expect(names.sort()).toEqual(items.map((item) => [keyOf(item), `Edited ${keyOf(item)}`]).sort());
    expect(edited.calls).toBeLessThan(10);
  });

  test('[EV1] nothing is told by a binding without the option', async () => {
    const { told: all } = await heard(async () => {
      const item = await madeInGoogle('In silence', TEAM, 'rooms');
      bed.ui.edit(TEAM, eventIdOf(item), { summary: 'Still in silence' });
      await bed.quiet();
      expect(await bed.items('rooms').readOne(keyOf(item))).toMatchObject({ name: 'Still in silence' });
      bed.ui.remove(TEAM, eventIdOf(item));
      await bed.quiet();
      expect(await bed.items('rooms').count()).toBe(0);
    });
    expect(all).toEqual([]);
  });
});

describe('what people do', () => {
  test('[EV2] arrives as ever, and of the id and the sync value that come back nothing is told', async () => {
    const created = await heard(() => bed.items('talks').createOne(itemOf('By a person')));
    expect(created.told.map(({ event }) => event)).toEqual(['talks.items.create']);
    const [item] = await bed.items('talks').readByQuery({ filter: { name: { _eq: 'By a person' } } });
    expect(await liveEvent(item!)).toMatchObject({ summary: 'By a person' });
    const edited = await heard(() => bed.items('talks').updateOne(keyOf(item!), { name: 'Renamed' }));
    expect(edited.told.map(({ event }) => event)).toEqual(['talks.items.update']);
    expect(await liveEvent(item!)).toMatchObject({ summary: 'Renamed' });
    const deleted = await heard(() => bed.items('talks').deleteOne(keyOf(item!)));
    expect(deleted.told.map(({ event }) => event)).toEqual(['talks.items.delete']);
    expect(await liveEvent(item!)).toBeUndefined();
  });

  test('[EV3, CB21] a revert, which writes the sync value back as well, goes to the event at once', async () => {
    const item = await madeInGoogle('Before');
    const query = `filter[collection][_eq]=talks&filter[item][_eq]=${keyOf(item)}&sort=-id&limit=1&fields=id,data`;
    const [agreed] = await bed.sandbox.admin.request<{ id: number; data: Item }[]>('GET', `/revisions?${query}`);
    expect(agreed!.data).toMatchObject({ calendar_event_sync: expect.any(String) as string });
    bed.ui.edit('primary', eventIdOf(item), { summary: 'After' });
    await bed.quiet();
    expect(await bed.items('talks').readOne(keyOf(item))).toMatchObject({ name: 'After' });
    expect(await calls(() => bed.sandbox.admin.request('POST', `/utils/revert/${agreed!.id}`))).toBeGreaterThan(0);
    expect(await liveEvent(item)).toMatchObject({ summary: 'Before' });
  });

  test("[EV3] what a flow of theirs writes where it heard of Google's edit goes to the event", async () => {
    const { admin } = bed.sandbox;
    const item = await madeInGoogle('To be answered');
    const payload = { description: 'Seen' };
    await admin.request('PATCH', `/operations/${listener.write}`, {
      type: 'item-update',
      options: { permissions: '$full', emitEvents: true, collection: 'talks', query: ANSWERED, payload },
    });
    await flowsLoaded();
    bed.ui.edit('primary', eventIdOf(item), { summary: 'Answered' });
    await bed.quiet();
    expect(await liveEvent(item)).toMatchObject({ summary: 'Answered', description: 'Seen' });
  });
});

test('[WR13] nothing is left to do', async () => {
  await bed.pairs.expectInSync();
  await expectNothingLeft(bed);
});
