// What an item and an event hold of the fields that their binding maps, in canonical form, and hashes of it.
import type { Mapped, Typed } from './binding';
import { valueAt } from './fields/template';
import type { CalendarEvent } from './calendar-event';
import { FIELDS, type FieldName, type Value } from './fields';
import { columnsOf, isMade, mappedFields, mappingOf } from './fields/mapped';
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

/** Hash of what a canonical value says, 8 characters; undefined stays unknown. */
export function hashValue(name: FieldName, value: Value): string | undefined {
  return value === undefined ? undefined : shortHash(value === null ? '0' : `1${saidOf(name, value)}`, 8);
}

function saidOf(name: FieldName, value: string): string {
  return FIELDS[name].said?.(value) ?? value;
}

/** The canonical values of an item. */
export function rowValues(binding: Typed, row: Row): Values {
  return perField(mappedFields(binding), (name) =>
    FIELDS[name].ofItem(rawOf(binding, row, name), mappingOf(binding, name)),
  );
}

/** Hashes of the columns of each field, as they stand in the item; undefined where one could not be read. */
export function rowHashes(binding: Typed, row: Row): PerField<string | undefined> {
  return perField(mappedFields(binding), (name) => {
    const raw = rawOf(binding, row, name);
    const mapping = mappingOf(binding, name);
    // Of a template counts what it says: another template of the same columns is a change.
    return hashColumns(mapping.template === undefined ? raw : [FIELDS[name].ofItem(raw, mapping)]);
  });
}

/** What the columns of a field hold. */
export function rawOf(binding: Mapped, row: Row, name: FieldName): unknown[] {
  return columnsOf(binding, name).map((column) => (column.includes('.') ? valueAt(row, column) : row[column]));
}

/** The hash of a field's columns once a value was written to them, if Directus stores it as it was sent. */
export function hashAfterWrite(binding: Typed, name: FieldName, value: Value): string | undefined {
  return value === undefined ? undefined : hashColumns(FIELDS[name].toItem(value, mappingOf(binding, name)));
}

/** Columns as they are written to Directus; what is unknown, and what is made by templates, is left out. */
export function columnsToWrite(binding: Typed, values: Values): Row {
  return Object.fromEntries(
    namesOf(values).flatMap((name) => {
      const value = values[name];
      const raw =
        value === undefined || isMade(binding, name) ? [] : FIELDS[name].toItem(value, mappingOf(binding, name));
      return raw.map((each, i) => [columnsOf(binding, name)[i]!, each]);
    }),
  );
}

export function eventValues(binding: Typed, event: CalendarEvent): Values {
  return perField(mappedFields(binding), (name) => FIELDS[name].ofEvent(event, mappingOf(binding, name)));
}

/** Whether what the columns are to hold of an event depends on what they hold now. */
export function needsItem(binding: Typed, event: Values): boolean {
  return namesOf(event).some((name) => FIELDS[name].needsItem?.(event[name], mappingOf(binding, name)));
}

/** The values of both sides of a pair, where one of them says only a part and keeps the rest of what the other one holds. */
export function valuesBeside(
  binding: Typed,
  item: { row: Row; values: Values },
  event: { event: CalendarEvent; values: Values },
): { item: Values; event: Values } {
  const both = perField(namesOf(item.values), (name) => {
    const [ofItem, ofEvent] = [item.values[name], event.values[name]];
    const { beside } = FIELDS[name];
    if (!beside) return { item: ofItem, event: ofEvent };
    const raw = rawOf(binding, item.row, name);
    return beside({ raw, value: ofItem }, { event: event.event, value: ofEvent }, mappingOf(binding, name));
  });
  const names = namesOf(both);
  return {
    item: perField(names, (name) => both[name]!.item),
    event: { ...event.values, ...perField(names, (name) => both[name]!.event) },
  };
}

/** Whether two canonical values, one of each side, mean the same although they may be written differently. */
export function sameMeaning(name: FieldName, a: Value, b: Value): boolean {
  return a === b || (typeof a === 'string' && typeof b === 'string' && FIELDS[name].sameMeaning(a, b));
}

/** What is known of values, for people. */
export function known(values: Values): PerField<string | null> {
  const read = namesOf(values).filter((name) => values[name] !== undefined);
  return perField(read, (name) => (values[name] === null ? null : saidOf(name, values[name]!)));
}
