// How a column, as Directus' items API shows it, stands to what a filter gives. Types are read from the values: neither
// side names them.
import { canonicalDay, canonicalInstant } from '../datetime';

/** One value in a filter. */
export type Scalar = string | number | boolean;

/**
 * Whether a column that is not null equals a value. A number or a boolean is compared as a number; two texts are equal
 * too where they are the same time, written differently.
 * @returns undefined where Directus refuses the comparison as well (a number with a text that is none, a relation's object)
 */
export function isEqual(column: unknown, given: Scalar): boolean | undefined {
  const text = textOf(column);
  if (text === undefined) return isSame(orderOfNumbers(column, given));
  if (typeof given === 'number') return numeral(text) === given;
  return text === String(given) || orderOfTimes(text, String(given)) === 0;
}

/**
 * Negative where a column that is not null comes before a value, positive where it comes after it. Directus orders
 * numbers and times only.
 * @returns undefined where it refuses the comparison
 */
export function orderOf(column: unknown, given: Scalar): number | undefined {
  const text = textOf(column);
  if (text === undefined) return orderOfNumbers(column, given);
  return orderOfTimes(text, String(given)) ?? orderOfNumbers(numeral(text), given);
}

/** A text, or a list of the type csv as it is stored; undefined for another value. */
export function textOf(column: unknown): string | undefined {
  if (typeof column === 'string') return column;
  return Array.isArray(column) ? column.join(',') : undefined;
}

function isSame(order: number | undefined): boolean | undefined {
  return order === undefined ? undefined : order === 0;
}

function orderOfNumbers(column: unknown, given: Scalar): number | undefined {
  if (typeof column !== 'number' && typeof column !== 'boolean') return undefined;
  const order = Number(column) - numberOf(given);
  return Number.isNaN(order) ? undefined : order;
}

/** As Directus casts it; it takes the texts "true" and "false" as booleans. */
function numberOf(given: Scalar): number {
  if (given === 'true') return 1;
  return given === 'false' ? 0 : Number(given);
}

/** PostgreSQL's decimals and big integers come as texts, so a text of digits may be a number. */
function numeral(text: string): number | undefined {
  return /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : undefined;
}

function orderOfTimes(a: string, b: string): number | undefined {
  return difference(instantOf(a), instantOf(b)) ?? difference(timeOfDay(a), timeOfDay(b));
}

function difference(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined || b === undefined ? undefined : a - b;
}

/** In milliseconds. A day is its midnight; without an offset it is taken as UTC, so what clocks show is in order too. */
function instantOf(text: string): number | undefined {
  const day = canonicalDay(text);
  const instant = day === undefined ? canonicalInstant(text) : `${day}T00:00:00Z`;
  return instant === undefined ? undefined : Date.parse(instant) + milliseconds(text);
}

/** In milliseconds since midnight. */
function timeOfDay(text: string): number | undefined {
  const instant = canonicalInstant(`1970-01-01T${text}`);
  return instant === undefined ? undefined : Date.parse(instant) + milliseconds(text);
}

/** Those that the canonical form has no place for. */
function milliseconds(text: string): number {
  const [, digits = ''] = /\.(\d+)/.exec(text) ?? [];
  return Number(digits.slice(0, 3).padEnd(3, '0'));
}
