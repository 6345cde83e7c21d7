// Filters over the columns of filter-table.ts: each operator by itself, and nested at random.
import fc from 'fast-check';
import { REFS } from './filter-table';

export type Filter = Record<string, unknown>;

const IN_ANY_CASE = ['_icontains', '_istarts_with', '_nistarts_with', '_iends_with', '_niends_with'];
const IN_THIS_CASE = ['_contains', '_ncontains', '_starts_with', '_nstarts_with', '_ends_with', '_nends_with'];

interface Asked {
  /** The names of relations before it are parted by dots. */
  column: string;
  operators: readonly string[];
  values: readonly unknown[];
}

/** What is asked of columns that are orderable: single values, lists and pairs. */
function orderable(column: string, values: readonly unknown[]): Asked[] {
  const pairs = values.slice(1).map((value, i) => [values[i], value]);
  return [
    { column, operators: ['_eq', '_lt', '_gte'], values },
    { column, operators: ['_neq', '_lte', '_gt'], values: values.slice(0, 2) },
    { column, operators: ['_in', '_nin'], values: [values, values.slice(0, 1)] },
    { column, operators: ['_between'], values: pairs },
    { column, operators: ['_nbetween'], values: pairs.slice(0, 1) },
    emptiness(column),
  ];
}

function emptiness(column: string): Asked {
  return { column, operators: ['_null', '_nnull'], values: [true, false] };
}

/** Values that a text may be compared with, none of which is in a known difference. */
const TITLES = ['Alpha', '500', "O'Neil (x+y)*", 'two\nlines', '1.5', 'nobody'];

const ASKED: readonly Asked[] = [
  { column: 'title', operators: ['_eq', '_neq'], values: [...TITLES, 500, 1.5, null] },
  { column: 'title', operators: ['_in', '_nin'], values: [TITLES, ['Alpha', 500], ['', 'Zulu']] },
  { column: 'title', operators: ['_empty', '_nempty', '_null', '_nnull'], values: [true, false] },
  // Wildcards, regular expressions' own characters, line breaks, a character of two units.
  { column: 'title', operators: ['_icontains'], values: ['ALP', '50%', 'b_ta', '(x+y)*', 'o\nl', '_ smile', 'a\\b'] },
  { column: 'title', operators: IN_ANY_CASE, values: ['alPHA', 'z', '5', 'A', '😀'] },
  { column: 'title', operators: IN_THIS_CASE, values: ['50', '%5', 'ä', '.'] },
  { column: 'code', operators: [...IN_THIS_CASE, ...IN_ANY_CASE], values: ['red', 'r', 'e%r', '__d'] },
  { column: 'code', operators: ['_empty', '_nempty'], values: [true, false] },
  ...orderable('count', [-3, 0, 5, 2_147_483_648]),
  ...orderable('count', ['0', '5', '5.0', ' 100 ']),
  { column: 'count', operators: ['_eq', '_neq'], values: [true, 'false', 0.5] },
  ...orderable('big', [-5, 12, '9007199254740991', 9_007_199_254_740_991]),
  ...orderable('price', [0, 1.5, '1.50', 99.99, '100.00']),
  ...orderable('ratio', [-2.25, 0.1, '.5']),
  { column: 'done', operators: ['_eq', '_neq'], values: [true, false, 1, 0, '1', '0', 'true', 'false', null] },
  emptiness('done'),
  ...orderable('day', ['1999-12-31', '2026-05-01', '2026-05-01T00:00:00', '2026-05-01T12:00:00Z', '2026-05-02']),
  ...orderable('at', [
    ...[
      '2025-12-31T23:59:59.999Z',
      '2026-05-01',
      '2026-05-01 00:00',
      '2026-05-01T10:30:00Z',
      '2026-05-01T12:30:00+02:00',
    ],
    ...['2026-05-01T10:30:00.250', '2026-05-01T10:30:00.2505Z', '2026-05-02T00:00:00.000Z'],
  ]),
  ...orderable('wall', [
    ...[
      '2026-04-30T23:59:59',
      '2026-05-01',
      '2026-05-01T00:00',
      '2026-05-01T12:30:00+02:00',
      '2026-05-01T10:30:00.500',
    ],
    '2026-05-01T10:30:01Z',
  ]),
  ...orderable('clock', ['09:30:15', '10:00:00', '12:00:00']),
  { column: 'ref', operators: ['_eq', '_neq'], values: REFS },
  { column: 'ref', operators: ['_in', '_nin'], values: [[REFS[0]], ['nothing']] },
  { column: 'tags', operators: ['_eq', '_neq'], values: ['a,b', 'a', 'c'] },
  { column: 'tags', operators: ['_in', '_nin'], values: [['a', 'a,b']] },
  {
    column: 'tags',
    operators: ['_contains', '_ncontains', '_starts_with', '_iends_with'],
    values: ['b', 'a', ',', 'b c'],
  },
  { column: 'tags', operators: ['_empty', '_nempty', '_null', '_nnull'], values: [true] },
  emptiness('data'),
  ...orderable('client', [1, '2', 4]),
  { column: 'client.city', operators: ['_eq', '_neq', '_nends_with'], values: ['Bonn', 'is'] },
  { column: 'client.city', operators: ['_icontains'], values: ['PAR'] },
  { column: 'client.city', operators: ['_nin'], values: [['Bonn'], ['Paris', 'Rome']] },
  emptiness('client.city'),
  ...orderable('client.size', [0, '7', 10]),
  ...orderable('client.since', ['2020-01-01T01:00:00+01:00', '2026-05-01', '2026-05-01T12:00:00']),
  { column: 'client.country', operators: ['_eq', '_neq'], values: [1, 3] },
  emptiness('client.country'),
  { column: 'client.country.name', operators: ['_eq', '_neq', '_starts_with'], values: ['de', 'f'] },
  emptiness('client.country.name'),
];

