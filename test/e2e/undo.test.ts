// Events that were deleted and brought back: their items are what they were, in every column.
import type { Item } from '../../sandbox/directus/items';
import { itemOf, startTestBed, type TestBed } from './harness';

const HOUR_MS = 3_600_000;
const COLLECTION = 'collection1';
const UNBOUND = 'unbound@group.calendar.google.com';

let bed: TestBed;
let day = 0;
let person: number;

beforeAll(async () => {
  bed = await startTestBed();
  bed.google.calendar.createCalendar({ id: UNBOUND, summary: 'Unbound', timeZone: 'UTC' });
  await addColumns();
}, 120_000);
afterAll(() => bed.close());

jest.setTimeout(120_000);

async function addColumns(): Promise<void> {
  const { admin } = bed.sandbox;
  await admin.request('POST', '/collections', {
    collection: 'people',
    schema: {},
    meta: {},
    fields: [
      {
        field: 'id',
        type: 'integer',
        schema: { is_primary_key: true, has_auto_increment: true },
        meta: { interface: 'input' },
      },
    ],
  });
  const columns: [field: string, type: string, special: string | null][] = [
    ['category', 'string', null],
    ['extra', 'json', 'cast-json'],
    ['labels', 'csv', 'cast-csv'],
    ['done', 'boolean', 'cast-boolean'],
    ['person', 'integer', 'm2o'],
    ['password', 'hash', 'hash'],
  ];
  for (const [field, type, special] of columns)
    await admin.createField(COLLECTION, { field, type, schema: {}, meta: { special: special && [special] } });
  // What points at the item is an alias of it.
  await admin.createField('people', { field: 'talk', type: 'integer', schema: {}, meta: { special: ['m2o'] } });
  const relation = (from: string, field: string, to: string, one_field: string | null) =>
    admin.request('POST', '/relations', {
      collection: from,
      field,
      related_collection: to,
      schema: { on_delete: 'SET NULL' },
      meta: { one_field },
    });
  await admin.request('POST', `/fields/${COLLECTION}`, { field: 'guests', type: 'alias', meta: { special: ['o2m'] } });
  await relation(COLLECTION, 'person', 'people', null);
  await relation('people', 'talk', COLLECTION, 'guests');
  person = (await admin.request<{ id: number }>('POST', '/items/people', {})).id;
}

const COLUMNS = { category: 'red', extra: { deep: [1, 'two'] }, labels: ['a', 'b'], done: true };

/** An item with all columns, its pair made. */
async function paired(name: string): Promise<Item> {
  const { id } = await bed.items().createOne({ ...itemOf(name, (day += 1)), ...COLUMNS, person, guests: [{}] });
  await bed.quiet();
  return bed.items().readOne(id as number);
}

async function reasons(key: unknown): Promise<(string | undefined)[]> {
  const { bindings } = await bed.status();
  return bindings[0]!.reports.filter((line) => line.key === String(key)).map(({ reason }) => reason);
}

const DELETED_AND_BACK: [string, (eventId: string) => Promise<unknown>][] = [
  [
    'at once',
    async (eventId) => {
      bed.ui.remove('primary', eventId);
      bed.ui.restore('primary', eventId);
      return Promise.resolve();
    },
  ],
  [
    'after four seconds',
    async (eventId) => {
      bed.ui.remove('primary', eventId);
      await new Promise((done) => setTimeout(done, 4000));
      bed.ui.restore('primary', eventId);
    },
  ],
  [
    'from the bin after an hour',
    async (eventId) => {
      bed.ui.remove('primary', eventId);
      await bed.quiet();
      expect(await bed.items().readByQuery({ filter: { calendar_event_id: { _eq: eventId } } })).toEqual([]);
      await bed.advance(HOUR_MS);
      bed.ui.restore('primary', eventId);
    },
  ],
  [
    'from a calendar that no binding names',
    async (eventId) => {
      bed.ui.move('primary', eventId, UNBOUND);
      await bed.quiet();
      expect(await bed.items().readByQuery({ filter: { calendar_event_id: { _eq: eventId } } })).toEqual([]);
      bed.ui.move(UNBOUND, eventId, 'primary');
    },
  ],
];

test.each(DELETED_AND_BACK)(
  '[CB10] an event that is deleted and brought back %s finds its item as it was',
  async (how, work) => {
    const before = await paired(how);
    const eventId = String(before['calendar_event_id']);
    await work(eventId);
    await bed.quiet();
    const after = await bed.items().readOne(before['id'] as number);
    const known = [
      'id',
      'name',
      'description',
      'calendar_event_id',
      'calendar_event_start',
      'calendar_event_end',
      'person',
    ];
    for (const field of [...known, ...Object.keys(COLUMNS)])
      expect([field, after[field]]).toEqual([field, before[field]]);
    await bed.pairs.expectInSync();
    const status = await bed.status();
    expect(status).toMatchObject({ healthy: true, problems: [] });
    const lost = (after['guests'] as unknown[]).length === 0;
    // Where the item had been deleted, that is told, and with it what cannot come back.
    const told = expect.stringMatching(/as in its revision \d+\. Items that pointed at it may have lost it/) as string;
    expect(await reasons(before['id'])).toEqual(lost ? [told] : []);
    expect(lost || how === 'at once' || how === 'after four seconds').toBe(true);
  },
);

test('[CB17] what Directus refuses of the revision keeps nobody from having what the event holds', async () => {
  const before = await paired('Refused');
  bed.ui.remove('primary', String(before['calendar_event_id']));
  await bed.quiet();
  await bed.sandbox.admin.request('DELETE', `/items/people/${person}`);
  bed.ui.restore('primary', String(before['calendar_event_id']));
  await bed.quiet();
  const after = await bed.items().readOne(before['id'] as number);
  expect(after).toMatchObject({ name: 'Refused', category: null, person: null });
  expect(await reasons(before['id'])).toEqual([
    expect.stringMatching(/Directus refused all else \(INVALID_FOREIGN_KEY.*\), which its revision \d+ holds/),
  ]);
  await bed.pairs.expectInSync();
  person = (await bed.sandbox.admin.request<{ id: number }>('POST', '/items/people', {})).id;
});

test('[CB17] where Directus keeps no revisions an item has what its event holds, and that is told', async () => {
  const accountability = (value: string) =>
    bed.sandbox.admin.request('PATCH', `/collections/${COLLECTION}`, { meta: { accountability: value } });
  await accountability('activity');
  const before = await paired('Untracked');
  bed.ui.remove('primary', String(before['calendar_event_id']));
  await bed.quiet();
  bed.ui.restore('primary', String(before['calendar_event_id']));
  await bed.quiet();
  expect(await bed.items().readOne(before['id'] as number)).toMatchObject({ name: 'Untracked', category: null });
  expect(await reasons(before['id'])).toEqual([expect.stringContaining('no revision of it was found')]);
  await accountability('all');
  await bed.pairs.expectInSync();
});
