// Each switch about series, both ways. What they stand for is said in sandbox/calendar/options.ts.
import { dateOf, SeriesServer } from './series-server';

const SIXTH = '2030-03-06T09:00:00Z';

describe('exceptionsOnAll', () => {
  const afterTitleAndPlace = async (exceptionsOnAll: 'keep' | 'overwriteField' | 'reset') => {
    const local = await SeriesServer.of({}, { exceptionsOnAll });
    await local.call('PATCH', `/${(await local.on('03-05')).id}`, { summary: 'Special', location: 'Hall 1' });
    await local.call('PATCH', '/aaaaa', { summary: 'Course' });
    const { summary, location } = await local.on('03-05');
    return { summary, location, rows: (await local.rows()).length };
  };

  test('keep: an exception stays as it is', async () => {
    expect(await afterTitleAndPlace('keep')).toEqual({ summary: 'Special', location: 'Hall 1', rows: 2 });
  });

  test('overwriteField: it has the new value of what was changed', async () => {
    expect(await afterTitleAndPlace('overwriteField')).toEqual({ summary: 'Course', location: 'Hall 1', rows: 2 });
  });

  test('reset: it is an untouched occurrence again, in all ways of reading', async () => {
    expect(await afterTitleAndPlace('reset')).toEqual({ summary: 'Course', location: undefined, rows: 1 });
    const local = await SeriesServer.of({}, { exceptionsOnAll: 'reset' });
    await local.retitle('03-05');
    const [whole, apart] = [await local.token(), await local.token('singleEvents=true')];
    local.server.ui.editAll('primary', 'aaaaa', { summary: 'Course' });
    expect(await local.rows(`syncToken=${whole}`)).toEqual(['aaaaa confirmed']);
    expect(await local.listed(`singleEvents=true&syncToken=${apart}`)).toHaveLength(5);
    expect((await local.call('GET', '/aaaaa_20300305T090000Z')).body.summary).toBe('Course');
    expect(local.server.ui.all('primary').map(({ id }) => id)).toEqual(['aaaaa']);
  });

  test('overwriteField: another length reaches it, and what only one person sees never does', async () => {
    const local = await SeriesServer.of({}, { exceptionsOnAll: 'overwriteField' });
    await local.retitle('03-05');
    local.server.ui.editAll('primary', 'aaaaa', { end: { dateTime: '2030-03-04T12:00:00' } });
    expect((await local.on('03-05')).end).toMatchObject({ dateTime: '2030-03-05T12:00:00+01:00' });
    const { etag } = await local.on('03-05');
    await local.call('PATCH', '/aaaaa', { extendedProperties: { private: { key: 'k' } } });
    expect((await local.on('03-05')).etag).toBe(etag);
  });
});

test('cancelledOnAll: cancelled dates stay so, or are there again', async () => {
  const local = await SeriesServer.of();
  await local.cancel('03-05');
  local.server.ui.editAll('primary', 'aaaaa', { summary: 'Course' });
  expect(await local.dates('')).toHaveLength(4);
  local.server.setOptions({ cancelledOnAll: 'dropped' });
  local.server.ui.editAll('primary', 'aaaaa', { summary: 'Seminar' });
  expect((await local.dates(''))[1]).toBe('03-05 10:00 Seminar');
  expect(await local.rows()).toEqual(['aaaaa confirmed']);
});

test('exceptionsBehindEnd: alive behind a cut by a client, or gone', async () => {
  const local = await SeriesServer.of();
  await local.retitle('03-07');
  await local.retitle('03-08');
  await local.call('PATCH', '/aaaaa', { recurrence: ['RRULE:FREQ=DAILY;UNTIL=20300307T225959Z'] });
  expect(await local.dates()).toContain('03-08 10:00 Special');
  expect(await local.listed('singleEvents=true')).toContain('03-08 10:00 Special');
  local.server.setOptions({ exceptionsBehindEnd: 'gone' });
  await local.call('PATCH', '/aaaaa', { recurrence: ['RRULE:FREQ=DAILY;UNTIL=20300305T225959Z'] });
  expect(await local.dates()).toEqual(['03-04 10:00 Talk', '03-05 10:00 Talk']);
});

