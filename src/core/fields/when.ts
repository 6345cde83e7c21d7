// When an event takes place: start, end, whether it is days, and its zone are one value (see time.ts for its text). An item
// without an end ends when it starts; one without a start has no time at all.
import { canonicalDay, canonicalInstant, canonicalWall } from '../datetime';
import { addDays, momentOfWall, noZone, zoneName } from '../zones';
import { bad, whyBad } from './bad';
import type { CalendarEvent, EventTime } from '../calendar-event';
import type { Field, Mapping, TimeType, Value } from './field';
import {
  columnsOfText,
  days,
  daysOf,
  isWholeDays,
  isWritable,
  movedTo,
  saidOf,
  timeOf,
  timeText,
  type Time,
} from './time';

export const when = {
  code: 'w',
  docs: {
    event: 'start, end',
    lost: 'Fractions of a second, which Google does not keep. A Date holds no time of day: the event keeps its own. An all-day event has no zone: the item keeps its own.',
  },
  columns: {
    start: { required: true as const, holds: 'time' as const, about: 'A Timestamp, unless a type is named.' },
    end: { required: true as const, holds: 'time' as const, about: 'Of the same type as the start.' },
    allDay: {
      required: false as const,
      holds: 'flag',
      about: 'Boolean, optional: whether the event is days without a time of day. Without it whole days are all-day.',
    },
    timeZone: {
      required: false as const,
      holds: 'name',
      about: 'Text, optional: the zone of the event, such as "Europe/Berlin". Without it all have that of the binding.',
    },
  },
  ofItem,
  toItem: (value) => (value === null ? [null, null] : columnsOfText(value)),
  ofEvent: (event, mapping) => eventTime(event, mapping),
  toEvent,
  sameMeaning: (a, b) => a === b || (isTime(a) && isTime(b) && (saidOf(a) === saidOf(b) || looksSame(a, b))),
  said: (value) => (isTime(value) ? saidOf(value) : value),
  whyBad,
  beside,
  needsItem: (value, { options }) => options.includes('timeZone') && isTime(value) && timeOf(value).of === 'days',
} satisfies Field;

function isTime(value: Value): value is string {
  return typeof value === 'string' && whyBad(value) === undefined;
}

/** Whether the columns would hold the same: a second 2:30 looks like the first one in them (Z6), a time of day like its day. */
function looksSame(a: string, b: string): boolean {
  return JSON.stringify(columnsOfText(a)) === JSON.stringify(columnsOfText(b));
}

// ---------------------------------------------------------------- items

interface ItemColumns {
  start: unknown;
  end: unknown;
  allDay: unknown;
  timeZone: unknown;
}

function columnsIn(raw: readonly unknown[], { options }: Mapping): ItemColumns {
  const of = (option: string): unknown => raw[options.indexOf(option)];
  return { start: of('start'), end: of('end'), allDay: of('allDay'), timeZone: of('timeZone') };
}

function ofItem(raw: readonly unknown[], mapping: Mapping): Value {
  if (raw.some((each) => each === undefined)) return undefined;
  const columns = columnsIn(raw, mapping);
  if (isEmpty(columns.start)) return null;
  const named = isEmpty(columns.timeZone) ? null : String(columns.timeZone);
  if (named !== null && zoneName(named) === undefined) return bad(`timeZone ${noZone(named)}`);
  const zone = named ?? mapping.zone;
  const time = itemTime(columns, zone, mapping);
  if (typeof time === 'string') return bad(time);
  return timeText(time, { zone, named: time.of === 'days' ? named : (named ?? zone) }, mapping);
}

/** @returns a text that says why the columns hold no time */
function itemTime({ start, end, allDay }: ItemColumns, zone: string, { type, options }: Mapping): Time | string {
  const { read, what } = FORMS[type];
  const [first, last] = [start, isEmpty(end) ? start : end].map((raw) =>
    typeof raw === 'string' ? read(raw) : undefined,
  );
  if (first === undefined) return `start is not ${what}: ${String(start)}`;
  if (last === undefined) return `end is not ${what}: ${String(end)}`;
  if (last < first) return `the end (${last}) is before the start (${first})`;
  if (!isWritable(first) || !isWritable(last)) return `no calendar knows the year of ${first} or ${last}`;
  if (type === 'date') return days(first, last);
  const moment = (written: string): string => (type === 'dateTime' ? momentOfWall(written, zone) : written);
  // A wall time that clocks skip may come to lie behind one that follows it.
  const time: Time = { of: 'moments', start: moment(first), end: later(moment(first), moment(last)) };
  const isDays = options.includes('allDay') ? allDay === true || allDay === 1 : isWholeDays(time, zone);
  return isDays ? days(...daysOf(time, zone)) : time;
}

const FORMS: Record<TimeType, { read: (text: string) => string | undefined; what: string }> = {
  timestamp: { read: canonicalInstant, what: 'a moment' },
  dateTime: { read: canonicalWall, what: 'a date and time without an offset' },
  date: { read: canonicalDay, what: 'a day' },
};

