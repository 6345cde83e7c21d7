// What a client may rely on when it lists events: sync tokens, pages, filters.
import { controlled, freshId, openAccount, refusal, TIMES, until, type Account } from './calendar-account';

let account: Account;
beforeAll(async () => {
  account = await openAccount();
});
afterAll(async () => account.close());

/** How the sync lists. */
const SYNC = { showDeleted: true, singleEvents: false, maxResults: 2_500 };

async function insert(body: object = {}) {
  const requestBody = { id: freshId(), summary: 'Talk', ...TIMES, ...body };
  await account.client.events.insert({ calendarId: account.calendarId, requestBody });
  return requestBody.id;
}

async function list(parameters: object) {
  const { data } = await account.client.events.list({ calendarId: account.calendarId, ...parameters });
  return { ...data, items: data.items ?? [] };
}

async function freshToken(parameters: object = SYNC): Promise<string> {
  const { nextSyncToken } = await list(parameters);
  if (!nextSyncToken) throw new Error('The last page has no sync token');
  return nextSyncToken;
}

// https://developers.google.com/workspace/calendar/api/guides/sync
describe('sync tokens', () => {
  test('own writes come back in the next list, each event once in its newest state', async () => {
    const syncToken = await freshToken();
    const id = await insert();
    await account.client.events.patch({
      calendarId: account.calendarId,
      eventId: id,
      requestBody: { summary: 'Second' },
    });
    const changes = await until(
      () => list({ ...SYNC, syncToken }),
      ({ items }) => items[0]?.summary === 'Second',
    );
    expect(changes.items.map(({ id: listed, summary }) => [listed, summary])).toEqual([[id, 'Second']]);
    const next = await list({ ...SYNC, syncToken: changes.nextSyncToken });
    expect(next.items).toEqual([]);
    expect(next.nextSyncToken).toBeTruthy();
  });

  test('a deleted event is told as cancelled, also without showDeleted', async () => {
    const id = await insert();
    const syncToken = await freshToken({ maxResults: 2_500 });
    await account.client.events.delete({ calendarId: account.calendarId, eventId: id });
    const { items } = await until(
      () => list({ syncToken }),
      (changes) => changes.items.length > 0,
    );
    expect(items).toEqual([expect.objectContaining({ id, status: 'cancelled' })]);
  });

  controlled('the tombstone has nothing but its id without showDeleted, and everything with it', async () => {
    const id = await insert({ extendedProperties: { private: { key: 'k' } } });
    const [bare, full] = [await freshToken({}), await freshToken(SYNC)];
    await account.client.events.delete({ calendarId: account.calendarId, eventId: id });
    const [tombstone] = (await list({ syncToken: bare })).items;
    expect(tombstone).toEqual({ kind: 'calendar#event', etag: expect.any(String), id, status: 'cancelled' });
    const [whole] = (await list({ ...SYNC, syncToken: full })).items;
    expect(whole).toMatchObject({
      id,
      status: 'cancelled',
      summary: 'Talk',
      extendedProperties: { private: { key: 'k' } },
    });
  });

  test.each([
    { q: 'talk' },
    { timeMin: '2030-01-01T00:00:00Z' },
    { timeMax: '2030-01-01T00:00:00Z' },
    { updatedMin: new Date(Date.now() - 60_000).toISOString() },
    { orderBy: 'updated' },
    { iCalUID: 'x@google.com' },
    { privateExtendedProperty: ['key=k'] },
    { sharedExtendedProperty: ['key=k'] },
    { showDeleted: false },
  ])('%j beside a sync token answers 400', async (parameters) => {
    const syncToken = await freshToken({});
    expect((await refusal(list({ syncToken, ...parameters }))).status).toBe(400);
  });

  test('a list made with a property filter gives no sync token', async () => {
    expect((await list({ privateExtendedProperty: ['key=k'] })).nextSyncToken).toBeUndefined();
  });

  controlled('a token is bound to the parameters of the list that made it', async () => {
    const syncToken = await freshToken({ showDeleted: true });
    expect((await refusal(list({ syncToken }))).status).toBe(400);
    expect((await refusal(list({ syncToken, showDeleted: true, singleEvents: true }))).status).toBe(400);
    expect((await list({ syncToken, showDeleted: true, maxResults: 7 })).items).toEqual([]);
  });

  test('a garbage token is void', async () => {
    expect([400, 410]).toContain((await refusal(list({ ...SYNC, syncToken: 'garbage' }))).status);
  });

  controlled('a token that Google has invalidated answers 410, and a full list gives a new one', async () => {
    const syncToken = await freshToken();
    account.control().server.invalidateTokens(account.calendarId);
    const gone = { status: 410, reason: 'fullSyncRequired' };
    expect(await refusal(list({ ...SYNC, syncToken }))).toEqual(gone);
    expect((await list({ ...SYNC, syncToken: await freshToken() })).items).toEqual([]);
  });

  controlled('a token dies of old age', async () => {
    const syncToken = await freshToken();
    await account.control().clock.advance(29 * 86_400_000);
    expect(await refusal(list({ ...SYNC, syncToken }))).toEqual({ status: 410, reason: 'fullSyncRequired' });
  });

  test('a token of one calendar is none of another', async () => {
    const syncToken = await freshToken();
    const other = account.client.events.list({ ...SYNC, calendarId: account.otherCalendarId, syncToken });
    expect([400, 410]).toContain((await refusal(other)).status);
  });
});

