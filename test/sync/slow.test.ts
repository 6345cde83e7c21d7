// Google asks to be slower with one calendar: it waits, and nothing else does (GL5).
import { catchUpAll, itemsChanged, reconcileAll, startFeeds } from '../../src/app/work';
import type { Failure } from '../../src/ports';
import { SlowCalendars } from '../../src/sync/slow';
import { TALK, World } from '../fakes';

const TOO_FAST: Failure = { kind: 'rateLimited', status: 403, reason: 'rateLimitExceeded', message: 'too fast' };
const MANY = 150;
/** Google lets the slow calendar be written to again after so long. */
const SLOW_MS = 60_000;

/** Two collections on two calendars; `slow` refuses writes for a while, and `made` tells when each event was made. */
function twoCalendars() {
  const world = new World({ id: 'slow', calendar: 'slow' }, { id: 'other', collection: 'rooms', calendar: 'other' });
  startFeeds(world.app());
  reconcileAll(world.app());
  const begun = world.now;
  const made: Record<string, number[]> = { slow: [], other: [] };
  let refused = 0;
  for (const [name, times] of Object.entries(made))
    world.calendarOf(name).refuse = (_, write) => {
      if (!write) return undefined;
      if (name === 'slow' && world.now - begun < SLOW_MS) {
        refused += 1;
        return TOO_FAST;
      }
      times.push(world.now - begun);
      return undefined;
    };
  return { world, made, refused: () => refused };
}

it('[GL5] the other calendars’ events are made without any wait, in the same execution', () => {
  const { world, made } = twoCalendars();
  for (let i = 0; i < MANY; i++) {
    world.directus.create({ ...TALK, name: `Talk ${i}` });
    world.directus.create({ ...TALK, name: `Room ${i}` }, 'user', 'rooms');
  }
  catchUpAll(world.app());
  expect([made['slow']!.length, made['other']!.length]).toEqual([MANY, MANY]);
  expect(Math.max(...made['other']!)).toBe(0);
  expect(Math.min(...made['slow']!)).toBeGreaterThanOrEqual(SLOW_MS);
  expect(world.retries()).toEqual([]);
});

it('[GL3] an execution that the wait outlasts leaves the rest to the next one, and counts no failure', () => {
  const { world, made } = twoCalendars();
  for (let i = 0; i < MANY; i++) world.directus.create({ ...TALK, name: `Talk ${i}` });
  catchUpAll(world.app(20_000));
  expect(made['slow']).toEqual([]);
  expect(world.retries()).toEqual([]);
  expect(world.triggers).toContain('soon');
  world.advance(SLOW_MS);
  catchUpAll(world.app());
  expect(made['slow']).toHaveLength(MANY);
});

it('[GL5] bulk that was refused whole goes on by 10, then by twice as many each time that Google takes them', () => {
  const { world, made } = twoCalendars();
  const slow = world.calendarOf('slow');
  const write = slow.write.bind(slow);
  const sizes: number[] = [];
  slow.write = (id, writes) => {
    sizes.push(writes.length);
    return write(id, writes);
  };
  for (let i = 0; i < 2 * MANY; i++) world.directus.create({ ...TALK, name: `Talk ${i}` });
  catchUpAll(world.app());
  expect(made['slow']).toHaveLength(2 * MANY);
  expect(sizes[0]).toBe(2 * MANY);
  expect(sizes.slice(-5)).toEqual([10, 20, 40, 80, 150]);
  expect(new Set(sizes.slice(1, -5))).toEqual(new Set([10]));
});

it('[GL5] of a calendar that takes so many at a time and no more, all arrive at that pace', () => {
  const { world, made } = twoCalendars();
  let [second, taken, refusals] = [0, 0, 0];
  world.calendarOf('slow').refuse = (_, write) => {
    if (!write) return undefined;
    const now = Math.floor(world.now / 1000);
    if (now !== second) [second, taken] = [now, 0];
    taken += 1;
    if (taken > 20) {
      refusals += 1;
      return TOO_FAST;
    }
    made['slow']!.push(world.now);
    return undefined;
  };
  const begun = world.now;
  for (let i = 0; i < 200; i++) world.directus.create({ ...TALK, name: `Talk ${i}` });
  catchUpAll(world.app());
  expect(made['slow']).toHaveLength(200);
  expect(world.now - begun).toBeLessThan(20_000);
  expect(refusals).toBeLessThan(300);
  expect(world.retries()).toEqual([]);
});

it('[GL6] a single edit is tried at once, and again a few times within the same execution', () => {
  const { world, made, refused } = twoCalendars();
  const row = world.directus.create(TALK);
  itemsChanged(world.app(), world.directus.signal([row['id']], true));
  expect(made['slow']).toHaveLength(1);
  expect(refused()).toBeGreaterThan(3);
  expect(refused()).toBeLessThan(10);
});

it('[GL5] waits 1, 2, 4 … s and up to a second more, 32 at most, and forgets that once Google takes calls again', () => {
  let now = 0;
  const slow = new SlowCalendars({ now: () => now, sleep: () => undefined, left: () => 0 }, () => 0.5);
  const waits: number[] = [];
  for (let i = 0; i < 7; i++) {
    slow.note('a', { refused: 1, taken: 0 });
    waits.push(slow.waitMs('a') - 500);
    now += slow.waitMs('a');
  }
  expect(waits).toEqual([1000, 2000, 4000, 8000, 16_000, 32_000, 32_000]);
  expect([slow.waitMs('a'), slow.waitMs('b')]).toEqual([0, 0]);
  slow.note('a', { refused: 0, taken: 1 });
  slow.note('a', { refused: 1, taken: 0 });
  expect(slow.waitMs('a')).toBe(1500);
  now += 1500;
  slow.note('a', { refused: 1, taken: 19 });
  expect([slow.waitMs('a'), slow.slice('a')]).toEqual([1500, 19]);
});

it('[GL5] as many as a calendar took of a slice are its measure for five slices, then twice as many are tried', () => {
  const slow = new SlowCalendars({ now: () => 0, sleep: () => undefined, left: () => 0 }, () => 0.5);
  slow.note('a', { refused: 60, taken: 20 });
  const sizes = Array.from({ length: 7 }, () => {
    const size = slow.slice('a');
    slow.note('a', { refused: 0, taken: size });
    return size;
  });
  expect(sizes).toEqual([20, 20, 20, 20, 20, 20, 40]);
});

it('[GL7] an event that could not be read for it is never taken for one that is not there', () => {
  const world = new World();
  startFeeds(world.app());
  reconcileAll(world.app());
  const rows = Array.from({ length: 3 }, (_, i) => world.directus.create({ ...TALK, name: `Talk ${i}` }));
  catchUpAll(world.app());
  for (const row of rows) world.directus.update(row['id'], { name: 'Edited' });
  world.advance(60_000);
  const begun = world.now;
  world.calendar.refuse = (call) => (call === 'get' && world.now - begun < 5_000 ? TOO_FAST : undefined);
  world.calls();
  catchUpAll(world.app());
  const calls = world.calls();
  expect([calls.includes('insert'), calls.includes('search')]).toEqual([false, false]);
  expect(calls.filter((call) => call === 'patch')).toHaveLength(3);
  expect(world.calendar.live.map(({ summary }) => summary)).toEqual(Array(3).fill('Edited'));
  expect(world.retries()).toEqual([]);
});
