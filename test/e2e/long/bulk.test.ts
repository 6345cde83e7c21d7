// Many changes at once, by every way that Directus and Google have for it: each arrives exactly once, within its budget.
import { setTimeout as wait } from 'node:timers/promises';
import type { Cost } from '../../../sandbox/cost';
import { eventOf, itemOf, startTestBed, type TestBed } from '../harness';

const N = 200;
/** Requests that N writes in batches of 50 take. */
const BATCHES = N / 50;
/** Pages of a list of the calendar: it never has more than 2,500 events here. */
const PAGES = 1;

let bed: TestBed;

beforeAll(async () => {
  bed = await startTestBed({
    leaps: false,
    bindings: [{ brake: { deletions: 10_000, share: 1 } }],
    calendar: { quota: { unitsPerMinute: null } },
    // All tests together would use up a day's property calls.
    appsScript: { enforceQuotas: false },
  });
}, 60_000);

afterAll(() => bed.close());

jest.setTimeout(90_000);

function newItems(count = N): Record<string, unknown>[] {
  return Array.from({ length: count }, (_, i) => itemOf(`Item ${i}`, 1 + (i % 300)));
}

/** Keys of so many items that have their events; what is missing is made. */
async function pairsMade(count = N): Promise<number[]> {
  const missing = count - (await bed.items().count());
  if (missing > 0) await bed.items().createMany(newItems(missing));
  await bed.quiet();
  await bed.pairs.expectInSync();
  await bed.forgetOverlap();
  const items = await bed.items().readByQuery({ fields: ['id'], sort: ['id'], limit: count });
  return items.map(({ id }) => id as number);
}

/** Every item and every event is there once, so many more than before, and nothing is left for a catch-up to write. */
async function expectArrived(before: number, more = 0): Promise<void> {
  await bed.pairs.expectInSync();
  expect((await bed.pairs.ownEvents()).length).toBe(before + more);
  expect(await bed.items().count()).toBe(before + more);
  const cost = await bed.cost(() => bed.trigger('catchUp'));
  expect(cost.writes).toBe(0);
  await bed.pairs.expectInSync();
}

/** Budget of N items in N flow runs. */
function expectManyRuns(cost: Cost): void {
  expect(cost.executions).toBeLessThanOrEqual(N);
  expect(cost.calendarRequests).toBeLessThanOrEqual(PAGES + BATCHES + 2);
  expect(cost.directus).toBeLessThanOrEqual(2 * (Math.ceil((2 * N) / 500) + 1) + 2 * Math.ceil(N / 100));
  expect(cost.writes).toBe(N);
}

/** Budget of N items in one flow run. */
function expectOneRun(cost: Cost): void {
  expect(cost.executions).toBe(1);
  expect(cost.calendarRequests).toBeLessThanOrEqual(Math.min(PAGES, BATCHES) + BATCHES);
  expect(cost.directus).toBe(0);
  expect(cost.writes).toBe(N);
}

describe('items created', () => {
  let before: number;

  beforeEach(async () => {
    before = await bed.items().count();
    await bed.forgetOverlap();
  });

  test('as an array, a flow run each', async () => {
    const cost = await bed.costWithoutEcho(() => bed.items().createMany(newItems()));
    expectManyRuns(cost);
    await expectArrived(before, N);
  });

  test('as an array, their echoes cost a list for each look and nothing else', async () => {
    const cost = await bed.cost(() => bed.items().createMany(newItems()));
    expect(cost.writes).toBe(N);
    expect(cost.calls['events.list'] ?? 0).toBeLessThanOrEqual(PAGES + PAGES + 2);
    await expectArrived(before, N);
  });

  test('by a CSV file, quotes and line breaks included', async () => {
    const rows = newItems().map(
      (item, i) =>
        `"Item ${i} ""quoted"", with a comma","two\nlines",${item.calendar_event_start},${item.calendar_event_end}`,
    );
    const text = ['name,description,calendar_event_start,calendar_event_end', ...rows].join('\n');
    const cost = await bed.costWithoutEcho(() => bed.items().importCsv(text));
    expectManyRuns(cost);
    await expectArrived(before, N);
  });

  test('by a file that updates the rows it knows and creates the others', async () => {
    const keys = await pairsMade(100);
    before = await bed.items().count();
    const rows = newItems().map((item, i) => ({ ...item, name: `Upserted ${i}`, ...(i < 100 ? { id: keys[i] } : {}) }));
    const cost = await bed.costWithoutEcho(() => bed.items().importJson(rows));
    expectManyRuns(cost);
    await expectArrived(before, N - 100);
  });
});

