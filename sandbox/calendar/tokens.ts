// Sync tokens and page tokens: opaque to the client, bound to the calendar and to the query that they came from.
import { ApiError, invalid, invalidParameter } from './errors';
import { isObject, type Json } from './resource';
import type { StoredCalendar } from './store';

/** The time window of a first list; a token list keeps to it only where the switch says so. Instants in ms. */
export interface Window {
  timeMin?: number | undefined;
  timeMax?: number | undefined;
}

export interface SyncToken extends Window {
  /** Everything up to this place of the change log is known to the holder. */
  position: number;
  query: string;
  epoch: number;
  issuedAt: number;
}

export interface PageToken extends Window {
  /** The place of the change log at which the first page was made: later pages show the same state. */
  snapshot: number;
  offset: number;
  query: string;
}

const DAY_MS = 86_400_000;

function encode(calendar: StoredCalendar, kind: 'sync' | 'page', token: object): string {
  return Buffer.from(JSON.stringify({ ...token, kind, calendar: calendar.id })).toString('base64url');
}

function decode(
  calendar: StoredCalendar,
  kind: 'sync' | 'page',
  text: string,
): Record<string, Json | undefined> | undefined {
  try {
    const token = JSON.parse(Buffer.from(text, 'base64url').toString()) as Json;
    return isObject(token) && token.kind === kind && token.calendar === calendar.id ? token : undefined;
  } catch (error) {
    // Whatever isn't JSON is no token of ours.
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

export function printSyncToken(calendar: StoredCalendar, token: SyncToken): string {
  return encode(calendar, 'sync', token);
}

export function printPageToken(calendar: StoredCalendar, token: PageToken): string {
  return encode(calendar, 'page', token);
}

/**
 * Errors: 410 `fullSyncRequired` for a token that is too old, invalidated or of another calendar; 410 or 400 (switch)
 * for one that Google never made; 400 for other parameters than those of the list that made it.
 * https://developers.google.com/workspace/calendar/api/guides/sync
 */
export function readSyncToken(
  calendar: StoredCalendar,
  text: string,
  asked: { query: string; now: number; lifeDays: number; garbage: 410 | 400 },
): SyncToken {
  const token = decode(calendar, 'sync', text) as unknown as SyncToken | undefined;
  if (!token)
    throw asked.garbage === 410 ? new ApiError(410, 'fullSyncRequired') : invalid('Invalid sync token value.');
  const tooOld = asked.now - token.issuedAt > asked.lifeDays * DAY_MS;
  // A position beyond the log belongs to an earlier life of this calendar.
  if (tooOld || token.epoch !== calendar.tokenEpoch || token.position > calendar.log.length)
    throw new ApiError(410, 'fullSyncRequired');
  if (token.query !== asked.query)
    throw invalidParameter('syncToken', 'The sync token was made by a list with other parameters.');
  return token;
}

/** Errors: 400 `invalid` unless the token was made by the very same query. */
export function readPageToken(calendar: StoredCalendar, text: string, query: string): PageToken {
  const token = decode(calendar, 'page', text) as unknown as PageToken | undefined;
  if (!token || token.query !== query) throw invalid('Invalid page token value.');
  return token;
}
