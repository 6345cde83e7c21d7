// A calendar that is followed, for tests of its feed.
import { calendarChanged, reconcileAll, startFeeds } from '../../src/app/work';
import { baseOnceWritten, encodeBase } from '../../src/core/base';
import type { CreateChange } from '../../src/core/message';
import { columnsToWrite, eventValues, namesOf, perField } from '../../src/core/values';
import { EVENT, World } from '../fakes';

export function started(changes: object = {}): World {
  const world = new World(changes);
  startFeeds(world.app());
  reconcileAll(world.app());
  world.advance(60_000);
  world.calls();
  return world;
}

export function pull(world: World): void {
  world.advance(60_000);
  calendarChanged(world.app(), 'primary');
}

/** An event that a person made, and its item. */
export function paired(world: World) {
  world.calendar.edit('e1', EVENT);
  pull(world);
  const row = world.directus.items()[0]!;
  world.calls();
  return { row, event: () => world.calendar.events.get('e1')! };
}

/** What flow 4 is asked for when that event becomes an item. */
export function creationOf({ binding }: World): CreateChange {
  const values = eventValues(binding, { id: 'e1', ...EVENT });
  const fields = perField(namesOf(values), (name) => baseOnceWritten(binding, name, values[name])!);
  const sync = encodeBase(binding, { stamp: undefined, eventId: 'e1', fields });
  const write = { ...columnsToWrite(binding, values), [binding.fields.eventId]: 'e1', [binding.fields.sync]: sync };
  return { do: 'create', event: 'e1', key: null, write };
}
