// Flow 2: from the trigger of a create or an update to the query that reads the items fresh.
import { readFields } from '../../core/binding';
import { changedItems, lookersFilter, MAX_KEYS } from './changed-items';
import { failedPreparation, prepared } from './request';
import { neverThrows, type RunData } from './run-data';
import { readSettings } from './settings';

function prepare(data: RunData) {
  const items = changedItems(data);
  const [binding] = items.bindings;
  const ready = prepared(readSettings(data), items.problem);
  if (ready.problem !== null || !binding) return ready;
  const filter = items.isRelated
    ? lookersFilter(items.bindings, items.collection, items.forms)
    : { [binding.fields.key]: { _in: items.forms } };
  // A limit as a number: -1 is lowered to QUERY_LIMIT_MAX. Two forms of a key can both be stored.
  const limit = 2 * MAX_KEYS;
  const syncFields = [binding.fields.key, ...items.bindings.map(({ fields }) => fields.sync)];
  return {
    ...ready,
    collection: binding.collection,
    stamp: items.stamp,
    created: items.event.endsWith('items.create') && !items.isRelated,
    total: items.isRelated ? null : items.total,
    putBack: items.putBack,
    unpaused: items.unpaused,
    query: { fields: readFields(items.bindings), filter, limit },
    /** Reads what the write-back of several items is held against. */
    again: { fields: syncFields, filter, limit },
  };
}

export default neverThrows<object>(prepare, failedPreparation);
