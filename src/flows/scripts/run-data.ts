// What a Run Script operation is given, and the frame that keeps it from ever throwing.
import { isObject } from '../../core/checks';
import type { Row } from '../../core/values';

/**
 * The data of a run: `$trigger`, `$env` and, by its key, what each operation before left: nothing of it is trusted.
 * https://directus.com/docs/guides/automate/flows/operations
 */
export type RunData = Record<string, unknown>;

/**
 * Frames a script. A Run Script that throws never gives its isolate's memory back, and anyone may call a webhook,
 * so whatever goes wrong becomes a value. Only the kind of error is told: its message may hold users' values.
 */
export function neverThrows<Result>(
  run: (data: RunData) => Result,
  failed: (kind: string, data: RunData) => Result,
): (data: RunData) => Result {
  return (data) => {
    try {
      return run(data);
    } catch (error) {
      return failed(error instanceof Error ? error.name : 'unknown error', data);
    }
  };
}

/** Rows that an item-read left; a failed one leaves an error or a list of errors, which have no row's form. */
export function rowsOf(result: unknown): Row[] | undefined {
  return Array.isArray(result) && result.every(isObject) ? result : undefined;
}

/** The newest id that `readNewestId` left; undefined when it failed or the log is empty. */
export function newestId(result: unknown): number | undefined {
  const id = rowsOf(result)?.[0]?.['id'];
  return typeof id === 'number' ? id : undefined;
}

/** Text for comparing: null, undefined and "" are the same to Directus' editors. */
export function plainText(value: unknown): string {
  return value === null || value === undefined ? '' : String(value);
}

export function pickFields(row: unknown, fields: readonly string[]): Row | null {
  if (!isObject(row)) return null;
  return Object.fromEntries(fields.filter((field) => field in row).map((field) => [field, row[field]]));
}
