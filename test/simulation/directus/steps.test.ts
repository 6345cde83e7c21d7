// A simulated Directus does nothing by itself: who goes on is the world's choice, and the same choices give the same run.
import { ConnectionLost } from '../../../simulation/directus';
import { createFor, setTo } from '../../flows/apply';
import { World } from './world';

const TALK = { name: 'Talk', starts: '2026-12-01T10:00:00Z' };

async function busyDay(seed: number): Promise<World> {
  const world = new World(seed);
  world.reply = ({ rows }) => ({
    many: (rows ?? []).map(({ id }) => ({
      key: String(id),
      was: null,
      set: { event: `e${String(id)}`, sync: 'base' },
    })),
  });
  const { directus } = world;
  await world.all(
    Promise.all([
      directus.create('talks', [TALK, { name: 'Other' }]),
      directus.create('talks', [{ name: 'Third' }]).then(([key]) => directus.update('talks', [key!], { text: 'x' })),
      world.apply('main', [createFor('made')]),
    ]),
  );
  return world;
}

const stateOf = ({ directus, messages, trace }: World) =>
  JSON.stringify([directus.rows('talks'), directus.rows('directus_revisions'), messages, trace]);

test('the same choices give the same run, message ids included', async () => {
  expect(stateOf(await busyDay(7))).toBe(stateOf(await busyDay(7)));
});

test('other choices give other orders', async () => {
  const traces = await Promise.all([1, 2, 3, 4, 5].map(async (seed) => (await busyDay(seed)).trace));
  expect(new Set(traces.map((trace) => trace.join())).size).toBeGreaterThan(1);
});

test('a save falls between the read and the write of flow 4, and the answer tells of it [WR10]', async () => {
  const world = new World();
  const [made] = await world.all(world.apply('main', [createFor('e')]));
  const change = setTo(world.directus.rows('talks')[0]!, { name: 'Event', sync: 'base' });
  const applied = world.apply('main', [change]);
  await world.until('process-events 2', 'plan');
  const saved = world.directus.update('talks', [made!.key!], { name: 'Person' });
  await world.until('person 1', 'commit');
  await world.take('person 1: commit');
  await saved;
  const [result] = await world.all(applied);
  expect(result).toMatchObject({ s: 'done', revisions: [{ delta: { name: 'Person' } }] });
  expect(world.directus.rows('talks')).toMatchObject([{ name: 'Event' }]);
});

test('a transaction holds the only connection: whoever reads meanwhile waits for its end', async () => {
  const world = new World();
  const created = world.directus.create('talks', [TALK]);
  await world.until('person', 'commit');
  const listed = world.ask('list', { binding: 'main', offset: 0, limit: 10 });
  await world.until('process-events', 'select');
  await world.take('process-events 1: select');
  expect(world.pending).toEqual(['person 1: commit']);
  await world.take('commit');
  await created;
  expect(await world.all(listed)).toMatchObject({ ok: true, stamp: 2, results: [{ name: 'Talk' }] });
});

test('read committed: the feed shows a later id before an earlier one', async () => {
  const world = new World(1, { transactions: 'read committed' });
  const first = world.directus.create('talks', [TALK]);
  await world.until('person 1', 'commit');
  const second = world.directus.create('talks', [{ name: 'Other' }]);
  await world.until('person 2', 'commit');
  await world.take('person 2: commit');
  await second;
  const feed = () => world.directus.rows('directus_activity').map(({ id }) => id);
  expect(feed()).toEqual([1, 3]);
  await world.all(first);
  expect(feed()).toEqual([1, 2, 3]);
});

test('read committed: who changes a row that another transaction has changed waits for its end', async () => {
  const world = new World(1, { transactions: 'read committed' });
  const [key] = await world.all(world.directus.create('talks', [TALK]));
  const [a, b] = ['a', 'b'].map((name) => world.directus.update('talks', [key!], { name }));
  await world.until('person 2', 'commit');
  await world.take('person 3: begin');
  await world.take('person 3: update');
  expect(world.pending).toEqual(['person 2: commit']);
  await world.all(Promise.all([a, b]));
  expect(world.directus.rows('talks')).toMatchObject([{ name: 'b' }]);
});

test('read committed: two that wait for each other are a deadlock, which one of them tries again', async () => {
  const world = new World(1, { transactions: 'read committed' });
  const keys = await world.all(world.directus.create('talks', [TALK, TALK]));
  const each = (name: string, order: string[]) =>
    world.directus.updateEach(
      'talks',
      order.map((id) => ({ id, name })),
    );
  const both = Promise.all([each('a', keys), each('b', [...keys].reverse())]);
  for (const who of ['person 2', 'person 3']) {
    await world.until(who, 'update');
    await world.take(`${who}: update`);
  }
  await world.all(both);
  const names = world.directus.rows('talks').map(({ name }) => name);
  expect(new Set(names).size).toBe(1);
});

test('killed in a transaction: nothing of it is there, and whoever waited has lost the connection', async () => {
  const world = new World();
  const created = world.directus.create('talks', [TALK, TALK]);
  const asked = world.ask('list', { binding: 'main', offset: 0, limit: 10 });
  await world.until('person', 'commit');
  expect(world.directus.runsInFlight()).toBe(1);
  world.directus.kill();
  await expect(created).rejects.toThrow(ConnectionLost);
  await expect(asked).rejects.toThrow(ConnectionLost);
  await world.quiet();
  expect([world.directus.runsInFlight(), world.directus.rows('talks'), world.messages]).toEqual([0, [], []]);
  await world.all(world.directus.create('talks', [TALK]));
  expect(world.directus.rows('talks')).toMatchObject([{ id: 1 }]);
  expect(world.messages).toHaveLength(1);
});

test('killed after the commit: the row is there, and no flow tells of it', async () => {
  const world = new World();
  const created = world.directus.create('talks', [TALK]);
  await world.until('person', 'commit');
  await world.take('commit');
  world.directus.kill();
  await created;
  await world.quiet();
  expect(world.directus.rows('talks')).toHaveLength(1);
  expect(world.messages).toEqual([]);
});

test("yesterday's database hands out its ids again", async () => {
  const world = new World();
  await world.all(world.directus.create('talks', [TALK]));
  const backup = world.directus.backup();
  await world.all(world.directus.create('talks', [{ name: 'Lost' }]));
  const lost = world.directus.rows('directus_activity').at(-1);
  world.directus.restore(backup);
  expect(world.directus.rows('talks')).toHaveLength(1);
  expect(await world.all(world.directus.create('talks', [{ name: 'Other' }]))).toEqual(['2']);
  expect(world.directus.rows('directus_activity').at(-1)!['id']).toBe(lost!['id']);
  world.directus.restore(backup);
  expect(world.directus.rows('talks')).toMatchObject([{ id: 1 }]);
});
