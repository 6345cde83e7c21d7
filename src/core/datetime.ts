// Times in the forms that Directus and Google write them: moments are compared as moments, whatever their offset.

const RFC3339 = /^(\d{4})-(\d{2})-(\d{2})[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?$/i;

/**
 * The canonical form of a moment: `YYYY-MM-DDTHH:MM:SSZ`, UTC, milliseconds cut because Google cuts them.
 * A text without an offset is taken as UTC.
 * @returns undefined when `text` names no moment ("2026-02-31", "soon").
 */
export function canonicalInstant(text: string): string | undefined {
  const match = RFC3339.exec(text.trim());
  const wall = match ? wallMs(match) : undefined;
  if (!match || wall === undefined) return undefined;
  const moment = new Date(wall - offsetMs(match[7] ?? 'Z')).toISOString();
  // An offset may lead out of the years that have four digits.
  return /^\d{4}-/.test(moment) ? `${moment.slice(0, 19)}Z` : undefined;
}

/** The canonical form of what a clock shows, `YYYY-MM-DDTHH:MM:SS`; undefined for a text with an offset, or no time. */
export function canonicalWall(text: string): string | undefined {
  const match = RFC3339.exec(text.trim());
  const wall = match && match[7] === undefined ? wallMs(match) : undefined;
  return wall === undefined ? undefined : new Date(wall).toISOString().slice(0, 19);
}

/** `YYYY-MM-DD`; undefined for a text that names no day. */
export function canonicalDay(text: string): string | undefined {
  const day = /^\d{4}-\d{2}-\d{2}$/.exec(text.trim())?.[0];
  return day !== undefined && canonicalWall(`${day}T00:00:00`) ? day : undefined;
}

function wallMs([, year, month, day, hour, minute, second = '00']: RegExpExecArray): number | undefined {
  const wall = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  // 31 February is carried over into March, 24:00 into the next day: such texts name no moment.
  return Number.isFinite(wall) && new Date(wall).getUTCDate() === Number(day) ? wall : undefined;
}

function offsetMs(offset: string): number {
  if (offset.toUpperCase() === 'Z') return 0;
  const sign = offset.startsWith('-') ? -1 : 1;
  const digits = offset.slice(1).replace(':', '');
  return sign * (Number(digits.slice(0, 2)) * 60 + Number(digits.slice(2, 4))) * 60_000;
}
