// What the local Calendar server refuses, cuts and ignores, as Google does.
import { instantOfWall, formatInZone } from '../../../sandbox/calendar/zone';
import { LocalServer, TIMES } from './local-server';

const OVERRIDE = { method: 'popup', minutes: 5 };

test.each([
  ['a colour out of range', { colorId: '12' }, 'invalid'],
  ['a number where a text belongs', { summary: 5 }, 'invalid'],
  ['an unknown status', { status: 'done' }, 'invalid'],
  ['a new event that is cancelled', { status: 'cancelled' }, 'invalid'],
  ['an unknown visibility', { visibility: 'secret' }, 'invalid'],
  ['a guest without address', { attendees: [{ displayName: 'A' }] }, 'required'],
  ['a guest with a wrong address', { attendees: [{ email: 'nobody' }] }, 'invalid'],
  [
    'own reminders beside the default ones',
    { reminders: { useDefault: true, overrides: [OVERRIDE] } },
    'cannotUseDefaultRemindersAndSpecifyOverride',
  ],
  ['six reminders', { reminders: { useDefault: false, overrides: Array(6).fill(OVERRIDE) } }, 'invalid'],
  [
    'a reminder too early',
    { reminders: { useDefault: false, overrides: [{ method: 'popup', minutes: 40_321 }] } },
    'invalid',
  ],
  ['a property that is no text', { extendedProperties: { private: { key: 1 } } }, 'invalid'],
  [
    '301 properties',
    { extendedProperties: { private: Object.fromEntries([...Array(301).keys()].map((n) => [`k${n}`, ''])) } },
    'invalid',
  ],
  [
    'more than 32 kB of properties',
    {
      extendedProperties: {
        shared: Object.fromEntries([...Array(33).keys()].map((n) => [`k${n}`, 'v'.repeat(1_024)])),
      },
    },
    'invalid',
  ],
  ['a rule with DTSTART', { recurrence: ['DTSTART:20300115T100000Z'] }, 'invalid'],
  ['a source that is no web page', { source: { url: 'mailto:a@example.com' } }, 'invalid'],
  ['an event from Gmail', { eventType: 'fromGmail' }, 'eventTypeRestriction'],
  ['both id and iCalUID', { iCalUID: 'u@example.com' }, 'invalid'],
])('insert refuses %s', async (_what, body, reason) => {
  expect(await new LocalServer().insert('aaaaa', body)).toMatchObject({ status: 400, reason });
});

test.each(['maxResults=2501', 'maxResults=x', 'showDeleted=yes', 'timeZone=Mars', 'eventTypes=party', 'foo=1', 'q='])(
  'list refuses %s',
  async (query) => {
    expect((await new LocalServer().list(query)).status).toBe(400);
  },
);

test('a body that is no JSON object, or not called JSON, is refused', async () => {
  const { server } = new LocalServer();
  const post = async (body: string, type: string) => {
    const headers = { authorization: 'Bearer local-token', 'content-type': type };
    const path = '/calendar/v3/calendars/primary/events';
    const response = await server.handle({ method: 'POST', path, headers, body });
    return [
      response.status,
      (JSON.parse(response.body) as { error: { errors: { reason: string }[] } }).error.errors[0]?.reason,
    ];
  };
  expect(await post('{"summary":', 'application/json')).toEqual([400, 'parseError']);
  expect(await post('[]', 'application/json')).toEqual([400, 'parseError']);
  expect(await post('summary=x', 'application/x-www-form-urlencoded')).toEqual([400, 'badContent']);
});

test('unknown members and read-only ones are ignored', async () => {
  const { status, body } = await new LocalServer().insert('aaaaa', { foo: 1, htmlLink: 'x', etag: 'x', kind: 'x' });
  expect(status).toBe(200);
  expect(body).not.toHaveProperty('foo');
  expect([body.htmlLink, body.etag, body.kind]).not.toContain('x');
});

test('a patch of overrides alone clashes with the default reminders that are stored', async () => {
  const local = new LocalServer();
  await local.insert('aaaaa');
  const { reason } = await local.call('PATCH', '/aaaaa', { reminders: { overrides: [OVERRIDE] } });
  expect(reason).toBe('cannotUseDefaultRemindersAndSpecifyOverride');
});

