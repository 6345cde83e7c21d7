// What an operator may be given.
import { variableProblem } from './refusals';

/** `value`: a text, a number, true, false or null; `orderable`: a text or a number; `flag`: true or false. */
export type Shape = 'value' | 'orderable' | 'text' | 'list' | 'pair' | 'flag';

/** All that is wrong with what an operator is given; each sentence begins with the place. */
export function shapeProblems(shape: Shape, given: unknown, place: string): string[] {
  const members = membersProblem(shape);
  if (members && isFit(shape, given)) return given.flatMap((each, i) => told(members(each), `${place}[${i}]`));
  return told(shapeProblem(shape, given), place);
}

function told(problem: string | undefined, place: string): string[] {
  return problem === undefined ? [] : [`${place}: ${problem}`];
}

/** What may be wrong with each member of a list; undefined for a shape that is no list. */
function membersProblem(shape: Shape): ((value: unknown) => string | undefined) | undefined {
  if (shape === 'list') return scalarProblem;
  return shape === 'pair' ? orderableProblem : undefined;
}

function isFit(shape: Shape, given: unknown): given is unknown[] {
  return Array.isArray(given) && (shape === 'pair' ? given.length === 2 : given.length > 0);
}

function shapeProblem(shape: Shape, given: unknown): string | undefined {
  switch (shape) {
    case 'flag':
      return typeof given === 'boolean' ? undefined : 'must be true, or false for the opposite';
    case 'list':
      return 'must be a list with at least one value, such as ["a", "b"]';
    case 'pair':
      return 'must be a list of two values, the lowest and the highest, such as [1, 10]';
    case 'text':
      return typeof given === 'string'
        ? (emptyProblem(given) ?? variableProblem(given))
        : 'must be a text, such as "a"';
    case 'orderable':
      return emptyProblem(given) ?? orderableProblem(given);
    case 'value':
      return given === null ? undefined : (emptyProblem(given) ?? scalarProblem(given));
  }
}

function orderableProblem(value: unknown): string | undefined {
  if (typeof value === 'string' || typeof value === 'number') return scalarProblem(value);
  return 'must be a number, or a time as a text, such as "2026-05-01"';
}

function scalarProblem(value: unknown): string | undefined {
  if (typeof value === 'string') return nullProblem(value) ?? variableProblem(value);
  if (value === null) return nullProblem('null');
  if (typeof value === 'number' && Math.abs(value) > Number.MAX_SAFE_INTEGER)
    return `must not be larger than ${Number.MAX_SAFE_INTEGER}; write it as a text`;
  return ['number', 'boolean'].includes(typeof value) ? undefined : 'must be a text, a number, true or false';
}

/** Directus takes these texts as null: https://github.com/directus/directus/blob/main/packages/utils/shared/parse-filter.ts */
function nullProblem(text: string): string | undefined {
  return ['null', 'NULL'].includes(text)
    ? 'must not be null; {"_null": true} asks for items without a value'
    : undefined;
}

/** https://github.com/directus/directus/blob/main/api/src/utils/validate-query.ts refuses it, too, but in a list. */
function emptyProblem(value: unknown): string | undefined {
  return value === '' ? 'must not be empty; {"_empty": true} asks for items without a text' : undefined;
}
