// The dates of a series: its lines expanded on the wall clock of its zone, with what Google does otherwise than RFC 5545.
import * as namespace from 'rrule';
import { parseLines, type RecurrenceLine } from '../recurrence';
import type { EventFields, EventTime } from '../resource';
import { formatUtc, instantOfWall, isTimeZone, offsetAt } from '../zone';

// Node finds the exports of this CommonJS package in its default export only, jest and bundlers beside it.
const { RRule } = (namespace as { default?: typeof namespace }).default ?? namespace;

/** What is not known of Google's expansion; see `CalendarOptions`. */
export interface ExpansionOptions {
  gap: 'moved' | 'movedAndAfter';
  occurrenceLength: 'absolute' | 'wall';
}

/** A place in a series. */
export interface Slot {
  /** The original start in one form: a day YYYY-MM-DD, or an instant YYYY-MM-DDTHH:MM:SSZ. */
  readonly key: string;
  readonly start: EventTime;
  readonly end: EventTime;
}

type Series = Pick<EventFields, 'start' | 'end' | 'recurrence'>;

/** A series without an end repeats so often and no more. https://support.google.com/calendar/answer/37115 */
const ENDLESS_LIMIT = 730;
/** Of one that ends, so that no rule fills the memory. */
const BOUNDED_LIMIT = 10_000;
const DAY_MS = 86_400_000;
/** Where the search for dates of a rule ends that may have none. */
const HORIZON_MS = 800 * 366 * DAY_MS;

/** The clock that a series follows. A series of days runs on UTC's, where each day is a midnight. */
interface SeriesClock {
  allDay: boolean;
  zone: string;
  /** The first start: the wall clock as if it were UTC's, ms. */
  firstWall: number;
}

/**
 * All slots, the earliest first. The start is always one of them and isn't counted by COUNT, be it on the rule or not
 * (https://github.com/googleapis/google-api-nodejs-client/issues/2214), but an EXDATE takes it away.
 */
export function expand(series: Series, options: ExpansionOptions): Slot[] {
  const { start, end, recurrence = [] } = series;
  if (!start || !end) throw new Error('A series has a start and an end');
  const clock = clockOf(start);
  const lines = parseLines(recurrence);
  const instants = new Set([instantOfWall(clock.firstWall, clock.zone)]);
  for (const line of lines)
    if (line.name === 'RRULE' || line.name === 'RDATE')
      for (const instant of instantsOf(line, clock, options)) instants.add(instant);
  for (const line of lines)
    if (line.name === 'EXRULE' || line.name === 'EXDATE')
      for (const instant of instantsOf(line, clock, options)) instants.delete(instant);
  const endless = lines.some((line) => line.name === 'RRULE' && isEndless(line));
  const sorted = [...instants].sort((a, b) => a - b).slice(0, endless ? ENDLESS_LIMIT : Infinity);
  return sorted.map((instant) => slotAt(instant, { start, end }, clock, options));
}

/** The original starts that one line of a series names, in ms. Days count from their midnight in UTC. */
export function instantsOfLine(line: RecurrenceLine, start: EventTime, options: ExpansionOptions): number[] {
  return instantsOf(line, clockOf(start), options);
}

/** The wall clock of a time in its own zone as if it were UTC's, ms. */
export function wallOfTime(time: EventTime): number {
  if (time.date !== undefined) return Date.parse(`${time.date}T00:00:00Z`);
  const instant = Date.parse(time.dateTime ?? '');
  return instant + offsetAt(instant, time.timeZone ?? 'UTC');
}

function clockOf(start: EventTime): SeriesClock {
  const allDay = start.date !== undefined;
  return { allDay, zone: allDay ? 'UTC' : (start.timeZone ?? 'UTC'), firstWall: wallOfTime(start) };
}

function instantsOf(line: RecurrenceLine, clock: SeriesClock, options: ExpansionOptions): number[] {
  if (line.parts.size === 0) return line.dates.map((date) => instantOfDate(date, line.zone, clock));
  const until = line.parts.get('UNTIL');
  const instants = shown(wallsOf(line, clock), clock, options);
  return until === undefined ? instants : instants.filter((instant) => instant <= lastInstant(until, clock));
}

