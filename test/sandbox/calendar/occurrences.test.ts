// Occurrences of series: read, listed, changed, cancelled and brought back.
import { berlin, dateOf, SeriesServer } from './series-server';

const FIVE = ['03-04 10:00 Talk', '03-05 10:00 Talk', '03-06 10:00 Talk', '03-07 10:00 Talk', '03-08 10:00 Talk'];
const NO_EVENT = { status: 404, reason: 'notFound' };

describe('instances', () => {
  test('are the dates of a series, each with its series and its original start', async () => {
    const local = await SeriesServer.of();
    const { body } = await local.instances();
    expect(body).toMatchObject({ kind: 'calendar#events', timeZone: 'Europe/Berlin' });
    expect(body).not.toHaveProperty('nextSyncToken');
    expect(body.items?.map(dateOf)).toEqual(FIVE);
    const series = (await local.call('GET', '/aaaaa')).body;
    expect(body.items?.[1]).toMatchObject({
      id: 'aaaaa_20300305T090000Z',
      recurringEventId: 'aaaaa',
      originalStartTime: { dateTime: '2030-03-05T10:00:00+01:00', timeZone: 'Europe/Berlin' },
      end: { dateTime: '2030-03-05T11:00:00+01:00' },
      iCalUID: series.iCalUID,
      updated: series.updated,
    });
    expect(body.items?.[1]).not.toHaveProperty('recurrence');
  });

  test('come in pages', async () => {
    const local = await SeriesServer.of();
    const first = (await local.instances('maxResults=3')).body;
    expect(first.items?.map(dateOf)).toEqual(FIVE.slice(0, 3));
    const token = encodeURIComponent(String(first.nextPageToken));
    const second = (await local.instances(`maxResults=3&pageToken=${token}`)).body;
    expect(second.items?.map(dateOf)).toEqual(FIVE.slice(3));
    expect(second).not.toHaveProperty('nextPageToken');
    await local.insert('bbbbb', { ...berlin('2030-03-04', '10:00', '11:00'), recurrence: ['RRULE:FREQ=DAILY'] });
    expect((await local.instances(`maxResults=3&pageToken=${token}`, 'bbbbb')).status).toBe(400);
    expect((await local.instances('', 'bbbbb')).body.items).toHaveLength(250);
  });

  test('a page holds the state at which the first one was made', async () => {
    const local = await SeriesServer.of();
    const { nextPageToken } = (await local.instances('maxResults=1')).body;
    await local.call('PATCH', '/aaaaa', { summary: 'Later' });
    const page = await local.dates(`maxResults=1&pageToken=${encodeURIComponent(String(nextPageToken))}`);
    expect(page).toEqual(['03-05 10:00 Talk']);
  });

  test('timeMin counts from the end on and includes it, timeMax up to the start', async () => {
    const local = await SeriesServer.of();
    const within = (from: string, to: string) => local.dates(`timeMin=2030-03-05T${from}Z&timeMax=2030-03-06T${to}Z`);
    expect(await within('10:00:00', '09:00:00')).toEqual(FIVE.slice(1, 2));
    expect(await within('10:00:01', '09:00:01')).toEqual(FIVE.slice(2, 3));
  });

  test('originalStart finds one, wherever it was moved, by an instant, and by a day where the series is of days', async () => {
    const local = await SeriesServer.of();
    await local.call('PATCH', `/${(await local.on('03-05')).id}`, berlin('2030-03-20', '12:00', '13:00'));
    expect(await local.dates('originalStart=2030-03-05T09:00:00Z')).toEqual(['03-20 12:00 Talk']);
    expect(await local.dates(`originalStart=${encodeURIComponent('2030-03-05T10:00:00+01:00')}`)).toHaveLength(1);
    expect(await local.dates('originalStart=2030-03-05')).toEqual([]);
    expect((await local.instances('originalStart=soon')).status).toBe(400);
    const days = await SeriesServer.of({ start: { date: '2030-03-04' }, end: { date: '2030-03-05' } });
    expect(await days.dates('originalStart=2030-03-05')).toEqual(['03-05 Talk']);
    expect((await days.on('03-05')).id).toBe('aaaaa_20300305');
  });

  test('leave cancelled ones out unless showDeleted asks for them', async () => {
    const local = await SeriesServer.of();
    await local.cancel('03-05');
    expect(await local.dates('')).toEqual([FIVE[0], ...FIVE.slice(2)]);
    expect(await local.dates()).toEqual([FIVE[0], '03-05 10:00 Talk cancelled', ...FIVE.slice(2)]);
  });

  test('of an event that is no series are refused; those of a deleted series are cancelled', async () => {
    const local = await SeriesServer.of();
    await local.insert('bbbbb');
    expect((await local.instances('', 'bbbbb')).status).toBe(400);
    expect(await local.instances('', 'ccccc')).toMatchObject(NO_EVENT);
    await local.call('DELETE', '/aaaaa');
    expect(await local.dates('')).toEqual([]);
    expect(await local.dates()).toEqual(FIVE.map((date) => `${date} cancelled`));
  });
});

