// bindings.schema.json: what the script checks by, for editors.
import { toJsonSchema } from '@valibot/to-json-schema';
import { BINDINGS_SCHEMA } from '../src/core/bindings-schema';

/** The text of the file. */
export function bindingsSchemaFile(): string {
  const schema = toJsonSchema(BINDINGS_SCHEMA, {
    typeMode: 'input',
    // The one check of our own: an object has no other members than those that it names.
    overrideAction: ({ valibotAction, jsonSchema }) =>
      valibotAction.type === 'raw_check' ? { ...jsonSchema, additionalProperties: false } : undefined,
  });
  return `${JSON.stringify({ $schema: 'http://json-schema.org/draft-07/schema#', ...schema }, null, 2)}\n`;
}
