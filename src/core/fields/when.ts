// When an event takes place: start and end are one value, `<start>/<end>`, both `YYYY-MM-DDTHH:MM:SSZ`. An item without an
// end ends when it starts, as its event then does; one without a start has no time at all.
import { canonicalInstant } from '../datetime';
import { startOfDay } from '../zones';
import type { CalendarEvent, EventTime } from '../calendar-event';
import type { Field, Value } from './field';

export const when = {
  code: 'w',
  columns: {
    start: { required: true as const, holds: 'moment', about: 'Timestamp.' },
    end: { required: true as const, holds: 'moment', about: 'Timestamp.' },
  },
  ofItem: ([start, end]) => (start === undefined || end === undefined ? undefined : timeOf(start, end)),
  // Directus gives timestamps back in UTC, with milliseconds.
  toItem: (value) => (value === null ? [null, null] : value.split('/').map((moment) => moment.replace('Z', '.000Z'))),
  ofEvent: ({ start, end }, zone) => timeOf(momentOf(start, zone), momentOf(end, zone)),
  toEvent,
  sameMeaning: (a, b) => a === b,
} satisfies Field;

/** Begins a value that names no time, and goes on with the reason in words; it equals no real value. */
const NO_TIME = '!';

/** Why a value is no time that an event could have; undefined when it is one, or none. */
export function whyNoTime(value: Value): string | undefined {
  return value?.startsWith(NO_TIME) ? value.slice(NO_TIME.length) : undefined;
}

function timeOf(rawStart: unknown, rawEnd: unknown): Value {
  if (isEmpty(rawStart)) return null;
  const start = moment(rawStart);
  const end = isEmpty(rawEnd) ? start : moment(rawEnd);
  if (start === undefined) return `${NO_TIME}start is not a moment: ${String(rawStart)}`;
  if (end === undefined) return `${NO_TIME}end is not a moment: ${String(rawEnd)}`;
  return end < start ? `${NO_TIME}the end (${end}) is before the start (${start})` : `${start}/${end}`;
}

function isEmpty(raw: unknown): boolean {
  return raw === null || raw === undefined || raw === '';
}

function moment(raw: unknown): string | undefined {
  return typeof raw === 'string' ? canonicalInstant(raw) : undefined;
}

/** An all-day event begins when its day begins in its calendar. */
function momentOf(time: EventTime | undefined, zone: string): string | null {
  return time?.date ? startOfDay(time.date, time.timeZone ?? zone) : (time?.dateTime ?? null);
}

/**
 * Both ends of an event are of one kind: a day that becomes a moment has to be taken away. A moment that repeats needs the
 * zone that it repeats in: https://developers.google.com/workspace/calendar/api/v3/reference/events#start
 */
function toEvent(value: string | null, event: CalendarEvent | undefined, zone: string): Record<string, unknown> {
  if (value === null) return event ? { start: null, end: null } : {};
  const [start, end] = value.split('/');
  const member = (dateTime: string | undefined, old: EventTime | undefined) =>
    old?.date ? { date: null, dateTime, timeZone: event?.recurrence ? zone : null } : { dateTime };
  return { start: member(start, event?.start), end: member(end, event?.end) };
}
