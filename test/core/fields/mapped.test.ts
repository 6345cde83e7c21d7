// Which fields a binding maps, and their columns.
import { columnsOf, fieldOfColumn, mappedFields } from '../../../src/core/fields/mapped';
import { FIELD_NAMES, FIELDS } from '../../../src/core/fields';
import { BINDING } from '../pairs';

it('a binding maps the fields whose columns it names', () => {
  expect(mappedFields(BINDING)).toEqual(['when', 'summary', 'description']);
});

it('the columns of a field come in the order in which it reads them', () => {
  expect(columnsOf(BINDING, 'when')).toEqual(['starts', 'ends']);
  expect(columnsOf(BINDING, 'description')).toEqual(['text']);
});

it.each([
  ['starts', 'when'],
  ['ends', 'when'],
  ['name', 'summary'],
  ['event', undefined],
  ['status', undefined],
  [undefined, undefined],
])('the column %j belongs to the field %j', (column, name) => {
  expect(fieldOfColumn(BINDING, column)).toBe(name);
});

it('every field has a letter of its own, by which a base knows it', () => {
  const codes = FIELD_NAMES.map((name) => FIELDS[name].code);
  expect(new Set(codes).size).toBe(codes.length);
  for (const code of codes) expect(code).toMatch(/^[a-z]$/);
});
