// Long work lets wake-ups through between its slices, and neither side forgets what was read meanwhile.
import { calendarChanged, catchUpAll, itemsChanged, itemsDeleted, reconcileAll, startFeeds } from '../../src/app/work';
import { PROTOCOL } from '../../src/core/message';
import { TALK, World } from '../fakes';

/** So many items are created at once: three slices of writing, the first two of 11 seconds. */
const MANY = 250;
const WRITE_MS = 110;

function started(): World {
  const world = new World();
  world.calendar.room = 100;
  startFeeds(world.app());
  reconcileAll(world.app());
  return world;
}

/** Creates many items that no signal told of; `at` runs before the n-th write of an event, as somebody else's doing. */
function bulk(world: World, at: Record<number, () => void>, writeMs = WRITE_MS): { writes: string[]; keys: unknown[] } {
  const rows = Array.from({ length: MANY }, (_, i) => world.directus.create({ ...TALK, name: `Talk ${i}` }));
  return { writes: writesOf(world, at, writeMs), keys: rows.map((row) => row['id']) };
}

function writesOf(world: World, at: Record<number, () => void>, writeMs = WRITE_MS): string[] {
  const writes: string[] = [];
  world.calendar.refuse = (call, write) => {
    if (!write) return undefined;
    const body = write.body as { summary?: string };
    writes.push(`${call} ${body.summary ?? ''}`);
    return undefined;
  };
  let count = 0;
  world.calendar.meanwhile = () => {
    world.advance(writeMs);
    at[(count += 1)]?.();
  };
  return writes;
}

/** Somebody edits an item, and flow 2 signals it while another execution holds the lock. */
function edit(world: World, key: unknown, name: string): void {
  world.directus.update(key, { name });
  expect(itemsChanged(world.app(), world.directus.signal([key])).queued).toBe(true);
}

function expectInSync(world: World): void {
  const names = (values: unknown[]) => values.map(String).sort();
  expect(names(world.calendar.live.map(({ summary }) => summary))).toEqual(
    names(world.directus.items().map((row) => row['name'])),
  );
  for (const row of world.directus.items()) expect(world.calendar.events.get(String(row['event']))).toBeDefined();
}

/** A further look at everything finds nothing to write. */
function expectQuiet(world: World): void {
  world.advance(60_000);
  catchUpAll(world.app());
  world.calls();
  world.advance(60_000);
  catchUpAll(world.app());
  reconcileAll(world.app());
  expect(world.calls().filter((call) => ['insert', 'patch', 'cancel', 'apply'].includes(call))).toEqual([]);
}

it('[EX5] an edit that comes while many items are written goes out between two slices', () => {
  const world = started();
  const old = world.directus.create({ ...TALK, id: 9999, name: 'Old' });
  catchUpAll(world.app());
  const { writes } = bulk(world, { 20: () => edit(world, old['id'], 'Edited') });
  catchUpAll(world.app());
  expect(writes.indexOf('patch Edited')).toBe(100);
  expectInSync(world);
  expectQuiet(world);
});

it('[EX5] where Google refuses batches, so that each write takes its time, an edit waits for 50 of them', () => {
  const world = started();
  world.calendar.isOneByOne = () => true;
  const old = world.directus.create({ ...TALK, id: 9999, name: 'Old' });
  catchUpAll(world.app());
  const { writes } = bulk(world, { 20: () => edit(world, old['id'], 'Edited') }, 250);
  catchUpAll(world.app());
  expect(writes.indexOf('patch Edited')).toBe(50);
  expectInSync(world);
});

it('[EX6] an item that waits for its own slice and is edited meanwhile ends as it was edited last', () => {
  const world = started();
  const { writes, keys } = bulk(world, { 20: () => edit(world, keys[150], 'Edited') });
  catchUpAll(world.app());
  expect(writes.filter((write) => write.includes('Edited'))).toEqual(['insert Edited']);
  expect(writes).toHaveLength(MANY);
  expectInSync(world);
  expectQuiet(world);
});

it('[EX6] an item that is deleted meanwhile leaves no event behind', () => {
  const world = started();
  const { keys } = bulk(world, {
    20: () => {
      world.directus.delete(keys[150]);
      const revisions = world.directus.tables
        .get('directus_revisions')!
        .filter(({ item }) => item === String(keys[150]));
      const head = { v: PROTOCOL, version: '1.0.0', id: 'x', secret: '', print: '', action: 'deleted' as const };
      const signal = { collection: 'talks', stamp: world.directus.newest, keys: [String(keys[150])], present: [] };
      itemsDeleted(world.app(), { ...head, ...signal, revisions } as never);
    },
  });
  catchUpAll(world.app());
  expectInSync(world);
  expectQuiet(world);
});

