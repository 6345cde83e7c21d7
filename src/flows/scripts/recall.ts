// Flow 4, verb "apply": the columns that items which are made again had in the revisions that the request names.
import type { BoundFields } from '../../core/binding';
import { isObject } from '../../core/checks';
import type { ApplyRequest } from '../../core/message';
import type { Row } from '../../core/values';
import { keyForms } from '../../core/keys';
import { headOf, isOurBinding } from './gate-result';
import { neverThrows, rowsOf, type RunData } from './run-data';

/** Rows by the key that a change names; none for a key whose revision was not found. */
export type Recalled = Record<string, Row>;

/**
 * Specials of fields that are no column, or that a revision holds disguised: a hash would be hashed again.
 * https://github.com/directus/directus/blob/main/packages/constants/src/fields.ts
 */
const NOT_WRITTEN = [
  'alias',
  'no-data',
  'group',
  'o2m',
  'm2m',
  'm2a',
  'files',
  'translations',
  'hash',
  'conceal',
  'encrypt',
];

function recall(data: RunData): Recalled {
  const binding = FLOW_BINDINGS.find(isOurBinding(headOf(data['gate'])));
  const fields = rowsOf(data['columns']);
  if (!binding || !fields) return {};
  const left = new Set(fields.filter(isNotWritten).map(({ field }) => String(field)));
  const revisions = rowsOf(data['olds']) ?? [];
  const siblings = FLOW_BINDINGS.filter(({ collection }) => collection === binding.collection);
  const kept = (row: Row): Row => {
    const owned = siblings.flatMap((each) => ownedFields(each.fields, row));
    return Object.fromEntries(Object.entries(row).filter(([field]) => !left.has(field) && !owned.includes(field)));
  };
  return Object.fromEntries(
    changesOf(data).flatMap((change) => {
      if (change.do !== 'create' || change.key === null) return [];
      const { key, revision } = change;
      const old = revisions.find(({ id, item }) => id === revision && keyForms(String(item)).includes(key));
      return old ? [[key, kept(rowOf(old))]] : [];
    }),
  );
}

/** What points at other rows stands in `delta` alone, where it was written (see keep.ts). */
function rowOf({ data, delta }: Row): Row {
  return { ...(delta as Row | null), ...(data as Row | null) };
}

function changesOf(data: RunData): ApplyRequest['changes'] {
  const trigger = isObject(data['$trigger']) ? data['$trigger'] : {};
  return (trigger['body'] as ApplyRequest).changes;
}

function isNotWritten({ special }: Row): boolean {
  return Array.isArray(special) && special.some((each) => NOT_WRITTEN.includes(String(each)));
}

/** What the sync wrote to an item speaks of events that may be gone since; that it was unlinked from one stays so (P23). */
function ownedFields({ eventId, sync, problem = '' }: BoundFields, row: Row): string[] {
  return String(row[eventId]).startsWith('-') ? [problem] : [eventId, sync, problem];
}

export default neverThrows(recall, () => ({}));
