// What arrives at the web app, checked: a bad request gets a clear answer, and reaches nothing.
import { isObject, listOf, natural, oneOf, optional, shaped, textOrNull, type Check } from './checks';
import type { ScriptRequest } from './message';

/** More than flow 2 ever sends: it stops at 1,000 items. */
const MAX_ITEMS = 2_000;
const MAX_REVISIONS = 20_000;

const anyText: Check = (value, place) => (typeof value === 'string' ? null : `${place} must be a text`);
const yesOrNo: Check = (value, place) => (typeof value === 'boolean' ? null : `${place} must be true or false`);
const row: Check = (value, place) => (isObject(value) ? null : `${place} must be an object`);
const total: Check = (value, place) => (value === null ? null : natural(value, place));
const key: Check = (value, place) =>
  typeof value === 'string' || typeof value === 'number' ? null : `${place} must be a text or a number`;
const headers: Check = (value, place) =>
  isObject(value) && Object.values(value).every((header) => typeof header === 'string')
    ? null
    : `${place} must be an object of texts`;

const envelope = { v: natural, version: anyText, id: anyText, secret: anyText, print: anyText };

/** What each action has beside the envelope. */
const CONTENTS: Record<ScriptRequest['action'], Record<string, Check>> = {
  items: {
    collection: anyText,
    stamp: natural,
    created: yesOrNo,
    total: optional(total),
    putBack: optional(yesOrNo),
    unpaused: optional(yesOrNo),
    rows: listOf(MAX_ITEMS, row),
  },
  deleted: {
    collection: anyText,
    stamp: natural,
    total: optional(total),
    keys: listOf(MAX_ITEMS, key),
    present: listOf(MAX_ITEMS, row),
    revisions: listOf(MAX_REVISIONS, shaped({ id: natural, item: textOrNull })),
  },
  notification: { headers },
  status: { full: optional(yesOrNo), about: optional(anyText) },
  goOn: { seen: natural },
  dryRun: { bindings: optional(anyText) },
  compare: {},
  retime: { by: oneOf(['directus', 'google']) },
  install: {},
};

/** @returns the request, or in words what is wrong with it (places only, no values) */
export function parseScriptRequest(json: Record<string, unknown>): ScriptRequest | string {
  const action = json['action'] as ScriptRequest['action'];
  const problem =
    oneOf(Object.keys(CONTENTS))(action, 'action') ?? shaped({ ...envelope, ...CONTENTS[action] })(json, '');
  return problem === null ? (json as unknown as ScriptRequest) : `Not a message of this project: ${problem}.`;
}
