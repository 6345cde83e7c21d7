// What the sync costs: the budgets of one change, counted exactly, on a real Directus and the local Google.
import type { Cost } from '../../sandbox/cost';
import { eventOf, itemOf, startTestBed, type TestBed } from './harness';

let bed: TestBed;

beforeAll(async () => {
  bed = await startTestBed();
}, 60_000);

afterAll(() => bed.close());

jest.setTimeout(60_000);

/** The three numbers that a budget names; a refused execution never fits one. */
function budget({ executions, calendarRequests, directus, refused }: Cost) {
  expect(refused).toBe(0);
  return { executions, calendar: calendarRequests, directus };
}

async function newItem(name: string): Promise<number> {
  const { id } = await bed.items().createOne(itemOf(name));
  await bed.quiet();
  return id as number;
}

async function eventIdOf(key: number): Promise<string> {
  return String((await bed.items().readOne(key)).calendar_event_id);
}

describe('one item', () => {
  test('created costs one execution, one Calendar call and no call to Directus', async () => {
    const cost = await bed.costWithoutEcho(() => bed.items().createOne(itemOf('Created')));
    expect(budget(cost)).toEqual({ executions: 1, calendar: 1, directus: 0 });
    expect(cost.calls).toEqual({ 'events.insert': 1 });
    await bed.pairs.expectInSync();
  });

  test('edited costs one execution, two Calendar calls and no call to Directus', async () => {
    const key = await newItem('To be edited');
    const cost = await bed.costWithoutEcho(() => bed.items().updateOne(key, { name: 'Edited' }));
    expect(budget(cost)).toEqual({ executions: 1, calendar: 2, directus: 0 });
    expect(cost.calls).toEqual({ 'events.get': 1, 'events.patch': 1 });
    await bed.pairs.expectInSync();
  });

  test('edited in a field that is not mapped costs one execution and nothing else', async () => {
    const field = { field: 'room', type: 'string', schema: {}, meta: {} };
    await bed.sandbox.admin.createField('collection1', field);
    const key = await newItem('With a room');
    const cost = await bed.cost(() => bed.items().updateOne(key, { room: 'Blue' }));
    expect(budget(cost)).toEqual({ executions: 1, calendar: 0, directus: 0 });
  });

  test('deleted costs one execution, at most two Calendar calls and no call to Directus', async () => {
    const key = await newItem('To be deleted');
    const cost = await bed.costWithoutEcho(() => bed.items().deleteOne(key));
    expect(budget(cost)).toEqual({ executions: 1, calendar: 2, directus: 0 });
    expect(cost.writes).toBe(1);
    await bed.pairs.expectInSync();
  });
});

describe('the echo of one item', () => {
  test.each<[string, (key: number) => Promise<unknown>, Cost['calls']]>([
    ['created', () => bed.items().createOne(itemOf('Echoed')), { 'events.insert': 1 }],
    ['edited', (key) => bed.items().updateOne(key, { name: 'Echoed' }), { 'events.get': 1, 'events.patch': 1 }],
    ['deleted', (key) => bed.items().deleteOne(key), { 'events.get': 1, 'events.patch': 1 }],
  ])('%s costs one execution, one list and no call to Directus', async (_what, change, own) => {
    const key = await newItem('Will echo');
    const cost = await bed.cost(() => change(key));
    const calls = Object.values(own).reduce((sum, count) => sum + count, 0);
    expect(budget(cost)).toEqual({ executions: 2, calendar: calls + 1, directus: 0 });
    expect(cost.calls).toEqual({ ...own, 'events.list': 1 });
    await bed.pairs.expectInSync();
  });
});

describe('one event', () => {
  test('edited in Google costs one execution, one Calendar call and one call to Directus', async () => {
    const eventId = await eventIdOf(await newItem('Edited there'));
    const cost = await bed.cost(async () => bed.ui.edit('primary', eventId, { summary: 'Edited in Google' }));
    expect(budget(cost)).toEqual({ executions: 1, calendar: 1, directus: 1 });
    await bed.pairs.expectInSync();
  });

  test('edited in what is not mapped costs one call to Directus and writes nothing', async () => {
    const eventId = await eventIdOf(await newItem('Coloured there'));
    const before = await bed.sandbox.admin.newestActivityId();
    const cost = await bed.cost(async () => bed.ui.edit('primary', eventId, { colorId: '5', location: 'Berlin' }));
    expect(budget(cost)).toEqual({ executions: 1, calendar: 1, directus: 1 });
    expect(cost.writes).toBe(0);
    expect(await bed.sandbox.admin.newestActivityId()).toBe(before);
  });

  test('deleted in Google costs one execution, two Calendar calls, and two to Directus: was its item made again since?', async () => {
    const key = await newItem('Deleted there');
    const eventId = await eventIdOf(key);
    const cost = await bed.cost(async () => bed.ui.remove('primary', eventId));
    expect(budget(cost)).toEqual({ executions: 1, calendar: 2, directus: 2 });
    expect(await bed.items().readByQuery({ filter: { id: { _eq: key } } })).toEqual([]);
    await bed.pairs.expectInSync();
  });

  test('created in Google costs, echo included, two executions, three Calendar calls and one call to Directus', async () => {
    const cost = await bed.cost(async () => bed.ui.create('primary', eventOf('Made in Google')));
    expect(budget(cost)).toEqual({ executions: 2, calendar: 3, directus: 1 });
    expect(await bed.items().readByQuery({ filter: { name: { _eq: 'Made in Google' } } })).toHaveLength(1);
    await bed.pairs.expectInSync();
  });
});

describe('in quiet', () => {
  /** What either side has written so far. */
  async function written() {
    const events = (await bed.pairs.events('primary', { showDeleted: true })).map(({ id, etag }) => `${id} ${etag}`);
    return { events, activities: await bed.pairs.activities('collection1') };
  }

  test('a catch-up costs one Calendar call and one call to Directus once the overlap has passed', async () => {
    await bed.advance(5 * 60_000);
    await bed.trigger('catchUp');
    await bed.advance(5 * 60_000);
    const cost = await bed.cost(() => bed.trigger('catchUp'));
    expect(budget(cost)).toEqual({ executions: 1, calendar: 1, directus: 1 });
    expect(cost.writes).toBe(0);
  });

  test('a reconcile of 501 equal pairs costs one list and two pages', async () => {
    await bed.google.calendar.setOptions({ quota: { unitsPerMinute: null } });
    const missing = 501 - (await bed.items().count());
    await bed.items().createMany(Array.from({ length: missing }, (_, i) => itemOf(`Pair ${i}`, 1 + (i % 300))));
    await bed.quiet();
    await bed.trigger('catchUp');
    await bed.pairs.expectInSync();
    const cost = await bed.cost(() => bed.trigger('reconcile'));
    expect(budget(cost)).toEqual({ executions: 1, calendar: 1, directus: 2 });
    expect(cost.writes).toBe(0);
  }, 180_000);

  test.each(['catchUp', 'reconcile', 'renewChannels', 'install', 'syncNow', 'showStatus'])(
    '[WR13] %s run again writes nothing on either side',
    async (name) => {
      await bed.google.host.run(name);
      await bed.quiet();
      const before = await written();
      await bed.google.host.run(name);
      await bed.quiet();
      expect(await written()).toEqual(before);
      await bed.pairs.expectInSync();
    },
    60_000,
  );
});
