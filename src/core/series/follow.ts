// Where items go whose place in a series is there no longer: a series was split, shifted or given up. They keep their keys,
// and with them bookings, pictures and relations.
import { groupBy } from '../groups';
import { dayOf, startOfDay } from '../zones';
import { eventOf, isDay } from './slot';

/** The slot of a series, or a single event. */
export interface Place {
  /** As `slotName` writes it, or the id of the event. */
  name: string;
  /** The original start of the slot, or the start of the event: a moment `…Z`, or a day. */
  original: string;
  /** A text that alike ones have in common (NP11); without one it is like nothing. */
  look?: string;
}

/** The place that an item had: a slot that is absent, not cancelled; a single event that is a series now, or the reverse. */
export interface Lost extends Place {
  key: string;
  /** The moment at which a read first missed it; without one this read did. */
  missedSince?: string;
}

/** What is known of an event that is, was or became a series. */
export interface Master {
  id: string;
  is: 'series' | 'single' | 'gone';
  zone: string;
  /** Another event that its link names: a split was seen to copy private properties. */
  copiedFrom?: string;
  /** Of a series that no item named before: when a read first met it. It stays until all of its items are made. */
  newSince?: string;
}

/**
 * All series of a run in one question. "a", daily from 1 June, was split before the 3rd and moved by half an hour:
 *
 *     lost:    [{ key: '7', name: 'a#2026-06-03T07:00:00Z', original: '2026-06-03T07:00:00Z' }, …]
 *     free:    [{ name: 'b#2026-06-03T07:30:00Z', original: '2026-06-03T07:30:00Z' }, …]
 *     settled: [{ name: 'a#2026-06-01T07:00:00Z', original: '2026-06-01T07:00:00Z' }, …]
 *     masters: a: { id: 'a', is: 'series', zone }, b: { id: 'b', is: 'series', zone, newSince: now }
 *
 * gives `moves: [{ key: '7', to: 'b#2026-06-03T07:30:00Z' }, …]`. Had "a" alone been read, its items were `waiting`; had "b"
 * alone, nothing were lost yet, and the slots of "b" were `held`.
 */
export interface Question {
  lost: readonly Lost[];
  /** Live, wanted or not, without an item, and none is known to have been deleted there. */
  free: readonly Place[];
  /** Places of items that have theirs: a new series may be the second half of one of them. */
  settled: readonly Place[];
  /** By id. An event that was not read counts as one that goes on. */
  masters: ReadonlyMap<string, Master>;
  /** The moment at which the read ended. */
  now: string;
}

export interface Followed {
  /** Items and the names of their new places. */
  moves: { key: string; to: string }[];
  /** Keys of items whose new place may show yet: they are asked about again with `missedSince`. */
  waiting: string[];
  /** Keys of items that the binding's policy decides about. */
  gone: string[];
  /** Names of free places that may be the second half of a series: no items are made for them yet. */
  held: string[];
}

const HOUR_MS = 3_600_000;
/** Half a week: of weekly dates one only is as near. */
const NEAR_MS = 84 * HOUR_MS;
/** Two halves of a series fit when so many dates have one of the others so near. */
const FIT_MS = 72 * HOUR_MS;
const FIT_SHARE = 2 / 3;
/** The halves of a split may come one after the other. */
const WAIT_MS = 60_000;

/**
 * Gives each lost item the free place that is its own. Among related ones (of the same event, or split from it) an equal
 * start counts first, then the same day in the series' zone, then the nearest within half a week; an event that became a
 * series, or the reverse, gives its nearest place at last. What is left goes to what is alike.
 */
