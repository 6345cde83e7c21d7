// The dates of series beside their items. What Google answers for a series is the truth of it: no rule is expanded here.
import type { Binding } from '../core/binding';
import type { CalendarEvent } from '../core/calendar-event';
import type { EventState } from '../core/event';
import { timeOf } from '../core/fields/time';
import { groupBy } from '../core/groups';
import { itemInSync, namedEvent, type ItemState, type PresentItem } from '../core/item';
import { datesOf, takesKind } from '../core/series/kinds';
import { eventOf, originalOf, readSlot, slotName } from '../core/series/slot';
import { overlaps, wantedSlots, windowOf, type Window } from '../core/series/window';
import type { App } from '../sync/context';
import { liveEvent, newJob, type Job } from '../sync/job';
import { fromGoogle, thoseThere } from './answers';
import { datesOfDeletedItems } from './deleted-dates';
import { placesOf, type LiveSlot } from './follow';

/** What was read of series. */
export interface SeriesRead {
  /** Occurrences by the names of their slots, cancelled ones included. */
  occurrences: readonly CalendarEvent[];
  /** Series of which all occurrences within the window are among them, by id; null for one that is no series any more. */
  whole: ReadonlyMap<string, CalendarEvent | null>;
}

/** The days of a binding whose dates have items. */
export function windowOfBinding(app: App, { zone, window }: Binding): Window {
  return windowOf(new Date(app.clock.now()).toISOString(), zone, window);
}

/**
 * The jobs of items that name dates of series, and of dates that want items; undefined where a side gives no answer, which is
 * noted.
 * @param items all that name one of the occurrences, or a date of a series that was read whole, or such a series itself: a
 * single event that became one
 * @param given names of dates that have an item already, which does not name them yet
 */
export function jobsOfSeries(
  app: App,
  binding: Binding,
  items: readonly PresentItem[],
  read: SeriesRead,
  given: ReadonlySet<string> = new Set(),
): Job[] | undefined {
  const isWhole = datesOf(binding) === 'all';
  const window = windowOfBinding(app, binding);
  const events = new Map(read.occurrences.map((event) => [event.id, withRule(binding, event, read.whole)]));
  const lost = items.filter((item) => !events.has(namedEvent(item)!) && isAstray(binding, item, read.whole, window));
  const found = elsewhere(app, binding, lost, read.whole);
  if (!found) return undefined;
  for (const event of found) events.set(event.id, event);

  const byName = groupBy(items, (item) => namedEvent(item)!);
  const states = new Map([...events].map(([name, event]) => [name, liveEvent(app, binding, event)]));
  // A single event that was a series may be that of an item of its own, in the binding of series.
  const live = liveSlots([...states.values()]).filter(({ state: { link } }) => !link || link.binding === binding.id);
  const wanted = isWhole ? wantedSlots(live, window, binding.zone, binding.window.perSeries).wanted : live;
  const free = live.filter(({ slot }) => !byName.has(slot) && !given.has(slot));
  const deleted = free.length > 0 ? datesOfDeletedItems(app, binding) : new Set<string>();
  if (!deleted) return undefined;

  // One that a person brought back after its item was deleted is wanted again (P20).
  const open = free.filter(({ slot, state }) => !deleted.has(slot) || state.restored);
  const astray = lost.filter((item) => !events.has(namedEvent(item)!));
  const places = placesOf(app, binding, { lost: astray, free: open, named: new Set(byName.keys()) }, read.whole);
  const taken = new Set([...places.moves.values()].map(({ slot }) => slot));
  const isNew = (slot: LiveSlot): boolean =>
    open.includes(slot) && !taken.has(slot.slot) && !places.held.has(eventOf(slot.slot));
  const takes = binding.newEvents && takesKind(binding, 'occurrence');
  const news = withRules(app, binding, takes ? wanted.filter(isNew) : []);
  if (!news) return undefined;
  return [
    ...[...byName].flatMap(([name, namers]) => jobsOfNamers(binding, namers, states.get(name), read.whole)),
    ...[...places.moves].map(([item, { slot, state }]) => newJob(binding, inPlace(item, slot), state)),
    ...places.gone.map((item) => jobOfLost(app, binding, item, read.whole)),
    ...news.map((state) => newJob(binding, itemOf(binding, state), state)),
  ];
}

/** Google does not tell the rule of a date. Beside the item of a series those of its dates say nothing of it. */
function withRule(binding: Binding, event: CalendarEvent, whole: SeriesRead['whole']): CalendarEvent {
  if (datesOf(binding) !== 'all') return event;
  const recurrence = whole.get(event.recurringEventId ?? '')?.recurrence;
  return recurrence ? { ...event, recurrence } : event;
}

/** A date that was written to says which item it had. */
function itemOf(binding: Binding, event: EventState): ItemState {
  const link = event.is === 'live' ? event.link : undefined;
  return link?.binding === binding.id ? { is: 'unread', key: link.key, known: undefined } : { is: 'none' };
}

