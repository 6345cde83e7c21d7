// What there is in Google: the dates of all series, single events, and the days of which a binding has items.
import { Temporal } from 'temporal-polyfill';
import type { UiEvent } from '../../sandbox/calendar/ui';
import type { CalendarEvent, EventTime } from '../../src/core/calendar-event';
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

/** All dates of a series, cancelled ones among them, in the order of their original starts. */
export function datesOf(world: World, calendar: string, series: UiEvent): GoogleDate[] {
  return world.google.ui.occurrences(calendar, series.id).map((each) => {
    const event = asRead(each);
    const original = textOf(event.originalStartTime!);
    const recurrence = asRead(series).recurrence!;
    return {
      name: `${series.id}#${original}`,
      series: series.id,
      original,
      event,
      isCancelled: event.status === 'cancelled',
      recurrence,
    };
  });
}

/** Everything that is live, by name. */
export function liveDates(world: World, calendar: string): Map<string, GoogleDate> {
  const singles = singlesOf(world, calendar).map((single): GoogleDate => {
    return {
      name: single.id,
      series: null,
      original: null,
      event: asRead(single),
      isCancelled: false,
      recurrence: null,
    };
  });
  const dates = seriesOf(world, calendar)
    .flatMap((series) => datesOf(world, calendar, series))
    .filter(({ isCancelled }) => !isCancelled);
  return new Map([...singles, ...dates].map((date) => [date.name, date]));
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
