// Primary keys of every type, and keys as people and programs type them: one item, one event, whatever the spelling.
import type { ItemKey } from '../../../sandbox/directus/items';
import type { KeyType } from '../../../sandbox/directus/collections';
import { eventOf, itemOf, startTestBed, type TestBed } from '../harness';

let bed: TestBed;

afterEach(() => bed.close());

jest.setTimeout(90_000);

async function start(keys: KeyType): Promise<void> {
  bed = await startTestBed({ keys, bindings: [{ brake: { deletions: 10_000, share: 1 } }] });
}

async function made(item: Record<string, unknown>): Promise<ItemKey> {
  const { id } = await bed.items().createOne(item);
  await bed.quiet();
  return id as ItemKey;
}

/** Names of the live events that the sync may touch, in order. */
async function eventNames(): Promise<string[]> {
  return (await bed.pairs.ownEvents()).map((event) => event.summary ?? '').sort();
}

/** What a catch-up still finds to write; the feed holds the keys as they were typed. */
async function writesLeft(): Promise<number> {
  const { writes } = await bed.cost(() => bed.trigger('catchUp'));
  return writes;
}

test('integer keys typed as text and with leading zeros name the same item', async () => {
  await start('integer');
  const first = await made(itemOf('First', 1));
  const second = await made(itemOf('Second', 2));
  const third = await made(itemOf('Third', 3));

  await bed.items().updateOne(`0${first}`, { name: 'First, renamed' });
  await bed.items().updateByKeys([`00${second}`, String(third)], { description: 'Both' });
  await bed.quiet();
  await bed.pairs.expectInSync();
  expect(await eventNames()).toEqual(['First, renamed', 'Second', 'Third']);

  await bed.items().deleteOne(`0${first}`);
  await bed.items().deleteMany([`00${second}`]);
  await bed.quiet();
  expect(await eventNames()).toEqual(['Third']);
  expect(await writesLeft()).toBe(0);
  await bed.pairs.expectInSync();
});

test('a deletion of another spelling that signals miss is found by the feed', async () => {
  await start('integer');
  const key = await made(itemOf('Missed'));
  await made(itemOf('Stays', 2));
  bed.google.faults.add({ target: 'webapp', drop: true });
  await bed.items().deleteMany([`0${key}`]);
  await bed.quiet();
  bed.google.faults.clear();
  expect(await eventNames()).toEqual(['Missed', 'Stays']);
  await bed.trigger('catchUp');
  expect(await eventNames()).toEqual(['Stays']);
  await bed.pairs.expectInSync();
});

test('a key that was deleted and typed again by hand gets a living event again', async () => {
  await start('integer');
  const key = await made(itemOf('Before'));
  await bed.items().deleteOne(key);
  await bed.quiet();
  await made({ ...itemOf('After'), id: key });
  expect(await eventNames()).toEqual(['After']);
  await bed.pairs.expectInSync();
  expect(await writesLeft()).toBe(0);
});

test('UUIDs made by Directus and typed in capitals', async () => {
  await start('uuid');
  const first = String(await made(itemOf('First', 1)));
  const second = String(await made(itemOf('Second', 2)));
  await made({ ...itemOf('Own key', 3), id: 'abcdef01-2345-4678-9abc-def012345678' });
  await bed.pairs.expectInSync();

  bed.ui.edit('primary', (await bed.pairs.ownEvents())[0]!.id, { summary: 'Renamed there' });
  bed.ui.create('primary', eventOf('Made there', 4));
  await bed.quiet();
  await bed.pairs.expectInSync();
  expect(await bed.items().count()).toBe(4);

  // Directus compares UUIDs by their letters: one typed in capitals names nobody, so nothing may come of it.
  await bed.items().deleteMany([first.toUpperCase()]);
  await bed.quiet();
  await bed.pairs.expectInSync();
  await bed.items().deleteMany([second]);
  await bed.quiet();
  await bed.pairs.expectInSync();
  expect(await writesLeft()).toBe(0);
  expect((await eventNames()).length).toBe(await bed.items().count());
});

test('keys that are typed texts: blanks, slashes, letters of any script, zeros in front', async () => {
  await start('string');
  const keys = [
    'plain',
    'with blank',
    'a/b/c',
    'Größe ✓ 日本',
    '01',
    '1',
    'semi;colon,comma',
    '{{braces}}',
    'it\'s "q"',
  ];
  await bed.items().createMany(keys.map((id, i) => ({ ...itemOf(`Item ${id}`, i + 1), id })));
  await bed.quiet();
  await bed.trigger('catchUp');
  await bed.pairs.expectInSync();
  expect((await bed.pairs.all()).map(({ key }) => key).sort()).toEqual([...keys].sort());
  expect((await bed.pairs.ownEvents()).length).toBe(keys.length);

  for (const { event } of await bed.pairs.all())
    bed.ui.edit('primary', event!.id, { description: `Changed ${event!.summary}` });
  await bed.quiet();
  await bed.pairs.expectInSync();

  for (const key of keys) await bed.items().updateByKeys([key], { name: `Renamed ${key}` });
  await bed.quiet();
  await bed.trigger('catchUp');
  await bed.pairs.expectInSync();

  // "01" and "1" are two items here.
  await bed.items().deleteMany(['01', 'a/b/c']);
  await bed.quiet();
  const left = keys.filter((key) => key !== '01' && key !== 'a/b/c');
  expect(await eventNames()).toEqual(left.map((key) => `Renamed ${key}`).sort());
  await bed.pairs.expectInSync();
  expect(await writesLeft()).toBe(0);
});

test('[NP10] an event of Google becomes an item under a key that is made for it, where keys are typed', async () => {
  await start('string');
  await made({ ...itemOf('Typed'), id: 'typed' });
  for (let day = 1; day <= 20; day++) bed.ui.create('primary', eventOf(`Made there ${day}`, day));
  await bed.quiet();
  expect(await bed.items().count()).toBe(21);
  await bed.pairs.expectInSync();
  await bed.items().updateOne('typed', { name: 'Goes on' });
  await bed.quiet();
  expect(await eventNames()).toContain('Goes on');
  expect((await bed.status()).bindings[0]!.failures).toEqual([]);
  expect(await writesLeft()).toBe(0);
});
