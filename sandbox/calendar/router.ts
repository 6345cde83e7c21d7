// Which method of the API a request calls.
import { ApiError, notSimulated } from './errors';
import type { Method } from './parameters';

const ROUTES: readonly (readonly [verb: string, pattern: string, method: Method])[] = [
  ['GET', 'users/me/calendarList', 'calendarList.list'],
  ['GET', 'users/me/calendarList/:calendarId', 'calendarList.get'],
  ['POST', 'calendars', 'calendars.insert'],
  ['GET', 'calendars/:calendarId', 'calendars.get'],
  ['DELETE', 'calendars/:calendarId', 'calendars.delete'],
  ['GET', 'calendars/:calendarId/events', 'events.list'],
  ['POST', 'calendars/:calendarId/events', 'events.insert'],
  ['POST', 'calendars/:calendarId/events/import', 'events.import'],
  ['POST', 'calendars/:calendarId/events/watch', 'events.watch'],
  ['GET', 'calendars/:calendarId/events/:eventId', 'events.get'],
  ['PATCH', 'calendars/:calendarId/events/:eventId', 'events.patch'],
  ['PUT', 'calendars/:calendarId/events/:eventId', 'events.update'],
  ['DELETE', 'calendars/:calendarId/events/:eventId', 'events.delete'],
  ['GET', 'calendars/:calendarId/events/:eventId/instances', 'events.instances'],
  ['POST', 'calendars/:calendarId/events/:eventId/move', 'events.move'],
  ['POST', 'channels/stop', 'channels.stop'],
];

/** Exists at Google and is refused here in words. */
const NOT_SIMULATED =
  /^(colors|freeBusy|users\/me\/(settings|calendarList)|calendars\/[^/]+(\/acl|\/clear|\/events\/quickAdd)?)(\/|$)/;

export interface Route {
  method: Method;
  /** Decoded, "" where the pattern has none. */
  calendarId: string;
  eventId: string;
  search: URLSearchParams;
}

const ROOT = '/calendar/v3/';

/**
 * Errors: 404 `notFound` for a path that Google has not, 501 for a method that this server doesn't imitate.
 * https://developers.google.com/workspace/calendar/api/v3/reference
 */
export function route(verb: string, pathAndQuery: string): Route {
  const at = pathAndQuery.indexOf('?');
  const path = at < 0 ? pathAndQuery : pathAndQuery.slice(0, at);
  if (!path.startsWith(ROOT)) throw new ApiError(404, 'notFound');
  const segments = path.slice(ROOT.length).split('/');
  for (const [routeVerb, pattern, method] of ROUTES) {
    const bound = routeVerb === verb ? bind(pattern.split('/'), segments) : undefined;
    if (bound) return { method, ...bound, search: new URLSearchParams(at < 0 ? '' : pathAndQuery.slice(at + 1)) };
  }
  if (NOT_SIMULATED.test(path.slice(ROOT.length))) throw notSimulated(`${verb} ${path}`);
  throw new ApiError(404, 'notFound');
}

function bind(pattern: string[], segments: string[]): { calendarId: string; eventId: string } | undefined {
  if (pattern.length !== segments.length) return undefined;
  const bound = { calendarId: '', eventId: '' };
  for (const [index, name] of pattern.entries()) {
    const segment = segments[index] ?? '';
    if (name === ':calendarId' || name === ':eventId') {
      if (segment === '') return undefined;
      bound[name === ':calendarId' ? 'calendarId' : 'eventId'] = decode(segment);
    } else if (name !== segment) return undefined;
  }
  return bound;
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch (error) {
    if (error instanceof URIError) throw new ApiError(400, 'badRequest');
    throw error;
  }
}