test('a patch of the start alone may not pass the end', async () => {
  const local = new LocalServer();
  await local.insert('aaaaa');
  const start = { dateTime: '2030-01-15T12:00:00Z' };
  expect((await local.call('PATCH', '/aaaaa', { start })).reason).toBe('timeRangeEmpty');
});

test('id, event type and a lower sequence cannot be written', async () => {
  const local = new LocalServer();
  await local.insert('aaaaa', { sequence: 3 });
  expect((await local.call('PATCH', '/aaaaa', { id: 'bbbbb' })).status).toBe(400);
  expect((await local.call('PUT', '/aaaaa', { eventType: 'outOfOffice', ...TIMES })).status).toBe(400);
  expect((await local.call('PUT', '/aaaaa', { sequence: 2, ...TIMES })).status).toBe(400);
  expect((await local.call('PUT', '/aaaaa', { sequence: 3, ...TIMES })).status).toBe(200);
});

test('conference and attachments are ignored without their opt-in', async () => {
  const local = new LocalServer();
  const extras = {
    attachments: [{ fileUrl: 'https://example.com/a.pdf' }],
    conferenceData: { createRequest: { requestId: 'r', conferenceSolutionKey: { type: 'hangoutsMeet' } } },
  };
  const { body } = await local.insert('aaaaa', extras);
  expect(body).not.toHaveProperty('attachments');
  expect(body).not.toHaveProperty('conferenceData');
  const optIn = await local.call('PATCH', '/aaaaa?conferenceDataVersion=1&supportsAttachments=true', extras);
  expect(optIn.body).toMatchObject({ attachments: extras.attachments, hangoutLink: expect.stringMatching(/^https:/) });
});

test('over maxAttendees the answer has only the own entry and says so; writing it back changes only that', async () => {
  const local = new LocalServer();
  const attendees = [{ email: 'owner@example.com' }, { email: 'a@example.com' }, { email: 'b@example.com' }];
  await local.insert('aaaaa', { attendees });
  const { body } = await local.call('GET', '/aaaaa?maxAttendees=1');
  expect(body).toMatchObject({ attendeesOmitted: true, attendees: [{ email: 'owner@example.com', self: true }] });
  const own = { email: 'owner@example.com', responseStatus: 'declined' };
  const patched = await local.call('PATCH', '/aaaaa', { attendeesOmitted: true, attendees: [own] });
  expect(patched.body.attendees).toMatchObject([own, { email: 'a@example.com' }, { email: 'b@example.com' }]);
});

test("Google's own conference block is taken out of a description", async () => {
  const block = '-::~:~::~:~::-\nJoin: https://meet.google.com/x\n-::~:~::~:~::-';
  const { body } = await new LocalServer().insert('aaaaa', { description: `Agenda\n${block}` });
  expect(body.description).toBe('Agenda\n');
});

test('what is not simulated says so', async () => {
  const local = new LocalServer();
  const { status, body } = await local.call('POST', '/quickAdd?text=x');
  expect(status).toBe(501);
  expect(JSON.stringify(body)).toContain('is not simulated by the local Google');
});

describe('wall clocks', () => {
  const local = (wall: string, zone: string) => new Date(instantOfWall(Date.parse(`${wall}Z`), zone)).toISOString();

  test('an hour that daylight saving skips is moved forward, of a doubled one the first is taken', () => {
    expect(local('2030-03-31T02:30:00', 'Europe/Berlin')).toBe('2030-03-31T01:30:00.000Z');
    expect(local('2030-10-27T02:30:00', 'Europe/Berlin')).toBe('2030-10-27T00:30:00.000Z');
    expect(local('2030-03-10T12:00:00', 'America/New_York')).toBe('2030-03-10T16:00:00.000Z');
  });

  test('offsets of parts of an hour are printed, UTC as Z', () => {
    const instant = Date.parse('2030-01-01T00:00:00Z');
    expect(formatInZone(instant, 'Asia/Kathmandu')).toBe('2030-01-01T05:45:00+05:45');
    expect(formatInZone(instant, 'America/St_Johns')).toBe('2029-12-31T20:30:00-03:30');
    expect(formatInZone(instant, 'UTC')).toBe('2030-01-01T00:00:00Z');
  });
});
