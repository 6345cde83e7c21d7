// Which items lost their place by what was read of some series, and which places are free: the question to `follow`.
import type { Time } from '../../../src/core/fields/time';
import type { Lost, Master, Place, Question } from '../../../src/core/series/follow';
import { eventOf, readSlot } from '../../../src/core/series/slot';
import { overlaps, type Window } from '../../../src/core/series/window';

/** An item of the binding whose id field names a slot or an event. */
export interface PlacedItem {
  key: string;
  /** The name of the slot, or the id of the event. */
  name: string;
  /** When it takes place, as both sides last agreed. */
  when: Time;
  /** See `Lost`. */
  missedSince?: string;
  look?: string;
}

/** What was read of an event that is, was or became a series. */
export interface SeriesRead extends Master {
  /** Of a series its instances over the window and the exceptions that were met besides; of a single event itself. */
  places: readonly (Place & { is: 'live' | 'cancelled' })[];
}

export interface Readings {
  /**
   * Those that name a slot or an event that was read, and, where a series is new, all that name slots in the window. In a
   * binding where a series is an item of its own, that item does not belong here.
   */
  items: readonly PlacedItem[];
  reads: readonly SeriesRead[];
  /** Names of places whose items are known to be deleted, or were let go (`-…`): no other item is to get them. */
  closed: ReadonlySet<string>;
  window: Window;
  /** Of the binding. */
  zone: string;
}

/** Items whose event was not read, or that take place outside the window, lose nothing: no read could have shown them. */
export function placesOf({ items, reads, closed, window, zone }: Readings): Omit<Question, 'now'> {
  const masters = new Map<string, SeriesRead>(reads.map((read) => [read.id, read]));
  const places = new Map(reads.flatMap((read) => read.places.map((place) => [place.name, place] as const)));
  const isLost = ({ name, when }: PlacedItem): boolean => {
    const read = masters.get(eventOf(name));
    // A single event that is deleted is the business of its pair.
    const isTold = read !== undefined && (readSlot(name) !== undefined || read.is === 'series');
    return isTold && !places.has(name) && overlaps(when, window, zone);
  };
  const placed = ({ key, name, when, missedSince, look }: PlacedItem): Lost => ({
    key,
    name,
    original: readSlot(name)?.original ?? when.start,
    ...(missedSince !== undefined && { missedSince }),
    ...(look !== undefined && { look }),
  });
  const named = new Set(items.map(({ name }) => name));
  return {
    lost: items.filter(isLost).map(placed),
    free: [...places.values()].filter(({ is, name }) => is === 'live' && !named.has(name) && !closed.has(name)),
    settled: items.filter((item) => !isLost(item)).map(placed),
    masters,
  };
}
