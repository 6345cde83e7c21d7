// Conferences: Meet rooms on request, at once or later, and how they are kept and removed.
import type { JsonObject } from '../../../sandbox/calendar/resource';
import { LocalServer, TIMES } from './local-server';

const VERSION = '?conferenceDataVersion=1';
const request = (requestId: string, type = 'hangoutsMeet') => ({
  conferenceData: { createRequest: { requestId, conferenceSolutionKey: { type } } },
});

async function withRoom(local = new LocalServer(), requestId = 'first') {
  const { body } = await local.call('POST', VERSION, { id: 'aaaaa', summary: 'Talk', ...TIMES, ...request(requestId) });
  return { local, body };
}

function codeOf({ conferenceData }: JsonObject): string | undefined {
  return (conferenceData as { conferenceId?: string } | undefined)?.conferenceId;
}

test('a request makes a room: its id, the way in, and hangoutLink', async () => {
  const { local, body } = await withRoom();
  const code = codeOf(body) ?? '';
  expect(code).toMatch(/^[a-z]{3}-[a-z]{4}-[a-z]{3}$/);
  expect(body).toMatchObject({
    hangoutLink: `https://meet.google.com/${code}`,
    conferenceData: {
      createRequest: { requestId: 'first', status: { statusCode: 'success' } },
      conferenceSolution: { key: { type: 'hangoutsMeet' }, name: 'Google Meet' },
      entryPoints: [{ entryPointType: 'video', uri: `https://meet.google.com/${code}` }],
    },
  });
  expect((await local.list()).body.items).toEqual([body]);
});

test('a request without a solution asks for Meet; another solution, none, or no request id is refused', async () => {
  const local = new LocalServer();
  await local.insert('aaaaa');
  const patch = (conferenceData: object) => local.call('PATCH', `/aaaaa${VERSION}`, { conferenceData });
  const refused = { status: 400, body: { error: { message: 'Invalid conference type value.' } } };
  expect(await patch(request('r', 'eventHangout').conferenceData)).toMatchObject(refused);
  expect(await patch({ notes: 'Nothing else' })).toMatchObject({ status: 400, reason: 'invalid' });
  expect(await patch({ createRequest: {} })).toMatchObject({ status: 400, reason: 'required' });
  expect((await patch({ createRequest: { requestId: 'r' } })).body).toHaveProperty('hangoutLink');
});

test('the same request again is ignored, also without what it brought about', async () => {
  const { local, body } = await withRoom();
  const again = await local.call('PATCH', `/aaaaa${VERSION}`, request('first'));
  expect(again.body.conferenceData).toEqual(body.conferenceData);
  const put = await local.call('PUT', `/aaaaa${VERSION}`, { ...TIMES, ...request('first') });
  expect(put.body.conferenceData).toEqual(body.conferenceData);
});

test('a conference that comes whole from another event is copied', async () => {
  const { local, body } = await withRoom();
  const { conferenceData } = body;
  const copy = await local.call('POST', VERSION, {
    id: 'bbbbb',
    ...TIMES,
    conferenceData: { ...(conferenceData as object), conferenceId: 'own' },
  });
  expect(copy.body).toMatchObject({ hangoutLink: body.hangoutLink, conferenceData: { conferenceId: 'own' } });
});

test('secondMeet: another request replaces the room, or is ignored', async () => {
  const { local, body } = await withRoom();
  const second = (await local.call('PATCH', `/aaaaa${VERSION}`, request('second'))).body;
  expect(codeOf(second)).not.toBe(codeOf(body));
  local.server.setOptions({ secondMeet: 'ignored' });
  const third = (await local.call('PATCH', `/aaaaa${VERSION}`, request('third'))).body;
  expect(third.conferenceData).toEqual(second.conferenceData);
});

