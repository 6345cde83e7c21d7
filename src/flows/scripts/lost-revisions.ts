// What a write buried: revisions that came between the read and our own write (rule R11).
import { FIELD_NAMES, type FlowBinding } from '../../core/binding';
import type { Revision } from '../../core/message';
import { keyForms, rowKey, type Row } from '../../core/values';
import { mappedRevision } from './mapped-revision';
import { isObject } from '../../core/checks';
import { plainText } from './run-data';
import { fieldDiffers } from './stored-values';

/** The fields that an update wrote, or that the item was deleted. */
export type Written = Row | 'deleted';

/**
 * Revisions of the item, ascending, that stand before ours and changed, from what was read, a field that we wrote.
 * One whose values are those that were read came before the read and was part of the decision.
 * @param before the item as it was read
 * @param revisions rows of directus_revisions since before the read, of any item
 */
export function lostRevisions(
  binding: FlowBinding,
  before: Row,
  written: Written,
  revisions: readonly Row[],
): Revision[] {
  const key = rowKey(binding, before);
  const own = revisions.filter(({ item }) => item === key || keyForms(String(item)).includes(key));
  const ours = written === 'deleted' ? -1 : own.findIndex((revision) => isOurs(binding, revision, written));
  return own
    .slice(0, ours === -1 ? undefined : ours)
    .filter(({ delta }) => isObject(delta) && buries(binding, before, written, delta))
    .map((revision) => mappedRevision(binding, revision));
}

/** Any flow's write looks like ours but for the sync value and event id that it carries. */
function isOurs({ fields }: FlowBinding, { delta, activity }: Row, written: Row): boolean {
  if (!isObject(delta) || (isObject(activity) && activity['user'] !== null)) return false;
  return [fields.sync, fields.eventId]
    .filter((field) => field in written)
    .every((field) => field in delta && plainText(delta[field]) === plainText(written[field]));
}

function buries(binding: FlowBinding, before: Row, written: Written, delta: Row): boolean {
  const { key, sync } = binding.fields;
  const mapped = FIELD_NAMES.map((name) => binding.fields[name]);
  const fields =
    written === 'deleted' ? mapped : Object.keys(written).filter((field) => field !== key && field !== sync);
  const changed = fields.filter((field) => field in delta && fieldDiffers(binding, field, delta, before));
  // Somebody who saved the very value that we wrote lost nothing.
  return changed.some((field) => written === 'deleted' || fieldDiffers(binding, field, delta, written));
}
