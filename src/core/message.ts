// The messages between the flows and the script, both directions. Little but types, so that flows pay nothing for them;
// message-check.ts checks what arrives at the script.
import type { ColumnName, FieldName, Mapped } from './binding';
import type { Row } from './values';

/** Raised whenever a message changes its meaning; a message of another version is refused. */
export const PROTOCOL = 2;

/** What every request carries. `print` is the print of the sender's bindings: both sides must speak of the same ones. */
export interface Envelope {
  v: number;
  /** Version of the sender's code, for the message that says which side to update. */
  version: string;
  /** Names the request; the answer repeats it, which tells it from an error page or somebody else's JSON. */
  id: string;
  secret: string;
  print: string;
}

export type RefusalCode =
  | 'BAD_REQUEST'
  | 'BAD_SECRET'
  | 'NOT_SET'
  | 'OTHER_PROTOCOL'
  | 'OTHER_BINDINGS'
  | 'UNKNOWN_BINDING'
  | 'FAILED'
  | 'BUSY'
  | 'PERHAPS_DONE';

export interface Refusal {
  ok: false;
  v: number;
  id: string | null;
  action: string | null;
  /** A RefusalCode, or the error code of Directus. */
  code: string;
  message: string;
}

// ---------------------------------------------------------------- flows → web app

/** Items were created or changed (flow 2). `rows` were read after `stamp` was taken. */
export interface ItemsSignal extends Envelope {
  action: 'items';
  collection: string;
  stamp: number;
  created: boolean;
  /** How many keys the change had, when they were too many for one message (1,000); the feed has the others. */
  total?: number | null;
  /** A sync value was written as well, which only a person does this way: by a revert, or an import over the items (R54). */
  putBack?: boolean;
  rows: Row[];
}

/** A row of `directus_revisions`: `data` is the whole item as it was stored. */
export interface Revision {
  id: number;
  item: string;
  data: Row | null;
  delta: Row | null;
  activity?: { id: number; user: string | null; timestamp: string } | null;
}

/** Items were deleted (flow 3): the keys as the caller typed them, and the rows that are there all the same. */
export interface DeletedSignal extends Envelope {
  action: 'deleted';
  collection: string;
  stamp: number;
  keys: (string | number)[];
  /** As in ItemsSignal. */
  total?: number | null;
  present: Row[];
  /** Newest revisions of the keys; the sync value in them names the event. */
  revisions: Revision[];
}

/** Google's push notification (flow 1), already held against its channel token. Header names in lower case. */
export interface NotificationSignal extends Envelope {
  action: 'notification';
  headers: Record<string, string>;
}

/** Asked by a person's tool: all lines with whole losers (`full`), or those of one item's key or event's id (`about`). */
export interface StatusRequest extends Envelope {
  action: 'status';
  full?: boolean;
  about?: string;
}

/** A person goes on with what the brake holds back, as a status has shown it. */
export interface GoOnRequest extends Envelope {
  action: 'goOn';
  /** When the last of what the person has seen was announced, ms since the epoch. */
  seen: number;
}

/** A person wants every pair compared: only to be told what would be done (`dryRun`), or in earnest. */
export interface CompareRequest extends Envelope {
  action: 'dryRun' | 'compare';
}

export type ScriptRequest =
  ItemsSignal | DeletedSignal | NotificationSignal | StatusRequest | GoOnRequest | CompareRequest;

/** What flow 2 writes back to one item: only where the sync value is still the one that was read. */
export interface WriteBack {
  key: string;
  was: string | null;
  /** By Directus' field names: the event id and the sync value. */
  set: Row;
}

export interface ScriptAnswer {
  ok: true;
  v: number;
  id: string;
  action: ScriptRequest['action'];
  /** True when another execution holds the lock: it, or catch-up, does the work. */
  queued?: boolean;
  /** Filled when exactly one item is to be written: options for one item-update operation, as they stand. */
  one?: { query: Row; payload: Row } | null;
  /** Filled when several are. */
  many?: WriteBack[];
  /** Filled by `status`. */
  status?: unknown;
  /** Filled by `goOn`: how many writes it has released. */
  released?: number;
  /** Filled by `dryRun`. */
  plans?: unknown;
}

// ---------------------------------------------------------------- script → flow 4

/**
 * An event that its item may have to follow. Flow 4 merges it with the item that names the event, by the later base,
 * and writes only fields that the item did not change.
 */
export interface MergeChange {
  do: 'merge';
  event: string;
  /** The item's key by the event's link. */
  key: string | null;
  /** Values to write, as Directus stores them; a field that could not be read is missing. */
  values: Partial<Record<FieldName, string | null>>;
  /** Encoded base of the event's side. */
  base: string | null;
  /** Nothing is written where a filled field would be emptied: the answer is `conflict` (R24). */
  braked?: true;
  /** The event may be listed as it was before it was written last: what that may explain is not written (R47). */
  mayLag?: true;
}

/** An event without an item: created unless an item names the event already. */
export interface CreateChange {
  do: 'create';
  event: string;
  /** The key that the item had before, when it is created again. */
  key: string | null;
  /** The revision of that item whose other columns it gets back; they are put under the values. */
  revision?: number;
  values: Partial<Record<FieldName, string | null>>;
}

