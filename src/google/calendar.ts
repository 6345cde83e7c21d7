// The Calendar port on Google's Calendar API: single calls by the advanced service, many by the batch endpoint.
import { patched, type CalendarEvent } from '../core/event';
import {
  failed,
  success,
  type CalendarPort,
  type Clock,
  type EventList,
  type EventWrite,
  type Result,
} from '../app/ports';
import { BATCH_SIZE, batchBody, readBatchAnswer, type BatchAnswer, type BatchPart } from './batch';
import { googleFailure, reasonOf, thrownFailure } from './failures';
import { PATCH_UNITS, type Pace } from './pace';
import type { FetchRequest } from './services';

export interface CalendarOptions {
  clock: Clock;
  fetch: (url: string, request: FetchRequest) => Result<{ status: number; text: string; headers: object }>;
  token: () => string;
  pace: Pace;
}

const BATCH_URL = 'https://www.googleapis.com/batch/calendar/v3';
const PAGE_SIZE = 2500;
const MAX_PAGES = 1000;
/** Waits after a refusal for speed, doubled each time; Google advises 1, 2, 4 … s and a random part. */
const FIRST_WAIT_MS = 1000;
const LONGEST_WAIT_MS = 32_000;
/** Everything that a write must say so that Google leaves the rest of the event and its guests alone. */
const WRITE_QUERY = { conferenceDataVersion: 1, supportsAttachments: true, sendUpdates: 'none' };

export function googleCalendar(options: CalendarOptions): CalendarPort {
  return {
    list: (calendarId, syncToken) => listAll(calendarId, syncToken),
    getMany: (calendarId, ids) => getMany(options, calendarId, ids),
    search: (calendarId, privateProperty) => search(calendarId, privateProperty),
    write: (calendarId, writes) => write(options, calendarId, writes),
    watch: (calendarId, channel) =>
      attempt(() => {
        const body = {
          id: channel.id,
          type: 'web_hook',
          address: channel.address,
          token: channel.token,
          params: { ttl: String(channel.ttlSeconds) },
        };
        const answer = events().watch(body, calendarId);
        return { resourceId: answer.resourceId!, expiresAt: Number(answer.expiration ?? 0) };
      }),
    stop: (channelId, resourceId) =>
      attempt(() => {
        service().Channels.stop({ id: channelId, resourceId });
        return null;
      }),
    calendars: () => attempt(listCalendars),
    waitMs: (units) => options.pace.waitFor(units),
  };
}

/** The advanced service; it is undefined when it was not added to the script project. */
function service(): GoogleAppsScript.Calendar {
  if (typeof Calendar === 'undefined' || !Calendar)
    throw new Error('the Calendar service is not part of this script project');
  return Calendar;
}

function events() {
  return service().Events;
}

function attempt<T>(call: () => T): Result<T> {
  try {
    return success(call());
  } catch (error) {
    return { ok: false, failure: thrownFailure(error) };
  }
}

function listCalendars() {
  const pages = allPages((page) => service().CalendarList.list({ maxResults: 250, ...page }));
  return pages.flatMap(({ items }) =>
    (items ?? []).map((entry) => ({
      id: entry.id!,
      summary: entry.summary ?? '',
      accessRole: entry.accessRole ?? '',
      primary: entry.primary === true,
    })),
  );
}

/** Pages until the sync token comes; a failed page fails the list: half a list proves nothing (R25). */
function listAll(calendarId: string, syncToken: string | undefined): Result<EventList> {
  const query = { maxResults: PAGE_SIZE, singleEvents: false, showDeleted: true, ...(syncToken ? { syncToken } : {}) };
  return attempt(() => {
    const pages = allPages((page) => events().list(calendarId, { ...query, ...page }));
    const last = pages[pages.length - 1]!;
    return {
      events: pages.flatMap(({ items }) => (items ?? []) as CalendarEvent[]),
      nextSyncToken: last.nextSyncToken,
      timeZone: last.timeZone ?? 'UTC',
      accessRole: last.accessRole ?? '',
    };
  });
}

/** @throws what a page throws */
function allPages<P extends { nextPageToken?: string | undefined }>(get: (page: { pageToken?: string }) => P): P[] {
  const pages: P[] = [];
  let pageToken: string | undefined;
  do {
    if (pages.length >= MAX_PAGES) throw new Error('Google Calendar gave pages without end');
    const page = get(pageToken ? { pageToken } : {});
    pages.push(page);
    pageToken = page.nextPageToken;
  } while (pageToken);
  return pages;
}

function search(calendarId: string, privateProperty: string): Result<CalendarEvent[]> {
  return attempt(() => {
    const answer = events().list(calendarId, { privateExtendedProperty: privateProperty, maxResults: 250 });
    return (answer.items ?? []) as CalendarEvent[];
  });
}

function getMany(options: CalendarOptions, calendarId: string, ids: readonly string[]): Result<CalendarEvent>[] {
  if (ids.length === 1)
    return [retried(options, () => attempt(() => events().get(calendarId, ids[0]!) as CalendarEvent))];
  return batched(
    options,
    ids.map((id): BatchPart => ({ method: 'GET', path: eventPath(calendarId, id) })),
  );
}

