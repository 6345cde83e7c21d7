// The conference of an event: what a client sends, and the Meet room that Google makes on request.
import { createHash } from 'node:crypto';
import { invalid, required } from './errors';
import { object, objects, text, withoutNulls } from './members';
import type { CalendarOptions } from './options';
import { isObject, type EventFields, type JsonObject } from './resource';

export type ConferenceSwitches = Pick<CalendarOptions, 'meetPendingMs' | 'meetOutcome' | 'secondMeet'>;

/**
 * Reads `conferenceData` of a client that knows conferences. A `createRequest` with the id of the one before is ignored,
 * another makes a new room (or not: switch `secondMeet`); its `conferenceSolutionKey` may be missing, as in Google's own
 * sample (https://developers.google.com/workspace/calendar/api/guides/create-events#conferencing).
 * Errors: 400 `invalid` "Invalid conference type value." for anything but Meet
 * (https://github.com/googleapis/google-api-php-client/issues/2077), "Invalid conference data." for neither a request nor a
 * solution with an entry point. https://developers.google.com/workspace/calendar/api/v3/reference/events#conferenceData
 */
export function readConference(
  body: JsonObject,
  stored: JsonObject | undefined,
  switches: ConferenceSwitches,
): JsonObject | undefined {
  const sent = object(body, 'conferenceData');
  if (!sent) return undefined;
  const whole = object(sent, 'conferenceSolution') !== undefined && objects(sent, 'entryPoints') !== undefined;
  const request = object(sent, 'createRequest');
  if (!request) {
    if (!whole) throw invalid('Invalid conference data.');
    return withoutNulls(sent);
  }
  const requestId = text(request, 'requestId');
  if (requestId === undefined) throw required('Missing conference request id.');
  const before = requestOf(stored);
  if (stored && before?.requestId === requestId)
    return whole ? { ...withoutNulls(sent), createRequest: stored.createRequest } : stored;
  // A conference read from another event comes with its request, which was carried out there.
  if (!stored && whole) return withoutNulls(sent);
  if (stored && before?.statusCode !== 'failure' && switches.secondMeet === 'ignored') return stored;
  const type = text(object(request, 'conferenceSolutionKey') ?? {}, 'type') ?? 'hangoutsMeet';
  if (type !== 'hangoutsMeet') throw invalid('Invalid conference type value.');
  return withStatus(requestId, switches.meetPendingMs > 0 ? 'pending' : switches.meetOutcome);
}

/** The id of an event's request that is still under way. */
export function pendingRequest({ conferenceData }: EventFields): string | undefined {
  const request = requestOf(conferenceData);
  return request?.statusCode === 'pending' ? request.requestId : undefined;
}

/** The conference as it is once the request was carried out; one that failed has no way in and no solution. */
export function withStatus(requestId: string, statusCode: 'pending' | 'success' | 'failure'): JsonObject {
  const conferenceSolutionKey = { type: 'hangoutsMeet' };
  const createRequest = { requestId, conferenceSolutionKey, status: { statusCode } };
  if (statusCode !== 'success') return { createRequest };
  const conferenceId = meetingCode(requestId);
  const [uri, label] = [`https://meet.google.com/${conferenceId}`, `meet.google.com/${conferenceId}`];
  return {
    createRequest,
    entryPoints: [{ entryPointType: 'video', uri, label }],
    conferenceSolution: { key: conferenceSolutionKey, name: 'Google Meet' },
    conferenceId,
  };
}

function requestOf(conference: JsonObject | undefined): { requestId: string; statusCode: string } | undefined {
  const request = conference?.createRequest;
  if (!isObject(request)) return undefined;
  const status = isObject(request.status) ? request.status.statusCode : undefined;
  return { requestId: String(request.requestId), statusCode: String(status) };
}

/** Three, four and three letters; the same for the same request, so that runs can be repeated. */
function meetingCode(requestId: string): string {
  const digest = createHash('sha256').update(requestId).digest();
  const letters = [...digest.subarray(0, 10)].map((byte) => String.fromCharCode(97 + (byte % 26))).join('');
  return `${letters.slice(0, 3)}-${letters.slice(3, 7)}-${letters.slice(7)}`;
}