test('what is done with occurrences costs what it costs with events', async () => {
  const local = await SeriesServer.of();
  local.server.resetStats();
  await local.retitle('03-05');
  await local.cancel('03-06');
  expect(local.server.stats()).toMatchObject({
    calls: { 'events.instances': 2, 'events.patch': 1, 'events.delete': 1 },
    quotaUnits: 6,
    writes: 2,
  });
});

describe('an untouched occurrence', () => {
  test('can be read by its id, and by no other', async () => {
    const local = await SeriesServer.of();
    expect((await local.call('GET', '/aaaaa_20300306T090000Z')).body).toEqual(await local.on('03-06'));
    expect(await local.call('GET', '/aaaaa_20300306T093000Z')).toMatchObject(NO_EVENT);
    expect(await local.call('GET', '/aaaaa_20300309T090000Z')).toMatchObject(NO_EVENT);
  });

  test.each([
    ['PATCH', (whole: object) => ({ summary: 'Special', whole })],
    ['PUT', (whole: object) => ({ ...whole, summary: 'Special' })],
  ])('becomes an exception by %s: a row of its own in lists, and no longer as its series is', async (method, body) => {
    const local = await SeriesServer.of();
    const whole = await local.on('03-06');
    const written = await local.call(method, `/${whole.id}`, body(whole), { 'if-match': whole.etag });
    expect(written.body).toMatchObject({ id: whole.id, summary: 'Special', recurringEventId: 'aaaaa' });
    expect(written.body.etag).not.toBe(whole.etag);
    expect(await local.rows()).toEqual(['aaaaa confirmed', `${whole.id} confirmed`]);
    await local.call('PATCH', '/aaaaa', { location: 'Hall 1' });
    expect(await local.on('03-06')).not.toHaveProperty('location');
    expect(await local.on('03-07')).toMatchObject({ location: 'Hall 1' });
  });

  test('is cancelled by DELETE: a row even without showDeleted, a second one is 410, and no EXDATE is written', async () => {
    const local = await SeriesServer.of();
    const { id } = await local.on('03-06');
    const token = await local.token();
    expect((await local.call('DELETE', `/${id}`)).status).toBe(204);
    expect(await local.call('DELETE', `/${id}`)).toMatchObject({ status: 410, reason: 'deleted' });
    const row = {
      kind: 'calendar#event',
      etag: expect.any(String),
      id,
      status: 'cancelled',
      recurringEventId: 'aaaaa',
      originalStartTime: { dateTime: '2030-03-06T10:00:00+01:00', timeZone: 'Europe/Berlin' },
    };
    expect((await local.list()).body.items?.[1]).toEqual(row);
    expect((await local.list(`syncToken=${token}`)).body.items).toEqual([row]);
    expect((await local.call('GET', '/aaaaa')).body.recurrence).toEqual(['RRULE:FREQ=DAILY;COUNT=5']);
  });

  test('comes back by status confirmed', async () => {
    const local = await SeriesServer.of();
    await local.cancel('03-06');
    const { id } = await local.on('03-06');
    expect((await local.call('PATCH', `/${id}`, { status: 'confirmed' })).status).toBe(200);
    expect(await local.dates('')).toEqual(FIVE);
  });

  test('answers 412 to an etag that is not its own', async () => {
    const local = await SeriesServer.of();
    const { id, etag } = await local.on('03-06');
    await local.call('PATCH', '/aaaaa', { summary: 'Later' });
    const stale = { status: 412, reason: 'conditionNotMet' };
    expect(await local.call('PATCH', `/${id}`, { summary: 'Mine' }, { 'if-match': etag })).toMatchObject(stale);
    expect(await local.call('DELETE', `/${id}`, undefined, { 'if-match': etag })).toMatchObject(stale);
    expect(await local.rows()).toEqual(['aaaaa confirmed']);
  });

  test('has no rule of its own, and stays on its calendar', async () => {
    const local = await SeriesServer.of();
    const { id } = await local.on('03-06');
    expect((await local.call('PATCH', `/${id}`, { recurrence: ['RRULE:FREQ=DAILY'] })).status).toBe(400);
    const other = local.server.createCalendar({ summary: 'Other', timeZone: 'UTC' }).id;
    expect((await local.call('POST', `/${id}/move?destination=${encodeURIComponent(other)}`)).status).toBe(400);
  });

  test('two of one series in a batch: the second is 409', async () => {
    const local = await SeriesServer.of();
    const ids = [(await local.on('03-05')).id, (await local.on('03-06')).id];
    const parts = ids.map(
      (id) =>
        `--b\r\nContent-Type: application/http\r\nContent-ID: <${id}>\r\n\r\n` +
        `DELETE /calendar/v3/calendars/primary/events/${id}\r\n\r\n`,
    );
    const { body } = await local.server.handle({
      method: 'POST',
      path: '/batch/calendar/v3',
      headers: { authorization: 'Bearer local-token', 'content-type': 'multipart/mixed; boundary=b' },
      body: `${parts.join('')}--b--`,
    });
    expect(body.match(/HTTP\/1\.1 (\d+)/g)).toEqual(['HTTP/1.1 204', 'HTTP/1.1 409']);
  });
});

