// A world in which the sync has begun.
import { reconcileAll, startFeeds } from '../../src/app/work';
import { World } from '.';

/** Both feeds have their beginning, everything was compared once, and no call is counted yet. */
export function started(...args: ConstructorParameters<typeof World>): World {
  const world = new World(...args);
  startFeeds(world.app());
  reconcileAll(world.app());
  world.calls();
  return world;
}
