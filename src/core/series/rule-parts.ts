// The parts that an RRULE may have, and what each may hold (RFC 5545, 3.3.10).
import { suggestion } from '../suggestion';

interface Part {
  takes: (value: string) => boolean;
  /** What to write, as the end of a sentence. */
  write: string;
  /** The words that it takes, where it takes words. */
  words?: readonly string[];
}

const FREQUENCIES = ['DAILY', 'WEEKLY', 'MONTHLY', 'YEARLY', 'HOURLY', 'MINUTELY', 'SECONDLY'];
const DAYS = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'];

const PARTS: Record<string, Part> = {
  FREQ: { takes: (value) => FREQUENCIES.includes(value), write: listed(FREQUENCIES), words: FREQUENCIES },
  INTERVAL: { takes: isCount, write: 'a whole number from 1' },
  COUNT: { takes: isCount, write: 'a whole number from 1' },
  // Held against the start where the whole rule is known.
  UNTIL: { takes: () => true, write: 'a date' },
  WKST: { takes: (value) => DAYS.includes(value), write: listed(DAYS), words: DAYS },
  BYSECOND: numbers(0, 60),
  BYMINUTE: numbers(0, 59),
  BYHOUR: numbers(0, 23),
  BYDAY: { takes: (value) => value.split(',').every(isWeekday), write: 'days like MO,TU, or 2TU and -1FR' },
  BYMONTHDAY: numbers(1, 31, 'or from the end'),
  BYYEARDAY: numbers(1, 366, 'or from the end'),
  BYWEEKNO: numbers(1, 53, 'or from the end'),
  BYMONTH: numbers(1, 12),
  BYSETPOS: numbers(1, 366, 'or from the end'),
};

/** What is wrong with a part of a rule by itself, in a sentence that says what to do; null when nothing is. */
export function partProblem(name: string, value: string | undefined): string | null {
  const part = PARTS[name];
  if (!part) return `${name} is no part of a rule: take it out.${meant(name, Object.keys(PARTS))}`;
  if (value !== undefined && part.takes(value)) return null;
  return `${name}=${value ?? ''} cannot be: write ${part.write}.${meant(value ?? '', part.words ?? [])}`;
}

function listed(words: readonly string[]): string {
  return `one of ${words.join(', ')}`;
}

function isCount(value: string): boolean {
  return /^\d{1,9}$/.test(value) && Number(value) >= 1;
}

function numbers(least: number, most: number, fromTheEnd?: 'or from the end'): Part {
  const takes = (each: string): boolean => {
    const size = Number(each.replace(fromTheEnd ? /^[+-]/ : '', ''));
    return /^[+-]?\d{1,3}$/.test(each) && size >= least && size <= most;
  };
  const write = `numbers from ${least} to ${most}${fromTheEnd ? `, or from -${most} to -1` : ''}`;
  return { takes: (value) => value.split(',').every(takes), write };
}

/** A weekday, or the n-th one of its month or year. */
function isWeekday(text: string): boolean {
  const [, ordinal = '', day = ''] = /^([+-]?\d{1,2})?([A-Z]{2})$/.exec(text) ?? [];
  return DAYS.includes(day) && (ordinal === '' || PARTS.BYWEEKNO!.takes(ordinal));
}

/** `suggestion` for words in capitals, which a small letter is as far from as any other. */
export function meant(text: string, words: readonly string[]): string {
  const small = words.map((word) => word.toLowerCase());
  return suggestion(text, small).replace(/".*"/, (quoted) => quoted.toUpperCase());
}