test('null removes the room with version 1; without it nothing does', async () => {
  const { local, body } = await withRoom();
  const kept = { conferenceData: body.conferenceData };
  expect((await local.call('PATCH', '/aaaaa', { conferenceData: null })).body).toMatchObject(kept);
  expect((await local.call('PATCH', '/aaaaa?conferenceDataVersion=0', request('second'))).body).toMatchObject(kept);
  expect((await local.call('PUT', '/aaaaa', TIMES)).body).toMatchObject(kept);
  const removed = (await local.call('PATCH', `/aaaaa${VERSION}`, { conferenceData: null })).body;
  expect(removed).not.toHaveProperty('conferenceData');
  expect(removed).not.toHaveProperty('hangoutLink');
});

describe('meetPendingMs', () => {
  const pending = { createRequest: { requestId: 'first', status: { statusCode: 'pending' } } };

  test('the room comes later: a change with etag, updated, a place in the list and a push', async () => {
    const { local, body } = await withRoom(new LocalServer({ meetPendingMs: 3_000 }));
    expect(body.conferenceData).toMatchObject(pending);
    expect(body).not.toHaveProperty('hangoutLink');
    const token = await local.token();
    await local.clock.advance(2_900);
    expect((await local.call('GET', '/aaaaa')).body.etag).toBe(body.etag);
    await local.clock.advance(200);
    const { body: ready } = await local.call('GET', '/aaaaa');
    expect(ready.conferenceData).toMatchObject({ createRequest: { status: { statusCode: 'success' } } });
    expect(ready.hangoutLink).toBe(`https://meet.google.com/${codeOf(ready)}`);
    expect(ready.etag).not.toBe(body.etag);
    expect(ready.updated).not.toBe(body.updated);
    expect(ready.sequence).toBe(body.sequence);
    expect(await local.ids(`syncToken=${token}`)).toEqual(['aaaaa']);
  });

  test('other edits meanwhile stay, the pending state sent back takes nothing away', async () => {
    const { local, body } = await withRoom(new LocalServer({ meetPendingMs: 3_000 }));
    await local.call('PUT', `/aaaaa${VERSION}`, { ...body, summary: 'Moved' });
    await local.clock.advance(3_100);
    const { body: ready } = await local.call('PUT', `/aaaaa${VERSION}`, { ...body, summary: 'Moved again' });
    expect(ready).toMatchObject({ summary: 'Moved again', hangoutLink: expect.any(String) });
  });

  test('no room comes to an event that was deleted or whose request was taken back', async () => {
    const { local } = await withRoom(new LocalServer({ meetPendingMs: 3_000 }));
    const { etag } = (await local.call('PATCH', `/aaaaa${VERSION}`, { conferenceData: null })).body;
    await local.clock.advance(3_100);
    expect((await local.call('GET', '/aaaaa')).body.etag).toBe(etag);
    await local.call('PATCH', `/aaaaa${VERSION}`, request('second'));
    await local.call('DELETE', '/aaaaa');
    await local.clock.advance(3_100);
    expect((await local.call('GET', '/aaaaa')).body).not.toHaveProperty('hangoutLink');
  });

  test('meetOutcome failure: no room, at once or later; a new request may be made', async () => {
    const { local } = await withRoom(
      new LocalServer({ meetPendingMs: 3_000, meetOutcome: 'failure', secondMeet: 'ignored' }),
    );
    await local.clock.advance(3_100);
    const { body: failed } = await local.call('GET', '/aaaaa');
    expect(failed.conferenceData).toEqual({
      createRequest: {
        requestId: 'first',
        conferenceSolutionKey: { type: 'hangoutsMeet' },
        status: { statusCode: 'failure' },
      },
    });
    expect(failed).not.toHaveProperty('hangoutLink');
    local.server.setOptions({ meetPendingMs: 0 });
    const at = (await local.call('PATCH', `/aaaaa${VERSION}`, request('second'))).body;
    expect(at.conferenceData).toMatchObject({
      createRequest: { requestId: 'second', status: { statusCode: 'failure' } },
    });
    local.server.setOptions({ meetOutcome: 'success' });
    expect((await local.call('PATCH', `/aaaaa${VERSION}`, request('third'))).body).toHaveProperty('hangoutLink');
  });
});
