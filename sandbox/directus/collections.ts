// What a collection that is bound to a calendar looks like in Directus: the definitions that its API takes.
import type { BoundFields } from '../../src/core/binding';
import { fieldDefinitions as definitionsOf, type FieldDefinition } from '../../src/setup/prepare/definitions';

export type KeyType = 'integer' | 'uuid' | 'string';

/** Types of Directus, by option of `bindings.json`. */
export type ColumnTypes = { readonly [option: string]: string | undefined };

/** The names of the fields that one binding needs. `key` is the primary key, "id" when missing. */
export interface CollectionFields {
  key?: string;
  eventId: string;
  sync: string;
  start: string;
  end: string;
  summary?: string | undefined;
  description?: string | undefined;
  problem?: string | undefined;
  /** Options of bindings.json that are there only where they are named. */
  [option: string]: string | undefined;
}

export interface CollectionSpec {
  collection: string;
  fields: CollectionFields;
  keys: KeyType;
  /** Types of the start and the end, where they are no timestamps. */
  types?: ColumnTypes | undefined;
  /** Must be "all" for the sync: with "activity" Directus keeps no revisions, with null no activity either. */
  accountability?: 'all' | 'activity' | null;
  /** A unique index on the event id is recommended; false leaves it out. */
  uniqueEventId?: boolean;
  /** Relations that templates and filters follow. */
  relations?: readonly RelationSpec[];
  /** Further plain text fields, such as the one that archived items are marked in. */
  texts?: readonly string[];
}

/** A collection `<collection>_<field>` with text columns, which items point at, or, where they are many, which points at items. */
export interface RelationSpec {
  field: string;
  isMany: boolean;
  columns: readonly string[];
}

/** What is read of a binding: the fields of `bindings.json` that decide about the collection. */
export interface BindingOfCollection {
  collection: string;
  fields: CollectionFields;
  types?: ColumnTypes;
  /** By option; of guests, a path through a relation to many. */
  templates?: Readonly<Record<string, string | undefined>>;
  /** Paths that are read besides the fields. */
  reads?: readonly string[];
  onEventDeleted?: string | { archive: { field: string } };
}

/** The collections that a list of bindings needs, one entry a binding: two on the same collection are created in turn. */
export function bindingsToCollections(
  bindings: readonly BindingOfCollection[],
  keys: KeyType = 'integer',
): CollectionSpec[] {
  return bindings.map(({ collection, fields, types, templates = {}, reads = [], onEventDeleted }) => ({
    collection,
    fields,
    keys,
    types,
    ...(reads.some((path) => path.includes('.'))
      ? { relations: relationsOf(reads, templates['attendees'] ?? '') }
      : {}),
    texts: [
      ...reads.filter(
        (path) => !path.includes('.') && !Object.values(fields).includes(path) && path !== keyName(fields),
      ),
      ...(typeof onEventDeleted === 'object' ? [onEventDeleted.archive.field] : []),
      ...(fields.problem === undefined ? [] : [fields.problem]),
    ],
  }));
}

/** The name of the primary key. */
export function keyName(fields: CollectionFields): string {
  return fields.key ?? 'id';
}

/** The primary key's definition. Integers and UUIDs are made by Directus, strings are typed by the editor. */
export function keyDefinition(field: string, keys: KeyType): FieldDefinition {
  switch (keys) {
    case 'integer':
      return {
        field,
        type: 'integer',
        schema: { is_primary_key: true, has_auto_increment: true },
        meta: { interface: 'input', hidden: true, readonly: true },
      };
    case 'uuid':
      return {
        field,
        type: 'uuid',
        schema: { is_primary_key: true, length: 36, has_auto_increment: false },
        meta: { interface: 'input', hidden: true, readonly: true, special: ['uuid'] },
      };
    case 'string':
      return {
        field,
        type: 'string',
        schema: { is_primary_key: true, length: 255, has_auto_increment: false },
        meta: { interface: 'input' },
      };
  }
}

/** @param guests the template of guests, which names a relation to many */
function relationsOf(reads: readonly string[], guests: string): RelationSpec[] {
  const paths = reads.map((path) => path.split('.')).filter(({ length }) => length === 2) as [string, string][];
  return [...new Set(paths.map(([field]) => field))].map((field) => ({
    field,
    isMany: guests.includes(`{{${field}.`),
    columns: paths.filter(([first]) => first === field).map(([, column]) => column),
  }));
}

/** All fields of a binding but the primary key, as setting up makes them, in the order of the item form. */
export function fieldDefinitions({
  fields,
  types = {},
  uniqueEventId = true,
  texts = [],
}: CollectionSpec): FieldDefinition[] {
  const bound = { fields: { key: keyName(fields), ...fields } as BoundFields, types };
  const definitions = definitionsOf(bound).map((definition) =>
    definition.field === fields.eventId ? { ...definition, schema: { is_unique: uniqueEventId } } : definition,
  );
  const named = definitions.map(({ field }) => field);
  const others = texts.filter((field) => !named.includes(field));
  return [
    ...definitions,
    ...others.map((field) => ({ field, type: 'text', schema: {}, meta: { interface: 'input' } })),
  ];
}

/**
 * What *Save as Copy* takes over: everything but what ties the item to its event, which a copy must not share.
 * @param known the collection's list so far, or all its fields if it has none
 */
export function duplicationFields(spec: CollectionSpec, known: readonly string[]): string[] {
  const own = [keyName(spec.fields), spec.fields.eventId, spec.fields.sync];
  const names = fieldDefinitions(spec).map((definition) => definition.field);
  return [...new Set([...known, ...names])].filter((name) => !own.includes(name));
}
