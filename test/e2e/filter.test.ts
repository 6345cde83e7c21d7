// What `matches` says of a row, held against the keys that a real Directus on SQLite answers for the same filter.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DirectusAdmin } from '../../sandbox/directus/admin';
import type { Item } from '../../sandbox/directus/items';
import { ensureDirectus } from '../../sandbox/directus/install';
import { DirectusApiError } from '../../sandbox/directus/rest-client';
import { startDirectus, type DirectusServer } from '../../sandbox/directus/server';
import { filterPaths, filterProblems, matches } from '../../src/core/filter';
import { CLIENTS, COUNTRIES, RELATIONS, TALKS, TYPES } from './filter-table';
import { GRID, randomFilters, type Filter } from './filters';

let folder: string;
let directus: DirectusServer;
let admin: DirectusAdmin;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'filter-test-'));
  const install = await ensureDirectus({ log: () => undefined });
  // A time without an offset is one of the server's zone.
  directus = await startDirectus({ install, dataDir: join(folder, 'data'), env: { TZ: 'UTC' } });
  admin = new DirectusAdmin(directus);
  for (const [collection, types] of Object.entries(TYPES)) await createCollection(collection, types);
  for (const relation of RELATIONS) await admin.request('POST', '/relations', { ...relation, schema: {}, meta: {} });
  await admin.items('countries').createMany(COUNTRIES);
  await admin.items('clients').createMany(CLIENTS);
  await admin.items('talks').createMany(TALKS);
}, 600_000);

afterAll(async () => {
  await directus?.stop();
  rmSync(folder, { recursive: true, force: true });
});

jest.setTimeout(180_000);

const SPECIAL: Record<string, string> = { boolean: 'cast-boolean', json: 'cast-json', csv: 'cast-csv' };

async function createCollection(collection: string, types: Record<string, string>): Promise<void> {
  const key = { field: 'id', type: 'integer', schema: { is_primary_key: true, has_auto_increment: true }, meta: {} };
  const fields = Object.entries(types).map(([field, type]) => ({
    ...{ field, type, schema: {} },
    meta: { special: SPECIAL[type] === undefined ? null : [SPECIAL[type]] },
  }));
  await admin.request('POST', '/collections', { collection, schema: {}, meta: {}, fields: [key, ...fields] });
}

/** The keys that Directus answers; its message where it refuses the filter. */
async function answered(filter: Filter): Promise<unknown[] | string> {
  try {
    const rows = await admin.items('talks').readByQuery({ filter, fields: ['id'], sort: ['id'] });
    return rows.map(({ id }) => id);
  } catch (error) {
    if (error instanceof DirectusApiError && error.status === 400) return error.message;
    throw error;
  }
}

/** The rows as they are read for a filter, by the columns that it names: nobody changes them. */
const readFor = new Map<string, Promise<Item[]>>();

function rowsFor(filter: Filter): Promise<Item[]> {
  const fields = ['id', ...filterPaths(filter)];
  const key = fields.join();
  if (!readFor.has(key)) readFor.set(key, admin.items('talks').readByQuery({ fields, sort: ['id'] }));
  return readFor.get(key)!;
}

/** The keys of the rows that match by our own rules, none of which may be undecided. */
async function matching(filter: Filter): Promise<unknown[]> {
  const decided = (await rowsFor(filter)).map((row) => ({ id: row['id'], matches: matches(filter, row) }));
  const undecided = decided.filter((each) => each.matches === undefined);
  expect({ filter, undecided }).toEqual({ filter, undecided: [] });
  return decided.filter((each) => each.matches).map(({ id }) => id);
}

async function differences(filters: readonly Filter[]) {
  const found: unknown[] = [];
  let selective = 0;
  for (const filter of filters) {
    expect({ filter, problems: filterProblems(filter) }).toEqual({ filter, problems: [] });
    const [theirs, ours] = [await answered(filter), await matching(filter)];
    if (theirs.length > 0 && theirs.length < TALKS.length) selective += 1;
    if (JSON.stringify(theirs) !== JSON.stringify(ours)) found.push({ filter, theirs, ours });
  }
  return { found, selective };
}

test('each operator matches the rows that Directus answers, on columns of each type that has it', async () => {
  expect(GRID.length).toBeGreaterThan(150);
  const { found, selective } = await differences(GRID);
  expect(found).toEqual([]);
  expect(selective).toBeGreaterThan(GRID.length * 0.7);
});

test('filters of several conditions, nested at random, match the rows that Directus answers', async () => {
  const { found, selective } = await differences(randomFilters({ seed: 1, count: 150 }));
  expect(found).toEqual([]);
  expect(selective).toBeGreaterThan(75);
});

describe('a difference that is known:', () => {
  const ids = (isMeant: (row: (typeof TALKS)[number]) => boolean) => TALKS.filter(isMeant).map(({ id }) => id);
  const titles = (...wanted: string[]) => ids(({ title }) => wanted.includes(title as string));

  test.each<[string, Filter, theirs: unknown[], ours: unknown[]]>([
    [
      'SQLite takes capitals and small letters of ASCII as the same where a filter is to tell them apart',
      { title: { _contains: 'alp' } },
      titles('Alpha', 'alpha'),
      titles('alpha'),
    ],
    [
      'SQLite knows capitals of ASCII only where a filter takes them as the same',
      { title: { _icontains: 'ÄR' } },
      titles('ärger'),
      titles('Ärger', 'ärger'),
    ],
    [
      'SQLite compares the type Time as a text',
      { clock: { _eq: '10:00' } },
      [],
      ids(({ clock }) => clock === '10:00:00'),
    ],
    ['a text of digits equals a number by its value', { title: { _eq: 7 } }, [], titles('007')],
    [
      'a text that is a day equals the midnight at which it begins',
      { title: { _eq: '2026-05-01T00:00:00' } },
      [],
      titles('2026-05-01'),
    ],
    ['SQLite compares a text with true as with 1', { title: { _eq: 'true' } }, [], titles('true')],
  ])('%s', async (_name, filter, theirs, ours) => {
    expect(theirs).not.toEqual(ours);
    expect(await answered(filter)).toEqual(theirs);
    expect(await matching(filter)).toEqual(ours);
  });
});

test.each<[Filter]>([
  [{ code: { _eqq: 'red' } }],
  [{ code: { _nicontains: 'red' } }],
  [{ code: { _ieq: 'red' } }],
  [{ code: { _regex: 'red' } }],
  [{ code: { _eq: '' } }],
  [{ code: { _starts_with: '' } }],
  [{ code: { _in: [] } }],
  [{ code: { _null: 'yes' } }],
  [{ code: null }],
  [{ count: { _gt: 2 ** 60 } }],
])('what is refused in %j Directus refuses as well', async (filter) => {
  expect(filterProblems(filter)).toHaveLength(1);
  expect(await answered(filter)).toMatch(/^SEARCH .* 400 INVALID_QUERY/);
});

test('the columns of a filter bring a relation as an object where it is looked into, and as its key where it is not', async () => {
  const columns = async (filter: Filter) =>
    (await admin.items('talks').readByQuery({ fields: filterPaths(filter) }))[0];
  expect(await columns({ client: { _eq: 1 } })).toEqual({ client: 1 });
  expect(await columns({ client: { _nnull: true, city: { _eq: 'Bonn' } } })).toEqual({ client: { city: 'Bonn' } });
});
