// What people type, one at a time: a column of an item, and the member of its event that has the same name. Start and end
// are two of them, although they are one field.
import type { Binding as AnyBinding } from '../src/core/binding';
import type { Binding } from './binding';
import { COLUMNS, FIELD_NAMES, FIELDS, type FieldName, type RequiredColumn } from '../src/core/fields';
import type { Row } from '../src/core/values';
import { columnsIn } from './templates';

export type Part = RequiredColumn | 'location';
export const PARTS = (Object.keys(COLUMNS) as (keyof typeof COLUMNS)[]).filter(
  (option): option is Part => COLUMNS[option].required || option === 'location',
);
export const TEXTS = ['summary', 'description', 'location'] as const;
export type Text = (typeof TEXTS)[number];

type Mapped = Pick<AnyBinding, 'fields' | 'templates'>;

/** The field that a part belongs to. */
export function fieldOf(part: Part): FieldName {
  return FIELD_NAMES.find((name) => part in FIELDS[name].columns)!;
}

/** The columns of the parts that a binding maps, with the part of each. */
export function columnsOfParts(binding: Mapped): [column: string, part: Part][] {
  return mappedParts(binding).map((part) => [columnOf(binding, part), part]);
}

/** The column into which people type a part that the binding maps: its own, or the first one that its template names. */
export function columnOf({ fields, templates }: Mapped, part: Part): string {
  return fields[part] ?? columnsIn(templates[part]!)[0]!;
}

/** All columns of a binding that the event has a part in, those of days, zones and templates among them. */
export function mappedColumns({ fields, templates }: Binding): string[] {
  const named = (Object.keys(COLUMNS) as (keyof typeof COLUMNS)[]).flatMap((option) => fields[option] ?? []);
  return [...named, ...Object.values(templates).flatMap(columnsIn)];
}

/** Those that a binding maps. */
export function mappedParts({ fields, templates }: Mapped): Part[] {
  return PARTS.filter((part) => fields[part] !== undefined || templates[part] !== undefined);
}

/** Whether a part is made by a template: what people make of it in Google goes nowhere. */
export function isMadePart({ templates }: Pick<Binding, 'templates'>, part: string): boolean {
  return (templates as Readonly<Record<string, string | undefined>>)[part] !== undefined;
}

/** What an item holds of each part, as Directus gives it. */
export function partsOf(binding: Binding, row: Row): unknown[] {
  return columnsOfParts(binding).map(([column]) => row[column]);
}
