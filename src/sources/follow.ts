// Where items go whose dates are missing in their series, as far as it shows yet (SE6, SE7).
import type { Binding } from '../core/binding';
import type { CalendarEvent } from '../core/calendar-event';
import { linkAsWritten, type EventState } from '../core/event';
import { timeOf, type Time } from '../core/fields/time';
import { namedEvent, type PresentItem } from '../core/item';
import { follow, type Lost, type Master } from '../core/series/follow';
import { eventOf, readSlot } from '../core/series/slot';
import type { App } from '../sync/context';
import { knownSeries } from '../sync/known-series';
import { waitFor, waitingSince } from '../sync/waiting';

/** An occurrence that is there, with what the binding reads of it; or a single event that was a series. */
export interface LiveSlot {
  slot: string;
  when: Time;
  event: CalendarEvent;
  state: Extract<EventState, { is: 'live' }>;
}

export interface Places {
  moves: ReadonlyMap<PresentItem, LiveSlot>;
  /** Items that nothing is left for. */
  gone: readonly PresentItem[];
  /** Series of which no items are made yet: each may be the second half of one whose end has not been seen. */
  held: ReadonlySet<string>;
}

/**
 * @param lost items whose dates are missing
 * @param free dates without items
 * @param named names of dates that have items
 * @param whole series that were read, null for what is none any more
 */
export function placesOf(
  app: App,
  { calendar, zone }: Binding,
  { lost, free, named }: { lost: readonly PresentItem[]; free: readonly LiveSlot[]; named: ReadonlySet<string> },
  whole: ReadonlyMap<string, CalendarEvent | null>,
): Places {
  const now = momentOf(app.clock.now());
  const known = knownSeries(app, calendar);
  const having = new Set([...named].map(eventOf));
  const masters = new Map(
    [...whole].map(([id, event]): [string, Master] => {
      const isSingle = !event && free.some(({ slot }) => slot === id);
      const isNew = event !== null && !having.has(id) && !known.has(id);
      const since = waitingSince(app, calendar, id);
      const from = event && copiedFrom(event);
      return [
        id,
        {
          id,
          is: event ? 'series' : isSingle ? 'single' : 'gone',
          zone: event?.start?.timeZone ?? zone,
          ...(from ? { copiedFrom: from } : {}),
          ...(isNew ? { newSince: since === undefined ? now : momentOf(since) } : {}),
        },
      ];
    }),
  );
  const places = follow({
    lost: lost.map((item) => lostOf(app, calendar, item)),
    free: free.map(({ slot, when }) => ({ name: slot, original: readSlot(slot)?.original ?? when.start })),
    settled: [],
    masters,
    now,
  });
  const byKey = new Map(lost.map((item) => [item.key, item]));
  const bySlot = new Map(free.map((each) => [each.slot, each]));
  const moves = new Map(places.moves.map(({ key, to }) => [byKey.get(key)!, bySlot.get(to)!]));
  const joined = new Set([...moves.values()].map(({ slot }) => eventOf(slot)));
  // Nothing tells a new series from the second half of another one.
  const isHeld = ({ id, newSince }: Master): boolean =>
    newSince !== undefined && !joined.has(id) && known.size > 0 && waitFor(app, calendar, id);
  const held = new Set([...masters.values()].flatMap((master) => (isHeld(master) ? [master.id] : [])));
  for (const key of places.waiting) waitFor(app, calendar, eventOf(namedEvent(byKey.get(key)!)!));
  return { moves, gone: places.gone.map((key) => byKey.get(key)!), held };
}

function lostOf(app: App, calendar: string, item: PresentItem): Lost {
  const name = namedEvent(item)!;
  const since = waitingSince(app, calendar, eventOf(name));
  const { when } = item.values;
  return {
    key: item.key,
    name,
    original: readSlot(name)?.original ?? (when ? timeOf(when).start : ''),
    ...(since === undefined ? {} : { missedSince: momentOf(since) }),
  };
}

/** The second half of a series was seen with the private properties of the first. */
function copiedFrom(event: CalendarEvent): string | undefined {
  const link = linkAsWritten(event);
  return link && link.eventId !== event.id ? eventOf(link.eventId) : undefined;
}

function momentOf(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}Z`;
}
