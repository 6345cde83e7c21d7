// The advanced service `Calendar`: arguments in Google's order (resource, ids, optional arguments, headers), errors as it throws them.
// https://developers.google.com/apps-script/advanced/calendar
import type { ApiCall } from '../protocol';
import { CALENDAR_METHODS } from './calendar-methods';
import type { ApiMethod } from './calendar-methods';
import { exception } from './exceptions';
import { ask } from './host';

const HEADERS = ['If-Match', 'If-None-Match'];

interface ErrorDetails {
  code: number;
  message: string;
  errors?: object[];
}

/** An error answer of the API: `details` is what a script can tell failures apart by. */
function apiError(api: string, details: ErrorDetails): Error {
  const error = exception(`API call to ${api} failed with error: ${details.message}`, 'GoogleJsonResponseException');
  return Object.assign(error, { details });
}

function queryOf(values: Record<string, unknown>): string {
  const pairs: string[] = [];
  for (const [name, value] of Object.entries(values)) {
    if (value === undefined || value === null) continue;
    for (const each of Array.isArray(value) ? (value as unknown[]) : [value])
      pairs.push(`${encodeURIComponent(name)}=${encodeURIComponent(String(each))}`);
  }
  return pairs.length > 0 ? `?${pairs.join('&')}` : '';
}

function requestOf(method: ApiMethod, args: readonly unknown[]): ApiCall {
  const names = [...method.path.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? '');
  const given = [...(method.body ? ['resource'] : []), ...names, ...(method.query ?? [])];
  if (args.length < given.length || args.length > given.length + 2)
    throw exception(`Invalid number of arguments provided. Expected ${given.length}-${given.length + 2} only`);
  const named = new Map(given.map((name, index) => [name, args[index]]));
  for (const name of names)
    if (named.get(name) === undefined || named.get(name) === null || named.get(name) === '')
      throw exception(`Missing required parameter: ${name}`);
  const path = method.path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(named.get(name))));
  const optional = (args[given.length] ?? {}) as Record<string, unknown>;
  const fixed = Object.fromEntries((method.query ?? []).map((name) => [name, named.get(name)]));
  const headers = (args[given.length + 1] ?? {}) as Record<string, unknown>;
  const kept = HEADERS.filter((name) => typeof headers[name] === 'string');
  return {
    api: method.api,
    method: method.http,
    path: `/calendar/v3${path}${queryOf({ ...fixed, ...optional })}`,
    headers: Object.fromEntries(kept.map((name) => [name.toLowerCase(), String(headers[name])])),
    body: method.body ? JSON.stringify(args[0]) : '',
  };
}

function errorOf(api: string, status: number, body: string): Error {
  if (status === 304) return apiError(api, { code: 304, message: 'Not Modified' });
  try {
    const { error } = JSON.parse(body) as { error: ErrorDetails };
    return apiError(api, { code: error.code, message: error.message, errors: error.errors });
  } catch {
    // A page of the front end instead of the API's JSON: Apps Script then has no details to offer.
    return exception("We're sorry, a server error occurred. Please wait a bit and try again.");
  }
}

function run(method: ApiMethod, args: readonly unknown[]): unknown {
  const { status, body, plain } = ask('calendar.call', requestOf(method, args));
  if (status < 200 || status >= 300) throw errorOf(method.api, status, body);
  if (body === '') return undefined;
  return JSON.parse(body, plain ? undefined : (_, value: unknown) => opaque(value)) as unknown;
}

/** The same members, and the same JSON, but none of its own. */
function opaque(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.create({ ...value, toJSON: () => value }) as unknown;
}

/** `Calendar.Events`, `Calendar.Channels`, `Calendar.CalendarList` and `Calendar.Calendars`. */
export function makeCalendar(): object {
  const bound = (methods: Record<string, ApiMethod>): object =>
    Object.fromEntries(
      Object.entries(methods).map(([name, method]) => [name, (...args: unknown[]) => run(method, args)]),
    );
  return Object.fromEntries(Object.entries(CALENDAR_METHODS).map(([name, methods]) => [name, bound(methods)]));
}