function write(options: CalendarOptions, calendarId: string, writes: readonly EventWrite[]): Result<CalendarEvent>[] {
  if (writes.length === 1) return [retried(options, () => attempt(() => writeOne(calendarId, writes[0]!)))];
  return batched(
    options,
    writes.map((item) => writePart(calendarId, item)),
  );
}

function writeOne(calendarId: string, item: EventWrite): CalendarEvent {
  if (item.kind === 'insert') return events().insert(item.body as never, calendarId, WRITE_QUERY) as CalendarEvent;
  const headers = item.event.etag ? { 'If-Match': item.event.etag } : {};
  return events().patch(item.body as never, calendarId, item.event.id, WRITE_QUERY, headers) as CalendarEvent;
}

/** In bulk the whole event as just read is sent back with its changes: one quota unit where a patch costs three. */
function writePart(calendarId: string, item: EventWrite): BatchPart {
  const query = `?${Object.entries(WRITE_QUERY)
    .map(([name, value]) => `${name}=${value}`)
    .join('&')}`;
  if (item.kind === 'insert')
    return {
      method: 'POST',
      path: `/calendar/v3/calendars/${encodeURIComponent(calendarId)}/events${query}`,
      body: item.body,
    };
  const path = eventPath(calendarId, item.event.id) + query;
  const headers: Record<string, string> = item.event.etag ? { 'If-Match': item.event.etag } : {};
  // With a cut list of guests, or of an event that is deleted, a whole update would lose what it doesn't hold.
  if (item.event.attendeesOmitted || item.event.status === 'cancelled')
    return { method: 'PATCH', path, headers, body: item.body };
  const { sequence: _counter, etag: _etag, ...whole } = patched(item.event, item.body);
  return { method: 'PUT', path, headers, body: whole };
}

function eventPath(calendarId: string, eventId: string): string {
  return `/calendar/v3/calendars/${encodeURIComponent(calendarId)}/events/${encodeURIComponent(eventId)}`;
}

/** Sends parts by 50; those refused for speed are sent again after a wait, the others are answered. */
function batched(options: CalendarOptions, parts: readonly BatchPart[]): Result<CalendarEvent>[] {
  const answers: Result<CalendarEvent>[] = parts.map(() => failed('unavailable', 'not sent'));
  let waiting = parts.map((_, i) => i);
  for (let waitMs = FIRST_WAIT_MS; waiting.length > 0; waitMs = Math.min(waitMs * 2, LONGEST_WAIT_MS)) {
    for (let i = 0; i < waiting.length; i += BATCH_SIZE) {
      const group = waiting.slice(i, i + BATCH_SIZE);
      sendBatch(
        options,
        group.map((index) => parts[index]!),
      ).forEach((answer, j) => (answers[group[j]!] = answer));
    }
    waiting = waiting.filter((index) => isTooFast(answers[index]!));
    if (waiting.length > 0 && !waitFor(options, waitMs)) break;
  }
  return answers;
}

function retried(options: CalendarOptions, call: () => Result<CalendarEvent>): Result<CalendarEvent> {
  let answer = call();
  for (let waitMs = FIRST_WAIT_MS; isTooFast(answer); waitMs = Math.min(waitMs * 2, LONGEST_WAIT_MS)) {
    if (!waitFor(options, waitMs)) break;
    answer = call();
  }
  return answer;
}

function isTooFast(answer: Result<CalendarEvent>): boolean {
  return !answer.ok && answer.failure.kind === 'rateLimited';
}

/** False when the execution would not live to see the end of the wait. */
function waitFor({ clock }: CalendarOptions, waitMs: number): boolean {
  const ms = waitMs + Math.floor(Math.random() * 1000);
  if (clock.left() < ms) return false;
  clock.sleep(ms);
  return true;
}

function sendBatch(options: CalendarOptions, parts: readonly BatchPart[]): Result<CalendarEvent>[] {
  const boundary = `batch_${Utilities.getUuid()}`;
  const answer = options.fetch(BATCH_URL, {
    method: 'post',
    contentType: `multipart/mixed; boundary=${boundary}`,
    headers: { Authorization: `Bearer ${options.token()}` },
    payload: batchBody(parts, boundary),
  });
  // Parts that are refused for speed cost nothing; which ones those are is not worth the difference.
  options.pace.spend(parts.reduce((sum, { method }) => sum + (method === 'PATCH' ? PATCH_UNITS : 1), 0));
  if (!answer.ok) return parts.map(() => answer);
  const { status, text, headers } = answer.value;
  if (status !== 200) return parts.map(() => ({ ok: false, failure: googleFailure(status, reasonOf(text)) }));
  return readBatchAnswer(text, contentTypeOf(headers), parts.length).map(readPart);
}

function contentTypeOf(headers: object): string {
  const entry = Object.entries(headers).find(([name]) => name.toLowerCase() === 'content-type');
  return String(entry?.[1] ?? '');
}

function readPart(part: BatchAnswer | undefined): Result<CalendarEvent> {
  if (!part) return failed('unavailable', 'Google Calendar left a part of a batch unanswered');
  if (part.status >= 200 && part.status < 300) return success(JSON.parse(part.body) as CalendarEvent);
  return { ok: false, failure: googleFailure(part.status, reasonOf(part.body)) };
}
