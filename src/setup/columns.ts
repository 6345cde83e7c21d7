// What the columns of a binding are like in Directus, and what becomes of values in those that do not fit.
import type { Binding, ColumnName } from '../core/binding';
import { COLUMNS, FIELD_NAMES, FIELDS, type Column as FieldColumn, type ColumnOption } from '../core/fields';
import type { TimeType } from '../core/fields/field';
import { isWrittenBack } from '../core/fields/mapped';
import { parseJson } from '../core/checks';
import { shortHash } from '../core/hash';
import type { Row } from '../core/values';
import type { App } from '../sync/context';
import { LONGEST_CACHED_SECONDS } from '../ports';
import { specialsOf } from './specials';

/** `warnings` stop nothing: they show as failures when they happen, or may be meant that way. */
export interface Findings {
  problems: string[];
  warnings: string[];
}

type Types = Partial<Record<ColumnName, string | null>>;

/** A column of a binding: what Directus knows of it, and how a message names it. */
interface Column {
  option: ColumnName;
  name: string;
  special: readonly string[];
  isReadonly: boolean;
  isRequired: boolean;
  type: string | null;
  /** The type that bindings.json gives a column that may be of several. */
  named: string;
}

/**
 * @param rows of directus_fields
 * @returns what does not fit, each with its consequence and what to do
 */
export function columnFindings(app: App, binding: Binding, rows: readonly Row[]): Findings {
  const own = rows.filter((row) => row['collection'] === binding.collection);
  const types = typesOf(app, binding, own);
  const columns = (Object.entries(binding.fields) as [ColumnName, string][]).flatMap(([option, field]) => {
    const row = own.find((candidate) => candidate['field'] === field);
    return row ? [columnOf(binding, option, row, types[option] ?? null)] : [];
  });
  return {
    problems: columns.flatMap((column) => typeProblem(column) ?? specialProblem(column) ?? []),
    warnings: [...columns.flatMap(columnWarnings), ...unknownRequired(app, binding, own)],
  };
}

function columnOf(binding: Binding, option: ColumnName, row: Row, type: string | null): Column {
  return {
    option,
    name: `${binding.collection}.${binding.fields[option]}`,
    special: specialsOf(row),
    isReadonly: row['readonly'] === true,
    isRequired: row['required'] === true,
    type,
    named: binding.types[option] ?? (held(option) === 'time' ? 'timestamp' : 'json'),
  };
}

function fillsItself(row: Row): boolean {
  return specialsOf(row).some((each) => each === 'uuid' || /-(created|updated)$/.test(each));
}

/** What a field of the event keeps in the column; undefined for columns of the sync itself. */
function held(option: ColumnName): FieldColumn['holds'] | undefined {
  return Object.entries(COLUMNS).find(([name]) => name === option)?.[1].holds;
}

// ---------------------------------------------------------------- types

/** Columns whose type decides what becomes of a value. */
const TYPED: readonly ColumnName[] = [
  ...(Object.keys(COLUMNS) as ColumnName[]),
  'eventId',
  'sync',
  'paused',
  'problem',
];
/** A status has to answer in time: the next one asks the questions that are left. */
const TYPES_NEED_MS = 10_000;
const UNTOLD_SECONDS = 600;

/** Asked of Directus once in six hours, and when a field was made anew (it then has another id) or got other specials. */
function typesOf(app: App, binding: Binding, rows: readonly Row[]): Types {
  if (rows.length === 0) return {};
  const typed = TYPED.filter((option) => binding.fields[option] !== undefined);
  const names = typed.map((option) => binding.fields[option]);
  const seen = rows
    .filter((row) => names.includes(String(row['field'])))
    .map((row) => [row['id'], row['field'], row['special']]);
  const cached = `types.${shortHash(JSON.stringify([binding.id, binding.collection, names, seen]), 8)}`;
  const known = app.cache.get(cached);
  if (known !== null) return parseJson(known) as Types;
  if (app.clock.left() < TYPES_NEED_MS) return {};
  const types: Types = {};
  for (const option of typed) types[option] = app.directus.typeOf(binding, option);
  const isTold = typed.every((option) => types[option] !== null);
  app.cache.putAll({ [cached]: JSON.stringify(types) }, isTold ? LONGEST_CACHED_SECONDS : UNTOLD_SECONDS);
  return types;
}

/** What becomes of the times of events in a column whose type nothing was said of. */
const UNSAID: Record<string, string> = {
  dateTime: 'which knows no time zone: 9:00 in Berlin becomes 9:00 UTC in Google, and events arrive shifted as well',
  date: 'which holds no time of day: every event would be moved to midnight',
  time: 'which holds no day: no event could be placed',
};

/** As Data Studio calls them. */
const SHOWN: Record<TimeType, string> = { timestamp: 'Timestamp', dateTime: 'DateTime', date: 'Date' };

