// Flow 3: from the trigger of a delete to the queries that prove absence and find what the items last were.
import { changedItems, MAX_KEYS } from './changed-items';
import { failedPreparation, prepared } from './request';
import { neverThrows, type RunData } from './run-data';
import { readSettings } from './settings';

function prepare(data: RunData) {
  const items = changedItems(data);
  const [binding] = items.bindings;
  const ready = prepared(readSettings(data), items.problem);
  if (ready.problem !== null || !binding) return ready;
  const key = binding.fields.key;
  return {
    ...ready,
    collection: items.collection,
    stamp: items.stamp,
    keys: items.keys,
    total: items.total,
    query: { fields: [key], filter: { [key]: { _in: items.forms } }, limit: 2 * MAX_KEYS },
    // Newest revision of each item, as an id only: the items' whole data is read for those alone.
    newest: {
      aggregate: { max: ['id'] },
      groupBy: ['item'],
      filter: { collection: { _eq: items.collection }, item: { _in: items.forms }, version: { _null: true } },
      limit: 2 * MAX_KEYS,
    },
  };
}

export default neverThrows<object>(prepare, failedPreparation);
