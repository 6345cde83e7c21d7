// Both sides as they stand, with what each says of the other.
import type { Binding } from '../binding';
import { eventState, type EventState } from '../../src/core/event';
import { rowValues, type Row, type Values } from '../../src/core/values';
import { rowKey } from '../../src/core/keys';
import { State } from '../../src/store/state';
import { stateStore } from '../../src/google/state-store';
import { asRead } from '../as-read';
import { formOfTime } from './meaning';
import { isFilteredOut } from '../wanted';
import type { World } from '../world';

export interface Item {
  key: string;
  row: Row;
  values: Values;
  /** Can be an event, wants none (it has no start, or a filter leaves it out), or cannot be one. */
  form: 'ok' | 'none' | 'bad';
  eventId: string | null;
}

export type LiveEvent = Extract<EventState, { is: 'live' }>;

export function itemsOf(world: World, binding: Binding): Item[] {
  return world.directus.rows(binding.collection).map((row) => {
    const values = rowValues(binding, row);
    const id = row[binding.fields.eventId];
    const eventId = typeof id === 'string' && id !== '' ? id : null;
    return { key: rowKey(binding, row), row, values, form: formOf(binding, row), eventId };
  });
}

function formOf(binding: Binding, row: Row): Item['form'] {
  const form = formOfTime(binding, row);
  return form === 'noStart' || isFilteredOut(binding, row) ? 'none' : form;
}

/** The events of a calendar that are not deleted and are the sync's business. */
export function liveEvents(world: World, binding: Binding): LiveEvent[] {
  const here = { installations: world.installations(), bindings: world.bindings };
  return world
    .events(binding.calendar)
    .filter((event) => !world.isForeign(event))
    .map((event) => eventState(binding, here, asRead(event)))
    .filter((state): state is LiveEvent => state.is === 'live');
}

/** What the script remembers, read by its own means. */
export function stateOf(world: World): State {
  const { properties } = world.script.state;
  const store = {
    getProperty: (name: string) => properties.get('user', name),
    getProperties: () => properties.getAll('user'),
  };
  return new State(stateStore(store as never));
}
