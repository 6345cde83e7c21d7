// A calendar that is followed, for tests of its feed.
import { calendarChanged, reconcileAll, startFeeds } from '../../src/app/work';
import { EVENT, World } from '../fakes';

export function started(changes: object = {}): World {
  const world = new World(changes);
  startFeeds(world.app());
  reconcileAll(world.app());
  world.advance(60_000);
  world.calls();
  return world;
}

export function pull(world: World): void {
  world.advance(60_000);
  calendarChanged(world.app(), 'primary');
}

/** An event that a person made, and its item. */
export function paired(world: World) {
  world.calendar.edit('e1', EVENT);
  pull(world);
  const row = world.directus.items()[0]!;
  world.calls();
  return { row, event: () => world.calendar.events.get('e1')! };
}
