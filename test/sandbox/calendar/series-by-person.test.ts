// What a person does to series in the web UI of the local Google.
import { berlin, dateOf, SeriesServer } from './series-server';

const SIXTH = '2030-03-06T09:00:00Z';
const SECOND_HALF = 'aaaaa_R20300306T090000';

function shownBy(local: SeriesServer, seriesId = 'aaaaa'): string[] {
  return local.server.ui.occurrences('primary', seriesId).map(dateOf);
}

async function lines(local: SeriesServer, seriesId = 'aaaaa'): Promise<unknown> {
  return (await local.call('GET', `/${seriesId}`)).body.recurrence;
}

describe('this', () => {
  test('is edited, moved, deleted and restored', async () => {
    const local = await SeriesServer.of();
    const { ui } = local.server;
    expect(ui.editOccurrence('primary', 'aaaaa', SIXTH, { summary: 'Special' })).toMatchObject({ summary: 'Special' });
    ui.editOccurrence('primary', 'aaaaa', SIXTH, berlin('2030-03-09', '12:00', '13:00'));
    expect(shownBy(local)[2]).toBe('03-09 12:00 Special');
    ui.deleteOccurrence('primary', 'aaaaa', SIXTH);
    expect(shownBy(local)[2]).toBe('03-09 12:00 Special cancelled');
    expect(() => ui.deleteOccurrence('primary', 'aaaaa', SIXTH)).toThrow('in the bin already');
    expect(ui.restoreOccurrence('primary', 'aaaaa', SIXTH)).toMatchObject({ status: 'confirmed', summary: 'Special' });
    expect(await local.rows()).toEqual(['aaaaa confirmed', 'aaaaa_20300306T090000Z confirmed']);
  });

  test('is no date that the series has not', async () => {
    const local = await SeriesServer.of();
    const edit = (original: string) => () => local.server.ui.editOccurrence('primary', 'aaaaa', original, {});
    expect(edit('2030-03-06T09:30:00Z')).toThrow('No occurrence at 2030-03-06T09:30:00Z in series aaaaa');
    expect(edit('2030-03-06')).toThrow('No occurrence at');
  });

  test('of an all-day series is named by its day', async () => {
    const local = await SeriesServer.of({ start: { date: '2030-03-04' }, end: { date: '2030-03-05' } });
    local.server.ui.deleteOccurrence('primary', 'aaaaa', '2030-03-06');
    expect(await local.dates('')).toEqual(['03-04 Talk', '03-05 Talk', '03-07 Talk', '03-08 Talk']);
  });
});

