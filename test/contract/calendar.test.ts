// What a client may rely on when it reads and writes events, on the local Google and on a real account alike.
import { freshId, getEvent, insertEvent, openAccount, refusal, TIMES, until, type Account } from './calendar-account';

let account: Account;
beforeAll(async () => {
  account = await openAccount();
});
afterAll(async () => account.close());

const path = (eventId: string) => ({ calendarId: account.calendarId, eventId });

const insert = (body?: object, parameters?: object) => insertEvent(account, body, parameters);
const get = (eventId: string) => getEvent(account, eventId);

// https://developers.google.com/workspace/calendar/api/v3/reference/events/insert
describe('insert', () => {
  test('answers the whole resource, with what Google adds and without default values', async () => {
    const id = freshId();
    const event = await insert({ id, description: '', location: 'Hall 1', transparency: 'opaque' });
    expect(event).toMatchObject({
      kind: 'calendar#event',
      id,
      status: 'confirmed',
      summary: 'Talk',
      location: 'Hall 1',
      iCalUID: `${id}@google.com`,
      sequence: 0,
      eventType: 'default',
      reminders: { useDefault: true },
      organizer: { email: account.calendarId, self: true },
    });
    expect(event.etag).toMatch(/^".+"$/);
    expect(event.htmlLink).toContain('https://www.google.com/calendar/event?eid=');
    expect(event.created).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    for (const absent of ['description', 'transparency', 'visibility', 'colorId', 'attendees'])
      expect(event).not.toHaveProperty(absent);
  });

  test('an empty title is stored as no title', async () => {
    expect(await insert({ summary: '' })).not.toHaveProperty('summary');
  });

  test('an id that is in use answers 409 duplicate, also after the event was deleted', async () => {
    const { id } = await insert();
    expect(await refusal(insert({ id }))).toEqual({ status: 409, reason: 'duplicate' });
    await account.client.events.delete(path(id));
    expect(await refusal(insert({ id }))).toEqual({ status: 409, reason: 'duplicate' });
  });

  test.each(['abcd', 'UPPERCASE', 'with-dash', 'wxyzw'])(
    'the id %s is refused: not base32hex of 5 characters',
    async (id) => {
      expect(await refusal(insert({ id }))).toEqual({ status: 400, reason: 'invalid' });
    },
  );
});

