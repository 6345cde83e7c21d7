// Instants: Directus writes them in UTC with milliseconds, Google with an offset and without; they are compared as moments.

const RFC3339 = /^(\d{4})-(\d{2})-(\d{2})[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?$/i;

/**
 * The canonical form of a moment: `YYYY-MM-DDTHH:MM:SSZ`, UTC, milliseconds cut because Google cuts them.
 * A text without an offset is taken as UTC.
 * @returns undefined when `text` names no moment ("2026-02-31", "soon").
 */
export function canonicalInstant(text: string): string | undefined {
  const match = RFC3339.exec(text.trim());
  if (!match) return undefined;
  const [, year, month, day, hour, minute, second = '0', offset = 'Z'] = match;
  const wall = Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute), Number(second));
  // Date.UTC carries 31 February over into March: such a date names no moment.
  if (new Date(wall).getUTCDate() !== Number(day) || Number(hour) > 23 || Number(minute) > 59) return undefined;
  const moment = wall - offsetMs(offset);
  return Number.isFinite(moment) ? `${new Date(moment).toISOString().slice(0, 19)}Z` : undefined;
}

function offsetMs(offset: string): number {
  if (offset.toUpperCase() === 'Z') return 0;
  const sign = offset.startsWith('-') ? -1 : 1;
  const digits = offset.slice(1).replace(':', '');
  return sign * (Number(digits.slice(0, 2)) * 60 + Number(digits.slice(2, 4))) * 60_000;
}