describe('all', () => {
  test('gets a title, and keeps what each date has of its own', async () => {
    const local = await SeriesServer.of();
    await local.retitle('03-05');
    local.server.ui.editAll('primary', 'aaaaa', { summary: 'Course' });
    expect(shownBy(local).slice(0, 3)).toEqual(['03-04 10:00 Course', '03-05 10:00 Special', '03-06 10:00 Course']);
  });

  test('begins at another time: its length stays, changed dates that have lost their place go, cancelled ones go along', async () => {
    const local = await SeriesServer.of();
    await local.retitle('03-05');
    await local.cancel('03-06');
    const token = await local.token();
    local.server.ui.editAll('primary', 'aaaaa', { start: { dateTime: '2030-03-04T10:30:00' } });
    expect(shownBy(local)).toEqual([
      '03-04 10:30 Talk',
      '03-05 10:30 Talk',
      '03-06 10:30 Talk cancelled',
      '03-07 10:30 Talk',
      '03-08 10:30 Talk',
    ]);
    expect((await local.call('GET', '/aaaaa')).body.end).toMatchObject({ dateTime: '2030-03-04T11:30:00+01:00' });
    expect((await local.rows(`syncToken=${token}`)).sort()).toEqual([
      'aaaaa confirmed',
      'aaaaa_20300305T090000Z cancelled',
      'aaaaa_20300306T090000Z cancelled',
      'aaaaa_20300306T093000Z cancelled',
    ]);
  });

  test('begins at another time: a changed date that has lost its place can be read as cancelled, and not brought back', async () => {
    const local = await SeriesServer.of();
    await local.retitle('03-05');
    local.server.ui.editAll('primary', 'aaaaa', { start: { dateTime: '2030-03-04T10:30:00' } });
    expect((await local.call('GET', '/aaaaa_20300305T090000Z')).body.status).toBe('cancelled');
    expect((await local.call('PATCH', '/aaaaa_20300305T090000Z', { status: 'confirmed' })).status).toBe(404);
    expect((await local.call('DELETE', '/aaaaa_20300305T090000Z')).status).toBe(410);
  });

  test('on a day before: a changed date at its end has no place either', async () => {
    const local = await SeriesServer.of({ recurrence: ['RRULE:FREQ=WEEKLY;BYDAY=MO;COUNT=2'] });
    await local.retitle('03-11');
    local.server.ui.editAll('primary', 'aaaaa', { start: { dateTime: '2030-03-03T10:00:00' } });
    expect(shownBy(local)).toEqual(['03-03 10:00 Talk', '03-10 10:00 Talk']);
  });

  test('of an hour that clocks skip, or several on a day: the cancelled one is the same of them as before', async () => {
    const hourly = await SeriesServer.of({ recurrence: ['RRULE:FREQ=HOURLY;COUNT=3'] });
    hourly.server.ui.deleteOccurrence('primary', 'aaaaa', '2030-03-04T10:00:00Z');
    hourly.server.ui.editAll('primary', 'aaaaa', { start: { dateTime: '2030-03-04T10:30:00' } });
    expect(shownBy(hourly)).toEqual(['03-04 10:30 Talk', '03-04 11:30 Talk cancelled', '03-04 12:30 Talk']);
    const nightly = await SeriesServer.of(berlin('2030-03-30', '02:30', '02:45'));
    nightly.server.ui.deleteOccurrence('primary', 'aaaaa', '2030-03-31T01:30:00Z');
    nightly.server.ui.editAll('primary', 'aaaaa', { start: { dateTime: '2030-03-30T04:00:00' } });
    expect(shownBy(nightly)[1]).toBe('03-31 04:00 Talk cancelled');
  });

  test.each<[string, string, string[], string[]]>([
    ['a weekday', '2030-03-05', ['RRULE:FREQ=WEEKLY;BYDAY=MO,WE;COUNT=4'], ['RRULE:FREQ=WEEKLY;BYDAY=TU,TH;COUNT=4']],
    ['over Sunday', '2030-03-03', ['RRULE:FREQ=WEEKLY;BYDAY=MO'], ['RRULE:FREQ=WEEKLY;BYDAY=SU']],
    ['a day of the month', '2030-03-06', ['RRULE:FREQ=MONTHLY;BYMONTHDAY=4'], ['RRULE:FREQ=MONTHLY;BYMONTHDAY=6']],
    ['the first Monday', '2030-03-12', ['RRULE:FREQ=MONTHLY;BYDAY=1MO'], ['RRULE:FREQ=MONTHLY;BYDAY=2TU']],
    [
      'days that are not the start’s',
      '2030-03-05',
      ['RRULE:FREQ=MONTHLY;BYMONTHDAY=4,18'],
      ['RRULE:FREQ=MONTHLY;BYMONTHDAY=4,18'],
    ],
    [
      'the first of some weekdays',
      '2030-03-05',
      ['RRULE:FREQ=MONTHLY;BYDAY=MO;BYSETPOS=1'],
      ['RRULE:FREQ=MONTHLY;BYDAY=MO;BYSETPOS=1'],
    ],
    [
      'a day as the end',
      '2030-03-05',
      ['RRULE:FREQ=DAILY;UNTIL=20300310'],
      ['RRULE:FREQ=DAILY;UNTIL=20300311T225959Z'],
    ],
    ['another month', '2030-04-04', ['RRULE:FREQ=YEARLY;BYMONTH=3'], ['RRULE:FREQ=YEARLY;BYMONTH=4']],
    [
      'dates and ends',
      '2030-03-05',
      [
        'RRULE:FREQ=DAILY;UNTIL=20300310T225959Z',
        'EXDATE;TZID=Europe/Berlin:20300306T100000',
        'RDATE:20300401T080000Z',
      ],
      [
        'RRULE:FREQ=DAILY;UNTIL=20300311T225959Z',
        'EXDATE;TZID=Europe/Berlin:20300307T100000',
        'RDATE:20300402T080000Z',
      ],
    ],
  ])('moved to another day its rule goes along: %s', async (_what, day, before, after) => {
    const local = await SeriesServer.of({ recurrence: before });
    local.server.ui.editAll('primary', 'aaaaa', { start: { dateTime: `${day}T10:00:00` } });
    expect(await lines(local)).toEqual(after);
  });

  test.each([
    ['2030-03-25', '2030-03-26', 'BYDAY=-1MO', 'BYDAY=-1TU'],
    ['2030-03-25', '2030-03-19', 'BYDAY=-1MO', 'BYDAY=3TU'],
    ['2030-03-31', '2030-04-30', 'BYMONTHDAY=-1', 'BYMONTHDAY=-1'],
    ['2030-03-31', '2030-03-30', 'BYMONTHDAY=-1', 'BYMONTHDAY=30'],
  ])('from %s to %s, counted from the end of the month: %s is %s', async (from, to, before, after) => {
    const days = { start: { date: from }, end: { date: `${from.slice(0, 7)}-${Number(from.slice(8)) + 1}` } };
    const timed = berlin(from, '10:00', '11:00');
    const local = await SeriesServer.of({
      ...(from.endsWith('31') ? timed : days),
      recurrence: [`RRULE:FREQ=MONTHLY;${before}`],
    });
    const start = from.endsWith('31') ? { dateTime: `${to}T10:00:00` } : { date: to };
    local.server.ui.editAll('primary', 'aaaaa', { start });
    expect(await lines(local)).toEqual([`RRULE:FREQ=MONTHLY;${after}`]);
  });

  test('becomes all-day and timed again, with its dates', async () => {
    const recurrence = ['RRULE:FREQ=DAILY;UNTIL=20300307T225959Z', 'EXDATE:20300305T090000Z'];
    const local = await SeriesServer.of({ recurrence });
    local.server.ui.editAll('primary', 'aaaaa', { start: { date: '2030-03-04' } });
    expect(await lines(local)).toEqual(['RRULE:FREQ=DAILY;UNTIL=20300307', 'EXDATE;VALUE=DATE:20300305']);
    expect(shownBy(local)).toEqual(['03-04 Talk', '03-06 Talk', '03-07 Talk']);
    local.server.ui.editAll('primary', 'aaaaa', { start: { dateTime: '2030-03-04T12:00:00' } });
    expect(shownBy(local)).toEqual(['03-04 12:00 Talk', '03-06 12:00 Talk', '03-07 12:00 Talk']);
    expect((await local.call('GET', '/aaaaa')).body.end).toMatchObject({ dateTime: '2030-03-04T13:00:00+01:00' });
  });

  test('gets another zone, another rule, and none', async () => {
    const local = await SeriesServer.of();
    const { ui } = local.server;
    ui.editAll('primary', 'aaaaa', { start: { dateTime: '2030-03-04T10:00:00', timeZone: 'America/New_York' } });
    expect((await local.call('GET', '/aaaaa')).body.start).toMatchObject({ dateTime: '2030-03-04T16:00:00+01:00' });
    ui.editAll('primary', 'aaaaa', { start: { dateTime: '2030-03-04T10:00:00' } });
    expect((await local.call('GET', '/aaaaa')).body.start).toMatchObject({ dateTime: '2030-03-04T16:00:00+01:00' });
    ui.editAll('primary', 'aaaaa', { recurrence: ['RRULE:FREQ=WEEKLY;COUNT=2'] });
    expect(shownBy(local)).toEqual(['03-04 16:00 Talk', '03-11 15:00 Talk']);
    expect(ui.editAll('primary', 'aaaaa', { recurrence: null })).not.toHaveProperty('recurrence');
    expect(() => ui.occurrences('primary', 'aaaaa')).toThrow('No series aaaaa');
    ui.edit('primary', 'aaaaa', { recurrence: ['RRULE:FREQ=DAILY;COUNT=2'] });
    expect(shownBy(local)).toHaveLength(2);
  });
});

