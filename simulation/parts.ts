// What people type, one at a time: a column of an item, and the member of its event that has the same name. Start and end
// are two of them, although they are one field.
import type { Binding } from './binding';
import { COLUMNS, FIELD_NAMES, FIELDS, type FieldName, type RequiredColumn } from '../src/core/fields';
import type { Row } from '../src/core/values';

/** Those that every binding maps. */
export type Part = RequiredColumn;
export const PARTS = (Object.keys(COLUMNS) as (keyof typeof COLUMNS)[]).filter(
  (option): option is Part => COLUMNS[option].required,
);

/** The field that a part belongs to. */
export function fieldOf(part: Part): FieldName {
  return FIELD_NAMES.find((name) => part in FIELDS[name].columns)!;
}

/** All columns of a binding that the event has a part in, those of days and zones among them. */
export function mappedColumns({ fields }: Binding): string[] {
  return (Object.keys(COLUMNS) as (keyof typeof COLUMNS)[]).flatMap((option) => fields[option] ?? []);
}

/** Those that a binding maps. */
export function mappedParts({ fields }: Pick<Binding, 'fields'>): Part[] {
  return PARTS.filter((part) => fields[part] !== undefined);
}

/** What an item holds of each part, as Directus gives it. */
export function partsOf({ fields }: Binding, row: Row): unknown[] {
  return PARTS.map((part) => row[fields[part]]);
}
