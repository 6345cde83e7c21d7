// Checks a value against the part of JSON Schema that bindings.schema.json uses, fills in defaults, and says what is wrong.
// The libraries for it would take a tenth of the script, or need `eval`, which Apps Script's flows have not.
import { isObject } from './checks';

/** https://json-schema.org/draft/2020-12; `errorMessage` is what a person is told, in place of a general word. */
export interface JsonSchema {
  type?: 'object' | 'array' | 'string' | 'number' | 'boolean';
  description?: string;
  default?: unknown;
  errorMessage?: string;
  properties?: Record<string, JsonSchema>;
  required?: readonly string[];
  additionalProperties?: false;
  items?: JsonSchema;
  minItems?: number;
  pattern?: string;
  minimum?: number;
  maximum?: number;
  multipleOf?: number;
  enum?: readonly string[];
  anyOf?: readonly JsonSchema[];
}

/** Something wrong with a value: where, by names and indexes, and what. */
export interface SchemaProblem {
  path: readonly (string | number)[];
  problem: string;
}

type Path = readonly (string | number)[];

interface Checked {
  value: unknown;
  problems: SchemaProblem[];
}

/**
 * @param value is given back with defaults filled in, where there are no problems
 * @returns all problems, in the order of the value
 */
export function checkSchema(schema: JsonSchema, value: unknown, path: Path = []): Checked {
  if (value === undefined) return { value, problems: [{ path, problem: 'is missing' }] };
  if (schema.anyOf) {
    const results = schema.anyOf.map((option) => checkSchema(option, value, path));
    const fitting = results.find(({ problems }) => problems.length === 0);
    return fitting ?? wrong(schema, value, path, 'has no form that it may have');
  }
  if (schema.type === 'object') return checkObject(schema, value, path);
  if (schema.type === 'array') return checkArray(schema, value, path);
  const problem = simpleProblem(schema, value);
  return problem === null ? { value, problems: [] } : wrong(schema, value, path, problem);
}

function wrong({ errorMessage }: JsonSchema, value: unknown, path: Path, problem: string): Checked {
  return { value, problems: [{ path, problem: errorMessage ?? problem }] };
}

function checkObject(schema: JsonSchema, given: unknown, path: Path): Checked {
  if (!isObject(given)) return wrong(schema, given, path, 'must be an object');
  const known = schema.properties ?? {};
  const problems: SchemaProblem[] = [];
  const entries: [string, unknown][] = [];
  for (const [name, member] of Object.entries(known)) {
    const present = given[name] === undefined ? member.default : given[name];
    if (present === undefined && !schema.required?.includes(name)) continue;
    const result = checkSchema(member, present, [...path, name]);
    problems.push(...result.problems);
    entries.push([name, result.value]);
  }
  const names = Object.keys(known);
  for (const name of Object.keys(given))
    if (!names.includes(name))
      problems.push({ path: [...path, name], problem: `there is no such option. Known are ${names.join(', ')}` });
  return { value: Object.fromEntries(entries), problems };
}

function checkArray(schema: JsonSchema, value: unknown, path: Path): Checked {
  if (!Array.isArray(value) || value.length < (schema.minItems ?? 0))
    return wrong(schema, value, path, 'must be a list');
  const results = value.map((element: unknown, i) => checkSchema(schema.items ?? {}, element, [...path, i]));
  return { value: results.map((result) => result.value), problems: results.flatMap(({ problems }) => problems) };
}

const TYPE_WORDS = {
  string: 'a text',
  number: 'a number',
  boolean: 'true or false',
  object: 'an object',
  array: 'a list',
};

function simpleProblem(schema: JsonSchema, value: unknown): string | null {
  if (schema.enum) {
    return schema.enum.some((word) => word === value)
      ? null
      : `must be ${schema.enum.map((word) => `"${word}"`).join(' | ')}`;
  }
  if (schema.type && typeof value !== schema.type) return `must be ${TYPE_WORDS[schema.type]}`;
  if (schema.pattern !== undefined && !new RegExp(schema.pattern).test(String(value)))
    return `must match ${schema.pattern}`;
  if (typeof value !== 'number') return null;
  const { minimum = -Infinity, maximum = Infinity, multipleOf } = schema;
  const whole = multipleOf === undefined || value % multipleOf === 0;
  return value >= minimum && value <= maximum && whole ? null : `must be from ${minimum} to ${maximum}`;
}
