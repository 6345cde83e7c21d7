// bindings.schema.json: the schema that the script checks by, with what editors show of each option.
import { BINDINGS_SCHEMA } from '../src/core/bindings-schema';
import type { JsonSchema } from '../src/core/json-schema';

/** By the path of the option within a binding. */
const DESCRIPTIONS: Readonly<Record<string, string>> = {
  id: 'Part of every link between an item and an event: never rename it.',
  collection: 'The collection in Directus.',
  calendar: 'A calendar id, or "primary".',
  fields: 'Names of the fields of the collection.',
  'fields.key': 'The primary key.',
  'fields.eventId': 'Text; holds the id of the event. Each binding of a collection has its own.',
  'fields.sync': 'Text, hidden; holds what both sides last agreed on. Each binding of a collection has its own.',
  'fields.start': 'Timestamp.',
  'fields.end': 'Timestamp.',
  'fields.summary': "The event's title.",
  'fields.description': "The event's description.",
  'fields.problem': 'Text, optional; here the sync writes the last problem of an item. Each binding has its own.',
  onConflict: 'Which side wins when a field was changed on both.',
  onEventDeleted: 'What happens to the item when its event was deleted in Google.',
  'onEventDeleted.archive.field': 'The field that says that an item is archived.',
  newEvents: 'Whether new events become items; at most one binding of a calendar.',
  brake: 'How much may be deleted within an hour.',
};

/** The text of the file. */
export function bindingsSchemaFile(): string {
  const { properties = {} } = BINDINGS_SCHEMA;
  const { bindings } = properties as { bindings: JsonSchema & { items: JsonSchema } };
  const items = described(bindings.items, '');
  const schema = {
    ...BINDINGS_SCHEMA,
    properties: { ...properties, bindings: { ...bindings, items } },
  };
  return `${JSON.stringify(schema, null, 2)}\n`;
}

function described({ properties, anyOf, ...schema }: JsonSchema, path: string): JsonSchema {
  const options = Object.entries(properties ?? {}).map(([name, option]): [string, JsonSchema] => {
    const place = path === '' ? name : `${path}.${name}`;
    const description = DESCRIPTIONS[place];
    return [name, { ...described(option, place), ...(description === undefined ? {} : { description }) }];
  });
  return {
    ...schema,
    ...(properties ? { properties: Object.fromEntries(options) } : {}),
    ...(anyOf ? { anyOf: anyOf.map((choice) => described(choice, path)) } : {}),
  };
}
