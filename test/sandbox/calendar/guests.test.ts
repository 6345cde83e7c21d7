// Guests: the list, the mails that they would get, and their answers.
import { LocalServer, TIMES } from './local-server';

const [INSIDE, OUTSIDE] = ['colleague@example.com', 'guest@example.org'];
const BOTH = [{ email: INSIDE }, { email: OUTSIDE }];

describe('the list', () => {
  test('says who is oneself and who organizes, whatever is sent', async () => {
    const attendees = [
      { email: 'Owner@example.com', self: false, organizer: false },
      {
        email: OUTSIDE,
        self: true,
        organizer: true,
        displayName: 'G',
        optional: true,
        comment: 'Late',
        additionalGuests: 2,
      },
    ];
    expect((await new LocalServer().insert('aaaaa', { attendees })).body.attendees).toEqual([
      { email: 'owner@example.com', responseStatus: 'needsAction', self: true, organizer: true },
      {
        email: OUTSIDE,
        responseStatus: 'needsAction',
        displayName: 'G',
        optional: true,
        comment: 'Late',
        additionalGuests: 2,
      },
    ]);
  });

  test('a guest is a room from the beginning or never', async () => {
    const local = new LocalServer();
    await local.insert('aaaaa', { attendees: [{ email: INSIDE, resource: true }, { email: OUTSIDE }] });
    const attendees = [{ email: INSIDE }, { email: OUTSIDE, resource: true }];
    const { body } = await local.call('PATCH', '/aaaaa', { attendees });
    expect(body.attendees).toMatchObject([{ email: INSIDE, resource: true }, { email: OUTSIDE }]);
    expect((body.attendees as object[])[1]).not.toHaveProperty('resource');
  });

  test('duplicateGuests: one address twice is merged in any case, or refused', async () => {
    const local = new LocalServer();
    const attendees = [{ email: OUTSIDE, optional: true }, { email: OUTSIDE.toUpperCase() }];
    const once = [{ email: OUTSIDE, optional: true, responseStatus: 'needsAction' }];
    expect((await local.insert('aaaaa', { attendees })).body.attendees).toEqual(once);
    local.server.setOptions({ duplicateGuests: 'refused' });
    expect(await local.insert('bbbbb', { attendees })).toMatchObject({ status: 400, reason: 'invalid' });
    expect((await local.insert('ccccc', { attendees: BOTH })).status).toBe(200);
  });
});

