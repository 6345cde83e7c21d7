// Flow 4, verb "apply": the query for what items that are about to be deleted point at. Directus' revisions hold no
// relational fields but those that were written: what this reads is written as it is, and so kept for `recall`.
// https://github.com/directus/directus/pull/26867
import { headOf, isOurBinding } from './gate-result';
import type { Plan } from './plan';
import { neverThrows, rowsOf, type RunData } from './run-data';

function keep(data: RunData): Record<string, unknown> {
  const { key, sync } = FLOW_BINDINGS.find(isOurBinding(headOf(data['gate'])))!.fields;
  const relations = rowsOf(data['relations']) ?? [];
  if (relations.length === 0) return { filter: { [key]: { _in: [] } }, limit: 1 };
  // With the sync value it is known for our own write.
  return { ...(data['plan'] as Plan).del, fields: [key, sync, ...relations.map(({ many_field: field }) => field)] };
}

/** A query that Directus refuses: what cannot be kept is not deleted. */
export default neverThrows(keep, () => ({ fields: [''] }));
