// Changes on one side that have to reach the other: items edited, created, imported, deleted, and events edited.
import type { CalendarEvent } from '../../src/core/calendar-event';
import type { Item } from '../../sandbox/directus/items';
import type { Case, Group, Look } from '../case';
import { floorOfEvents, floorOfWrites } from '../latency';
import { itemOf, type PlantedPair } from '../plant';

const SIZES = [1, 100, 1_000];
const MOST = 1_000;
const TOGETHER = SIZES.reduce((sum, size) => sum + size, 0);

export const editItems: Case = {
  name: 'edit-items',
  title: 'items edited by one request',
  sizes: SIZES,
  make: (bed, n, round) => {
    const pairs = bed.pairs.slice(0, n);
    const name = `Edited ${round}`;
    return {
      made: bed.items.updateByKeys(
        pairs.map(({ key }) => key),
        { name },
      ),
      arrived: (now) => count(pairs, eventsById(now), (event) => event.summary === name),
      arrivedAt: ({ events }) => momentsOf(events, ({ summary }) => summary === name, 'updated'),
    };
  },
  floor: floorOfWrites,
};

const editItemsEach: Case = {
  name: 'edit-items-each',
  title: 'items edited, a request each',
  sizes: [100],
  make: (bed, n, round) => {
    const pairs = bed.pairs.slice(0, n);
    const nameOf = ({ key }: PlantedPair) => `Edited ${round} ${key}`;
    const editAll = async () => {
      for (const pair of pairs) await bed.items.updateOne(pair.key, { name: nameOf(pair) });
    };
    return {
      made: editAll(),
      arrived: (now) => count(pairs, eventsById(now), (event, pair) => event.summary === nameOf(pair)),
    };
  },
  floor: floorOfWrites,
};

export const editEvents: Case = {
  name: 'edit-events',
  title: 'events edited in Google',
  sizes: SIZES,
  make: (bed, n, round) => {
    const pairs = bed.pairs.slice(0, n);
    const nameOf = ({ key }: PlantedPair) => `Renamed ${round} ${key}`;
    const { google, calendarId } = bed.sandbox;
    for (const pair of pairs) google.calendar.ui.edit(calendarId, pair.eventId, { summary: nameOf(pair) });
    return {
      made: Promise.resolve(),
      arrived: (now) => count(pairs, itemsByKey(now), (item, pair) => item.name === nameOf(pair)),
    };
  },
  floor: floorOfEvents,
};

export const createItems: Case = {
  name: 'create-items',
  title: 'items created by one request',
  sizes: SIZES,
  make: (bed, n, round) => {
    const items = newItems(n, round);
    return {
      made: bed.items.createMany(items),
      arrived: (now) => withEvent(items, now),
      arrivedAt: madeAt(items),
    };
  },
  adds: (n) => n,
  floor: floorOfWrites,
};

const importCsv: Case = {
  name: 'import-csv',
  title: 'rows imported from a CSV file',
  sizes: [500],
  make: (bed, n, round) => {
    const items = newItems(n, round);
    const fields = Object.keys(items[0]!);
    const rows = items.map((item) => fields.map((field) => `"${String(item[field])}"`).join());
    return {
      made: bed.items.importCsv([fields.join(), ...rows].join('\n')),
      arrived: (now) => withEvent(items, now),
      arrivedAt: madeAt(items),
    };
  },
  adds: (n) => n,
  floor: floorOfWrites,
};

/** Each size deletes pairs of its own. */
const deleteItems: Case = {
  name: 'delete-items',
  title: 'items deleted by one request',
  sizes: SIZES,
  make: (bed, n) => {
    const before = SIZES.filter((size) => size < n).reduce((sum, size) => sum + size, 0);
    const pairs = bed.pairs.slice(before, before + n);
    return {
      made: bed.items.deleteMany(pairs.map(({ key }) => key)),
      arrived: (now) => n - count(pairs, eventsById(now), () => true),
    };
  },
  adds: (n) => -n,
  floor: floorOfWrites,
};

/** The deletions come last: the others need their pairs. */
export const CHANGES: Group = {
  setting: { pairs: Math.max(TOGETHER, MOST) },
  cases: [editItems, editItemsEach, editEvents, createItems, importCsv, deleteItems],
};

/** The edits alone, for designs that this project could have had. */
export function editsOf(name: string, title: string, sizes: readonly number[]): Case {
  return { ...editItems, name, title, sizes, systems: ['this'] };
}

/** By Google's own times of the events that `is` tells. */
function momentsOf(
  events: readonly CalendarEvent[],
  is: (event: CalendarEvent) => boolean,
  time: 'created' | 'updated',
): number[] {
  return events.filter(is).map((event) => Date.parse(String(event[time])));
}

function madeAt(items: readonly Item[]): (now: Look) => number[] {
  const titles = new Set(items.map(({ name }) => name));
  return ({ events }) => momentsOf(events, ({ summary }) => titles.has(summary), 'created');
}

function newItems(n: number, round: string): Item[] {
  return Array.from({ length: n }, (_, i) => itemOf(`New ${round} ${i}`, i));
}

function eventsById({ events }: Look): Map<string, CalendarEvent> {
  return new Map(events.map((event) => [event.id, event]));
}

function itemsByKey({ items }: Look): Map<number, Item> {
  return new Map(items.map((item) => [item.id as number, item]));
}

function count<T>(
  pairs: readonly PlantedPair[],
  side: ReadonlyMap<string | number, T>,
  holds: (found: T, pair: PlantedPair) => boolean,
): number {
  return pairs.filter((pair) => {
    const found = side.get(pair.eventId) ?? side.get(pair.key);
    return found !== undefined && holds(found, pair);
  }).length;
}

/** Items of which an event with the same title, named by the item, is there. */
function withEvent(made: readonly Item[], { items, events }: Look): number {
  const titles = new Map(events.map(({ id, summary }) => [id, summary]));
  const named = new Map(items.map((item) => [item.name, titles.get(String(item.calendar_event_id))]));
  return made.filter(({ name }) => named.get(name) === name).length;
}
