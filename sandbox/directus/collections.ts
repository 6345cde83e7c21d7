// What a collection that is bound to a calendar looks like in Directus: the definitions that its API takes.

export type KeyType = 'integer' | 'uuid' | 'string';

/** Types of Directus, by option of `bindings.json`. */
export type TimeTypes = { readonly [Option in 'start' | 'end']?: string | undefined };

/** The names of the fields that one binding needs. `key` is the primary key, "id" when missing. */
export interface CollectionFields {
  key?: string;
  eventId: string;
  sync: string;
  start: string;
  end: string;
  allDay?: string | undefined;
  timeZone?: string | undefined;
  summary: string;
  description: string;
  problem?: string;
}

export interface CollectionSpec {
  collection: string;
  fields: CollectionFields;
  keys: KeyType;
  /** Types of the start and the end, where they are no timestamps. */
  types?: TimeTypes | undefined;
  /** Must be "all" for the sync: with "activity" Directus keeps no revisions, with null no activity either. */
  accountability?: 'all' | 'activity' | null;
  /** A unique index on the event id is recommended; false leaves it out. */
  uniqueEventId?: boolean;
  /** Further plain text fields, such as the one that archived items are marked in. */
  texts?: readonly string[];
}

/** A field as `POST /fields/<collection>` takes it: https://docs.directus.io/reference/system/fields.html */
export interface FieldDefinition {
  field: string;
  type: string;
  schema: Record<string, unknown>;
  meta: Record<string, unknown>;
}

/** What is read of a binding: the fields of `bindings.json` that decide about the collection. */
export interface BindingOfCollection {
  collection: string;
  fields: CollectionFields;
  types?: TimeTypes;
  onEventDeleted?: string | { archive: { field: string } };
}

/** The collections that a list of bindings needs, one entry a binding: two on the same collection are created in turn. */
export function bindingsToCollections(
  bindings: readonly BindingOfCollection[],
  keys: KeyType = 'integer',
): CollectionSpec[] {
  return bindings.map(({ collection, fields, types, onEventDeleted }) => ({
    collection,
    fields,
    keys,
    types,
    texts: [
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

function flag(field: string): FieldDefinition {
  return { field, type: 'boolean', schema: {}, meta: { interface: 'boolean', special: ['cast-boolean'] } };
}

/** All fields of a binding but the primary key, in the order of the item form. */
export function fieldDefinitions(spec: CollectionSpec): FieldDefinition[] {
  const { fields, types, uniqueEventId = true, texts = [] } = spec;
  const text = (field: string, meta: Record<string, unknown>): FieldDefinition => ({
    field,
    type: 'text',
    schema: {},
    meta,
  });
  const time = (option: keyof TimeTypes): FieldDefinition => ({
    field: fields[option],
    type: types?.[option] ?? 'timestamp',
    schema: {},
    meta: { interface: 'datetime', width: 'half' },
  });
  return [
    text(fields.summary, { interface: 'input' }),
    time('start'),
    time('end'),
    ...(fields.allDay === undefined ? [] : [flag(fields.allDay)]),
    ...(fields.timeZone === undefined ? [] : [text(fields.timeZone, { interface: 'input' })]),
    text(fields.description, { interface: 'input-multiline' }),
    ...texts.map((field) => text(field, { interface: 'input' })),
    {
      field: fields.eventId,
      type: 'string',
      schema: { is_unique: uniqueEventId },
      meta: { interface: 'input', readonly: true, note: 'The Google Calendar event of this item' },
    },
    text(fields.sync, { interface: 'input', hidden: true, readonly: true }),
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