describe('lists with singleEvents', () => {
  test('have occurrences in the place of series, in the window and in the order that is asked for', async () => {
    const local = await SeriesServer.of();
    await local.insert('bbbbb', { summary: 'Single', ...berlin('2030-03-06', '09:00', '09:30') });
    await local.call('PATCH', `/${(await local.on('03-04')).id}`, berlin('2030-03-07', '08:00', '09:00'));
    await local.cancel('03-05');
    const query = 'singleEvents=true&orderBy=startTime';
    const all = ['03-06 09:00 Single', '03-06 10:00 Talk', '03-07 08:00 Talk', '03-07 10:00 Talk', '03-08 10:00 Talk'];
    expect(await local.listed(query)).toEqual(all);
    const window = 'timeMin=2030-03-06T09:00:00Z&timeMax=2030-03-07T09:00:00Z';
    expect(await local.listed(`${query}&${window}`)).toEqual(all.slice(1, 3));
    expect(await local.listed(`${query}&showDeleted=true`)).toContain('03-05 10:00 Talk cancelled');
  });

  test('come in pages of one state', async () => {
    const local = await SeriesServer.of();
    const { body } = await local.list('singleEvents=true&maxResults=3');
    await local.call('DELETE', '/aaaaa');
    const token = encodeURIComponent(String(body.nextPageToken));
    expect(await local.listed(`singleEvents=true&maxResults=3&pageToken=${token}`)).toEqual(FIVE.slice(3));
  });

  test('by token: all occurrences of a changed series, and those that it has lost as cancelled', async () => {
    const local = await SeriesServer.of();
    const token = await local.token('singleEvents=true');
    expect(await local.rows(`singleEvents=true&syncToken=${token}`)).toEqual([]);
    await local.call('PATCH', '/aaaaa', { recurrence: ['RRULE:FREQ=DAILY;INTERVAL=2;COUNT=2'] });
    expect((await local.rows(`singleEvents=true&syncToken=${token}`)).sort()).toEqual([
      'aaaaa_20300304T090000Z confirmed',
      'aaaaa_20300305T090000Z cancelled',
      'aaaaa_20300306T090000Z confirmed',
      'aaaaa_20300307T090000Z cancelled',
      'aaaaa_20300308T090000Z cancelled',
    ]);
  });

  test('by token: a changed occurrence alone', async () => {
    const local = await SeriesServer.of();
    const token = await local.token('singleEvents=true');
    await local.retitle('03-06');
    expect(await local.rows(`singleEvents=true&syncToken=${token}`)).toEqual(['aaaaa_20300306T090000Z confirmed']);
  });

  test('by token: of a deleted series the occurrences of half a year', async () => {
    const local = await SeriesServer.of({ recurrence: ['RRULE:FREQ=MONTHLY;COUNT=24'] });
    const token = await local.token('singleEvents=true');
    await local.clock.advance(Date.parse('2030-06-15T00:00:00Z') - local.clock.now());
    local.server.setOptions({ syncTokenDays: 10_000 });
    await local.call('DELETE', '/aaaaa');
    const rows = await local.rows(`singleEvents=true&syncToken=${token}`);
    expect(rows).toHaveLength(6);
    expect(rows[0]).toBe('aaaaa_20300704T080000Z cancelled');
    expect(await local.rows('singleEvents=true')).toEqual([]);
  });

  test('by token: a series that became a single event, and one that was single', async () => {
    const local = await SeriesServer.of();
    await local.insert('bbbbb', berlin('2030-03-04', '10:00', '11:00'));
    const token = await local.token('singleEvents=true');
    await local.call('PATCH', '/aaaaa', { recurrence: null });
    await local.call('PATCH', '/bbbbb', { recurrence: ['RRULE:FREQ=DAILY;COUNT=2'] });
    const rows = (await local.rows(`singleEvents=true&syncToken=${token}`)).sort();
    expect(rows.slice(0, 6)).toEqual([
      'aaaaa confirmed',
      ...['04', '05', '06', '07', '08'].map((day) => `aaaaa_203003${day}T090000Z cancelled`),
    ]);
    expect(rows.slice(6)).toEqual(['bbbbb_20300304T090000Z confirmed', 'bbbbb_20300305T090000Z confirmed']);
  });
});

