// Filters on rows. That Directus decides the same is held by test/e2e/filter.test.ts, but for what SQLite does otherwise.
import fc from 'fast-check';
import { filterPaths, matches } from '../../../src/core/filter';

type Row = Record<string, unknown>;

describe('the columns of a filter', () => {
  it.each<[unknown, string[]]>([
    [{}, []],
    [{ status: 'a', _or: [{ status: { _eq: 'b' } }, { start: { _null: true } }] }, ['status', 'start']],
    [{ client: { city: 'Bonn', country: { name: 'de' } } }, ['client.city', 'client.country.name']],
    [{ client: { _or: [{ city: 'Bonn' }, { size: { _gt: 5, _lt: 9 } }] } }, ['client.city', 'client.size']],
    [{ client: { _eq: 5 } }, ['client']],
  ])('of %j are %j', (filter, paths) => expect(filterPaths(filter)).toEqual(paths));

  it('a relation that is looked into is read by its columns alone', () => {
    expect(filterPaths({ client: { _nnull: true, city: 'Bonn' }, client_name: 'x' })).toEqual([
      'client.city',
      'client_name',
    ]);
  });
});

describe('a column that is null', () => {
  it.each<[unknown, boolean]>([
    [{ a: { _eq: 'x' } }, false],
    [{ a: { _neq: 'x' } }, false],
    [{ a: { _eq: null } }, true],
    [{ a: { _neq: null } }, false],
    [{ a: { _nin: ['x'] } }, false],
    [{ a: { _lt: 5 } }, false],
    [{ a: { _nbetween: [1, 5] } }, false],
    [{ a: { _ncontains: 'x' } }, false],
    [{ a: { _null: true } }, true],
    [{ a: { _null: false } }, false],
    [{ a: { _nnull: true } }, false],
    [{ a: { _empty: true } }, true],
    [{ a: { _nempty: true } }, false],
    [{ a: { b: { _null: true } } }, true],
    [{ a: { b: { _neq: 'x' } } }, false],
  ])('and %j: %s', (filter, expected) => expect(matches(filter, { a: null })).toBe(expected));
});

describe('values that are written differently', () => {
  it.each<[column: unknown, condition: object, boolean | undefined]>([
    [5, { _eq: '5' }, true],
    ['5', { _eq: 5 }, true],
    ['9.50', { _lt: 10 }, true],
    ['9.50', { _lt: '10' }, true],
    ['9007199254740993', { _eq: '9007199254740993' }, true],
    [true, { _eq: 1 }, true],
    [0, { _eq: 'false' }, true],
    [false, { _in: ['x', '0'] }, true],
    ['true', { _eq: true }, true],
    ['2026-05-01', { _eq: '2026-05-01T00:00:00' }, true],
    ['2026-05-01T00:00:00.000Z', { _eq: '2026-05-01' }, true],
    ['2026-05-01T00:00:00.000Z', { _eq: '2026-05-01T02:00:00+02:00' }, true],
    ['2026-05-01T00:00:00.001Z', { _gt: '2026-05-01' }, true],
    ['2026-05-01T10:30:00', { _lte: '2026-05-01T10:30' }, true],
    ['10:00:00', { _eq: '10:00' }, true],
    ['10:00:00', { _between: ['09:00', '10:00'] }, true],
    ['2026-02-31', { _eq: '2026-03-03' }, false],
    [['a', 'b'], { _eq: 'a,b' }, true],
    [['a', 'b'], { _contains: ',' }, true],
    [[], { _empty: true }, true],
  ])('%j and %j: %s', (column, condition, expected) => expect(matches({ a: condition }, { a: column })).toBe(expected));
});

describe('texts', () => {
  it.each<[string, object, boolean]>([
    ['Alpha', { _contains: 'alp' }, false],
    ['Alpha', { _icontains: 'ALP' }, true],
    ['Ärger', { _istarts_with: 'äR' }, true],
    ['Alpha', { _starts_with: 'Al' }, true],
    ['Alpha', { _nstarts_with: 'Al' }, false],
    ['Alpha', { _ends_with: 'pha' }, true],
    ['Alpha', { _niends_with: 'PHA' }, false],
    ['500 %', { _contains: '5_0' }, true],
    ['one\ntwo', { _contains: 'e%t' }, true],
    ['a.b', { _contains: 'a*b' }, false],
    ['a\\b', { _contains: '\\' }, true],
    ['(x+y)*', { _eq: '(x+y)*' }, true],
    ['', { _empty: true }, true],
    ['', { _null: true }, false],
    ['', { _in: [''] }, true],
    ['x', { _empty: false }, true],
  ])('%j and %j: %s', (column, condition, expected) => expect(matches({ a: condition }, { a: column })).toBe(expected));
});

