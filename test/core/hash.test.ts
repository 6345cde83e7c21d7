// Hashes of columns as Directus gives them: what a base keeps of an item, and flow 4 compares.
import fc from 'fast-check';
import { hashColumns, stableJson, wasEmpty } from '../../src/core/hash';

const column = fc.oneof(fc.constant(null), fc.string(), fc.integer(), fc.boolean(), fc.jsonValue());
const columns = fc.array(column, { minLength: 1, maxLength: 6 });
const isEmpty = (value: unknown): boolean => value === null || value === '';

describe('hashColumns', () => {
  it('is 8 characters that a sync value may hold', () => {
    fc.assert(fc.property(columns, (raw) => expect(hashColumns(raw)).toMatch(/^[A-Za-z0-9_-]{8}$/)));
  });

  it('[EM1] is unknown while one column is', () => {
    expect(hashColumns([undefined])).toBeUndefined();
    expect(hashColumns(['a', undefined])).toBeUndefined();
  });

  it('[ST3] tells which columns were empty', () => {
    fc.assert(
      fc.property(columns, (raw) => {
        const hash = hashColumns(raw)!;
        expect(raw.map((_, i) => wasEmpty(hash, i))).toEqual(raw.map(isEmpty));
      }),
    );
  });

  it('differs where a column holds something else, or in another place, or is of another type', () => {
    const all = [
      ['a', 'b'],
      ['b', 'a'],
      ['ab', ''],
      ['a', null],
      [null, 'a'],
      ['1', 'b'],
      [1, 'b'],
      [['a', 'b']],
      ['a'],
    ];
    expect(new Set(all.map((raw) => hashColumns(raw))).size).toBe(all.length);
  });

  it('tells an empty text from nothing, and both are empty', () => {
    expect(hashColumns([''])).not.toBe(hashColumns([null]));
    expect([wasEmpty(hashColumns([''])!, 0), wasEmpty(hashColumns([null])!, 0)]).toEqual([true, true]);
  });

  it('tells nothing of a seventh column, and still hashes it', () => {
    const six = ['', '', '', '', '', ''];
    expect(hashColumns([...six, 'x'])).not.toBe(hashColumns([...six, null]));
    expect(hashColumns([...six, 'x'])!.charAt(0)).toBe(hashColumns([...six, null])!.charAt(0));
  });

  it('[ST3] does not depend on the order of members of an object', () => {
    const [one, other] = [
      { a: 1, b: { c: [{ d: 1, e: 2 }] } },
      { b: { c: [{ e: 2, d: 1 }] }, a: 1 },
    ];
    expect(hashColumns([one])).toBe(hashColumns([other]));
    expect(hashColumns([[1, 2]])).not.toBe(hashColumns([[2, 1]]));
  });
});

it('stableJson is JSON: what it says is what it was given', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) =>
      expect(JSON.parse(stableJson(value))).toEqual(JSON.parse(JSON.stringify(value))),
    ),
  );
});
