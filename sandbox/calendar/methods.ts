// What each method of the API does: finds calendar and event, checks access and preconditions, answers.
import type { Clock } from '../clock';
import type { HttpRequest } from '../http-message';
import { calendarEtag, insertCalendar, listCalendars, viewCalendar, viewListEntry } from './calendars';
import { ApiError, invalid, required } from './errors';
import { invitationsOf } from './invitations';
import { listInstances } from './instances';
import { listEtag, listEvents } from './list';
import type { CalendarOptions } from './options';
import { Query, type Method } from './parameters';
import type { Push } from './push';
import type { Quota } from './quota';
import { isObject, type Json, type JsonObject, type StoredEvent } from './resource';
import type { Route } from './router';
import { findInCalendar } from './series/occurrences';
import { count, type CalendarStats } from './stats';
import { isGone, mayWrite, type Store, type StoredCalendar } from './store';
import { viewEvent, viewTombstone } from './view';
import { deleteEvent, importEvent, insertEvent, moveEvent, patchEvent, updateEvent, type Writing } from './writes';

/** The parts of the server that a method works on. */
export interface Context {
  store: Store;
  clock: Clock;
  options: CalendarOptions;
  quota: Quota;
  push: Push;
  stats: CalendarStats;
}

/** `body` undefined: 204. */
export interface Answer {
  body: JsonObject | undefined;
  etag?: string;
}

interface Call extends Context {
  request: HttpRequest;
  route: Route;
  query: Query;
}

/** Runs one call. Errors: an ApiError, nothing else. */
export function runMethod(context: Context, route: Route, request: HttpRequest): Answer {
  const query = Query.read(route.method, route.search);
  return METHODS[route.method]({ ...context, request, route, query });
}

const METHODS: Record<Method, (call: Call) => Answer> = {
  'calendarList.list': (call) => ({ body: listCalendars(call.store, call.query) }),
  'calendarList.get': (call) => readCalendar(call, viewListEntry),
  'calendars.get': (call) => readCalendar(call, viewCalendar),
  'calendars.insert': (call) => {
    const calendar = insertCalendar(call.store, readBody(call.request));
    return { body: viewCalendar(calendar), etag: calendarEtag(calendar) };
  },
  'calendars.delete': (call) => {
    const calendar = findCalendar(call);
    if (calendar.primary) throw invalid('Cannot delete the primary calendar.');
    if (calendar.accessRole !== 'owner') throw new ApiError(403, 'forbidden');
    call.store.remove(calendar);
    return { body: undefined };
  },
  'channels.stop': (call) => {
    call.push.stop(readBody(call.request));
    return { body: undefined };
  },
  'events.list': (call) => {
    const calendar = findCalendar(call);
    const body = listEvents(calendar, call.query, call.clock, call.options);
    return unlessUnchanged(call, { body, etag: listEtag(calendar) });
  },
  'events.get': (call) => {
    const calendar = findCalendar(call);
    return unlessUnchanged(call, show(call, calendar, findEvent(call, calendar)));
  },
  'events.insert': (call) => create(call, insertEvent),
  'events.import': (call) => create(call, importEvent),
  'events.patch': (call) => modify(call, (writing, event) => patchEvent(writing, event, readBody(call.request))),
  'events.update': (call) => modify(call, (writing, event) => updateEvent(writing, event, readBody(call.request))),
  'events.delete': (call) => {
    modify(call, deleteEvent);
    return { body: undefined };
  },
  'events.move': move,
  'events.watch': (call) => ({ body: call.push.watch(findCalendar(call), readBody(call.request)) }),
  'events.instances': (call) => {
    const calendar = findCalendar(call);
    return { body: listInstances(findEvent(call, calendar), { ...call, calendar }) };
  },
};

function readCalendar(call: Call, view: (calendar: StoredCalendar) => JsonObject): Answer {
  const calendar = findCalendar(call);
  return unlessUnchanged(call, { body: view(calendar), etag: calendarEtag(calendar) });
}

function findCalendar({ store, route }: Call): StoredCalendar {
  const calendar = store.find(route.calendarId);
  if (!calendar) throw new ApiError(404, 'notFound');
  return calendar;
}

