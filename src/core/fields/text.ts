// Texts: title, description and the like, one column, or a text over several, and one member of the event each.
import type { Column, Field, Value } from './field';
import { rendered } from './template';

interface TextField<Name extends string, Required extends boolean> {
  code: string;
  /** The column's option in `bindings.json`, and the member of the event. */
  name: Name;
  about: string;
  required: Required;
  safeLength: number;
  /** See `Field.docs`. */
  lost: string;
}

export function text<const Name extends string, const Required extends boolean>({
  code,
  name,
  about,
  required,
  safeLength,
  lost,
}: TextField<Name, Required>) {
  const column: Column & { required: Required } = { required, holds: 'text', takes: ['template'], about };
  return {
    code,
    docs: { event: name, lost },
    columns: { [name]: column } as Record<Name, typeof column>,
    safeLength,
    ofItem: (raw, { template }) => (template === undefined ? textOf(raw[0]) : rendered(template, raw)),
    toItem: (value) => [value],
    ofEvent: (event) => textOf(event[name] ?? null),
    toEvent: (value, event) => (value === null && !event ? {} : { [name]: value }),
    sameMeaning: (a, b) => textForm(a) === textForm(b),
  } satisfies Field;
}

export function textOf(raw: unknown): Value {
  if (raw === undefined) return undefined;
  if (raw === null || raw === '') return null;
  if (typeof raw === 'string') return raw;
  return typeof raw === 'object' ? JSON.stringify(raw) : String(raw);
}

/** Google may trim outer blanks and turn CRLF into LF; a form that survives both. */
export function textForm(value: string): string {
  return value.replace(/\r\n?/g, '\n').trim();
}
