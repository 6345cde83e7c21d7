// What a comparison leaves alone is counted and shown, and nothing is wrong with it.
import { statusOf, type Status } from '../../src/setup/status';
import { catchUpAll, reconcileAll } from '../../src/app/work';
import { EVENT, TALK, World } from '../fakes';
import { wholeApp } from '../fakes/prerequisites';
import { started } from '../fakes/started';

function look(world: World): Status & Status['bindings'][0] {
  const status = statusOf(wholeApp(world), {});
  return { ...status, ...status.bindings[0]! };
}

function settled(world: World): World {
  reconcileAll(world.app());
  catchUpAll(world.app());
  return world;
}

it('[SU4] events that become no items are counted by why, and the status stays healthy', () => {
  const world = started();
  const kinds = [
    { organizer: {} },
    { organizer: {} },
    { organizer: {}, attendees: [{ self: true, responseStatus: 'declined' }] },
    { eventType: 'birthday' },
    { recurringEventId: 'series' },
    { extendedProperties: { private: { link: '1/other123/main/e5//7' } } },
  ];
  kinds.forEach((members, i) => world.calendar.edit(`e${i}`, { ...EVENT, ...members }));
  expect(look(settled(world))).toMatchObject({
    healthy: true,
    leftAlone: { organizer: 2, declined: 1, kind: 1, occurrence: 1, installation: 1 },
    unserved: {},
  });
  world.calendar.remove('e0');
  expect(look(settled(world)).leftAlone).toMatchObject({ organizer: 1 });
});

it.each([
  ['unlinked', 'unlink', { event: null }],
  ['archived', { archive: { field: 'state', value: 'old' } }, { state: 'new' }],
])('[SU4] items that are %s are counted, until they get their event back', (reason, onEventDeleted, values) => {
  const world = started({ onEventDeleted });
  const row = world.directus.create({ ...TALK, state: 'new' });
  catchUpAll(world.app());
  world.calendar.remove(String(row['event']));
  catchUpAll(world.app());
  expect(world.directus.items()).toMatchObject([{ event: expect.stringMatching(/^-/) }]);
  expect(look(settled(world))).toMatchObject({ healthy: true, leftAlone: { [reason]: 1 } });
  world.directus.update(row['id'], values);
  catchUpAll(world.app());
  expect(world.calendar.live).toHaveLength(1);
  expect(look(settled(world))).toMatchObject({ healthy: true, leftAlone: {} });
});