describe('what is not decided', () => {
  it.each<[string, unknown, Row, boolean | undefined]>([
    ['a column that is not there', { a: { _null: true } }, {}, undefined],
    ['a relation that came as its key', { client: { city: 'Bonn' } }, { client: 5 }, undefined],
    ['a relation whose column is not there', { client: { city: 'Bonn' } }, { client: {} }, undefined],
    ['a relation to many', { guests: { name: 'Ada' } }, { guests: [{ name: 'Ada' }] }, undefined],
    ['a relation as an object, compared as a key', { client: { _eq: 5 } }, { client: { id: 5 } }, undefined],
    ['a relation as an object, which is none too few', { client: { _nnull: true } }, { client: { id: 5 } }, true],
    ['a number and a text that is none', { a: { _neq: 'abc' } }, { a: 5 }, undefined],
    ['an order of texts', { a: { _gt: 'abc' } }, { a: 'b' }, undefined],
    ['a list in which the answer stands', { a: { _in: ['abc', 5] } }, { a: 5 }, true],
    ['a list in which it may stand', { a: { _nin: ['abc', 6] } }, { a: 5 }, undefined],
    ['a text in a number', { a: { _contains: '5' } }, { a: 5 }, undefined],
    ['beside what does not hold', { a: 1, b: 1 }, { b: 2 }, false],
    ['beside what holds', { a: 1, b: 1 }, { b: 1 }, undefined],
    ['or what holds', { _or: [{ a: 1 }, { b: 1 }] }, { b: 1 }, true],
    ['or what does not hold', { _or: [{ a: 1 }, { b: 1 }] }, { b: 2 }, undefined],
  ])('%s', (_name, filter, row, expected) => expect(matches(filter, row)).toBe(expected));

  const condition = fc.record({
    column: fc.constantFrom('a', 'b', 'c'),
    operator: fc.constantFrom('_eq', '_neq', '_lt', '_gte'),
    value: fc.integer({ min: 0, max: 2 }),
  });
  const { filter: anyFilter } = fc.letrec<{ filter: Row }>((tie) => ({
    filter: fc.oneof(
      { depthSize: 'small' },
      condition.map(({ column, operator, value }) => ({ [column]: { [operator]: value } })),
      fc.array(tie('filter'), { minLength: 1, maxLength: 3 }).map((of) => ({ _and: of })),
      fc.array(tie('filter'), { minLength: 1, maxLength: 3 }).map((of) => ({ _or: of })),
    ),
  }));
  const value = fc.constantFrom(0, 1, 2, null);

  it('an answer that is given without a column is the one that any value of it has', () => {
    const row = fc.record({ a: value, b: value, c: value });
    fc.assert(
      fc.property(anyFilter, row, fc.subarray(['a', 'b', 'c']), (filter, whole, missing) => {
        const part = Object.fromEntries(Object.entries(whole).filter(([column]) => !missing.includes(column)));
        const [known, ofPart] = [matches(filter, whole), matches(filter, part)];
        expect(known).toBeDefined();
        expect([known, undefined]).toContain(ofPart);
        if (filterPaths(filter).every((path) => path in part)) expect(ofPart).toBe(known);
      }),
    );
  });
});

it('everything matches the empty filter', () => expect(matches({}, {})).toBe(true));

it('several members of one object must all hold', () => {
  const filter = { a: { _gt: 1, _lt: 5 }, b: 'x' };
  expect(matches(filter, { a: 3, b: 'x' })).toBe(true);
  expect(matches(filter, { a: 5, b: 'x' })).toBe(false);
  expect(matches(filter, { a: 3, b: 'y' })).toBe(false);
});

it('a filter with problems is not evaluated', () => {
  expect(() => matches({ a: { _eqq: 1 } }, { a: 1 })).toThrow('a._eqq: there is no such operator');
});
