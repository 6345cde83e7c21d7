// Which fields a binding maps, and the columns that they are made of.
import type { ColumnName, Mapped, Typed } from '../binding';
import type { Mapping } from './field';
import { FIELD_NAMES, FIELDS, type FieldName } from './index';

/** In the order of the table. */
export function mappedFields({ fields }: Mapped): FieldName[] {
  return FIELD_NAMES.filter((name) => fields[Object.keys(FIELDS[name].columns)[0] as ColumnName] !== undefined);
}

/** The columns of a field that a binding names, by option, in the order in which the field declares them. */
export function optionsOf({ fields }: Mapped, name: FieldName): ColumnName[] {
  return (Object.keys(FIELDS[name].columns) as ColumnName[]).filter((option) => fields[option] !== undefined);
}

/** Directus' names of these columns. */
export function columnsOf({ fields }: Mapped, name: FieldName): string[] {
  return optionsOf({ fields }, name).map((option) => fields[option]!);
}

/** How a binding's columns hold a field. */
export function mappingOf({ fields, types, zone, timeZone }: Typed, name: FieldName): Mapping {
  const options = optionsOf({ fields }, name);
  return { options, type: types[options[0]!] ?? 'timestamp', zone, isZoneNamed: timeZone !== undefined };
}

/** The field that a column of Directus is part of. */
export function fieldOfColumn(binding: Mapped, column: string | undefined): FieldName | undefined {
  return column === undefined
    ? undefined
    : mappedFields(binding).find((name) => columnsOf(binding, name).includes(column));
}
