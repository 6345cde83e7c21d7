// What the use cases need of the world: Google Calendar, Directus, and the Apps Script services, each as an interface.
import type { Binding, ColumnName } from './core/binding';
import type { CalendarEvent } from './core/calendar-event';
import type { ActivityRow, Change, ChangeResult, PingRequest, Revision } from './core/message';
import type { Row } from './core/values';

export type FailureKind =
  | 'notFound'
  /** 410: the event is deleted, or the sync token void. */
  | 'gone'
  /** 409: the id is used. */
  | 'duplicate'
  /** 412: the event is no longer what was read. */
  | 'changed'
  /** Too fast: repeat later, with backoff. */
  | 'rateLimited'
  /** A limit of hours or days. */
  | 'quotaExceeded'
  | 'forbidden'
  /** Refused for what it says; repeating it is useless. */
  | 'invalid'
  | 'unauthorized'
  /** The Calendar API is not switched on for this script. */
  | 'apiDisabled'
  /** 5xx, no answer, or an answer that isn't ours: the call may have taken effect. */
  | 'unavailable';

/** A remote's refusal or silence, told apart by `kind` alone. `message` never holds a user's values. */
export interface Failure {
  kind: FailureKind;
  status: number | null;
  reason: string | null;
  message: string;
}

export type Result<T> = { ok: true; value: T } | { ok: false; failure: Failure };

export function success<T>(value: T): Result<T> {
  return { ok: true, value };
}

export function failed(kind: FailureKind, message: string, status: number | null = null, reason: string | null = null) {
  return { ok: false as const, failure: { kind, status, reason, message } };
}

export interface EventList {
  events: CalendarEvent[];
  /** Missing when Google gave none on the last page; then the old one stays in use. */
  nextSyncToken: string | undefined;
  /** IANA zone of the calendar. */
  timeZone: string;
  accessRole: string;
}

/**
 * One write. `event` is the event as it was read: its etag goes along as If-Match. `mails`: to which guests Google tells of it;
 * missing: none. https://developers.google.com/workspace/calendar/api/v3/reference/events/patch
 */
export type EventWrite = { mails?: 'externalOnly' | 'all' } & (
  { kind: 'insert'; body: CalendarEvent } | { kind: 'patch'; event: CalendarEvent; body: Record<string, unknown> }
);

/** Moments, in UTC to the second: from the first to before the second. */
export interface Period {
  from: string;
  to: string;
}

export interface ChannelRequest {
  id: string;
  token: string;
  address: string;
  ttlSeconds: number;
}

export interface ListedCalendar {
  id: string;
  summary: string;
  accessRole: string;
  primary: boolean;
  /** IANA. */
  timeZone: string;
}

