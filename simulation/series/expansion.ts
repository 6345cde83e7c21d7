// The dates that a website works out of an item that is a whole series: its rule, less what it says is cancelled, less the dates
// that have items of their own. By a library that neither the sync nor the local Google has.
import { RRuleTemporal } from 'rrule-temporal';
import { Temporal } from 'temporal-polyfill';
import type { Row } from '../../src/core/values';
import { datesOf as itemsOfDates } from '../../src/core/series/kinds';
import type { Binding } from '../binding';
import type { World } from '../world';
import { cancelledIn, datesOf, exceptionsOf, originalIn, type GoogleDate } from './dates';

/** So many days ahead clocks are changed twice in every zone that does. */
const AHEAD_DAYS = 300;

/**
 * What is wrong with the item of a series, whose start is that of the series.
 * @param rows all of the collection
 */
export function wronglyExpanded(
  world: World,
  binding: Binding,
  row: Row,
  series: GoogleDate,
  rows: readonly Row[],
): string[] {
  const { fields, calendar, zone } = binding;
  const { event, name } = series;
  const rule = row[fields.recurrence!];
  if (typeof rule !== 'string' || (binding.types.start === 'date' && event.start!.dateTime)) return [];
  const all = datesOf(world, calendar, name);
  const alone = exceptionsOf(world, calendar);
  const cancelled = fields.cancelled
    ? cancelledIn(binding, row)
    : all.filter(({ isCancelled }) => isCancelled).map(({ original }) => original!);
  const changed =
    itemsOfDates(binding) === 'changed'
      ? rows
          .filter((each) => each[fields.series!] === name)
          .map((each) => originalIn(binding, each[fields.originalStart!], event.start!.date !== undefined))
      : all.filter(({ name: date, isCancelled }) => alone.has(date) && !isCancelled).map(({ original }) => original!);
  const last = Temporal.Instant.fromEpochMilliseconds(Math.floor(world.clock.now())).add({ hours: 24 * AHEAD_DAYS });
  const isNear = (original: string): boolean => original < last.toString();
  const shown = expanded(rule, event.start!, event.start!.timeZone ?? zone, last)
    .filter((original) => !cancelled.includes(original) && !changed.includes(original))
    .filter(isNear);
  const there = all.flatMap(({ name: date, original }) => (alone.has(date) || !isNear(original!) ? [] : [original!]));
  const difference = [
    ...shown.filter((original) => !there.includes(original)).map((original) => `${original} too much`),
    ...there.filter((original) => !shown.includes(original)).map((original) => `${original} is missing`),
  ];
  return difference.length === 0 ? [] : [`by the item of ${name}, ${difference.slice(0, 3).join(', ')}`];
}

/** Days of an all-day series, else moments `…Z`. */
function expanded(
  rule: string,
  { date, dateTime }: NonNullable<GoogleDate['event']['start']>,
  zone: string,
  last: Temporal.Instant,
): string[] {
  const wallOf = (moment: string): Temporal.PlainDateTime =>
    Temporal.Instant.from(moment).toZonedDateTimeISO(zone).toPlainDateTime();
  const begins = date ? Temporal.PlainDate.from(date).toPlainDateTime() : wallOf(dateTime!);
  const until = (_: string, day: string, time?: string): string => {
    const isMoment = !date && time?.endsWith('Z');
    const iso = `${day.slice(0, 4)}-${day.slice(4, 6)}-${day.slice(6)}`;
    const clock = time && !date ? `${time.slice(1, 3)}:${time.slice(3, 5)}:${time.slice(5, 7)}` : '23:59:59';
    return `UNTIL=${basic(isMoment ? wallOf(`${iso}T${clock}Z`) : Temporal.PlainDateTime.from(`${iso}T${clock}`))}`;
  };
  // As clocks show it, of which each day has all: what they skip Google moves.
  const text = rule.replace(/^(RRULE:)?/, 'RRULE:').replace(/UNTIL=(\d{8})(T\d{6}Z?)?/, until);
  const series = new RRuleTemporal({ rruleString: `DTSTART:${basic(begins)}\n${text}` });
  const end = last.toZonedDateTimeISO('UTC').add({ days: 2 });
  const walls = series
    .between(begins.toZonedDateTime('UTC'), end, true)
    .map((each: { toString: (options: object) => string }) =>
      Temporal.PlainDateTime.from(each.toString({ timeZoneName: 'never', offset: 'never' })),
    );
  const originals = [begins, ...walls].map((wall) =>
    date ? wall.toPlainDate().toString() : wall.toZonedDateTime(zone).toInstant().toString(),
  );
  return [...new Set(originals)];
}

function basic(wall: Temporal.PlainDateTime): string {
  return `${wall.toString({ smallestUnit: 'second' }).replace(/[-:]/g, '')}Z`;
}
