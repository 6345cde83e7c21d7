// The Condition operation, whose rules Directus hands to Joi with everything required:
// https://github.com/directus/directus/blob/main/packages/utils/shared/generate-joi.ts, validate-payload.ts
import { DirectusError, NotPlayed } from './errors';

interface Rule {
  path: string[];
  operator: string;
  wanted: unknown;
}

/**
 * Whether the data of a run pass a rendered filter.
 * @returns the errors that the run goes on with when they do not
 */
export function conditionErrors(filter: unknown, data: unknown): DirectusError[] {
  const [[name, parts] = []] = Object.entries(filter ?? {});
  if (name === '_and') return (parts as unknown[]).flatMap((part) => conditionErrors(part, data));
  if (name === '_or') {
    const errors = (parts as unknown[]).map((part) => conditionErrors(part, data));
    return errors.some(({ length }) => length === 0) ? [] : errors.flat();
  }
  return rulesOf(filter, []).flatMap((rule) => (passes(rule, data) ? [] : failedRule(rule)));
}

function rulesOf(filter: unknown, path: string[]): Rule[] {
  if (typeof filter !== 'object' || filter === null || Array.isArray(filter) || Object.keys(filter).length === 0)
    throw new NotPlayed(`A condition of this form: ${JSON.stringify(filter)}`);
  return Object.entries(filter).flatMap(([name, value]) =>
    name.startsWith('_') ? [{ path, operator: name, wanted: value as unknown }] : rulesOf(value, [...path, name]),
  );
}

/** A path that leads nowhere passes no rule, `_null` included. */
function passes({ path, operator, wanted }: Rule, data: unknown): boolean {
  let value = data;
  for (const name of path) {
    if (typeof value !== 'object' || value === null) return false;
    value = (value as Record<string, unknown>)[name];
  }
  if (value === undefined) return false;
  switch (operator) {
    case '_eq':
      return isEqual(value, wanted);
    case '_neq':
      return !isEqual(value, wanted);
    case '_null':
    case '_nnull':
      if (wanted !== true) throw new NotPlayed(`${operator}: ${String(wanted)} in a condition`);
      return (value === null) === (operator === '_null');
    case '_regex':
      // Joi takes no empty text for a text.
      return typeof value === 'string' && value !== '' && new RegExp(String(wanted)).test(value);
    default:
      throw new NotPlayed(`The rule ${operator} in a condition`);
  }
}

/** A number's text is equal to it, and a text that is a number to that number. */
function isEqual(value: unknown, wanted: unknown): boolean {
  if (value === wanted) return true;
  if (typeof wanted === 'number') return value === String(wanted);
  return typeof wanted === 'string' && wanted !== '' && value === Number(wanted);
}

function failedRule({ path, operator }: Rule): DirectusError {
  const field = path.at(-1) ?? '';
  const extensions = { field, path: path.slice(0, -1), type: operator.slice(1) };
  return new DirectusError(`Validation failed for field "${field}".`, 'FAILED_VALIDATION', 400, extensions);
}
