// Canonical values and their prints; keys in every form in which they may be typed.
import fc from 'fast-check';
import type { FieldName } from '../../src/core/fields';
import { canonicalValue, hashValue, rowValues, sameMeaning, type Value } from '../../src/core/values';
import { goneForms, keyForms, keysOf, rowKey } from '../../src/core/keys';
import { BINDING } from './pairs';

describe('canonicalValue', () => {
  it.each<[FieldName, unknown, Value, string]>([
    ['summary', undefined, undefined, '[R3] unknown stays unknown'],
    ['summary', null, null, 'empty'],
    ['summary', '', null, 'Google stores "" as absent, so both are empty'],
    ['summary', ' ', ' ', 'a blank is a text'],
    ['summary', 'Talk', 'Talk', 'text as it stands'],
    ['summary', 12, '12', 'a number field mapped to a text'],
    ['summary', false, 'false', 'a boolean mapped to a text'],
    ['description', { a: 1 }, '{"a":1}', 'a JSON field mapped to a text'],
    ['start', '2026-03-01T10:00:00.500Z', '2026-03-01T10:00:00Z', '[R4] a moment'],
    ['start', null, null, 'no moment'],
    ['start', undefined, undefined, 'an unknown moment'],
    ['start', 'tomorrow', 'not a moment: tomorrow', 'what names no moment, kept for the report'],
    ['end', '2026-03-01', 'not a moment: 2026-03-01', 'a day where a moment is wanted'],
  ])('makes of %s %j: %j (%s)', (name, raw, expected) => expect(canonicalValue(name, raw)).toBe(expected));

  it('changes nothing the second time', () => {
    fc.assert(
      fc.property(fc.constantFrom('start', 'summary'), fc.string(), (name, raw) => {
        const once = canonicalValue(name, raw);
        if (once?.startsWith('not a moment: ')) return;
        expect(canonicalValue(name, once)).toBe(once);
      }),
    );
  });
});

describe('rowValues', () => {
  const row = { id: 7, starts: '2026-03-01T10:00:00.000Z', ends: null, name: 'Talk', text: '' };

  it('[R9] reads the mapped fields and nothing else', () => {
    expect(rowValues(BINDING, { ...row, ends: '2026-03-01T11:00:00.000Z', secret: 'x' })).toEqual({
      start: '2026-03-01T10:00:00Z',
      end: '2026-03-01T11:00:00Z',
      summary: 'Talk',
      description: null,
    });
  });

  it('lets an item without an end end when it starts', () => {
    expect(rowValues(BINDING, row).end).toBe('2026-03-01T10:00:00Z');
    expect(rowValues(BINDING, { ...row, starts: null }).end).toBeNull();
  });

  it('[R3] does not take a missing end for an empty one', () => {
    const { ends: _, ...withoutEnd } = row;
    expect(rowValues(BINDING, withoutEnd).end).toBeUndefined();
  });
});

describe('hashValue', () => {
  it('keeps unknown, empty, and the text of one character apart', () => {
    expect(hashValue(undefined)).toBeUndefined();
    const all = [hashValue(null), hashValue('0'), hashValue(''), hashValue('null')];
    expect(new Set(all).size).toBe(all.length);
    for (const print of all) expect(print).toMatch(/^[A-Za-z0-9_-]{8}$/);
  });

  it('differs where texts differ', () => {
    fc.assert(fc.property(fc.string(), fc.string(), (a, b) => expect(hashValue(a) === hashValue(b)).toBe(a === b)));
  });
});

describe('sameMeaning', () => {
  it.each([
    ['a', 'a', true],
    ['a', 'b', false],
    [' a\r\nb', 'a\nb\n', true],
    ['a\rb', 'a\nb', true],
    ['a b', 'a  b', false],
    [null, null, true],
    [null, 'a', false],
    [null, ' ', false],
    [undefined, null, false],
  ])('of %j and %j: %s', (a, b, expected) => expect(sameMeaning(a, b)).toBe(expected));
});

describe('keyForms', () => {
  const uuid = 'A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11';
  it.each([
    [1, ['1']],
    ['1', ['1']],
    ['01', ['01', '1']],
    ['+5', ['+5', '5']],
    ['-3', ['-3']],
    [' 12 ', ['12']],
    ['1e3', ['1e3']],
    ['12345678901234567890', ['12345678901234567890']],
    [uuid, [uuid, uuid.toLowerCase()]],
    [uuid.toLowerCase(), [uuid.toLowerCase()]],
    ['Room A', ['Room A']],
    ['', ['']],
  ])('of %j: %j', (typed, forms) => expect(keyForms(typed)).toEqual(forms));

  it('always hold the form that Directus answers for an integer or a UUID', () => {
    fc.assert(
      fc.property(fc.integer(), (key) => expect(keyForms(`0${Math.abs(key)}`)).toContain(String(Math.abs(key)))),
    );
    fc.assert(fc.property(fc.uuid(), (key) => expect(keyForms(key.toUpperCase())).toContain(key)));
  });

  describe('[R22] goneForms', () => {
    it.each([
      ['01', [], ['01', '1']],
      ['01', [1], []],
      ['01', ['1'], ['01']],
      ['01', ['01'], []],
      ['1', ['01'], ['1']],
      ['1', ['1'], []],
      [7, [7], []],
      [7, [8], ['7']],
      ['ABCDEF01-2345-4678-9abc-def012345678', ['abcdef01-2345-4678-9abc-def012345678'], []],
      ['a', ['b'], ['a']],
    ])('of %j where %j are there: %j', (typed, keys, gone) => {
      const rows = keys.map((id) => ({ id }));
      expect(goneForms(typed, keysOf(BINDING, rows))).toEqual(gone);
    });
  });
});

it('rowKey gives the key as text, whatever its type', () => {
  expect(rowKey(BINDING, { id: 7 })).toBe('7');
  expect(rowKey({ fields: { ...BINDING.fields, key: 'code' } }, { id: 7, code: 'R/1' })).toBe('R/1');
});
