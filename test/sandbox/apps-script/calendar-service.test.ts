// The advanced service `Calendar`, on the local Calendar server. https://developers.google.com/apps-script/advanced/calendar
import { CalendarServer } from '../../../sandbox/calendar';
import type { OptionChanges } from '../../../sandbox/calendar';
import { Clock } from '../../../sandbox/clock';
import { Faults } from '../../../sandbox/faults';
import { AppsScriptHost } from '../../../sandbox/apps-script';
import { MANIFEST, disposeHosts, makeHost } from './make-host';

const disposals: (() => Promise<void>)[] = [];
afterEach(async () => {
  await disposeHosts();
  for (const dispose of disposals.splice(0)) await dispose();
});

function makeGoogle(options: OptionChanges = {}) {
  const clock = new Clock();
  const faults = new Faults();
  const calendar = new CalendarServer({ clock, faults, options });
  const bundle = 'function evaluate(body) { return new Function(body)(); }';
  const host = new AppsScriptHost({ bundle, manifest: MANIFEST, clock, faults, calendar });
  disposals.push(async () => {
    await host.dispose();
    clock.dispose();
  });
  const evaluate = async (body: string): Promise<unknown> => {
    const result = await host.run('evaluate', body);
    if (result.status !== 'completed') throw new Error(`${result.status}: ${result.error?.message ?? ''}`);
    return result.value;
  };
  return { host, faults, calendar, evaluate };
}

const EVENT = `{summary: 'Lunch', start: {dateTime: '2030-01-01T12:00:00Z'}, end: {dateTime: '2030-01-01T13:00:00Z'}}`;
const caught = (call: string): string =>
  `try { ${call} } catch (e) { return {name: e.name, message: e.message, details: e.details, isError: e instanceof Error} }`;

test('resource first, then ids, optional arguments and headers', async () => {
  const { evaluate } = makeGoogle();
  const body = `const E = Calendar.Events;
    const made = E.insert(${EVENT}, 'primary', {sendUpdates: 'none'});
    const patched = E.patch({summary: 'Tea'}, 'primary', made.id, {}, {'If-Match': made.etag});
    const updated = E.update(Object.assign({}, patched, {location: 'Here'}), 'primary', made.id);
    const listed = E.list('primary', {showDeleted: true, maxResults: 10, privateExtendedProperty: undefined}).items;
    const removed = E.remove('primary', made.id);
    return [patched.summary, updated.location, listed instanceof Array, listed.length, removed === undefined, E.get('primary', made.id).status]`;
  expect(await evaluate(body)).toEqual(['Tea', 'Here', true, 1, true, 'cancelled']);
});

test('calendars, the calendar list, channels and moving', async () => {
  const { evaluate, calendar } = makeGoogle();
  const { id } = calendar.createCalendar({ summary: 'Other', timeZone: 'Europe/Berlin' });
  const body = `
    const channel = {id: 'channel-1', type: 'web_hook', address: 'https://example.com/push'};
    const watched = Calendar.Events.watch(channel, 'primary');
    Calendar.Channels.stop({id: 'channel-1', resourceId: watched.resourceId});
    const made = Calendar.Events.insert(${EVENT}, 'primary');
    Calendar.Events.move('primary', made.id, '${id}');
    return [Calendar.Calendars.get('primary').id, Calendar.CalendarList.list().items.length, Calendar.CalendarList.get('${id}').summary, Calendar.Events.get('${id}', made.id).id === made.id]`;
  expect(await evaluate(body)).toEqual(['owner@example.com', 2, 'Other', true]);
  expect(calendar.channels()).toEqual([]);
});

test('repeated parameters are sent once for each value', async () => {
  const paths: string[] = [];
  const calendar = {
    handle: (request: { path: string }) => {
      paths.push(request.path);
      return Promise.resolve({ status: 200, headers: {}, body: '{}' });
    },
  };
  const { evaluate } = makeHost({ calendar });
  await evaluate(`Calendar.Events.list('a@b', {privateExtendedProperty: ['x=1', 'y=ä'], pageToken: null})`);
  expect(paths).toEqual([
    '/calendar/v3/calendars/a%40b/events?privateExtendedProperty=x%3D1&privateExtendedProperty=y%3D%C3%A4',
  ]);
});

test('optional arguments of a write reach the API: conference, attachments, mails to guests', async () => {
  const { evaluate, calendar } = makeGoogle();
  const body = `const conferenceData = {createRequest: {requestId: 'r', conferenceSolutionKey: {type: 'hangoutsMeet'}}};
    const whole = {...${EVENT}, conferenceData, attachments: [{fileUrl: 'https://example.com/a.pdf'}], attendees: [{email: 'guest@example.org'}]};
    const made = Calendar.Events.insert(whole, 'primary', {conferenceDataVersion: 1, supportsAttachments: true, sendUpdates: 'all'});
    Calendar.Events.patch({conferenceData: null}, 'primary', made.id, {conferenceDataVersion: 1, sendUpdates: 'none'});
    const kept = Calendar.Events.get('primary', made.id);
    Calendar.Events.remove('primary', made.id, {sendUpdates: 'externalOnly'});
    return [typeof made.hangoutLink, made.attachments.length, kept.hangoutLink === undefined, kept.attachments.length]`;
  expect(await evaluate(body)).toEqual(['string', 1, true, 1]);
  expect(calendar.invitations().map(({ kind }) => kind)).toEqual(['new', 'cancelled']);
});

