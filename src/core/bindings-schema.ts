// What bindings.json may hold, as a JSON Schema: the build writes it to bindings.schema.json, for editors to complete by.
import type { JsonSchema } from './json-schema';

function fieldName(description: string): JsonSchema {
  return {
    type: 'string',
    pattern: '^[A-Za-z_][A-Za-z0-9_]*$',
    errorMessage: 'must be a Directus field name',
    description,
  };
}

const ARCHIVE: JsonSchema = {
  type: 'object',
  properties: {
    archive: {
      type: 'object',
      properties: { field: fieldName('The field that says that an item is archived.'), value: { type: 'string' } },
      required: ['field', 'value'],
      additionalProperties: false,
    },
  },
  required: ['archive'],
  additionalProperties: false,
};

const FIELDS: JsonSchema = {
  type: 'object',
  description: 'Names of the fields of the collection.',
  properties: {
    key: { ...fieldName('The primary key.'), default: 'id' },
    eventId: fieldName('Text; holds the id of the event. Each binding of a collection has its own.'),
    sync: fieldName('Text, hidden; holds what both sides last agreed on. Each binding of a collection has its own.'),
    start: fieldName('Timestamp.'),
    end: fieldName('Timestamp.'),
    summary: fieldName("The event's title."),
    description: fieldName("The event's description."),
  },
  required: ['eventId', 'sync', 'start', 'end', 'summary', 'description'],
  additionalProperties: false,
};

const BINDING: JsonSchema = {
  type: 'object',
  properties: {
    id: {
      type: 'string',
      pattern: '^[a-z0-9-]{1,16}$',
      errorMessage: 'must be 1 to 16 of a–z, 0–9 and "-"',
      description: 'Part of every link between an item and an event: never rename it.',
    },
    collection: fieldName('The collection in Directus.'),
    calendar: {
      type: 'string',
      pattern: '.',
      errorMessage: 'must be a calendar id, or "primary"',
      description: 'A calendar id, or "primary".',
    },
    fields: FIELDS,
    onConflict: {
      enum: ['newest', 'directus', 'google'],
      default: 'newest',
      description: 'Which side wins when a field was changed on both.',
    },
    onEventDeleted: {
      anyOf: [{ enum: ['delete', 'unlink'] }, ARCHIVE],
      default: 'delete',
      errorMessage: 'must be "delete", "unlink" or { "archive": { "field": …, "value": … } }',
      description: 'What happens to the item when its event was deleted in Google.',
    },
    newEvents: {
      type: 'boolean',
      default: true,
      description: 'Whether new events become items; at most one binding of a calendar.',
    },
    brake: {
      type: 'object',
      default: {},
      description: 'How much may be deleted within an hour.',
      properties: {
        deletions: { type: 'number', multipleOf: 1, minimum: 10, default: 100, errorMessage: 'is never below 10' },
        share: { type: 'number', minimum: 0, maximum: 1, default: 0.2, errorMessage: 'is a share between 0 and 1' },
      },
      additionalProperties: false,
    },
  },
  required: ['id', 'collection', 'calendar', 'fields'],
  additionalProperties: false,
};

export const BINDINGS_SCHEMA = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  type: 'object' as const,
  properties: {
    $schema: { type: 'string' as const },
    bindings: { type: 'array' as const, items: BINDING, minItems: 1, errorMessage: 'needs at least one binding' },
  },
  required: ['bindings'],
  additionalProperties: false as const,
} satisfies JsonSchema & { $schema: string };

/** Every name of an option, for the guess at what a mistyped one means. */
export const OPTION_NAMES: readonly string[] = [
  ...Object.keys(BINDING.properties ?? {}),
  ...Object.keys(FIELDS.properties ?? {}),
];
