// Recurrence lines rewritten: cut in two at an occurrence, and shifted with the start of their series.
import { parseLines, printLine, type RecurrenceLine } from '../recurrence';
import type { CalendarOptions } from '../options';
import type { EventFields, EventTime } from '../resource';
import { formatUtc, instantOfWall, offsetAt } from '../zone';
import { dayOfSlot } from './days';
import { instantsOfLine, wallOfTime, type Slot } from './expansion';

const DAY_MS = 86_400_000;
const WEEKDAYS = ['SU', 'MO', 'TU', 'WE', 'TH', 'FR', 'SA'];

/** The lines of the two halves of a series; the second begins with the occurrence `cut`. */
export function splitLines(
  fields: EventFields,
  slots: readonly Slot[],
  cut: Slot,
  options: CalendarOptions,
): { first: string[]; second: string[] } {
  const { start, recurrence = [] } = fields;
  if (!start) throw new Error('A series has a start');
  const from = instantOfKey(cut.key);
  const until = lastBefore(fields, slots, cut);
  const first: string[] = [];
  const second: string[] = [];
  for (const line of parseLines(recurrence)) {
    const instants = instantsOfLine(line, start, options);
    const before = instants.filter((instant) => instant < from).length;
    const { earlier, later } =
      line.parts.size > 0 ? splitRule(line, before, instants, until) : splitDates(line, instants, from);
    if (earlier) first.push(printLine(earlier));
    if (later) second.push(printLine(later));
  }
  return { first, second };
}

interface Halves {
  earlier?: RecurrenceLine;
  later?: RecurrenceLine;
}

/** A rule that has ended before the cut stays whole in the first half. */
function splitRule(line: RecurrenceLine, before: number, instants: readonly number[], until: string): Halves {
  if (before === instants.length) return { earlier: line };
  const count = line.parts.get('COUNT');
  const rest = count === undefined ? line : withPart(line, 'COUNT', String(Number(count) - before));
  return { ...(before > 0 && { earlier: withPart(withoutPart(line, 'COUNT'), 'UNTIL', until) }), later: rest };
}

function splitDates(line: RecurrenceLine, instants: readonly number[], from: number): Halves {
  const isEarlier = (_date: string, index: number) => (instants[index] ?? 0) < from;
  const earlier = { ...line, dates: line.dates.filter(isEarlier) };
  const later = { ...line, dates: line.dates.filter((date, index) => !isEarlier(date, index)) };
  return { ...(earlier.dates.length > 0 && { earlier }), ...(later.dates.length > 0 && { later }) };
}

/**
 * How the web UI ends a first half: with the last second of the day before, or the day before. Where an earlier occurrence is on
 * the same day, a second before the cut. https://github.com/phw198/OutlookGoogleCalendarSync/issues/1884
 */
function lastBefore({ start }: EventFields, slots: readonly Slot[], { key }: Slot): string {
  const day = dayOfSlot(key, { start });
  const midnight = Date.parse(`${day}T00:00:00Z`);
  if (start?.date !== undefined) return compact(midnight - DAY_MS).slice(0, 8);
  const sameDay = slots.some((slot) => slot.key < key && dayOfSlot(slot.key, { start }) === day);
  const next = sameDay ? instantOfKey(key) : instantOfWall(midnight, start?.timeZone ?? 'UTC');
  return `${compact(next - 1_000)}Z`;
}

function instantOfKey(key: string): number {
  return Date.parse(key.includes('T') ? key : `${key}T00:00:00Z`);
}

function withPart(line: RecurrenceLine, name: string, value: string): RecurrenceLine {
  return { ...line, parts: new Map(line.parts).set(name, value) };
}

function withoutPart(line: RecurrenceLine, name: string): RecurrenceLine {
  return { ...line, parts: new Map([...line.parts].filter(([part]) => part !== name)) };
}

/** YYYYMMDDTHHMMSS of an instant in UTC, or of a wall clock. */
function compact(instant: number): string {
  return formatUtc(instant).slice(0, 19).replace(/[-:]/g, '');
}

/**
 * The lines of a series whose start is moved from `from` to `to`: another weekday or day of the month where the rule names the
 * one of the start, and every date and end as much later, so that as many occurrences stay.
 */
export function shiftLines(lines: readonly string[], from: EventTime, to: EventTime): string[] {
  const move: Move = { from, to, delta: wallOfTime(to) - wallOfTime(from) };
  const sameKind = (from.date === undefined) === (to.date === undefined);
  if (move.delta === 0 && sameKind && from.timeZone === to.timeZone) return [...lines];
  return parseLines(lines).map((line) =>
    printLine(line.parts.size > 0 ? shiftRule(line, move) : shiftDates(line, move)),
  );
}

