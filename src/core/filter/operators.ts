// The operators that a filter may use: those that Directus' items API has for a stored value, and what they mean there.
// https://github.com/directus/directus/blob/main/packages/utils/shared/get-filter-operators-for-type.ts
import { isEqual, orderOf, textOf, type Scalar } from './compare';
import { isLike } from './like';
import type { Shape } from './shapes';

export interface Operator {
  /** What it is given. */
  shape: Shape;
  /**
   * Whether it holds for a column, which may be null.
   * @returns undefined where Directus refuses to compare the two
   */
  holds: Test;
}

type Test = (column: unknown, given: unknown) => boolean | undefined;

const equal: Test = (column, given) => isEqual(column, given as Scalar);
const contains = (text: string): string => `%${text}%`;
const startsWith = (text: string): string => `${text}%`;
const endsWith = (text: string): string => `%${text}`;

/** By name. */
export const OPERATORS: ReadonlyMap<string, Operator> = new Map<string, Operator>([
  ['_eq', { shape: 'value', holds: compared(equal) }],
  ['_neq', { shape: 'value', holds: compared(equal, false) }],
  ['_in', { shape: 'list', holds: compared(isIn) }],
  ['_nin', { shape: 'list', holds: compared(isIn, false) }],
  ['_lt', { shape: 'orderable', holds: compared(ordered((order) => order < 0)) }],
  ['_lte', { shape: 'orderable', holds: compared(ordered((order) => order <= 0)) }],
  ['_gt', { shape: 'orderable', holds: compared(ordered((order) => order > 0)) }],
  ['_gte', { shape: 'orderable', holds: compared(ordered((order) => order >= 0)) }],
  ['_between', { shape: 'pair', holds: compared(isBetween) }],
  ['_nbetween', { shape: 'pair', holds: compared(isBetween, false) }],
  ['_null', { shape: 'flag', holds: (column, given) => (column === null) === given }],
  ['_nnull', { shape: 'flag', holds: (column, given) => (column !== null) === given }],
  ['_empty', { shape: 'flag', holds: (column, given) => isEmpty(column) === given }],
  ['_nempty', { shape: 'flag', holds: (column, given) => !isEmpty(column) === given }],
  ['_contains', { shape: 'text', holds: compared(like(contains)) }],
  ['_ncontains', { shape: 'text', holds: compared(like(contains), false) }],
  ['_icontains', { shape: 'text', holds: compared(like(contains, small)) }],
  ['_starts_with', { shape: 'text', holds: compared(like(startsWith)) }],
  ['_nstarts_with', { shape: 'text', holds: compared(like(startsWith), false) }],
  ['_istarts_with', { shape: 'text', holds: compared(like(startsWith, small)) }],
  ['_nistarts_with', { shape: 'text', holds: compared(like(startsWith, small), false) }],
  ['_ends_with', { shape: 'text', holds: compared(like(endsWith)) }],
  ['_nends_with', { shape: 'text', holds: compared(like(endsWith), false) }],
  ['_iends_with', { shape: 'text', holds: compared(like(endsWith, small)) }],
  ['_niends_with', { shape: 'text', holds: compared(like(endsWith, small), false) }],
]);

/** In SQL a comparison with null is not true, and neither is its negation: `_neq` leaves items without a value out. */
function compared(test: Test, wanted = true): Test {
  return (column, given) => {
    // `_eq` of null asks for items without a value, `_neq` for the others.
    if (given === null) return (column === null) === wanted;
    if (column === null) return false;
    const result = test(column, given);
    return result === undefined ? undefined : result === wanted;
  };
}

function isIn(column: unknown, given: unknown): boolean | undefined {
  const results = (given as Scalar[]).map((each) => isEqual(column, each));
  return results.includes(true) || (results.includes(undefined) ? undefined : false);
}

function ordered(isWanted: (order: number) => boolean): Test {
  return (column, given) => {
    const order = orderOf(column, given as Scalar);
    return order === undefined ? undefined : isWanted(order);
  };
}

function isBetween(column: unknown, given: unknown): boolean | undefined {
  const [low, high] = (given as Scalar[]).map((each) => orderOf(column, each));
  return low === undefined || high === undefined ? undefined : low >= 0 && high <= 0;
}

/** A csv field without entries is an empty text in the database. */
function isEmpty(column: unknown): boolean {
  return column === null || textOf(column) === '';
}

function like(patternOf: (text: string) => string, formOf = (text: string) => text): Test {
  return (column, given) => {
    const text = textOf(column);
    return text === undefined ? undefined : isLike(formOf(text), formOf(patternOf(given as string)));
  };
}

function small(text: string): string {
  return text.toLowerCase();
}