describe('mails to guests', () => {
  async function mailsOf(steps: (local: LocalServer) => Promise<unknown>, attendees: object[] = BOTH) {
    const local = new LocalServer();
    await local.insert('aaaaa', { attendees });
    await steps(local);
    return local.server.invitations().map(({ event, to, kind }) => `${event} ${to} ${kind}`);
  }

  test('are sent to nobody unless the write says so', async () => {
    const mails = await mailsOf(async (local) => {
      await local.call('PATCH', '/aaaaa', { summary: 'Moved' });
      await local.call('PATCH', '/aaaaa?sendUpdates=none', { location: 'Hall 2' });
      await local.call('DELETE', '/aaaaa');
    });
    expect(mails).toEqual([]);
  });

  test('a new event, its change, its deletion and its return are told to all guests', async () => {
    const mails = await mailsOf(async (local) => {
      await local.call('POST', '?sendUpdates=all', {
        ...(await local.call('GET', '/aaaaa')).body,
        id: 'bbbbb',
        iCalUID: null,
      });
      await local.call('PATCH', '/aaaaa?sendUpdates=all', { location: 'Hall 2' });
      await local.call('DELETE', '/aaaaa?sendUpdates=all');
      await local.call('PATCH', '/aaaaa?sendNotifications=true', { status: 'confirmed' });
    });
    const told = (event: string, kind: string) => [`${event} ${INSIDE} ${kind}`, `${event} ${OUTSIDE} ${kind}`];
    expect(mails).toEqual([
      ...told('bbbbb', 'new'),
      ...told('aaaaa', 'changed'),
      ...told('aaaaa', 'cancelled'),
      ...told('aaaaa', 'new'),
    ]);
  });

  test('a changed list invites who is new and tells who is out; the others are not told', async () => {
    const attendees = [{ email: OUTSIDE }, { email: 'third@example.net' }];
    const mails = await mailsOf((local) => local.call('PATCH', '/aaaaa?sendUpdates=all', { attendees }));
    expect(mails).toEqual([`aaaaa third@example.net new`, `aaaaa ${INSIDE} cancelled`]);
  });

  test("externalOnly leaves out who is in the owner's domain", async () => {
    const mails = await mailsOf((local) =>
      local.call('PATCH', '/aaaaa?sendUpdates=externalOnly', { summary: 'Moved' }),
    );
    expect(mails).toEqual([`aaaaa ${OUTSIDE} changed`]);
  });

  test('what is the own view of the event is not told, nor are rooms or oneself', async () => {
    const attendees = [
      { email: 'owner@example.com' },
      { email: INSIDE, resource: true },
      { email: OUTSIDE, responseStatus: 'accepted' },
    ];
    const mails = await mailsOf(async (local) => {
      const own = { colorId: '3', reminders: { useDefault: false }, extendedProperties: { private: { key: 'k' } } };
      await local.call('PATCH', '/aaaaa?sendUpdates=all', own);
      await local.call('PATCH', '/aaaaa?sendUpdates=all', { summary: 'Moved' });
    }, attendees);
    expect(mails).toEqual([`aaaaa ${OUTSIDE} changed`]);
  });

  test('an imported event is a private copy: nobody is told', async () => {
    const mails = await mailsOf(async (local) => {
      const { body } = await local.call('POST', '/import', { iCalUID: 'u@example.com', attendees: BOTH, ...TIMES });
      await local.call('PATCH', `/${String(body.id)}?sendUpdates=all`, { summary: 'Moved' });
    });
    expect(mails).toEqual([]);
  });

  test("a guest's own copy and a refused write send nothing", async () => {
    const mails = await mailsOf(async (local) => {
      await local.call('PATCH', '/aaaaa?sendUpdates=all', { summary: 'Moved' }, { 'if-match': '"1"' });
      const body = { attendees: BOTH, start: { date: '2030-01-15' }, end: { date: '2030-01-16' } };
      const { id } = local.server.ui.create('primary', body, { organizerEmail: 'boss@example.net' });
      await local.call('DELETE', `/${id}?sendUpdates=all`);
    });
    expect(mails).toEqual([]);
  });
});

describe("a guest's answer", () => {
  test('moves etag and updated, is listed and pushed, and stays with the guest', async () => {
    const local = new LocalServer();
    const before = (await local.insert('aaaaa', { attendees: BOTH })).body;
    const token = await local.token();
    await local.call('POST', '/watch', { id: 'c', type: 'web_hook', address: 'https://example.com/push' });
    const states: (string | undefined)[] = [];
    local.server.onPush = ({ headers }) => {
      states.push(headers['X-Goog-Resource-State']);
      return Promise.resolve({ status: 204 });
    };
    await local.clock.advance(1_000);
    local.server.ui.answer('primary', 'aaaaa', OUTSIDE, { responseStatus: 'tentative', comment: 'Perhaps' });
    const { body } = await local.call('GET', '/aaaaa');
    expect(body.attendees).toEqual([
      { email: INSIDE, responseStatus: 'needsAction' },
      { email: OUTSIDE, responseStatus: 'tentative', comment: 'Perhaps' },
    ]);
    expect(body.etag).not.toBe(before.etag);
    expect(body.updated).not.toBe(before.updated);
    expect(body.sequence).toBe(before.sequence);
    expect(await local.ids(`syncToken=${token}`)).toEqual(['aaaaa']);
    expect(states).toContain('exists');
    expect(local.server.invitations()).toEqual([]);
  });

  test('of nobody who is invited, or of a deleted event, is a mistake', async () => {
    const local = new LocalServer();
    await local.insert('aaaaa', { attendees: BOTH });
    const answer = (email: string) => local.server.ui.answer('primary', 'aaaaa', email, { responseStatus: 'accepted' });
    expect(() => answer('third@example.net')).toThrow('No guest third@example.net');
    await local.call('DELETE', '/aaaaa');
    expect(() => answer(OUTSIDE)).toThrow('in the bin');
  });
});