describe('a series as a whole', () => {
  test('a master that has become single has no exceptions', async () => {
    const local = await SeriesServer.of();
    await local.retitle('03-06');
    const token = await local.token();
    await local.call('PATCH', '/aaaaa', { recurrence: null });
    expect(await local.rows()).toEqual(['aaaaa confirmed']);
    expect(await local.rows(`syncToken=${token}`)).toEqual(['aaaaa confirmed', 'aaaaa_20300306T090000Z cancelled']);
  });

  test('deleted and brought back it has the exceptions that it had', async () => {
    const local = await SeriesServer.of();
    await local.retitle('03-06');
    await local.cancel('03-07');
    const before = await local.dates();
    await local.call('DELETE', '/aaaaa');
    const { id } = await local.on('03-06');
    expect((await local.call('PATCH', `/${id}`, { status: 'confirmed' })).status).toBe(403);
    local.server.ui.restore('primary', 'aaaaa');
    expect(await local.dates()).toEqual(before);
  });

  test('purged it has no dates any more', async () => {
    const local = await SeriesServer.of();
    local.server.ui.remove('primary', 'aaaaa');
    expect((await local.call('GET', '/aaaaa_20300306T090000Z')).body.status).toBe('cancelled');
    local.server.ui.purge('primary', 'aaaaa');
    expect(await local.call('GET', '/aaaaa_20300306T090000Z')).toMatchObject(NO_EVENT);
  });

  test('moved to another calendar it takes its exceptions along', async () => {
    const local = await SeriesServer.of();
    await local.retitle('03-06');
    const { id } = local.server.createCalendar({ summary: 'Other', timeZone: 'Europe/Berlin' });
    await local.call('POST', `/aaaaa/move?destination=${encodeURIComponent(id)}`);
    expect(await local.rows('showDeleted=true')).toEqual(['aaaaa cancelled', 'aaaaa_20300306T090000Z cancelled']);
    expect(local.server.ui.all(id).map(dateOf)).toEqual(['03-04 10:00 Talk', '03-06 10:00 Special']);
  });

  test('its own cancelled date is kept as long as it lives, whatever becomes of other tombstones', async () => {
    const local = await SeriesServer.of({}, { tombstoneWeeks: 1 });
    await local.cancel('03-06');
    await local.clock.advance(30 * 86_400_000);
    expect(await local.dates('')).toHaveLength(4);
    expect((await local.list()).body.items).toHaveLength(2);
    await local.retitle('03-07');
    await local.call('DELETE', '/aaaaa');
    const read = async (day: string) => (await local.call('GET', `/aaaaa_203003${day}T090000Z`)).status;
    expect([await read('05'), await read('07')]).toEqual([200, 200]);
    await local.clock.advance(8 * 86_400_000);
    expect([await read('05'), await read('07')]).toEqual([404, 404]);
  });
});

