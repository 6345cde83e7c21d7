// What a field is: one thing that an item and its event both hold, and how each side writes it.
import type { CalendarEvent } from '../calendar-event';

/**
 * A field's value in its canonical form, a text that is the same on both sides; null when a side holds nothing. Google
 * stores "" as absent, so both are null. Undefined is a value that could not be read: unknown is not empty.
 */
export type Value = string | null | undefined;

/** What a column is given: JSON. */
export type Raw = string | boolean | null | readonly unknown[] | Readonly<Record<string, unknown>>;

/** Which side a field follows: `both` each other, `toEvent` the event the item, `toItem` the item the event. */
export type Way = 'both' | 'toEvent' | 'toItem';

/** A column of Directus that a field is made of; its name stands in `bindings.json`. */
export interface Column {
  /** Whether a binding has to name it. */
  required: boolean;
  /** What a value of the field needs of the column's type. */
  holds: 'time' | 'text' | 'flag' | 'name' | 'list';
  /** What may stand in `bindings.json` in place of the column's name; missing: nothing, but for times their type. */
  takes?: readonly Form[];
  /** For people, in the schema of `bindings.json`. */
  about: string;
  /** What a person chooses from; missing: anything may be typed. */
  choices?: readonly string[];
}

/**
 * `template` a text over the item's columns; `onlyTemplate` nothing else, also as a plain text; `format` the name with a
 * format of texts; `listType` the name with a type of lists; `relation` a path to a column of related items.
 */
export type Form = 'template' | 'onlyTemplate' | 'format' | 'listType' | 'relation';

/** Types of Directus that hold a list of texts; a list of anything else needs JSON. */
export const LIST_TYPES = ['json', 'csv'] as const;

/** Types of Directus in which a time may stand, as Directus calls them. */
export const TIME_TYPES = ['timestamp', 'dateTime', 'date'] as const;
export type TimeType = (typeof TIME_TYPES)[number];

/** How the columns of one binding hold a field. */
export interface Mapping {
  /** The field's columns that the binding names, by option, in the field's order. */
  options: readonly string[];
  /** Of columns that hold times. */
  type: TimeType;
  /** Of the column of the start, whatever the field. */
  startType: TimeType;
  /** Of other columns: the type or format that the binding names. */
  form?: string | undefined;
  /** The text over the item's columns that stands in place of a column. */
  template?: string | undefined;
  /** IANA zone of the binding: in it days begin, and clocks show what has no zone of its own. */
  zone: string;
  /** Whether the binding names that zone itself: then its events are given it. */
  isZoneNamed: boolean;
}

/** Its columns are merged, written, reported and left alone together: half of a time is no time. */
export interface Field {
  /** One letter, which names the field in a base. */
  code: string;
  /** No member of the event: who writes the event writes it by itself, after it. */
  isApart?: true;
  /** For docs/fields.md: the members of the event, and what does not survive the way, with the reason. */
  docs: { event: string; lost: string };
  /** Missing: `both`. A binding may narrow it (`wayOf`). */
  way?: Way;
  /** In a binding whose items are dates of series; missing: as above. */
  wayOfDates?: Way;
  /** By option of `bindings.json`. The first one decides whether a binding maps the field. */
  columns: Readonly<Record<string, Column>>;
  /** The longest text that Google is known to take; missing: it refuses none of this field. */
  safeLength?: number;
  /** @param raw what the mapped columns hold, in their order; undefined for a column that could not be read */
  ofItem(raw: readonly unknown[], mapping: Mapping): Value;
  /** What the mapped columns are to hold, in the form in which Directus itself gives it back. */
  toItem(value: string | null, mapping: Mapping): Raw[];
  ofEvent(event: CalendarEvent, mapping: Mapping): Value;
  /**
   * Members of an insert, or of a patch.
   * @param event that is patched
   * @param seed another text for each write that differs, the same one where it is repeated
   */
  toEvent(
    value: string | null,
    event: CalendarEvent | undefined,
    mapping: Mapping,
    seed: string,
  ): Record<string, unknown>;
  /** Why a value is none that an event could have: what the columns hold makes none. Undefined: it is one. */
  whyBad?(value: Value): string | undefined;
  /** Whether two values mean the same, however they are written. */
  sameMeaning(a: string, b: string): boolean;
  /** What a value says to a person and to a base, where it also says what the columns are to hold. */
  said?(value: string): string;
  /** Each side's value as it is beside the other one, where one of them says only a part and keeps the rest. */
  beside?(
    item: { raw: readonly unknown[]; value: Value },
    event: { event: CalendarEvent; value: Value },
    mapping: Mapping,
  ): { item: Value; event: Value };
  /** Whether the event lacks the value because Google could not make it: that is no person's edit. */
  isFailed?(event: CalendarEvent): boolean;
  /** Whether what the columns are to hold depends on what they hold. */
  needsItem?(value: Value, mapping: Mapping): boolean;
}
