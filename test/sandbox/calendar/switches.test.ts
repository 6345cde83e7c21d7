// Each switch of the local Calendar server, both ways. What they stand for is said in sandbox/calendar/options.ts.
import { LocalServer, TIMES } from './local-server';

const REVIVAL = { status: 'confirmed', ...TIMES };

async function withDeleted(local: LocalServer): Promise<LocalServer> {
  await local.insert('aaaaa', { extendedProperties: { private: { key: 'k' } } });
  await local.call('DELETE', '/aaaaa');
  return local;
}

test('revive: works, or 403 forbidden', async () => {
  const local = await withDeleted(new LocalServer());
  expect((await local.call('PATCH', '/aaaaa', REVIVAL)).status).toBe(200);
  await local.call('DELETE', '/aaaaa');
  local.server.setOptions({ revive: 'forbidden' });
  expect(await local.call('PATCH', '/aaaaa', REVIVAL)).toMatchObject({ status: 403, reason: 'forbidden' });
  expect(await local.call('PUT', '/aaaaa', REVIVAL)).toMatchObject({ status: 403, reason: 'forbidden' });
});

test('tombstones: full on demand, bare in lists, or bare everywhere', async () => {
  const local = await withDeleted(new LocalServer());
  const listed = async () => (await local.list('showDeleted=true')).body.items?.[0];
  const read = async () => (await local.call('GET', '/aaaaa')).body;
  expect([await listed(), await read()]).toEqual([
    expect.objectContaining({ summary: 'Talk' }),
    expect.objectContaining({ summary: 'Talk', extendedProperties: { private: { key: 'k' } } }),
  ]);
  local.server.setOptions({ tombstones: 'bareInLists' });
  expect([await listed(), await read()]).toEqual([
    { kind: 'calendar#event', etag: expect.any(String), id: 'aaaaa', status: 'cancelled' },
    expect.objectContaining({ summary: 'Talk' }),
  ]);
  local.server.setOptions({ tombstones: 'bareEverywhere' });
  expect(await read()).toEqual(await listed());
  expect((await local.call('PATCH', '/aaaaa', { status: 'confirmed' })).reason).toBe('required');
  expect((await local.call('PATCH', '/aaaaa', REVIVAL)).body).not.toHaveProperty('summary');
});

test('tombstoneWeeks: a deleted event is gone after them, its id stays used', async () => {
  const local = await withDeleted(new LocalServer({ tombstoneWeeks: 4 }));
  await local.clock.advance(27 * 86_400_000);
  expect((await local.call('GET', '/aaaaa')).status).toBe(200);
  await local.clock.advance(2 * 86_400_000);
  expect((await local.call('GET', '/aaaaa')).status).toBe(404);
  expect(await local.ids('showDeleted=true')).toEqual([]);
  expect((await local.insert('aaaaa')).status).toBe(409);
});

test('garbageToken: 410 or 400', async () => {
  const local = new LocalServer();
  expect(await local.list('syncToken=garbage')).toMatchObject({ status: 410, reason: 'fullSyncRequired' });
  local.server.setOptions({ garbageToken: 400 });
  expect(await local.list('syncToken=garbage')).toMatchObject({ status: 400, reason: 'invalid' });
});

test('tokenListAfterWindow: the whole calendar, or the window only', async () => {
  const local = new LocalServer();
  const token = await local.token('timeMin=2030-01-01T00:00:00Z');
  await local.insert('aaaaa');
  await local.insert('bbbbb', { start: { date: '2029-01-01' }, end: { date: '2029-01-02' } });
  expect(await local.ids(`syncToken=${token}`)).toEqual(['aaaaa', 'bbbbb']);
  local.server.setOptions({ tokenListAfterWindow: 'window' });
  expect(await local.ids(`syncToken=${token}`)).toEqual(['aaaaa']);
});

test('unchangedWrite: a new version, or no trace', async () => {
  const local = new LocalServer();
  const { body } = await local.insert('aaaaa');
  const token = await local.token();
  const first = await local.call('PATCH', '/aaaaa', { summary: 'Talk' });
  expect(first.body.etag).not.toBe(body.etag);
  expect(await local.ids(`syncToken=${token}`)).toEqual(['aaaaa']);
  local.server.setOptions({ unchangedWrite: 'nothing' });
  const later = await local.token();
  expect((await local.call('PATCH', '/aaaaa', { summary: 'Talk' })).body.etag).toBe(first.body.etag);
  expect(await local.ids(`syncToken=${later}`)).toEqual([]);
});