function asked(column: string, condition: unknown): Filter {
  return column.split('.').reduceRight((inner, name) => ({ [name]: inner }), condition) as Filter;
}

const SINGLE: readonly Filter[] = ASKED.flatMap(({ column, operators, values }) =>
  operators.flatMap((operator) => values.map((value) => asked(column, { [operator]: value }))),
);

/** Each operator with each of its values, and the ways of writing several conditions. */
export const GRID: readonly Filter[] = [
  ...SINGLE,
  {},
  { code: 'red' },
  { done: true, client: { city: 'Bonn' } },
  { count: { _gt: 0, _lt: 100 } },
  { count: { _gte: 0, _or: [{ _lte: 1 }, { _gt: 50 }] } },
  { code: { _or: [{ _null: true }, { _eq: 'red' }] } },
  { client: { _or: [{ city: { _null: true } }, { size: { _gt: 8 } }] } },
  { client: { country: { _or: [{ name: { _eq: 'fr' } }, { id: { _eq: 1 } }] } } },
  { client: { _null: true }, code: { _nnull: true } },
  { _or: [{ client: { _null: true } }, { client: { city: { _neq: 'Bonn' } } }] },
  { _and: [{ _or: [{ code: 'red' }, { code: 'blue' }] }, { done: { _neq: true } }] },
  { _or: [{ code: 'red', done: false }, { _and: [{ count: { _lt: 0 } }] }] },
];

/** The same filters for the same seed. */
export function randomFilters({ seed, count }: { seed: number; count: number }): Filter[] {
  const { filter } = fc.letrec<{ filter: Filter }>((tie) => {
    const filters = fc.array(tie('filter'), { minLength: 1, maxLength: 3 });
    return {
      filter: fc.oneof(
        { depthSize: 'small', withCrossShrink: false },
        fc.constantFrom(...SINGLE),
        filters.map((of) => ({ _and: of })),
        filters.map((of) => ({ _or: of })),
        // Several members in one object; of two with the same name the later one counts.
        fc.tuple(tie('filter'), fc.constantFrom(...SINGLE)).map(([one, other]) => ({ ...one, ...other })),
      ),
    };
  });
  const nested = filter.filter((each) => JSON.stringify(each).length > 60 && !mixesKeyAndColumns(each));
  return fc.sample(nested, { seed, numRuns: count });
}

/** A relation that is looked into may be asked for null, but not compared by its key. */
function mixesKeyAndColumns(filter: Filter): boolean {
  const text = JSON.stringify(filter);
  const looksInto = /"client":\{"(?!_)/.test(text) && /"client":\{"_(?!n?null)/.test(text);
  return looksInto || (/"country":\{"name/.test(text) && /"country":\{"_(?!n?null)/.test(text));
}
