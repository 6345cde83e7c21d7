// How a world comes to rest: its own work is let go on, for a while between two steps, or to the end once all faults are over.
import { BRAKE } from '../src/sync/brake';
import { stateOf } from './oracle/sides';
import type { Pause } from './people/steps';
import type { World } from './world';

/** Minutes after the last fault until everything must be in order: what Google's day had no room for waits for the next. */
const REST_MINUTES = 15;
const LONG_REST_MINUTES = 25 * 60;

/** Lets the world work before the next step. */
export async function workOn({ scheduler }: World, then: Pause): Promise<void> {
  if (then === 'none') return;
  if (then === 'still') await scheduler.untilStill();
  else if ('steps' in then) await scheduler.run(then.steps);
  else await scheduler.pass(then.minutes * 60_000);
}

/** Until the sync has done all that it has to do. */
export async function settle(world: World): Promise<void> {
  const { scheduler } = world;
  await scheduler.pass(REST_MINUTES * 60_000);
  world.jump(LONG_REST_MINUTES * 60_000);
  await scheduler.untilStill();
  await runAlone(world, 'catchUp');
  await runAlone(world, 'reconcile');
  // Now it is counted what pairs there are, which comes before the first deletion (BR6); and an item of two installations
  // may have two events to lose, one in each comparison.
  for (let i = 0; i < 2 && world.wasLost; i++) await runAlone(world, 'reconcile');
  // People who deleted more within an hour than the brake lets through (BR4) are asked, and say yes.
  for (let i = 0; i < 3 && stateOf(world).get(BRAKE).held.length > 0; i++) await runAlone(world, 'goOn');
  await scheduler.pass(REST_MINUTES * 60_000);
}

/** Runs a function of the script by its trigger, to its end. */
export async function runAlone(world: World, functionName: string): Promise<void> {
  await untilNothingRuns(world);
  void world.script.run(functionName, 'trigger');
  await world.scheduler.untilStill();
  await untilNothingRuns(world);
}

/** An execution that sleeps holds the lock as well: whatever comes meanwhile finds it taken, and goes. */
async function untilNothingRuns({ scheduler, script }: World): Promise<void> {
  for (let minute = 0; script.running.size > 0 && minute < REST_MINUTES; minute++) await scheduler.pass(60_000);
}

/** Counts all writes to both sides. */
export function written(world: World): string {
  const activity = world.directus.rows('directus_activity').length;
  return `${world.google.stats().writes} events, ${activity} items`;
}
