// A time as one text, the same for an item and its event: `<start>/<end>`, and, in square brackets, the zone of its own.
// Days are `2026-05-01/2026-05-03`, the end being the day after the last one, as Google has it. Moments are
// `2026-05-01T10:00:00Z/2026-05-01T11:00:00Z[Europe/Berlin]`; a zone stands there only where the binding maps one.
// Where the columns hold anything else than these two moments, ` as [...]` follows, which says what they are to hold. It is
// no part of what was agreed on: the same moments stand in another form where a binding's zone is changed.
import { addDays, dayOf, momentOfWall, startOfDay, wallOf, zoneName } from '../zones';
import type { Mapping, Raw, TimeType } from './field';

export interface Time {
  of: 'days' | 'moments';
  /** `YYYY-MM-DD`, or `YYYY-MM-DDTHH:MM:SSZ`. */
  start: string;
  end: string;
}

/** What a zone's column is to hold beside a time, and the zone in which walls and days are meant. */
export interface Place {
  zone: string;
  named: string | null;
}

const COLUMNS = ' as ';

export function timeText(time: Time, place: Place, mapping: Mapping): string {
  const said = `${time.start}/${time.end}`;
  const own = time.of === 'moments' && mapping.options.includes('timeZone') ? `[${zoneName(place.zone) ?? ''}]` : '';
  const columns = columnsOf(time, place, mapping);
  const isPlain = time.of === 'moments' && JSON.stringify(columns) === JSON.stringify(plainColumns(said));
  return isPlain ? said : `${said}${own}${COLUMNS}${JSON.stringify(columns)}`;
}

/** What both sides agree on of a time. */
export function saidOf(text: string): string {
  return text.split(COLUMNS)[0]!;
}

export function timeOf(text: string): Time {
  const [start, end] = saidOf(text).replace(/\[.*$/, '').split('/') as [string, string];
  return { of: start.includes('T') ? 'moments' : 'days', start, end };
}

/** What the columns are to hold, in the form in which Directus gives it back. */
export function columnsOfText(text: string): Raw[] {
  const [said, columns] = text.split(COLUMNS) as [string, string?];
  return columns === undefined ? plainColumns(said) : (JSON.parse(columns) as Raw[]);
}

/** Directus gives timestamps back in UTC, with milliseconds. */
function plainColumns(said: string): string[] {
  return said.split('/').map((moment) => moment.replace('Z', '.000Z'));
}

function columnsOf(time: Time, { zone, named }: Place, { options, type }: Mapping): Raw[] {
  const [start, end] =
    type === 'date' ? daysOf(time, zone) : momentsOf(time, zone).map((each) => written(each, type, zone));
  const values: Record<string, Raw> = { start: start!, end: end!, allDay: time.of === 'days', timeZone: named };
  return options.map((option) => values[option]!);
}

function written(moment: string, type: Exclude<TimeType, 'date'>, zone: string): string {
  return type === 'dateTime' ? wallOf(moment, zone) : moment.replace('Z', '.000Z');
}

/** When a time begins and ends. Days begin when their clocks say so (B3). */
function momentsOf({ of, start, end }: Time, zone: string): [string, string] {
  return of === 'days' ? [startOfDay(start, zone), startOfDay(end, zone)] : [start, end];
}

/** The first and the last day of a time. */
export function daysOf({ of, start, end }: Time, zone: string): [string, string] {
  if (of === 'days') return [start, addDays(end, -1)];
  const first = dayOf(start, zone);
  return [first, later(first, dayOf(momentBefore(end), zone))];
}

export function days(first: string, last: string): Time {
  return { of: 'days', start: first, end: addDays(later(first, last), 1) };
}

/** Clocks were never put forward by more within a day that is counted: most events are told apart by this. */
const SHORTEST_DAY_MS = 20 * 3_600_000;

/** Whether a time is exactly whole days: an event of that kind is never meant otherwise (B1). */
export function isWholeDays({ start, end }: Time, zone: string): boolean {
  if (Date.parse(end) - Date.parse(start) < SHORTEST_DAY_MS) return false;
  const [first, after] = [dayOf(start, zone), dayOf(end, zone)];
  return after > first && startOfDay(first, zone) === start && startOfDay(after, zone) === end;
}

/**
 * Moments on other days: each end goes as many days as its own day does, and keeps its time of day (B7). They are as long
 * as before where both go as far.
 */
export function movedTo({ start, end }: Time, to: Time, zone: string): Time {
  const [[oldFirst, oldLast], [first, last]] = [daysOf({ of: 'moments', start, end }, zone), daysOf(to, zone)];
  const moved = (moment: string, from: string, onto: string): string => {
    const wall = wallOf(moment, zone);
    return from === onto
      ? moment
      : momentOfWall(addDays(wall.slice(0, 10), daysBetween(from, onto)) + wall.slice(10), zone);
  };
  const begins = moved(start, oldFirst, first);
  return { of: 'moments', start: begins, end: later(begins, moved(end, oldLast, last)) };
}

/** Whether a time lies in the years that both sides and all zones can write: one of another has no day before or after it. */
export function isWritable(time: string): boolean {
  return time > '0001' && time < '9999';
}

function momentBefore(moment: string): string {
  return `${new Date(Date.parse(moment) - 1000).toISOString().slice(0, 19)}Z`;
}

function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000);
}

function later(a: string, b: string): string {
  return a > b ? a : b;
}
