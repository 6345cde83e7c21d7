// Flow 3: keeps of the deleted items' revisions only what says which event was theirs.
import type { Revision } from '../../core/message';
import { isObject } from '../../core/checks';
import { neverThrows, pickFields, rowsOf, type RunData } from './run-data';

function reduce(data: RunData): Revision[] {
  const collection = isObject(data['prep']) ? data['prep']['collection'] : undefined;
  const fields = FLOW_BINDINGS.filter((binding) => binding.collection === collection).flatMap((binding) => [
    binding.fields.key,
    binding.fields.eventId,
    binding.fields.sync,
  ]);
  return (rowsOf(data['revs']) ?? []).map((revision) => ({
    id: Number(revision['id']),
    item: String(revision['item']),
    data: pickFields(revision['data'], fields),
    delta: null,
  }));
}

export default neverThrows(reduce, () => []);
