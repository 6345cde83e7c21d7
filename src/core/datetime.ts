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
  const [, year, month, day, hour, minute, second = '00', offset = 'Z'] = match;
  const wall = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  // 31 February is carried over into March, 24:00 into the next day: such texts name no moment.
  if (!Number.isFinite(wall) || new Date(wall).getUTCDate() !== Number(day)) return undefined;
  const moment = new Date(wall - offsetMs(offset)).toISOString();
  // An offset may lead out of the years that have four digits.
  return /^\d{4}-/.test(moment) ? `${moment.slice(0, 19)}Z` : undefined;
}

function offsetMs(offset: string): number {
  if (offset.toUpperCase() === 'Z') return 0;
  const sign = offset.startsWith('-') ? -1 : 1;
  const digits = offset.slice(1).replace(':', '');
  return sign * (Number(digits.slice(0, 2)) * 60 + Number(digits.slice(2, 4))) * 60_000;
}
