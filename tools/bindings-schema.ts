// bindings.schema.json: what the script checks by, for editors.
import { toJsonSchema } from '@valibot/to-json-schema';
import { BINDINGS_SCHEMA } from '../src/core/bindings-schema';

/** The text of the file. */
export function bindingsSchemaFile(): string {
  const schema = toJsonSchema(BINDINGS_SCHEMA, {
    typeMode: 'input',
    overrideAction: ({ valibotAction: { type }, jsonSchema }) => {
      // An object has no other members than those that it names.
      if (type === 'raw_check') return { ...jsonSchema, additionalProperties: false };
      // Which zones there are is known where the file is read.
      return type === 'check' ? jsonSchema : undefined;
    },
  });
  return `${JSON.stringify({ $schema: 'http://json-schema.org/draft-07/schema#', ...schema }, null, 2)}\n`;
}
