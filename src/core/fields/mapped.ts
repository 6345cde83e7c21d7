// Which fields a binding maps, and the columns that they are made of.
import type { ColumnName, Mapped } from '../binding';
import { FIELD_NAMES, FIELDS, type FieldName } from './index';

/** In the order of the table. */
export function mappedFields({ fields }: Mapped): FieldName[] {
  return FIELD_NAMES.filter((name) => columnsOf({ fields }, name)[0] !== undefined);
}

/** Directus' names of the columns, in the order in which the field declares them. */
export function columnsOf({ fields }: Mapped, name: FieldName): string[] {
  return Object.keys(FIELDS[name].columns).map((option) => fields[option as ColumnName]!);
}

/** The field that a column of Directus is part of. */
export function fieldOfColumn(binding: Mapped, column: string | undefined): FieldName | undefined {
  return column === undefined
    ? undefined
    : mappedFields(binding).find((name) => columnsOf(binding, name).includes(column));
}
