// The operations that our flows are made of, with the options that each of them always needs.
import { PROTOCOL } from '../core/message';
import type { Operation, OperationType } from './define';
import type { Texts } from './texts';

type Place = Pick<Operation, 'key' | 'name' | 'at' | 'resolve' | 'reject'>;

/** No permission of the triggering user counts, and our own writes start no event flow. */
const AS_SYSTEM = { permissions: '$full', emitEvents: false };

/**
 * Whether a write emits events: as a template, one that must render a boolean, since Directus takes any text for true.
 * https://github.com/directus/directus/blob/main/api/src/operations/item-update/index.ts
 */
export type Emits = false | `{{${string}}}`;

function operation(type: OperationType, place: Place, options: Record<string, unknown>): Operation {
  return { ...place, type, options };
}

/** Reads by query, never by key: an empty key would read everything. */
export function readItems(place: Place, collection: string, query: unknown): Operation {
  return operation('item-read', place, { collection, query, ...AS_SYSTEM });
}

/** Reads the newest id of a log of Directus. It is read before the items that it stamps. */
export function readNewestId(place: Place, collection: 'directus_activity' | 'directus_revisions'): Operation {
  return readItems(place, collection, { fields: ['id'], sort: ['-id'], limit: 1 });
}

export function createItems(place: Place, collection: string, payload: string, emitEvents: Emits): Operation {
  return operation('item-create', place, { collection, payload, ...AS_SYSTEM, emitEvents });
}

/** Updates by a payload of rows that carry their keys, each with its own fields; all of them or none. */
export function updateItems(place: Place, collection: string, payload: string): Operation {
  return operation('item-update', place, { collection, payload, ...AS_SYSTEM });
}

/** Updates what a query finds: a compare-and-set when the query names the old value. */
export function updateByQuery(
  place: Place,
  collection: string,
  query: string,
  payload: string,
  emitEvents: Emits = false,
): Operation {
  return operation('item-update', place, { collection, query, payload, ...AS_SYSTEM, emitEvents });
}

/** Deletes by query, never by key: some versions of Directus take an empty key for 100 items. */
export function deleteItems(place: Place, collection: string, query: string, emitEvents: Emits): Operation {
  return operation('item-delete', place, { collection, query, ...AS_SYSTEM, emitEvents });
}

export function runScript(place: Place, code: string): Operation {
  return operation('exec', place, { code });
}

export function condition(place: Place, filter: Record<string, unknown>): Operation {
  return operation('condition', place, { filter });
}

export function transform(place: Place, json: unknown): Operation {
  return operation('transform', place, { json });
}

/** A line in Directus' log: a rejected operation of an event flow leaves no trace by itself. */
export function logLine(place: Place, message: string): Operation {
  return operation('log', place, { message: `Google Calendar sync: ${message}` });
}

/**
 * How both event flows begin; `read` comes next. The stamp comes first: a burst of runs that began with a script would
 * make all its isolates at once.
 */
export function stampAndPrepare(code: string): Operation[] {
  return [
    readNewestId(
      { key: 'stamp', name: 'Newest activity', at: [0, 0], resolve: 'prep', reject: 'prep' },
      'directus_activity',
    ),
    runScript({ key: 'prep', name: 'Prepare', at: [1, 0], resolve: 'ready' }, code),
    condition(
      { key: 'ready', name: 'Is ready', at: [2, 0], resolve: 'read', reject: 'log_ready' },
      { prep: { problem: { _null: true } } },
    ),
  ];
}

/** Where the two ways that end before anything is sent are logged; `row` is their row in the editor. */
export function logUnprepared(row: number): Operation[] {
  return [
    logLine({ key: 'log_ready', name: 'Log: not ready', at: [3, row] }, '{{prep.problem}}'),
    logLine(
      { key: 'log_read', name: 'Log: not read', at: [4, row] },
      'items of {{prep.collection}} could not be read: {{read.code}} {{read.extensions.reason}}',
    ),
  ];
}

/** Posts one of the messages of core/message.ts to the web app; `prep` names the script that prepared it. */
export function postToWebApp(place: Place, prep: string, texts: Texts, message: Record<string, unknown>): Operation {
  return operation('request', place, {
    method: 'POST',
    url: `{{${prep}.url}}`,
    headers: [],
    body: {
      v: PROTOCOL,
      version: texts.version,
      id: `{{${prep}.id}}`,
      secret: `{{${prep}.secret}}`,
      print: texts.print,
      ...message,
    },
  });
}

/** Whether the web app's answer to the message that `prep` prepared is its own and says yes. */
export function isAccepted(place: Place, prep: string): Operation {
  return condition(place, { send: { data: { ok: { _eq: true }, id: { _eq: `{{${prep}.id}}` } } } });
}

/** The log lines for a web app that cannot be reached, and for one that refuses. */
export function logUnreached(place: Omit<Place, 'name'>, what: string): Operation {
  return logLine(
    { ...place, name: 'Log: not reached' },
    `${what} did not reach the web app (status {{send.status}}, {{send.message}}). Catch-up will find it.`,
  );
}

export function logRefused(place: Omit<Place, 'name'>, what: string): Operation {
  return logLine(
    { ...place, name: 'Log: refused' },
    `the web app did not take ${what}: {{send.data.code}} {{send.data.message}} (undefined: a page of Google answered ` +
      'in its place; see whether GCALENDARHOOKURL ends with /exec and the deployment is open to anyone).',
  );
}
