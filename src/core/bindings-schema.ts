// What bindings.json may hold, as a JSON Schema. What editors show of each option is added by the build, which writes it
// to bindings.schema.json.
import { FIELD_NAMES } from './binding';
import type { JsonSchema } from './json-schema';

/** An object with these members and no others. */
function members(properties: Record<string, JsonSchema>, required: readonly string[]): JsonSchema {
  return { type: 'object', properties, required: [...required], additionalProperties: false };
}

const FIELD_NAME: JsonSchema = {
  type: 'string',
  pattern: '^[A-Za-z_][A-Za-z0-9_]*$',
  errorMessage: 'must be a Directus field name',
};

const ARCHIVE = members({ archive: members({ field: FIELD_NAME, value: { type: 'string' } }, ['field', 'value']) }, [
  'archive',
]);

const NEEDED_FIELDS = ['eventId', 'sync', ...FIELD_NAMES];

const FIELDS = members(
  {
    key: { ...FIELD_NAME, default: 'id' },
    ...Object.fromEntries([...NEEDED_FIELDS, 'problem'].map((name) => [name, FIELD_NAME])),
  },
  NEEDED_FIELDS,
);

const BINDING = members(
  {
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
      ...members(
        {
          deletions: { type: 'number', multipleOf: 1, minimum: 10, default: 100, errorMessage: 'is never below 10' },
          share: { type: 'number', minimum: 0, maximum: 1, default: 0.2, errorMessage: 'is a share between 0 and 1' },
        },
        [],
      ),
      default: {},
    },
  },
  ['id', 'collection', 'calendar', 'fields'],
);

export const BINDINGS_SCHEMA: JsonSchema & { $schema: string } = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  ...members(
    {
      $schema: { type: 'string' },
      bindings: { type: 'array', items: BINDING, minItems: 1, errorMessage: 'needs at least one binding' },
    },
    ['bindings'],
  ),
};
