// The Calendar port on Google's Calendar API: reads by the advanced service, a single write by REST, many calls by the batch
// endpoint.
import { parseJson } from '../core/checks';
import { isSentWhole, patched } from '../core/event';
import type { CalendarEvent } from '../core/calendar-event';
import { inParts } from '../core/groups';
import { withCancelled } from '../core/series/cancelled';
import {
  failed,
  success,
  type CalendarPort,
  type Clock,
  type Count,
  type EventList,
  type EventWrite,
  type FailureKind,
  type Result,
} from '../ports';
import { BATCH_SIZE, batchBody, readBatchAnswer, type BatchAnswer, type BatchPart } from './batch';
import type { Batches } from './batches';
import type { Bursts } from './bursts';
import { allPages, attempt, PAGE_SIZE, plain, service } from './advanced-service';
import { bySeries, googleIdOf, googleMembers } from './occurrences';
import { named } from '../core/series/occurrence';
import { googleFailure, reasonOf } from './failures';
import { PATCH_UNITS, type Pace } from './pace';
import { allOccurrences, eventsIn, occurrencesWithin, slotsOf, wholeSeries } from './series';
import type { FetchRequest, TextAnswer } from './services';

export interface CalendarOptions {
  clock: Clock;
  /** All at the same time. */
  fetch: (url: string, requests: readonly FetchRequest[]) => Result<TextAnswer>[];
  token: () => string;
  pace: Pace;
  count: Count;
  batches: Batches;
  bursts: Bursts;
}

const API_URL = 'https://www.googleapis.com';
const BATCH_URL = `${API_URL}/batch/calendar/v3`;
/**
 * What every write says, so that Google leaves the rest of the event alone. Of conferences only a write says something that
 * changes one: else Google keeps what is stored and looks at none of it, where it may refuse another vendor's.
 * https://developers.google.com/workspace/calendar/api/v3/reference/events/update
 */
const WRITE_QUERY = { supportsAttachments: true };

export function googleCalendar(options: CalendarOptions): CalendarPort {
  return {
    list: (calendarId, syncToken) => listAll(options, calendarId, syncToken),
    getMany: (calendarId, ids) => getMany(options, calendarId, ids),
    occurrences: (calendarId, seriesId, time) => occurrencesWithin(options, calendarId, seriesId, time),
    allOccurrences: (calendarId, time) => allOccurrences(options, calendarId, time),
    wholeSeries: (calendarId, uid) =>
      wholeSeries(options, calendarId, uid, (ids) => getEvents(options, calendarId, ids)),
    probe: (calendarId) =>
      attempt(() => {
        service(options).Events.list(calendarId, { maxResults: 1, fields: 'timeZone' });
        return null;
      }),
    search: (calendarId, privateProperty) => search(options, calendarId, privateProperty),
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
        const answer = service(options).Events.watch(body, calendarId);
        return { resourceId: answer.resourceId!, expiresAt: Number(answer.expiration ?? 0) };
      }),
    stop: (channelId, resourceId) =>
      attempt(() => {
        service(options).Channels.stop({ id: channelId, resourceId });
        return null;
      }),
    calendars: () => attempt(() => listCalendars(options)),
    waitMs: (calls, patches) => options.pace.waitFor(calls + patches * (PATCH_UNITS - 1)),
    isOneByOne: () => !options.batches.areUsed,
  };
}

function listCalendars(options: CalendarOptions) {
  const pages = allPages((page) => service(options).CalendarList.list({ maxResults: 250, ...page }));
  return pages.flatMap(({ items }) =>
    (items ?? []).map((entry) => ({
      id: entry.id!,
      summary: entry.summary ?? '',
      accessRole: entry.accessRole ?? '',
      primary: entry.primary === true,
      timeZone: entry.timeZone ?? 'UTC',
    })),
  );
}

