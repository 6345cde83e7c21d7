// Dates of a series that do not take place: a list of their original starts.
import { canonicalDay, canonicalInstant, canonicalWall } from '../datetime';
import { isDay } from '../series/slot';
import { momentOfWall, wallOf } from '../zones';
import { bad, whyBad } from './bad';
import type { Field, Mapping, Value } from './field';
import { jsonOf } from './list';

export const cancelled = {
  code: 'x',
  docs: {
    event: 'cancelled occurrences',
    lost: 'Where both sides cancel dates, those of both are: one that the other side has brought back meanwhile stays cancelled.',
  },
  /** Dates are events of their own: each is cancelled and brought back by itself. */
  isApart: true as const,
  wayOfDates: 'toItem' as const,
  columns: {
    cancelled: {
      required: false as const,
      holds: 'list' as const,
      takes: ['listType'] as const,
      about:
        'JSON or CSV: of a series, the starts of the dates that are cancelled, such as ["2026-06-09T07:00:00Z"], or ["2026-06-09"] of an all-day one.',
    },
  },
  ofItem: ([raw], mapping) => datesOf(raw, mapping),
  toItem: (value, mapping) => [value === null ? null : originalsOf(value).map((each) => written(each, mapping))],
  ofEvent: ({ recurrence, recurringEventId, cancelledDates }) => {
    if (recurringEventId || !recurrence) return null;
    return cancelledDates && textOf(cancelledDates);
  },
  toEvent: () => ({}),
  whyBad,
  sameMeaning: (a, b) => a === b,
} satisfies Field;

/** The original starts of a canonical value. */
export function originalsOf(value: Value): string[] {
  return value ? (JSON.parse(value) as string[]) : [];
}

/** The dates of both. */
export function allDates(a: Value, b: Value): Value {
  return textOf([...originalsOf(a), ...originalsOf(b)]);
}

function textOf(originals: readonly string[]): string | null {
  return originals.length === 0 ? null : JSON.stringify([...new Set(originals)].sort());
}

function datesOf(raw: unknown, mapping: Mapping): Value {
  if (raw === undefined) return undefined;
  const list = typeof raw === 'string' && raw.trim() === '' ? null : jsonOf(raw);
  if (list === null) return null;
  if (!Array.isArray(list)) return bad('cancelled must be a list of starts, such as ["2026-06-09T07:00:00Z"]');
  const dates = list.map((each) => dateOf(String(each), mapping));
  const wrong = list.find((_, i) => dates[i] === undefined);
  return wrong === undefined
    ? textOf(dates as string[])
    : bad(
        `cancelled: ${JSON.stringify(wrong)} is no start of a date: write it like 2026-06-09T07:00:00Z, or 2026-06-09`,
      );
}

/** A time without an offset is what clocks show in the zone of the binding. */
function dateOf(text: string, { zone }: Mapping): string | undefined {
  const wall = /(Z|[+-]\d\d:?\d\d)$/i.test(text) ? undefined : canonicalWall(text);
  return canonicalDay(text) ?? (wall === undefined ? canonicalInstant(text) : momentOfWall(wall, zone));
}

/** In the form of the start, as far as a text can have it. */
function written(original: string, { startType, zone }: Mapping): string {
  return startType === 'dateTime' && !isDay(original) ? wallOf(original, zone) : original;
}