function isEmpty(raw: unknown): boolean {
  return raw === null || raw === undefined || raw === '';
}

function later(a: string, b: string): string {
  return a > b ? a : b;
}

// ---------------------------------------------------------------- events

/** @param item the zone that its item names: an all-day event has none of its own, and its item keeps that */
function eventTime({ start, end }: CalendarEvent, mapping: Mapping, item: string | null = null): Value {
  if (start?.date) {
    const [first, after] = [start.date, end?.date ?? start.date].map(canonicalDay);
    if (first === undefined || after === undefined || !isWritable(after))
      return bad(`start or end is not a day: ${start.date}, ${end?.date}`);
    const last = after > first ? addDays(after, -1) : first;
    return timeText(days(first, last), { zone: item ?? mapping.zone, named: item }, mapping);
  }
  if (!start?.dateTime) return null;
  const [begins, ends] = [start.dateTime, end?.dateTime ?? start.dateTime].map(canonicalInstant);
  if (begins === undefined) return bad(`start is not a moment: ${start.dateTime}`);
  if (ends === undefined) return bad(`end is not a moment: ${end?.dateTime}`);
  if (!isWritable(begins) || !isWritable(ends)) return bad(`no calendar knows the year of ${begins} or ${ends}`);
  if (ends < begins) return bad(`the end (${ends}) is before the start (${begins})`);
  const own = mapping.options.includes('timeZone') && start.timeZone && zoneName(start.timeZone) !== undefined;
  const zone = own ? start.timeZone! : mapping.zone;
  return timeText({ of: 'moments', start: begins, end: ends }, { zone, named: zone }, mapping);
}

/**
 * Both ends of an event are of one kind: whoever makes a moment of a day takes the day away, also where it does not show, as
 * on what is left of a date of a series that was deleted. A moment that repeats needs the zone that it repeats in:
 * https://developers.google.com/workspace/calendar/api/v3/reference/events#start
 */
function toEvent(value: string | null, event: CalendarEvent | undefined, mapping: Mapping): Record<string, unknown> {
  if (value === null) return event ? { start: null, end: null } : {};
  const { of, start, end } = timeOf(value);
  if (of === 'days') {
    const day = (date: string, old: EventTime | undefined) =>
      event && !old?.date ? { date, dateTime: null, timeZone: null } : { date };
    return { start: day(start, event?.start), end: day(end, event?.end) };
  }
  const own = namedIn(value, mapping);
  const isAlike = !event?.end?.timeZone || event.end.timeZone === event.start?.timeZone;
  const moment = (dateTime: string, old: EventTime | undefined, isFree: boolean) => ({
    ...(event && !old?.dateTime ? { date: null } : {}),
    dateTime,
    ...(isFree ? zoneMember(event, own, mapping) : {}),
  });
  return { start: moment(start, event?.start, true), end: moment(end, event?.end, isAlike) };
}

/** The zone that a time says for the column of zones. */
function namedIn(value: string, { options }: Mapping): string | undefined {
  return options.includes('timeZone') ? String(columnsOfText(value)[options.indexOf('timeZone')]) : undefined;
}

/**
 * Z4: a zone is sent where the item or the binding names one. One that the event has stays, unless the item names another;
 * an end that has a zone of its own keeps that.
 */
function zoneMember(
  event: CalendarEvent | undefined,
  own: string | undefined,
  mapping: Mapping,
): { timeZone?: string | null } {
  const given = own ?? (mapping.isZoneNamed ? mapping.zone : undefined);
  if (!event?.start) return given === undefined ? {} : { timeZone: given };
  const { date, timeZone } = event.start;
  if (date) return { timeZone: given ?? (event.recurrence ? mapping.zone : null) };
  const isOther = own !== undefined && zoneName(own) !== zoneName(timeZone ?? mapping.zone);
  return isOther ? { timeZone: own } : {};
}

/**
 * An item of days only keeps the event's time of day (B7), and an all-day event, which has no zone, the zone of its item.
 * Else each value is as it was.
 */
function beside(
  item: { raw: readonly unknown[]; value: Value },
  { event, value }: { event: CalendarEvent; value: Value },
  mapping: Mapping,
): { item: Value; event: Value } {
  if (!isTime(item.value) || !isTime(value)) return { item: item.value, event: value };
  const { timeZone } = columnsIn(item.raw, mapping);
  const named = isEmpty(timeZone) ? null : String(timeZone);
  const time = timeOf(value);
  if (time.of === 'days') return { item: item.value, event: named === null ? value : eventTime(event, mapping, named) };
  if (mapping.type !== 'date') return { item: item.value, event: value };
  const zone = named ?? namedIn(value, mapping) ?? mapping.zone;
  const moved = movedTo(time, timeOf(item.value), zone);
  return { item: timeText(moved, { zone, named: zone }, mapping), event: value };
}
