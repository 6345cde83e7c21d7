// Mapped values in their canonical form, the same on both sides, and their prints.
import { FIELD_KINDS, FIELD_NAMES, type Mapped, type FieldName } from './binding';
import { canonicalInstant } from './datetime';
import { print } from './hash';

/**
 * A canonical value: text as it stands, an instant as `YYYY-MM-DDTHH:MM:SSZ`, null for empty (Google stores ""
 * as absent, so both are the same). Undefined is a value that could not be read: unknown is not empty.
 */
export type Value = string | null | undefined;
export type Values = Record<FieldName, Value>;

/** A Directus item as a flow reads it: fields by Directus' names. */
export type Row = Record<string, unknown>;

/** Hash of one canonical value, 8 characters; undefined stays unknown. */
export function hashValue(value: Value): string | undefined {
  return value === undefined ? undefined : print(value === null ? '0' : `1${value}`, 8);
}

export function hashValues(values: Values): Record<FieldName, string | undefined> {
  return mapFields((name) => hashValue(values[name]));
}

export function mapFields<T>(make: (name: FieldName) => T): Record<FieldName, T> {
  return Object.fromEntries(FIELD_NAMES.map((name) => [name, make(name)])) as Record<FieldName, T>;
}

/** What a value of an instant field is called when it names no moment; it equals no real value. */
export const NOT_A_MOMENT = 'not a moment: ';

/** One value as it came from either side, made canonical. */
export function canonicalValue(name: FieldName, raw: unknown): Value {
  if (raw === undefined) return undefined;
  if (raw === null || raw === '') return null;
  const text = typeof raw === 'string' ? raw : typeof raw === 'object' ? JSON.stringify(raw) : String(raw);
  if (FIELD_KINDS[name] === 'text') return text;
  return canonicalInstant(text) ?? NOT_A_MOMENT + text;
}

/**
 * The canonical values of an item. An item without an end ends when it starts, as its event then does, so that moving
 * the start moves both.
 */
export function rowValues(binding: Mapped, row: Row): Values {
  const values = mapFields((name) => canonicalValue(name, row[binding.fields[name]]));
  return values.end === null ? { ...values, end: values.start } : values;
}

/** Whether two canonical values, one of each side, mean the same although they may be written differently. */
export function sameMeaning(a: Value, b: Value): boolean {
  return a === b || (typeof a === 'string' && typeof b === 'string' && textForm(a) === textForm(b));
}

/** Google may trim outer blanks and turn CRLF into LF; a form that survives both. */
export function textForm(text: string): string {
  return text.replace(/\r\n?/g, '\n').trim();
}

/** The primary key as text, in the form that Directus itself gives it in an answer. */
export function rowKey(binding: Mapped, row: Row): string {
  return String(row[binding.fields.key]);
}

/**
 * Every form under which a key that a caller typed may be stored: Directus hands keys on as typed ("01", 1, a UUID in
 * capitals), while the row holds 1 or the UUID in lower case. Whether an item is gone is decided by all of them.
 */
export function keyForms(typed: string | number): string[] {
  const text = String(typed).trim();
  const forms = [text];
  if (/^[+-]?\d{1,15}$/.test(text)) forms.push(String(Number(text)));
  if (/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text)) forms.push(text.toLowerCase());
  return [...new Set(forms)];
}

/** Keys of rows that were read, as text, with the values that Directus gave for them: numbers, or texts. */
export function keysOf(binding: Mapped, rows: readonly Row[]): Map<string, unknown> {
  return new Map(rows.map((row) => [rowKey(binding, row), row[binding.fields.key]]));
}

/**
 * The forms under which an item with this typed key is not there any more; none while it is there in another spelling.
 * Where keys are texts, "01" and "1" are two items: a row whose key is the text "1" says nothing of "01".
 * @param present all rows that a read of the key's forms found, see `keysOf`
 */
export function goneForms(typed: string | number, present: ReadonlyMap<string, unknown>): string[] {
  const forms = keyForms(typed);
  const isOther = (form: string): boolean =>
    form !== forms[0] && /^-?\d+$/.test(form) && typeof present.get(form) === 'string';
  if (forms.some((form) => present.has(form) && !isOther(form))) return [];
  return forms.filter((form) => !present.has(form));
}

/** Values as they are sent to Directus: what is unknown is left out. */
export function written(values: Partial<Values>): Partial<Record<FieldName, string | null>> {
  const known = FIELD_NAMES.filter((name) => values[name] !== undefined);
  return Object.fromEntries(known.map((name) => [name, values[name]])) as Partial<Record<FieldName, string | null>>;
}
