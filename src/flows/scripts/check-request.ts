// The form of a request to flow 4, checked leanly: what is wrong is told with its place, never with its value.
import { FIELD_NAMES } from '../../core/binding';
import type { FlowRequest } from '../../core/message';
import { first, isObject, listOf, natural, oneOf, optional, shaped, text, textOrNull, type Check } from '../../core/checks';

/** The most changes, keys and events of one request. */
export const MAX_CHANGES = 500;
export const MAX_LOOK_UPS = 1_000;
/** The largest page of `list`, `changes` and `revisions`. */
export const MAX_PAGE = 1_000;

const pageSize: Check = (value, place) =>
  Number.isInteger(value) && Number(value) >= 1 && Number(value) <= MAX_PAGE
    ? null
    : `${place} must be a whole number from 1 to ${MAX_PAGE}`;

/** An object whose members are named after mapped fields. */
function perField(check: Check): Check {
  return (value, place) => {
    if (!isObject(value)) return `${place} must be an object`;
    const names: readonly string[] = FIELD_NAMES;
    if (Object.keys(value).some((name) => !names.includes(name))) return `${place} names a field that is not mapped`;
    return first(FIELD_NAMES.map((name) => () => optional(check)(value[name], `${place}.${name}`)));
  };
}

const values = perField(textOrNull);
const prints = perField(text);

const keyed = shaped({ event: text, key: text });

const CHANGES: Record<string, Check> = {
  merge: shaped({ event: text, key: textOrNull, values, base: textOrNull }),
  create: shaped({ event: text, key: textOrNull, values, revision: optional(natural) }),
  set: shaped({
    key: text,
    expect: prints,
    was: shaped({ event: textOrNull, sync: textOrNull }),
    values,
    event: textOrNull,
    sync: textOrNull,
  }),
  twin: keyed,
  try: keyed,
  tell: shaped({ key: text, problem: textOrNull }),
  gone: shaped({ event: text, item: optional(text), then: oneOf(['delete', 'unlink', 'archive']), expect: optional(prints) }),
};

const change: Check = (value, place) => {
  const kind = isObject(value) ? value['do'] : undefined;
  const check = Object.keys(CHANGES).includes(String(kind)) ? CHANGES[String(kind)] : undefined;
  return check ? check(value, place) : `${place}.do must be one of ${Object.keys(CHANGES).join(', ')}`;
};

const keys = listOf(MAX_LOOK_UPS, text);

const REQUESTS: Record<FlowRequest['action'], Check> = {
  apply: shaped({ home: text, changes: listOf(MAX_CHANGES, change) }),
  read: shaped({ keys, events: keys }),
  revisions: shaped({ keys, after: natural, limit: pageSize }),
  list: shaped({ offset: natural, limit: pageSize }),
  changes: shaped({ after: natural, limit: pageSize, items: optional(keys) }),
  type: shaped({ of: oneOf([...FIELD_NAMES, 'key', 'eventId', 'sync', 'problem']) }),
  ping: shaped({ what: oneOf(['collections', 'fields', 'flows']) }),
};

/** What is wrong with a request, in words; null when it is as `FlowRequest` says. */
export function requestProblem(body: Record<string, unknown>): string | null {
  const action = body['action'];
  if (typeof action !== 'string' || !Object.keys(REQUESTS).includes(action))
    return `action must be one of ${Object.keys(REQUESTS).join(', ')}`;
  return REQUESTS[action as FlowRequest['action']](body, '');
}
