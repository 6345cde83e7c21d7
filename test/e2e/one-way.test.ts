// Bindings of one direction, and a calendar that may only be read, on a real Directus.
import { eventOf, fieldsOf, itemOf, startTestBed, type TestBed } from './harness';
import { expectNothingLeft } from './stillness';

const CALENDARS = {
  out: 'out@group.calendar.google.com',
  in: 'in@group.calendar.google.com',
  read: 'read@group.calendar.google.com',
};

let bed: TestBed;

beforeAll(async () => {
  bed = await startTestBed({
    calendar: { quota: { unitsPerMinute: null } },
    bindings: [
      { id: 'out', collection: 'sent', calendar: CALENDARS.out, fields: fieldsOf(), direction: 'toGoogle' },
      { id: 'in', collection: 'taken', calendar: CALENDARS.in, fields: fieldsOf(), direction: 'toDirectus' },
      { id: 'read', collection: 'seen', calendar: CALENDARS.read, fields: fieldsOf() },
    ],
  });
}, 180_000);

afterAll(() => bed.close());

jest.setTimeout(120_000);

/** What the test bed plants in each calendar beside the sync's. */
const PLANTED = ['An invitation', 'A flight', "Another installation's"];

async function events(calendar: keyof typeof CALENDARS) {
  const all = await bed.pairs.events(CALENDARS[calendar]);
  return all.filter(({ summary }) => !PLANTED.includes(String(summary)));
}

async function reports(binding: string): Promise<{ kind: string; lost?: object }[]> {
  return (await bed.status()).bindings.find((each) => each.binding === binding)!.reports;
}

test('[OW2] [OW5] to Google: what is edited or deleted there is put back, and new events stay events', async () => {
  const sent = bed.items('sent');
  const { id } = await sent.createOne(itemOf('Talk'));
  await bed.quiet();
  const [event] = await events('out');
  bed.ui.edit(CALENDARS.out, event!.id, { summary: 'Mine' });
  bed.ui.create(CALENDARS.out, eventOf('Theirs'));
  await bed.quiet();
  expect((await events('out')).map(({ summary }) => summary).sort()).toEqual(['Talk', 'Theirs']);
  expect(await sent.readByQuery({})).toHaveLength(1);
  expect(await reports('out')).toContainEqual(expect.objectContaining({ kind: 'conflict', lost: { summary: 'Mine' } }));
  bed.ui.remove(CALENDARS.out, event!.id);
  await bed.quiet();
  expect((await events('out')).map(({ summary }) => summary).sort()).toEqual(['Talk', 'Theirs']);
  await sent.deleteOne(id as number);
  await bed.quiet();
  expect((await events('out')).map(({ summary }) => summary)).toEqual(['Theirs']);
  await expectNothingLeft(bed);
});

test('[OW2] [OW6] to Directus: what is edited or deleted there is put back, and new items stay items', async () => {
  const taken = bed.items('taken');
  const { id } = bed.ui.create(CALENDARS.in, eventOf('Talk'));
  await bed.quiet();
  const [item] = await taken.readByQuery({});
  await taken.updateOne(item!.id as number, { name: 'Mine' });
  await taken.createOne(itemOf('Theirs', 9));
  await bed.quiet();
  expect((await taken.readByQuery({ sort: ['name'] })).map(({ name }) => name)).toEqual(['Talk', 'Theirs']);
  expect((await events('in')).map(({ summary }) => summary)).toEqual(['Talk']);
  expect(await reports('in')).toContainEqual(expect.objectContaining({ kind: 'conflict', lost: { summary: 'Mine' } }));
  await taken.deleteOne(item!.id as number);
  await bed.quiet();
  expect((await taken.readByQuery({ sort: ['name'] })).map(({ name }) => name)).toEqual(['Talk', 'Theirs']);
  bed.ui.remove(CALENDARS.in, id);
  await bed.quiet();
  expect((await taken.readByQuery({})).map(({ name }) => name)).toEqual(['Theirs']);
  await expectNothingLeft(bed);
});

test('[OW7] a calendar that may only be read goes one way by itself, and both again once it may be written', async () => {
  await bed.control('PUT', '/access', { calendarId: CALENDARS.read, role: 'reader' });
  await bed.trigger('reconcile');
  const { id } = bed.ui.create(CALENDARS.read, eventOf('Talk'));
  await bed.quiet();
  const seen = bed.items('seen');
  expect(await seen.readByQuery({})).toMatchObject([{ name: 'Talk', calendar_event_id: id }]);
  bed.ui.edit(CALENDARS.read, id, { summary: 'Renamed' });
  await bed.quiet();
  const [item] = await seen.readByQuery({});
  expect(item).toMatchObject({ name: 'Renamed' });
  await seen.updateOne(item!.id as number, { name: 'Mine' });
  await bed.quiet();
  expect(await seen.readByQuery({})).toMatchObject([{ name: 'Renamed' }]);
  expect((await bed.status()).bindings[2]).toMatchObject({ direction: 'toDirectus', isReadOnly: true, failures: [] });
  await expectNothingLeft(bed);

  await bed.control('PUT', '/access', { calendarId: CALENDARS.read, role: 'writer' });
  await bed.trigger('reconcile');
  await seen.updateOne(item!.id as number, { name: 'Mine' });
  await bed.quiet();
  expect((await events('read')).map(({ summary }) => summary)).toEqual(['Mine']);
  await expectNothingLeft(bed);
});
