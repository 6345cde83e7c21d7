// What a client may rely on when it finds a calendar, and when it may not use one.
import { controlled, freshId, openAccount, refusal, TIMES, type Account } from './calendar-account';

let account: Account;
beforeAll(async () => {
  account = await openAccount();
});
afterAll(async () => account.close());

// https://developers.google.com/workspace/calendar/api/v3/reference/calendarList
test('the calendar list has the own calendars, the primary one marked, with role and zone', async () => {
  const { data } = await account.client.calendarList.list();
  expect(data.items?.filter(({ primary }) => primary)).toHaveLength(1);
  const entry = data.items?.find(({ id }) => id === account.calendarId);
  expect(entry).toMatchObject({ accessRole: 'owner', timeZone: 'Europe/Berlin', summary: 'Contract suite' });
  expect((await account.client.calendarList.get({ calendarId: account.calendarId })).data.id).toBe(account.calendarId);
});

// https://developers.google.com/workspace/calendar/api/v3/reference/calendars/get
test('primary is an alias, an unknown calendar answers 404', async () => {
  const { data } = await account.client.calendars.get({ calendarId: 'primary' });
  expect((await account.client.calendars.get({ calendarId: data.id ?? '' })).data).toEqual(data);
  const unknown = { calendarId: `${freshId()}@group.calendar.google.com` };
  expect(await refusal(account.client.calendars.get(unknown))).toEqual({ status: 404, reason: 'notFound' });
  expect(await refusal(account.client.events.list(unknown))).toEqual({ status: 404, reason: 'notFound' });
});

// https://developers.google.com/workspace/calendar/api/guides/errors#401_invalid_credentials
test('a token that is missing or unknown answers 401', async () => {
  const url = `${account.rootUrl}calendar/v3/calendars/primary`;
  expect((await fetch(url)).status).toBe(401);
  const response = await fetch(url, { headers: { Authorization: 'Bearer no-such-token' } });
  expect(response.status).toBe(401);
  expect(await response.json()).toMatchObject({ error: { code: 401, errors: [{ reason: 'authError' }] } });
});

// https://developers.google.com/workspace/calendar/api/guides/performance#partial-response
test('fields cuts the answer down to what it names', async () => {
  const { data } = await account.client.events.list({
    calendarId: account.calendarId,
    fields: 'nextSyncToken,items(id,start/dateTime)',
  });
  expect(Object.keys(data).sort()).toEqual(['items', 'nextSyncToken']);
});

controlled('a parameter that the method does not have answers 400', async () => {
  const url = `${account.rootUrl}calendar/v3/calendars/primary/events?maxresults=10`;
  const response = await fetch(url, { headers: { Authorization: `Bearer ${account.token}` } });
  expect(response.status).toBe(400);
});

// https://developers.google.com/workspace/calendar/api/guides/errors
controlled('a reader sees private events without details and may not write', async () => {
  const { server } = account.control();
  const { id: calendarId } = server.createCalendar({ summary: 'Theirs', timeZone: 'UTC', accessRole: 'reader' });
  server.ui.create(calendarId, { summary: 'Secret', visibility: 'private', ...TIMES });
  const { data } = await account.client.events.list({ calendarId });
  expect(data.accessRole).toBe('reader');
  expect(data.items?.[0]).toMatchObject({ status: 'confirmed', visibility: 'private' });
  expect(data.items?.[0]).not.toHaveProperty('summary');
  const insert = account.client.events.insert({ calendarId, requestBody: { ...TIMES } });
  expect(await refusal(insert)).toEqual({ status: 403, reason: 'requiredAccessLevel' });
});

controlled("a guest may not change what is the organizer's, but may delete the own copy", async () => {
  const { server } = account.control();
  const guest = { email: 'owner@example.com' };
  const { id } = server.ui.create(
    'primary',
    { summary: 'Invitation', attendees: [guest], ...TIMES },
    { organizerEmail: 'other@example.com' },
  );
  const event = { calendarId: 'primary', eventId: id };
  const patch = (requestBody: object) => account.client.events.patch({ ...event, requestBody });
  const refused = { status: 403, reason: 'forbiddenForNonOrganizer' };
  expect(await refusal(patch({ summary: 'Mine' }))).toEqual(refused);
  expect(await refusal(account.client.events.update({ ...event, requestBody: TIMES }))).toEqual(refused);
  const { data } = await patch({ colorId: '3', attendees: [{ ...guest, responseStatus: 'accepted' }] });
  expect(data.attendees).toEqual([{ ...guest, self: true, responseStatus: 'accepted' }]);
  expect((await account.client.events.delete(event)).status).toBe(204);
});

// https://developers.google.com/workspace/calendar/api/guides/event-types
controlled('birthdays and events from Gmail refuse most changes', async () => {
  const { server } = account.control();
  const days = { start: { date: '2030-01-15' }, end: { date: '2030-01-16' } };
  const birthday = server.ui.create('primary', { eventType: 'birthday', recurrence: ['RRULE:FREQ=YEARLY'], ...days });
  const flight = server.ui.create('primary', { eventType: 'fromGmail', summary: 'Flight', ...TIMES });
  const patch = (eventId: string, requestBody: object) =>
    account.client.events.patch({ calendarId: 'primary', eventId, requestBody });
  const refused = { status: 400, reason: 'eventTypeRestriction' };
  const properties = { extendedProperties: { private: { key: 'k' } } };
  expect(await refusal(patch(birthday.id, properties))).toEqual(refused);
  expect(await refusal(patch(flight.id, { summary: 'Mine' }))).toEqual(refused);
  expect((await patch(flight.id, properties)).data.extendedProperties).toEqual({ private: { key: 'k' } });
  const put = account.client.events.update({ calendarId: 'primary', eventId: flight.id, requestBody: TIMES });
  expect(await refusal(put)).toEqual({ status: 400, reason: 'invalid' });
  const insert = account.client.events.insert({
    calendarId: account.calendarId,
    requestBody: { eventType: 'focusTime', ...TIMES },
  });
  expect(await refusal(insert)).toEqual(refused);
});
