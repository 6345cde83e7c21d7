// Values on their way into the database and out of it, by the type of their column.
// https://github.com/directus/directus/blob/main/api/src/services/payload.ts, for SQLite and a server in UTC
import { invalidPayload } from './errors';
import type { ColumnType } from './schema';

/** What `date-fns` calls ISO, as far as people and programs write it. */
const ISO = /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})([.,]\d+)?)?(Z|[+-]\d{2}(?::?\d{2})?)?)?$/;

/**
 * A value as the payload service hands it to the database: texts of timestamps as dates, which may be invalid; lists and
 * objects as JSON.
 * @throws DirectusError INVALID_PAYLOAD for a text that is no DateTime or Date
 */
export function writtenValue(type: ColumnType, value: unknown): unknown {
  if (type === 'timestamp') return typeof value === 'string' ? writtenTimestamp(value) : value;
  if (type === 'dateTime' || type === 'date') return typeof value === 'string' ? writtenWall(type, value) : value;
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : value;
}

function writtenTimestamp(text: string): unknown {
  if (/^[.0 :-]{10,}$/.test(text)) return null;
  return text === '' ? text : parseIso(text);
}

/** Clock and day of a server in UTC, without offset and milliseconds. */
function writtenWall(type: 'dateTime' | 'date', text: string): string {
  if (text === '') return text;
  const moment = parseIso(text);
  if (Number.isNaN(moment.getTime())) throw invalidPayload(`Invalid ${type}: ${text}`);
  return moment.toISOString().slice(0, type === 'date' ? 10 : 19);
}

function parseIso(text: string): Date {
  const match = ISO.exec(text);
  if (!match) return new Date(NaN);
  const [, year, month, day, hour = '00', minute = '00', second = '00', fraction = '', offset = 'Z'] = match;
  const wall = `${year}-${month}-${day}T${hour}:${minute}:${second}`;
  const ms = Date.parse(`${wall}Z`);
  if (Number.isNaN(ms) || new Date(ms).getUTCDate() !== Number(day)) return new Date(NaN);
  return new Date(ms + Math.trunc(Number(`0${fraction.replace(',', '.')}`) * 1000) - offsetMs(offset));
}

function offsetMs(offset: string): number {
  if (offset === 'Z') return 0;
  const digits = offset.slice(1).replace(':', '').padEnd(4, '0');
  const minutes = Number(digits.slice(0, 2)) * 60 + Number(digits.slice(2));
  return (offset.startsWith('-') ? -1 : 1) * minutes * 60_000;
}

/** A written value as a later read shows it: an invalid date is stored as nothing, numbers become texts in text columns. */
export function storedValue(type: ColumnType, written: unknown): unknown {
  if (written === null || written === undefined) return null;
  if (type === 'timestamp') {
    if (written === '') return '';
    const ms = written instanceof Date ? written.getTime() : new Date(Number(written)).getTime();
    return Number.isNaN(ms) ? null : new Date(ms).toISOString();
  }
  if (type === 'integer') return typeof written === 'string' ? integerOf(written) : Number(written);
  if (type === 'boolean') return typeof written === 'number' ? written === 1 : written;
  if (type === 'json') return parsed(written);
  return typeof written === 'boolean' ? String(Number(written)) : String(written);
}

/** Lists and objects are read as such; a text that is no JSON stays a text. */
function parsed(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  try {
    return JSON.parse(value);
  } catch {
    // SQLite takes any text.
    return value;
  }
}

/** A text as an integer column takes it, "01" as 1; what is no number stays text. */
export function integerOf(text: string): number | string {
  return /^\s*[+-]?\d+(\.0*)?\s*$/.test(text) ? Number(text) : text;
}

/**
 * A value of a payload as revisions show it.
 * @throws RangeError "Invalid time value" for a timestamp that names no moment; the whole write fails with it
 */
export function shownValue(type: ColumnType | undefined, value: unknown): unknown {
  if (type === 'dateTime' || type === 'date') return writtenValue(type, value);
  if (type === 'json') return parsed(value);
  if (type !== 'timestamp' || value === null || value === undefined || value === '') return value;
  if (typeof value === 'string' && /^[.0 :-]{10,}$/.test(value)) return null;
  return value instanceof Date ? value.toISOString() : new Date(value as string | number).toISOString();
}

/** Texts in the order of their characters' code points, as SQLite and Postgres' "C" collation have them. */
export function compareText(a: string, b: string): number {
  for (let i = 0; i < a.length && i < b.length; i++) {
    const [left, right] = [a.charCodeAt(i), b.charCodeAt(i)];
    if (left === right) continue;
    // Surrogates stand for characters behind all others.
    const [isLeftHigh, isRightHigh] = [left >= 0xd800 && left <= 0xdfff, right >= 0xd800 && right <= 0xdfff];
    if (isLeftHigh !== isRightHigh) return isLeftHigh ? 1 : -1;
    return left - right;
  }
  return a.length - b.length;
}