// https://developers.google.com/workspace/calendar/api/v3/reference/events#start
describe('times', () => {
  test('come back in the offset of the calendar, without milliseconds, with a time zone', async () => {
    const event = await insert({
      start: { dateTime: '2030-07-15T08:00:00.500Z' },
      end: { dateTime: '2030-07-15T09:00:00.999Z' },
    });
    expect(event.start).toEqual({ dateTime: '2030-07-15T10:00:00+02:00', timeZone: 'Europe/Berlin' });
    expect(event.end).toEqual({ dateTime: '2030-07-15T11:00:00+02:00', timeZone: 'Europe/Berlin' });
  });

  test('without an offset are wall-clock times of their time zone', async () => {
    const { id } = await insert({
      start: { dateTime: '2030-01-15T10:00:00', timeZone: 'America/New_York' },
      end: { dateTime: '2030-01-15T11:00:00', timeZone: 'America/New_York' },
    });
    const { start } = await get(id);
    expect(start).toEqual({ dateTime: '2030-01-15T16:00:00+01:00', timeZone: 'America/New_York' });
    const inTokyo = await account.client.events.get({ ...path(id), timeZone: 'Asia/Tokyo' });
    expect(inTokyo.data.start?.dateTime).toBe('2030-01-16T00:00:00+09:00');
  });

  test('an all-day event keeps its dates; a timed one may last no time', async () => {
    const allDay = await insert({ start: { date: '2030-01-15' }, end: { date: '2030-01-16' } });
    expect([allDay.start, allDay.end]).toEqual([{ date: '2030-01-15' }, { date: '2030-01-16' }]);
    const { start, end } = await insert({ start: TIMES.start, end: TIMES.start });
    expect(end).toEqual(start);
  });

  test('a patch turns a timed event into an all-day one only if it nulls the other members', async () => {
    const { id } = await insert();
    const dates = { start: { date: '2030-01-15' }, end: { date: '2030-01-16' } };
    const half = account.client.events.patch({ ...path(id), requestBody: dates });
    expect((await refusal(half)).status).toBe(400);
    const nulls = { dateTime: null, timeZone: null };
    const requestBody = { start: { ...dates.start, ...nulls }, end: { ...dates.end, ...nulls } };
    expect((await account.client.events.patch({ ...path(id), requestBody })).data).toMatchObject(dates);
  });

  test('an all-day series becomes timed only with a zone to repeat in', async () => {
    const day = { start: { date: '2030-01-15' }, end: { date: '2030-01-16' } };
    const { id } = await insert({ ...day, recurrence: ['RRULE:FREQ=DAILY;COUNT=2'] });
    const timed = (timeZone: string | null) => {
      const requestBody = {
        start: { date: null, ...TIMES.start, timeZone },
        end: { date: null, ...TIMES.end, timeZone },
      };
      return account.client.events.patch({ ...path(id), requestBody });
    };
    expect(await refusal(timed(null))).toEqual({ status: 400, reason: 'required' });
    expect((await timed('Europe/Berlin')).data.start).toMatchObject({ timeZone: 'Europe/Berlin' });
  });

  test.each([
    ['end before start', { end: { dateTime: '2030-01-15T09:00:00+01:00' } }, 'timeRangeEmpty'],
    ['no end', { end: undefined }, 'required'],
    ['neither offset nor zone', { start: { dateTime: '2030-01-15T10:00:00' } }, 'required'],
    ['one all-day, one timed', { start: { date: '2030-01-15' } }, 'invalid'],
    ['no such day', { start: { dateTime: '2030-02-30T10:00:00Z' } }, 'invalid'],
    ['no such zone', { start: { ...TIMES.start, timeZone: 'Mars/Base' } }, 'invalid'],
  ])('%s is refused', async (_what, body, reason) => {
    expect(await refusal(insert(body))).toEqual({ status: 400, reason });
  });
});

// https://developers.google.com/workspace/calendar/api/v3/reference/events/patch
describe('patch', () => {
  test('keeps what is not named, merges properties key by key, removes by null', async () => {
    const { id } = await insert({
      location: 'Hall 1',
      description: 'Bring a laptop',
      extendedProperties: { private: { a: '1', b: '2' }, shared: { c: '3' } },
    });
    const requestBody = { description: null, extendedProperties: { private: { b: null, d: '4' } } } as object;
    await account.client.events.patch({ ...path(id), requestBody });
    const event = await get(id);
    expect(event).toMatchObject({ summary: 'Talk', location: 'Hall 1' });
    expect(event).not.toHaveProperty('description');
    expect(event.extendedProperties).toEqual({ private: { a: '1', d: '4' }, shared: { c: '3' } });
  });

  test('replaces the guests whole', async () => {
    const guests = [{ email: 'a@example.com' }, { email: 'b@example.com', responseStatus: 'accepted' }];
    const { id } = await insert({ attendees: guests });
    await account.client.events.patch({ ...path(id), requestBody: { attendees: [{ email: 'c@example.com' }] } });
    const { attendees } = await get(id);
    expect(attendees?.map(({ email, responseStatus }) => [email, responseStatus])).toEqual([
      ['c@example.com', 'needsAction'],
    ]);
  });

  test('moves etag and updated; a moved start counts up the sequence', async () => {
    const before = await insert();
    const { data: after } = await account.client.events.patch({
      ...path(before.id),
      requestBody: { start: { dateTime: '2030-01-15T10:30:00+01:00' } },
    });
    expect(after.etag).not.toBe(before.etag);
    expect(Date.parse(after.updated ?? '')).toBeGreaterThanOrEqual(Date.parse(before.updated ?? ''));
    expect(after.sequence).toBe(1);
    const lower = account.client.events.patch({ ...path(before.id), requestBody: { sequence: 0 } });
    expect(await refusal(lower)).toEqual({ status: 400, reason: 'invalid' });
  });
});

