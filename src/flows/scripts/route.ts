// Flow 4: which collection a request reads, and by which query. Only bound collections and mapped fields are named.
import { readFields, type FlowBinding } from '../../core/binding';
import type { ApplyRequest, Change, ChangesRequest, FlowRequest, PingRequest } from '../../core/message';
import { keyForms } from '../../core/keys';
import { REVISION_FIELDS } from './mapped-revision';

export interface Route {
  collection: string;
  query: Record<string, unknown>;
  /** What else an `apply` reads to make items again as they were; missing: it makes none. */
  recall?: Recall;
  /** What says which fields of items that are deleted are not in their revisions; missing: none is deleted. */
  relations?: Record<string, unknown>;
  /** Whether flows, webhooks and sockets are told of what an `apply` writes. */
  emits?: boolean;
}

/** The queries for the revisions that items are made again from, and for what kind of fields they had. */
export interface Recall {
  revisions: Record<string, unknown>;
  fields: Record<string, unknown>;
}

/** A limit for what is bounded otherwise: -1 would be lowered to QUERY_LIMIT_MAX, and what is cut off looks like gone. */
export const NO_LIMIT = 100_000;

/** What of a field's settings tells how it fits. Directus keeps neither its type nor a unique index or a length there. */
const FIELD_SETTINGS = ['id', 'collection', 'field', 'special', 'readonly', 'required'];

const collections = () => [...new Set(FLOW_BINDINGS.map((binding) => binding.collection))];

/** The route of a request that belongs to a binding. */
export function bindingRoute(binding: FlowBinding, request: Exclude<FlowRequest, { action: 'ping' }>): Route {
  const { collection } = binding;
  const { key } = binding.fields;
  switch (request.action) {
    case 'changes':
      return changesRoute(request, collection);
    case 'apply':
      return {
        collection,
        query: itemsQuery(binding, keysOf(request), eventsOf(request)),
        ...recallOf(request, collection),
        ...relationsOf(request, collection),
        emits: binding.emitEvents === true && request.trial !== true && request.changes.some(bringsNews(binding)),
      };
    case 'read':
      return { collection, query: itemsQuery(binding, request.keys.flatMap(keyForms), request.events, request.starts) };
    case 'list':
      return {
        collection,
        query: {
          fields: readFields([binding]),
          sort: [key],
          limit: request.limit,
          offset: request.offset,
        },
      };
    case 'type':
      // Directus has this rule for validations only: refusing the filter, it names the column's type. Nothing is read.
      // https://directus.com/docs/guides/connect/filter-rules
      return {
        collection,
        query: { fields: [key], filter: { [String(binding.fields[request.of])]: { _regex: '.' } }, limit: 1 },
      };
    case 'revisions':
      return {
        collection: 'directus_revisions',
        query: {
          fields: REVISION_FIELDS,
          filter: revisionFilter(collection, request.keys.flatMap(keyForms), request.after),
          sort: ['-id'],
          limit: request.limit,
        },
      };
  }
}

/** Items by key, by event id, or by the beginning of it; ascending by key. */
export function itemsQuery(
  binding: FlowBinding,
  keys: readonly unknown[],
  events: readonly string[],
  starts: readonly string[] = [],
) {
  const { key, eventId } = binding.fields;
  return {
    fields: readFields([binding]),
    filter: {
      _or: [
        { [key]: { _in: keys } },
        { [eventId]: { _in: events } },
        ...starts.map((_starts_with) => ({ [eventId]: { _starts_with } })),
      ],
    },
    sort: [key],
    limit: NO_LIMIT,
  };
}

/** Revisions of the items themselves: those of a content version are no change of the item. */
export function revisionFilter(collection: string, items: readonly string[], after: number) {
  return { collection: { _eq: collection }, item: { _in: items }, id: { _gt: after }, version: { _null: true } };
}

/** The request names ids of revisions and nothing else: of another collection none is found. */
function recallOf({ changes }: ApplyRequest, collection: string): Pick<Route, 'recall'> {
  const ids = changes.flatMap((change) =>
    change.do === 'create' && change.revision !== undefined ? change.revision : [],
  );
  if (ids.length === 0) return {};
  const own = { collection: { _eq: collection } };
  return {
    recall: {
      revisions: {
        fields: ['id', 'item', 'data', 'delta'],
        filter: { ...own, id: { _in: ids }, version: { _null: true } },
        limit: NO_LIMIT,
      },
      fields: { fields: ['field', 'special'], filter: own, limit: NO_LIMIT },
    },
  };
}

function relationsOf({ changes }: ApplyRequest, collection: string): Pick<Route, 'relations'> {
  const deletes = changes.some((change) => change.do === 'delete');
  const filter = { many_collection: { _eq: collection } };
  return deletes ? { relations: { fields: ['many_field'], filter, limit: NO_LIMIT } } : {};
}

/** What only notes which event an item has, what both sides agreed on, or a problem, brings nothing from Google. */
function bringsNews({ fields: { eventId, sync, problem } }: FlowBinding): (change: Change) => boolean {
  const isNote = ([column, value]: [string, unknown]) =>
    column === sync || column === problem || (column === eventId && !String(value).startsWith('-'));
  return (change) => change.do !== 'set' || !Object.entries(change.write).every(isNote);
}

function keysOf({ changes }: ApplyRequest): string[] {
  const keys = changes.flatMap((change) => [change.key, change.do === 'delete' ? (change.beside ?? null) : null]);
  return keys.flatMap((key) => (key === null ? [] : keyForms(key)));
}

/** An item that names an event already, or was unlinked from it, is not made again. */
function eventsOf({ changes }: ApplyRequest): string[] {
  return changes.flatMap((change) => (change.do === 'create' ? [change.event, `-${change.event}`] : []));
}

/**
 * The activity feed of all bound collections; other actions (comments, versions, logins) change no item.
 * @param collection of the items whose coming and going is asked for; they are named there as somebody typed their keys
 */
export function changesRoute({ after, limit, items }: ChangesRequest, collection?: string): Route {
  const typed = (items ?? []).flatMap(keyForms).flatMap((key) => [key, key.toUpperCase()]);
  return {
    collection: 'directus_activity',
    query: {
      fields: ['id', 'action', 'user', 'timestamp', 'collection', 'item'],
      filter: {
        id: { _gt: after },
        collection: { _in: collection === undefined ? collections() : [collection] },
        ...(items
          ? { action: { _in: ['create', 'delete'] }, item: { _in: typed } }
          : { action: { _in: ['create', 'update', 'delete'] } }),
      },
      sort: ['id'],
      limit,
    },
  };
}

export function pingRoute(what: PingRequest['what']): Route {
  const related = FLOW_BINDINGS.flatMap((binding) => Object.values(binding.related));
  const filter = { collection: { _in: [...collections(), ...related] } };
  switch (what) {
    case 'collections':
      return {
        collection: 'directus_collections',
        query: { fields: ['collection', 'accountability'], filter, limit: NO_LIMIT },
      };
    case 'fields':
      return { collection: 'directus_fields', query: { fields: FIELD_SETTINGS, filter, limit: NO_LIMIT } };
    case 'flows':
      return { collection: 'directus_flows', query: { fields: ['id', 'name', 'status'], limit: NO_LIMIT } };
  }
}