interface Move {
  from: EventTime;
  to: EventTime;
  /** By the wall clock, ms. */
  delta: number;
}

function shiftDates(line: RecurrenceLine, move: Move): RecurrenceLine {
  const dates = line.dates.map((date) => shiftDate(date, line.zone, move));
  const zone = dates.every((date) => date.length === 15) ? move.to.timeZone : undefined;
  return { ...line, zone, dates };
}

/** A date with Z keeps it, a date of a zone is written in that of the new start. */
function shiftDate(date: string, zone: string | undefined, { from, to, delta }: Move): string {
  const written = wallOfText(date);
  const instant = date.endsWith('Z') ? written : instantOfWall(written, zone ?? from.timeZone ?? 'UTC');
  const wall = (from.date === undefined ? instant + offsetAt(instant, from.timeZone ?? 'UTC') : written) + delta;
  if (to.date !== undefined) return compact(wall).slice(0, 8);
  return date.endsWith('Z') ? `${compact(instantOfWall(wall, to.timeZone ?? 'UTC'))}Z` : compact(wall);
}

function shiftRule(line: RecurrenceLine, move: Move): RecurrenceLine {
  const until = line.parts.get('UNTIL');
  const ended = until === undefined ? line : withPart(line, 'UNTIL', shiftUntil(until, move));
  const [old, now] = [dayOf(move.from), dayOf(move.to)];
  if (old.getTime() === now.getTime()) return ended;
  return {
    ...ended,
    parts: new Map([...ended.parts].map(([name, value]) => [name, shiftPart(name, value, ended, old, now)])),
  };
}

function shiftUntil(until: string, { from, to, delta }: Move): string {
  const wholeDay = until.length === 8;
  const written = wallOfText(until);
  const wall =
    until.endsWith('Z') && from.date === undefined ? written + offsetAt(written, from.timeZone ?? 'UTC') : written;
  if (to.date !== undefined) return compact(wall + delta).slice(0, 8);
  // A day on a timed series means all of it.
  const last = wall + delta + (wholeDay && from.date === undefined ? DAY_MS - 1_000 : 0);
  return `${compact(instantOfWall(last, to.timeZone ?? 'UTC'))}Z`;
}

function shiftPart(name: string, value: string, { parts }: RecurrenceLine, old: Date, now: Date): string {
  const weekly = parts.get('FREQ') === 'WEEKLY' || parts.get('FREQ') === 'DAILY';
  if (name === 'BYDAY' && weekly)
    return value
      .split(',')
      .map((day) => turned(day, days(now) - days(old)))
      .join(',');
  // Of several days it can't be told which one the start stands for.
  if (value.includes(',') || parts.has('BYSETPOS')) return value;
  if (name === 'BYDAY')
    return /\d/.test(value) ? nthWeekday(now, value.startsWith('-')) : turned(value, days(now) - days(old));
  if (name === 'BYMONTHDAY') return isLastOfMonth(now) && value === '-1' ? value : String(now.getUTCDate());
  if (name === 'BYMONTH') return String(now.getUTCMonth() + 1);
  return value;
}

function turned(weekday: string, by: number): string {
  return WEEKDAYS[(((WEEKDAYS.indexOf(weekday) + by) % 7) + 7) % 7] ?? weekday;
}

/** "2TU", or "-1TU" where the day is the last of its weekday and was counted from the end before. */
function nthWeekday(day: Date, fromEnd: boolean): string {
  const weekday = WEEKDAYS[day.getUTCDay()] ?? '';
  const inAWeek = new Date(day.getTime() + 7 * DAY_MS);
  if (fromEnd && inAWeek.getUTCMonth() !== day.getUTCMonth()) return `-1${weekday}`;
  return `${Math.ceil(day.getUTCDate() / 7)}${weekday}`;
}

function isLastOfMonth(day: Date): boolean {
  return new Date(day.getTime() + DAY_MS).getUTCDate() === 1;
}

function dayOf(time: EventTime): Date {
  return new Date(Math.floor(wallOfTime(time) / DAY_MS) * DAY_MS);
}

function days(day: Date): number {
  return day.getTime() / DAY_MS;
}

/** YYYYMMDD, with or without THHMMSS and Z. */
function wallOfText(text: string): number {
  const [, year, month, day, time = '000000'] = /^(\d{4})(\d\d)(\d\d)(?:T(\d{6}))?/.exec(text) ?? [];
  return Date.parse(`${year}-${month}-${day}T${time.replace(/(..)(..)(..)/, '$1:$2:$3')}Z`);
}
