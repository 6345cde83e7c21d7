// What is counted of Google's day, over executions that come and go.
import { counter, Quota, USED, type QuotaParts } from '../../src/sync/quota';
import { CONSUMER } from '../../src/store/settings';
import type { Clock } from '../../src/ports';
import { World } from '../fakes';

const DAY_MS = 86_400_000;

/** An execution's own count, and the quota that it adds to. */
function execution(world: World) {
  const own: QuotaParts['own'] = {};
  const clock: Clock = { now: () => world.now, sleep: (ms) => world.advance(ms), left: () => Infinity };
  const lock = { tryLock: () => !world.quotaIsTaken, release: () => undefined };
  const log = (line: Record<string, unknown>) => void world.logged.push(line);
  const quota = new Quota({ state: world.state, cache: world.app().cache, clock, lock, log, allowed: CONSUMER, own });
  return { quota, count: counter(own, clock.now) };
}

function counted(world: World, urlFetches: number): void {
  const { quota, count } = execution(world);
  count('urlFetches', urlFetches);
  quota.save();
}

it('[GL8] adds up what executions used, until 24 hours after the first use', () => {
  const world = new World();
  counted(world, 3);
  world.advance(DAY_MS - 1);
  counted(world, 4);
  expect(execution(world).quota.day('urlFetches').used).toBe(7);
  world.advance(1);
  counted(world, 1);
  expect(execution(world).quota.day('urlFetches')).toEqual({ since: world.now, used: 1, until: world.now + DAY_MS });
});

it('[GL8] the day of each allowance begins with its own first use', () => {
  const world = new World();
  counted(world, 3);
  world.advance(DAY_MS / 2);
  const { quota, count } = execution(world);
  count('newEvents', 5);
  const began = world.now;
  world.advance(1000);
  quota.save();
  expect(execution(world).quota.day('newEvents')).toMatchObject({ since: began, used: 5 });
  world.advance(DAY_MS / 2);
  const { quota: later } = execution(world);
  expect([later.day('urlFetches').used, later.day('newEvents').used]).toEqual([0, 5]);
});

it('[GL9] executions that end at the same time each add their own', () => {
  const world = new World();
  const [one, other] = [execution(world), execution(world)];
  one.count('urlFetches', 2);
  other.count('urlFetches', 3);
  expect([one.quota.day('urlFetches').used, other.quota.day('urlFetches').used]).toEqual([2, 3]);
  one.quota.save();
  other.quota.save();
  expect(execution(world).quota.day('urlFetches').used).toBe(5);
});

it('[GL9] is written by runs of triggers, and by a message only where none came for a quarter of an hour', () => {
  const world = new World();
  const writes: string[] = [];
  world.storeFails = (name) => writes.push(name) === 0;
  counted(world, 1);
  expect(writes).toEqual(['ledger']);
  for (let i = 0; i < 14; i++) {
    world.advance(60_000);
    counted(world, 1);
  }
  expect(writes).toEqual(['ledger']);
  const { quota } = execution(world);
  quota.byTrigger();
  quota.save();
  expect(writes).toEqual(['ledger', 'ledger']);
  world.advance(15 * 60_000);
  counted(world, 1);
  expect(writes).toHaveLength(3);
  // Each of the writes counts itself.
  expect(world.state.get(USED)).toMatchObject({ urlFetches: { used: 16 }, propertyCalls: { used: 3 } });
});

it('[GL10] without the cache only what was added since the last write is lost', () => {
  const world = new World();
  counted(world, 3);
  counted(world, 4);
  expect(execution(world).quota.day('urlFetches').used).toBe(7);
  world.cached.clear();
  expect(execution(world).quota.day('urlFetches').used).toBe(3);
});

it('[GL11] who has only left a wake-up asks for no lock', () => {
  const world = new World();
  const { quota, count } = execution(world);
  world.quotaIsTaken = true;
  count('propertyCalls');
  quota.save();
  expect(world.logged).toEqual([]);
});

it('[GL8] run time counts for what the script’s clockwork has started, and only for that', () => {
  const world = new World();
  const [triggered, asked] = [execution(world), execution(world)];
  triggered.quota.byTrigger();
  world.advance(61_500);
  expect(triggered.quota.day('triggerSeconds').used).toBe(62);
  triggered.quota.save();
  asked.quota.save();
  expect(execution(world).quota.day('triggerSeconds').used).toBe(62);
});

it('[GL10] a store that fails costs nothing while the cache is there; a lock that is taken for long the counts of one execution', () => {
  const world = new World();
  counted(world, 3);
  world.advance(16 * 60_000);
  world.storeFails = () => true;
  counted(world, 4);
  world.storeFails = () => false;
  world.quotaIsTaken = true;
  counted(world, 5);
  world.quotaIsTaken = false;
  expect(execution(world).quota.day('urlFetches').used).toBe(7);
  expect(world.logged).toEqual([{ quota: 'not stored', error: 'StoreFails' }, { quota: 'not stored' }]);
});

it('[GL9] who has worked waits for the quota', () => {
  const world = new World();
  const waits: (number | undefined)[] = [];
  const lock = { tryLock: (waitMs?: number) => waits.push(waitMs) < 0, release: () => undefined };
  const clock: Clock = { now: () => world.now, sleep: (ms) => world.advance(ms), left: () => Infinity };
  const log = (line: Record<string, unknown>) => void world.logged.push(line);
  for (const name of ['calendarUnits', 'urlFetches', 'triggerSeconds'] as const) {
    const own: QuotaParts['own'] = {};
    counter(own, clock.now)(name, 7);
    new Quota({ state: world.state, cache: world.app().cache, clock, lock, log, allowed: CONSUMER, own }).save();
  }
  expect(waits).toEqual([20_000, 20_000, 20_000]);
  expect(world.logged).toEqual(Array(3).fill({ quota: 'not stored' }));
});

it('[GL8] a clock that was put back does not make a day last for ever', () => {
  const world = new World();
  counted(world, 3);
  world.advance(-2 * DAY_MS);
  expect(execution(world).quota.day('urlFetches').used).toBe(0);
});

it('[GL12] bulk stops at nine tenths of an allowance; what is refused counts as used up', () => {
  const world = new World();
  counted(world, 17_999);
  expect(execution(world).quota.bulkWaitsUntil()).toBe(0);
  world.advance(60_000);
  counted(world, 1);
  const { quota } = execution(world);
  expect(quota.bulkWaitsUntil()).toBe(world.now - 60_000 + DAY_MS);
  expect(quota.bulkRoom('newEvents')).toBe(4500);
  expect(quota.refused()).toBe(world.now + DAY_MS);
  expect(quota.bulkRoom('newEvents')).toBe(0);
});

it('[GL8] a clock that is put forward while the clockwork runs does not use up the day', () => {
  const world = new World();
  const { quota } = execution(world);
  quota.byTrigger();
  world.advance(3 * 3_600_000);
  quota.save();
  expect(execution(world).quota.day('triggerSeconds').used).toBe(360);
});