test('exceptionsAfterSplit: moved to the second half, or dropped', async () => {
  const split = async (exceptionsAfterSplit: 'moved' | 'dropped') => {
    const local = await SeriesServer.of({}, { exceptionsAfterSplit });
    await local.retitle('03-07');
    await local.cancel('03-08');
    return local.server.ui
      .occurrences('primary', local.server.ui.editFollowing('primary', 'aaaaa', SIXTH, {}))
      .map(dateOf);
  };
  expect(await split('moved')).toEqual(['03-06 10:00 Talk', '03-07 10:00 Special', '03-08 10:00 Talk cancelled']);
  expect(await split('dropped')).toEqual(['03-06 10:00 Talk', '03-07 10:00 Talk', '03-08 10:00 Talk']);
});

test('splitKeepsPrivateProperties: the second half has them, or not', async () => {
  const split = async (splitKeepsPrivateProperties: boolean) => {
    const extendedProperties = { private: { key: 'k' }, shared: { all: 'a' } };
    const local = await SeriesServer.of({ extendedProperties }, { splitKeepsPrivateProperties });
    const id = local.server.ui.editFollowing('primary', 'aaaaa', SIXTH, {});
    return (await local.call('GET', `/${id}`)).body.extendedProperties;
  };
  expect(await split(true)).toEqual({ private: { key: 'k' }, shared: { all: 'a' } });
  expect(await split(false)).toEqual({ shared: { all: 'a' } });
});

test('splitSeen: both halves in the next list, or one of them, and the other in the list after it', async () => {
  const split = async (splitSeen: 'inOneList' | 'oldHalfFirst' | 'newHalfFirst') => {
    const local = await SeriesServer.of({}, { splitSeen });
    const token = await local.token();
    local.server.ui.editFollowing('primary', 'aaaaa', SIXTH, {});
    const first = (await local.list(`syncToken=${token}`)).body;
    const next = (await local.list(`syncToken=${encodeURIComponent(String(first.nextSyncToken))}`)).body;
    return [first, next].map(({ items = [] }) => items.map(({ id }) => id));
  };
  const [old, made] = ['aaaaa', 'aaaaa_R20300306T090000'];
  expect(await split('inOneList')).toEqual([[old, made], []]);
  expect(await split('oldHalfFirst')).toEqual([[old], [made]]);
  expect(await split('newHalfFirst')).toEqual([[made], [old]]);
});

test('occurrenceIds: made of series and time, or opaque, the same at each reading; so are those of second halves', async () => {
  const local = await SeriesServer.of({}, { occurrenceIds: 'opaque' });
  const { id } = await local.on('03-06');
  expect(id).toMatch(/^[0-9a-v]{26}$/);
  expect(await local.call('GET', '/aaaaa_20300306T090000Z')).toMatchObject({ status: 404 });
  await local.call('PATCH', `/${id}`, { summary: 'Special' });
  expect(await local.on('03-06')).toMatchObject({ id, summary: 'Special' });
  expect(local.server.ui.editFollowing('primary', 'aaaaa', SIXTH, {})).toMatch(/^[0-9a-v]{26}$/);
  local.server.setOptions({ occurrenceIds: 'timestamp' });
  expect((await local.on('03-05')).id).toBe('aaaaa_20300305T090000Z');
});

test('occurrenceEtags: that of the series, or of its own; both change with the series', async () => {
  const local = await SeriesServer.of();
  const etags = async () => [(await local.on('03-05')).etag, (await local.on('03-06')).etag];
  const series = (await local.call('GET', '/aaaaa')).body.etag;
  expect(await etags()).toEqual([series, series]);
  local.server.setOptions({ occurrenceEtags: 'own' });
  const own = await etags();
  expect(new Set([...own, series]).size).toBe(3);
  expect(await etags()).toEqual(own);
  const { id } = await local.on('03-06');
  expect((await local.call('PATCH', `/${id}`, {}, { 'if-match': String(series) })).status).toBe(412);
  await local.call('PATCH', '/aaaaa', { summary: 'Course' });
  expect(await etags()).not.toContain(own[0]);
  expect((await local.call('PATCH', `/${id}`, {}, { 'if-match': (await local.on('03-06')).etag })).status).toBe(200);
});

test('occurrenceTombstones: with series and original start, or an id alone', async () => {
  const local = await SeriesServer.of();
  const [plain, withDeleted] = [await local.token(), await local.token('showDeleted=true')];
  await local.cancel('03-06');
  const rows = async () => [
    (await local.list()).body.items?.[1],
    (await local.list(`syncToken=${plain}`)).body.items?.[0],
    (await local.list(`showDeleted=true&syncToken=${withDeleted}`)).body.items?.[0],
  ];
  for (const row of await rows()) expect(row).toHaveProperty('originalStartTime');
  local.server.setOptions({ occurrenceTombstones: 'bare' });
  const bare = { kind: 'calendar#event', etag: expect.any(String), id: 'aaaaa_20300306T090000Z', status: 'cancelled' };
  expect(await rows()).toEqual([bare, bare, bare]);
});