/** Pages until the sync token comes; a failed page fails the list: half a list proves nothing (DE22). */
function listAll(options: CalendarOptions, calendarId: string, syncToken: string | undefined): Result<EventList> {
  const query = { maxResults: PAGE_SIZE, singleEvents: false, showDeleted: true, ...(syncToken ? { syncToken } : {}) };
  return attempt(() => {
    const pages = allPages((page) => service(options).Events.list(calendarId, { ...query, ...page }));
    const last = pages[pages.length - 1]!;
    return {
      events: syncToken ? eventsIn(pages) : withCancelled(eventsIn(pages)),
      nextSyncToken: last.nextSyncToken,
      timeZone: last.timeZone ?? 'UTC',
      accessRole: last.accessRole ?? '',
    };
  });
}

function search(options: CalendarOptions, calendarId: string, privateProperty: string): Result<CalendarEvent[]> {
  return attempt(() => {
    const query = { privateExtendedProperty: privateProperty, maxResults: 250 };
    const pages = allPages((page) => service(options).Events.list(calendarId, { ...query, ...page }));
    return eventsIn(pages);
  });
}

function getMany(options: CalendarOptions, calendarId: string, ids: readonly string[]): Result<CalendarEvent>[] {
  const { events, series } = bySeries(ids);
  const answers = new Map(getEvents(options, calendarId, events).map((answer, i) => [events[i]!, answer]));
  for (const [id, originals] of series)
    for (const [name, answer] of slotsOf(options, calendarId, id, originals)) answers.set(name, answer);
  return ids.map((id) => answers.get(id)!);
}

function getEvents(options: CalendarOptions, calendarId: string, ids: readonly string[]): Result<CalendarEvent>[] {
  return sendCalls(
    options,
    ids.map((id) => ({
      part: { method: 'GET', path: eventPath(calendarId, id) },
      units: 1,
      alone: () => attempt(() => plain(service(options).Events.get(calendarId, id)) as CalendarEvent),
    })),
  );
}

function write(options: CalendarOptions, calendarId: string, writes: readonly EventWrite[]): Result<CalendarEvent>[] {
  const answers: Result<CalendarEvent>[] = [];
  let late: Result<CalendarEvent> | undefined;
  for (const turn of turns(writes)) {
    if (answers.length > 0 && options.clock.left() <= 0) late ??= failed('rateLimited', 'No time was left for it');
    const sent = late
      ? []
      : writeAtOnce(
          options,
          calendarId,
          turn.map((i) => writes[i]!),
        );
    turn.forEach((i, at) => (answers[i] = late ?? sent[at]!));
  }
  return answers;
}

/**
 * The places of writes that may go at once: in a batch Google refuses the second write to a series, its occurrences included,
 * with 409 `conflict`.
 */
function turns(writes: readonly EventWrite[]): number[][] {
  const taken = new Map<string, number>();
  const result: number[][] = [];
  for (const [i, write] of writes.entries()) {
    const series = write.kind === 'insert' ? write.body.id : (write.event.recurringEventId ?? write.event.id);
    const turn = taken.get(series) ?? 0;
    taken.set(series, turn + 1);
    (result[turn] ??= []).push(i);
  }
  return result;
}

function writeAtOnce(
  options: CalendarOptions,
  calendarId: string,
  writes: readonly EventWrite[],
): Result<CalendarEvent>[] {
  const calls = writes.map((item) => writeCall(options, calendarId, item));
  const answers = sendWrites(options, calendarId, calls).map((answer) =>
    answer.ok ? success(named(answer.value)) : answer,
  );
  const created = answers.filter(({ ok }, i) => ok && writes[i]!.kind === 'insert');
  if (created.length > 0) options.count('newEvents', created.length);
  return calls.length === 1 ? answers : withPatches(options, calendarId, writes, answers);
}

/** Google may refuse a member of a whole event that the write does not even change: these go once more, as patches. */
function withPatches(
  options: CalendarOptions,
  calendarId: string,
  writes: readonly EventWrite[],
  answers: Result<CalendarEvent>[],
): Result<CalendarEvent>[] {
  const isDoubtful = (answer: Result<CalendarEvent>) =>
    !answer.ok && (answer.failure.kind === 'invalid' || answer.failure.kind === 'forbidden');
  const again = [...writes.keys()].filter((i) => isDoubtful(answers[i]!) && goesWhole(writes[i]!));
  const second = sendWrites(
    options,
    calendarId,
    again.map((i) => writeCall(options, calendarId, writes[i]!, false)),
  );
  const result = [...answers];
  for (const [at, i] of again.entries()) result[i] = second[at]!;
  return result;
}

