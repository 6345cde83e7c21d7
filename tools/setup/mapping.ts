// Which collection, which calendar, and which column is which field: proposed, looked over, and kept in bindings.local.json.
import { proposeFields, type ProposedFields } from '../../src/setup/prepare/propose';
import type { Row } from '../../src/core/values';
import type { Found } from '../../src/setup/prepare/steps';
import type { Asker } from './ask';

export interface MappingOptions {
  collection?: string | undefined;
  calendar?: string | undefined;
  recurring?: string | undefined;
}

const NEW = '(new)';

/** A bindings file with one binding, and how it reads for a person, a line each. */
export interface ProposedBindings {
  text: string;
  lines: string[];
}

export async function proposeBindings(asker: Asker, found: Found, given: MappingOptions): Promise<ProposedBindings> {
  const collection = given.collection ?? (await chooseCollection(asker, found.collections));
  const calendar =
    given.calendar ??
    (await asker.text(
      'Id of the calendar (Google Calendar: its settings, Integrate calendar):',
      '--calendar',
      'primary',
    ));
  const recurring = given.recurring ?? (await chooseRecurring(asker));
  const rows = found.fields.filter((row) => row['collection'] === collection);
  const { fields, needsZone } = proposeFields(rows);
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
  const binding = {
    id: 'main',
    collection,
    calendar,
    ...((needsZone || recurring === 'occurrences') && { timeZone }),
    ...(recurring !== 'series' && { recurring }),
    fields,
  };
  const text = `${JSON.stringify({ $schema: './bindings.schema.json', bindings: [binding] }, null, 2)}\n`;
  return { text, lines: [`What is what in ${collection}:`, ...mappingLines(fields, rows)] };
}

async function chooseCollection(asker: Asker, rows: readonly Row[]): Promise<string> {
  const own = rows
    .filter(({ collection, schema }) => schema !== null && !String(collection).startsWith('directus_'))
    .map(({ collection }) => String(collection));
  const choices = [...own.map((name) => ({ value: name, name })), { value: NEW, name: 'a new one, made for it' }];
  const chosen = await asker.choose('Which collection?', '--collection', choices);
  return chosen === NEW ? await asker.text('Name of the new collection:', '--collection', 'events') : chosen;
}

async function chooseRecurring(asker: Asker): Promise<string> {
  return await asker.choose('What is a recurring event in the collection?', '--recurring', [
    { value: 'occurrences', name: 'an item for each date (websites, bookings)' },
    { value: 'series', name: 'one item with its rule' },
    { value: 'none', name: 'nothing: single events alone' },
  ]);
}

/** The mapping, a line each, with what of it is still to be made. */
function mappingLines(fields: ProposedFields, rows: readonly Row[]): string[] {
  const names = rows.map(({ field }) => String(field));
  return Object.entries(fields).map(([option, column]) => {
    const { name, ...form } = typeof column === 'string' ? { name: column } : column;
    const said = Object.values(form).join();
    return `  ${option.padEnd(12)} ${name}${said && ` (${said})`}${names.includes(String(name)) ? '' : '   new'}`;
  });
}
