// What an event hook says of the items that it is about.
import { keyForms } from '../../core/keys';
import type { FlowBinding } from '../../core/binding';
import { isObject } from '../../core/checks';
import { newestId, type RunData } from './run-data';

/** More keys than this are left to the feed: one message has to stay a message. */
export const MAX_KEYS = 1_000;

export interface ChangedItems {
  event: string;
  collection: string;
  bindings: FlowBinding[];
  /** Whether the keys are those of related items, at which items of these bindings look. */
  isRelated: boolean;
  /** Keys as typed, doubles out, `MAX_KEYS` at most. */
  keys: (string | number)[];
  /** How many keys there were, when some had to be left out. */
  total: number | null;
  /** Every form under which the keys may be stored. */
  forms: string[];
  stamp: number;
  /** Whether a sync value was written: what flows write comes back to no flow. */
  putBack: boolean;
  /** Whether a column by which items are paused was written. */
  unpaused: boolean;
  problem: string | null;
}

/** Reads the trigger: `key` on create, `keys` on update and delete. https://directus.com/docs/guides/automate/flows/triggers */
export function changedItems(data: RunData): ChangedItems {
  const trigger = isObject(data['$trigger']) ? data['$trigger'] : {};
  const collection = String(trigger['collection']);
  const own = FLOW_BINDINGS.filter((binding) => binding.collection === collection);
  const bindings = own.length > 0 ? own : lookingAt(collection);
  const typed = Array.isArray(trigger['keys']) ? trigger['keys'] : [trigger['key']];
  const all = [...new Set(typed.filter(isKey))];
  const keys = all.slice(0, MAX_KEYS);
  const stamp = newestId(data['stamp']);
  const payload = isObject(trigger['payload']) ? trigger['payload'] : {};
  return {
    event: String(trigger['event']),
    collection,
    bindings,
    isRelated: own.length === 0,
    keys,
    total: all.length > keys.length ? all.length : null,
    forms: [...new Set(keys.flatMap(keyForms))],
    stamp: stamp ?? 0,
    putBack: bindings.some(({ fields }) => fields.sync in payload),
    unpaused: bindings.some(({ fields }) => fields.paused !== undefined && fields.paused in payload),
    problem: findProblem(bindings, keys, stamp),
  };
}

/** One run reads one collection: of several that look there, the others wait for the comparison. */
function lookingAt(related: string): FlowBinding[] {
  const looking = FLOW_BINDINGS.filter((binding) => Object.values(binding.related).includes(related));
  return looking.filter(({ collection }) => collection === looking[0]!.collection);
}

/** Items that look at related items under one of these keys. */
export function lookersFilter(bindings: readonly FlowBinding[], related: string, forms: readonly string[]): object {
  const paths = bindings.flatMap((binding) =>
    Object.keys(binding.related).filter((path) => binding.related[path] === related),
  );
  const rule = (path: string): object =>
    path.split('.').reduceRight<object>((inner, name) => ({ [name]: inner }), { _in: forms });
  return { _or: [...new Set(paths)].map(rule) };
}

function isKey(key: unknown): key is string | number {
  return typeof key === 'number' || (typeof key === 'string' && key !== '');
}

function findProblem(bindings: FlowBinding[], keys: unknown[], stamp: number | undefined): string | null {
  if (bindings.length === 0) return 'nothing was sent, because no binding names this collection';
  if (keys.length === 0) return 'nothing was sent, because the change names no item';
  if (stamp === undefined) return 'nothing was sent, because directus_activity could not be read';
  return null;
}
