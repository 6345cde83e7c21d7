// The lines of a rule (RFC 5545) and the dates in them, as data.
import { canonicalDay, canonicalWall } from '../datetime';
import { addDays, dayOf, momentOfWall, startOfDay, zoneName } from '../zones';
import { isDay } from './slot';

/** One line, `EXDATE;TZID=Europe/Berlin:20260602T090000` for example; names are upper case, parameters and value as written. */
export interface RuleLine {
  name: string;
  /** With their semicolons; empty without any. */
  parameters: string;
  value: string;
}

/** How days and wall times of a rule are meant. */
export interface Clock {
  allDay: boolean;
  /** Of the series. */
  zone: string;
}

/** The lines of a text, unfolded and without blanks. One without a name, `FREQ=DAILY`, is an RRULE. */
export function readLines(text: string): RuleLine[] {
  const lines = text.replace(/(\r\n|\r|\n)[ \t]/g, '').split(/[\r\n]/);
  return lines
    .map((line) => line.replace(/\s/g, ''))
    .filter((line) => line !== '')
    .map((line) => {
      const [, name, parameters, value] = /^([A-Z-]+)(;[^:]*)?:(.*)$/i.exec(line) ?? [];
      return { name: (name ?? 'RRULE').toUpperCase(), parameters: parameters ?? '', value: value ?? line };
    });
}

/** `FREQ=DAILY;COUNT=3` as pairs, in upper case; a part without "=" has no value. */
export function partsOf({ value }: RuleLine): [name: string, value: string | undefined][] {
  return value
    .toUpperCase()
    .split(';')
    .filter((part) => part !== '')
    .map((part) => {
      const at = part.indexOf('=');
      return at < 0 ? [part, undefined] : [part.slice(0, at), part.slice(at + 1)];
    });
}

export function partsText(parts: readonly [string, string | undefined][]): string {
  return parts.map(([name, value]) => (value === undefined ? name : `${name}=${value}`)).join(';');
}

/** The zone that a line of dates names; undefined without one. */
export function zoneOfLine({ parameters }: RuleLine): string | undefined {
  return /;TZID="?([^;"]*)"?/i.exec(parameters)?.[1];
}

export function valuesOf({ value }: RuleLine): string[] {
  return value.split(',').filter((each) => each !== '');
}

/**
 * A date of a rule in the form of an original start: `20260601` is `2026-06-01`, `20260601T070000Z` is a moment.
 * @param zone in which a wall time is meant
 * @returns undefined for any other text, for a wall time where no zone is known
 */
export function dateOf(text: string, zone: string | undefined): string | undefined {
  const match = /^(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)(\d\d)(Z?))?$/i.exec(text);
  if (!match) return undefined;
  const [, year, month, date, hour, minute, second, utc] = match;
  const day = `${year}-${month}-${date}`;
  if (hour === undefined) return canonicalDay(day);
  const wall = canonicalWall(`${day}T${hour}:${minute}:${second}`);
  if (wall === undefined) return undefined;
  if (utc) return `${wall}Z`;
  return zone !== undefined && zoneName(zone) !== undefined ? momentOfWall(wall, zone) : undefined;
}

/** The form in which rules have a date, a moment or a wall time. */
export function basic(date: string): string {
  return date.replace(/[-:]/g, '');
}

/**
 * The last moment of a rule, on all-day series its last day. On a timed series a day means all of it.
 * @returns undefined for a text that is no date
 */
export function lastOf(until: string, { allDay, zone }: Clock): string | undefined {
  const date = dateOf(until, zone);
  if (date === undefined || isDay(date) === allDay) return date;
  if (!allDay) return secondBefore(startOfDay(addDays(date, 1), zone));
  // Some write the day itself as a midnight, in UTC or without a zone; others the last second of the local day.
  return /T000000Z$|T\d{6}$/i.test(until) ? dateOf(until.slice(0, 8), zone) : dayOf(date, zone);
}

export function secondBefore(moment: string): string {
  return `${new Date(Date.parse(moment) - 1000).toISOString().slice(0, 19)}Z`;
}
