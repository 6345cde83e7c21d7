// What people type, one at a time: a column of an item, and the member of its event that has the same name. Start and end
// are two of them, although they are one field.
import type { Binding } from './binding';
import { COLUMNS, FIELD_NAMES, FIELDS, type FieldName, type RequiredColumn } from '../src/core/fields';
import type { Row } from '../src/core/values';

export type Part = RequiredColumn | 'location';
export const PARTS = (Object.keys(COLUMNS) as (keyof typeof COLUMNS)[]).filter(
  (option): option is Part => COLUMNS[option].required || option === 'location',
);
export const TEXTS = ['summary', 'description', 'location'] as const;
export type Text = (typeof TEXTS)[number];

/** The field that a part belongs to. */
export function fieldOf(part: Part): FieldName {
  return FIELD_NAMES.find((name) => part in FIELDS[name].columns)!;
}

/** The columns of the parts that a binding maps, with the part of each. */
export function columnsOfParts(binding: Pick<Binding, 'fields'>): [column: string, part: Part][] {
  return mappedParts(binding).map((part) => [columnOf(binding, part), part]);
}

/** The column of a part that the binding maps. */
export function columnOf({ fields }: Pick<Binding, 'fields'>, part: Part): string {
  return fields[part]!;
}

/** All columns of a binding that the event has a part in, those of days and zones among them. */
export function mappedColumns({ fields }: Binding): string[] {
  return (Object.keys(COLUMNS) as (keyof typeof COLUMNS)[]).flatMap((option) => fields[option] ?? []);
}

/** Those that a binding maps. */
export function mappedParts({ fields }: { fields: { [Name in Part]?: string | undefined } }): Part[] {
  return PARTS.filter((part) => fields[part] !== undefined);
}

/** What an item holds of each part, as Directus gives it. */
export function partsOf(binding: Binding, row: Row): unknown[] {
  return columnsOfParts(binding).map(([column]) => row[column]);
}
