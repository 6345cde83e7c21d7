// docs/fields.md: the table of fields, as a page for people.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { COLUMNS, FIELD_NAMES, FIELDS, type ColumnOption } from '../src/core/fields';
import type { Column, Field, Form, Way } from '../src/core/fields/field';

declare const __PROJECT_ROOT__: string;

/** The text of the file. */
export function fieldsDocsFile(): string {
  return [
    '# Fields',
    '',
    'What of an item and its event is synced. A binding names the columns of its collection under `fields` in `bindings.json`; those that it does not name are left alone on both sides. `npm run build` writes this page from the table that the sync works by.',
    '',
    ...['| option | column in Directus | event | way | what |', '|---|---|---|---|---|'],
    ...FIELD_NAMES.flatMap((name) => rowsOf(FIELDS[name])),
    '',
    '## What does not survive the way',
    '',
    ...FIELD_NAMES.map((name) => `- ${optionsOf(FIELDS[name])}: ${FIELDS[name].docs.lost}`),
    '',
    '## In place of a name',
    '',
    ...Object.values(FORMS).map((line) => `- ${line}`),
    '',
    '## Formats of a description',
    '',
    'Only what both sides can show is compared: an item keeps its own text, with all that Google cannot show, until its event is edited.',
    '',
    ...formatTables(),
    '',
  ].join('\n');
}

/** The tables that stand with the code which they tell of. */
function formatTables(): string[] {
  const source = readFileSync(join(__PROJECT_ROOT__, 'src', 'core', 'rich-text', 'index.ts'), 'utf8');
  const tables = source.split('\n').map((line) => /^ \* (\|.*)$/.exec(line)?.[1]);
  return tables.flatMap((line, i) => (line === undefined ? (tables[i - 1] === undefined ? [] : ['']) : [line]));
}

function optionsOf({ columns }: Field): string {
  return Object.keys(columns)
    .map((option) => `\`${option}\``)
    .join(', ');
}

function rowsOf({ columns, docs, way = 'both' }: Field): string[] {
  return Object.entries(columns).map(([option, column]) => {
    const about = COLUMNS[option as ColumnOption].about.replaceAll('|', '\\|');
    return `| \`${option}\`${column.required ? ' (required)' : ''} | ${typesOf(column)} | ${docs.event} | ${WAYS[column.takes?.includes('onlyTemplate') ? 'toEvent' : way]} | ${about} |`;
  });
}

const WAYS: Record<Way, string> = { both: 'both ways', toEvent: 'to Google', toItem: 'to Directus' };

const TYPES: Record<Column['holds'], string> = {
  time: 'Timestamp, DateTime, Date',
  text: 'String, Text',
  name: 'String, Text',
  flag: 'Boolean',
  list: 'JSON',
};

function typesOf({ holds, takes = [] }: Column): string {
  if (takes.includes('onlyTemplate')) return 'none: a text';
  return takes.includes('listType') ? `${TYPES[holds]}, CSV` : TYPES[holds];
}

const FORMS: Record<Exclude<Form, 'onlyTemplate'>, string> = {
  template:
    'Texts take `{ "template": "{{client.name}} – {{name}}" }`: a text over columns of the item and of items that it points at. It goes to Google alone; what is edited there is put back (`onReadOnlyEdit`).',
  format:
    '`description` takes `{ "name": "text", "format": "plain" | "html" | "markdown" }`: how the column is written. Without it the text goes as it stands.',
  listType: '`attendees` takes `{ "name": "guests", "type": "csv" }` for a CSV column.',
  relation:
    '`attendees` takes `{ "relation": "guests.email" }`: a path to a column of related items, many-to-one, one-to-many or many-to-many. It goes to Google alone.',
};
