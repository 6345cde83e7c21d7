// P25 and R48 together: items whose ids name nothing here, beside events that are the same things.
import { reconcileAll, startFeeds } from '../../src/app/work';
import { EVENT, TALK, World } from '../fakes';

// What an item names counts for nothing (R48), but `linkAlike` takes only items that name nothing.
it.failing('[P25] [R48] items imported from elsewhere are linked to the events of their times and titles', () => {
  const world = new World();
  for (const name of ['One', 'Two']) {
    world.directus.create({ ...TALK, name, event: `${name.toLowerCase()}0000`.padStart(32, 'a'), sync: null });
    world.calendar.edit(`here${name}`, { ...EVENT, summary: name });
  }
  startFeeds(world.app());
  reconcileAll(world.app());
  expect(world.calendar.live).toHaveLength(2);
  expect(world.directus.items()).toHaveLength(2);
});
