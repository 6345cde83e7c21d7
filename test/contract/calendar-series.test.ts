// What a client may rely on with series: their dates, and what becomes of one that is changed, cancelled and brought back.
import type { calendar_v3 } from '@googleapis/calendar';
import { controlled, freshId, insertEvent, openAccount, refusal, until, type Account } from './calendar-account';

let account: Account;
beforeAll(async () => {
  account = await openAccount();
});
afterAll(async () => account.close());

type Event = calendar_v3.Schema$Event;

/** Ten o'clock in Berlin on five days from Monday, 4 March 2030, on. */
const DAILY = {
  start: { dateTime: '2030-03-04T10:00:00', timeZone: 'Europe/Berlin' },
  end: { dateTime: '2030-03-04T11:00:00', timeZone: 'Europe/Berlin' },
  recurrence: ['RRULE:FREQ=DAILY;COUNT=5'],
};

async function series(body: object = {}): Promise<string> {
  return (await insertEvent(account, { ...DAILY, ...body })).id;
}

async function instances(eventId: string, parameters: object = {}): Promise<Event[]> {
  const { data } = await account.client.events.instances({ calendarId: account.calendarId, eventId, ...parameters });
  return data.items ?? [];
}

async function listed(parameters: object): Promise<Event[]> {
  const { data } = await account.client.events.list({
    calendarId: account.calendarId,
    maxResults: 2_500,
    ...parameters,
  });
  return data.items ?? [];
}

/** The date of a series that begins on a day by its rule, "03-06". */
async function dateOn(seriesId: string, day: string): Promise<{ id: string; etag: string; event: Event }> {
  const all = await instances(seriesId, { showDeleted: true });
  const event = all.find(({ originalStartTime }) => startText(originalStartTime).startsWith(`2030-${day}`));
  if (!event?.id || !event.etag) throw new Error(`No date on ${day}`);
  return { id: event.id, etag: event.etag, event };
}

function startText(time: calendar_v3.Schema$EventDateTime | undefined): string {
  return time?.dateTime ?? time?.date ?? '';
}

function starts(events: readonly Event[]): string[] {
  return events.map(({ start }) => startText(start)).sort();
}

function path(eventId: string) {
  return { calendarId: account.calendarId, eventId };
}

const FIVE = ['04', '05', '06', '07', '08'].map((day) => `2030-03-${day}T10:00:00+01:00`);

// https://developers.google.com/workspace/calendar/api/v3/reference/events/instances
describe('the dates of a series', () => {
  test('name their series and their original start, and have no rule', async () => {
    const id = await series();
    const all = await instances(id);
    expect(starts(all)).toEqual(FIVE);
    for (const date of all) {
      expect(date).toMatchObject({ recurringEventId: id, originalStartTime: { dateTime: date.start?.dateTime } });
      expect(date.recurrence).toBeUndefined();
    }
  });

  test('keep their time of day when clocks are changed', async () => {
    const start = { ...DAILY.start, dateTime: '2030-03-30T10:00:00' };
    const end = { ...DAILY.end, dateTime: '2030-03-30T11:00:00' };
    const all = await instances(await series({ start, end, recurrence: ['RRULE:FREQ=DAILY;COUNT=2'] }));
    expect(starts(all)).toEqual(['2030-03-30T10:00:00+01:00', '2030-03-31T10:00:00+02:00']);
  });

  test('begin with the start, be it on the rule or not, which is not counted', async () => {
    const all = await instances(await series({ recurrence: ['RRULE:FREQ=WEEKLY;BYDAY=WE;COUNT=2'] }));
    expect(starts(all).map((text) => text.slice(5, 10))).toEqual(['03-04', '03-06', '03-13']);
  });

  test('may be named one by one, without any rule', async () => {
    const recurrence = ['RDATE;TZID=Europe/Berlin:20300310T100000,20300317T100000'];
    expect(starts(await instances(await series({ recurrence }))).map((text) => text.slice(5, 10))).toEqual([
      '03-04',
      '03-10',
      '03-17',
    ]);
  });

  test('are found by their original start', async () => {
    const id = await series();
    expect(starts(await instances(id, { originalStart: '2030-03-06T10:00:00+01:00' }))).toEqual([FIVE[2]]);
  });

  test('come in pages', async () => {
    const eventId = await series();
    const { data } = await account.client.events.instances({ ...path(eventId), maxResults: 3 });
    const { data: rest } = await account.client.events.instances({
      ...path(eventId),
      maxResults: 3,
      pageToken: data.nextPageToken ?? '',
    });
    expect(starts([...(data.items ?? []), ...(rest.items ?? [])])).toEqual(FIVE);
  });

  test('of an all-day series are days', async () => {
    const id = await series({ start: { date: '2030-03-04' }, end: { date: '2030-03-05' } });
    const { event } = await dateOn(id, '03-06');
    expect(event).toMatchObject({
      start: { date: '2030-03-06' },
      end: { date: '2030-03-07' },
      originalStartTime: { date: '2030-03-06' },
    });
  });
});

