// Primary keys: as Directus gives them, and as people type them.
import type { Named } from './binding';
import type { Row } from './values';

/** The primary key as text, in the form that Directus itself gives it in an answer. */
export function rowKey(binding: Named, row: Row): string {
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
export function keysOf(binding: Named, rows: readonly Row[]): Map<string, unknown> {
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
