// A collection whose keys are texts that people type: an event that becomes an item there gets a key made (NP10).
import { calendarChanged, catchUpAll, reconcileAll, startFeeds } from '../../src/app/work';
import { keyForEvent } from '../../src/core/identity';
import { EVENT, World } from '../fakes';

function started(): World {
  const world = new World();
  world.directus.keysAreTyped = true;
  startFeeds(world.app());
  reconcileAll(world.app());
  world.calls();
  return world;
}

const keys = (world: World) => world.directus.items().map(({ id }) => id);

it('[NP10] is asked for only when Directus refuses the item for want of one, and is the same in each try', () => {
  const world = started();
  world.calendar.edit('e1', EVENT);
  calendarChanged(world.app(), 'primary');
  expect(keys(world)).toEqual([keyForEvent('e1')]);
  expect(keyForEvent('e1')).toMatch(/^[0-9a-v]{20}$/);
  expect(world.retries()).toEqual([]);

  world.calendar.edit('e1', { summary: 'Renamed' });
  catchUpAll(world.app());
  reconcileAll(world.app());
  expect(world.directus.items()).toMatchObject([{ event: 'e1', name: 'Renamed' }]);
});

it('[FA2] of many events at once takes two calls, not one for each half', () => {
  const world = started();
  for (let i = 0; i < 40; i++) world.calendar.edit(`e${i}`, EVENT);
  calendarChanged(world.app(), 'primary');
  const applied = world.calls().filter((call) => call === 'apply').length;
  expect(keys(world)).toHaveLength(40);
  // Without keys, with keys, and the links' other half.
  expect(applied).toBeLessThan(6);
});

it('whose answer is lost meets itself: no second item comes of it', () => {
  const world = started();
  let applies = 0;
  // The second apply carries the keys.
  world.directus.losesAnswer = (action) => action === 'apply' && (applies += 1) === 2;
  world.calendar.edit('e1', EVENT);
  calendarChanged(world.app(), 'primary');
  world.advance(600_000);
  catchUpAll(world.app());
  reconcileAll(world.app());
  expect(keys(world)).toEqual([keyForEvent('e1')]);
  expect(world.calendar.live).toHaveLength(1);
  expect(world.retries()).toEqual([]);
});

it.each([
  ['VALUE_TOO_LONG', 'event', 'Directus refused (VALUE_TOO_LONG, field event): make it longer'],
  [
    'FAILED_VALIDATION',
    'category',
    'Directus refused (FAILED_VALIDATION, field category): give it a default value, or let it be empty',
  ],
  ['FAILED_VALIDATION', 'name', 'Directus refused (FAILED_VALIDATION, field name)'],
])('an item that Directus refuses otherwise (%s of %s) is told with what can be done', (code, field, words) => {
  const world = started();
  const app = world.app();
  app.directus.apply = (_, changes) =>
    changes.map(() => ({ stamp: 1, result: { ok: true, value: { s: 'failed', key: null, code, field } } }));
  world.calendar.edit('e1', EVENT);
  calendarChanged(app, 'primary');
  expect(world.retries()).toMatchObject([{ event: 'e1', reason: words }]);
});
