// What an item and an event hold of the fields that their binding maps, in canonical form, and hashes of it.
import type { Mapped } from './binding';
import type { CalendarEvent } from './calendar-event';
import { FIELDS, type FieldName, type Value } from './fields';
import { columnsOf, mappedFields } from './fields/mapped';
import { hashColumns, shortHash } from './hash';

export type { Value } from './fields';

/** Every mapped field has its member; undefined is a value that could not be read. */
export type Values = PerField<Value>;

/** By field, of the fields that a binding maps. */
export type PerField<T> = Partial<Record<FieldName, T>>;

/** A Directus item as a flow reads it: columns by Directus' names. */
export type Row = Record<string, unknown>;

export function namesOf(fields: PerField<unknown>): FieldName[] {
  return Object.keys(fields) as FieldName[];
}

export function perField<T>(names: readonly FieldName[], make: (name: FieldName) => T): PerField<T> {
  return Object.fromEntries(names.map((name) => [name, make(name)]));
}

export function pick<T>(fields: PerField<T>, wanted: (name: FieldName) => boolean): PerField<T> {
  return perField(namesOf(fields).filter(wanted), (name) => fields[name]!);
}

/** Hash of one canonical value, 8 characters; undefined stays unknown. */
export function hashValue(value: Value): string | undefined {
  return value === undefined ? undefined : shortHash(value === null ? '0' : `1${value}`, 8);
}

/** The canonical values of an item. */
export function rowValues(binding: Mapped, row: Row): Values {
  return perField(mappedFields(binding), (name) => FIELDS[name].ofItem(rawOf(binding, row, name)));
}

/** Hashes of the columns of each field, as they stand in the item; undefined where one could not be read. */
export function rowHashes(binding: Mapped, row: Row): PerField<string | undefined> {
  return perField(mappedFields(binding), (name) => hashColumns(rawOf(binding, row, name)));
}

/** What the columns of a field hold. */
export function rawOf(binding: Mapped, row: Row, name: FieldName): unknown[] {
  return columnsOf(binding, name).map((column) => row[column]);
}

/** The hash of a field's columns once a value was written to them, if Directus stores it as it was sent. */
export function hashAfterWrite(name: FieldName, value: Value): string | undefined {
  return value === undefined ? undefined : hashColumns(FIELDS[name].toItem(value));
}

/** Columns as they are written to Directus; what is unknown is left out. */
export function columnsToWrite(binding: Mapped, values: Values): Row {
  return Object.fromEntries(
    namesOf(values).flatMap((name) => {
      const value = values[name];
      const raw = value === undefined ? [] : FIELDS[name].toItem(value);
      return raw.map((each, i) => [columnsOf(binding, name)[i]!, each]);
    }),
  );
}

/** @param zone IANA zone of the calendar */
export function eventValues(binding: Mapped, event: CalendarEvent, zone: string): Values {
  return perField(mappedFields(binding), (name) => FIELDS[name].ofEvent(event, zone));
}

/** Whether two canonical values, one of each side, mean the same although they may be written differently. */
export function sameMeaning(name: FieldName, a: Value, b: Value): boolean {
  return a === b || (typeof a === 'string' && typeof b === 'string' && FIELDS[name].sameMeaning(a, b));
}

/** Values that are known. */
export function known(values: Values): PerField<string | null> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}
