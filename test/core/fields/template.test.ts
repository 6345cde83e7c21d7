// Texts over the columns of an item.
import { pathsOf, rendered, templateProblem, valueAt } from '../../../src/core/fields/template';

const TEMPLATE = '{{client.name}} – {{ name }} ({{client.name}})';

it('names each of its columns once, in order', () => {
  expect(pathsOf(TEMPLATE)).toEqual(['client.name', 'name']);
});

it.each([
  [['Ann', 'Cut'], 'Ann – Cut (Ann)'],
  [[null, 'Cut'], '– Cut ()'],
  [[['Ann', 'Bob'], 3], 'Ann, Bob – 3 (Ann, Bob)'],
  [[{ a: 1 }, true], '{"a":1} – true ({"a":1})'],
])('with %j says %j', (raw, expected) => expect(rendered(TEMPLATE, raw)).toBe(expected));

it('[EM1] is unknown where a column is, and empty where it says nothing', () => {
  expect(rendered(TEMPLATE, ['Ann', undefined])).toBeUndefined();
  expect(rendered('{{name}}', [null])).toBeNull();
  expect(rendered(TEMPLATE, [null, ''])).toBeNull();
  expect(rendered(TEMPLATE, [[], null])).toBeNull();
});

it.each([
  ['no field', 'names no field: write it as {{name}} or {{client.name}}'],
  ['{{name', '"{{" and "}}" must enclose a field, such as {{name}} or {{client.name}}'],
  ['{{first name}}', '"{{" and "}}" must enclose a field, such as {{name}} or {{client.name}}'],
  ['{{name}} of {{client.name}}', undefined],
])('%j: %s', (template, problem) => expect(templateProblem(template)).toBe(problem));

it.each<[Record<string, unknown>, string, unknown]>([
  [{ name: 'Cut' }, 'name', 'Cut'],
  [{ client: { name: 'Ann' } }, 'client.name', 'Ann'],
  [{ client: null }, 'client.name', null],
  [{}, 'client.name', undefined],
  [{ client: {} }, 'client.name', undefined],
  [{ guests: [{ email: 'a' }, { email: 'b' }] }, 'guests.email', ['a', 'b']],
  [{ guests: [{ person: { email: 'a' } }, { person: null }] }, 'guests.person.email', ['a', null]],
  [{ guests: [] }, 'guests.email', []],
  [{ guests: [{}] }, 'guests.email', undefined],
])('in %j %s is %j', (row, path, expected) => expect(valueAt(row, path)).toEqual(expected));
