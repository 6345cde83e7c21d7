// P25 and NP14 together: items whose ids name nothing here, beside events that are the same things.
import { dryRun } from '../../src/setup/dry-run';
import { reconcileAll, startFeeds } from '../../src/app/work';
import { EVENT, TALK, World } from '../fakes';

/** What another instance of the sync gave its items. */
const elsewhere = (name: string): string => name.toLowerCase().padStart(32, 'a');

function importedBeside(): World {
  const world = new World();
  for (const name of ['One', 'Two']) {
    const event = elsewhere(name);
    world.directus.create({ ...TALK, name, event, sync: `2;abcdef;12;;${event}` });
    world.calendar.edit(`here${name}`, { ...EVENT, summary: name });
  }
  return world;
}

function compare(world: World): void {
  startFeeds(world.app());
  reconcileAll(world.app());
}

it('[P25] [NP14] items imported from elsewhere are linked to the events of their times and titles', () => {
  const world = importedBeside();
  expect(dryRun(world.app())).toMatchObject([{ counts: { linked: 2 } }]);
  compare(world);
  expect(world.calendar.live).toHaveLength(2);
  expect(world.directus.items()).toMatchObject([{ event: 'hereOne' }, { event: 'hereTwo' }]);
  expect(world.state.reports()).toMatchObject([
    { kind: 'ownEvent', key: '1', event: 'hereOne', reason: expect.stringContaining('same times and title') as string },
    { kind: 'ownEvent', key: '2', event: 'hereTwo' },
  ]);
  expect(dryRun(world.app())).toMatchObject([{ counts: { paired: 2 } }]);
});

it('[P25] [DE4] those that find no such event get one of their own, and the report says so', () => {
  const world = importedBeside();
  world.directus.create({ ...TALK, name: 'One', event: elsewhere('more'), sync: null });
  expect(dryRun(world.app())).toMatchObject([{ counts: { ambiguous: 1, linked: 1, replaced: 1 } }]);
  compare(world);
  expect(world.calendar.live).toHaveLength(3);
  expect(world.directus.items()).toHaveLength(3);
  expect(world.state.reports()).toContainEqual(
    expect.objectContaining({ key: '3', reason: expect.stringContaining('an event of its own') as string }),
  );
});

it('[DE4] an item that has an event here by its key keeps that one, whatever looks the same', () => {
  const world = new World();
  world.directus.create(TALK);
  compare(world);
  const own = String(world.directus.item(1)!['event']);
  world.calendar.edit('alike', { ...EVENT, summary: TALK.name });
  world.directus.update(1, { event: elsewhere('pasted'), sync: null });
  reconcileAll(world.app());
  expect(world.directus.items()).toMatchObject([{ event: own }, { event: 'alike' }]);
  expect(world.calendar.live).toHaveLength(2);
});

it('[NP15] an event that was kept for an item becomes one itself, when what the item names lives after all', () => {
  const world = new World();
  startFeeds(world.app());
  world.calendar.edit('named', { ...EVENT, summary: 'Named' });
  world.calendar.edit('alike', { ...EVENT, summary: TALK.name });
  world.directus.create({ ...TALK, event: 'named' });
  const list = world.calendar.list.bind(world.calendar);
  world.calendar.list = (...asked) => {
    const answer = list(...asked);
    if (answer.ok) answer.value.events = answer.value.events.filter(({ id }) => id !== 'named');
    return answer;
  };
  reconcileAll(world.app());
  expect(world.directus.items()).toMatchObject([{ event: 'named' }, { event: 'alike' }]);
  expect(world.calendar.live).toHaveLength(2);
});
