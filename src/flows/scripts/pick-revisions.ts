// Flow 3: the query for the newest revisions of the items that are gone.
import { isObject } from '../../core/checks';
import { neverThrows, rowsOf, type RunData } from './run-data';
import { MAX_KEYS } from './changed-items';

function pick(data: RunData) {
  const present = new Set((rowsOf(data['read']) ?? []).flatMap((row) => Object.values(row).map(String)));
  const ids = (rowsOf(data['newest']) ?? []).flatMap(({ item, max }) => {
    const id = isObject(max) ? max['id'] : undefined;
    return typeof id === 'number' && !present.has(String(item)) ? [id] : [];
  });
  return query(ids);
}

function query(ids: number[]) {
  return { fields: ['id', 'item', 'data'], filter: { id: { _in: ids } }, limit: 2 * MAX_KEYS };
}

export default neverThrows(pick, () => query([]));