// https://developers.google.com/workspace/calendar/api/guides/pagination
describe('pages', () => {
  test('come in turn, and the sync token on the last one only', async () => {
    const ids = [await insert(), await insert(), await insert()];
    const seen: string[] = [];
    let pageToken: string | undefined;
    for (let page = 0; page < 100; page += 1) {
      const answer = await list({ ...SYNC, maxResults: 2, ...(pageToken !== undefined && { pageToken }) });
      seen.push(...answer.items.map(({ id }) => id ?? ''));
      expect(answer.nextSyncToken === undefined).toBe(answer.nextPageToken !== undefined);
      pageToken = answer.nextPageToken ?? undefined;
      if (pageToken === undefined) break;
    }
    expect(seen).toEqual(expect.arrayContaining(ids));
    expect(new Set(seen).size).toBe(seen.length);
  });

  test('of a token list are asked for with the same token', async () => {
    const syncToken = await freshToken();
    const ids = [await insert(), await insert()];
    const first = await until(
      () => list({ ...SYNC, maxResults: 1, syncToken }),
      ({ items }) => items.length > 0,
    );
    const pageToken = first.nextPageToken ?? '';
    const second = await list({ ...SYNC, maxResults: 1, syncToken, pageToken });
    expect([...first.items, ...second.items].map(({ id }) => id)).toEqual(expect.arrayContaining(ids));
  });

  controlled('a page token fits only the query that it came from', async () => {
    await insert();
    await insert();
    const { nextPageToken } = await list({ maxResults: 1 });
    const other = list({ maxResults: 1, showDeleted: true, pageToken: nextPageToken });
    expect(await refusal(other)).toEqual({ status: 400, reason: 'invalid' });
  });

  controlled('a change made between two pages is not lost', async () => {
    const ids = [await insert(), await insert()];
    const first = await list({ ...SYNC, maxResults: 1 });
    await account.client.events.patch({
      calendarId: account.calendarId,
      eventId: ids[0] ?? '',
      requestBody: { summary: 'Between' },
    });
    let page = first;
    while (page.nextPageToken) page = await list({ ...SYNC, maxResults: 1, pageToken: page.nextPageToken });
    const { items } = await list({ ...SYNC, syncToken: page.nextSyncToken });
    expect(items.map(({ summary }) => summary)).toEqual(['Between']);
  });
});

// https://developers.google.com/workspace/calendar/api/v3/reference/events/list
describe('filters', () => {
  test('a private property finds its event', async () => {
    const key = freshId();
    const id = await insert({ extendedProperties: { private: { key } } });
    await insert({ extendedProperties: { private: { key: 'another' } } });
    const found = () => list({ privateExtendedProperty: [`key=${key}`] });
    const { items } = await until(found, (answer) => answer.items.length > 0);
    expect(items.map((event) => event.id)).toEqual([id]);
  });

  test('timeMin bounds the end and timeMax the start, both exclusive', async () => {
    const id = await insert({
      start: { dateTime: '2031-05-05T10:00:00Z' },
      end: { dateTime: '2031-05-05T11:00:00Z' },
    });
    const within = async (timeMin: string, timeMax: string) => {
      const { items } = await list({ timeMin: `2031-05-05T${timeMin}Z`, timeMax: `2031-05-05T${timeMax}Z` });
      return items.some((event) => event.id === id);
    };
    expect(
      await until(
        () => within('10:30:00', '10:45:00'),
        (found) => found,
      ),
    ).toBe(true);
    expect(await within('11:00:00', '12:00:00')).toBe(false);
    expect(await within('10:59:59', '12:00:00')).toBe(true);
    expect(await within('09:00:00', '10:00:00')).toBe(false);
    expect(await within('09:00:00', '10:00:01')).toBe(true);
  });

  test('a deleted event is left out unless showDeleted asks for it', async () => {
    const id = await insert();
    await account.client.events.delete({ calendarId: account.calendarId, eventId: id });
    const listed = async (showDeleted: boolean) =>
      (await list({ showDeleted, maxResults: 2_500 })).items.some((event) => event.id === id);
    expect(
      await until(
        () => listed(false),
        (found) => !found,
      ),
    ).toBe(false);
    expect(await listed(true)).toBe(true);
  });

  test.each([
    ['a time without offset', { timeMin: '2030-01-01T00:00:00' }],
    ['an order that needs singleEvents', { orderBy: 'startTime' }],
    ['an empty window', { timeMin: '2030-01-02T00:00:00Z', timeMax: '2030-01-01T00:00:00Z' }],
    ['a page of no events', { maxResults: 0 }],
  ])('%s answers 400', async (_what, parameters) => {
    expect((await refusal(list(parameters))).status).toBe(400);
  });
});