// https://developers.google.com/workspace/calendar/api/v3/reference/events/update
describe('update', () => {
  const OPT_IN = { conferenceDataVersion: 1, supportsAttachments: true };

  test('of the whole resource as read keeps everything, mapped or not', async () => {
    const createRequest = { requestId: freshId(), conferenceSolutionKey: { type: 'hangoutsMeet' } };
    const { id } = await insert(
      {
        description: '<b>Bring</b> a laptop',
        location: 'Hall 1',
        colorId: '5',
        visibility: 'private',
        transparency: 'transparent',
        guestsCanModify: true,
        attendees: [{ email: 'a@example.com', responseStatus: 'accepted', comment: 'Fine' }],
        reminders: { useDefault: false, overrides: [{ method: 'popup', minutes: 5 }] },
        extendedProperties: { private: { key: 'k' }, shared: { other: 'client' } },
        source: { title: 'Page', url: 'https://example.com/' },
        conferenceData: { createRequest },
      },
      OPT_IN,
    );
    const conferenceReady = (event: { conferenceData?: { entryPoints?: unknown } }) =>
      !!event.conferenceData?.entryPoints;
    const read = await until(() => get(id), conferenceReady);
    const requestBody = { ...read, summary: 'Talk, moved' };
    // Without `conferenceDataVersion` the conference is kept as well.
    const { data: written } = await account.client.events.update({
      ...path(id),
      supportsAttachments: true,
      requestBody,
    });
    const { etag, updated, sequence, summary, ...kept } = written;
    expect(summary).toBe('Talk, moved');
    expect(kept).toEqual(expect.objectContaining(without(read, ['etag', 'updated', 'sequence', 'summary'])));
    expect(kept.conferenceData?.entryPoints).toHaveLength((read.conferenceData?.entryPoints ?? []).length);
    expect([etag, updated, sequence]).not.toContain(undefined);
  });

  test('loses the members that are not sent, but keeps a conference that the client does not know', async () => {
    const createRequest = { requestId: freshId(), conferenceSolutionKey: { type: 'hangoutsMeet' } };
    const { id } = await insert(
      { location: 'Hall 1', extendedProperties: { private: { key: 'k' } }, conferenceData: { createRequest } },
      OPT_IN,
    );
    await account.client.events.update({ ...path(id), requestBody: { summary: 'Short', ...TIMES } });
    const event = await get(id);
    expect(event).not.toHaveProperty('location');
    expect(event).not.toHaveProperty('extendedProperties');
    expect(event).toHaveProperty('conferenceData');
  });
});

function without(value: object, members: string[]): object {
  return Object.fromEntries(Object.entries(value).filter(([member]) => !members.includes(member)));
}

