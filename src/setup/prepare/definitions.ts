// What the columns of a binding look like in Directus: the definitions that its API takes, with interfaces for people.
import type { Binding, BoundFields } from '../../core/binding';
import { COLUMNS, type ColumnOption } from '../../core/fields';

/** A field as `POST /fields/<collection>` takes it: https://directus.io/docs/api/fields */
export interface FieldDefinition {
  field: string;
  type: string;
  schema: Record<string, unknown>;
  meta: Record<string, unknown>;
}

type Shape = Omit<FieldDefinition, 'field'>;

/** In the order of the item form; what is missing here comes after the times. */
const FIRST: readonly string[] = ['summary', 'start', 'end', 'allDay', 'timeZone'];
const LAST: readonly string[] = ['description', 'problem', 'eventId', 'sync'];

/** The field ids and texts that the sync alone writes: people look at them. */
const READ_ONLY: readonly string[] = ['conferenceUrl', 'eventUrl', 'series', 'originalStart', 'problem', 'eventId'];

const EDITORS: Readonly<Record<string, string>> = { html: 'input-rich-text-html', markdown: 'input-rich-text-md' };

/** All fields that a binding names, but the primary key. Texts are of the type Text: a title may have 1,024 characters. */
export function fieldDefinitions({ fields, types }: Pick<Binding, 'fields' | 'types'>): FieldDefinition[] {
  return ordered(Object.keys(fields) as (keyof BoundFields)[])
    .filter((option) => option !== 'key')
    .map((option) => ({ field: fields[option]!, ...withNote(option, shapeOf(option, types[option])) }));
}

function ordered<Option extends string>(options: readonly Option[]): Option[] {
  const place = (option: string): number => {
    const first = FIRST.indexOf(option);
    if (first >= 0) return first;
    return FIRST.length + 1 + LAST.indexOf(option);
  };
  return [...options].sort((a, b) => place(a) - place(b));
}

/** @param form the type or the format that the binding names for the column */
function shapeOf(option: string, form: string | undefined): Shape {
  const column = COLUMNS[option as ColumnOption] as (typeof COLUMNS)[ColumnOption] | undefined;
  switch (option === 'paused' ? 'flag' : column?.holds) {
    case 'time':
      return { type: form ?? 'timestamp', schema: {}, meta: { interface: 'datetime', width: 'half' } };
    case 'flag':
      return { type: 'boolean', schema: {}, meta: { interface: 'boolean', special: ['cast-boolean'], width: 'half' } };
    case 'list':
      return form === 'csv'
        ? { type: 'csv', schema: {}, meta: { interface: 'tags', special: ['cast-csv'] } }
        : {
            type: 'json',
            schema: {},
            meta: { interface: 'input-code', special: ['cast-json'], options: { language: 'JSON' } },
          };
    default:
      return textShape(option, form, column?.choices);
  }
}

function textShape(option: string, format: string | undefined, choices: readonly string[] | undefined): Shape {
  if (option === 'eventId')
    return { type: 'string', schema: { max_length: 255, is_unique: true }, meta: { interface: 'input' } };
  if (option === 'sync')
    return { type: 'text', schema: {}, meta: { interface: 'input', hidden: true, readonly: true } };
  if (choices)
    return {
      type: 'string',
      schema: {},
      meta: {
        interface: 'select-dropdown',
        width: 'half',
        options: { allowNone: true, choices: choices.map((word) => ({ text: word, value: word })) },
      },
    };
  const isLong = ['description', 'recurrence', 'problem'].includes(option);
  const editor = EDITORS[format ?? ''] ?? (isLong ? 'input-multiline' : 'input');
  return { type: 'text', schema: {}, meta: { interface: editor } };
}

function withNote(option: string, shape: Shape): Shape {
  const note = NOTES[option];
  const readonly = READ_ONLY.includes(option);
  return { ...shape, meta: { ...shape.meta, ...(readonly && { readonly }), ...(note !== undefined && { note }) } };
}

const NOTES: Readonly<Record<string, string>> = {
  eventId: 'The Google Calendar event of this item',
  problem: 'What keeps this item from its event',
  paused: 'Nothing of this item goes to Google Calendar, or comes from there',
};
