// The comparison of every day.
import { catchUpAll, compareSoon } from '../../src/app/work';
import { dueCalendars } from '../../src/sync/due';
import { lastGood } from '../../src/sync/looks';
import type { App } from '../../src/sync/context';
import type { World } from '../fakes';
import { started } from '../fakes/started';

const WAIT_MS = 60_000;

/** An execution beside one that holds the lock for so long. */
function beside(world: World, heldMs: number): App {
  const free = world.now + heldMs;
  world.lockIsTaken = true;
  const app = world.app();
  const tryLock = (waitMs = 0): boolean => {
    const hasCome = app.lock.tryLock(waitMs);
    if (!hasCome && world.now >= free) world.lockIsTaken = false;
    return hasCome || app.lock.tryLock();
  };
  return { ...app, lock: { ...app.lock, tryLock } };
}

it('[EX16] a daily comparison that finds another execution at work is the next catch-up’s, not the next day’s', () => {
  const world = started();
  world.advance(600_000);
  const { now } = world;
  expect(compareSoon(beside(world, 15_000), WAIT_MS)).toBe(false);
  expect(lastGood(world.state, 'reconcile')).toBeLessThan(now);
  catchUpAll(world.app());
  expect(lastGood(world.state, 'reconcile')).toBeGreaterThan(now);
});

it('[EX16] a daily comparison leaves nothing due where nobody is at work', () => {
  const world = started();
  world.advance(600_000);
  const { now } = world;
  expect(compareSoon(world.app(), WAIT_MS)).toBe(true);
  expect(lastGood(world.state, 'reconcile')).toBe(now);
  expect(dueCalendars(world.app())).toEqual([]);
});
