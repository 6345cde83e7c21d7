// What start and end mean, by the rules B and Z and by Temporal, with nothing of the sync's own code.
import { Temporal } from 'temporal-polyfill';
import type { Binding } from '../../src/core/binding';
import type { CalendarEvent } from '../../src/core/calendar-event';
import type { TimeType } from '../../src/core/fields/field';
import type { Row } from '../../src/core/values';
import { addDays } from './day-tokens';
import { tokenOf } from './tokens';

/** First and last day. */
type Days = readonly [first: string, last: string];
/** Begins and ends. */
type Moments = readonly [start: Temporal.Instant, end: Temporal.Instant];

interface ItemTime {
  type: 'timestamp' | 'dateTime' | 'date';
  start: string;
  end: string;
  zone: string;
  /** Of a binding that has a column for it; null: the item names no zone. */
  named: string | null | undefined;
  /** Undefined where the binding has no column for it. */
  allDay: boolean | undefined;
}

/** Whether an item can be an event: it has a start, no end before that, and no zone that a person mistyped. */
export function formOfTime(binding: Binding, row: Row): 'ok' | 'noStart' | 'bad' {
  const { start, timeZone } = binding.fields;
  if (isEmpty(row[start])) return 'noStart';
  if (timeZone !== undefined && tokenOf(row[timeZone]) !== undefined) return 'bad';
  return isUntimely(binding, row) ? 'bad' : 'ok';
}

/** Whether an item ends before it starts. */
export function isUntimely({ fields: { start, end } }: Pick<Binding, 'fields'>, row: Row): boolean {
  return !isEmpty(row[start]) && !isEmpty(row[end]) && String(row[end]) < String(row[start]);
}

/** Whether the times of an item and its event are the same to a person who looks at both. */
export function agreesInTime(binding: Binding, row: Row, event: CalendarEvent): boolean {
  const item = itemTime(binding, row);
  const { start, end } = event;
  if (start?.date) {
    const days: Days = [start.date, addDays(end!.date!, -1)];
    return daysOf(item).some((each) => each.join() === days.join());
  }
  const own = item.named === undefined ? undefined : (start!.timeZone ?? undefined);
  const moments: Moments = [Temporal.Instant.from(start!.dateTime!), Temporal.Instant.from(end!.dateTime!)];
  // Beside Dates an item without a zone has the event's (B7).
  const zone = item.type === 'date' ? (item.named ?? own ?? binding.zone) : item.zone;
  if (own !== undefined && !isSameZone(own, zone)) return false;
  if (item.type === 'date') return daysIn(moments, zone).join() === [item.start, item.end].join();
  if (item.allDay) return false;
  return showsSame(item, moments);
}

function itemTime({ fields, types, zone }: Binding, row: Row): ItemTime {
  const start = String(row[fields.start]);
  const named = fields.timeZone === undefined ? undefined : textOrNull(row[fields.timeZone]);
  return {
    type: (types.start ?? 'timestamp') as TimeType,
    start,
    end: textOrNull(row[fields.end]) ?? start,
    zone: named ?? zone,
    named,
    allDay: fields.allDay === undefined ? undefined : row[fields.allDay] === true,
  };
}

/** The days that an item may be meant as: none where it is moments. */
function daysOf(item: ItemTime): Days[] {
  if (item.type === 'date') return [[item.start, item.end]];
  const moments = momentsOf(item);
  if (item.allDay !== undefined) return item.allDay ? [daysIn(moments, item.zone)] : [];
  const [first, last] = daysIn(moments, item.zone);
  const isWhole =
    Temporal.Instant.compare(moments[0], moments[1]) < 0 &&
    startOf(first, item.zone).equals(moments[0]) &&
    startOf(addDays(last, 1), item.zone).equals(moments[1]);
  return isWhole ? [[first, last]] : [];
}

function momentsOf({ type, start, end, zone }: ItemTime): Moments {
  const at = (text: string): Temporal.Instant =>
    type === 'dateTime'
      ? Temporal.PlainDateTime.from(text).toZonedDateTime(zone, { disambiguation: 'compatible' }).toInstant()
      : Temporal.Instant.from(text).round({ smallestUnit: 'second', roundingMode: 'floor' });
  const [begins, ends] = [at(start), at(end)];
  return [begins, Temporal.Instant.compare(begins, ends) > 0 ? begins : ends];
}

/** The day of the beginning, and that of the last moment before the end (B2). */
function daysIn([start, end]: Moments, zone: string): Days {
  const dayOf = (moment: Temporal.Instant): string => moment.toZonedDateTimeISO(zone).toPlainDate().toString();
  const [first, last] = [dayOf(start), dayOf(end.subtract({ seconds: 1 }))];
  return [first, last < first ? first : last];
}

/** The same moments; or, of an item that holds clocks, what its clocks show at them: an hour may be shown twice (Z6). */
function showsSame(item: ItemTime, moments: Moments): boolean {
  const own = momentsOf(item);
  return [item.start, item.end].every((text, i) => {
    if (own[i]!.equals(moments[i]!)) return true;
    const shown = moments[i]!.toZonedDateTimeISO(item.zone).toPlainDateTime();
    return item.type === 'dateTime' && shown.equals(Temporal.PlainDateTime.from(text));
  });
}

function startOf(day: string, zone: string): Temporal.Instant {
  return Temporal.PlainDate.from(day).toZonedDateTime(zone).toInstant();
}

function isSameZone(a: string, b: string): boolean {
  const moment = Temporal.Instant.fromEpochMilliseconds(0);
  return moment.toZonedDateTimeISO(a).equals(moment.toZonedDateTimeISO(b));
}

function isEmpty(value: unknown): boolean {
  return value === null || value === undefined || value === '';
}

function textOrNull(value: unknown): string | null {
  return isEmpty(value) ? null : String(value);
}