describe('items edited', () => {
  let keys: number[];
  let before: number;

  beforeEach(async () => {
    keys = await pairsMade();
    before = await bed.items().count();
  });

  test('by their keys, in one flow run', async () => {
    const cost = await bed.costWithoutEcho(() => bed.items().updateByKeys(keys, { name: 'All the same' }));
    expectOneRun(cost);
    await expectArrived(before);
  });

  test('by a query, in one flow run', async () => {
    const query = { filter: { id: { _in: keys } } };
    const cost = await bed.costWithoutEcho(() => bed.items().updateByQuery(query, { description: 'Batch edited' }));
    expectOneRun(cost);
    await expectArrived(before);
  });

  test('by their keys, their echo costs a list and no call to Directus', async () => {
    const startedAt = performance.now();
    const cost = await bed.cost(() => bed.items().updateByKeys(keys, { name: 'Echoed' }));
    const tenSeconds = Math.ceil((performance.now() - startedAt) / 10_000);
    expect(cost.writes).toBe(N);
    expect(cost.directus).toBe(0);
    expect(cost.calendarRequests).toBeLessThanOrEqual(PAGES + BATCHES + PAGES + 2 + tenSeconds + 2);
    await expectArrived(before);
  });

  test('as an array with a change each, a flow run each before the commit', async () => {
    const cost = await bed.costWithoutEcho(() =>
      bed.items().updateMany(keys.map((id) => ({ id, name: `Renamed ${id}` }))),
    );
    expect(cost.writes).toBe(N);
    expect(cost.calendarRequests).toBeLessThanOrEqual(PAGES + BATCHES + 2);
    await expectArrived(before);
  });

  test('beyond the quota of a minute wait for the next ones, and all arrive', async () => {
    const written = () => bed.google.calendar.stats().writes;
    const refused = () => Object.values(bed.google.calendar.stats().refused).reduce((sum, count) => sum + count, 0);
    const some = keys.slice(0, 120);
    const start = { written: written(), refused: refused() };
    bed.google.calendar.setOptions({ quota: { unitsPerMinute: 100 } });
    try {
      await bed.advance(61_000);
      await bed.items().updateByKeys(some, { name: 'Beyond the quota' });
      // Executions follow one another by themselves until all is done, so nothing is quiet meanwhile.
      for (let step = 0; step < 60 && written() < start.written + some.length; step++) {
        await bed.advance(10_000);
        await wait(200);
      }
      expect(written()).toBe(start.written + some.length);
      expect(refused()).toBeGreaterThan(start.refused);
    } finally {
      bed.google.calendar.setOptions({ quota: { unitsPerMinute: null } });
    }
    await bed.quiet();
    await expectArrived(before);
  }, 180_000);
});

describe('items deleted', () => {
  test.each<[string, (keys: number[]) => Promise<unknown>]>([
    ['by their keys', (keys) => bed.items().deleteMany(keys)],
    ['by a query', (keys) => bed.items().deleteByQuery({ filter: { id: { _in: keys } } })],
  ])('%s, their events go and the others stay', async (_how, remove) => {
    const keys = await pairsMade(150);
    const before = await bed.items().count();
    const cost = await bed.costWithoutEcho(() => remove(keys));
    expect(cost).toMatchObject({ executions: 1, writes: 150, directus: 0 });
    expect(cost.calendarRequests).toBeLessThanOrEqual(PAGES + 3);
    await expectArrived(before, -150);
  });
});

describe('events', () => {
  test('changed in Google reach their items, a hundred a call', async () => {
    await pairsMade();
    const before = await bed.items().count();
    const events = (await bed.pairs.ownEvents()).slice(0, N);
    const cost = await bed.cost(async () => {
      for (const { id } of events) bed.ui.edit('primary', id, { summary: `Renamed ${id}` });
    });
    expect(cost.writes).toBe(0);
    expect(cost.calendarRequests).toBeLessThanOrEqual(cost.executions * PAGES);
    expect(cost.directus).toBeLessThanOrEqual(Math.ceil(N / 100) + 1);
    await expectArrived(before);
  });

  test('created in Google become items, once each', async () => {
    const before = await bed.items().count();
    await bed.cost(async () => {
      for (let i = 0; i < N; i++) bed.ui.create('primary', eventOf(`Event ${i}`, 1 + (i % 300)));
    });
    await expectArrived(before, N);
  });

  test('deleted in Google take their items along', async () => {
    await pairsMade();
    const before = await bed.items().count();
    const events = (await bed.pairs.ownEvents()).slice(0, 150);
    const cost = await bed.cost(async () => {
      for (const { id } of events) bed.ui.remove('primary', id);
    });
    expect(cost.writes).toBe(0);
    await expectArrived(before, -150);
  });
});
