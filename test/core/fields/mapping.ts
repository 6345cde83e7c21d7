// How a binding's columns hold a time, with only what a test is about spelled out.
import type { CalendarEvent, EventTime } from '../../../src/core/calendar-event';
import type { Mapping } from '../../../src/core/fields/field';
import { when } from '../../../src/core/fields/when';

export function mapping(changes: Partial<Mapping> = {}): Mapping {
  return {
    options: ['start', 'end'],
    type: 'timestamp',
    startType: 'timestamp',
    zone: 'UTC',
    isZoneNamed: false,
    ...changes,
  };
}

export const WITH_ALL_DAY = ['start', 'end', 'allDay'];
export const WITH_ZONE = ['start', 'end', 'timeZone'];
export const WITH_BOTH = ['start', 'end', 'allDay', 'timeZone'];

type Times = Pick<CalendarEvent, 'start' | 'end'>;

export function daysEvent(start: string, end: string): CalendarEvent {
  return { id: 'e', start: { date: start }, end: { date: end } };
}

export function timedEvent(start: string, end: string, timeZone?: string): CalendarEvent {
  const at = (dateTime: string): EventTime => (timeZone === undefined ? { dateTime } : { dateTime, timeZone });
  return { id: 'e', start: at(start), end: at(end) };
}

/** The event that is made of an item with these columns. */
export function eventOf(raw: readonly unknown[], of: Mapping): Times {
  return when.toEvent(when.ofItem(raw, of)!, undefined, of) as Times;
}

/** What the item of an event is to hold. */
export function itemOf(event: CalendarEvent, of: Mapping): unknown[] {
  return when.toItem(when.ofEvent(event, of)!);
}

/** What becomes of an event once its item holds these columns; the event as it is where both mean the same. */
export function eventAfter(raw: readonly unknown[], event: CalendarEvent, of: Mapping): Times {
  const values = when.beside({ raw, value: when.ofItem(raw, of) }, { event, value: when.ofEvent(event, of) }, of);
  if (when.sameMeaning(values.item!, values.event!)) return { start: event.start, end: event.end };
  const patch = when.toEvent(values.item!, event, of) as Record<'start' | 'end', EventTime>;
  const merged = (old: EventTime | undefined, changes: EventTime): EventTime =>
    Object.fromEntries(Object.entries({ ...old, ...changes }).filter(([, value]) => value !== null));
  return { start: merged(event.start, patch.start), end: merged(event.end, patch.end) };
}
