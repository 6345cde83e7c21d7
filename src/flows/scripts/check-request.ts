// The form of a request to flow 4, checked leanly: what is wrong is told with its place, never with its value.
import type { FlowRequest } from '../../core/message';
import { isObject, listOf, natural, oneOf, optional, shaped, text, textOrNull, type Check } from '../../core/checks';

/** The most changes, keys and events of one request. */
export const MAX_CHANGES = 500;
export const MAX_LOOK_UPS = 1_000;
/** More fields than there are, and more columns than any of them has. */
const MAX_FIELDS = 100;
/** The largest page of `list`, `changes` and `revisions`. */
export const MAX_PAGE = 1_000;

const pageSize: Check = (value, place) =>
  Number.isInteger(value) && Number(value) >= 1 && Number(value) <= MAX_PAGE
    ? null
    : `${place} must be a whole number from 1 to ${MAX_PAGE}`;

const yes: Check = (value, place) => (value === true ? null : `${place} must be true`);
const columns: Check = (value, place) => (isObject(value) ? null : `${place} must be an object`);
const expected = listOf(MAX_FIELDS, shaped({ columns: listOf(MAX_FIELDS, text), hashes: listOf(MAX_FIELDS, text) }));

const vouched = optional(shaped({ begins: text, ends: text }));

const CHANGES: Record<string, Check> = {
  create: shaped({ event: text, key: textOrNull, write: columns, revision: optional(natural) }),
  set: shaped({
    key: text,
    expect: expected,
    was: shaped({ event: optional(textOrNull), sync: optional(textOrNull) }),
    vouched,
    stamp: optional(natural),
    write: columns,
  }),
  delete: shaped({ event: text, key: text, expect: expected, vouched, beside: optional(text) }),
};

const change: Check = (value, place) => {
  const kind = isObject(value) ? value['do'] : undefined;
  const check = Object.keys(CHANGES).includes(String(kind)) ? CHANGES[String(kind)] : undefined;
  return check ? check(value, place) : `${place}.do must be one of ${Object.keys(CHANGES).join(', ')}`;
};

const keys = listOf(MAX_LOOK_UPS, text);

const REQUESTS: Record<FlowRequest['action'], Check> = {
  apply: shaped({ changes: listOf(MAX_CHANGES, change), trial: optional(yes) }),
  read: shaped({ keys, events: keys, starts: optional(keys) }),
  revisions: shaped({ keys, after: natural, limit: pageSize }),
  list: shaped({ offset: natural, limit: pageSize }),
  changes: shaped({ after: natural, limit: pageSize, items: optional(keys) }),
  type: shaped({ of: text }),
  ping: shaped({ what: oneOf(['collections', 'fields', 'flows']) }),
};

/** What is wrong with a request, in words; null when it is as `FlowRequest` says. */
export function requestProblem(body: Record<string, unknown>): string | null {
  const action = body['action'];
  if (typeof action !== 'string' || !Object.keys(REQUESTS).includes(action))
    return `action must be one of ${Object.keys(REQUESTS).join(', ')}`;
  return REQUESTS[action as FlowRequest['action']](body, '');
}
