// What both sides hold of a binding's fields, and hashes of it; keys in every form in which they may be typed.
import fc from 'fast-check';
import { goneForms, keyForms, keysOf, rowKey } from '../../src/core/keys';
import {
  columnsToWrite,
  eventValues,
  hashAfterWrite,
  hashValue,
  rowHashes,
  rowValues,
  sameMeaning,
  type Row,
} from '../../src/core/values';
import { BINDING, END, ROW, START, time, VALUES } from './pairs';

describe('rowValues', () => {
  const row: Row = { id: 7, ...ROW };

  it('[WR5] reads the mapped fields and nothing else', () => {
    expect(rowValues(BINDING, { ...row, secret: 'x' })).toEqual(VALUES);
  });

  it('[EM1] takes no missing column for an empty one', () => {
    const { text: _, ends: __, ...rest } = row;
    expect(rowValues(BINDING, rest)).toEqual({ when: undefined, summary: 'Talk', description: undefined });
  });
});

describe('columnsToWrite', () => {
  it('says every column of a field, in the form in which Directus gives it back', () => {
    expect(columnsToWrite(BINDING, VALUES)).toEqual({
      starts: '2026-03-01T10:00:00.000Z',
      ends: '2026-03-01T11:00:00.000Z',
      name: 'Talk',
      text: 'About calendars',
    });
  });

  it('[WR5] says nothing of other fields, and empties what is null', () => {
    expect(columnsToWrite(BINDING, { summary: null })).toEqual({ name: null });
    expect(columnsToWrite(BINDING, { when: null })).toEqual({ starts: null, ends: null });
  });

  it('[EM1] leaves out what is unknown', () => {
    expect(columnsToWrite(BINDING, { when: undefined, summary: 'Talk' })).toEqual({ name: 'Talk' });
  });
});

describe('eventValues', () => {
  it('reads the mapped fields of an event', () => {
    const event = { id: 'e', start: { dateTime: START }, end: { dateTime: END }, summary: 'Talk', location: 'Hall' };
    expect(eventValues(BINDING, event)).toEqual({ when: time(START, END), summary: 'Talk', description: null });
  });
});

describe('hashes of an item', () => {
  it('[SO1] are what its base says after a write, where Directus stores it as it was sent', () => {
    const hashes = rowHashes(BINDING, columnsToWrite(BINDING, VALUES));
    expect(hashes).toEqual({
      when: hashAfterWrite(BINDING, 'when', VALUES.when),
      summary: hashAfterWrite(BINDING, 'summary', VALUES.summary),
      description: hashAfterWrite(BINDING, 'description', VALUES.description),
    });
  });

  it('[EM1] are unknown where a column is, and of nothing is nothing known', () => {
    expect(rowHashes(BINDING, { ...ROW, ends: undefined }).when).toBeUndefined();
    expect(hashAfterWrite(BINDING, 'summary', undefined)).toBeUndefined();
  });
});

describe('hashValue', () => {
  it('keeps unknown, empty, and the text of one character apart', () => {
    expect(hashValue('summary', undefined)).toBeUndefined();
    const all = [
      hashValue('summary', null),
      hashValue('summary', '0'),
      hashValue('summary', ''),
      hashValue('summary', 'null'),
    ];
    expect(new Set(all).size).toBe(all.length);
    for (const hash of all) expect(hash).toMatch(/^[A-Za-z0-9_-]{8}$/);
  });

  it('differs where texts differ', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (a, b) =>
        expect(hashValue('summary', a) === hashValue('summary', b)).toBe(a === b),
      ),
    );
  });
});

describe('sameMeaning', () => {
  it('is a matter of the field', () => {
    expect(sameMeaning('summary', ' Talk', 'Talk')).toBe(true);
    expect(sameMeaning('when', time(START, END), time(START, START))).toBe(false);
    expect(sameMeaning('when', time(START, END), time(START, END))).toBe(true);
  });

  it.each([
    [null, null, true],
    [null, 'a', false],
    [null, ' ', false],
    [undefined, null, false],
  ])('of %j and %j: %s', (a, b, expected) => expect(sameMeaning('summary', a, b)).toBe(expected));
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

  describe('[DE8] goneForms', () => {
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
