// A collection with a column of each type, its rows, and the ones that it is related to.

/** By collection: its columns beside `id`, and their types. */
export const TYPES: Record<string, Record<string, string>> = {
  countries: { name: 'string' },
  clients: { city: 'string', size: 'integer', since: 'timestamp', country: 'integer' },
  talks: {
    title: 'string',
    code: 'text',
    count: 'integer',
    big: 'bigInteger',
    price: 'decimal',
    ratio: 'float',
    done: 'boolean',
    day: 'date',
    at: 'timestamp',
    wall: 'dateTime',
    clock: 'time',
    ref: 'uuid',
    tags: 'csv',
    data: 'json',
    client: 'integer',
  },
};

export const RELATIONS = [
  { collection: 'clients', field: 'country', related_collection: 'countries' },
  { collection: 'talks', field: 'client', related_collection: 'clients' },
];

export const COUNTRIES = [
  { id: 1, name: 'de' },
  { id: 2, name: 'fr' },
  { id: 3, name: null },
];

export const CLIENTS = [
  { id: 1, city: 'Bonn', size: 10, since: '2020-01-01T00:00:00Z', country: 1 },
  { id: 2, city: 'Paris', size: null, since: null, country: 2 },
  { id: 3, city: null, size: 0, since: '2026-05-01T00:00:00Z', country: 3 },
  { id: 4, city: 'Bonn', size: 7, since: '2026-05-01T12:00:00Z', country: null },
];

export const REFS = ['0b0d4f0e-6c1f-4d6e-9a39-5f5a1c1f0a01', '0b0d4f0e-6c1f-4d6e-9a39-5f5a1c1f0a02', null];

/** Their lengths have few divisors in common, so that the rows mix them. Nobody has two equal lines. */
const VALUES = {
  title: [
    ...['Alpha', 'alpha', '50%', '500', 'b_ta', 'beta', '', null, 'Ärger', 'ärger', 'true', '007', '2026-05-01'],
    ...['a\\b', "O'Neil (x+y)*", 'two\nlines', '😀 smile', 'Zulu', '1.5'],
  ],
  code: ['red', 'redder', 'blue', null, 'dark red', '', 'infrared light'],
  count: [0, 1, 5, 5, -3, null, 100, 2_147_483_648],
  big: [0, 9_007_199_254_740_991, null, -5, 12],
  price: [0, 1.5, 99.99, null, 100, -0.01],
  ratio: [0.1, 0.5, null, -2.25],
  done: [true, false, null],
  day: ['2026-05-01', '2026-04-30', null, '2026-05-02', '1999-12-31'],
  at: [
    ...['2026-05-01T00:00:00Z', '2026-05-01T10:30:00.250Z', '2026-05-01T12:00:00+02:00', null],
    ...['2025-12-31T23:59:59.999Z', '2026-05-02T00:00:00Z', '2026-05-01T10:30:00Z'],
  ],
  wall: ['2026-05-01T00:00:00', '2026-05-01T10:30:00', null, '2026-04-30T23:59:59', '2026-05-01T10:30:01'],
  clock: ['10:00:00', '09:30:15', null, '23:59:59'],
  ref: REFS,
  tags: [['a', 'b'], ['a'], [], null, ['b c', 'a', 'd']],
  data: [{ a: 1 }, null, [], 5, 'text'],
  client: [1, 2, 3, null, 4],
};

const ROWS = 35;

export const TALKS = Array.from({ length: ROWS }, (_, i) => ({
  id: i + 1,
  ...(Object.fromEntries(
    Object.entries(VALUES).map(([column, values]) => [
      column,
      values[(i + Math.floor(i / values.length)) % values.length],
    ]),
  ) as { [Column in keyof typeof VALUES]: (typeof VALUES)[Column][number] }),
}));
