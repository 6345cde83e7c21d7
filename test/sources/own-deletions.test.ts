// Flow 3 tells of an item that flow 4 deleted with its event, where the binding emits events.
import { calendarChanged, catchUpAll, itemsDeleted, reconcileAll } from '../../src/app/work';
import type { DeletedSignal } from '../../src/core/message';
import type { Row } from '../../src/core/values';
import type { World } from '../fakes';
import { paired, pull, started } from './followed';

/** What flow 3 sends of a deleted item. */
function signalOf(world: World, row: Row): DeletedSignal {
  const key = String(row['id']);
  const revisions = world.directus.tables.get('directus_revisions')!.filter(({ item }) => item === key);
  const { v, version, id, secret, print, collection, stamp } = world.directus.signal([]);
  return {
    ...{ v, version, id, secret, print, action: 'deleted', collection, stamp },
    ...{ keys: [key], present: [], revisions: [...revisions].reverse() as never },
  };
}

/** A pair whose item went with its event. */
function gone(): { world: World; row: Row } {
  const world = started({ emitEvents: true });
  const { row } = paired(world);
  world.calendar.remove('e1');
  pull(world);
  expect(world.directus.items()).toEqual([]);
  world.calls();
  return { world, row };
}

it('[EV4] it is known as our own, and neither side is asked', () => {
  const { world, row } = gone();
  itemsDeleted(world.app(), signalOf(world, row));
  expect(world.calls()).toEqual([]);
  expect(world.state.reports()).toEqual([]);
});

it('[EV4] an event that a person brings back before that is told brings its item back', () => {
  const { world, row } = gone();
  const signal = signalOf(world, row);
  world.calendar.edit('e1', { status: 'confirmed' });
  itemsDeleted(world.app(), signal);
  expect(world.calendar.live).toHaveLength(1);
  pull(world);
  expect(world.directus.items()).toMatchObject([{ id: row['id'], event: 'e1' }]);
  itemsDeleted(world.app(), { ...signal, present: [{ id: row['id'] }] as never });
  catchUpAll(world.app());
  reconcileAll(world.app());
  expect(world.directus.items()).toHaveLength(1);
  expect(world.calendar.live).toHaveLength(1);
});

it('[EV4] an item that came back so takes its event along when a person deletes it', () => {
  const { world, row } = gone();
  world.calendar.edit('e1', { status: 'confirmed' });
  pull(world);
  world.directus.delete(row['id']);
  itemsDeleted(world.app(), signalOf(world, row));
  expect(world.calendar.live).toEqual([]);
});

it("[EV4] a person's deletion is followed as ever", () => {
  const world = started({ emitEvents: true });
  const { row } = paired(world);
  world.directus.delete(row['id']);
  itemsDeleted(world.app(), signalOf(world, row));
  expect(world.calendar.live).toEqual([]);
  calendarChanged(world.app(), 'primary');
  expect(world.directus.items()).toEqual([]);
});
