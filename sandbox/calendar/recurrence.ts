// The recurrence lines of a series: read as texts, and refused where Google refuses them.
import { invalid } from './errors';
import type { EventTime } from './resource';

/** One line: what it is, its parameters, and the text behind the colon. */
export interface RecurrenceLine {
  name: 'RRULE' | 'EXRULE' | 'RDATE' | 'EXDATE';
  /** `TZID` of dates. */
  zone: string | undefined;
  /** The parts of a rule by name; empty for dates. */
  parts: ReadonlyMap<string, string>;
  /** The dates of an RDATE or EXDATE, each YYYYMMDD, YYYYMMDDTHHMMSS or YYYYMMDDTHHMMSSZ; empty for rules. */
  dates: readonly string[];
}

const WEEKDAY = '(?:MO|TU|WE|TH|FR|SA|SU)';
const DATE_TIME = /^\d{8}(T\d{6}Z?)?$/;

type Fits = (value: string) => boolean;

const matches = (pattern: RegExp): Fits => pattern.test.bind(pattern);
const each = (fits: Fits): Fits => {
  return (value) => value.split(',').every(fits);
};
const between = (least: number, most: number): Fits => {
  return (value) => /^[+-]?\d{1,5}$/.test(value) && Number(value) >= least && Number(value) <= most;
};
/** As many from the start, or with a minus from the end; there is no zeroth. */
const ordinal = (most: number): Fits => {
  return (value) => between(-most, most)(value) && Number(value) !== 0;
};

/** https://www.rfc-editor.org/rfc/rfc5545#section-3.3.10 */
const PARTS: Readonly<Record<string, Fits>> = {
  FREQ: matches(/^(SECONDLY|MINUTELY|HOURLY|DAILY|WEEKLY|MONTHLY|YEARLY)$/),
  // -1, and any other count below one, is refused: https://github.com/derekantrican/GAS-ICS-Sync/issues/466
  COUNT: between(1, 99_999),
  INTERVAL: between(1, 99_999),
  UNTIL: matches(DATE_TIME),
  WKST: matches(new RegExp(`^${WEEKDAY}$`)),
  BYDAY: each(matches(new RegExp(`^(?:[+-]?[1-9]\\d?)?${WEEKDAY}$`))),
  BYMONTH: each(between(1, 12)),
  BYMONTHDAY: each(ordinal(31)),
  BYYEARDAY: each(ordinal(366)),
  BYWEEKNO: each(ordinal(53)),
  BYSETPOS: each(ordinal(366)),
  BYHOUR: each(between(0, 23)),
  BYMINUTE: each(between(0, 59)),
  BYSECOND: each(between(0, 60)),
};

/**
 * RRULE, EXRULE, RDATE and EXDATE lines as RFC 5545 has them, without DTSTART and DTEND.
 * Errors: 400 `invalid` "Invalid recurrence rule."
 * https://developers.google.com/workspace/calendar/api/v3/reference/events#recurrence
 */
export function readRecurrence(lines: string[] | undefined, occurrence: boolean): string[] | undefined {
  if (!lines) return undefined;
  if (occurrence || !lines.every((line) => readLine(line) !== undefined)) throw invalid('Invalid recurrence rule.');
  return lines.length === 0 ? undefined : lines;
}

/**
 * Whether the lines fit the kind of series: one of days has no dates with a time, a timed one none without, and it ends at
 * an instant or with a day, not by a floating time.
 * Errors: 400 `invalid` "Invalid recurrence rule."
 * https://github.com/googleapis/googleapis.dart/issues/223 and https://github.com/xorbitsai/xagent/issues/2311
 */
export function checkKind(lines: readonly string[], start: EventTime): void {
  const allDay = start.date !== undefined;
  for (const { parts, dates } of parseLines(lines)) {
    const floating = /T\d{6}$/.test(parts.get('UNTIL') ?? '');
    if ((floating && !allDay) || dates.some((date) => date.includes('T') === allDay))
      throw invalid('Invalid recurrence rule.');
  }
}

/** Lines that were checked before. */
export function parseLines(lines: readonly string[]): RecurrenceLine[] {
  return lines.flatMap((line) => readLine(line) ?? []);
}

function readLine(line: string): RecurrenceLine | undefined {
  const match = /^(RRULE|EXRULE|RDATE|EXDATE)((?:;[^:;]+)*):(.+)$/.exec(line);
  if (!match) return undefined;
  const name = match[1] as RecurrenceLine['name'];
  const value = match[3]!;
  if (name === 'RDATE' || name === 'EXDATE') {
    const dates = value.split(',');
    const zone = /;TZID="?([^;"]+)/.exec(match[2]!)?.[1];
    return dates.every((date) => DATE_TIME.test(date)) ? { name, zone, parts: new Map(), dates } : undefined;
  }
  const parts = readParts(value);
  return parts && { name, zone: undefined, parts, dates: [] };
}

function readParts(value: string): Map<string, string> | undefined {
  const parts = new Map<string, string>();
  for (const part of value.split(';').filter((text) => text !== '')) {
    const [name = '', text = ''] = part.split('=', 2);
    if (parts.has(name) || !PARTS[name]?.(text)) return undefined;
    parts.set(name, text);
  }
  // RFC 5545 forbids COUNT beside UNTIL, and Google does too: https://github.com/derekantrican/GAS-ICS-Sync/issues/466
  return parts.has('FREQ') && !(parts.has('COUNT') && parts.has('UNTIL')) ? parts : undefined;
}

/** A line as Google prints it, without the parameters that say what is plain. */
export function printLine({ name, zone, parts, dates }: RecurrenceLine): string {
  if (parts.size > 0) return `${name}:${[...parts].map(([part, value]) => `${part}=${value}`).join(';')}`;
  const kind = dates.every((date) => date.length === 8) ? ';VALUE=DATE' : '';
  return `${name}${zone === undefined ? kind : `;TZID=${zone}`}:${dates.join(',')}`;
}
