// A row of directus_revisions, reduced to what the sync may know of it.
import { readFields, type FlowBinding } from '../../core/binding';
import type { Revision } from '../../core/message';
import type { Row } from '../../core/values';
import { isObject } from '../../core/checks';
import { pickFields } from './run-data';

/** The fields of directus_revisions that `mappedRevision` reads. */
export const REVISION_FIELDS = ['id', 'item', 'data', 'delta', 'activity.id', 'activity.user', 'activity.timestamp'];

export function mappedRevision(binding: FlowBinding, row: Row): Revision {
  const fields = readFields([binding]);
  const activity = row['activity'];
  return {
    id: Number(row['id']),
    item: String(row['item']),
    data: pickFields(row['data'], fields),
    delta: pickFields(row['delta'], fields),
    activity: isObject(activity)
      ? {
          id: Number(activity['id']),
          user: typeof activity['user'] === 'string' ? activity['user'] : null,
          timestamp: String(activity['timestamp']),
        }
      : null,
  };
}
