// Lean checks of messages, for flows and script alike: small enough for a Run Script. A problem names the place, never the value.

/** What is wrong with a value: names its place, never the value; null when nothing is wrong. */
export type Check = (value: unknown, place: string) => string | null;
export type Shape = Record<string, Check>;

export const text: Check = (value, place) =>
  typeof value === 'string' && value !== '' ? null : `${place} must be a text`;
export const textOrNull: Check = (value, place) =>
  value === null || typeof value === 'string' ? null : `${place} must be a text or null`;
export const natural: Check = (value, place) =>
  Number.isInteger(value) && Number(value) >= 0 ? null : `${place} must be a whole number from 0`;
export const optional =
  (check: Check): Check =>
  (value, place) =>
    value === undefined ? null : check(value, place);
export const oneOf =
  (words: readonly string[]): Check =>
  (value, place) =>
    words.includes(value as string) ? null : `${place} must be one of ${words.join(', ')}`;

export function listOf(most: number, check: Check): Check {
  return (value, place) => {
    if (!Array.isArray(value)) return `${place} must be a list`;
    if (value.length > most) return `${place} must have at most ${most} elements`;
    return first(value.map((element, i) => () => check(element, `${place}[${i}]`)));
  };
}

export function shaped(shape: Shape): Check {
  return (value, place) => {
    if (!isObject(value)) return `${place} must be an object`;
    const prefix = place === '' ? '' : `${place}.`;
    return first(
      Object.entries(shape).map(
        ([name, check]) =>
          () =>
            check(value[name], prefix + name),
      ),
    );
  };
}

export function first(checks: (() => string | null)[]): string | null {
  for (const check of checks) {
    const problem = check();
    if (problem !== null) return problem;
  }
  return null;
}

/** The value of a JSON text; undefined when it is none. The parser's own message quotes the text, so it goes nowhere. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if ((error as Error).name === 'SyntaxError') return undefined;
    throw error;
  }
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
