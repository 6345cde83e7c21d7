// A Directus filter on an item's row, as Directus' own database would decide it. What differs by database is decided for
// what the documentation says: https://docs.directus.io/reference/filter-rules.html
import { isObject } from '../checks';
import { OPERATORS } from './operators';
import { columnConditions, readFilter, type ColumnCondition, type Condition } from './read';

/**
 * Everything that is wrong with a filter, each a sentence that begins with the place inside it (`client.city._eqq: there
 * is no such operator. …`; without a place where the whole is meant). Empty: `filterPaths` and `matches` can work with it.
 *
 * Whether a column exists, and whether its type takes an operator, only Directus' schema tells.
 */
export function filterProblems(filter: unknown): string[] {
  const { condition, problems } = readFilter(filter);
  return [...problems, ...relationProblems(columnConditions(condition))];
}

/**
 * The columns that must be read for a filter, as Directus' `fields` (`status`, `client.city`), each once. A relation that
 * is looked into stands there with its columns only: Directus answers it as an object, or null, either way.
 */
export function filterPaths(filter: unknown): string[] {
  const conditions = columnConditions(readFilter(filter).condition);
  const paths = new Set(conditions.map(pathOf));
  return [...paths].filter((path) => !isLookedInto(path, conditions));
}

/**
 * Whether a row, as Directus' items API answers it for `fields` = `filterPaths`, matches a filter without problems. Held
 * against Directus 12.4.0 on SQLite by test/e2e/filter.test.ts. As there:
 * - A comparison with null never holds, its negation neither: `_neq` and `_nin` leave items without a value out. Where a
 *   relation is null its columns are.
 * - `%` and `_` in what `_contains`, `_starts_with` and `_ends_with` look for are wildcards.
 * - Of a csv field the whole is compared: "a,b".
 *
 * Where databases differ, it is what the documentation says:
 * - `_contains`, `_starts_with` and `_ends_with` tell capitals from small letters, as in PostgreSQL; SQLite and MySQL do
 *   not. The operators with an `i` know the small form of every letter; SQLite knows those of ASCII.
 * - The type Time is compared as a time, so "10:00" is "10:00:00", as in PostgreSQL; SQLite compares texts.
 * - The text "true" is a text, as in PostgreSQL; SQLite compares with 1.
 * - A time without an offset is in UTC, as on a server and a database that run in it. Beside the type DateTime an offset
 *   counts, as in SQLite; PostgreSQL leaves it out. Beside the type Date the time counts, as in SQLite; PostgreSQL leaves
 *   it out. What is smaller than a millisecond is cut.
 * - A backslash is a character like others, as in SQLite; in PostgreSQL it takes the meaning from a wildcard after it.
 * - Capitals in a UUID are capitals, as in SQLite; in PostgreSQL they are small letters.
 *
 * Types are not known, so that two things differ from every database: a text of digits equals a number by its value (the
 * text "007" equals 7, as PostgreSQL's decimals come as texts like "1.50000" and should be compared with numbers), and
 * texts that are times equal each other as times.
 * @returns undefined where the answer depends on a column that the row lacks, on what lies behind a relation to many, or on
 * a comparison that Directus refuses as well (a number with "abc")
 * @throws Error for a filter with problems
 */
export function matches(filter: unknown, row: Record<string, unknown>): boolean | undefined {
  const { condition, problems } = readFilter(filter);
  if (problems.length > 0) throw new Error(`This filter cannot be evaluated: ${problems.join('; ')}`);
  return holds(condition, row);
}

function holds(condition: Condition, row: Record<string, unknown>): boolean | undefined {
  if (condition.is === 'column') return columnHolds(condition, row);
  const decisive = condition.is === '_or';
  const results = condition.of.map((each) => holds(each, row));
  if (results.includes(decisive)) return decisive;
  return results.includes(undefined) ? undefined : !decisive;
}

function columnHolds({ path, operator, given }: ColumnCondition, row: Record<string, unknown>): boolean | undefined {
  const column = columnAt(path, row);
  return column === undefined ? undefined : OPERATORS.get(operator)!.holds(column, given);
}

/** Undefined where the row lacks it. */
function columnAt(path: readonly string[], row: Record<string, unknown>): unknown {
  return path.reduce<unknown>((value, name) => {
    if (value === null) return null;
    return isObject(value) ? value[name] : undefined;
  }, row);
}

/** A relation that is looked into comes as an object, which tells nothing of its key. */
function relationProblems(conditions: readonly ColumnCondition[]): string[] {
  return conditions
    .filter(({ operator, given }) => OPERATORS.get(operator)!.shape !== 'flag' && given !== null)
    .filter((condition) => isLookedInto(pathOf(condition), conditions))
    .map(({ path, operator, place }) => {
      const relation = path[path.length - 1]!;
      const byKey = `{"${relation}": {"id": {"${operator}": … }}}`;
      return `${place}: columns of "${relation}" are asked for as well, so ask for its key by name, such as ${byKey}`;
    });
}

function pathOf({ path }: ColumnCondition): string {
  return path.join('.');
}

function isLookedInto(path: string, conditions: readonly ColumnCondition[]): boolean {
  return conditions.some((condition) => pathOf(condition).startsWith(`${path}.`));
}
