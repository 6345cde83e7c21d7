// A database that was put back: what is stamped above its newest activity id speaks of what it does not know (CB25).
import { calendarChanged, catchUpAll, reconcileAll, startFeeds } from '../../src/app/work';
import { CURSOR } from '../../src/sources/directus';
import { pullDirectus } from '../fakes/sources';
import { decodeBase } from '../../src/core/base';
import { EVENT, TALK, World } from '../fakes';
import { started } from '../fakes/started';
import { SUSPENDED } from '../../src/sync/suspended';

/** A pair that both sides know, and the database as it was before. */
function paired() {
  const world = new World();
  startFeeds(world.app());
  reconcileAll(world.app());
  const backup = structuredClone([...world.directus.tables]);
  world.calendar.edit('e1', EVENT);
  world.advance(60_000);
  calendarChanged(world.app(), 'primary');
  return { world, putBack: () => backup.forEach(([name, rows]) => world.directus.tables.set(name, rows)) };
}

const event = (world: World) => world.calendar.events.get('e1')!;
const stamp = (world: World) => decodeBase(world.binding, event(world).extendedProperties!.private!['base'])!.stamp;

describe('[CB26] a restored database that lacks an item', () => {
  it('gets it back from its event, also where the feed cannot tell: nothing was looked at since the backup', () => {
    const { world, putBack } = paired();
    expect(stamp(world)).toBeGreaterThan(world.state.get(CURSOR)!.last);
    putBack();
    reconcileAll(world.app());
    expect(event(world).status).not.toBe('cancelled');
    expect(world.directus.items()).toMatchObject([{ event: 'e1', name: 'Talk' }]);
    expect(world.state.get(SUSPENDED)).toBeNull();
  });

  it('gets it back when the event is met before anybody has noticed', () => {
    const { world, putBack } = paired();
    putBack();
    world.calendar.edit('e1', { colorId: '5' });
    world.advance(60_000);
    calendarChanged(world.app(), 'primary');
    expect(event(world).status).not.toBe('cancelled');
    expect(world.directus.items()).toMatchObject([{ event: 'e1', name: 'Talk' }]);
  });
});

it('[CB24] a database that is put back between the feed and the read of its items: none of them counts as deleted', () => {
  const world = started();
  const backup = structuredClone([...world.directus.tables]);
  const row = world.directus.create(TALK);
  pullDirectus(world.app());
  world.directus.update(row['id'], { name: 'Renamed' });
  world.directus.refuse = (action) => {
    if (action === 'read') backup.forEach(([name, rows]) => world.directus.tables.set(name, rows));
    return undefined;
  };
  pullDirectus(world.app());
  expect(world.calendar.live).toMatchObject([{ summary: 'Talk' }]);
  expect(world.directus.items()).toMatchObject([{ id: row['id'], name: 'Talk' }]);
});

it('[CB25] an item that is older than its event’s base is no edit: the event’s value stays', () => {
  const { world } = paired();
  const backup = structuredClone([...world.directus.tables]);
  const [row] = world.directus.items();
  world.directus.update(row!['id'], { name: 'Since the backup' });
  catchUpAll(world.app());
  expect(event(world).summary).toBe('Since the backup');
  for (const [name, rows] of backup) world.directus.tables.set(name, rows);
  world.calendar.edit('e1', { colorId: '5' });
  world.advance(60_000);
  calendarChanged(world.app(), 'primary');
  expect(event(world).summary).toBe('Since the backup');
  expect(world.directus.items()).toMatchObject([{ name: 'Since the backup' }]);
  expect(stamp(world)).toBeLessThanOrEqual(world.directus.newest);
});

describe('[CB6] [P12] an item whose event was deleted, and that a restored database brings back', () => {
  const POLICIES: [string, object][] = [
    ['delete', { onEventDeleted: 'delete' }],
    ['unlink', { onEventDeleted: 'unlink' }],
  ];

  function follow(world: World): void {
    world.advance(60_000);
    calendarChanged(world.app(), 'primary');
    catchUpAll(world.app());
  }

  it.each(POLICIES)('keeps itself, and gets its event back, which is reported (%s)', (_, changes) => {
    const world = started(changes);
    for (const name of ['One', 'Two', 'Three']) world.directus.create({ ...TALK, name });
    follow(world);
    const backup = structuredClone([...world.directus.tables]);
    for (const { id } of world.calendar.live) world.calendar.remove(id);
    follow(world);
    expect(world.directus.items().filter((row) => !String(row['event']).startsWith('-'))).toEqual([]);
    for (const [name, rows] of backup) world.directus.tables.set(name, rows);
    follow(world);
    follow(world);
    reconcileAll(world.app());
    const ids = world.calendar.live.map(({ id }) => id);
    expect(ids).toHaveLength(3);
    expect(world.directus.items().map((row) => row['event'])).toEqual(expect.arrayContaining(ids));
    expect(world.state.reports().map(({ kind }) => kind)).toEqual(['revived', 'revived', 'revived']);
    // What is deleted from then on is deleted.
    world.calendar.remove(ids[0]!);
    follow(world);
    expect(world.directus.items().filter((row) => ids.includes(String(row['event'])))).toHaveLength(2);
  });
});