test('privatePropertiesMoveUpdated: both ways the etag changes; reminders never move updated', async () => {
  const local = new LocalServer();
  const before = (await local.insert('aaaaa')).body;
  const write = async (body: object) => {
    await local.clock.advance(1_000);
    return (await local.call('PATCH', '/aaaaa', body)).body;
  };
  const moved = await write({ extendedProperties: { private: { key: '1' } } });
  expect(moved.updated).not.toBe(before.updated);
  local.server.setOptions({ privatePropertiesMoveUpdated: false });
  const kept = await write({ extendedProperties: { private: { key: '2' } } });
  expect([kept.updated, kept.etag === moved.etag]).toEqual([moved.updated, false]);
  const reminded = await write({ reminders: { useDefault: false } });
  expect([reminded.updated, reminded.etag === kept.etag]).toEqual([moved.updated, false]);
});

test('repeatedPropertyFilter: all must match, or any', async () => {
  const local = new LocalServer();
  await local.insert('aaaaa', { extendedProperties: { private: { a: '1', b: '2' } } });
  await local.insert('bbbbb', { extendedProperties: { private: { a: '1' } } });
  const query = 'privateExtendedProperty=a%3D1&privateExtendedProperty=b%3D2';
  expect(await local.ids(query)).toEqual(['aaaaa']);
  local.server.setOptions({ repeatedPropertyFilter: 'any' });
  expect(await local.ids(query)).toEqual(['aaaaa', 'bbbbb']);
});

test('longDescription: stored, cut or refused beyond 8,192 characters', async () => {
  const local = new LocalServer();
  const description = 'x'.repeat(8_193);
  const length = async (id: string) => String((await local.insert(id, { description })).body.description).length;
  expect(await length('aaaaa')).toBe(8_193);
  local.server.setOptions({ longDescription: 'cut' });
  expect(await length('bbbbb')).toBe(8_192);
  local.server.setOptions({ longDescription: 'refused' });
  expect((await local.insert('ccccc', { description })).status).toBe(400);
});

test('importKnownUid: updates the event, or 409', async () => {
  const local = new LocalServer();
  const upload = (summary: string) => local.call('POST', '/import', { iCalUID: 'u@example.com', summary, ...TIMES });
  const { body } = await upload('First');
  expect((await upload('Second')).body).toMatchObject({ id: body.id, summary: 'Second' });
  local.server.setOptions({ importKnownUid: 'duplicate' });
  expect(await upload('Third')).toMatchObject({ status: 409, reason: 'duplicate' });
});

test('listLag: lists and tokens are behind, a get is not, and nothing is lost', async () => {
  const local = new LocalServer({ listLag: 30 });
  const token = await local.token();
  await local.insert('aaaaa');
  expect((await local.call('GET', '/aaaaa')).status).toBe(200);
  expect(await local.ids()).toEqual([]);
  const early = (await local.list(`syncToken=${token}`)).body;
  expect(early.items).toEqual([]);
  await local.clock.advance(31_000);
  expect(await local.ids(`syncToken=${encodeURIComponent(String(early.nextSyncToken))}`)).toEqual(['aaaaa']);
});

test('listLag onceEmpty: the first list after a write is empty, its token still covers the change', async () => {
  const local = new LocalServer({ listLag: 'onceEmpty' });
  await local.insert('aaaaa');
  const token = await local.token();
  expect(await local.ids(`syncToken=${token}`)).toEqual(['aaaaa']);
  await local.insert('bbbbb');
  expect(await local.ids()).toEqual([]);
  expect(await local.ids()).toEqual(['aaaaa', 'bbbbb']);
});

test('emptyFirstPage and pageSize: pages may hold fewer events, even none', async () => {
  const local = new LocalServer({ emptyFirstPage: true, pageSize: 1 });
  await local.insert('aaaaa');
  await local.insert('bbbbb');
  const pages: unknown[] = [];
  for (let query = ''; pages.length < 5;) {
    const { items, nextPageToken } = (await local.list(query)).body;
    pages.push(items?.map(({ id }) => id));
    if (typeof nextPageToken !== 'string') break;
    query = `pageToken=${encodeURIComponent(nextPageToken)}`;
  }
  expect(pages).toEqual([[], ['aaaaa'], ['bbbbb']]);
});