function goesWhole(item: EventWrite): boolean {
  return item.kind === 'patch' && isSentWhole(item.event) && !PATCHED.some((member) => member in item.body);
}

/** A write that changes one of these says nothing of the rest. */
const PATCHED = ['attendees', 'conferenceData', 'attachments'];

/**
 * Alone an event is patched, but an occurrence: many of one series go one by one. @param whole whether it goes whole in a
 * batch
 */
function writeCall(options: CalendarOptions, calendarId: string, item: EventWrite, whole = goesWhole(item)): Call {
  const isOccurrence = item.kind === 'patch' && item.event.occurrenceId !== undefined;
  const alone = writePart(calendarId, item, whole && isOccurrence);
  const units = alone.method === 'PATCH' ? PATCH_UNITS : 1;
  const part = whole ? writePart(calendarId, item, true) : alone;
  return { part, units, alone: () => sendOne(options, alone, units) };
}

/** Not by the advanced service: nothing says that it passes on members that are null. */
function sendOne(options: CalendarOptions, part: BatchPart, units: number): Result<CalendarEvent> {
  options.count('calendarUnits', units);
  const [answer] = options.fetch(API_URL + part.path, [
    {
      method: part.method.toLowerCase() as 'post' | 'patch' | 'put',
      contentType: 'application/json',
      headers: { Authorization: `Bearer ${options.token()}`, ...part.headers },
      payload: JSON.stringify(part.body),
    },
  ]);
  if (!answer?.ok) return failed('unavailable', 'Google Calendar gave no answer');
  return readPart({ status: answer.value.status, body: answer.value.text });
}

/** @param whole the event as just read is sent back with its changes: one quota unit where a patch costs three */
function writePart(calendarId: string, item: EventWrite, whole: boolean): BatchPart {
  const query = `?${Object.entries({
    ...WRITE_QUERY,
    sendUpdates: item.mails ?? 'none',
    ...('conferenceData' in item.body ? { conferenceDataVersion: 1 } : {}),
  })
    .map(([name, value]) => `${name}=${value}`)
    .join('&')}`;
  if (item.kind === 'insert')
    return {
      method: 'POST',
      path: `/calendar/v3/calendars/${encodeURIComponent(calendarId)}/events${query}`,
      body: item.body,
    };
  const path = eventPath(calendarId, googleIdOf(item.event)) + query;
  const headers: Record<string, string> = item.event.etag ? { 'If-Match': item.event.etag } : {};
  if (!whole) return { method: 'PATCH', path, headers, body: item.body };
  const { sequence: _counter, etag: _etag, ...members } = googleMembers(patched(item.event, item.body));
  return { method: 'PUT', path, headers, body: members };
}

function eventPath(calendarId: string, eventId: string): string {
  return `/calendar/v3/calendars/${encodeURIComponent(calendarId)}/events/${encodeURIComponent(eventId)}`;
}

/** One call: as a part of a batch, and by itself. */
interface Call {
  part: BatchPart;
  alone: () => Result<CalendarEvent>;
  /** What it costs alone. */
  units: number;
}

/** Batches that are sent at the same time. */
const AT_ONCE = 10;

/** Round by round, as large as `Bursts` says. Once something was too fast, the rest is not sent, and answered like that. */
function sendWrites(options: CalendarOptions, calendarId: string, calls: readonly Call[]): Result<CalendarEvent>[] {
  const { bursts } = options;
  const answers: Result<CalendarEvent>[] = [];
  while (answers.length < calls.length) {
    const round = sendCalls(options, calls.slice(answers.length, answers.length + bursts.size(calendarId)));
    answers.push(...round);
    const tooFast = round.find((answer) => !answer.ok && answer.failure.kind === 'rateLimited');
    bursts.note(calendarId, round.length, tooFast !== undefined);
    if (tooFast) while (answers.length < calls.length) answers.push(tooFast);
  }
  return answers;
}

