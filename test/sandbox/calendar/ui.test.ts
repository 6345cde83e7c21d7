// A person in the web UI of the local Google.
import { LocalServer, TIMES } from './local-server';

const properties = { extendedProperties: { private: { key: 'k' } } };

test('an edit keeps private properties, moves etag and updated, and is listed', async () => {
  const local = new LocalServer();
  const { body } = await local.insert('aaaaa', properties);
  const token = await local.token();
  await local.clock.advance(1_000);
  const edited = local.server.ui.edit('primary', 'aaaaa', { summary: 'By hand', location: 'Hall 1' });
  expect(edited).toMatchObject({ summary: 'By hand', sequence: 1, ...properties });
  expect(edited.etag).not.toBe(body.etag);
  expect(edited.updated).not.toBe(body.updated);
  expect(await local.ids(`syncToken=${token}`)).toEqual(['aaaaa']);
});

test('restoring from the bin revives the same id; a purged event is 404 and its id stays used', async () => {
  const local = new LocalServer();
  await local.insert('aaaaa', properties);
  local.server.ui.remove('primary', 'aaaaa');
  expect((await local.call('GET', '/aaaaa')).body.status).toBe('cancelled');
  expect(local.server.ui.restore('primary', 'aaaaa')).toMatchObject({
    id: 'aaaaa',
    status: 'confirmed',
    ...properties,
  });
  const token = await local.token();
  local.server.ui.remove('primary', 'aaaaa');
  local.server.ui.purge('primary', 'aaaaa');
  expect((await local.call('GET', '/aaaaa')).status).toBe(404);
  expect((await local.insert('aaaaa')).status).toBe(409);
  expect(await local.ids(`syncToken=${token}`)).toEqual(['aaaaa']);
  expect(() => local.server.ui.restore('primary', 'aaaaa')).toThrow('No event aaaaa');
});

test('a duplicate has an id of its own; whether private properties come along is a switch', async () => {
  const local = new LocalServer();
  await local.insert('aaaaa', properties);
  const copy = local.server.ui.duplicate('primary', 'aaaaa');
  expect(copy).toMatchObject({ summary: 'Talk', ...properties });
  expect(copy.id).not.toBe('aaaaa');
  local.server.setOptions({ copiesKeepPrivateProperties: false });
  expect(local.server.ui.duplicate('primary', 'aaaaa')).not.toHaveProperty('extendedProperties');
});

test('a move leaves a bare tombstone', async () => {
  const local = new LocalServer();
  const { id } = local.server.createCalendar({ summary: 'Other', timeZone: 'Asia/Tokyo' });
  await local.insert('aaaaa');
  const token = await local.token('showDeleted=true');
  expect(local.server.ui.move('primary', 'aaaaa', id)).toMatchObject({ id: 'aaaaa', organizer: { email: id } });
  expect((await local.list(`showDeleted=true&syncToken=${token}`)).body.items).toEqual([
    { kind: 'calendar#event', etag: expect.any(String), id: 'aaaaa', status: 'cancelled' },
  ]);
});

test('exceptions of a series: stored by themselves, cancelled ones listed without showDeleted', async () => {
  const local = new LocalServer();
  const zoned = { start: { ...TIMES.start, timeZone: 'UTC' }, end: { ...TIMES.end, timeZone: 'UTC' } };
  expect((await local.insert('bbbbb', { recurrence: ['RRULE:FREQ=DAILY'] })).reason).toBe('required');
  await local.insert('aaaaa', { recurrence: ['RRULE:FREQ=DAILY'], ...zoned });
  const originalStartTime = { dateTime: '2030-01-16T10:00:00Z' };
  const exception = local.server.ui.create('primary', TIMES, { recurringEventId: 'aaaaa', originalStartTime });
  expect(exception).toMatchObject({ id: 'aaaaa_20300116T100000Z', recurringEventId: 'aaaaa' });
  local.server.setOptions({ occurrenceIds: 'opaque' });
  const opaque = { originalStartTime: { dateTime: '2030-01-17T10:00:00Z' }, recurringEventId: 'aaaaa' };
  const { id: opaqueId } = local.server.ui.create('primary', TIMES, opaque);
  expect(opaqueId).not.toContain('aaaaa_');
  await local.call('DELETE', `/${opaqueId}`);
  expect((await local.call('PATCH', `/${exception.id}`, { recurrence: ['RRULE:FREQ=DAILY'] })).status).toBe(400);
  local.server.ui.remove('primary', exception.id);
  expect((await local.list()).body.items?.map(({ id, status }) => [id, status])).toEqual([
    ['aaaaa', 'confirmed'],
    [exception.id, 'cancelled'],
    [opaqueId, 'cancelled'],
  ]);
  expect((await local.list()).body.items?.[1]).toEqual({
    kind: 'calendar#event',
    etag: expect.any(String),
    id: exception.id,
    status: 'cancelled',
    recurringEventId: 'aaaaa',
    originalStartTime: { dateTime: '2030-01-16T11:00:00+01:00' },
  });
});

test('deleting a series leaves a tombstone for each exception, too', async () => {
  const local = new LocalServer();
  const zoned = { start: { ...TIMES.start, timeZone: 'UTC' }, end: { ...TIMES.end, timeZone: 'UTC' } };
  await local.insert('aaaaa', { recurrence: ['RRULE:FREQ=DAILY'], ...zoned });
  local.server.ui.create('primary', TIMES, {
    recurringEventId: 'aaaaa',
    originalStartTime: { dateTime: '2030-01-16T10:00:00Z' },
  });
  const token = await local.token();
  await local.call('DELETE', '/aaaaa');
  expect(await local.ids(`syncToken=${token}`)).toEqual(['aaaaa', 'aaaaa_20300116T100000Z']);
});