export function follow({ lost, free, settled, masters, now }: Question): Followed {
  const zoneOf = (name: string): string => masters.get(eventOf(name))?.zone ?? 'UTC';
  const [losing, open, having] = [lost, free, settled].map((places) =>
    places.map((place) => located(place, zoneOf(place.name))),
  ) as [Located<Lost>[], Located<Place>[], Located<Place>[]];
  const moves = new Map<string, string>();
  const related = relations(losing, open, masters);
  const isRelated = (a: Located<Lost>, b: Located<Place>): boolean => related.get(a.event)!.has(b.event);
  for (const belongs of [
    (a, b) => isRelated(a, b) && a.original === b.original,
    (a, b) => isRelated(a, b) && a.day === b.day,
    (a, b) => isRelated(a, b) && apart(a, b) <= NEAR_MS,
    (a, b) => a.event === b.event && a.isSlot !== b.isSlot,
    (a, b) => a.look !== undefined && a.look === b.look,
  ] as Belongs[])
    takeNearest(losing, open, belongs, moves);

  const isOver = (since: string): boolean => Date.parse(now) - Date.parse(since) >= WAIT_MS;
  const left = losing.filter(({ key }) => !moves.has(key));
  const gone = left.filter(({ event, missedSince = now }) => masters.get(event)?.is === 'gone' || isOver(missedSince));
  const joined = new Set([...moves.values()].map(eventOf));
  const mayBeHalf = ({ id, newSince }: Master, places: readonly Located<Place>[]): boolean =>
    newSince !== undefined && !isOver(newSince) && !joined.has(id) && isHalf(id, places, having, masters);
  return {
    moves: [...moves].map(([key, to]) => ({ key, to })),
    waiting: left.filter((each) => !gone.includes(each)).map(({ key }) => key),
    gone: gone.map(({ key }) => key),
    held: [...groupBy(open, ({ event }) => event)].flatMap(([event, places]) => {
      const master = masters.get(event);
      return master && mayBeHalf(master, places) ? places.map(({ name }) => name) : [];
    }),
  };
}

// ---------------------------------------------------------------- places

type Located<T extends Place> = T & { event: string; isSlot: boolean; time: number; day: string };

function located<T extends Place>(place: T, zone: string): Located<T> {
  const { name, original } = place;
  const [day, moment] = isDay(original) ? [original, startOfDay(original, zone)] : [dayOf(original, zone), original];
  const event = eventOf(name);
  return { ...place, event, isSlot: event !== name, time: Date.parse(moment), day };
}

function apart(a: Located<Place>, b: Located<Place>): number {
  return Math.abs(a.time - b.time);
}

type Belongs = (a: Located<Lost>, b: Located<Place>) => boolean;

/** Of all that belong together, the nearest find each other first; a tie goes to the earlier ones. */
function takeNearest(
  lost: readonly Located<Lost>[],
  free: readonly Located<Place>[],
  belongs: Belongs,
  moves: Map<string, string>,
): void {
  const taken = new Set(moves.values());
  const left = free.filter(({ name }) => !taken.has(name));
  const pairs = lost
    .filter(({ key }) => !moves.has(key))
    .flatMap((a) => left.filter((b) => belongs(a, b)).map((b) => ({ a, b })))
    .sort((x, y) => apart(x.a, x.b) - apart(y.a, y.b) || x.a.time - y.a.time || x.b.time - y.b.time);
  for (const { a, b } of pairs) {
    if (moves.has(a.key) || taken.has(b.name)) continue;
    moves.set(a.key, b.name);
    taken.add(b.name);
  }
}

// ---------------------------------------------------------------- relations

/** Of each event that lost an item, those whose places its items may take. */
function relations(
  lost: readonly Located<Lost>[],
  free: readonly Located<Place>[],
  masters: Question['masters'],
): Map<string, Set<string>> {
  const byEvent = groupBy(
    free.filter(({ isSlot }) => isSlot),
    ({ event }) => event,
  );
  return new Map(
    [...groupBy(lost, ({ event }) => event)].map(([from, items]) => {
      const slots = items.filter(({ isSlot }) => isSlot);
      const halves = [...byEvent].filter(
        ([to, places]) =>
          slots.length > 0 &&
          (isNamedAfter(to, from, masters) || (masters.get(to)?.newSince !== undefined && fits(slots, places))),
      );
      return [from, new Set([from, ...halves.map(([to]) => to)])];
    }),
  );
}

/** Whether a new series looks like the second half of one that has items here. */
function isHalf(
  id: string,
  places: readonly Located<Place>[],
  others: readonly Located<Place>[],
  masters: Question['masters'],
): boolean {
  const series = groupBy(
    others.filter(({ isSlot, event }) => isSlot && event !== id),
    ({ event }) => event,
  );
  return [...series].some(([from, items]) => isNamedAfter(id, from, masters) || fits(places, items));
}

/** Google was seen to call the second half of "abc" `abc_R20260601T070000`; nothing promises it, so it is a hint. */
function isNamedAfter(to: string, from: string, masters: Question['masters']): boolean {
  return masters.get(to)?.copiedFrom === from || to.startsWith(`${from}_R`);
}

/** Whether most of the places have one of the others near. */
function fits(places: readonly Located<Place>[], others: readonly Located<Place>[]): boolean {
  const near = places.filter((place) => others.some((other) => apart(place, other) <= FIT_MS));
  return near.length >= places.length * FIT_SHARE;
}
