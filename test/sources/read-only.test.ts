// A calendar that the account may only read.
import { calendarChanged, itemsChanged, reconcileAll } from '../../src/app/work';
import { statusOf } from '../../src/setup/status';
import { EVENT, TALK, World } from '../fakes';

function readOnly(): World {
  const world = new World();
  world.calendar.accessRole = 'reader';
  world.calendar.refuse = (call) =>
    ['insert', 'patch', 'cancel'].includes(call)
      ? { kind: 'forbidden', status: 403, reason: 'requiredAccessLevel', message: 'no' }
      : undefined;
  world.calendar.edit('e1', EVENT);
  reconcileAll(world.app());
  return world;
}

it('[OW7] goes one way without being told: events arrive, and follow', () => {
  const world = readOnly();
  expect(world.directus.items()).toMatchObject([{ name: 'Talk', event: 'e1' }]);
  world.calendar.edit('e1', { summary: 'Renamed' });
  calendarChanged(world.app(), 'primary');
  expect(world.directus.items()).toMatchObject([{ name: 'Renamed', event: 'e1' }]);
  expect(world.calendar.writes).toEqual([]);
});

it('[OW7] puts back what is edited in Directus, and makes no event of an item', () => {
  const world = readOnly();
  const [{ id } = { id: 0 }] = world.directus.items() as { id: number }[];
  world.directus.update(id, { name: 'Mine' });
  itemsChanged(world.app(), world.directus.signal([id]));
  world.directus.create(TALK);
  reconcileAll(world.app());
  expect(world.directus.items()).toMatchObject([{ name: 'Talk' }, { event: null }]);
  expect(world.calendar.writes).toEqual([]);
  expect(world.retries()).toEqual([]);
  expect(statusOf(world.app(), {}).bindings[0]!.reports).toMatchObject([
    { kind: 'conflict', lost: { summary: 'Mine' } },
  ]);
});

it('[OW7] lets an item follow its deleted event', () => {
  const world = readOnly();
  world.calendar.remove('e1');
  calendarChanged(world.app(), 'primary');
  reconcileAll(world.app());
  expect(world.directus.items()).toEqual([]);
});

it('[OW7] goes both ways again once the account may write', () => {
  const world = readOnly();
  world.calendar.accessRole = 'writer';
  world.calendar.refuse = () => undefined;
  reconcileAll(world.app());
  const [{ id } = { id: 0 }] = world.directus.items() as { id: number }[];
  world.directus.update(id, { name: 'Mine' });
  itemsChanged(world.app(), world.directus.signal([id]));
  expect(world.calendar.live).toMatchObject([{ summary: 'Mine' }]);
});

it('[OW4] [OW7] fills what an event lacks of its item only once the account may write', () => {
  const world = readOnly();
  world.calendar.edit('e2', { ...EVENT, summary: 'Alike', description: '' });
  world.directus.create({ ...TALK, name: 'Alike', text: 'Long ago' });
  for (let i = 0; i < 2; i++) reconcileAll(world.app());
  expect(world.directus.items()[1]).toMatchObject({ event: 'e2', text: 'Long ago' });
  expect(world.calendar.writes).toEqual([]);
  world.calendar.accessRole = 'writer';
  world.calendar.refuse = () => undefined;
  for (let i = 0; i < 2; i++) reconcileAll(world.app());
  expect(world.calendar.live).toMatchObject([{ id: 'e1' }, { summary: 'Alike', description: 'Long ago' }]);
  expect(world.directus.items()[1]).toMatchObject({ event: 'e2', text: 'Long ago' });
});

it('[OW7] is told of in the status', () => {
  expect(statusOf(readOnly().app(), {}).bindings[0]).toMatchObject({ direction: 'toDirectus', isReadOnly: true });
});
