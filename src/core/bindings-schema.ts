// What bindings.json may hold: checked at run time, told in a person's words, and made into bindings.schema.json by the build.
import * as v from 'valibot';
import { isObject } from './checks';
import { COLUMNS, type OptionalColumn, type RequiredColumn } from './fields';
import { LIST_TYPES, TIME_TYPES, type Column, type Form } from './fields/field';
import { COLORS } from './fields/choice';
import { templateProblem } from './fields/template';
import { filterProblems } from './filter';
import { FORMATS } from './rich-text';
import { suggestion } from './suggestion';
import { noZone, zoneName } from './zones';

/** An object with these members and no others; each unknown member is an error, which suggests the name that was meant. */
function members<const Entries extends v.ObjectEntries>(entries: Entries) {
  const known = Object.keys(entries);
  const checked = v.pipe(
    v.looseObject(entries, 'must be an object'),
    v.rawCheck(({ dataset, addIssue }) => {
      const input: unknown = dataset.value;
      if (!isObject(input)) return;
      for (const key of Object.keys(input).filter((name) => !known.includes(name)))
        addIssue({
          message: `there is no such option.${suggestion(key, known)} Known are ${known.join(', ')}`,
          path: [{ type: 'object', origin: 'key', input, key, value: input[key] }],
        });
    }),
  );
  type Exact = v.ObjectSchema<Entries, undefined>;
  return checked as unknown as v.GenericSchema<v.InferInput<Exact>, v.InferOutput<Exact>>;
}

function oneOf<const Words extends readonly string[]>(words: Words) {
  const choice = words.map((word) => `"${word}"`).join(' | ');
  return v.picklist(words, ({ input }) =>
    typeof input === 'string' ? `must be ${choice}.${suggestion(input, words)}` : `must be ${choice}`,
  );
}

function matching(pattern: RegExp, message: string) {
  return v.pipe(v.string(message), v.regex(pattern, message));
}

/** What is wrong at a place. */
export function inWords({ input, message }: v.BaseIssue<unknown>): string {
  return input === undefined ? 'is missing' : message;
}

/** https://developers.google.com/workspace/calendar/api/v3/reference/events#eventType */
const EVENT_TYPES = ['default', 'birthday', 'focusTime', 'fromGmail', 'outOfOffice', 'workingLocation'] as const;
const MAILS = ['none', 'external', 'all'] as const;

const DELETIONS = 'is a whole number, never below 10';
const SHARE = 'is a share between 0 and 1';

function wholeNumber(least: number, most: number) {
  const message = `is a whole number from ${least} to ${most}`;
  return v.pipe(v.number(message), v.integer(message), v.minValue(least, message), v.maxValue(most, message));
}

const fieldName = matching(/^[A-Za-z_][A-Za-z0-9_]*$/, 'must be a Directus field name');

const path = matching(/^[A-Za-z_]\w*(\.[A-Za-z_]\w*)*$/, 'must be a field, or a path to one such as guests.id');

const archive = members({
  archive: members({
    field: v.pipe(fieldName, v.description('The field that says that an item is archived.')),
    value: v.string('must be a text'),
  }),
});

const template = v.pipe(
  v.string('must be a text'),
  v.check(
    (text) => templateProblem(text) === undefined,
    ({ input }) => templateProblem(String(input)) ?? '',
  ),
);

/** How the columns of an item hold a field: a name, or what a field of that kind takes in its place. */
export interface FieldOption {
  name?: string | undefined;
  type?: string | undefined;
  format?: string | undefined;
  template?: string | undefined;
  relation?: string | undefined;
}

interface FormOfField {
  schema: v.GenericSchema<unknown, string | FieldOption>;
  /** Of an object. */
  members?: readonly string[];
  words: string;
}

/** What may stand for a field, with the words that say so. */
const FORMS: Record<Form | 'name' | 'time', FormOfField> = {
  name: { schema: fieldName, words: 'a Directus field name' },
  time: {
    schema: members({
      name: fieldName,
      type: v.pipe(
        v.optional(oneOf(TIME_TYPES), 'timestamp'),
        v.description(
          'The type of the field in Directus: a moment, what clocks show in the zone of the binding, or a day.',
        ),
      ),
    }),
    members: ['name', 'type'],
    words: '{ "name": …, "type": "timestamp" | "dateTime" | "date" }',
  },
  listType: {
    schema: members({ name: fieldName, type: oneOf(LIST_TYPES) }),
    members: ['name', 'type'],
    words: '{ "name": …, "type": "json" | "csv" }',
  },
  format: {
    schema: members({ name: fieldName, format: oneOf(FORMATS) }),
    members: ['name', 'format'],
    words: '{ "name": …, "format": "plain" | "html" | "markdown" }',
  },
  template: {
    schema: members({ template }),
    members: ['template'],
    words: '{ "template": "{{client.name}} – {{name}}" }',
  },
  onlyTemplate: {
    schema: v.union([template, members({ template })]),
    words: 'a text with fields in it, such as "https://example.com/{{id}}"',
  },
  relation: {
    schema: members({
      relation: matching(/^[A-Za-z_]\w*(\.[A-Za-z_]\w*)+$/, 'must be a path to a field of related items'),
    }),
    members: ['relation'],
    words: '{ "relation": "guests.email" }',
  },
};