export interface CalendarPort {
  /**
   * All pages of what changed since `syncToken`, deleted events included; without a token, of everything, series with their
   * cancelled dates.
   * Failures: `gone` or `invalid` (list in full), and what any call may meet.
   * https://developers.google.com/workspace/calendar/api/guides/sync
   */
  list(calendarId: string, syncToken: string | undefined): Result<EventList>;
  /**
   * Each event as it is now, `cancelled` ones included; `notFound` when Google has forgotten it, where a series has no such
   * occurrence, and where the calendar itself is gone. In the order asked. Occurrences go by the names of their slots.
   */
  getMany(calendarId: string, eventIds: readonly string[]): Result<CalendarEvent>[];
  /**
   * The occurrences of a series that overlap a time, cancelled ones included, each by the name of its slot. Failures: `notFound`,
   * `gone` where there is no such series. https://developers.google.com/workspace/calendar/api/v3/reference/events/instances
   */
  occurrences(calendarId: string, seriesId: string, time: Period): Result<CalendarEvent[]>;
  /** The occurrences of all series that overlap a time, as above; no other events. */
  allOccurrences(calendarId: string, time: Period): Result<CalendarEvent[]>;
  /**
   * A series, and those of its occurrences that Google keeps by themselves, because they were changed or cancelled. Series that
   * came of one by a split may have the same UID.
   */
  wholeSeries(calendarId: string, iCalUID: string): Result<CalendarEvent[]>;
  /** Whether the calendar's events can be read at all; costs one unit. */
  probe(calendarId: string): Result<null>;
  /** Events that carry a private property, given as `name=value`. */
  search(calendarId: string, privateProperty: string): Result<CalendarEvent[]>;
  /** Each write succeeds or fails alone; answers, in order, are the events as Google stored them. */
  write(calendarId: string, writes: readonly EventWrite[]): Result<CalendarEvent>[];
  /** https://developers.google.com/workspace/calendar/api/guides/push */
  watch(calendarId: string, channel: ChannelRequest): Result<{ resourceId: string; expiresAt: number }>;
  stop(channelId: string, resourceId: string): Result<null>;
  /**
   * Milliseconds until Google's limit for a minute has room for these calls in bulk. Patches among them cost more: writes to
   * events that are not sent whole (`isSentWhole`).
   */
  waitMs(calls: number, patches: number): number;
  /** Google refuses batches: each call is a request of its own. */
  isOneByOne(): boolean;
  calendars(): Result<ListedCalendar[]>;
}

/** Batches that Google refused as a whole, in a row: the calendar port notes them, the status tells of them. */
export interface BatchRefusals {
  /** ms since the epoch. */
  since: number;
  times: number;
}

export const BATCH_REFUSALS = cell<BatchRefusals | null>('note.batchesRefused', null);
/** After this many in a row, batches are given up for the rest of an execution. */
export const LASTING_REFUSALS = 2;

/** What Google gives for a day. https://developers.google.com/apps-script/guides/services/quotas */
export type Allowance = 'newEvents' | 'calendarUnits' | 'urlFetches' | 'triggerSeconds' | 'propertyCalls';

/** Counts what is used of it; once, if no amount is given. */
export type Count = (what: Allowance, amount?: number) => void;

export interface Stamped<T> {
  /** Directus' newest activity id before anything was read. */
  stamp: number;
  results: T;
  /** Version that the flows were made by, where the answer tells it. */
  version?: string;
}

export interface DirectusPort {
  /** Sends changes of one binding, in as many calls as size and number ask for. Answers in order; a call that fails
   * fails its changes. */
  apply(binding: Binding, changes: readonly Change[]): { stamp: number; result: Result<ChangeResult> }[];
  /**
   * Puts an id into the id fields of these items, in one call and one write, which Directus takes back as a whole: each
   * answer tells by which error, and what the item is afterwards. The error is `INVALID_PAYLOAD` where nothing else came
   * before it.
   */
  tryId(binding: Binding, keys: readonly string[], event: string): Result<Stamped<ChangeResult[]>>;
  /** @param series ids of series, of whose occurrences the items are read as well */
  read(
    binding: Binding,
    keys: readonly string[],
    events: readonly string[],
    series?: readonly string[],
  ): Result<Stamped<Row[]>>;
  /** The newest revisions of items, gone ones included: on the average `each` of an item; of a single item, `each` at most. */
  revisions(binding: Binding, keys: readonly string[], each: number): Result<Revision[]>;
  /** Items by primary key, behind so many. */
  list(binding: Binding, offset: number, limit: number): Result<Stamped<Row[]>>;
  changes(after: number, limit: number): Result<Stamped<ActivityRow[]>>;
  /** When these items were created and deleted, after an activity id; ascending. */
  lives(binding: Binding, keys: readonly string[], after: number): Result<ActivityRow[]>;
  /** Directus' name of the type of a bound column ("timestamp", "dateTime", "string"); null when it does not tell. */
  typeOf(binding: Binding, column: ColumnName): string | null;
  ping(what: PingRequest['what']): Result<Stamped<Row[]>>;
  /** The same Directus, asked as a script with other bindings would: by their print (`bindingsHash`). */
  as(print: string): DirectusPort;
}

