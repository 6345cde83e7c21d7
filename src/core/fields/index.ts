// The fields that an item and its event can share, a line each. A binding maps those whose columns it names.
import type { Column, Field } from './field';
import { attachments } from './attachments';
import { attendees } from './attendees';
import { cancelled } from './cancelled';
import { choice, COLORS } from './choice';
import { conference, conferenceUrl } from './conference';
import { description } from './description';
import { eventUrl, source } from './links';
import { reminders } from './reminders';
import { originalStart, recurrence, series } from './series';
import { text } from './text';
import { when } from './when';

export type { Column, Field, Value } from './field';

const LINES =
  'Blanks around it, and the form of line ends. Google cuts what is longer than 1,024 characters; the item keeps it.';

const TABLE = {
  when,
  summary: text({
    code: 't',
    name: 'summary',
    about: "The event's title.",
    required: true,
    safeLength: 1000,
    lost: LINES,
  }),
  description,
  location: text({
    code: 'l',
    name: 'location',
    about: 'Where the event takes place.',
    required: false,
    safeLength: 1000,
    lost: LINES,
  }),
  color: choice({
    code: 'c',
    name: 'color',
    about: 'Google’s colour of the event: "1" to "11", or its name, such as "tomato". Empty: that of the calendar.',
    member: 'colorId',
    words: COLORS,
    standard: null,
    lost: 'A name becomes a number once the colour is changed in Google.',
  }),
  visibility: choice({
    code: 'v',
    name: 'visibility',
    about: 'Who sees the event: "default", "public", "private" or "confidential".',
    member: 'visibility',
    words: { default: [], public: [], private: [], confidential: [] },
    standard: 'default',
    lost: 'Google may show "confidential" as "private".',
  }),
  transparency: choice({
    code: 'b',
    name: 'transparency',
    about: 'Whether the event makes its time busy: "opaque" (or "busy"), or "transparent" (or "free").',
    member: 'transparency',
    words: { opaque: ['busy'], transparent: ['free'] },
    standard: 'opaque',
    lost: '"busy" and "free" become Google’s words once it is changed there.',
  }),
  status: choice({
    code: 's',
    name: 'status',
    about: 'Whether the event is certain: "confirmed" or "tentative".',
    member: 'status',
    words: { confirmed: [], tentative: [] },
    standard: 'confirmed',
    lost: 'Nothing. A cancelled event is a deleted one.',
  }),
  reminders,
  attendees,
  conference,
  conferenceUrl,
  eventUrl,
  source,
  attachments,
  recurrence,
  series,
  originalStart,
  cancelled,
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

export type ColumnOption = RequiredColumn | OptionalColumn;

/** The columns of all fields, by option. */
export const COLUMNS = Object.assign({}, ...FIELD_NAMES.map((name) => FIELDS[name].columns)) as Record<
  ColumnOption,
  Column
>;