function formsOf({ holds, takes = [] }: Column): (keyof typeof FORMS)[] {
  if (takes.includes('onlyTemplate')) return ['onlyTemplate'];
  return holds === 'time' ? ['name', 'time'] : ['name', ...takes];
}

/** The schema of one field's option. */
function fieldOption(column: Column): v.GenericSchema<unknown, string | FieldOption> {
  const forms = formsOf(column).map((form) => FORMS[form]);
  if (forms.length === 1) return forms[0]!.schema;
  const choice = `must be ${forms.map(({ words }) => words).join(', or ')}`;
  return v.union(
    forms.map(({ schema }) => schema),
    ({ input }) => (isObject(input) ? (problemOf(input, forms) ?? choice) : choice),
  );
}

/** What is wrong with the form that was meant: the one that has the most of the members that are there. */
function problemOf(input: Record<string, unknown>, forms: readonly FormOfField[]): string | undefined {
  const shared = ({ members: names = [] }: FormOfField): number => names.filter((name) => name in input).length;
  const meant = forms.reduce((best, form) => (shared(form) > shared(best) ? form : best));
  if (shared(meant) === 0) return undefined;
  const { issues = [] } = v.safeParse(meant.schema, input);
  return issues.map((issue) => `${String(issue.path?.[0].key)}: ${inWords(issue)}`).join('; ');
}

/** An option for each column of the fields. */
function columnsOfFields() {
  const options = Object.entries(COLUMNS).map(([option, column]) => {
    const schema = fieldOption(column);
    return [option, v.pipe(column.required ? schema : v.optional(schema), v.description(column.about))];
  });
  type Option = v.GenericSchema<unknown, string | FieldOption>;
  return Object.fromEntries(options) as { [Name in RequiredColumn]: Option } & {
    [Name in OptionalColumn]: v.OptionalSchema<Option, undefined>;
  };
}

const fields = members({
  key: v.pipe(v.optional(fieldName, 'id'), v.description('The primary key.')),
  eventId: v.pipe(
    fieldName,
    v.description('Text; holds the id of the event. Each binding of a collection has its own.'),
  ),
  sync: v.pipe(
    fieldName,
    v.description('Text, hidden; holds what both sides last agreed on. Each binding of a collection has its own.'),
  ),
  ...columnsOfFields(),
  paused: v.pipe(
    v.optional(fieldName),
    v.description('Boolean, optional: while it is true nothing of the item and its event is synced.'),
  ),
  problem: v.pipe(
    v.optional(fieldName),
    v.description('Text, optional; here the sync writes the last problem of an item. Each binding has its own.'),
  ),
});

