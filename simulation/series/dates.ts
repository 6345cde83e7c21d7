// What there is in Google: the dates of all series, single events, and the days of which a binding has items.
import { Temporal } from 'temporal-polyfill';
import type { UiEvent } from '../../sandbox/calendar/ui';
import type { CalendarEvent, EventTime } from '../../src/core/calendar-event';
import type { Row } from '../../src/core/values';
import { asRead } from '../as-read';
import type { Binding } from '../binding';
import type { World } from '../world';

export interface GoogleDate {
  /** As an item names it: `<series>#<original start>`, or the id of a single event. */
  name: string;
  series: string | null;
  /** A day, or a moment `…Z`. */
  original: string | null;
  event: CalendarEvent;
  isCancelled: boolean;
  /** The lines of its series. */
  recurrence: readonly string[] | null;
}

/** Events of a calendar that are series, cancelled ones left out. */
export function seriesOf(world: World, calendar: string): UiEvent[] {
  return world
    .events(calendar)
    .filter((event) => isLive(event) && Boolean(event.recurrence) && !world.isForeign(event));
}

export function singlesOf(world: World, calendar: string): UiEvent[] {
  return world
    .events(calendar)
    .filter((event) => isLive(event) && !event.recurrence && !event.recurringEventId && !world.isForeign(event));
}

function isLive(event: UiEvent): boolean {
  return event.status !== 'cancelled';
}

/** Dates of series, as long as nothing changes in the calendar: they are asked for again and again. */
const seen = new WeakMap<World, { calendar: string; etags: string; dates: Map<string, GoogleDate[]> }>();

/** All dates of a series, cancelled ones among them, in the order of their original starts. */
export function datesOf(world: World, calendar: string, series: string): readonly GoogleDate[] {
  const events = world.events(calendar);
  const etags = events.map(({ etag }) => etag).join();
  let known = seen.get(world);
  if (known?.calendar !== calendar || known.etags !== etags) {
    known = { calendar, etags, dates: new Map() };
    seen.set(world, known);
  }
  const dates =
    known.dates.get(series) ??
    readDates(
      world,
      calendar,
      events.find(({ id }) => id === series)!,
    );
  known.dates.set(series, dates);
  return dates;
}

function readDates(world: World, calendar: string, master: UiEvent): GoogleDate[] {
  const series = master.id;
  const { recurrence } = asRead(master);
  return world.google.ui.occurrences(calendar, series).map((each) => {
    const event = asRead(each);
    const original = textOf(event.originalStartTime!);
    return {
      name: `${series}#${original}`,
      series,
      original,
      event,
      isCancelled: event.status === 'cancelled',
      recurrence: recurrence!,
    };
  });
}

/** Everything that is live, by name. */
export function liveDates(world: World, calendar: string): Map<string, GoogleDate> {
  const singles = singlesOf(world, calendar).map(eventAlone);
  const dates = seriesOf(world, calendar)
    .flatMap(({ id }) => datesOf(world, calendar, id))
    .filter(({ isCancelled }) => !isCancelled);
  return byName([...singles, ...dates]);
}

/** What may have an item where that of a series is one, by name. */
export function liveEvents(world: World, calendar: string): Map<string, GoogleDate> {
  return byName([...seriesOf(world, calendar).map(eventAlone), ...liveDates(world, calendar).values()]);
}

function byName(dates: readonly GoogleDate[]): Map<string, GoogleDate> {
  return new Map(dates.map((date) => [date.name, date]));
}

/** A single event, or a series as a whole. */
function eventAlone(event: UiEvent): GoogleDate {
  const { id, recurrence } = asRead(event);
  const none = { series: null, original: null, isCancelled: false };
  return { ...none, name: id, event: asRead(event), recurrence: recurrence ?? null };
}

/** Names of the dates that are events of their own, cancelled ones among them. */
export function exceptionsOf(world: World, calendar: string): Set<string> {
  const events = world.events(calendar).filter(({ recurringEventId }) => recurringEventId);
  return new Set(
    events.map((each) => {
      const { recurringEventId, originalStartTime } = asRead(each);
      return `${recurringEventId}#${textOf(originalStartTime!)}`;
    }),
  );
}

function textOf({ date, dateTime }: EventTime): string {
  return date ?? Temporal.Instant.from(dateTime!).toString();
}

/**
 * The days within which each date must have its item, and no item may be without its date: a day less at each end than the
 * binding's window, which moves once a day, and begins at another moment for whole days of another zone.
 */
export function sureDays(world: World, { zone, window }: Binding): [from: Temporal.Instant, to: Temporal.Instant] {
  const today = Temporal.Instant.fromEpochMilliseconds(Math.floor(world.clock.now()))
    .toZonedDateTimeISO(zone)
    .startOfDay();
  return [today.subtract({ days: window.past - 1 }).toInstant(), today.add({ days: window.future - 1 }).toInstant()];
}

export function isWithin(
  { start, end }: CalendarEvent,
  zone: string,
  [from, to]: readonly [Temporal.Instant, Temporal.Instant],
): boolean {
  const moment = ({ date, dateTime }: EventTime): Temporal.Instant =>
    date ? Temporal.PlainDate.from(date).toZonedDateTime(zone).toInstant() : Temporal.Instant.from(dateTime!);
  return Temporal.Instant.compare(moment(end!), from) > 0 && Temporal.Instant.compare(moment(start!), to) < 0;
}

/** The original starts of cancelled dates, as an item lists them. */
export function cancelledIn({ fields, zone }: Binding, row: Row): string[] {
  const list = row[fields.cancelled!];
  const read = (typeof list === 'string' ? JSON.parse(list || '[]') : (list ?? [])) as string[];
  return read.map((text) => {
    if (text.length === 10) return text;
    if (/Z$|[+-]\d\d:\d\d$/.test(text)) return Temporal.Instant.from(text).toString();
    return Temporal.PlainDateTime.from(text).toZonedDateTime(zone).toInstant().toString();
  });
}

/** The original start that an item holds, by the type of its column; a day where the series is of whole days. */
export function originalIn({ types, zone }: Binding, value: unknown, isDay: boolean): string | null {
  if (typeof value !== 'string') return null;
  const type = (types as Record<string, string>)['originalStart'] ?? 'timestamp';
  if (type === 'date') return value;
  const begins =
    type === 'dateTime' ? Temporal.PlainDateTime.from(value).toZonedDateTime(zone) : Temporal.Instant.from(value);
  const moment = 'toInstant' in begins ? begins.toInstant() : begins;
  return isDay ? moment.toZonedDateTimeISO(zone).toPlainDate().toString() : moment.toString();
}
