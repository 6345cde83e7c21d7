// The members of an event: what is kept and shown of each, and what is refused, with Google's words where they are known.
import { LocalServer } from './local-server';

const OVERRIDES = [
  { method: 'email', minutes: 0 },
  { method: 'popup', minutes: 40_320 },
];
const FILE = { fileUrl: 'https://example.com/a.pdf', title: 'Agenda', mimeType: 'application/pdf' };

function told(body: object): string | undefined {
  return (body as { error?: { message: string } }).error?.message;
}

test.each([
  ['a colour', { colorId: '11' }],
  ['visibility and transparency', { visibility: 'confidential', transparency: 'transparent' }],
  ['a tentative event', { status: 'tentative' }],
  ['own reminders', { reminders: { useDefault: false, overrides: OVERRIDES } }],
  ['no reminders at all', { reminders: { useDefault: false } }],
  ['a source', { source: { title: 'Page', url: 'https://example.com/page?a=b' } }],
])('%s comes back from insert, get and list', async (_what, body) => {
  const local = new LocalServer();
  expect((await local.insert('aaaaa', body)).body).toMatchObject(body);
  const { body: read } = await local.call('GET', '/aaaaa');
  expect(read).toMatchObject({
    ...body,
    htmlLink: expect.stringMatching(/^https:\/\/www\.google\.com\/calendar\/event\?eid=/),
  });
  expect((await local.list()).body.items).toEqual([read]);
});

test.each(['colorId', 'visibility', 'transparency', 'source', 'location', 'description'])(
  'null takes %s away, and so does an empty text',
  async (member) => {
    const local = new LocalServer();
    const whole = {
      colorId: '3',
      visibility: 'private',
      transparency: 'transparent',
      source: { url: 'https://example.com/' },
      location: 'Hall 1',
      description: 'About',
    };
    await local.insert('aaaaa', whole);
    await local.insert('bbbbb', whole);
    expect((await local.call('PATCH', '/aaaaa', { [member]: null })).body).not.toHaveProperty(member);
    if (member === 'source') return;
    expect((await local.call('PATCH', '/bbbbb', { [member]: '' })).body).not.toHaveProperty(member);
  },
);

test('defaults that are sent are left out of answers, but for the reminders', async () => {
  const defaults = { visibility: 'default', transparency: 'opaque', reminders: { useDefault: true, overrides: [] } };
  const { body } = await new LocalServer().insert('aaaaa', { ...defaults, attendees: [], attachments: null });
  expect(body.reminders).toEqual({ useDefault: true });
  for (const absent of ['visibility', 'transparency', 'attendees', 'attachments'])
    expect(body).not.toHaveProperty(absent);
});

test.each([
  ['colour 0', { colorId: '0' }, 'invalid', 'Invalid Value'],
  ['a transparency', { transparency: 'busy' }, 'invalid', undefined],
  [
    'overrides without useDefault, which is true then',
    { reminders: { overrides: OVERRIDES } },
    'cannotUseDefaultRemindersAndSpecifyOverride',
    'Cannot specify both default reminders and overrides at the same time.',
  ],
  [
    'a reminder without minutes',
    { reminders: { useDefault: false, overrides: [{ method: 'popup' }] } },
    'required',
    'Missing override reminder minutes.',
  ],
  [
    'a reminder without method',
    { reminders: { useDefault: false, overrides: [{ minutes: 5 }] } },
    'required',
    undefined,
  ],
  [
    'a reminder by text message',
    { reminders: { useDefault: false, overrides: [{ method: 'sms', minutes: 5 }] } },
    'invalid',
    undefined,
  ],
  [
    'a reminder after the start',
    { reminders: { useDefault: false, overrides: [{ method: 'popup', minutes: -1 }] } },
    'invalid',
    undefined,
  ],
  ['a source without address', { source: { title: 'Page' } }, 'invalid', undefined],
  ['a guest without address', { attendees: [{ displayName: 'A' }] }, 'required', 'Missing attendee email.'],
  ['blanks around an address', { attendees: [{ email: ' a@example.com' }] }, 'invalid', 'Invalid attendee email.'],
  ['an address with brackets', { attendees: [{ email: 'A(2)@example.com' }] }, 'invalid', 'Invalid attendee email.'],
  ['an address without domain', { attendees: [{ email: 'a@host' }] }, 'invalid', 'Invalid attendee email.'],
  ['an unknown answer', { attendees: [{ email: 'a@example.com', responseStatus: 'maybe' }] }, 'invalid', undefined],
  [
    'fewer than no more guests',
    { attendees: [{ email: 'a@example.com', additionalGuests: -1 }] },
    'invalid',
    undefined,
  ],
])('%s is refused', async (_what, members, reason, message) => {
  const { status, body, reason: given } = await new LocalServer().insert('aaaaa', members);
  expect({ status, reason: given }).toEqual({ status: 400, reason });
  if (message !== undefined) expect(told(body)).toBe(message);
});

describe('source', () => {
  const source = { title: 'Page', url: 'https://example.com/' };
  const byAnother = (local: LocalServer) =>
    local.server.ui.create(
      'primary',
      { source, summary: 'Theirs', start: { date: '2030-01-15' }, end: { date: '2030-01-16' } },
      { creatorEmail: 'other@example.com' },
    );

  test('is seen by who created the event only, and stays when others write', async () => {
    const local = new LocalServer();
    const { id, ...read } = byAnother(local);
    expect(read).not.toHaveProperty('source');
    expect((await local.call('PUT', `/${id}`, { ...read, summary: 'Ours' })).status).toBe(200);
    expect((await local.call('PATCH', `/${id}`, { source })).status).toBe(200);
  });

  test('cannot be changed by others', async () => {
    const local = new LocalServer();
    const { id } = byAnother(local);
    const refused = { status: 403, reason: 'forbiddenForNonCreator' };
    expect(await local.call('PATCH', `/${id}`, { source: { url: 'https://example.org/' } })).toMatchObject(refused);
    expect(await local.call('PATCH', `/${id}`, { source: null })).toMatchObject(refused);
  });
});

describe('attachments', () => {
  const write = '?supportsAttachments=true';
  const insert = (local: LocalServer, attachments: object[]) =>
    local.insert('aaaaa').then(() => local.call('PATCH', `/aaaaa${write}`, { attachments }));

  test('of any web server are kept, with an id of their own for files of Drive', async () => {
    const drive = { fileUrl: 'https://drive.google.com/file/d/abc-123/view', iconLink: 'https://example.com/i.png' };
    const { body } = await insert(new LocalServer(), [{ ...FILE, fileId: 'x', foo: 1 }, drive]);
    expect(body.attachments).toEqual([FILE, { ...drive, fileId: 'abc-123' }]);
  });

  test('stay in a PUT without the opt-in, and are lost or emptied with it', async () => {
    const local = new LocalServer();
    const { attachments: _files, ...rest } = (await insert(local, [FILE])).body;
    expect((await local.call('PUT', '/aaaaa', { ...rest, attachments: [] })).body.attachments).toEqual([FILE]);
    expect((await local.call('PUT', `/aaaaa${write}`, rest)).body).not.toHaveProperty('attachments');
  });

  test.each([
    ['more than 25', Array(26).fill(FILE), 'invalid'],
    ['one without address', [{ title: 'Agenda' }], 'required'],
    ['one that is not on the web', [{ fileUrl: 'file:///a.pdf' }], 'invalid'],
  ])('%s are refused', async (_what, attachments, reason) => {
    expect(await insert(new LocalServer(), attachments)).toMatchObject({ status: 400, reason });
  });
});
