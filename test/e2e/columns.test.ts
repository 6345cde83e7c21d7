// Columns that do not fit, in a real Directus: what install says of them, and what Directus makes of values there.
import { eventOf, itemOf, startTestBed, type TestBed } from './harness';

let bed: TestBed;

beforeAll(async () => {
  bed = await startTestBed({ keys: 'string', install: false });
}, 240_000);

afterAll(() => bed.close());

jest.setTimeout(90_000);

const FIELDS = '/fields/collection1';
const SAVES_NOW = ['date-created', 'cast-timestamp'];

/** Removes a field, and makes it anew. */
async function remake(field: string, type: string, meta: object = {}): Promise<void> {
  await bed.sandbox.admin.request('DELETE', `${FIELDS}/${field}`);
  await bed.sandbox.admin.createField('collection1', { field, type, schema: {}, meta: { ...meta } });
}

/** What `install` prints, by its level. */
async function install(): Promise<{ errors: string; warnings: string }> {
  const { console: lines, error } = await bed.google.host.run('install');
  if (error) throw new Error(error.message);
  await bed.quiet();
  const of = (wanted: string) =>
    lines
      .filter(({ level }) => level === wanted)
      .map(({ text }) => text)
      .join('\n');
  return { errors: of('error'), warnings: of('warn') };
}

test('install names the type of each column that cannot hold what it is for, while the collection is empty', async () => {
  await remake('calendar_event_start', 'dateTime');
  await remake('calendar_event_end', 'date');
  await remake('name', 'integer');
  const { errors } = await install();
  expect(errors).toContain('collection1.calendar_event_start is of the type dateTime, which knows no time zone');
  expect(errors).toContain('collection1.calendar_event_end is of the type date');
  expect(errors).toContain('collection1.name is of the type integer');
  expect((await bed.status()).problems.join()).toContain('is of the type dateTime');
});

test('install names columns that save something of their own, and warns of those that the calendar cannot fill', async () => {
  await remake('calendar_event_start', 'timestamp', { special: SAVES_NOW });
  await remake('calendar_event_end', 'timestamp');
  await remake('name', 'string');
  await bed.sandbox.admin.createField('collection1', {
    ...{ field: 'category', type: 'string', schema: {} },
    meta: { required: true },
  });
  const { errors } = await install();
  expect(errors).toMatch(/calendar_event_start saves something of its own when an item is created/);
  expect(errors).not.toMatch(/is of the type/);

  await bed.sandbox.admin.request('PATCH', `${FIELDS}/calendar_event_start`, { meta: { special: ['cast-timestamp'] } });
  const second = await install();
  expect(second.errors).toBe('');
  expect(second.warnings).toContain('collection1: category must be filled');
  const { problems, warnings } = await bed.status();
  expect(problems).toEqual([]);
  expect(warnings.join()).toContain('category must be filled');
});

test('[IN4] install finds out whether the id field is unique, and nothing of the trial stays', async () => {
  await bed.sandbox.admin.createField('collection1', {
    ...{ field: 'changed_at', type: 'timestamp', schema: {} },
    meta: { special: ['date-updated', 'cast-timestamp'] },
  });
  for (const [i, name] of ['One', 'Two'].entries()) await bed.items().createOne({ id: name, ...itemOf(name, i + 1) });
  await bed.quiet();
  const left = async () => [
    await bed.items().readByQuery(),
    await bed.pairs.events('primary', { showDeleted: true }),
    await bed.sandbox.admin.newestActivityId(),
    await bed.sandbox.admin.request('GET', '/revisions?aggregate[count]=*&aggregate[max]=id'),
  ];
  const before = await left();
  expect((await install()).warnings).not.toContain('calendar_event_id');
  expect(await left()).toEqual(before);

  await bed.sandbox.admin.request('PATCH', `${FIELDS}/calendar_event_id`, { schema: { is_unique: false } });
  const { errors, warnings } = await install();
  expect(errors).toBe('');
  expect(warnings).toContain('collection1.calendar_event_id is not unique');
  expect(warnings).not.toContain('shorter');
  expect(await left()).toEqual(before);
  expect((await bed.status()).warnings.join()).toContain('calendar_event_id is not unique');

  await bed.sandbox.admin.request('PATCH', `${FIELDS}/calendar_event_id`, { schema: { is_unique: true } });
  await install();
  expect((await bed.status()).warnings.join()).not.toContain('calendar_event_id');
  for (const { id } of await bed.items().readByQuery()) await bed.items().deleteOne(id as string);
  await bed.quiet();
});

test('[SO5] what Directus stores otherwise than sent is told once, and by the status until it is so no more', async () => {
  await bed.sandbox.admin.request('PATCH', `${FIELDS}/calendar_event_start`, { meta: { special: SAVES_NOW } });
  const event = bed.ui.create('primary', eventOf('In March'));
  await bed.quiet();
  // Keys are typed in this collection: one is made.
  const [item] = await bed.items().readByQuery();
  expect(item!['id']).toMatch(/^[0-9a-v]{20}$/);
  expect(item!['calendar_event_start']).not.toBe('2027-01-01T14:00:00.000Z');

  const { writes } = await bed.cost(async () => {
    await bed.trigger('catchUp');
    await bed.trigger('reconcile');
  });
  expect(writes).toBe(0);
  const stored = async () => (await bed.status()).bindings[0]!.reports.filter(({ kind }) => kind === 'stored');
  const problems = async () => (await bed.status()).problems.join();
  expect(await stored()).toMatchObject([{ key: item!['id'], reason: expect.stringContaining('calendar_event_start') }]);
  // Start and end are one value, and told of together.
  const both = 'calendar_event_start and calendar_event_end';
  expect(await problems()).toContain(`${both} of item ${String(item!['id'])}`);
  expect(bed.ui.all('primary').find(({ id }) => id === event.id)!.start).toEqual(event.start);

  bed.ui.edit('primary', event.id, { start: { dateTime: '2027-01-01T13:00:00Z' } });
  await bed.quiet();
  await bed.pairs.expectInSync();
  expect(await problems()).not.toContain('of item');
});