/** Sends calls by 50; a single one, and those of a batch that Google refuses as a whole, alone. */
function sendCalls(options: CalendarOptions, calls: readonly Call[]): Result<CalendarEvent>[] {
  if (calls.length <= 1) return calls.map(({ alone }) => alone());
  return inParts(inParts(calls, BATCH_SIZE), AT_ONCE).flatMap((groups) => {
    const sent = options.batches.areUsed ? sendBatches(options, groups) : [];
    return groups.flatMap((group, i) => sent[i] ?? sendAlone(options, group));
  });
}

/** What a batch is refused with that says nothing of its calls. */
const NOT_OF_CALLS: readonly FailureKind[] = ['unavailable', 'notFound', 'forbidden', 'invalid'];

/** @returns for each group undefined when the endpoint itself refuses, or does not answer */
function sendBatches(
  options: CalendarOptions,
  groups: readonly (readonly Call[])[],
): (Result<CalendarEvent>[] | undefined)[] {
  const boundary = `batch_${Utilities.getUuid()}`;
  const batches = groups.map((calls) => calls.map(({ part }) => part));
  // Noted before they are sent, because Google's minute begins then. Parts that are refused for speed cost nothing; which
  // ones those are is not worth the difference.
  spend(
    options,
    batches.flat().reduce((sum, { method }) => sum + (method === 'PATCH' ? PATCH_UNITS : 1), 0),
  );
  const answers = options.fetch(
    BATCH_URL,
    batches.map((parts) => ({
      method: 'post',
      contentType: `multipart/mixed; boundary=${boundary}`,
      headers: { Authorization: `Bearer ${options.token()}` },
      payload: batchBody(parts, boundary),
    })),
  );
  return answers.map((answer, i) => readBatch(options, groups[i]!, answer));
}

function readBatch(
  options: CalendarOptions,
  calls: readonly Call[],
  answer: Result<TextAnswer>,
): Result<CalendarEvent>[] | undefined {
  const { status, text, headers } = answer.ok ? answer.value : { status: 0, text: '', headers: {} };
  if (status === 200) {
    options.batches.worked();
    return readBatchAnswer(text, contentTypeOf(headers), calls.length).map(readPart);
  }
  const failure = answer.ok ? googleFailure(status, reasonOf(text)) : answer.failure;
  return NOT_OF_CALLS.includes(failure.kind) ? undefined : calls.map(() => ({ ok: false, failure }));
}

/** One by one, while there is time: the others are answered as if they had been too fast, so that they come again. */
function sendAlone(options: CalendarOptions, calls: readonly Call[]): Result<CalendarEvent>[] {
  const answers: Result<CalendarEvent>[] = [];
  let silent: Result<CalendarEvent> | undefined;
  let spent = 0;
  for (const { alone, units } of calls) {
    if (options.clock.left() <= 0) silent ??= failed('rateLimited', 'No time was left for it');
    const answer = silent ?? alone();
    // Google itself does not answer: the others would wait for nothing.
    if (!answer.ok && answer.failure.kind === 'unavailable') silent = answer;
    if (!silent) spent += units;
    answers.push(answer);
  }
  options.pace.spend(spent);
  if (answers.some(({ ok }) => ok)) options.batches.wereRefused();
  return answers;
}

function spend({ pace, count }: CalendarOptions, units: number): void {
  pace.spend(units);
  count('calendarUnits', units);
}

function contentTypeOf(headers: object): string {
  const entry = Object.entries(headers).find(([name]) => name.toLowerCase() === 'content-type');
  return String(entry?.[1] ?? '');
}

function readPart(part: BatchAnswer | undefined): Result<CalendarEvent> {
  if (!part) return failed('unavailable', 'Google Calendar left a part of a batch unanswered');
  if (part.status >= 200 && part.status < 300) {
    const event = parseJson(part.body);
    return event ? success(event as CalendarEvent) : failed('unavailable', 'Google Calendar gave no answer of its own');
  }
  return { ok: false, failure: googleFailure(part.status, reasonOf(part.body)) };
}
