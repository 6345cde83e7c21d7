// The definitions of bound collections: what is asked of Directus, without one.
import {
  bindingsToCollections,
  duplicationFields,
  fieldDefinitions,
  keyDefinition,
  type CollectionSpec,
} from '../../../sandbox/directus/collections';

const FIELDS = {
  eventId: 'calendar_event_id',
  sync: 'calendar_event_sync',
  start: 'calendar_event_start',
  end: 'calendar_event_end',
  summary: 'name',
  description: 'description',
};

const SPEC: CollectionSpec = { collection: 'collection1', fields: FIELDS, keys: 'integer' };

function definition(name: string, spec = SPEC): ReturnType<typeof fieldDefinitions>[number] | undefined {
  return fieldDefinitions(spec).find(({ field }) => field === name);
}

test('each binding becomes a collection with the key type asked for', () => {
  const bindings = [
    { collection: 'a', fields: FIELDS, onEventDeleted: 'delete' },
    { collection: 'b', fields: FIELDS, onEventDeleted: { archive: { field: 'status', value: 'archived' } } },
  ];
  expect(bindingsToCollections(bindings, 'uuid')).toEqual([
    { collection: 'a', fields: FIELDS, keys: 'uuid', texts: [] },
    { collection: 'b', fields: FIELDS, keys: 'uuid', texts: ['status'] },
  ]);
});

test('the event id is unique, unless that is switched off', () => {
  expect(definition('calendar_event_id')?.schema).toEqual({ is_unique: true });
  expect(definition('calendar_event_id', { ...SPEC, uniqueEventId: false })?.schema).toEqual({ is_unique: false });
});

test('start and end are timestamps, name and description texts, the sync field is hidden', () => {
  const types = Object.fromEntries(fieldDefinitions(SPEC).map(({ field, type }) => [field, type]));
  expect(types).toMatchObject({
    calendar_event_start: 'timestamp',
    calendar_event_end: 'timestamp',
    name: 'text',
    description: 'text',
    calendar_event_sync: 'text',
  });
  expect(definition('calendar_event_sync')?.meta).toMatchObject({ hidden: true });
});

test('a binding may name other types, and columns that say whether it is days, and in which zone', () => {
  const spec = {
    ...SPEC,
    fields: { ...FIELDS, allDay: 'whole_day', timeZone: 'zone' },
    types: { start: 'dateTime', end: 'dateTime' },
  };
  const types = Object.fromEntries(fieldDefinitions(spec).map(({ field, type }) => [field, type]));
  expect(types).toMatchObject({
    calendar_event_start: 'dateTime',
    calendar_event_end: 'dateTime',
    whole_day: 'boolean',
    zone: 'text',
  });
});

test('a copy of an item takes over everything but key, event id and sync', () => {
  const archived = { ...SPEC, texts: ['status'] };
  expect(duplicationFields(archived, [])).toEqual([
    'name',
    'calendar_event_start',
    'calendar_event_end',
    'description',
    'status',
  ]);
});

test('a second binding of the same collection adds its fields and takes its own two out', () => {
  const second = { ...SPEC, fields: { ...FIELDS, key: 'number', eventId: 'id2', sync: 'sync2', start: 'start2' } };
  expect(duplicationFields(second, ['number', 'name', 'id2', 'other'])).toEqual([
    'name',
    'other',
    'start2',
    'calendar_event_end',
    'description',
  ]);
});

test('only integer keys count up by themselves, only UUIDs are made by Directus', () => {
  expect(keyDefinition('id', 'integer').schema).toMatchObject({ has_auto_increment: true });
  expect(keyDefinition('id', 'uuid').meta).toMatchObject({ special: ['uuid'] });
  expect(keyDefinition('code', 'string')).toMatchObject({ field: 'code', schema: { has_auto_increment: false } });
});