const binding = members({
  id: v.pipe(
    matching(/^[a-z0-9-]{1,16}$/, 'must be 1 to 16 of a–z, 0–9 and "-"'),
    v.description('Part of every link between an item and an event: never rename it.'),
  ),
  collection: v.pipe(fieldName, v.description('The collection in Directus.')),
  calendar: v.pipe(matching(/./, 'must be a calendar id, or "primary"'), v.description('A calendar id, or "primary".')),
  fields: v.pipe(fields, v.description('Names of the fields of the collection.')),
  timeZone: v.pipe(
    v.optional(
      v.pipe(
        v.string('must be a text'),
        v.check(
          (name) => zoneName(name) !== undefined,
          ({ input }) => noZone(input),
        ),
      ),
    ),
    v.description(
      'The zone of the items, such as "Europe/Berlin": where days begin, and what a DateTime field means. Left out: the zone of the calendar, as it was at the first comparison.',
    ),
  ),
  direction: v.pipe(
    v.optional(oneOf(['both', 'toGoogle', 'toDirectus']), 'both'),
    v.description('Which side follows: each the other, the calendar alone, or the collection alone.'),
  ),
  onReadOnlyEdit: v.pipe(
    v.optional(oneOf(['putBack', 'leave']), 'putBack'),
    v.description(
      'What becomes of an edit on the side that does not count: in a binding of one direction, and of a text that is made by a template.',
    ),
  ),
  filter: v.pipe(
    v.optional(
      v.pipe(
        v.record(v.string(), v.unknown(), 'must be a filter of Directus, an object'),
        v.check(
          (filter) => filterProblems(filter).length === 0,
          ({ input }) => filterProblems(input).join('; '),
        ),
      ),
    ),
    v.description('A filter of Directus: only items that match have events.'),
  ),
  related: v.pipe(
    v.optional(v.record(path, fieldName, 'must be an object'), {}),
    v.description(
      'Collections that templates, relations and the filter look into, by the path to the key of an item there: { "client": "clients", "guests.id": "guests" }. What changes there is synced at once; without it by the daily comparison.',
    ),
  ),
  eventFilter: v.pipe(
    v.optional(
      members({
        text: v.pipe(
          v.optional(v.string('must be a text')),
          v.description('Only events that hold it in title, description or location, in any case.'),
        ),
        colors: v.pipe(
          v.optional(v.array(oneOf(Object.keys(COLORS)), 'must be a list')),
          v.description('Only events of these colours, "1" to "11".'),
        ),
        types: v.pipe(
          v.optional(v.array(oneOf(EVENT_TYPES), 'must be a list')),
          v.description('Only events of these types of Google; without it "default" alone.'),
        ),
      }),
      {},
    ),
    v.description('Which new events of the calendar become items. Events that have one stay with it.'),
  ),
  notify: v.pipe(
    v.optional(members({ newEvents: v.optional(oneOf(MAILS), 'none'), changes: v.optional(oneOf(MAILS), 'none') }), {}),
    v.description(
      'To which guests Google sends mail about what comes from Directus; never at a first sync, or when something is repaired.',
    ),
  ),
  recurring: v.pipe(
    v.optional(oneOf(['series', 'occurrences', 'none']), 'series'),
    v.description(
      'What a recurring event is: one item, by its first date; an item for each date within the window; or nothing.',
    ),
  ),
  events: v.pipe(
    v.optional(oneOf(['all', 'single', 'recurring']), 'all'),
    v.description('Which new events become items: all, those that happen once, or those that recur.'),
  ),
  window: v.pipe(
    v.optional(
      members({
        past: v.pipe(v.optional(wholeNumber(0, 3650), 7), v.description('Days before today.')),
        future: v.pipe(v.optional(wholeNumber(1, 1095), 365), v.description('Days after today.')),
        perSeries: v.pipe(
          v.optional(wholeNumber(1, 730), 730),
          v.description('The most dates of one recurring event that have items at a time.'),
        ),
      }),
      {},
    ),
    v.description('With "recurring": "occurrences": the days whose dates have items. It moves with each day.'),
  ),
  onConflict: v.pipe(
    v.optional(oneOf(['newest', 'directus', 'google']), 'newest'),
    v.description('Which side wins when a field was changed on both.'),
  ),
  onEventDeleted: v.pipe(
    v.optional(
      v.union(
        [v.picklist(['delete', 'unlink']), archive],
        'must be "delete", "unlink" or { "archive": { "field": …, "value": … } }',
      ),
      'delete',
    ),
    v.description('What happens to the item when its event was deleted in Google.'),
  ),
  newEvents: v.pipe(
    v.optional(v.boolean('must be true or false'), true),
    v.description('Whether new events become items; at most one binding of a calendar.'),
  ),
  emitEvents: v.pipe(
    v.optional(v.boolean('must be true or false'), false),
    v.description("Whether Directus' own flows, webhooks and sockets are told of what comes from Google."),
  ),
  brake: v.pipe(
    v.optional(
      members({
        deletions: v.optional(v.pipe(v.number(DELETIONS), v.integer(DELETIONS), v.minValue(10, DELETIONS)), 100),
        share: v.optional(v.pipe(v.number(SHARE), v.minValue(0, SHARE), v.maxValue(1, SHARE)), 0.2),
      }),
      {},
    ),
    v.description('How much may be deleted within an hour.'),
  ),
});

/** The content of the file. */
export const BINDINGS_SCHEMA = members({
  $schema: v.optional(v.string('must be a text')),
  bindings: v.pipe(v.array(binding, 'must be a list'), v.minLength(1, 'needs at least one binding')),
});

/** A binding as the file has it, defaults filled in. */
export type BindingOptions = v.InferOutput<typeof binding>;