it('[EX6] an event that a person changes while its calendar is compared ends as it was changed last', () => {
  const world = started();
  bulk(world, {});
  catchUpAll(world.app());
  const ids = [...world.calendar.events.keys()];
  for (const row of world.directus.items()) world.directus.update(row['id'], { text: 'New' });
  writesOf(world, {
    20: () => {
      world.calendar.edit(ids[150]!, { summary: 'Changed in Google' });
      expect(calendarChanged(world.app(), 'primary').queued).toBe(true);
    },
  });
  reconcileAll(world.app());
  expect(world.directus.items().find((row) => row['event'] === ids[150])).toMatchObject({
    name: 'Changed in Google',
    text: 'New',
  });
  expectInSync(world);
  expectQuiet(world);
});

it('[RD14] what a signal brought itself is not looked up in the feed between its slices', () => {
  const world = started();
  const old = world.directus.create({ ...TALK, id: 9999, name: 'Old' });
  catchUpAll(world.app());
  const { keys } = bulk(world, { 20: () => edit(world, old['id'], 'Edited') });
  world.calls();
  const { writeBacks } = itemsChanged(world.app(), world.directus.signal(keys, true));
  expect(writeBacks).toHaveLength(MANY);
  expect(world.calendar.live.map(({ summary }) => summary)).toContain('Edited');
  world.directus.writeBack(writeBacks);
  expectInSync(world);
  expectQuiet(world);
});

it('[RD6] what was read before a killed execution gave way is not lost to its cursor', () => {
  const world = started();
  const old = world.directus.create({ ...TALK, id: 9999, name: 'Old' });
  catchUpAll(world.app());
  // Two looks between slices, more than the feed's overlap apart.
  bulk(
    world,
    {
      20: () => edit(world, old['id'], 'Edited'),
      120: () => edit(world, old['id'], 'Edited again'),
      215: () => {
        throw new Error('killed');
      },
    },
    1300,
  );
  expect(() => catchUpAll(world.app(3_600_000))).toThrow('killed');
  world.lockIsTaken = false;
  world.calendar.meanwhile = () => undefined;
  catchUpAll(world.app());
  expectInSync(world);
  expectQuiet(world);
});

it('[EX5] a calendar is looked at between slices every ten seconds at most: our own writes bring notifications', () => {
  const world = started();
  const notify = () => void calendarChanged(world.app(), 'primary');
  bulk(world, Object.fromEntries(Array.from({ length: MANY }, (_, i) => [i + 1, notify])));
  world.calls();
  catchUpAll(world.app());
  const lists = world.calls().filter((call) => call === 'list').length;
  expect(lists).toBeLessThanOrEqual(2 + Math.floor((MANY * WRITE_MS) / 10_000));
  expectInSync(world);
});

it('[RD6] a look between slices goes on where the calendar’s list that is being settled ends', () => {
  const world = started();
  bulk(world, {});
  catchUpAll(world.app());
  const ids = [...world.calendar.events.keys()];
  // Edits on both sides: each pair has to be planned, which takes slices.
  for (const row of world.directus.items()) world.directus.update(row['id'], { text: 'New' });
  for (const id of ids) world.calendar.edit(id, { summary: `${id} in Google` });
  writesOf(world, {
    100: () => {
      world.calendar.edit(ids[10]!, { summary: 'Once more' });
      expect(calendarChanged(world.app(), 'primary').queued).toBe(true);
    },
  });
  const found: number[] = [];
  const list = world.calendar.list.bind(world.calendar);
  world.calendar.list = (calendarId, token) => {
    const answer = list(calendarId, token);
    if (answer.ok) found.push(answer.value.events.length);
    return answer;
  };
  calendarChanged(world.app(), 'primary');
  // The first look finds all, the one between slices what was written and changed since.
  expect(found[0]).toBe(MANY);
  expect(found[1]).toBeLessThan(MANY);
  expectInSync(world);
  expectQuiet(world);
});