describe('this and following', () => {
  test('is a second series: the first ends with the day before, counts are shared out', async () => {
    const local = await SeriesServer.of({ extendedProperties: { private: { key: 'k' } } });
    const token = await local.token();
    const id = local.server.ui.editFollowing('primary', 'aaaaa', SIXTH, { summary: 'Course' });
    expect(id).toBe(SECOND_HALF);
    expect(await lines(local)).toEqual(['RRULE:FREQ=DAILY;UNTIL=20300305T225959Z']);
    expect(shownBy(local)).toEqual(['03-04 10:00 Talk', '03-05 10:00 Talk']);
    expect((await local.call('GET', `/${id}`)).body).toMatchObject({
      iCalUID: `${id}@google.com`,
      recurrence: ['RRULE:FREQ=DAILY;COUNT=3'],
      extendedProperties: { private: { key: 'k' } },
    });
    expect(shownBy(local, id)).toEqual(['03-06 10:00 Course', '03-07 10:00 Course', '03-08 10:00 Course']);
    expect(await local.rows(`syncToken=${token}`)).toEqual(['aaaaa confirmed', `${id} confirmed`]);
  });

  test('takes along what was changed and cancelled behind, as far as it has a place there', async () => {
    const local = await SeriesServer.of();
    await local.retitle('03-05');
    await local.retitle('03-07');
    await local.cancel('03-08');
    const id = local.server.ui.editFollowing('primary', 'aaaaa', SIXTH, {
      start: { dateTime: '2030-03-06T10:30:00' },
    });
    expect(shownBy(local)).toEqual(['03-04 10:00 Talk', '03-05 10:00 Special']);
    expect(shownBy(local, id)).toEqual(['03-06 10:30 Talk', '03-07 10:00 Special', '03-08 10:30 Talk cancelled']);
    expect((await local.rows('showDeleted=true')).sort()).toEqual([
      'aaaaa confirmed',
      'aaaaa_20300305T090000Z confirmed',
      `${id} confirmed`,
      `${id}_20300307T093000Z confirmed`,
      `${id}_20300308T093000Z cancelled`,
    ]);
    expect((await local.call('GET', '/aaaaa_20300307T090000Z')).body.status).toBe('cancelled');
  });

  test('from the first date on is all; split again, the third part has an id of the first', async () => {
    const local = await SeriesServer.of();
    const { ui } = local.server;
    expect(ui.editFollowing('primary', 'aaaaa', '2030-03-04T09:00:00Z', { summary: 'Course' })).toBe('aaaaa');
    expect(shownBy(local)).toHaveLength(5);
    const second = ui.editFollowing('primary', 'aaaaa', SIXTH, {});
    expect(ui.editFollowing('primary', second, '2030-03-07T09:00:00Z', {})).toBe('aaaaa_R20300307T090000');
    expect(shownBy(local, second)).toEqual(['03-06 10:00 Course']);
  });

  test.each<[string, object, string, unknown, unknown]>([
    [
      'days',
      { start: { date: '2030-03-04' }, end: { date: '2030-03-05' }, recurrence: ['RRULE:FREQ=DAILY'] },
      '2030-03-06',
      ['RRULE:FREQ=DAILY;UNTIL=20300305'],
      ['RRULE:FREQ=DAILY'],
    ],
    [
      'several on a day',
      { recurrence: ['RRULE:FREQ=HOURLY;COUNT=4'] },
      '2030-03-04T11:00:00Z',
      ['RRULE:FREQ=HOURLY;UNTIL=20300304T105959Z'],
      ['RRULE:FREQ=HOURLY;COUNT=2'],
    ],
    [
      'dates of its own',
      { recurrence: ['RRULE:FREQ=WEEKLY;UNTIL=20300312T225959Z', 'RDATE:20300305T090000Z,20300320T090000Z'] },
      '2030-03-11T09:00:00Z',
      ['RRULE:FREQ=WEEKLY;UNTIL=20300310T225959Z', 'RDATE:20300305T090000Z'],
      ['RRULE:FREQ=WEEKLY;UNTIL=20300312T225959Z', 'RDATE:20300320T090000Z'],
    ],
    [
      'dates only',
      { recurrence: ['RDATE:20300305T090000Z,20300320T090000Z'] },
      '2030-03-20T09:00:00Z',
      ['RDATE:20300305T090000Z'],
      ['RDATE:20300320T090000Z'],
    ],
  ])('cuts a series of %s', async (_what, body, original, first, second) => {
    const local = await SeriesServer.of(body);
    const all = shownBy(local);
    const id = local.server.ui.editFollowing('primary', 'aaaaa', original, {});
    expect([await lines(local), await lines(local, id)]).toEqual([first, second]);
    expect([...shownBy(local), ...shownBy(local, id)].slice(0, all.length)).toEqual(all);
  });

  test('of dates of which one is left before: that is a single event', async () => {
    const local = await SeriesServer.of({ recurrence: ['RRULE:FREQ=WEEKLY;BYDAY=WE;COUNT=2'] });
    await local.retitle('03-04');
    const id = local.server.ui.editFollowing('primary', 'aaaaa', SIXTH, {});
    expect((await local.call('GET', '/aaaaa')).body).not.toHaveProperty('recurrence');
    expect(shownBy(local, id)).toEqual(['03-06 10:00 Talk', '03-13 10:00 Talk']);
    expect(await local.rows()).toEqual(['aaaaa confirmed', `${id} confirmed`]);
  });

  test('edited so that it repeats no more: a single event, and nothing behind it', async () => {
    const local = await SeriesServer.of();
    await local.retitle('03-06');
    const id = local.server.ui.editFollowing('primary', 'aaaaa', SIXTH, { recurrence: null });
    expect(await local.listed('singleEvents=true')).toEqual(
      ['03-06 10:00 Talk', '03-04 10:00 Talk', '03-05 10:00 Talk'].sort(),
    );
    expect((await local.call('GET', `/${id}`)).body).not.toHaveProperty('recurrence');
  });

  test('where a rule has ended before: it stays with the first half', async () => {
    const local = await SeriesServer.of({ recurrence: ['RRULE:FREQ=DAILY;COUNT=2', 'RRULE:FREQ=WEEKLY;COUNT=3'] });
    const id = local.server.ui.editFollowing('primary', 'aaaaa', '2030-03-11T09:00:00Z', {});
    expect(await lines(local)).toEqual(['RRULE:FREQ=DAILY;COUNT=2', 'RRULE:FREQ=WEEKLY;UNTIL=20300310T225959Z']);
    expect(await lines(local, id)).toEqual(['RRULE:FREQ=WEEKLY;COUNT=2']);
  });

  test('twice at the same date: the id of the first second half stays used', async () => {
    const local = await SeriesServer.of();
    const { ui } = local.server;
    ui.remove('primary', ui.editFollowing('primary', 'aaaaa', SIXTH, {}));
    ui.editAll('primary', 'aaaaa', { recurrence: ['RRULE:FREQ=DAILY;COUNT=5'] });
    expect(ui.editFollowing('primary', 'aaaaa', SIXTH, {})).toMatch(/^[0-9a-v]{26}$/);
    expect((await local.call('GET', `/${SECOND_HALF}`)).body.status).toBe('cancelled');
  });

  test('deleted: the series ends, and what was changed behind the end is gone', async () => {
    const local = await SeriesServer.of();
    await local.retitle('03-07');
    const token = await local.token();
    local.server.ui.deleteFollowing('primary', 'aaaaa', SIXTH);
    expect(shownBy(local)).toEqual(['03-04 10:00 Talk', '03-05 10:00 Talk']);
    expect(await local.rows(`syncToken=${token}`)).toEqual(['aaaaa confirmed', 'aaaaa_20300307T090000Z cancelled']);
    local.server.ui.deleteFollowing('primary', 'aaaaa', '2030-03-04T09:00:00Z');
    expect((await local.call('GET', '/aaaaa')).body.status).toBe('cancelled');
  });

  test('is nothing that a deleted series has', async () => {
    const local = await SeriesServer.of();
    local.server.ui.remove('primary', 'aaaaa');
    expect(() => local.server.ui.editFollowing('primary', 'aaaaa', SIXTH, {})).toThrow('in the bin');
  });
});
