// The first comparison of two sides that both had the same things already: they are linked, nothing is made twice (P25).
import { catchUpAll, reconcileAll, startFeeds } from '../../src/app/work';
import { encodeLink } from '../../src/core/identity';
import { EVENT, TALK, World } from '../fakes';

function filled(changes: object = {}, ...others: object[]): World {
  const world = new World(changes, ...others);
  world.directus.create(TALK);
  world.calendar.edit('theirs', { ...EVENT, summary: TALK.name, description: TALK.text });
  return world;
}

function start(world: World): void {
  startFeeds(world.app());
  reconcileAll(world.app());
}

function expectQuiet(world: World): void {
  world.calls();
  world.advance(600_000);
  catchUpAll(world.app());
  reconcileAll(world.app());
  expect(world.calls().filter((call) => ['insert', 'patch', 'cancel', 'apply'].includes(call))).toEqual([]);
}

it('[NP11] [P25] an item and an event of the same times and title become a pair', () => {
  const world = filled();
  start(world);
  expect(world.calendar.live.map(({ id }) => id)).toEqual(['theirs']);
  expect(world.directus.items().map((row) => row['event'])).toEqual(['theirs']);
  expectQuiet(world);
});

it('[P25, M6] what only one of them says is filled in, and nobody is told of a conflict', () => {
  const world = filled();
  world.directus.update(1, { text: null });
  start(world);
  expect(world.directus.item(1)!['text']).toBe(TALK.text);
  expect(world.state.reports()).toEqual([]);
});

it('[P25, M6] descriptions that differ are a conflict: the loser is in the report', () => {
  const world = filled({ onConflict: 'directus' });
  world.directus.update(1, { text: 'Ours' });
  start(world);
  expect(world.calendar.live.map(({ description }) => description)).toEqual(['Ours']);
  expect(world.state.reports().map(({ lost }) => lost)).toEqual([{ description: TALK.text }]);
  expectQuiet(world);
});

it('[NP13] a binding that takes no new events links those that its items are like, and leaves the others', () => {
  const world = filled({ newEvents: false });
  world.calendar.edit('other', { ...EVENT, summary: 'Other' });
  start(world);
  expect(world.directus.items().map((row) => row['event'])).toEqual(['theirs']);
  expect(world.calendar.live.map(({ id }) => id)).toEqual(['theirs', 'other']);
});

it('[NP12] of two collections on one calendar an event becomes the one of the first that has its like', () => {
  const world = filled({}, { id: 'two', collection: 'more', newEvents: false });
  world.directus.create(TALK, 'user', 'more');
  start(world);
  expect(world.directus.items()[0]!['event']).toBe('theirs');
  expect(world.directus.items('more')[0]!['event']).not.toBe('theirs');
  expect(world.calendar.live).toHaveLength(2);
  expectQuiet(world);
});

it('[P25, P22] an event of another installation is nobody else’s, whatever it looks like', () => {
  const world = filled();
  const link = encodeLink({ installation: 'inst9999', binding: 'main', eventId: 'theirs', key: '1' });
  world.calendar.edit('theirs', { extendedProperties: { private: { link } } });
  start(world);
  expect(world.calendar.live).toHaveLength(2);
  expect(world.calendar.events.get('theirs')!.extendedProperties).toEqual({ private: { link } });
});
