// What a client may rely on when it writes colours, reminders, guests, conferences, sources and attachments.
import { freshId, getEvent, insertEvent, openAccount, refusal, TIMES, until, type Account } from './calendar-account';

let account: Account;
beforeAll(async () => {
  account = await openAccount();
});
afterAll(async () => account.close());

const path = (eventId: string) => ({ calendarId: account.calendarId, eventId });

const insert = (body?: object, parameters?: object) => insertEvent(account, body, parameters);
const get = (eventId: string) => getEvent(account, eventId);

async function patch(eventId: string, requestBody: object, parameters: object = {}) {
  return (await account.client.events.patch({ ...path(eventId), requestBody, ...parameters })).data;
}

// https://developers.google.com/workspace/calendar/api/v3/reference/events#colorId
test('a colour, visibility and transparency are kept, and taken away by null or their default', async () => {
  const { id } = await insert({
    colorId: '11',
    visibility: 'private',
    transparency: 'transparent',
    status: 'tentative',
  });
  expect(await get(id)).toMatchObject({
    colorId: '11',
    visibility: 'private',
    transparency: 'transparent',
    status: 'tentative',
  });
  await patch(id, { colorId: null, visibility: 'default', transparency: 'opaque', status: 'confirmed' });
  const event = await get(id);
  expect(event.status).toBe('confirmed');
  for (const absent of ['colorId', 'visibility', 'transparency']) expect(event).not.toHaveProperty(absent);
});

// https://developers.google.com/workspace/calendar/api/concepts/reminders
describe('reminders', () => {
  const overrides = [{ method: 'popup', minutes: 5 }];
  const clash = { status: 400, reason: 'cannotUseDefaultRemindersAndSpecifyOverride' };

  test('of the event take the place of the default ones, even none, until they are back', async () => {
    const { id, updated } = await insert({ reminders: { useDefault: false, overrides } });
    expect((await get(id)).reminders).toEqual({ useDefault: false, overrides });
    expect((await patch(id, { reminders: { useDefault: false, overrides: [] } })).reminders).toEqual({
      useDefault: false,
    });
    expect((await patch(id, { reminders: { useDefault: true, overrides: null } })).reminders).toEqual({
      useDefault: true,
    });
    expect((await get(id)).updated).toBe(updated);
  });

  test('beside the default ones are refused, and useDefault is true where it is not sent', async () => {
    expect(await refusal(insert({ reminders: { useDefault: true, overrides } }))).toEqual(clash);
    expect(await refusal(insert({ reminders: { overrides } }))).toEqual(clash);
  });

  test('need minutes', async () => {
    const reminders = { useDefault: false, overrides: [{ method: 'popup' }] };
    expect(await refusal(insert({ reminders }))).toEqual({ status: 400, reason: 'required' });
  });

  test.each([
    ['of another kind', [{ method: 'phone', minutes: 5 }]],
    ['more than four weeks before', [{ method: 'popup', minutes: 40_321 }]],
    ['six of them', [1, 2, 3, 4, 5, 6].map((minutes) => ({ method: 'popup', minutes }))],
  ])('%s are refused', async (_what, wrong) => {
    const refused = refusal(insert({ reminders: { useDefault: false, overrides: wrong } }));
    expect((await refused).status).toBe(400);
  });
});

// https://developers.google.com/workspace/calendar/api/v3/reference/events#attendees
test('a guest needs an address that is one', async () => {
  expect(await refusal(insert({ attendees: [{ displayName: 'A' }] }))).toEqual({ status: 400, reason: 'required' });
  expect(await refusal(insert({ attendees: [{ email: 'nobody' }] }))).toEqual({ status: 400, reason: 'invalid' });
});

// https://developers.google.com/workspace/calendar/api/guides/create-events#conferencing
describe('conference', () => {
  const VERSION = { conferenceDataVersion: 1 };
  const request = (requestId: string, type = 'hangoutsMeet') => ({
    conferenceData: { createRequest: { requestId, conferenceSolutionKey: { type } } },
  });
  const statusOf = (event: Awaited<ReturnType<typeof get>>) => event.conferenceData?.createRequest?.status?.statusCode;

  test('a request brings a Meet room and hangoutLink, null takes them away', async () => {
    const { id } = await insert(request(freshId()), VERSION);
    const event = await until(
      () => get(id),
      (read) => statusOf(read) !== 'pending',
    );
    expect(statusOf(event)).toBe('success');
    expect(event.hangoutLink).toMatch(/^https:\/\/meet\.google\.com\/[a-z]{3}-[a-z]{4}-[a-z]{3}$/);
    expect(event.conferenceData?.entryPoints?.[0]).toMatchObject({ entryPointType: 'video', uri: event.hangoutLink });
    expect((await patch(id, { conferenceData: null })).hangoutLink).toBe(event.hangoutLink);
    expect(await patch(id, { conferenceData: null }, VERSION)).not.toHaveProperty('hangoutLink');
  });

  test('without conferenceDataVersion a request is ignored, another type with it refused', async () => {
    expect(await insert(request(freshId()))).not.toHaveProperty('conferenceData');
    const refused = { status: 400, reason: 'invalid' };
    expect(await refusal(insert(request(freshId(), 'carrierPigeon'), VERSION))).toEqual(refused);
  });
});

// https://developers.google.com/workspace/calendar/api/v3/reference/events#source
test('a source is a page of the web', async () => {
  const source = { title: 'Page', url: 'https://example.com/page' };
  expect((await insert({ source })).source).toEqual(source);
  expect((await refusal(insert({ source: { title: 'Page', url: 'mailto:a@example.com' } }))).status).toBe(400);
});

// https://developers.google.com/workspace/calendar/api/v3/reference/events#attachments
test('attachments are kept from clients that know them only', async () => {
  const attachments = [{ fileUrl: 'https://example.com/a.pdf', title: 'Agenda' }];
  expect(await insert({ attachments })).not.toHaveProperty('attachments');
  const { id } = await insert({ attachments }, { supportsAttachments: true });
  const { data } = await account.client.events.update({ ...path(id), requestBody: { summary: 'Short', ...TIMES } });
  expect(data.attachments).toMatchObject(attachments);
  const nameless = insert({ attachments: [{ title: 'Agenda' }] }, { supportsAttachments: true });
  expect((await refusal(nameless)).status).toBe(400);
});