/** A zone that is unknown is read as UTC: https://github.com/derekantrican/GAS-ICS-Sync/issues/398 */
function instantOfDate(date: string, zone: string | undefined, clock: SeriesClock): number {
  const wall = wallOfText(date);
  if (date.endsWith('Z') || clock.allDay) return wall;
  const named = zone ?? clock.zone;
  return instantOfWall(wall, isTimeZone(named) ? named : 'UTC');
}

/** A day as the end of a timed series means that whole day: https://github.com/dateutil/dateutil/issues/938 */
function lastInstant(until: string, clock: SeriesClock): number {
  if (clock.allDay) return wallOfText(until.slice(0, 8));
  if (until.length === 8) return instantOfWall(wallOfText(until) + DAY_MS, clock.zone) - 1;
  return wallOfText(until);
}

/** YYYYMMDD, with or without THHMMSS and Z. */
function wallOfText(text: string): number {
  const [, year, month, day, hour = '00', minute = '00', second = '00'] =
    /^(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)(\d\d))?/.exec(text) ?? [];
  return Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
}

function isEndless({ parts }: RecurrenceLine): boolean {
  return !parts.has('COUNT') && !parts.has('UNTIL');
}

/** The dates of a rule by the wall clock. The library knows no zones here: those that it offers are wrong (rrule#604). */
function wallsOf(line: RecurrenceLine, clock: SeriesClock): number[] {
  const parts = [...line.parts].filter(([name]) => name !== 'UNTIL');
  const until = line.parts.get('UNTIL');
  // An instant is another one by the wall clock, so that the exact end is applied afterwards.
  const lastWall = until === undefined ? clock.firstWall + HORIZON_MS : wallOfText(until) + 2 * DAY_MS;
  const limit = isEndless(line) ? ENDLESS_LIMIT : BOUNDED_LIMIT;
  const rule = new RRule(
    {
      ...RRule.parseString(parts.map(([name, value]) => `${name}=${value}`).join(';')),
      dtstart: new Date(clock.firstWall),
      until: new Date(lastWall),
    },
    true,
  );
  return rule.all((_date, index) => index < limit).map((date) => date.getTime());
}

/**
 * The instants at which clocks show these times. An hour that clocks skip is moved forward by the gap
 * (https://github.com/mangstadt/biweekly/issues/38); one report has the following date moved too
 * (https://github.com/ical-org/ical.net/issues/681), which is a switch.
 */
function shown(walls: readonly number[], { zone }: SeriesClock, { gap }: ExpansionOptions): number[] {
  let moved = 0;
  return walls.map((wall) => {
    const instant = instantOfWall(wall + (gap === 'movedAndAfter' ? moved : 0), zone);
    moved = instantOfWall(wall, zone) + offsetAt(instantOfWall(wall, zone), zone) - wall;
    return instant;
  });
}

function slotAt(
  instant: number,
  first: { start: EventTime; end: EventTime },
  { allDay, zone, firstWall }: SeriesClock,
  { occurrenceLength }: ExpansionOptions,
): Slot {
  if (allDay) {
    const length = wallOfTime(first.end) - firstWall;
    const key = formatUtc(instant).slice(0, 10);
    return { key, start: { date: key }, end: { date: formatUtc(instant + length).slice(0, 10) } };
  }
  const begin = Date.parse(first.start.dateTime ?? '');
  const end = Date.parse(first.end.dateTime ?? '');
  const wallLength = end + offsetAt(end, zone) - firstWall;
  const endInstant =
    occurrenceLength === 'absolute'
      ? instant + end - begin
      : instantOfWall(instant + offsetAt(instant, zone) + wallLength, zone);
  const key = formatUtc(instant);
  return { key, start: { ...first.start, dateTime: key }, end: { ...first.end, dateTime: formatUtc(endInstant) } };
}
