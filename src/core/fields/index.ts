// The fields that an item and its event can share, a line each. A binding maps those whose columns it names.
import type { Column, Field } from './field';
import { text } from './text';
import { when } from './when';

export type { Column, Field, Value } from './field';

const TABLE = {
  when,
  summary: text({ code: 't', name: 'summary', about: "The event's title.", required: true, safeLength: 1000 }),
  description: text({
    code: 'd',
    name: 'description',
    about: "The event's description.",
    required: true,
    safeLength: 8000,
  }),
  location: text({
    code: 'l',
    name: 'location',
    about: 'Where the event takes place.',
    required: false,
    safeLength: 1000,
  }),
};

export type FieldName = keyof typeof TABLE;
export const FIELDS: Readonly<Record<FieldName, Field>> = TABLE;
export const FIELD_NAMES = Object.keys(FIELDS) as FieldName[];

type ColumnsOf<Name extends FieldName> = (typeof TABLE)[Name]['columns'];
type OptionOf<Name extends FieldName, Required> = {
  [Option in keyof ColumnsOf<Name>]: ColumnsOf<Name>[Option] extends { required: Required } ? Option : never;
}[keyof ColumnsOf<Name>];

/** Options of `bindings.json` that name columns of fields. */
export type RequiredColumn = { [Name in FieldName]: OptionOf<Name, true> }[FieldName];
export type OptionalColumn = { [Name in FieldName]: OptionOf<Name, false> }[FieldName];

/** Those of them that hold times, and may be of several types. */
export type TimeColumn = {
  [Option in keyof ColumnsOf<'when'>]: ColumnsOf<'when'>[Option] extends { holds: 'time' } ? Option : never;
}[keyof ColumnsOf<'when'>];

/** The columns of all fields, by option. */
export const COLUMNS = Object.assign({}, ...FIELD_NAMES.map((name) => FIELDS[name].columns)) as Record<
  RequiredColumn | OptionalColumn,
  Column
>;
