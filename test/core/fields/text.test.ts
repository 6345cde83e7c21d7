// Texts: one column and one member of the event each.
import fc from 'fast-check';
import { text, textForm } from '../../../src/core/fields/text';
import { mapping } from './mapping';

const MAPPING = mapping({ options: ['summary'] });

const summary = text({
  code: 't',
  name: 'summary',
  about: 'A title.',
  required: true,
  safeLength: 10,
  lost: 'Nothing.',
});
const event = (members: object) => ({ id: 'e', ...members });

it('its column has its option’s name', () => {
  expect(summary.columns).toEqual({
    summary: { required: true, holds: 'text', takes: ['template'], about: 'A title.' },
  });
});

it.each<[unknown, unknown, string]>([
  [undefined, undefined, '[EM1] unknown stays unknown'],
  [null, null, 'empty'],
  ['', null, 'Google stores "" as absent, so both are empty'],
  [' ', ' ', 'a blank is a text'],
  ['Talk', 'Talk', 'text as it stands'],
  [12, '12', 'a number column'],
  [0, '0', 'nought is a number'],
  [false, 'false', 'a boolean column'],
  [{ a: 1 }, '{"a":1}', 'a JSON column'],
])('reads of an item %j: %j (%s)', (raw, expected) => expect(summary.ofItem([raw], MAPPING)).toBe(expected));

it.each([
  ['Talk', 'Talk'],
  ['', null],
  [undefined, null],
])('reads of an event %j: %j', (raw, expected) => {
  expect(summary.ofEvent(event(raw === undefined ? {} : { summary: raw }))).toBe(expected);
});

it('what is written is read as the same', () => {
  fc.assert(
    fc.property(fc.option(fc.string({ minLength: 1 })), (value) => {
      expect(summary.ofItem(summary.toItem(value), MAPPING)).toBe(value);
      expect(summary.ofEvent(event(summary.toEvent(value, undefined)) as never)).toBe(value);
    }),
  );
});

it('a patch empties by null; an insert says nothing of what is empty', () => {
  expect(summary.toEvent(null, event({ summary: 'Talk' }))).toEqual({ summary: null });
  expect(summary.toEvent(null, undefined)).toEqual({});
  expect(summary.toEvent('Talk', undefined)).toEqual({ summary: 'Talk' });
});

it.each([
  ['a', 'a', true],
  ['a', 'b', false],
  [' a\r\nb', 'a\nb\n', true],
  ['a\rb', 'a\nb', true],
  ['a b', 'a  b', false],
])('[FI6] %j and %j mean the same: %s', (a, b, expected) => {
  expect(summary.sameMeaning(a, b)).toBe(expected);
  expect(textForm(a) === textForm(b)).toBe(expected);
});
