// What setting up finds missing in Directus, and what it would do about it.
import { parseBindings } from '../../../src/core/bindings-file';
import { directusSteps, type Found } from '../../../src/setup/prepare/steps';
import type { Row } from '../../../src/core/values';
import { fieldDefinitions } from '../../../src/setup/prepare/definitions';

const FIELDS = { eventId: 'event', sync: 'sync', start: 'starts', end: 'ends', summary: 'name', description: 'text' };
const bindings = (changes: object = {}) =>
  parseBindings(
    JSON.stringify({
      bindings: [{ id: 'main', collection: 'talks', calendar: 'primary', fields: FIELDS, ...changes }],
    }),
    'test',
  );
const BINDINGS = bindings();

/** Everything as it should be, with changes of fields by name; null: there is no such field. */
function found(changes: Record<string, Row | null> = {}, meta: Row = {}): Found {
  const key = { collection: 'talks', field: 'id', type: 'integer', schema: { is_primary_key: true } };
  const fields = fieldDefinitions(BINDINGS[0]!)
    .filter(({ field }) => changes[field] !== null)
    .map((definition) => ({ collection: 'talks', ...definition, ...changes[definition.field] }));
  const copied = { item_duplication_fields: ['name', 'starts', 'ends', 'text'] };
  return {
    collections: [{ collection: 'talks', meta: { accountability: 'all', ...copied, ...meta } }],
    fields: [key, ...fields],
    presets: [{ collection: 'talks', layout: 'calendar' }],
    flows: [],
  };
}

const codes = (there: Found, of = BINDINGS): string[] => directusSteps(there, of).map(({ code }) => code);

test('nothing is to be done where all is as it should be', () => {
  expect(codes(found())).toEqual([]);
});

test('a collection that is not there is made with all its fields, and a misspelt one is told', () => {
  const [step, bookmark] = directusSteps({ ...found(), collections: [{ collection: 'talk' }], presets: [] }, BINDINGS);
  expect(step).toMatchObject({ code: 'COLLECTION_MISSING', finding: expect.stringContaining('Did you mean "talk"?') });
  const { fields, meta } = step!.calls[0]!.body as { fields: { field: string }[]; meta: Row };
  expect(fields.map(({ field }) => field)).toEqual(['id', 'name', 'starts', 'ends', 'text', 'event', 'sync']);
  expect(meta).toMatchObject({ accountability: 'all', item_duplication_fields: ['name', 'starts', 'ends', 'text'] });
  expect(bookmark).toMatchObject({ code: 'BOOKMARK_MISSING' });
});

test.each(['name', 'starts', 'sync', 'event'])('the field %s is made where it is missing', (field) => {
  const steps = directusSteps(found({ [field]: null }), BINDINGS);
  expect(steps.map(({ code }) => code)).toEqual(['FIELD_MISSING']);
  expect(steps[0]!.calls).toMatchObject([{ method: 'POST', path: '/fields/talks', body: { field } }]);
});

test('a field of a type that does not fit is told, and left as it is', () => {
  const [step] = directusSteps(found({ starts: { type: 'dateTime' } }), BINDINGS);
  expect(step).toMatchObject({ code: 'FIELD_TYPE', calls: [] });
  expect(step!.finding).toBe('talks.starts is of the type dateTime, and the sync needs timestamp there.');
});

test('String and Text are as good as each other', () => {
  expect(codes(found({ name: { type: 'string' }, event: { type: 'text' } }))).toEqual([]);
});

test('an id field that is not unique is made so', () => {
  const steps = directusSteps(found({ event: { schema: { is_unique: false } } }), BINDINGS);
  expect(steps.map(({ code }) => code)).toEqual(['NOT_UNIQUE']);
  expect(steps[0]!.calls).toEqual([
    { method: 'PATCH', path: '/fields/talks/event', body: { schema: { is_unique: true } } },
  ]);
});

test.each([null, 'activity'])('tracking that is %s is turned on', (accountability) => {
  expect(codes(found({}, { accountability }))).toEqual(['TRACKING_OFF']);
});

test.each([[null], [['name', 'event']]])('copies of items that take over %j are told what to take over', (fields) => {
  expect(codes(found({}, { item_duplication_fields: fields }))).toEqual(['COPIED_WITH_ITEMS']);
});

test('a field that people do not copy stays out, and one that is made is copied', () => {
  expect(codes(found({}, { item_duplication_fields: ['name', 'starts'] }))).toEqual([]);
  const steps = directusSteps(found({ ends: null }, { item_duplication_fields: ['name'] }), BINDINGS);
  expect(steps.map(({ code }) => code)).toEqual(['FIELD_MISSING', 'COPIED_WITH_ITEMS']);
  expect(steps[1]!.calls[0]!.body).toEqual({ meta: { item_duplication_fields: ['name', 'ends'] } });
});

test('what people copy besides is kept', () => {
  const there = found({}, { item_duplication_fields: ['name', 'starts', 'ends', 'text', 'speaker', 'sync'] });
  const [step] = directusSteps(there, BINDINGS);
  expect(step!.calls[0]!.body).toEqual({
    meta: { item_duplication_fields: ['name', 'starts', 'ends', 'text', 'speaker'] },
  });
});

test('two bindings of one collection are looked at together', () => {
  const two = [...BINDINGS, ...bindings({ id: 'second', fields: { ...FIELDS, eventId: 'event2', sync: 'sync2' } })];
  const steps = directusSteps(found(), two);
  expect(steps.flatMap(({ calls }) => calls).map(({ body }) => (body as { field?: string }).field)).toEqual([
    'event2',
    'sync2',
  ]);
});
