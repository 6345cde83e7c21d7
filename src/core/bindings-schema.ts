// What bindings.json may hold, as a JSON Schema. What editors show of each option is added by the build, which writes it
// to bindings.schema.json.
import type { JsonSchema } from './json-schema';

const FIELD_NAME: JsonSchema = {
  type: 'string',
  pattern: '^[A-Za-z_][A-Za-z0-9_]*$',
  errorMessage: 'must be a Directus field name',
};

const ARCHIVE: JsonSchema = {
  type: 'object',
  properties: {
    archive: {
      type: 'object',
      properties: { field: FIELD_NAME, value: { type: 'string' } },
      required: ['field', 'value'],
      additionalProperties: false,
    },
  },
  required: ['archive'],
  additionalProperties: false,
};

const FIELDS: JsonSchema = {
  type: 'object',
  properties: {
    key: { ...FIELD_NAME, default: 'id' },
    eventId: FIELD_NAME,
    sync: FIELD_NAME,
    start: FIELD_NAME,
    end: FIELD_NAME,
    summary: FIELD_NAME,
    description: FIELD_NAME,
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
    },
    collection: FIELD_NAME,
    calendar: {
      type: 'string',
      pattern: '.',
      errorMessage: 'must be a calendar id, or "primary"',
    },
    fields: FIELDS,
    onConflict: {
      enum: ['newest', 'directus', 'google'],
      default: 'newest',
    },
    onEventDeleted: {
      anyOf: [{ enum: ['delete', 'unlink'] }, ARCHIVE],
      default: 'delete',
      errorMessage: 'must be "delete", "unlink" or { "archive": { "field": …, "value": … } }',
    },
    newEvents: {
      type: 'boolean',
      default: true,
    },
    brake: {
      type: 'object',
      default: {},
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
