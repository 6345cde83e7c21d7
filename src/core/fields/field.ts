// What a field is: one thing that an item and its event both hold, and how each side writes it.
import type { CalendarEvent } from '../calendar-event';

/**
 * A field's value in its canonical form, a text that is the same on both sides; null when a side holds nothing. Google
 * stores "" as absent, so both are null. Undefined is a value that could not be read: unknown is not empty.
 */
export type Value = string | null | undefined;

/** A column of Directus that a field is made of; its name stands in `bindings.json`. */
export interface Column {
  /** Whether a binding has to name it. */
  required: boolean;
  /** What a value of the field needs of the column's type. */
  holds: 'moment' | 'text';
  /** For people, in the schema of `bindings.json`. */
  about: string;
}

/** Its columns are merged, written, reported and left alone together: half of a time is no time. */
export interface Field {
  /** One letter, which names the field in a base. */
  code: string;
  /** By option of `bindings.json`. The first one decides whether a binding maps the field. */
  columns: Readonly<Record<string, Column>>;
  /** The longest text that Google is known to take; missing: it refuses none of this field. */
  safeLength?: number;
  /** @param raw what the columns hold, in their order; undefined for a column that could not be read */
  ofItem(raw: readonly unknown[]): Value;
  /** What the columns are to hold, in the form in which Directus itself gives it back. */
  toItem(value: string | null): (string | null)[];
  /** @param zone IANA zone of the calendar */
  ofEvent(event: CalendarEvent, zone: string): Value;
  /**
   * Members of an insert, or of a patch.
   * @param event that is patched
   */
  toEvent(value: string | null, event: CalendarEvent | undefined, zone: string): Record<string, unknown>;
  /** Whether two values mean the same, however they are written. */
  sameMeaning(a: string, b: string): boolean;
}