/** A date that changed alone, such as one that is restored, comes without its series: where it becomes an item that is read. */
function withRules(app: App, binding: Binding, slots: readonly LiveSlot[]): EventState[] | undefined {
  const unknown = slots.filter(({ event }) => event.recurringEventId && !event.recurrence);
  const ids =
    binding.fields.recurrence && datesOf(binding) === 'all'
      ? [...groupBy(unknown, ({ slot }) => eventOf(slot)).keys()]
      : [];
  if (ids.length === 0) return slots.map(({ state }) => state);
  const masters = thoseThere(app, binding.calendar, ids);
  if (!masters) return undefined;
  return slots.map(({ event }) => liveEvent(app, binding, withRule(binding, event, masters)));
}

/**
 * Whether an item's date is missing in its series, as far as that says something: what lies outside of the window is history
 * (SE5), unless somebody has edited it.
 */
function isAstray(binding: Binding, item: PresentItem, whole: SeriesRead['whole'], window: Window): boolean {
  const name = namedEvent(item)!;
  const series = whole.get(eventOf(name));
  if (series === undefined || item.eventId?.startsWith('-') || (series === null && !readSlot(name))) return false;
  // Whose event has become a series has a place in it, wherever that is; where there is no window each date is asked for.
  if (!itemInSync(item) || !readSlot(name) || datesOf(binding) === 'changed') return true;
  const { when } = item.values;
  return Boolean(when) && overlaps(timeOf(when!), window, binding.zone);
}

/**
 * Occurrences that are there all the same: those of edited items, and the first ones of series that were single events, which
 * may lie anywhere; and those that were moved out of the window.
 */
function elsewhere(
  app: App,
  binding: Binding,
  lost: readonly PresentItem[],
  whole: SeriesRead['whole'],
): CalendarEvent[] | undefined {
  const slotsOf = (items: readonly PresentItem[]): string[] =>
    items.map((item) => namedEvent(item)!).filter((name) => whole.get(readSlot(name)?.series ?? ''));
  const { calendar } = binding;
  const isWhole = datesOf(binding) === 'all';
  const asked = thoseThere(app, calendar, [
    ...slotsOf(isWhole ? lost.filter((item) => !itemInSync(item)) : lost),
    ...lost.flatMap((item) => firstDate(whole.get(namedEvent(item)!)) ?? []),
  ]);
  if (!asked) return undefined;
  const events = [...asked.values()].map((event) => withRule(binding, event, whole));
  for (const [series] of groupBy(isWhole ? slotsOf(lost) : [], (name) => readSlot(name)!.series)) {
    const exceptions = exceptionsOf(app, calendar, whole.get(series)!);
    if (!exceptions) return undefined;
    events.push(...exceptions.map((event) => withRule(binding, event, whole)));
  }
  return events;
}

/** The dates of a series that Google keeps by themselves; undefined where it gives no answer, which is noted. */
export function exceptionsOf(app: App, calendar: string, { id, iCalUID }: CalendarEvent): CalendarEvent[] | undefined {
  if (iCalUID === undefined) return [];
  const all = fromGoogle(app, calendar, app.calendar.wholeSeries(calendar, iCalUID));
  return all?.filter(({ recurringEventId }) => recurringEventId === id);
}

/** The start of a series is always a date of it. */
function firstDate(series: CalendarEvent | null | undefined): string | undefined {
  const original = series ? originalOf(series.start) : undefined;
  return original && slotName({ series: series!.id, original });
}

/** The first item that names a date keeps it; a copy of it gets an event of its own. */
function jobsOfNamers(
  binding: Binding,
  items: readonly PresentItem[],
  state: EventState | undefined,
  whole: SeriesRead['whole'],
): Job[] {
  if (!state) {
    // Its event was a series, and it is the item of what came of that.
    const isAlone = whole.get(namedEvent(items[0]!)!) === null;
    return isAlone ? items.map((item) => newJob(binding, item, { is: 'none' })) : [];
  }
  const isRead = state.is === 'live' ? {} : { event: true as const };
  return items.map((item, i) =>
    newJob(binding, item, state, { known: { ...isRead, whose: i === 0 ? 'this' : 'another' } }),
  );
}

function liveSlots(states: readonly EventState[]): LiveSlot[] {
  return states.flatMap((state) =>
    state.is === 'live' ? [{ slot: state.id, when: timeOf(state.values.when!), event: state.event, state }] : [],
  );
}

/** How many dates within the window have no items because their series has more than the binding takes. */
export function datesBeyond(app: App, binding: Binding, dates: readonly CalendarEvent[]): number {
  if (datesOf(binding) !== 'all') return 0;
  const live = liveSlots(dates.map((event) => liveEvent(app, binding, event)));
  return wantedSlots(live, windowOfBinding(app, binding), binding.zone, binding.window.perSeries).beyond.length;
}

/** The item with its new place, which it still has to be told of. */
function inPlace(item: PresentItem, slot: string): PresentItem {
  return { ...item, eventId: slot, sync: item.sync && { ...item.sync, eventId: slot }, restate: true };
}

function jobOfLost(app: App, binding: Binding, item: PresentItem, whole: SeriesRead['whole']): Job {
  const id = namedEvent(item)!;
  // Its event happened once and has become a series, which has no date for it.
  if (!readSlot(id)) return newJob(binding, item, liveEvent(app, binding, whole.get(id)!));
  return newJob(binding, item, { is: 'absent', id }, { known: { place: true, event: true } });
}
