// Items that the sync archived, and how it knows one that a person takes out of the archive again (CB18).
import { calendarChanged, catchUpAll, reconcileAll } from '../../src/app/work';
import type { Row } from '../../src/core/values';
import { TALK, World } from '../fakes';
import { started } from '../fakes/started';

const MINUTE_MS = 60_000;

function archiving(value: string, field = 'status'): object {
  return { onEventDeleted: { archive: { field, value } } };
}

/** Both feeds are followed, and everything is compared. */
function settle(world: World): void {
  world.advance(MINUTE_MS);
  calendarChanged(world.app(), 'primary');
  catchUpAll(world.app());
  reconcileAll(world.app());
}

/** An item whose event was deleted. */
function archivedItem(world: World, values: Row): Row {
  const row = world.directus.create({ ...TALK, ...values });
  settle(world);
  world.calendar.remove(String(row['event']));
  settle(world);
  return row;
}

/** The same sides, with the binding as it is now. */
function rebound(before: World, changes: object): World {
  const world = new World(changes);
  for (const [name, rows] of before.directus.tables) world.directus.tables.set(name, rows);
  for (const [name, value] of before.properties) world.properties.set(name, value);
  for (const event of before.calendar.events.values()) world.calendar.edit(event.id, event);
  return world;
}

describe('[CB18] where the archive’s field is no text', () => {
  const COLUMNS: [string, string, unknown, unknown][] = [
    ['a whole number', '3', 3, 1],
    ['a boolean', 'true', true, false],
    ['a boolean, named by its number', '1', true, false],
  ];

  it.each(COLUMNS)('an item stays archived, and gets its event back once it is not (%s)', (_, value, is, was) => {
    const world = started(archiving(value));
    world.directus.stores = (values) => (values['status'] === value ? { ...values, status: is } : values);
    const row = archivedItem(world, { status: was });
    settle(world);
    expect(row['status']).toBe(is);
    expect(world.calendar.live).toEqual([]);
    world.directus.update(row['id'], { status: was });
    settle(world);
    expect(world.calendar.live).toHaveLength(1);
  });
});

it('[CB18] an archive’s field that was removed and made again brings no event back', () => {
  const world = started(archiving('archived'));
  archivedItem(world, { status: 'published' });
  world.directus.remake('status');
  settle(world);
  expect(world.calendar.live).toEqual([]);
});

it('[CB18] an item that was archived under another value gets its event back as well', () => {
  const before = started(archiving('archived'));
  const row = archivedItem(before, { status: 'published' });
  const world = rebound(before, archiving('old'));
  settle(world);
  expect(world.calendar.live).toEqual([]);
  world.directus.update(row['id'], { status: 'published' });
  settle(world);
  expect(world.calendar.live).toHaveLength(1);
});
