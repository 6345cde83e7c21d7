// An item becomes an event and an item again, and nothing moves: every kind of column, every zone, around both clock changes.
import fc from 'fast-check';
import type { CalendarEvent } from '../../../src/core/calendar-event';
import { TIME_TYPES, type Mapping } from '../../../src/core/fields/field';
import { when } from '../../../src/core/fields/when';
import { eventAfter, itemOf, mapping, WITH_ALL_DAY, WITH_BOTH, WITH_ZONE } from './mapping';

const ZONES = [
  'UTC',
  'Europe/Berlin',
  'America/New_York',
  'Asia/Kolkata',
  'Pacific/Auckland',
  'America/Santiago',
  'Africa/Casablanca',
  'Australia/Lord_Howe',
];
const OPTIONS = [['start', 'end'], WITH_ALL_DAY, WITH_ZONE, WITH_BOTH];
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** Nights in which some clocks of these zones are changed, and any other. */
const CHANGES = [
  '2026-03-29',
  '2026-10-25',
  '2026-03-08',
  '2026-11-01',
  '2026-04-05',
  '2026-09-27',
  '2026-09-06',
  '2026-06-15',
];

const minute = fc
  .tuple(fc.constantFrom(...CHANGES), fc.integer({ min: -1.5 * 24 * 60, max: 2.5 * 24 * 60 }))
  .map(([day, minutes]) => Date.parse(`${day}T00:00:00Z`) + minutes * 60_000);
const quarter = minute.map((ms) => ms - (ms % (15 * 60_000)));
const length = fc.constantFrom(0, 15 * 60_000, HOUR, 7 * HOUR, DAY - HOUR, DAY, DAY + HOUR, 3 * DAY);
const zone = fc.constantFrom(...ZONES);
const anyMapping: fc.Arbitrary<Mapping> = fc.record({
  options: fc.constantFrom(...OPTIONS),
  type: fc.constantFrom(...TIME_TYPES),
  startType: fc.constant('timestamp' as const),
  zone,
  isZoneNamed: fc.boolean(),
});

const instant = (ms: number): string => `${new Date(ms).toISOString().slice(0, 19)}Z`;
const day = (ms: number): string => new Date(ms).toISOString().slice(0, 10);

/** What a person may type into the columns. */
const rawOf = (of: Mapping): fc.Arbitrary<unknown[]> =>
  fc.tuple(quarter, length, fc.boolean(), fc.option(zone)).map(([ms, long, allDay, named]) => {
    const written = (at: number): string =>
      of.type === 'timestamp'
        ? new Date(at).toISOString()
        : of.type === 'dateTime'
          ? new Date(at).toISOString().slice(0, 19)
          : day(at);
    const values: Record<string, unknown> = { start: written(ms), end: written(ms + long), allDay, timeZone: named };
    return of.options.map((option) => values[option]);
  });

const mapped = anyMapping.chain((of) => rawOf(of).map((raw) => [of, raw] as const));

const anyEvent: fc.Arbitrary<CalendarEvent> = fc.oneof(
  fc.tuple(quarter, length, zone).map(([ms, long, timeZone]) => ({
    id: 'e',
    start: { dateTime: instant(ms), timeZone },
    end: { dateTime: instant(ms + long), timeZone },
  })),
  fc.tuple(minute, fc.integer({ min: 1, max: 5 })).map(([ms, long]) => ({
    id: 'e',
    start: { date: day(ms) },
    end: { date: day(ms + long * DAY) },
  })),
);

/** As Google gives an event back: it adds the calendar's zone to moments. */
function stored(event: object, calendar: string): CalendarEvent {
  const { start, end } = event as CalendarEvent;
  const at = (time: typeof start) => (time?.dateTime ? { timeZone: calendar, ...time } : time);
  return { id: 'e', start: at(start), end: at(end) };
}

test('an item’s event means what the item means, and asks for no write on either side', () => {
  fc.assert(
    fc.property(mapped, ([of, raw]) => {
      const value = when.ofItem(raw, of)!;
      const event = stored(when.toEvent(value, undefined, of), of.zone);
      const values = when.beside({ raw, value }, { event, value: when.ofEvent(event, of) }, of);
      expect(when.said(values.event!)).toBe(when.said(value));
      expect(when.sameMeaning(values.item!, values.event!)).toBe(true);
    }),
    { numRuns: 2000 },
  );
});

test('what is written to an item of its event is read as that event, and written again as the same', () => {
  fc.assert(
    fc.property(anyMapping, anyEvent, (of, event) => {
      const raw = itemOf(event, of);
      const [item, ofEvent] = [when.ofItem(raw, of)!, when.ofEvent(event, of)!];
      const values = when.beside({ raw, value: item }, { event, value: ofEvent }, of);
      expect(when.sameMeaning(values.item!, values.event!)).toBe(true);
      expect(when.toItem(values.event!)).toEqual(raw);
      expect(eventAfter(raw, event, of)).toEqual({ start: event.start, end: event.end });
    }),
    { numRuns: 2000 },
  );
});

test('days go through every kind of column and come back as the same days', () => {
  fc.assert(
    fc.property(anyMapping, minute, fc.integer({ min: 1, max: 5 }), (of, ms, long) => {
      const event: CalendarEvent = { id: 'e', start: { date: day(ms) }, end: { date: day(ms + long * DAY) } };
      expect(when.toEvent(when.ofItem(itemOf(event, of), of)!, undefined, of)).toEqual({
        start: event.start,
        end: event.end,
      });
    }),
    { numRuns: 2000 },
  );
});

test('a zone of the binding is no part of what both sides agree on', () => {
  fc.assert(
    fc.property(anyMapping, anyEvent, zone, (of, event, other) => {
      const said = (each: Mapping): string => when.said(when.ofEvent(event, each)!);
      expect(said({ ...of, zone: other })).toBe(said(of));
    }),
  );
});

test('columns that hold moments only say nothing but the moments', () => {
  const value = when.ofEvent({ id: 'e', start: { dateTime: instant(0) }, end: { dateTime: instant(HOUR) } }, mapping());
  expect(value).toBe('1970-01-01T00:00:00Z/1970-01-01T01:00:00Z');
});
