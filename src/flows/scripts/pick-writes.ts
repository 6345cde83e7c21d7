// Flow 2: of the items that the web app wants written, those whose sync value is still the one that was read.
import type { Row } from '../../core/values';
import { isObject } from '../../core/checks';
import { neverThrows, plainText, rowsOf, type RunData } from './run-data';

/** Rows for one item-update, each with its key. Several bindings of a collection write different fields of one item. */
function pick(data: RunData): Row[] {
  const collection = isObject(data['prep']) ? data['prep']['collection'] : undefined;
  const bindings = FLOW_BINDINGS.filter((binding) => binding.collection === collection);
  const key = bindings[0]?.fields.key;
  const current = rowsOf(data['again']);
  if (key === undefined || !current) return [];
  const rows = new Map(current.map((row) => [String(row[key]), row]));
  const writes = new Map<string, Row>();
  for (const write of writesOf(data['send'])) {
    const row = rows.get(String(write['key']));
    const set = write['set'];
    const binding = isObject(set) && bindings.find(({ fields }) => fields.sync in set);
    if (!row || !binding || plainText(row[binding.fields.sync]) !== plainText(write['was'])) continue;
    const { eventId, sync } = binding.fields;
    const own = Object.entries(set).filter(([field]) => field === eventId || field === sync);
    writes.set(String(row[key]), { [key]: row[key], ...writes.get(String(row[key])), ...Object.fromEntries(own) });
  }
  return [...writes.values()];
}

function writesOf(send: unknown): Record<string, unknown>[] {
  const answer = isObject(send) ? send['data'] : undefined;
  const many = isObject(answer) ? answer['many'] : undefined;
  return Array.isArray(many) ? many.filter(isObject) : [];
}

export default neverThrows(pick, () => []);
