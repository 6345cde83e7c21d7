// Reading by query: which fields, which rows, how many, in which order.
import { placeOf, type StoredRow, type View } from './database';
import { noFields, NotPlayed } from './errors';
import type { Faults } from './faults';
import { compileFilter, type CompiledFilter } from './filters';
import { ACTIVITY, type Table } from './schema';

const MEMBERS = ['fields', 'filter', 'sort', 'limit', 'offset', 'aggregate', 'groupBy'];
/** QUERY_LIMIT_DEFAULT: https://directus.com/docs/configuration/general */
const DEFAULT_LIMIT = 100;

interface Read {
  view: View;
  table: Table;
  faults: Faults;
  nowMs: number;
}

/**
 * What `readByQuery` answers a flow that may see everything.
 * @throws DirectusError FORBIDDEN for a field that is missing, INVALID_QUERY
 */
export function readByQuery(read: Read, query: Readonly<Record<string, unknown>>): Record<string, unknown>[] {
  const unknown = Object.keys(query).find((name) => !MEMBERS.includes(name));
  if (unknown !== undefined) throw new NotPlayed(`The query parameter ${unknown}`);
  const { table, nowMs } = read;
  const filter = compileFilter(table, query['filter'] ?? {}, nowMs);
  const isGrouped = query['aggregate'] !== undefined || query['groupBy'] !== undefined;
  const fields = listed(query['fields'] ?? (isGrouped ? query['groupBy'] : [...table.columns.keys()]));
  checkFields(table, [...filter.fields, ...fields.filter((field) => !isOfActivity(table, field))]);
  const limit = limitOf(read.faults, query['limit']);
  if (isGrouped) return grouped(read, query, filter, limit);
  const offset = Number(query['offset'] ?? 0);
  const found = matching(read, filter, isDescending(table, query['sort']), offset + limit).slice(offset);
  return found.map((row) => shown(read, row, fields));
}

function listed(value: unknown): string[] {
  if (!Array.isArray(value) || value.some((name) => typeof name !== 'string'))
    throw new NotPlayed(`Fields that are no list: ${JSON.stringify(value)}`);
  return value as string[];
}

function checkFields(table: Table, fields: readonly string[]): void {
  const missing = [...new Set(fields)].filter((field) => !table.columns.has(field));
  if (missing.length > 0) throw noFields(table.name, missing);
}

function limitOf({ queryLimitMax }: Faults, limit: unknown): number {
  const most = queryLimitMax ?? Infinity;
  if (limit === undefined) return Math.min(DEFAULT_LIMIT, most);
  if (typeof limit !== 'number') throw new NotPlayed(`The limit ${JSON.stringify(limit)}`);
  return limit === -1 ? most : limit;
}

/** Rows come in the order of their keys, if the query names none. */
function isDescending(table: Table, sort: unknown): boolean {
  if (sort === undefined) return false;
  const [first, ...more] = listed(sort);
  if (more.length > 0 || (first !== table.key && first !== `-${table.key}`))
    throw new NotPlayed(`Sorting ${table.name} by ${JSON.stringify(sort)}`);
  return first!.startsWith('-');
}

/** Looks at no more rows than it has to: logs are long, and mostly their end is asked for. */
function matching({ view, table }: Read, filter: CompiledFilter, descending: boolean, limit: number): StoredRow[] {
  const rows = view.rows(table.name);
  const first = filter.after === undefined ? 0 : placeOf(rows, table.key, filter.after);
  const found: StoredRow[] = [];
  for (let i = first; i < rows.length && found.length < limit; i++) {
    const row = rows[descending ? rows.length - 1 - (i - first) : i]!;
    if (filter.test(row)) found.push(row);
  }
  return found;
}

function isOfActivity(table: Table, field: string): boolean {
  return table.name === 'directus_revisions' && /^activity\.\w+$/.test(field) && ACTIVITY.columns.has(field.slice(9));
}

function shown({ view, table, faults }: Read, row: StoredRow, fields: readonly string[]): Record<string, unknown> {
  const hidden = faults.hidden.get(table.name);
  const result: Record<string, unknown> = {};
  for (const field of fields) {
    if (hidden?.has(field)) continue;
    if (!isOfActivity(table, field)) result[field] = row[field] ?? null;
    else {
      const activity = view.get('directus_activity', row['activity'] as number);
      const name = field.slice('activity.'.length);
      result['activity'] = activity ? { ...(result['activity'] as object), [name]: activity[name] ?? null } : null;
    }
  }
  return result;
}

/** The one aggregate that the flows use: the highest id of each group. */
function grouped(
  read: Read,
  { aggregate, groupBy, sort }: Readonly<Record<string, unknown>>,
  filter: CompiledFilter,
  limit: number,
): Record<string, unknown>[] {
  const [field, ...more] = listed(groupBy);
  if (JSON.stringify(aggregate) !== '{"max":["id"]}' || more.length > 0 || sort !== undefined)
    throw new NotPlayed(`The aggregate ${JSON.stringify({ aggregate, groupBy, sort })}`);
  const groups = new Map<unknown, unknown>();
  for (const row of matching(read, filter, false, Infinity)) groups.set(row[field!], row['id']);
  return [...groups].map(([value, id]) => ({ [field!]: value, max: { id } })).slice(0, limit);
}
