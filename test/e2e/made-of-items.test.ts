// Titles and guests that are made of an item's columns and of related items, and items that a filter leaves out, on a real
// Directus.
import type { Item } from '../../sandbox/directus/items';
import { fieldsOf, startTestBed, type TestBed } from './harness';
import { expectNothingLeft } from './stillness';

let bed: TestBed;

beforeAll(async () => {
  bed = await startTestBed({
    calendar: { quota: { unitsPerMinute: null } },
    bindings: [
      {
        collection: 'lessons',
        fields: {
          ...fieldsOf(),
          summary: { template: '{{client.name}} – {{room}}' },
          attendees: { relation: 'guests.email' },
          paused: 'paused',
        },
        related: { client: 'lessons_client', 'guests.id': 'lessons_guests' },
        filter: { status: { _eq: 'published' }, client: { name: { _nnull: true } } },
        notify: { newEvents: 'all' },
      },
    ],
  });
}, 180_000);

afterAll(() => bed.close());

jest.setTimeout(120_000);

const clients = () => bed.sandbox.admin.items('lessons_client');
const guests = () => bed.sandbox.admin.items('lessons_guests');

async function lesson(values: Item = {}): Promise<{ key: number; client: number }> {
  const client = (await clients().createOne({ name: 'Ann' })).id as number;
  const { id } = await bed.items().createOne({
    client,
    room: 'Hall',
    status: 'published',
    calendar_event_start: '2027-05-01T10:00:00Z',
    calendar_event_end: '2027-05-01T11:00:00Z',
    guests: [{ email: 'bob@example.com' }],
    ...values,
  });
  await bed.quiet();
  return { key: id as number, client };
}

async function eventOf(key: number) {
  const { calendar_event_id: id } = await bed.items().readOne(key);
  return (await bed.pairs.events('primary')).find((event) => event.id === id);
}

async function edit(key: number, changes: Item): Promise<void> {
  await bed.items().updateOne(key, changes);
  await bed.quiet();
}

test('a title is made of the item and of what it points at, and its guests of related items', async () => {
  const { key, client } = await lesson();
  expect(await eventOf(key)).toMatchObject({ summary: 'Ann – Hall', attendees: [{ email: 'bob@example.com' }] });
  await edit(key, { room: 'Garden' });
  expect(await eventOf(key)).toMatchObject({ summary: 'Ann – Garden' });
  await clients().updateOne(client, { name: 'Anna' });
  await bed.quiet();
  expect(await eventOf(key)).toMatchObject({ summary: 'Anna – Garden' });
  const [guest] = await guests().readByQuery({ filter: { item: { _eq: key } } });
  await guests().updateOne(guest!.id as number, { email: 'eve@example.com' });
  await bed.quiet();
  expect(await eventOf(key)).toMatchObject({ attendees: [{ email: 'eve@example.com' }] });
  await expectNothingLeft(bed);
});

test('[OW2] a title that is edited in Google is put back, and told; all else of that edit arrives', async () => {
  const { key } = await lesson();
  const { id } = (await eventOf(key))!;
  bed.ui.edit('primary', id, { summary: 'Mine', description: 'Ours' });
  await bed.quiet();
  expect(await eventOf(key)).toMatchObject({ summary: 'Ann – Hall', description: 'Ours' });
  expect(await bed.items().readOne(key)).toMatchObject({ description: 'Ours' });
  expect((await bed.status()).bindings[0]!.reports).toContainEqual(
    expect.objectContaining({ key: String(key), lost: { summary: 'Mine' } }),
  );
  await expectNothingLeft(bed);
});

test('[WA1] an item gets its event once it matches the filter, also by what it points at, and loses it with that', async () => {
  const { key, client } = await lesson({ status: 'draft' });
  expect(await eventOf(key)).toBeUndefined();
  await edit(key, { status: 'published' });
  expect(await eventOf(key)).toMatchObject({ summary: 'Ann – Hall' });
  await clients().updateOne(client, { name: null });
  await bed.quiet();
  expect(await eventOf(key)).toBeUndefined();
  expect(await bed.items().readOne(key)).toMatchObject({ calendar_event_id: null, room: 'Hall' });
  await clients().updateOne(client, { name: 'Ann' });
  await bed.quiet();
  expect(await eventOf(key)).toMatchObject({ summary: 'Ann – Hall' });
  await expectNothingLeft(bed);
});

test('[WA8] an event that a person makes stays while its item does not match, and is linked once it does', async () => {
  const { id } = bed.ui.create('primary', {
    summary: 'Dentist',
    start: { dateTime: '2027-06-01T10:00:00Z' },
    end: { dateTime: '2027-06-01T11:00:00Z' },
  });
  await bed.quiet();
  const [item] = await bed.items().readByQuery({ filter: { calendar_event_id: { _eq: id } } });
  await bed.trigger('reconcile');
  expect((await bed.pairs.events('primary')).find((event) => event.id === id)).toMatchObject({ summary: 'Dentist' });
  const client = (await clients().createOne({ name: 'Bob' })).id as number;
  await edit(item!.id as number, { client, room: 'Hall', status: 'published' });
  expect(await eventOf(item!.id as number)).toMatchObject({ id, summary: 'Bob – Hall' });
  expect((await bed.status()).bindings[0]!.reports).toContainEqual(
    expect.objectContaining({ lost: { summary: 'Dentist' } }),
  );
  await expectNothingLeft(bed);
});

test('[WA5] [WA7] a paused item is left alone, and both sides are merged when it goes on', async () => {
  const { key } = await lesson();
  await edit(key, { paused: true });
  const { id } = (await eventOf(key))!;
  bed.ui.edit('primary', id, { description: 'From Google' });
  await edit(key, { room: 'Garden' });
  await bed.trigger('reconcile');
  expect(await eventOf(key)).toMatchObject({ summary: 'Ann – Hall' });
  expect(await bed.items().readOne(key)).toMatchObject({ description: null });
  await edit(key, { paused: false });
  expect(await eventOf(key)).toMatchObject({ summary: 'Ann – Garden', description: 'From Google' });
  expect(await bed.items().readOne(key)).toMatchObject({ description: 'From Google' });
  await expectNothingLeft(bed);
});

test('[GM1] guests of a new event get mail where the binding says so, and none of its changes', async () => {
  const before = (await bed.control<unknown[]>('GET', '/invitations')).length;
  const { key } = await lesson();
  await edit(key, { calendar_event_start: '2027-05-01T09:00:00Z' });
  const mails = (await bed.control<{ to: string; kind: string }[]>('GET', '/invitations')).slice(before);
  expect(mails).toMatchObject([{ to: 'bob@example.com', kind: 'new' }]);
});

test('columns that it is made of are found by install, and named once they are away or of another type', async () => {
  const { admin } = bed.sandbox;
  expect((await bed.status()).problems).toEqual([]);
  await admin.request('DELETE', '/fields/lessons_guests/email');
  await admin.request('DELETE', '/fields/lessons/room');
  await admin.request('DELETE', '/fields/lessons/paused');
  await admin.createField('lessons', { field: 'paused', type: 'integer', schema: {}, meta: {} });
  const problems = (await bed.status()).problems.join('\n');
  expect(problems).toContain('bindings[0].fields.summary: lessons has no field "room".');
  expect(problems).toContain('bindings[0].fields.attendees: lessons_guests has no field "email" (guests.email).');
  expect(problems).toContain('lessons.paused is of the type integer, which does not hold yes or no');
});
