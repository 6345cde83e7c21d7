// A Directus that gives no answer is left alone for a while; a message from it shows that it is back.
import { catchUpAll, itemsChanged, reconcileAll, startFeeds } from '../../src/app/work';
import { failed } from '../../src/ports';
import { EVENT, TALK, World } from '../fakes';

function signalOf(world: World, name: string): void {
  const item = world.directus.create({ ...TALK, name });
  itemsChanged(world.app(), world.directus.signal([item['id']], true));
}

const titles = (world: World) => world.calendar.live.map(({ summary }) => summary);

test('[OU2] a message ends the pause although a wake-up of an earlier one, which failed, stands for its work', () => {
  const world = new World();
  startFeeds(world.app());
  world.directus.refuse = () => failed('unavailable', 'no answer', 502).failure;
  // Somebody else was at work, so the first signal only left its wake-up; the second finds the wake-up and Directus silent.
  world.lockIsTaken = true;
  signalOf(world, 'first');
  world.lockIsTaken = false;
  signalOf(world, 'second');
  expect(titles(world)).toEqual([]);

  world.directus.refuse = () => undefined;
  signalOf(world, 'third');
  expect(titles(world).sort()).toEqual(['first', 'second', 'third']);
});

test('[OU1] of many changes Directus is asked to take the first hundred only when it gives no answer', () => {
  const world = new World();
  startFeeds(world.app());
  reconcileAll(world.app());
  for (let i = 0; i < 250; i++) world.calendar.edit(`e${i}`, { ...EVENT, summary: `Talk ${i}` });
  world.directus.refuse = (action) => (action === 'apply' ? failed('unavailable', 'no answer').failure : undefined);
  world.calls();
  catchUpAll(world.app());
  expect(world.calls().filter((call) => call === 'apply')).toEqual(['apply']);
  world.directus.refuse = () => undefined;
  world.advance(3_600_000);
  catchUpAll(world.app());
  expect(world.directus.items()).toHaveLength(250);
});