test('cancelledInstances: whole, or with nothing but their original start', async () => {
  const local = await SeriesServer.of();
  await local.cancel('03-06');
  expect(await local.on('03-06')).toMatchObject({ summary: 'Talk', start: {}, end: {} });
  local.server.setOptions({ cancelledInstances: 'withoutTimes' });
  expect(await local.on('03-06')).toEqual({
    kind: 'calendar#event',
    etag: expect.any(String),
    id: 'aaaaa_20300306T090000Z',
    status: 'cancelled',
    recurringEventId: 'aaaaa',
    originalStartTime: { dateTime: '2030-03-06T10:00:00+01:00', timeZone: 'Europe/Berlin' },
  });
  local.server.setOptions({ cancelledInstances: 'withTimes', tombstones: 'bareEverywhere' });
  expect(await local.on('03-06')).not.toHaveProperty('start');
});

test('instancesLag: instances are current, or behind; a get is not', async () => {
  const local = await SeriesServer.of({}, { instancesLag: 30 });
  await local.clock.advance(60_000);
  await local.call('PATCH', '/aaaaa', { summary: 'Course' });
  await local.call('DELETE', '/aaaaa_20300306T090000Z');
  expect((await local.dates(''))[2]).toBe('03-06 10:00 Talk');
  expect((await local.call('GET', '/aaaaa_20300305T090000Z')).body.summary).toBe('Course');
  await local.clock.advance(31_000);
  expect(await local.dates('')).toHaveLength(4);
  local.server.setOptions({ instancesLag: 'current' });
  await local.cancel('03-07');
  expect(await local.dates('')).toHaveLength(3);
});

test('exceptionWriteListsMaster: a write to an occurrence leaves its series alone, or lists it again', async () => {
  const local = await SeriesServer.of();
  const { etag, updated } = (await local.call('GET', '/aaaaa')).body;
  const token = await local.token();
  await local.retitle('03-05');
  expect((await local.call('GET', '/aaaaa')).body.etag).toBe(etag);
  expect(await local.ids(`syncToken=${token}`)).toEqual(['aaaaa_20300305T090000Z']);
  local.server.setOptions({ exceptionWriteListsMaster: true });
  await local.cancel('03-06');
  const after = (await local.call('GET', '/aaaaa')).body;
  expect([after.etag === etag, after.updated]).toEqual([false, updated]);
  expect(await local.ids(`syncToken=${token}`)).toContain('aaaaa');
});

test('gap: a skipped hour is moved, and the date after it not, or also', async () => {
  const start = { dateTime: '2030-03-30T02:30:00', timeZone: 'Europe/Berlin' };
  const end = { dateTime: '2030-03-30T02:45:00', timeZone: 'Europe/Berlin' };
  const local = await SeriesServer.of({ start, end, recurrence: ['RRULE:FREQ=DAILY;COUNT=3'] });
  expect(await local.dates()).toEqual(['03-30 02:30 Talk', '03-31 03:30 Talk', '04-01 02:30 Talk']);
  local.server.setOptions({ gap: 'movedAndAfter' });
  expect(await local.dates()).toEqual(['03-30 02:30 Talk', '03-31 03:30 Talk', '04-01 03:30 Talk']);
});

test('occurrenceLength: over a clock change as long as ever, or to the same time of the clock', async () => {
  const start = { dateTime: '2030-03-29T22:00:00', timeZone: 'Europe/Berlin' };
  const end = { dateTime: '2030-03-30T06:00:00', timeZone: 'Europe/Berlin' };
  const local = await SeriesServer.of({ start, end, recurrence: ['RRULE:FREQ=DAILY;COUNT=2'] });
  const secondEnd = async () => (await local.on('03-30')).end;
  expect(await secondEnd()).toMatchObject({ dateTime: '2030-03-31T07:00:00+02:00' });
  local.server.setOptions({ occurrenceLength: 'wall' });
  expect(await secondEnd()).toMatchObject({ dateTime: '2030-03-31T06:00:00+02:00' });
});