it('[EX6] an item that is edited after its page was read for a comparison keeps the edit', () => {
  const world = started();
  const rows = Array.from({ length: 510 }, (_, i) => world.directus.create({ ...TALK, name: `Talk ${i}` }));
  catchUpAll(world.app());
  // Somebody edits an item after each page, and its flow finds the lock taken.
  const pages: string[] = [];
  world.directus.refuse = (action) => {
    if (action !== 'list') return undefined;
    world.advance(11_000);
    if (pages.push(action) === 2) edit(world, rows[3]!['id'], 'Edited');
    return undefined;
  };
  const writes = writesOf(world, {});
  Array.from({ length: 500 }, () => world.directus.create({ ...TALK, name: 'Late' }));
  reconcileAll(world.app());
  expect(pages).toHaveLength(3);
  expect(writes.filter((write) => write.startsWith('patch'))).toEqual(['patch Edited']);
  expectInSync(world);
  expectQuiet(world);
});

it('[GL1] waits for Google’s limit of a minute before a slice of bulk, lets edits through meanwhile, and never delays a single one', () => {
  const world = started();
  const old = world.directus.create({ ...TALK, id: 9999, name: 'Old' });
  catchUpAll(world.app());
  const { writes } = bulk(world, {});
  const free = world.now + 40_000;
  world.calendar.waitMs = () => Math.max(0, free - world.now);
  const app = world.app();
  const sleep = app.clock.sleep;
  const starts: number[] = [];
  app.clock.sleep = (ms) => {
    sleep(ms);
    starts.push(writes.length);
    if (starts.length === 3) edit(world, old['id'], 'Edited');
  };
  catchUpAll(app);
  expect(writes[0]).toBe('patch Edited');
  expect(writes[1]).toBe('insert Talk 0');
  expect(world.now).toBeGreaterThanOrEqual(free);
  expectInSync(world);
});

it('[GL1] uses up what Google’s minute has room for', () => {
  const world = started();
  const sizes: number[] = [];
  const write = world.calendar.write.bind(world.calendar);
  world.calendar.write = (id, writes) => {
    sizes.push(writes.length);
    return write(id, writes);
  };
  for (let i = 0; i < 150; i++) world.directus.create({ ...TALK, name: `Talk ${i}` });
  world.calendar.room = 75;
  catchUpAll(world.app());
  expect(sizes).toEqual([75, 75]);
});

it('[GL19] a comparison waits for the pairs alone that have to be written, and writes them in full slices', () => {
  const world = started();
  for (let i = 0; i < 80; i++) world.directus.create({ ...TALK, name: `Talk ${i}` });
  catchUpAll(world.app());
  world.advance(60_000);
  const begun = world.now;
  const pairs = world.directus.items();
  for (const row of pairs.slice(0, 40)) world.directus.update(row['id'], { name: 'Edited' });
  for (let i = 0; i < 40; i++) world.directus.create({ ...TALK, name: `Late ${i}` });
  world.calendar.waitMs = (calls) => (calls > 0 && world.now - begun < 10_000 ? begun + 10_000 - world.now : 0);
  const sizes: number[] = [];
  const write = world.calendar.write.bind(world.calendar);
  world.calendar.write = (id, writes) => {
    sizes.push(writes.length);
    return write(id, writes);
  };
  reconcileAll(world.app());
  expect(sizes).toEqual([80]);
});

it('[GL3] leaves bulk to a further execution when Google’s limit would outlast this one', () => {
  const world = started();
  bulk(world, {});
  world.calendar.waitMs = () => 40_000;
  catchUpAll(world.app(30_000));
  expect(world.calendar.live).toEqual([]);
  expect(world.triggers).toContain('soon');
  world.calendar.waitMs = () => 0;
  catchUpAll(world.app());
  expectInSync(world);
});

it('[EX4] a wake-up that a catch-up finds is served by the catch-up’s own look', () => {
  const world = started();
  world.lockIsTaken = true;
  const row = world.directus.create({ ...TALK, name: 'New' });
  itemsChanged(world.app(), world.directus.signal([row['id']], true));
  calendarChanged(world.app(), 'primary');
  world.lockIsTaken = false;
  world.advance(60_000);
  world.calls();
  catchUpAll(world.app());
  const calls = world.calls();
  expect([calls.filter((call) => call === 'changes'), calls.filter((call) => call === 'list')]).toEqual([
    ['changes'],
    ['list'],
  ]);
  expectInSync(world);
});
