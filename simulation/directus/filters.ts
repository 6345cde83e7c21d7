// Filter rules of Directus as SQL would answer them, for the rules and types that the flows use.
// https://directus.com/docs/guides/connect/filter-rules
import { compareKeys, type StoredKey, type StoredRow } from './database';
import { invalidQuery, NotPlayed } from './errors';
import type { Column, ColumnType, Table } from './schema';

export interface CompiledFilter {
  test: (row: StoredRow) => boolean;
  /** Every field that the filter names. */
  fields: string[];
  /** Only rows whose key is behind this one can pass. */
  after?: number;
}

type Test = (value: unknown) => boolean;

/** The rules that Directus lets a type have: `getFilterOperatorsForType` in packages/utils. */
const OPERATORS: Record<ColumnType, readonly string[]> = {
  integer: ['_eq', '_in', '_gt', '_null', '_nnull'],
  uuid: ['_eq', '_in', '_null', '_nnull'],
  string: ['_eq', '_in', '_null', '_nnull', '_empty', '_starts_with'],
  text: ['_eq', '_in', '_null', '_nnull', '_empty', '_starts_with'],
  timestamp: ['_null', '_nnull'],
  dateTime: ['_null', '_nnull'],
  date: ['_null', '_nnull'],
  boolean: ['_eq', '_null', '_nnull'],
  json: ['_null', '_nnull'],
};
/** `_regex` is for validations: no type has it in a filter. */
const PLAYED = new Set([...Object.values(OPERATORS).flat(), '_regex']);

/**
 * @param columns the fields that the table has at the moment
 * @throws DirectusError INVALID_QUERY for what Directus refuses
 */
export function compileFilter(table: Table, filter: unknown, nowMs: number): CompiledFilter {
  if (!isPlain(filter)) throw new NotPlayed(`A filter of this form: ${JSON.stringify(filter)}`);
  const parts = Object.entries(filter).map(([name, rule]) => compileEntry(table, name, rule, nowMs));
  const after = parts.map((part) => part.after).filter((key) => key !== undefined);
  return {
    test: (row) => parts.every((part) => part.test(row)),
    fields: parts.flatMap(({ fields }) => fields),
    ...(after.length > 0 ? { after: Math.max(...after) } : {}),
  };
}

function compileEntry(table: Table, name: string, rule: unknown, nowMs: number): CompiledFilter {
  if (name === '_and' || name === '_or') {
    if (!Array.isArray(rule)) throw new NotPlayed(`${name} without a list`);
    const parts = rule.map((part) => compileFilter(table, part, nowMs));
    const fields = parts.flatMap((part) => part.fields);
    // A list without rules, or with an empty rule in an "or", restricts nothing.
    const isOpen =
      rule.length === 0 || (name === '_or' && rule.some((part) => Object.keys(part as object).length === 0));
    if (isOpen) return { test: () => true, fields };
    if (name === '_or') return { test: (row) => parts.some((part) => part.test(row)), fields };
    return { test: (row) => parts.every((part) => part.test(row)), fields };
  }
  if (name.startsWith('_')) throw new NotPlayed(`The filter rule ${name} without a field`);
  const rules = isPlain(rule) ? Object.entries(rule) : [['_eq', rule] as const];
  const column = table.columns.get(name);
  // What is missing is told by the one who reads; there is nothing to compile then.
  if (!column) return { test: () => false, fields: [name] };
  const tests = rules.map(([operator, wanted]) => compileRule(column, operator, coerced(wanted, nowMs)));
  const gt = name === table.key && column.type === 'integer' && isPlain(rule) ? rule['_gt'] : undefined;
  return {
    test: (row) => tests.every((test) => test(row[name])),
    fields: [name],
    ...(gt !== undefined ? { after: Number(gt) } : {}),
  };
}

function isPlain(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Texts that Directus reads as something else, wherever they stand: "true", "null", "$NOW". */
function coerced(wanted: unknown, nowMs: number): unknown {
  if (Array.isArray(wanted)) return wanted.map((value) => coerced(value, nowMs));
  if (typeof wanted !== 'string') return wanted;
  if (wanted === 'true') return true;
  if (wanted === 'false') return false;
  if (wanted === 'null' || wanted === 'NULL') return null;
  if (wanted.startsWith('$NOW')) return String(nowMs);
  return /^\$CURRENT_(USER|ROLE|ROLES|POLICIES)/.test(wanted) ? null : wanted;
}

function compileRule(column: Column, operator: string, wanted: unknown): Test {
  if (!PLAYED.has(operator)) throw new NotPlayed(`The filter rule ${operator}`);
  if (!OPERATORS[column.type].includes(operator))
    throw invalidQuery(`"${column.type}" field type does not contain the "${operator}" filter operator`);
  const isNull: Test = (value) => value === null || value === undefined;
  if (operator === '_null' || operator === '_nnull' || (operator === '_eq' && wanted === null))
    return (operator === '_nnull') === (wanted !== false) ? (value) => !isNull(value) : isNull;
  if (operator === '_empty' && wanted === true) return (value) => isNull(value) || value === '';
  const known =
    (test: Test): Test =>
    (value) =>
      !isNull(value) && test(value);
  switch (operator) {
    case '_eq': {
      const [form] = forms(column, [wanted]);
      return known((value) => value === form);
    }
    case '_in': {
      const list = typeof wanted === 'string' ? wanted.split(',') : wanted;
      if (!Array.isArray(list)) throw new NotPlayed('_in without a list');
      const set = new Set(forms(column, list));
      return known((value) => set.has(value));
    }
    case '_gt': {
      const [form] = forms(column, [wanted]);
      return known((value) => compareKeys(value as StoredKey, form as StoredKey) > 0);
    }
    default: {
      // As SQLite has it: any case, and `_` and `%` stand for others.
      const pattern = String(wanted)
        .replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
        .replace(/_/g, '.')
        .replace(/%/g, '.*');
      const start = new RegExp(`^${pattern}`, 'is');
      return known((value) => start.test(String(value)));
    }
  }
}

/** Wanted values in the form in which the column holds its own; null equals nothing. */
function forms(column: Column, wanted: readonly unknown[]): unknown[] {
  if (column.type === 'integer') {
    const numbers = wanted.map(Number);
    if (numbers.some(Number.isNaN)) throw invalidQuery('Invalid numeric value');
    return numbers;
  }
  return wanted
    .filter((value) => value !== null)
    .map((value) => String(typeof value === 'boolean' ? Number(value) : value));
}
