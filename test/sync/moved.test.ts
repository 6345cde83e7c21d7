// Events that a person moves from one bound calendar to another and back: nothing is deleted, nothing doubled.
import { calendarChanged, catchUpAll, reconcileAll, startFeeds } from '../../src/app/work';
import type { Failure } from '../../src/ports';
import { EVENT, TALK, World } from '../fakes';
import { outageCell } from '../../src/sync/outage';

const DOWN: Failure = { kind: 'unavailable', status: 503, reason: null, message: 'down' };
const SECOND_FIELDS = {
  eventId: 'event2',
  sync: 'sync2',
  start: 'starts2',
  end: 'ends2',
  summary: 'name',
  description: 'text',
};

function started(...args: ConstructorParameters<typeof World>): World {
  const world = new World(...args);
  startFeeds(world.app());
  reconcileAll(world.app());
  world.advance(60_000);
  world.calls();
  return world;
}

/** Two collections, each with a calendar. */
function twoCollections(changes: object = {}): World {
  return started(changes, { id: 'rooms', collection: 'rooms', calendar: 'rooms' });
}

/** One collection on two calendars. @param fields those of the second binding */
function twoCalendars(fields: object = SECOND_FIELDS): World {
  return started({}, { id: 'second', calendar: 'rooms', fields });
}

type Way = [name: string, look: (world: World, calendarId: string) => void];
const WAYS: Way[] = [
  [
    'the feeds',
    (world, calendarId) => {
      world.advance(60_000);
      calendarChanged(world.app(), calendarId);
    },
  ],
  ['the comparison', (world) => void reconcileAll(world.app())],
  [
    'the comparison of lost feeds',
    (world) => {
      for (const name of world.properties.keys()) if (!name.startsWith('report.')) world.properties.delete(name);
      reconcileAll(world.app());
    },
  ],
];

const ORDERS = [
  ['primary', 'rooms'],
  ['rooms', 'primary'],
] as const;
const CASES = WAYS.flatMap(([way, look]) => ORDERS.map((order) => [way, order, look] as const));

function rest(world: World): void {
  world.advance(600_000);
  catchUpAll(world.app());
  reconcileAll(world.app());
  world.calls();
  const activities = world.directus.newest;
  reconcileAll(world.app());
  expect(world.calls().filter((call) => ['insert', 'patch', 'cancel'].includes(call))).toEqual([]);
  expect(world.directus.newest).toBe(activities);
}

describe.each(CASES)('[P24] by %s, %j first, an event that is moved', (_, order, look) => {
  const lookAll = (world: World) => order.forEach((calendarId) => look(world, calendarId));

  it('[DE17] to the calendar of another collection is a new event there, and its old item stays', () => {
    const world = twoCollections();
    world.calendar.edit('e1', EVENT);
    look(world, 'primary');
    const [talk] = world.directus.items();
    world.calendar.move('e1', world.calendarOf('rooms'));
    lookAll(world);
    rest(world);
    expect(world.directus.items()).toEqual([talk]);
    expect(talk).toMatchObject({ event: '-e1', name: 'Talk' });
    expect(world.directus.items('rooms')).toMatchObject([{ event: 'e1', name: 'Talk' }]);
    expect(world.calendarOf('rooms').live).toHaveLength(1);
    expect(world.calendar.live).toEqual([]);
    expect(world.state.reports()).toMatchObject([
      { kind: 'moved', binding: 'main', key: String(talk!['id']), event: 'e1' },
    ]);
  });

  it('[DE18] and back belongs to the same item again, and none is doubled', () => {
    const world = twoCollections();
    world.calendar.edit('e1', EVENT);
    look(world, 'primary');
    for (let times = 0; times < 2; times++) {
      world.calendar.move('e1', world.calendarOf('rooms'));
      lookAll(world);
      world.calendarOf('rooms').move('e1', world.calendar);
      world.calendar.edit('e1', { summary: `Renamed ${times}` });
      lookAll(world);
    }
    rest(world);
    expect(world.directus.items()).toMatchObject([{ event: 'e1', name: 'Renamed 1' }]);
    expect(world.directus.items('rooms')).toMatchObject([{ event: '-e1' }]);
    expect([world.calendar.live.length, world.calendarOf('rooms').live.length]).toEqual([1, 0]);
  });

  it.each([true, false])(
    'to another calendar of the collection is a new event there, and moved back its first item’s again (private properties kept: %s)',
    (properties) => {
      const world = twoCalendars();
      const talk = world.directus.create({ ...TALK, starts2: null, ends2: null });
      catchUpAll(world.app());
      const id = String(talk['event']);
      world.calendar.move(id, world.calendarOf('rooms'), { properties });
      lookAll(world);
      rest(world);
      expect(world.directus.items()).toMatchObject([
        { event: `-${id}`, name: 'Talk' },
        { event2: id, name: 'Talk' },
      ]);
      expect([world.calendar.live.length, world.calendarOf('rooms').live.length]).toEqual([0, 1]);
      world.calendarOf('rooms').move(id, world.calendar, { properties });
      world.calendar.edit(id, { summary: 'Renamed' });
      lookAll(world);
      rest(world);
      expect(world.directus.items()).toMatchObject([{ event: id, name: 'Renamed' }, { event2: `-${id}` }]);
      expect([world.calendar.live.length, world.calendarOf('rooms').live.length]).toEqual([1, 0]);
    },
  );
});

describe('an event that is gone from its calendar', () => {
  it('[DE16] and was moved is no deletion for an item that was edited meanwhile', () => {
    const world = twoCollections({ onEventDeleted: 'delete' });
    const talk = world.directus.create(TALK);
    catchUpAll(world.app());
    const id = String(talk['event']);
    world.calendar.move(id, world.calendarOf('rooms'));
    world.directus.update(talk['id'], { name: 'Edited' });
    catchUpAll(world.app());
    rest(world);
    expect(talk).toMatchObject({ event: `-${id}`, name: 'Edited' });
    expect(world.calendar.live).toEqual([]);
  });

  it.each(['feed', 'comparison'])('[DE6] deletes nothing by the %s while another calendar cannot be read', (by) => {
    const world = twoCollections();
    world.calendar.edit('e1', EVENT);
    calendarChanged(world.app(), 'primary');
    world.calendar.remove('e1');
    world.calendarOf('rooms').refuse = (call) => (call === 'get' ? DOWN : undefined);
    world.advance(60_000);
    if (by === 'feed') calendarChanged(world.app(), 'primary');
    else reconcileAll(world.app());
    expect(world.directus.items()).toHaveLength(1);
    expect(world.retries()).toHaveLength(1);
    expect(world.state.get(outageCell())).toBeNull();
    world.calendarOf('rooms').refuse = () => undefined;
    world.advance(600_000);
    catchUpAll(world.app());
    expect(world.directus.items()).toEqual([]);
    expect(world.retries()).toEqual([]);
  });

  it('[P10] is deleted when it lives in no other calendar', () => {
    const world = twoCollections();
    world.calendar.edit('e1', EVENT);
    calendarChanged(world.app(), 'primary');
    world.calendar.remove('e1');
    reconcileAll(world.app());
    expect(world.directus.items()).toEqual([]);
  });
});
