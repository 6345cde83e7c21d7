// A field that a real Directus refuses holds back no other field of its event.
import type { Item, ItemKey } from '../../sandbox/directus/items';
import { eventOf, startTestBed, type TestBed } from './harness';
import { expectNothingLeft } from './stillness';

let bed: TestBed;

jest.setTimeout(180_000);

beforeAll(async () => {
  bed = await startTestBed();
  await bed.sandbox.admin.request('PATCH', '/fields/collection1/name', {
    schema: { is_unique: true },
    meta: { validation: { name: { _neq: 'Forbidden' } } },
  });
}, 120_000);

afterAll(() => bed.close());

/** Makes an event as a person does; its id, and the item that comes of it. */
async function paired(summary: string, day: number): Promise<{ id: string; key: ItemKey }> {
  const { id } = bed.ui.create('primary', eventOf(summary, day));
  await bed.quiet();
  const [item] = await bed.items().readByQuery({ filter: { calendar_event_id: { _eq: id } } });
  return { id, key: item!.id as ItemKey };
}

async function edit(id: string, changes: Parameters<TestBed['ui']['edit']>[2]): Promise<void> {
  bed.ui.edit('primary', id, changes);
  await bed.quiet();
}

/** A moment of a day that no item begins with. */
const moved = (day: number) => ({
  start: { dateTime: new Date(Date.UTC(2027, 0, day, 8)).toISOString() },
  end: { dateTime: new Date(Date.UTC(2027, 0, day, 9)).toISOString() },
});

const item = (key: ItemKey): Promise<Item> => bed.items().readOne(key);
const reasons = async (): Promise<string[]> => (await bed.status()).bindings[0]!.failures.map(({ reason }) => reason);

test('[RF10] a title that another item has is told, its description and time arrive, and the title follows once it is free', async () => {
  const { id, key } = await paired('Mine', 1);
  const other = await paired('Taken', 2);
  const { start, end } = moved(20);
  await edit(id, { summary: 'Taken', description: 'In the same edit', start, end });
  expect(await item(key)).toMatchObject({ name: 'Mine', description: 'In the same edit' });
  expect(Date.parse(String((await item(key)).calendar_event_start))).toBe(Date.parse(start.dateTime));
  expect(await reasons()).toEqual(['Directus refused name (RECORD_NOT_UNIQUE); the other fields are synced']);
  expect(await bed.status()).toMatchObject({ healthy: false });
  await expectNothingLeft(bed, ['catchUp', 'reconcile']);

  await bed.items().updateOne(other.key, { name: 'Free' });
  await bed.quiet();
  await bed.trigger('reconcile');
  expect((await item(key)).name).toBe('Taken');
  expect(await reasons()).toEqual([]);
  await bed.pairs.expectInSync();
});

test('[M9] a title that a validation forbids is told, its time arrives, and another title is taken at once', async () => {
  const { id, key } = await paired('Allowed', 3);
  const { start, end } = moved(21);
  await edit(id, { summary: 'Forbidden', start, end });
  expect((await item(key)).name).toBe('Allowed');
  expect(Date.parse(String((await item(key)).calendar_event_start))).toBe(Date.parse(start.dateTime));
  expect(await reasons()).toEqual(['Directus refused name (FAILED_VALIDATION); the other fields are synced']);
  await bed.items().updateOne(key, { description: 'Edited meanwhile' });
  await bed.quiet();
  const events = await bed.pairs.events('primary');
  expect(events.find((event) => event.id === id)).toMatchObject({
    summary: 'Forbidden',
    description: 'Edited meanwhile',
  });
  await edit(id, { summary: 'Also allowed' });
  expect((await item(key)).name).toBe('Also allowed');
  expect(await reasons()).toEqual([]);
  await bed.pairs.expectInSync();
});
