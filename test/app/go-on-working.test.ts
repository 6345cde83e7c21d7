// An execution that goes on with what one before had no time for does that, and not a whole catch-up (EX8).
import { calendarFeed, incomplete, setLastGood } from '../../src/sync/looks';
import { catchUpAll, goOnAll, itemsChanged, reconcileAll, startFeeds } from '../../src/app/work';
import { EVENT, TALK, World } from '../fakes';

const CALENDARS = ['first', 'second', 'third'];
const MANY = 60;

/** Three collections on three calendars, all in step; calls to each calendar are told by its name. */
function started() {
  const world = new World(...CALENDARS.map((calendar) => ({ id: calendar, calendar, collection: `${calendar}s` })));
  startFeeds(world.app());
  reconcileAll(world.app());
  for (let i = 0; i < MANY; i++) world.directus.create({ ...TALK, name: `Talk ${i}` }, 'user', 'firsts');
  catchUpAll(world.app());
  world.advance(600_000);
  catchUpAll(world.app());
  world.triggers.length = 0;
  const lists: string[] = [];
  for (const name of CALENDARS) {
    const calendar = world.calendarOf(name);
    const list = calendar.list.bind(calendar);
    calendar.list = (id, token) => {
      lists.push(name);
      return list(id, token);
    };
  }
  return { world, lists };
}

it('[EX8] goes on with a bulk edit, and looks at no calendar whose look was complete', () => {
  const { world, lists } = started();
  const keys = world.directus.items('firsts').map((row) => row['id']);
  for (const key of keys) world.directus.update(key, { name: `Renamed ${String(key)}` }, 'user', 'firsts');
  world.calendarOf('first').meanwhile = () => world.advance(1000);
  world.calendarOf('first').room = 50;
  itemsChanged(world.app(10_000), world.directus.signal(keys, false, 'firsts'));
  world.calendarOf('first').meanwhile = () => undefined;
  expect(world.triggers).toContain('soon');
  lists.length = 0;
  goOnAll(world.app());
  const titles = world.calendarOf('first').live.map(({ summary }) => summary);
  expect(titles.filter((title) => title?.startsWith('Renamed'))).toHaveLength(MANY);
  expect(lists.filter((name) => name !== 'first')).toEqual([]);
  expect(lists.length).toBeLessThanOrEqual(1);
});

it('[EX8] looks again at a calendar whose last look left something undone', () => {
  const { world, lists } = started();
  world.calendarOf('second').edit('e1', EVENT);
  world.advance(60_000);
  setLastGood(world.state, incomplete(calendarFeed('second')), world.now);
  goOnAll(world.app());
  expect(world.directus.items('seconds')).toHaveLength(1);
  expect(lists).toEqual(['second']);
});
