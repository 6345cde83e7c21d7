// A mapped field that is removed from the data model, and made again, on a real Directus: unknown meanwhile, then filled.
import { fieldDefinitions } from '../../sandbox/directus/collections';
import type { Item } from '../../sandbox/directus/items';
import { fieldsOf, itemOf, startTestBed, type TestBed } from './harness';

const COLLECTION = 'collection1';
const FIELDS = fieldsOf();

let bed: TestBed;
let keys: number[];

jest.setTimeout(240_000);

beforeAll(async () => {
  bed = await startTestBed();
  keys = (await bed.items().createMany([itemOf('First', 1), itemOf('Second', 2)])).map(({ id }) => id as number);
  await bed.quiet();
  await bed.pairs.expectInSync();
});
afterAll(() => bed.close());

async function removeField(field: string): Promise<void> {
  await bed.sandbox.admin.request('DELETE', `/fields/${COLLECTION}/${field}`);
}

async function makeField(field: string): Promise<void> {
  const spec = { collection: COLLECTION, fields: FIELDS, keys: 'integer' as const };
  await bed.sandbox.admin.createField(
    COLLECTION,
    fieldDefinitions(spec).find((one) => one.field === field)!,
  );
}

/** What of the events must not change: all that is not their title. */
async function eventsButTitles() {
  const events = await bed.pairs.ownEvents();
  return events.map(({ id, status, description, start, end }) => ({ id, status, description, start, end }));
}

async function titles() {
  return (await bed.pairs.ownEvents()).map(({ summary }) => summary).sort();
}

async function rename(name: string): Promise<void> {
  for (const key of keys) await bed.items().updateOne(key, { name: `${name} ${key}` });
  await bed.quiet();
}

const column = (rows: Item[], field: string) => rows.map((row) => row[field]);

test.each(['description', 'start', 'end'] as const)(
  '[EM5] %s: told by name and still while it is away; once it is there again it is filled, and nothing is lost in Google',
  async (name) => {
    const field = FIELDS[name]!;
    const before = column(await bed.items().readByQuery({ sort: ['id'] }), field);
    const [events, old] = [await eventsButTitles(), await titles()];

    await removeField(field);
    await rename(`Without ${name}`);
    await bed.trigger('catchUp');
    expect(await bed.editor('showStatus')).toContain(field);
    expect((await bed.status()).healthy).toBe(false);
    expect(await eventsButTitles()).toEqual(events);
    expect(await titles()).toEqual(old);

    await makeField(field);
    // One item by its signal, the other by the comparison.
    await bed.items().updateOne(keys[0]!, { name: `Again with ${name}` });
    await bed.quiet();
    expect((await bed.items().readOne(keys[0]!))[field]).toBe(before[0]);
    await bed.trigger('reconcile');
    await bed.advance(10 * 60_000);
    await bed.trigger('catchUp');
    expect(column(await bed.items().readByQuery({ sort: ['id'] }), field)).toEqual(before);
    expect(await eventsButTitles()).toEqual(events);
    expect(await titles()).toEqual([`Again with ${name}`, `Without ${name} ${keys[1]}`]);
    await bed.pairs.expectInSync();
    const { bindings } = await bed.status();
    expect(bindings[0]!.reports).toEqual([]);
  },
);

test('[EM6] [M2] what a person empties is emptied in the event, for one call to Directus', async () => {
  const [key] = keys;
  const emptied = await bed.costWithoutEcho(() => bed.items().updateOne(key!, { description: null }));
  expect(emptied).toMatchObject({ executions: 1, calendarRequests: 2, directus: 1, refused: 0 });
  const edited = await bed.costWithoutEcho(() => bed.items().updateOne(key!, { name: 'Without a description' }));
  expect(edited).toMatchObject({ executions: 1, calendarRequests: 2, directus: 0, refused: 0 });
  const found = (await bed.pairs.ownEvents()).find(({ summary }) => summary === 'Without a description');
  expect(found).not.toHaveProperty('description');
  await bed.pairs.expectInSync();
});
