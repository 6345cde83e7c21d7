// The tables that the bindings need, and those of Directus' own that the flows read.
import type { Binding } from '../binding';
import {
  bindingsToCollections,
  fieldDefinitions,
  keyDefinition,
  type KeyType,
} from '../../sandbox/directus/collections';
import type { FieldDefinition } from '../../src/setup/prepare/definitions';

export type ColumnType =
  'integer' | 'uuid' | 'string' | 'text' | 'timestamp' | 'dateTime' | 'date' | 'boolean' | 'json';

export interface Column {
  name: string;
  type: ColumnType;
  /** Holds event ids: its unique index can be taken away. */
  isEventId: boolean;
  isReadonly: boolean;
}

export interface Table {
  name: string;
  key: string;
  keyType: 'integer' | 'uuid' | 'string';
  columns: Map<string, Column>;
}

/** Tables of the bound collections, by name; `texts` are further plain text fields of each. */
export function boundTables(
  bindings: readonly Binding[],
  types: KeyType | Readonly<Record<string, KeyType>>,
  texts: readonly string[],
): Map<string, Table> {
  const tables = new Map<string, Table>();
  for (const spec of bindingsToCollections(bindings)) {
    const keys = typeof types === 'string' ? types : types[spec.collection]!;
    const key = spec.fields.key ?? 'id';
    const columns =
      tables.get(spec.collection)?.columns ?? new Map([[key, boundColumn(keyDefinition(key, keys), false)]]);
    const more = texts.map((field) => ({ field, type: 'text', meta: {} }));
    for (const definition of [...fieldDefinitions(spec), ...more])
      if (!columns.has(definition.field))
        columns.set(definition.field, boundColumn(definition, definition.field === spec.fields.eventId));
    tables.set(spec.collection, { name: spec.collection, key, keyType: keys, columns });
  }
  return tables;
}

function boundColumn(
  { field, type, meta }: Pick<FieldDefinition, 'field' | 'type' | 'meta'>,
  isEventId: boolean,
): Column {
  return { ...column(field, type), isEventId, isReadonly: meta['readonly'] === true };
}

function column(name: string, type: string): Column {
  return { name, type: type as ColumnType, isEventId: false, isReadonly: false };
}

const SPECIALS: Partial<Record<ColumnType, string>> = {
  timestamp: 'cast-timestamp',
  boolean: 'cast-boolean',
  json: 'cast-json',
  uuid: 'uuid',
};

/** What Directus puts down of a column by itself: SQLite has no type for a moment or a boolean, and UUIDs are made. */
export function specialOf({ type }: Column): string[] | null {
  return SPECIALS[type] === undefined ? null : [SPECIALS[type]];
}

function systemTable(name: string, key: string, fields: Record<string, ColumnType>): Table {
  const columns = new Map(Object.entries(fields).map(([field, type]) => [field, column(field, type)]));
  return { name, key, keyType: fields[key] as Table['keyType'], columns };
}

export const ACTIVITY = systemTable('directus_activity', 'id', {
  id: 'integer',
  action: 'string',
  user: 'uuid',
  timestamp: 'timestamp',
  ip: 'string',
  user_agent: 'string',
  collection: 'string',
  item: 'string',
  origin: 'string',
});

export const REVISIONS = systemTable('directus_revisions', 'id', {
  id: 'integer',
  activity: 'integer',
  collection: 'string',
  item: 'string',
  data: 'json',
  delta: 'json',
  parent: 'integer',
  version: 'uuid',
});

/** Tables that have no rows of their own here: what they show is made from the collections and flows. */
export const COLLECTIONS = systemTable('directus_collections', 'collection', {
  collection: 'string',
  accountability: 'string',
});
export const FIELDS = systemTable('directus_fields', 'id', {
  id: 'integer',
  collection: 'string',
  field: 'string',
  special: 'json',
  readonly: 'string',
  required: 'string',
});
/** Bound collections point at nothing. */
export const RELATIONS = systemTable('directus_relations', 'id', {
  id: 'integer',
  many_collection: 'string',
  many_field: 'string',
});
export const FLOWS = systemTable('directus_flows', 'id', { id: 'uuid', name: 'string', status: 'string' });
