// Calendars that the account may only read, and the special types of events.
import { LocalServer, TIMES } from './local-server';
import type { AccessRole } from '../../../sandbox/calendar';

/** A calendar of somebody else with one open and one private event. */
async function theirs(role: AccessRole) {
  const local = new LocalServer();
  const { id: calendarId } = local.server.createCalendar({ summary: 'Theirs', timeZone: 'UTC', accessRole: role });
  const reminders = { useDefault: false, overrides: [{ method: 'popup', minutes: 5 }] };
  const open = local.server.ui.create(calendarId, { summary: 'Open', description: 'About', reminders, ...TIMES });
  const hidden = local.server.ui.create(calendarId, { summary: 'Secret', visibility: 'confidential', ...TIMES });
  const call = async (method: string, path: string, body?: object) => {
    const response = await local.server.handle({
      method,
      path: `/calendar/v3/calendars/${encodeURIComponent(calendarId)}/events${path}`,
      headers: { authorization: 'Bearer local-token', 'content-type': 'application/json' },
      body: body === undefined ? '' : JSON.stringify(body),
    });
    return { status: response.status, body: JSON.parse(response.body) as Record<string, unknown> };
  };
  return { local, calendarId, call, open: open.id, hidden: hidden.id };
}

const HIDDEN_MEMBERS = [
  'etag',
  'eventType',
  'end',
  'htmlLink',
  'iCalUID',
  'id',
  'kind',
  'start',
  'status',
  'updated',
  'visibility',
];

test('a reader lists and reads open events whole, with reminders of their own, and private ones as times', async () => {
  const { call, open, hidden } = await theirs('reader');
  const { body } = await call('GET', '');
  expect(body.accessRole).toBe('reader');
  expect((await call('GET', `/${open}`)).body).toMatchObject({
    summary: 'Open',
    description: 'About',
    reminders: { useDefault: true },
    htmlLink: expect.any(String),
  });
  const secret = (await call('GET', `/${hidden}`)).body;
  expect(Object.keys(secret).sort()).toEqual([...HIDDEN_MEMBERS].sort());
  expect(secret.visibility).toBe('confidential');
});

test('a reader is refused every write in the words of Google, and may watch', async () => {
  const { call, open } = await theirs('reader');
  const message = 'You need to have writer access to this calendar.';
  const refused = {
    status: 403,
    body: { error: { message, errors: [{ domain: 'calendar', reason: 'requiredAccessLevel', message }] } },
  };
  expect(await call('POST', '', { summary: 'Ours', ...TIMES })).toMatchObject(refused);
  expect(await call('PATCH', `/${open}`, { extendedProperties: { private: { key: 'k' } } })).toMatchObject(refused);
  expect(await call('PUT', `/${open}`, { summary: 'Ours', ...TIMES })).toMatchObject(refused);
  expect(await call('DELETE', `/${open}`)).toMatchObject(refused);
  const channel = { id: 'c', type: 'web_hook', address: 'https://example.com/push' };
  expect((await call('POST', '/watch', channel)).status).toBe(200);
});

test('who sees free and busy only sees times, all of them private', async () => {
  const { call, open } = await theirs('freeBusyReader');
  const { body } = await call('GET', `/${open}`);
  expect(Object.keys(body).sort()).toEqual([...HIDDEN_MEMBERS].sort());
  expect(body.visibility).toBe('private');
});

test('another role is shown at once, and sync tokens of before are void', async () => {
  const { local, calendarId, call, open } = await theirs('writer');
  const { body } = await call('GET', '');
  local.server.setAccess(calendarId, 'reader');
  expect((await call('GET', `?syncToken=${encodeURIComponent(String(body.nextSyncToken))}`)).status).toBe(410);
  expect((await call('PATCH', `/${open}`, { summary: 'Ours' })).status).toBe(403);
  local.server.setAccess(calendarId, 'owner');
  expect((await call('PATCH', `/${open}`, { summary: 'Ours' })).status).toBe(200);
  expect(() => local.server.setAccess('primary', 'reader')).toThrow('own');
});

describe('special events', () => {
  const DAY = { start: { date: '2030-01-15' }, end: { date: '2030-01-16' } };
  const AT_HOME = {
    eventType: 'workingLocation',
    workingLocationProperties: { type: 'homeOffice', homeOffice: {} },
    visibility: 'public',
    transparency: 'transparent',
    ...DAY,
  };

  test.each([
    ['focusTime', { focusTimeProperties: { chatStatus: 'doNotDisturb' } }],
    ['outOfOffice', { outOfOfficeProperties: { autoDeclineMode: 'declineNone' } }],
    ['workingLocation', AT_HOME],
    ['birthday', { ...DAY, recurrence: ['RRULE:FREQ=YEARLY'] }],
  ])('%s can be made on the primary calendar, is listed, and found by its type', async (eventType, body) => {
    const local = new LocalServer();
    expect(await local.insert('aaaaa', { ...body, eventType })).toMatchObject({ status: 200, body: { eventType } });
    await local.insert('bbbbb');
    expect(await local.ids()).toEqual(['aaaaa', 'bbbbb']);
    expect(await local.ids(`eventTypes=${eventType}`)).toEqual(['aaaaa']);
    expect((await local.call('PATCH', '/aaaaa', { colorId: '5' })).status).toBe(200);
  });

  test('an event from Gmail, made by Google, is listed by its type', async () => {
    const local = new LocalServer();
    const { id } = local.server.ui.create('primary', { eventType: 'fromGmail', ...TIMES });
    expect(await local.ids('eventTypes=fromGmail')).toEqual([id]);
  });

  test.each([
    [
      'focus time of a whole day',
      { eventType: 'focusTime', focusTimeProperties: {}, ...DAY },
      'malformedFocusTimeEvent',
    ],
    ['focus time without its properties', { eventType: 'focusTime' }, 'malformedFocusTimeEvent'],
    [
      'an absence that leaves one free',
      { eventType: 'outOfOffice', outOfOfficeProperties: {}, transparency: 'transparent' },
      'malformedOutOfOfficeEvent',
    ],
    [
      'an absence with guests',
      { eventType: 'outOfOffice', outOfOfficeProperties: {}, attendees: [{ email: 'a@example.com' }] },
      'eventTypeRestriction',
    ],
    ['a private place of work', { ...AT_HOME, visibility: 'private' }, 'malformedWorkingLocationEvent'],
    ['a place of work that blocks time', { ...AT_HOME, transparency: 'opaque' }, 'malformedWorkingLocationEvent'],
    ['two days at home in one', { ...AT_HOME, end: { date: '2030-01-17' } }, 'malformedWorkingLocationEvent'],
    ['no place of work', { ...AT_HOME, workingLocationProperties: { type: 'moon' } }, 'malformedWorkingLocationEvent'],
    ['a usual event with a place of work', { ...AT_HOME, eventType: 'default' }, 'malformedWorkingLocationEvent'],
  ])('%s is refused', async (_what, body, reason) => {
    expect(await new LocalServer().insert('aaaaa', body)).toMatchObject({ status: 400, reason });
  });

  test('a write may not take away what the type needs', async () => {
    const local = new LocalServer();
    await local.insert('aaaaa', AT_HOME);
    const refused = { status: 400, reason: 'malformedWorkingLocationEvent' };
    expect(await local.call('PATCH', '/aaaaa', { visibility: 'private' })).toMatchObject(refused);
    expect((await local.call('DELETE', '/aaaaa')).status).toBe(204);
  });
});
