// The two ways to the Calendar API that the product uses: the advanced service, and REST (alone or in batches).
import { batchBody, readBatchAnswer, type BatchPart } from '../src/google/batch';
import { outcomeOf, outcomeOfCall, thrown, type Outcome, type Resource } from './outcome';

export type CalendarEvent = GoogleAppsScript.Calendar.Schema.Event;
export type EventList = GoogleAppsScript.Calendar.Schema.Events;
export type Channel = GoogleAppsScript.Calendar.Schema.Channel;
export type Query = Record<string, string | number | boolean>;

/** The methods on the events of one calendar; none of them throws. */
export interface Way {
  insert: (event: object, query?: Query) => Outcome<CalendarEvent>;
  get: (id: string) => Outcome<CalendarEvent>;
  list: (query?: Query) => Outcome<EventList>;
  instances: (id: string, query?: Query) => Outcome<EventList>;
  /** @param etag for If-Match */
  patch: (id: string, changes: object, query?: Query, etag?: string) => Outcome<CalendarEvent>;
  update: (id: string, event: object, query?: Query) => Outcome<CalendarEvent>;
  remove: (id: string) => Outcome;
  watch: (channel: object) => Outcome<Channel>;
  stop: (channel: object) => Outcome;
}

/** Nobody but the people of the event learns of it, and they by no mail. */
const QUIET: Query = { sendUpdates: 'none' };
const API = 'https://www.googleapis.com';

export function serviceWay(calendarId: string): Way {
  if (typeof Calendar === 'undefined' || !Calendar)
    throw new Error('The Calendar service is missing: in the editor, Services +, Google Calendar API, Add.');
  // Typed as members that may be missing, and bodies without nulls.
  const events = Calendar.Events as GoogleAppsScript.Calendar.Collection.EventsCollection;
  const channels = Calendar.Channels as GoogleAppsScript.Calendar.Collection.ChannelsCollection;
  return {
    insert: (event, query = {}) => outcomeOfCall(() => events.insert(event, calendarId, { ...QUIET, ...query })),
    get: (id) => outcomeOfCall(() => events.get(calendarId, id)),
    list: (query = {}) => outcomeOfCall(() => events.list(calendarId, query)),
    instances: (id, query = {}) => outcomeOfCall(() => events.instances(calendarId, id, query)),
    patch: (id, changes, query = {}, etag) =>
      outcomeOfCall(() => events.patch(changes, calendarId, id, { ...QUIET, ...query }, ifMatch(etag))),
    update: (id, event, query = {}) =>
      outcomeOfCall(() => events.update(event, calendarId, id, { ...QUIET, ...query }, {})),
    remove: (id) => outcomeOfCall(() => events.remove(calendarId, id, QUIET)),
    watch: (channel) => outcomeOfCall(() => events.watch(channel, calendarId)),
    stop: (channel) => outcomeOfCall(() => channels.stop(channel)),
  };
}

export function restWay(calendarId: string): Way {
  const events = `${calendarPath(calendarId)}/events`;
  const event = (id: string, query: Query) => `${events}/${encodeURIComponent(id)}${queryText(query)}`;
  return {
    insert: (body, query = {}) => rest('post', `${events}${queryText({ ...QUIET, ...query })}`, body),
    get: (id) => rest('get', event(id, {})),
    list: (query = {}) => rest('get', `${events}${queryText(query)}`),
    instances: (id, query = {}) => rest('get', `${events}/${encodeURIComponent(id)}/instances${queryText(query)}`),
    patch: (id, changes, query = {}, etag) => rest('patch', event(id, { ...QUIET, ...query }), changes, ifMatch(etag)),
    update: (id, body, query = {}) => rest('put', event(id, { ...QUIET, ...query }), body),
    remove: (id) => rest('delete', event(id, QUIET)),
    watch: (channel) => rest('post', `${events}/watch`, channel),
    stop: (channel) => rest('post', '/channels/stop', channel),
  };
}

/** Path of a calendar below /calendar/v3. */
export function calendarPath(calendarId: string): string {
  return `/calendars/${encodeURIComponent(calendarId)}`;
}

/** One call, which does not throw. @param path below /calendar/v3 */
export function rest<Body = Resource>(
  method: 'get' | 'post' | 'patch' | 'put' | 'delete',
  path: string,
  body?: object,
  headers: Record<string, string> = {},
): Outcome<Body> {
  try {
    const response = UrlFetchApp.fetch(`${API}/calendar/v3${path}`, {
      method,
      muteHttpExceptions: true,
      headers: { ...authorization(), ...headers },
      ...(body && { contentType: 'application/json', payload: JSON.stringify(body) }),
    });
    return outcomeOf(response.getResponseCode(), response.getContentText());
  } catch (error) {
    return thrown(error);
  }
}

/**
 * Sends batches, all at the same moment, as the product makes them.
 * @returns the answers of all parts in their order
 */
export function sendBatches(batches: readonly (readonly BatchPart[])[]): Outcome<CalendarEvent>[] {
  const responses = UrlFetchApp.fetchAll(
    batches.map((parts) => ({
      url: `${API}/batch/calendar/v3`,
      method: 'post',
      muteHttpExceptions: true,
      headers: authorization(),
      contentType: `multipart/mixed; boundary=${BOUNDARY}`,
      payload: batchBody(parts, BOUNDARY),
    })),
  );
  return responses.flatMap((response, i) => {
    const headers = response.getAllHeaders() as Record<string, string>;
    const type = Object.entries(headers).find(([name]) => name.toLowerCase() === 'content-type')?.[1] ?? '';
    const status = response.getResponseCode();
    const text = response.getContentText();
    // A batch that is refused whole has one answer for all its parts.
    if (status !== 200) return batches[i]!.map(() => outcomeOf<CalendarEvent>(status, text));
    return readBatchAnswer(text, type, batches[i]!.length).map((part) =>
      part ? outcomeOf<CalendarEvent>(part.status, part.body) : { told: 'no answer', body: {} },
    );
  });
}

const BOUNDARY = 'account-check';

function authorization(): Record<string, string> {
  return { Authorization: `Bearer ${ScriptApp.getOAuthToken()}` };
}

function ifMatch(etag: string | undefined): Record<string, string> {
  return etag === undefined ? {} : { 'If-Match': etag };
}

function queryText(query: Query): string {
  const pairs = Object.entries(query).map(([name, value]) => `${name}=${encodeURIComponent(String(value))}`);
  return pairs.length > 0 ? `?${pairs.join('&')}` : '';
}
