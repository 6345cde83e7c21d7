// What a binding is: one Directus collection tied to one Google calendar by a field mapping.

/** The mapped properties of an event, by their name in `bindings.json`. */
export const FIELD_NAMES = ['start', 'end', 'summary', 'description'] as const;
export type FieldName = (typeof FIELD_NAMES)[number];

/** How values of a field are read, written and compared; the merge knows nothing of it. */
export type FieldKind = 'instant' | 'text';

export const FIELD_KINDS: Record<FieldName, FieldKind> = {
  start: 'instant',
  end: 'instant',
  summary: 'text',
  description: 'text',
};

/**
 * Directus' field names of a collection. `key` is the primary key, `eventId` and `sync` belong to the sync alone, and so
 * does `problem`, where the last problem of an item is written.
 */
export type BoundFields = Record<FieldName, string> & { key: string; eventId: string; sync: string; problem?: string };

/** Which side wins when a field was changed on both. */
export type ConflictPolicy = 'newest' | 'directus' | 'google';

/** What happens to the item when its event was deleted in Google. */
export type EventDeletedPolicy = 'delete' | 'unlink' | { archive: { field: string; value: string } };

export interface Binding {
  /** Part of every link, so it is never renamed: 1 to 16 of a–z, 0–9, "-". */
  id: string;
  collection: string;
  /** A calendar id, or "primary". */
  calendar: string;
  fields: BoundFields;
  onConflict: ConflictPolicy;
  onEventDeleted: EventDeletedPolicy;
  /** Whether an event that no item knows becomes an item; at most one binding of a calendar. */
  newEvents: boolean;
  brake: { deletions: number; share: number };
}

/** What reading and printing values needs of a binding: its field names. */
export type Mapped = Pick<Binding, 'fields'>;

/** What the flows know of a binding. */
export interface FlowBinding {
  id: string;
  collection: string;
  fields: BoundFields;
  archive: { field: string; value: string } | null;
}

export function flowBindings(bindings: readonly Binding[]): FlowBinding[] {
  return bindings.map(({ id, collection, fields, onEventDeleted }) => ({
    id,
    collection,
    fields,
    archive: typeof onEventDeleted === 'object' ? onEventDeleted.archive : null,
  }));
}

/** The fields that a flow reads of a bound collection: those that the binding names, and nothing else. */
export function readFields(bindings: readonly FlowBinding[]): string[] {
  return [...new Set(bindings.flatMap(({ fields }) => Object.values(fields)))];
}

/** What happens to the item of an event that was deleted. */
export function policyOf(binding: Binding): 'delete' | 'unlink' | 'archive' {
  return typeof binding.onEventDeleted === 'object' ? 'archive' : binding.onEventDeleted;
}