/** Directus has no name for a database type that it does not know: nothing follows from that. */
function typeProblem(column: Column): string | undefined {
  const { option, name, type } = column;
  if (type === null || type === 'unknown') return undefined;
  const isText = type === 'string' || type === 'text';
  const make = (wanted: string): string => `Make a field of the type ${wanted}, and name it in bindings.json.`;
  switch (option === 'paused' ? 'flag' : held(option)) {
    case 'time':
      return timeProblem(column, type, make);
    case 'list':
      return listProblem(column, type, make);
    case 'flag':
      if (type === 'boolean') return undefined;
      return `${name} is of the type ${type}, which does not hold yes or no as the sync writes it. ${make('Boolean')}`;
    case 'name':
      if (isText) return undefined;
      return `${name} is of the type ${type}, which does not hold the words of ${option}. ${make('String')}`;
    default:
      if (isText || !TYPED.includes(option)) return undefined;
      return `${name} is of the type ${type}, which does not keep a text as it is. ${make(option === 'eventId' ? 'String' : 'Text')}`;
  }
}

/** Lists in a text column would be written as JSON that Directus does not take apart. */
function listProblem(
  { option, name, named }: Column,
  type: string,
  make: (wanted: string) => string,
): string | undefined {
  if (type === named) return undefined;
  const isCsvHere = type === 'csv' && COLUMNS[option as ColumnOption].takes?.includes('listType');
  const field = name.slice(name.indexOf('.') + 1);
  const say = isCsvHere ? ` Or say so there: "${option}": { "name": "${field}", "type": "csv" }.` : '';
  const wanted = named === 'csv' ? 'CSV' : 'JSON';
  return `${name} is of the type ${type}, which does not hold the list of ${option} as ${wanted}. ${make(wanted)}${say}`;
}

function timeProblem(
  { option, name, named }: Column,
  type: string,
  make: (wanted: string) => string,
): string | undefined {
  if (type === named) return undefined;
  const field = name.slice(name.indexOf('.') + 1);
  const say = `"${option}": { "name": "${field}", "type": "${type}" }`;
  const remedy =
    type in SHOWN ? `${make(SHOWN[named as TimeType])} Or say so there: ${say}.` : make(SHOWN[named as TimeType]);
  if (named !== 'timestamp') return `${name} is of the type ${type}, but bindings.json says ${named}. ${remedy}`;
  const what = UNSAID[type] ?? 'which holds no moment: what stands there could be none in the calendar';
  return `${name} is of the type ${type}, ${what}. ${remedy}`;
}

// ---------------------------------------------------------------- settings of fields

const HIDING = ['conceal', 'hash', 'encrypt'];

/** What Directus itself writes or hides in a column that the sync reads and writes. */
function specialProblem({ option, name, special }: Column): string | undefined {
  // A key may well make itself.
  if (option === 'key') return undefined;
  const saves = (when: string): string | undefined => special.find((each) => each.endsWith(`-${when}`));
  if (saves('updated'))
    return `${name} saves something of its own on every update (${saves('updated')}), also on those of the sync: each would change the event. Set "On Update" of the field to "Do Nothing".`;
  if (saves('created'))
    return `${name} saves something of its own when an item is created (${saves('created')}): the item of a new event would say otherwise than the event. Set "On Create" of the field to "Do Nothing".`;
  const hiding = special.find((each) => HIDING.includes(each));
  if (hiding)
    return `${name} hides its value (${hiding}): Google would get what Directus shows in its place. Name another field in bindings.json.`;
  if (special.includes('alias') || special.includes('no-data'))
    return `${name} holds no value of its own, so nothing can be kept there. Name another field in bindings.json.`;
  return undefined;
}

/** Whether nobody but the sync is to write to a column of a field: people do well to have it read-only. */
function isOfSync(option: ColumnName): boolean {
  return FIELD_NAMES.some((name) => isWrittenBack(name) && option in FIELDS[name].columns);
}

function columnWarnings({ option, name, isReadonly, isRequired, type }: Column): string[] {
  const warnings: string[] = [];
  if (isReadonly && held(option) && !isOfSync(option))
    warnings.push(
      `${name} is read-only: people change it in Google only. Untick "Readonly" if they are to change it in Directus, too.`,
    );
  if (isRequired && held(option) === 'text')
    warnings.push(
      `${name} is required: an event without it empties it all the same, or is told as failed where the column takes no empty value. Untick "Required", or give such events a text.`,
    );
  if (isRequired && (option === 'eventId' || option === 'sync'))
    warnings.push(`${name} is required, but only the sync fills it: people cannot save a new item. Untick "Required".`);
  if (option === 'sync' && type === 'string')
    warnings.push(
      `${name} is of the type String: beside a long event id it may be too short for what the sync keeps there, and the item is told as failed. Make it a Text.`,
    );
  return warnings;
}

/** Fields that people must fill, and of which the calendar knows nothing. */
function unknownRequired(app: App, binding: Binding, rows: readonly Row[]): string[] {
  if (!binding.newEvents) return [];
  const bound = app.settings.bindings
    .filter(({ collection }) => collection === binding.collection)
    .flatMap(({ fields }) => Object.values(fields));
  const names = rows
    .filter((row) => row['required'] === true && !bound.includes(String(row['field'])) && !fillsItself(row))
    .map((row) => String(row['field']));
  if (names.length === 0) return [];
  return [
    `${binding.collection}: ${names.join(', ')} must be filled, and the calendar does not know it: an item made from a new event lacks it, or the event is told as failed where the column takes no empty value. Give it a default value, untick "Required", or set newEvents to false.`,
  ];
}
