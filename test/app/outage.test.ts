// A Directus that gives no answer is left alone for a while; a message from it shows that it is back.
import { itemsChanged, startFeeds } from '../../src/app/work';
import { failed } from '../../src/app/ports';
import { TALK, World } from './fakes';

function signalOf(world: World, name: string): void {
  const item = world.directus.create({ ...TALK, name });
  itemsChanged(world.app(), world.directus.signal([item['id']], true));
}

const titles = (world: World) => world.calendar.live.map(({ summary }) => summary);

test('a message ends the pause although a mark of an earlier one, which failed, stands for its work', () => {
  const world = new World();
  startFeeds(world.app());
  world.directus.refuse = () => failed('unavailable', 'no answer', 502).failure;
  // Somebody else was at work, so the first signal only left its mark; the second finds the mark and Directus silent.
  world.lockIsTaken = true;
  signalOf(world, 'first');
  world.lockIsTaken = false;
  signalOf(world, 'second');
  expect(titles(world)).toEqual([]);

  world.directus.refuse = () => undefined;
  signalOf(world, 'third');
  expect(titles(world).sort()).toEqual(['first', 'second', 'third']);
});
