// Times as people type them in worlds of days: on Directus' side by the type of the column, on Google's by what the event is.
import { Temporal } from 'temporal-polyfill';
import type { EventTime } from '../../src/core/calendar-event';
import type { Binding } from '../../src/core/binding';
import type { Row } from '../../src/core/values';
import { addDays, clockOfToken, dayOfToken, ZONES, type End } from '../oracle/day-tokens';
import { tokenOf } from '../oracle/tokens';

export type TypedEnd = End | 'short';

/** Of an item that is made or changed: its columns say in which zone its clocks are, unless it was mistyped. */
export function zoneOfItem({ fields, zone }: Binding, row: Row): string {
  const named = fields.timeZone === undefined ? null : row[fields.timeZone];
  return typeof named === 'string' && named !== '' && tokenOf(named) === undefined ? named : zone;
}

/**
 * What a person types into a column.
 * @param end `short`: the end of a time that begins by the same token, soon after it
 * @param clock missing: a time of day by the token
 */
export function columnTime(binding: Binding, row: Row, end: TypedEnd, token: number, clock?: string): string {
  const type = binding.types.start ?? 'timestamp';
  if (type === 'date') return typedDay(end, token);
  const wall = wallOf(end, token, clock);
  if (type === 'dateTime') return `${wall}:00`;
  return new Date(momentOf(wall, zoneOfItem(binding, row), token)).toISOString();
}

/** A member of an event's body that makes it days. @param old what it is to take the place of */
export function dayMember(end: End, day: string, old?: EventTime): object {
  const date = end === 'end' ? addDays(day, 1) : day;
  return old?.dateTime ? { date, dateTime: null, timeZone: null } : { date };
}

/** The same of a moment, in the zone in which its person lives. */
export function momentMember(end: TypedEnd, token: number, zone: string, old?: EventTime): object {
  const dateTime = momentOf(wallOf(end, token), zone, token);
  return { dateTime, timeZone: zone, ...(old?.date ? { date: null } : {}) };
}

/** The first or last day that a person types. */
export function typedDay(end: TypedEnd, token: number): string {
  if (end !== 'short') return dayOfToken(end, token);
  return addDays(dayOfToken('start', token), isOverNight(token) ? 1 : 0);
}

/** The day on which an event begins, or the last one of it, to a person who looks at it. */
export function dayShown(end: End, { date, dateTime, timeZone }: EventTime): string {
  if (date) return end === 'end' ? addDays(date, -1) : date;
  const moment = Temporal.Instant.from(dateTime!).subtract({ seconds: end === 'end' ? 1 : 0 });
  return moment
    .toZonedDateTimeISO(timeZone ?? 'UTC')
    .toPlainDate()
    .toString();
}

export function zoneByToken(token: number): string {
  return ZONES[token % ZONES.length]!;
}

/** An end at midnight is that of the day before. */
function wallOf(end: TypedEnd, token: number, clock = clockOfToken(token)): string {
  if (end === 'short') return shortWall(token, clock);
  const day = dayOfToken(end, token);
  return `${end === 'end' && clock === '00:00' ? addDays(day, 1) : day}T${clock}`;
}

/** No time later, at the end of the day, at midnight, or in the night after. */
function shortWall(token: number, clock: string): string {
  const day = dayOfToken('start', token);
  const next = addDays(day, 1);
  return [`${day}T${clock}`, `${day}T23:45`, `${next}T00:00`, `${next}T01:30`][token % 4]!;
}

function isOverNight(token: number): boolean {
  return token % 4 === 3;
}

/** Of an hour that clocks show twice now the one, now the other. */
function momentOf(wall: string, zone: string, token: number): string {
  const disambiguation = token % 2 === 0 ? 'earlier' : 'later';
  return Temporal.PlainDateTime.from(wall).toZonedDateTime(zone, { disambiguation }).toInstant().toString();
}