test('an API error is thrown with code, reason and Google’s message', async () => {
  const { evaluate } = makeGoogle();
  expect(await evaluate(caught(`Calendar.Events.remove('primary', 'nothing')`))).toMatchObject({
    name: 'GoogleJsonResponseException',
    message: 'API call to calendar.events.delete failed with error: Not Found',
    details: { code: 404, message: 'Not Found', errors: [{ reason: 'notFound' }] },
    isError: true,
  });
});

test('a wrong If-Match is 412, an unchanged If-None-Match is thrown as 304', async () => {
  const { evaluate } = makeGoogle();
  const made = `const made = Calendar.Events.insert(${EVENT}, 'primary');`;
  const stale = `Calendar.Events.patch({summary: 'x'}, 'primary', made.id, {}, {'If-Match': '"1"'})`;
  expect(await evaluate(`${made} ${caught(stale)}`)).toMatchObject({
    details: { code: 412, errors: [{ reason: 'conditionNotMet' }] },
  });
  const same = `Calendar.Events.get('primary', made.id, {}, {'If-None-Match': made.etag})`;
  expect(await evaluate(`${made} ${caught(same)}`)).toMatchObject({ details: { code: 304, message: 'Not Modified' } });
});

test('a wrong number of arguments and a missing id are refused before any call', async () => {
  const { evaluate, calendar } = makeGoogle();
  await expect(evaluate(`Calendar.Events.get('primary')`)).rejects.toThrow('Expected 2-4 only');
  await expect(evaluate(`Calendar.Events.get('primary', '')`)).rejects.toThrow('eventId');
  expect(calendar.stats().httpRequests).toBe(0);
});

test('without the API the error is accessNotConfigured; without the service in the manifest there is no Calendar', async () => {
  const { evaluate } = makeGoogle({ apiEnabled: false });
  expect(await evaluate(caught(`Calendar.Events.list('primary')`))).toMatchObject({
    details: { code: 403, errors: [{ reason: 'accessNotConfigured' }] },
  });
  expect(await makeHost({ manifest: {} }).evaluate('return typeof Calendar')).toBe('undefined');
});

test('a call without an answer is an Exception without details', async () => {
  const { evaluate, faults } = makeGoogle();
  faults.add({ target: 'calendar', drop: true, times: 1 });
  const error = await evaluate(caught(`Calendar.Events.list('primary')`));
  expect(error).toEqual({ name: 'Exception', message: 'Empty response', isError: true });
});

test('a kill before a call leaves nothing, one after it leaves the event', async () => {
  const { host, faults, calendar } = makeGoogle();
  const insert = `Calendar.Events.insert(${EVENT}, 'primary'); PropertiesService.getScriptProperties().setProperty('went', 'on')`;
  faults.add({ target: 'calendar', kill: 'before', times: 1 });
  expect((await host.run('evaluate', insert)).status).toBe('killed');
  expect(calendar.stats().writes).toBe(0);
  faults.add({ target: 'calendar', kill: 'after', times: 1 });
  expect((await host.run('evaluate', insert)).status).toBe('killed');
  expect(calendar.stats().writes).toBe(1);
  expect(host.properties().script).toEqual({});
});

test('UrlFetchApp reaches the same API with the script’s token: a batch of two', async () => {
  const { evaluate, calendar } = makeGoogle();
  const part = (id: number): string =>
    `--b\\r\\nContent-Type: application/http\\r\\nContent-ID: <${id}>\\r\\n\\r\\nGET /calendar/v3/calendars/primary\\r\\n\\r\\n`;
  const body = `const r = UrlFetchApp.fetch('https://www.googleapis.com/batch/calendar/v3', {
      method: 'post', contentType: 'multipart/mixed; boundary=b', headers: {Authorization: 'Bearer ' + ScriptApp.getOAuthToken()},
      payload: '${part(1)}${part(2)}--b--'});
    return [r.getResponseCode(), r.getContentText().match(/HTTP\\/1.1 200/g).length]`;
  expect(await evaluate(body)).toEqual([200, 2]);
  expect(calendar.stats()).toMatchObject({ httpRequests: 1, batches: 1, callsTotal: 2 });
});

test('serviceDropsNulls: a patch with null removes a member, or leaves it as it is', async () => {
  const { host, evaluate } = makeGoogle();
  const emptied = `const made = Calendar.Events.insert({...${EVENT}, description: 'About'}, 'primary');
    return Calendar.Events.patch({description: null, summary: 'Dinner'}, 'primary', made.id)`;
  expect(await evaluate(emptied)).not.toHaveProperty('description');
  host.setOptions({ serviceDropsNulls: true });
  expect(await evaluate(emptied)).toMatchObject({ description: 'About', summary: 'Dinner' });
});

test('serviceAnswersPlain: members can be spread, or only be read and written as JSON', async () => {
  const { host, evaluate } = makeGoogle();
  const copies = `const { items: [event] } = (Calendar.Events.insert(${EVENT}, 'primary'), Calendar.Events.list('primary'));
    return [event.summary, event.start.timeZone, {...event}.summary, Object.keys(event.start).length,
      JSON.parse(JSON.stringify(event)).start.timeZone]`;
  const [summary, zone] = ['Lunch', 'Europe/Berlin'];
  expect(await evaluate(copies)).toEqual([summary, zone, summary, 2, zone]);
  host.setOptions({ serviceAnswersPlain: false });
  expect(await evaluate(copies)).toEqual([summary, zone, null, 0, zone]);
});