// https://developers.google.com/workspace/calendar/api/v3/reference/events/delete
describe('delete and revive', () => {
  test('a deleted event is read as cancelled, and deleting it again answers 410', async () => {
    const { id } = await insert();
    expect((await account.client.events.delete(path(id))).status).toBe(204);
    expect((await get(id)).status).toBe('cancelled');
    expect(await refusal(account.client.events.delete(path(id)))).toEqual({ status: 410, reason: 'deleted' });
  });

  test.each(['patch', 'update'] as const)(
    'a %s that sets status cancelled deletes, and the private property it writes is read on the tombstone',
    async (method) => {
      const event = await insert({ extendedProperties: { private: { key: 'k' } } });
      const change = { status: 'cancelled', extendedProperties: { private: { key: 'k', deletedBy: 'us' } } };
      const requestBody = method === 'patch' ? change : { ...event, ...change };
      await account.client.events[method]({ ...path(event.id), requestBody }, { headers: { 'If-Match': event.etag } });
      const tombstone = await get(event.id);
      expect(tombstone).toMatchObject(change);
      expect(await refusal(account.client.events.delete(path(event.id)))).toEqual({ status: 410, reason: 'deleted' });
      const { data } = await account.client.events.list({
        calendarId: account.calendarId,
        iCalUID: event.iCalUID ?? '',
      });
      expect(data.items).toEqual([]);
    },
  );

  test('a patch to confirmed brings a deleted event back under its id', async () => {
    const { id } = await insert({ description: 'Bring a laptop' });
    await account.client.events.delete(path(id));
    const requestBody = { status: 'confirmed', summary: 'Back', ...TIMES };
    await account.client.events.patch({ ...path(id), requestBody });
    expect(await get(id)).toMatchObject({ id, status: 'confirmed', summary: 'Back' });
  });

  test('an unknown event answers 404', async () => {
    expect(await refusal(get(freshId()))).toEqual({ status: 404, reason: 'notFound' });
    expect(await refusal(account.client.events.delete(path(freshId())))).toEqual({ status: 404, reason: 'notFound' });
  });
});

// https://developers.google.com/workspace/calendar/api/guides/version-resources
describe('preconditions', () => {
  test('a write with the etag of an older version answers 412 and changes nothing', async () => {
    const { id, etag } = await insert();
    await account.client.events.patch({ ...path(id), requestBody: { summary: 'Changed meanwhile' } });
    const headers = { 'If-Match': etag };
    const stale = { status: 412, reason: 'conditionNotMet' };
    const requestBody = { summary: 'Mine', ...TIMES };
    expect(await refusal(account.client.events.patch({ ...path(id), requestBody }, { headers }))).toEqual(stale);
    expect(await refusal(account.client.events.update({ ...path(id), requestBody }, { headers }))).toEqual(stale);
    expect(await refusal(account.client.events.delete(path(id), { headers }))).toEqual(stale);
    expect((await get(id)).summary).toBe('Changed meanwhile');
  });

  test('a read with the current etag answers 304', async () => {
    const { id, etag } = await insert();
    const headers = { 'If-None-Match': etag };
    // The client takes 304 for a success.
    expect((await account.client.events.get(path(id), { headers })).status).toBe(304);
    await account.client.events.patch({ ...path(id), requestBody: { summary: 'Changed' } });
    expect((await account.client.events.get(path(id), { headers })).status).toBe(200);
  });
});

// https://developers.google.com/workspace/calendar/api/guides/extended-properties#limits
test('a private property with a key over 44 characters is dropped, a value over 1,024 is cut', async () => {
  const { id } = await insert({
    extendedProperties: { private: { ['k'.repeat(45)]: 'v', ['k'.repeat(44)]: 'v'.repeat(1_025) } },
  });
  expect((await get(id)).extendedProperties).toEqual({ private: { ['k'.repeat(44)]: 'v'.repeat(1_024) } });
});

// https://developers.google.com/workspace/calendar/api/v3/reference/events/move
test('a moved event keeps its id; the old calendar is left with a cancelled one', async () => {
  const { id, iCalUID } = await insert();
  const destination = account.otherCalendarId;
  await account.client.events.move({ ...path(id), destination });
  expect((await account.client.events.get({ calendarId: destination, eventId: id })).data).toMatchObject({
    id,
    iCalUID,
    status: 'confirmed',
    organizer: { email: destination, self: true },
  });
  expect((await get(id)).status).toBe('cancelled');
});

// https://developers.google.com/workspace/calendar/api/v3/reference/events/import
test('an imported event keeps its iCalUID', async () => {
  const iCalUID = `${freshId()}@example.com`;
  const requestBody = { summary: 'From elsewhere', iCalUID, ...TIMES };
  const { data } = await account.client.events.import({ calendarId: account.calendarId, requestBody });
  expect(data).toMatchObject({ iCalUID, summary: 'From elsewhere' });
});