// https://developers.google.com/workspace/calendar/api/guides/recurringevents
describe('one date', () => {
  test('that is changed is an exception: the others stay as they are', async () => {
    const id = await series();
    const date = await dateOn(id, '03-06');
    await account.client.events.patch({ ...path(date.id), requestBody: { summary: 'Special' } });
    const all = await instances(id);
    expect(all.map(({ summary }) => summary).sort()).toEqual(['Special', 'Talk', 'Talk', 'Talk', 'Talk']);
    const rows = await until(
      () => listed({ iCalUID: date.event.iCalUID ?? '' }),
      (found) => found.length === 2,
    );
    expect(rows.map((row) => row.id).sort()).toEqual([id, date.id].sort());
  });

  test('that is moved keeps its original start', async () => {
    const id = await series();
    const date = await dateOn(id, '03-06');
    const requestBody = {
      start: { dateTime: '2030-03-20T12:00:00+01:00' },
      end: { dateTime: '2030-03-20T13:00:00+01:00' },
    };
    await account.client.events.patch({ ...path(date.id), requestBody });
    expect((await dateOn(id, '03-06')).event).toMatchObject({
      id: date.id,
      start: { dateTime: requestBody.start.dateTime },
    });
  });

  test('that is deleted is a cancelled exception, listed without showDeleted, and the rule stays', async () => {
    const id = await series();
    const date = await dateOn(id, '03-06');
    await account.client.events.delete(path(date.id));
    expect(starts(await instances(id))).toEqual(FIVE.filter((_text, index) => index !== 2));
    const rows = await until(
      () => listed({ iCalUID: date.event.iCalUID ?? '' }),
      (found) => found.length === 2,
    );
    expect(rows.find((row) => row.id === date.id)).toMatchObject({ status: 'cancelled', recurringEventId: id });
    expect((await account.client.events.get(path(id))).data.recurrence).toEqual(DAILY.recurrence);
  });

  test('that is cancelled comes back by status confirmed', async () => {
    const id = await series();
    const date = await dateOn(id, '03-06');
    await account.client.events.delete(path(date.id));
    await account.client.events.patch({ ...path(date.id), requestBody: { status: 'confirmed' } });
    expect(starts(await instances(id))).toEqual(FIVE);
  });

  test('is written with the etag that was read, and not with an older one', async () => {
    const id = await series();
    const { id: date, etag } = await dateOn(id, '03-06');
    const patch = (summary: string) =>
      account.client.events.patch({ ...path(date), requestBody: { summary } }, { headers: { 'If-Match': etag } });
    expect((await patch('First')).status).toBe(200);
    expect(await refusal(patch('Second'))).toEqual({ status: 412, reason: 'conditionNotMet' });
  });

  test('has no rule of its own', async () => {
    const { id } = await dateOn(await series(), '03-06');
    const requestBody = { recurrence: ['RRULE:FREQ=DAILY'] };
    expect((await refusal(account.client.events.patch({ ...path(id), requestBody }))).status).toBe(400);
  });
});

// https://developers.google.com/workspace/calendar/api/v3/reference/events/list
describe('a list', () => {
  test('has series by themselves, or with singleEvents their dates', async () => {
    const key = freshId();
    const id = await series({ extendedProperties: { private: { key } } });
    const privateExtendedProperty = [`key=${key}`];
    const whole = await until(
      () => listed({ privateExtendedProperty }),
      (found) => found.length > 0,
    );
    expect(whole.map((event) => event.id)).toEqual([id]);
    const apart = await listed({ privateExtendedProperty, singleEvents: true, orderBy: 'startTime' });
    expect(apart.map(({ start }) => startText(start))).toEqual(FIVE);
  });

  test('with singleEvents holds the dates of its window', async () => {
    const window = { timeMin: '2031-03-05T10:00:00Z', timeMax: '2031-03-07T09:00:00Z', singleEvents: true };
    const year = (time: typeof DAILY.start) => ({ ...time, dateTime: time.dateTime.replace('2030', '2031') });
    const id = await series({ start: year(DAILY.start), end: year(DAILY.end) });
    const found = await until(
      () => listed(window),
      (dates) => dates.some(({ recurringEventId }) => recurringEventId === id),
    );
    expect(starts(found)).toEqual(['2031-03-06T10:00:00+01:00']);
  });

  test('by token tells a changed series once, and none of its untouched dates', async () => {
    const id = await series();
    const { data } = await account.client.events.list({ calendarId: account.calendarId, maxResults: 2_500 });
    await account.client.events.patch({ ...path(id), requestBody: { summary: 'Course' } });
    const changes = await until(
      () => listed({ syncToken: data.nextSyncToken ?? '' }),
      (found) => found.length > 0,
    );
    expect(changes.map((event) => event.id)).toEqual([id]);
  });

  controlled('finds all dates in two series after a person has edited this and following', async () => {
    const id = await series();
    const { server } = account.control();
    const second = server.ui.editFollowing(account.calendarId, id, '2030-03-06T09:00:00Z', {});
    expect(starts([...(await instances(id)), ...(await instances(second))])).toEqual(FIVE);
  });
});

test.each([
  [
    'a timed series without a zone',
    { start: { dateTime: '2030-03-04T10:00:00Z' }, end: { dateTime: '2030-03-04T11:00:00Z' } },
  ],
  ['a floating end', { recurrence: ['RRULE:FREQ=DAILY;UNTIL=20300310T100000'] }],
  ['a count below one', { recurrence: ['RRULE:FREQ=DAILY;COUNT=-1'] }],
  ['a count beside an end', { recurrence: ['RRULE:FREQ=DAILY;COUNT=2;UNTIL=20300310T100000Z'] }],
])('%s answers 400', async (_what, body) => {
  expect((await refusal(series(body))).status).toBe(400);
});