/** A write that the script has decided: it takes place only where the item still is what the script saw. */
export interface SetChange {
  do: 'set';
  key: string;
  /** Prints of the values that the script saw; a field that changed since makes a conflict. */
  expect: Partial<Record<FieldName, string>>;
  /** Event id and sync value that the script saw. */
  was: { event: string | null; sync: string | null };
  values: Partial<Record<FieldName, string | null>>;
  event: string | null;
  /** Encoded base. */
  sync: string | null;
}

/** The event is gone: what the binding's policy wants of its item, if that item still equals what both sides agreed on. */
export interface GoneChange {
  do: 'gone';
  event: string;
  /** Key of the item that is meant; missing: whichever names the event. */
  item?: string | undefined;
  then: 'delete' | 'unlink' | 'archive';
  /** Prints that the script decided on; missing: the item's own base. */
  expect?: Partial<Record<FieldName, string>>;
}

/** One of several items that were created for one event: it is deleted, unless it has the lowest key, or was edited. */
export interface TwinChange {
  do: 'twin';
  event: string;
  key: string;
}

/** What is to become of a pair. */
export type Change = MergeChange | CreateChange | SetChange | GoneChange | TwinChange;

/** What is wrong with an item, for people to see in it. */
export interface TellChange {
  do: 'tell';
  key: string;
  problem: string | null;
}

/**
 * An id is put into the id field of an item, to see what Directus says of it. Nothing of it stays: with such a change in
 * it, the whole write is one that Directus refuses.
 */
export interface TryChange {
  do: 'try';
  event: string;
  key: string;
}

export type AnyChange = Change | TellChange | TryChange;

/**
 * `done` written; `same` nothing to write; `ahead` the item has changes that the event lacks (whatever could be written
 * was); `conflict` a field changed on both sides, or the item is not what the script saw: that field was not written;
 * `other` an item exists (`row`) but it names no event or another one; `none` no such item; `failed` Directus refused.
 */
export type ChangeStatus = 'done' | 'same' | 'ahead' | 'conflict' | 'other' | 'none' | 'failed';

export interface ChangeResult {
  s: ChangeStatus;
  key: string | null;
  /** The item after the call; with every status but `done`, `same` and `none`. */
  row?: Row;
  /** Fields that conflict. */
  fields?: FieldName[];
  /** A filled field was emptied. */
  emptied?: true;
  /** For `failed`: Directus' error code and the field that it names. Never its message, which holds users' values. */
  code?: string;
  field?: string;
  /** Revisions of this item that came between the read and our write and were not ours: what the write buried. */
  lost?: Revision[];
  /** Keys of items that were created for one event at the same time, ascending; then `row` is the one that stays, the lowest. */
  twins?: string[];
}

/** Whether an item was not created for want of a key: Directus makes none in this collection, people type theirs. */
export function wantsKey({ fields }: Mapped, change: AnyChange, { s, code, field }: ChangeResult): boolean {
  const isRefused = s === 'failed' && code === 'FAILED_VALIDATION' && field === fields.key;
  return isRefused && change.do === 'create' && change.key === null;
}

export interface FlowRequestOf<Action extends string> extends Envelope {
  action: Action;
  binding: string;
}
export interface ApplyRequest extends FlowRequestOf<'apply'> {
  /** The prints of homes under which bases count (`homePrint`), with blanks between; the first is what they are written with. */
  home: string;
  changes: AnyChange[];
}
/** Items of a binding by key, by event id, or both. */
export interface ReadRequest extends FlowRequestOf<'read'> {
  keys: string[];
  events: string[];
}
/** Newest first; `after` is a revision id. */
export interface RevisionsRequest extends FlowRequestOf<'revisions'> {
  keys: string[];
  after: number;
  limit: number;
}
/**
 * A page of all items of a binding, ascending by primary key, behind so many. Directus knows no "greater than" for texts
 * and UUIDs: https://directus.com/docs/guides/connect/filter-rules
 */
export interface ListRequest extends FlowRequestOf<'list'> {
  offset: number;
  limit: number;
}
/**
 * A page of the activity feed, ascending by id: of all bound collections, or only of how these items of a binding came and
 * went.
 */
export interface ChangesRequest extends FlowRequestOf<'changes'> {
  after: number;
  limit: number;
  items?: string[];
}
/** The type of a bound column: it is told by Directus' refusal of a filter rule that no type has. */
export interface TypeRequest extends FlowRequestOf<'type'> {
  of: ColumnName;
}
/** What Directus has: one kind of thing a call. */
export interface PingRequest extends FlowRequestOf<'ping'> {
  what: 'collections' | 'fields' | 'flows';
}
export type FlowRequest =
  ApplyRequest | ReadRequest | RevisionsRequest | ListRequest | ChangesRequest | TypeRequest | PingRequest;

/** A row of `directus_activity`. `item` is the key as the caller typed it. */
export interface ActivityRow {
  id: number;
  action: 'create' | 'update' | 'delete';
  user: string | null;
  timestamp: string;
  collection: string;
  item: string;
}

export interface FlowAnswer<Results> {
  ok: true;
  v: number;
  id: string;
  action: FlowRequest['action'];
  /** Version that the flows were made by; in answers to reading verbs. */
  version?: string;
  /** Directus' newest activity id before anything was read. */
  stamp: number;
  results: Results;
}