test('moveKeepsPrivateProperties: kept, or gone', async () => {
  const local = new LocalServer();
  const { id } = local.server.createCalendar({ summary: 'Other', timeZone: 'UTC' });
  const move = async (eventId: string) => {
    await local.insert(eventId, { extendedProperties: { private: { key: 'k' } } });
    return (await local.call('POST', `/${eventId}/move?destination=${encodeURIComponent(id)}`)).body;
  };
  expect(await move('aaaaa')).toHaveProperty('extendedProperties');
  local.server.setOptions({ moveKeepsPrivateProperties: false });
  expect(await move('bbbbb')).not.toHaveProperty('extendedProperties');
  expect((await local.call('GET', '/bbbbb')).body).toEqual({
    kind: 'calendar#event',
    etag: expect.any(String),
    id: 'bbbbb',
    status: 'cancelled',
  });
});

test('syncTokenDays and updatedMinDays: how far back a client may ask', async () => {
  const local = new LocalServer({ syncTokenDays: 2, updatedMinDays: 2 });
  const token = await local.token();
  const updatedMin = new Date(local.clock.now()).toISOString();
  await local.clock.advance(86_400_000);
  expect((await local.list(`syncToken=${token}`)).status).toBe(200);
  expect((await local.list(`updatedMin=${updatedMin}`)).status).toBe(200);
  await local.clock.advance(86_400_001);
  expect(await local.list(`syncToken=${token}`)).toMatchObject({ status: 410, reason: 'fullSyncRequired' });
  expect(await local.list(`updatedMin=${updatedMin}`)).toMatchObject({ status: 410, reason: 'updatedMinTooLongAgo' });
});

test('guestLimit: a write that names guests answers 403 quotaExceeded, one of the same event without its list does not', async () => {
  const local = new LocalServer();
  const attendees = [{ email: 'owner@example.com' }, { email: 'guest@example.org' }];
  const { body } = await local.insert('aaaaa', { attendees });
  expect((await local.call('PUT', '/aaaaa', { ...body, summary: 'Second' })).status).toBe(200);
  const whole = (await local.call('GET', '/aaaaa')).body;
  local.server.setOptions({ guestLimit: 'reached' });
  const refused = expect.objectContaining({ status: 403, reason: 'quotaExceeded' });
  expect(await local.call('PUT', '/aaaaa', whole)).toEqual(refused);
  expect(await local.call('PATCH', '/aaaaa', { attendees })).toEqual(refused);
  expect(await local.insert('bbbbb', { attendees })).toEqual(refused);
  const patch = await local.call('PATCH', '/aaaaa', { summary: 'Third' });
  expect(patch.body).toMatchObject({ summary: 'Third', attendees });
  expect((await local.insert('ccccc', { attendees: attendees.slice(0, 1) })).status).toBe(200);
});

test('thirdPartyConferences: taken, or refused where the write says that it knows conferences', async () => {
  const local = new LocalServer();
  const conferenceData = {
    conferenceId: '1',
    conferenceSolution: { key: { type: 'addOn' }, name: 'Other' },
    entryPoints: [{ entryPointType: 'video', uri: 'https://call.example.com/1' }],
  };
  const { body } = await local.call('POST', '?conferenceDataVersion=1', { id: 'aaaaa', ...TIMES, conferenceData });
  expect(body).toMatchObject({ conferenceData });
  local.server.setOptions({ thirdPartyConferences: 'refused' });
  expect((await local.call('PUT', '/aaaaa?conferenceDataVersion=1', body)).status).toBe(400);
  expect((await local.call('PUT', '/aaaaa', body)).body).toMatchObject({ conferenceData });
  expect((await local.call('PATCH', '/aaaaa?conferenceDataVersion=1', { summary: 'Second' })).status).toBe(200);
});

test('tokens: only the Bearer tokens named are accepted', async () => {
  const local = new LocalServer({ tokens: ['first', 'second'] });
  expect(await local.list()).toMatchObject({ status: 401, reason: 'authError' });
  expect((await local.call('GET', '', undefined, { authorization: 'Bearer second' })).status).toBe(200);
});