/** What a person sets, one text each. */
export interface SettingsStore {
  get(name: string): string | null;
  /** Null removes. */
  set(name: string, value: string | null): void;
}

/** Thrown instead of reading what a newer version of the script has stored: its values may mean something else. */
export class NewerState extends Error {
  constructor(stored: number, known: number) {
    super(
      `The stored state was written by a newer version of the script (format ${stored}; this one knows ${known}). In the editor: Deploy, Manage deployments, edit, Version "New version"; if the editor itself holds the older one, push the newer one first.`,
    );
    this.name = 'NewerState';
  }
}

/** Thrown where Google's store of properties fails, or its calls of the day are used up. */
export class StoreFails extends Error {
  constructor(cause: unknown) {
    super(
      `Google denies the script its properties for now (${(cause as Error).message}). The first catch-up that can read them brings all changes; npm run status shows how much of the daily quota is used.`,
    );
    this.name = 'StoreFails';
  }
}

/** Named texts that outlive an execution. Each call throws StoreFails, reading NewerState as well. */
export interface Store {
  /** Null: nothing is stored. Undefined: only pieces of it were found. */
  get(name: string): string | null | undefined;
  /** Null removes. */
  set(name: string, value: string | null): void;
  /** To be written with the next `set`, in one call with it, or with `flush`. An execution that is killed before loses it. */
  setLater(name: string, value: string): void;
  /** Writes what is to be written still. */
  flush(): void;
  names(): string[];
  /** Forgets what was read before, and what is not written yet: another execution may have written since. */
  refresh(): void;
}

/**
 * A named value that outlives executions. Who uses it declares it, beside the code that does; the name stays, because a
 * newer version finds under it what an older one has stored.
 */
export interface Cell<T> {
  name: string;
  /** What it holds while nothing is stored. */
  missing: T;
}

export function cell<T>(name: string, missing: T): Cell<T> {
  return { name, missing };
}

/** What keeps them. */
export interface Cells {
  get<T>(cell: Cell<T>): T;
  /** Null removes. */
  set<T>(cell: Cell<T>, value: T): void;
}

/** The longest that the cache keeps anything: https://developers.google.com/apps-script/reference/cache/cache */
export const LONGEST_CACHED_SECONDS = 21_600;

/** Named texts that may vanish at any time. Never throws. */
export interface Cache {
  /** Null also when it could not be read. */
  get(name: string): string | null;
  /** Null when it could not be read. */
  getAll(names: readonly string[]): Record<string, string> | null;
  /** False when it was not kept. */
  putAll(values: Record<string, string>, seconds: number): boolean;
}

/** Never throws: a lock that Google does not give, for whatever reason, counts as taken. */
export interface Lock {
  /**
   * True when nobody else holds it.
   * @param waitMs how long to wait for whoever does; missing: not at all
   */
  tryLock(waitMs?: number): boolean;
  /** To be called by the holder only. One that fails ends with the execution. */
  release(): void;
}

export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  sleep(ms: number): void;
  /** Milliseconds left until this execution must have saved its place. */
  left(): number;
}

/** One JSON line; ids and counts only, never values, secrets or headers. */
export type Log = (line: Record<string, unknown>) => void;

/** Sends a mail to the script's owner; false when it could not be sent (no quota left today). Never throws. */
export type Mail = (subject: string, text: string) => boolean;

export interface ScriptTriggers {
  /** Makes the standing triggers anew, and then takes away the old ones. False where Google fails: those stay. */
  ensure(): boolean;
  /**
   * Runs `catchUp` once, in an execution of its own. Never throws: where Google makes no trigger, the next catch-up goes
   * on.
   * @param afterMs missing: as soon as possible
   */
  continueSoon(afterMs?: number): void;
  removeAll(): void;
  /** The functions whose standing triggers are missing or switched off; null where Google does not tell. */
  broken(): string[] | null;
}
