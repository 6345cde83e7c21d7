// The recurrence rules of a series, checked as texts. Occurrences are not computed: see README.md.
import { invalid } from './errors';

const FREQUENCIES = ['SECONDLY', 'MINUTELY', 'HOURLY', 'DAILY', 'WEEKLY', 'MONTHLY', 'YEARLY'];

/**
 * RRULE, EXRULE, RDATE and EXDATE lines as RFC 5545 has them, without DTSTART and DTEND.
 * Errors: 400 `invalid` "Invalid recurrence rule."
 * https://developers.google.com/workspace/calendar/api/v3/reference/events#recurrence
 */
export function readRecurrence(lines: string[] | undefined, occurrence: boolean): string[] | undefined {
  if (!lines) return undefined;
  if (occurrence || !lines.every(isRecurrenceLine)) throw invalid('Invalid recurrence rule.');
  return lines;
}

function isRecurrenceLine(line: string): boolean {
  const [, name, value = ''] = /^(RRULE|EXRULE|RDATE|EXDATE)(?:;[^:]*)?:(.+)$/.exec(line) ?? [];
  if (name === undefined) return false;
  if (name === 'RDATE' || name === 'EXDATE') return /^\d{8}(T\d{6}Z?)?(,\d{8}(T\d{6}Z?)?)*$/.test(value);
  const parts = new Map(value.split(';').map((part) => part.split('=', 2) as [string, string]));
  // RFC 5545 forbids COUNT beside UNTIL.
  return FREQUENCIES.includes(parts.get('FREQ') ?? '') && !(parts.has('COUNT') && parts.has('UNTIL'));
}
