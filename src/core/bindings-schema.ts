// What bindings.json may hold: checked at run time, told in a person's words, and made into bindings.schema.json by the build.
import * as v from 'valibot';
import { isObject } from './checks';
import { COLUMNS, type OptionalColumn, type RequiredColumn, type TimeColumn } from './fields';
import { TIME_TYPES } from './fields/field';
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

const DELETIONS = 'is a whole number, never below 10';
const SHARE = 'is a share between 0 and 1';

const fieldName = matching(/^[A-Za-z_][A-Za-z0-9_]*$/, 'must be a Directus field name');

const archive = members({
  archive: members({
    field: v.pipe(fieldName, v.description('The field that says that an item is archived.')),
    value: v.string('must be a text'),
  }),
});

const typedField = members({
  name: fieldName,
  type: v.pipe(
    v.optional(oneOf(TIME_TYPES), 'timestamp'),
    v.description(
      'The type of the field in Directus: a moment, what clocks show in the zone of the binding, or a day.',
    ),
  ),
});

/** The name of a field that holds a time, with its type where that is no Timestamp. */
const timeField = v.union([fieldName, typedField], ({ input, issues }) =>
  isObject(input) && issues
    ? issues.flatMap((issue) => (issue.path ? `${String(issue.path[0].key)}: ${inWords(issue)}` : [])).join('; ')
    : 'must be a Directus field name, or { "name": …, "type": "timestamp" | "dateTime" | "date" }',
);

type OptionFor<Option> = Option extends TimeColumn ? typeof timeField : typeof fieldName;

/** An option for each column of the fields. */
function columnsOfFields() {
  const options = Object.entries(COLUMNS).map(([option, { required, about, holds }]) => {
    const named = holds === 'time' ? timeField : fieldName;
    return [option, v.pipe(required ? named : v.optional(named), v.description(about))];
  });
  return Object.fromEntries(options) as { [Option in RequiredColumn]: OptionFor<Option> } & {
    [Option in OptionalColumn]: v.OptionalSchema<OptionFor<Option>, undefined>;
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