describe.each<[string, object]>([
  ['a floating end', { recurrence: ['RRULE:FREQ=DAILY;UNTIL=20300310T100000'] }],
  ['a count below one', { recurrence: ['RRULE:FREQ=DAILY;COUNT=-1'] }],
  ['a count beside an end', { recurrence: ['RRULE:FREQ=DAILY;COUNT=2;UNTIL=20300310T100000Z'] }],
  ['an interval of nothing', { recurrence: ['RRULE:FREQ=DAILY;INTERVAL=0'] }],
  ['an unknown part', { recurrence: ['RRULE:FREQ=DAILY;BYMOOD=GOOD'] }],
  ['a thirteenth month', { recurrence: ['RRULE:FREQ=YEARLY;BYMONTH=13'] }],
  ['a part twice', { recurrence: ['RRULE:FREQ=DAILY;FREQ=WEEKLY'] }],
  ['a day among dates with a time', { recurrence: ['RRULE:FREQ=DAILY', 'EXDATE;VALUE=DATE:20300305'] }],
  ['a period', { recurrence: ['RDATE;VALUE=PERIOD:20300305T090000Z/PT1H'] }],
  [
    'a time among days',
    {
      start: { date: '2030-03-04' },
      end: { date: '2030-03-05' },
      recurrence: ['RRULE:FREQ=DAILY', 'EXDATE:20300305T000000Z'],
    },
  ],
])('a series with %s', (_what, body) => {
  test('answers 400', async () => {
    await expect(SeriesServer.of(body)).rejects.toThrow('Invalid recurrence rule.');
  });
});

test('a series of days with dates to leave out does not become timed', async () => {
  const days = { start: { date: '2030-03-04' }, end: { date: '2030-03-05' } };
  const local = await SeriesServer.of({ ...days, recurrence: ['RRULE:FREQ=DAILY', 'EXDATE;VALUE=DATE:20300305'] });
  const { start, end } = berlin('2030-03-04', '10:00', '11:00');
  const timed = { start: { ...start, date: null }, end: { ...end, date: null } };
  expect((await local.call('PATCH', '/aaaaa', timed)).status).toBe(400);
  const lines = { recurrence: ['RRULE:FREQ=DAILY', 'EXDATE;TZID=Europe/Berlin:20300305T100000'] };
  expect((await local.call('PATCH', '/aaaaa', { ...timed, ...lines })).status).toBe(200);
});
