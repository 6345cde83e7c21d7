// The messages between the flows and the script, both directions. Little but types, so that flows pay nothing for them;
// message-check.ts checks what arrives at the script.
import type { ColumnName, Named } from './binding';
import type { Row } from './values';

/** Raised whenever a message changes its meaning; a message of another version is refused. */
export const PROTOCOL = 4;

/** What every request carries. `print` is the hash of the sender's bindings: both sides must speak of the same ones. */
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
  | 'BAD_BINDINGS'
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
  /** A sync value was written as well, which only a person does this way: by a revert, or an import over the items (CB21). */
  putBack?: boolean;
  /** The column by which a person pauses an item was written as well. */
  unpaused?: boolean;
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

/** A person wants every pair compared. */
export interface CompareRequest extends Envelope {
  action: 'compare';
}

/** A person wants to be told what a comparison would do. */
export interface DryRunRequest extends Envelope {
  action: 'dryRun';
  /** The text of a `bindings.json` that would be in place of the script's own. */
  bindings?: string;
}

/** What counts where a zone was changed: what clocks show in the items, or the moments of the events. */
export type Retime = 'directus' | 'google';

/** A person wants pairs that were synced under another zone to mean one time again (Z13). */
export interface RetimeRequest extends Envelope {
  action: 'retime';
  by: Retime;
}

/** Has the script check everything, and make what is missing. */
export interface InstallRequest extends Envelope {
  action: 'install';
}

/** Gives a script that has no settings yet those that it needs: see `takeSettings`. */
export interface SettingsRequest extends Envelope {
  action: 'settings';
  directusUrl: string;
  webAppUrl: string;
}

export type ScriptRequest =
  | ItemsSignal
  | DeletedSignal
  | NotificationSignal
  | StatusRequest
  | GoOnRequest
  | CompareRequest
  | DryRunRequest
  | RetimeRequest
  | InstallRequest;

/** What flow 2 writes back to one item: only where the sync value is still the one that was read. */
export interface WriteBack {
  key: string;
  was: string | null;
  /** By Directus' field names: the event id and the sync value, and addresses that are written back. */
  set: Row;
}

export interface ScriptAnswer {
  ok: true;
  v: number;
  id: string;
  action: ScriptRequest['action'] | 'settings';
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
  /** Filled by `dryRun`; with bindings of its own `trial` in its place. */
  plans?: unknown;
  trial?: unknown;
  /** Filled by `install`: what keeps it from running, what is to be known, what was done. */
  installed?: { problems: string[]; warnings: string[]; told: string[] };
}

// ---------------------------------------------------------------- script → flow 4

/** In a sync value: stands for the stamp of the call that writes it. */
export const OWN_STAMP = '*';

/** Columns that belong together; their hash (`hashColumns`) must be one of these. */
export interface Expected {
  columns: string[];
  hashes: string[];
}

export interface Vouched {
  begins: string;
  ends: string;
}

/** An event without an item: created unless an item names the event already. */
export interface CreateChange {
  do: 'create';
  event: string;
  /** The key that the item is to have; null: Directus makes one. */
  key: string | null;
  /** What its columns are to hold, event id and sync value among them, which may leave the stamp to the flow (`OWN_STAMP`). */
  write: Row;
  /** The revision of that item whose other columns it gets back; they are put under the values. */
  revision?: number;
}

/** What the script has decided about an item: it takes place only where the item still is what it was decided about. */
export interface SetChange {
  do: 'set';
  key: string;
  expect: Expected[];
  /** The event that the item must name, and the sync value that it must hold; missing: whatever stands there. */
  was: { event?: string | null; sync?: string | null };
  /** As in DeleteChange. */
  vouched?: Vouched;
  /** A stamp above Directus' newest id speaks of a database that was put back: nothing is written (CB27). */
  stamp?: number;
  /** As in CreateChange; empty: the item is only compared. */
  write: Row;
}

/** Deletes an item that names the event and is what was expected. */
export interface DeleteChange {
  do: 'delete';
  event: string;
  key: string;
  expect: Expected[];
  /** How the item's sync value must begin and end: it has to vouch for the event (DE2). */
  vouched?: Vouched;
  /** Key of another item for the same event: without it, this one is not deleted (NP8). */
  beside?: string;
}

export type Change = CreateChange | SetChange | DeleteChange;

/**
 * `done` written; `same` as expected, and nothing was to be written; `conflict` the item is not what was expected; `other`
 * an item exists that names the event, or has the key; `none` no such item; `failed` Directus refused.
 */
export type ChangeStatus = 'done' | 'same' | 'conflict' | 'other' | 'none' | 'failed';

export interface ChangeResult {
  s: ChangeStatus;
  key: string | null;
  /** The item after the call: with `conflict`, `other` and `failed`, and where Directus stored otherwise than was sent. */
  row?: Row;
  /** For `failed`: Directus' error code and the field that it names. Never its message, which holds users' values. */
  code?: string;
  field?: string;
  /** Revisions of this item since before the read, up to our own: an edit among them may lie under what was written. */
  revisions?: Revision[];
  /** Keys of items that were created for one event at the same time, ascending; then `row` is the one that stays, the lowest. */
  twins?: string[];
}

/** Whether Directus refused a new item because it has no key: in this collection people type the keys. */
export function wantsKey({ fields }: Named, change: Change, { s, code, field }: ChangeResult): boolean {
  const isRefused = s === 'failed' && code === 'FAILED_VALIDATION' && field === fields.key;
  return isRefused && change.do === 'create' && change.key === null;
}

export interface FlowRequestOf<Action extends string> extends Envelope {
  action: Action;
  binding: string;
}
export interface ApplyRequest extends FlowRequestOf<'apply'> {
  changes: Change[];
  /** Directus refuses the whole write, nothing of it stays, and the error says what came first (IN4). */
  trial?: true;
}
/** Items of a binding by key, by event id, or both. */
export interface ReadRequest extends FlowRequestOf<'read'> {
  keys: string[];
  events: string[];
  /** Beginnings of ids of events. Databases may take letters in any case, and `_` for any letter. */
  starts?: string[];
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
/** The type of a bound column: Directus names it when it refuses a filter rule that no type has. */
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
