// Times of dates as people type them: clocks of the zone in which the event or the item is.
import { Temporal } from 'temporal-polyfill';
import type { EventTime } from '../../src/core/calendar-event';
import type { Row } from '../../src/core/values';
import type { Binding } from '../binding';
import { addDays } from '../oracle/day-tokens';
import { zoneOfItem } from '../people/times';

/** Some of them are skipped or shown twice where clocks are changed. */
export const CLOCKS = ['09:00', '02:30', '00:00', '23:00', '01:30', '18:15'] as const;

export interface Times {
  start: EventTime;
  end: EventTime;
}

export interface Shift {
  days: number;
  minutes: number;
}

export function timesOf(day: string, clock: number, zone: string, whole: boolean): Times {
  if (whole) return { start: { date: day }, end: { date: addDays(day, 1) } };
  return timed(Temporal.PlainDateTime.from(`${day}T${CLOCKS[clock % CLOCKS.length]!}`), zone, 60);
}

function timed(start: Temporal.PlainDateTime, zone: string, minutes: number): Times {
  const begins = start.toZonedDateTime(zone);
  const at = (moment: Temporal.ZonedDateTime): EventTime => ({
    dateTime: moment.toInstant().toString(),
    timeZone: zone,
  });
  return { start: at(begins), end: at(begins.add({ minutes })) };
}

/** The same clocks on another day, or others. Days know no minutes. */
export function shifted({ start, end }: Times, { days, minutes }: Shift): Times {
  const shift = ({ date, dateTime, timeZone }: EventTime): EventTime =>
    date
      ? { date: addDays(date, days) }
      : {
          dateTime: Temporal.Instant.from(dateTime!)
            .toZonedDateTimeISO(timeZone ?? 'UTC')
            .add({ days })
            .add({ minutes })
            .toInstant()
            .toString(),
          ...(timeZone ? { timeZone } : {}),
        };
  return { start: shift(start), end: shift(end) };
}

/** Half an hour more, or a day. */
export function longer({ start, end }: Times): Times {
  const { end: later } = shifted({ start, end }, end.date ? { days: 1, minutes: 0 } : { days: 0, minutes: 30 });
  return { start, end: later };
}

/** Whole days in place of a time, and the reverse; what it takes the place of is named. */
export function otherKind({ start }: Times, zone: string): Times {
  if (start.date) {
    const { start: from, end: to } = timesOf(start.date, 0, zone, false);
    return { start: { ...from, date: null } as EventTime, end: { ...to, date: null } as EventTime };
  }
  const day = Temporal.Instant.from(start.dateTime!)
    .toZonedDateTimeISO(start.timeZone ?? zone)
    .toPlainDate();
  const none = { dateTime: null, timeZone: null };
  return {
    start: { date: day.toString(), ...none } as EventTime,
    end: { date: day.add({ days: 1 }).toString(), ...none } as EventTime,
  };
}

/** The same clocks in another zone. */
export function inOtherZone({ start, end }: Times, zone: string): Times {
  const move = ({ dateTime, timeZone }: EventTime): EventTime => ({
    dateTime: Temporal.Instant.from(dateTime!)
      .toZonedDateTimeISO(timeZone ?? 'UTC')
      .toPlainDateTime()
      .toZonedDateTime(zone)
      .toInstant()
      .toString(),
    timeZone: zone,
  });
  return start.date ? { start, end } : { start: move(start), end: move(end) };
}

/** What an item's columns hold after a shift; minutes are left out where they are days. */
export function shiftedColumn(binding: Binding, row: Row, value: string, { days, minutes }: Shift): string {
  const type = binding.types.start ?? 'timestamp';
  if (type === 'date') return addDays(value, days);
  if (type === 'dateTime')
    return `${Temporal.PlainDateTime.from(value).add({ days, minutes }).toString()}`.padEnd(19, ':00');
  return Temporal.Instant.from(value)
    .toZonedDateTimeISO(zoneOfItem(binding, row))
    .add({ days })
    .add({ minutes })
    .toInstant()
    .toString({ fractionalSecondDigits: 3 });
}

/** The columns of a new item that takes an hour, or a day where they are days. */
export function newColumns(binding: Binding, day: string, clock: number): Row {
  const { fields, types, zone } = binding;
  const type = types.start ?? 'timestamp';
  if (type === 'date') return { [fields.start]: day, [fields.end]: day };
  const wall = `${day}T${CLOCKS[clock % CLOCKS.length]!}:00`;
  if (type === 'dateTime')
    return { [fields.start]: wall, [fields.end]: shiftedColumn(binding, {}, wall, { days: 0, minutes: 60 }) };
  const moment = Temporal.PlainDateTime.from(wall).toZonedDateTime(zone).toInstant();
  const text = (at: Temporal.Instant): string => at.toString({ fractionalSecondDigits: 3 });
  return { [fields.start]: text(moment), [fields.end]: text(moment.add({ minutes: 60 })) };
}
