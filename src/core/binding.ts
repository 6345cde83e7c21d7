// What a binding is: one Directus collection tied to one Google calendar by a field mapping.
import type { BindingOptions } from './bindings-schema';
import type { ColumnOption } from './fields';

/** A binding, as `bindings.json` has it; only what that says of columns besides their names stands by itself here. */
export type Binding = Omit<BindingOptions, 'fields'> & {
  fields: BoundFields;
  /** By option, the types and formats of columns that are not those that a column of that kind has by default. */
  types: Partial<Record<ColumnName, string>>;
  /** By option, texts over the item's columns that stand in place of a column; relations are one place each. */
  templates: Partial<Record<ColumnOption, string>>;
  /**
   * IANA zone in which days begin, and in which clocks show what columns and events hold without a zone: the binding's
   * `timeZone`, else the calendar's as it was at the first comparison (`inZone`). Not in the file.
   */
  zone: string;
  /** The account may only read the calendar: nothing is written to its events, not even what links them. Not in the file. */
  isReadOnly?: boolean;
  /** The direction of the file, where a calendar that may only be read made it another. Not in the file. */
  saidDirection?: BindingOptions['direction'];
  /**
   * Hashes of installation, calendar and collection (`homeHash`): what a base or link says counts only under one of
   * them. The first is ours and the one that is written, others are of installations that were adopted. Not in the file.
   */
  homes: readonly string[];
};

/**
 * Directus' field names of a collection. `key` is the primary key, `eventId` and `sync` belong to the sync alone, and so
 * does `problem`, where the last problem of an item is written.
 */
export type BoundFields = Record<'key' | 'eventId' | 'sync' | 'start' | 'end', string> &
  Partial<Record<Exclude<keyof BindingOptions['fields'], 'key' | 'eventId' | 'sync' | 'start' | 'end'>, string>>;

/** A column that a binding names, by its option in `fields`. */
export type ColumnName = keyof BoundFields;

/** What happens to the item when its event was deleted in Google. */
export type EventDeletedPolicy = Binding['onEventDeleted'];

/** What an archived item holds in a field of its own. */
export type Archive = Extract<EventDeletedPolicy, object>['archive'];

/** What finding an item needs of a binding: the names of its columns. */
export type Named = Pick<Binding, 'fields'>;

/** What finding the columns of fields needs of it. */
export type Mapped = Pick<Binding, 'fields' | 'templates' | 'direction' | 'recurring'>;

/** What reading and writing values needs of it beside them. */
export type Typed = Mapped & Pick<Binding, 'types' | 'zone' | 'timeZone'>;

/** What reading and writing a base needs of a binding. */
export type Based = Typed & Pick<Binding, 'homes'>;

/** What the flows know of a binding. */
export interface FlowBinding {
  id: string;
  collection: string;
  fields: BoundFields;
  /** Paths of columns that are read beside those, and never written: of templates and of the filter. */
  reads: string[];
  /** By path to its key, collections of related items whose changes are changes of items. */
  related: Readonly<Record<string, string>>;
  archive: Archive | null;
  /** Flows, webhooks and sockets of Directus are told of what comes from Google. */
  emitEvents?: true;
}

/** @param pinned zones of calendars as they were at the first comparison */
export function inZone(binding: Binding, pinned: Readonly<Record<string, string>>): Binding {
  return { ...binding, zone: binding.timeZone ?? pinned[binding.calendar] ?? binding.zone };
}

/** How the items of a binding are archived; null when they are not. */
export function archiveOf({ onEventDeleted }: Pick<Binding, 'onEventDeleted'>): Archive | null {
  return typeof onEventDeleted === 'object' ? onEventDeleted.archive : null;
}

/** What stands in the sync field of an item that the sync archived: by that it knows one that a person takes out again. */
export function archivedSync({ field, value }: Archive): string {
  return `archived;${field};${value}`;
}

/** What the sync field of an item says of how it was archived; undefined when it was not. */
export function archivedBy(sync: string | null): Archive | undefined {
  const [, field, value] = /^archived;([^;]*);([^]*)$/.exec(sync ?? '') ?? [];
  return field === undefined || value === undefined ? undefined : { field, value };
}

/** The fields that a flow reads of a bound collection: those that the binding names, and nothing else. */
export function readFields(bindings: readonly FlowBinding[]): string[] {
  return [
    ...new Set(
      bindings.flatMap(({ fields, reads, archive }) =>
        [...Object.values(fields), ...reads, archive?.field ?? []].flat(),
      ),
    ),
  ];
}

/** What happens to the item of an event that was deleted. */
export function policyOf(binding: Binding): 'delete' | 'unlink' | 'archive' {
  return typeof binding.onEventDeleted === 'object' ? 'archive' : binding.onEventDeleted;
}