function findEvent({ clock, options, route }: Call, calendar: StoredCalendar): StoredEvent {
  const event = findInCalendar({ calendar, options }, route.eventId);
  if (!event || isGone(event, clock.now(), options.tombstoneWeeks)) throw new ApiError(404, 'notFound');
  return event;
}

function show({ options, query }: Call, calendar: StoredCalendar, event: StoredEvent): Answer {
  const bare = event.fields.status === 'cancelled' && options.tombstones === 'bareEverywhere';
  const viewing = { zone: query.text('timeZone'), maxAttendees: query.number('maxAttendees') };
  return { body: bare ? viewTombstone(event, calendar) : viewEvent(event, calendar, viewing), etag: event.etag };
}

/** https://developers.google.com/workspace/calendar/api/guides/version-resources */
function unlessUnchanged({ request }: Call, answer: Answer): Answer {
  const known = request.headers['if-none-match'];
  if (known !== undefined && answer.etag !== undefined && etagsIn(known).includes(answer.etag))
    throw new ApiError(304, 'notModified', { message: 'Not Modified' });
  return answer;
}

function etagsIn(header: string): string[] {
  return header.split(',').map((etag) => etag.trim());
}

function writingOn(call: Call, calendar: StoredCalendar): Writing {
  if (!mayWrite(calendar)) throw new ApiError(403, 'requiredAccessLevel');
  return { store: call.store, calendar, clock: call.clock, options: call.options, query: call.query };
}

function create(call: Call, run: (writing: Writing, body: JsonObject) => StoredEvent): Answer {
  const calendar = findCalendar(call);
  const writing = writingOn(call, calendar);
  const body = readBody(call.request);
  call.quota.countWrite(calendar.id, call.options.quota);
  call.quota.checkCreation(call.options.quota);
  const event = run(writing, body);
  // An import may have met an event that was there.
  if (!event.previous) call.quota.countCreation();
  countWrite(call, event.previous, event);
  return show(call, calendar, event);
}

function modify(call: Call, run: (writing: Writing, event: StoredEvent) => StoredEvent): Answer {
  const calendar = findCalendar(call);
  const writing = writingOn(call, calendar);
  call.quota.countWrite(calendar.id, call.options.quota);
  const event = findEvent(call, calendar);
  const expected = call.request.headers['if-match'];
  // RFC 9110 §13.2.1: a precondition counts only where the call would succeed without it; a second delete is 410.
  const deletedBefore = call.route.method === 'events.delete' && event.fields.status === 'cancelled';
  if (expected !== undefined && expected !== '*' && !etagsIn(expected).includes(event.etag) && !deletedBefore)
    throw new ApiError(412, 'conditionNotMet');
  const written = run(writing, event);
  countWrite(call, event, written);
  return show(call, calendar, written);
}

function move(call: Call): Answer {
  const destinationId = call.query.text('destination');
  if (destinationId === undefined) throw required('Missing destination.');
  const destination = call.store.find(destinationId);
  if (!destination) throw new ApiError(404, 'notFound');
  writingOn(call, destination);
  let moved: StoredEvent | undefined;
  modify(call, (writing, event) => (moved = moveEvent(writing, event, destination)));
  if (!moved) throw new Error('moveEvent returned nothing');
  return show(call, destination, moved);
}

function countWrite({ query, stats, store }: Call, before: StoredEvent | undefined, after: StoredEvent): void {
  stats.writes += 1;
  count(stats.sendUpdates, query.text('sendUpdates') ?? 'unset');
  store.invitations.push(...invitationsOf(before, after, query, store.ownerEmail));
}

/** Errors: 400 `badContent` for anything but JSON, `parseError` for what is no JSON object. */
export function readBody(request: HttpRequest): JsonObject {
  if (request.body === '') return {};
  if (!/^application\/json\b/i.test(request.headers['content-type'] ?? ''))
    throw new ApiError(400, 'badContent', {
      message: `Unsupported content with type: ${request.headers['content-type'] ?? ''}`,
    });
  let body: Json;
  try {
    body = JSON.parse(request.body) as Json;
  } catch (error) {
    throw new ApiError(400, 'parseError', { message: `Parse Error: ${(error as Error).message}` });
  }
  if (!isObject(body)) throw new ApiError(400, 'parseError');
  return body;
}
