// bindings.json: read, filled up with defaults, and errors that name the place and the remedy. Used by the build and at run time.
import { safeParse, type BaseIssue } from 'valibot';
import { type Binding, type BoundFields } from './binding';
import { flowBindings } from './flow-bindings';
import { BINDINGS_SCHEMA, inWords, type BindingOptions, type FieldOption } from './bindings-schema';
import { isObject } from './checks';
import { COLUMNS, type ColumnOption } from './fields';
import { shortHash } from './hash';
import { datesOf, KINDS, takesKind } from './series/kinds';

/** Thrown once for a file, with all of its problems, one a line. */
export class BindingsError extends Error {
  constructor(readonly problems: readonly string[]) {
    super(problems.join('\n'));
    this.name = 'BindingsError';
  }
}

/**
 * Reads bindings from the text of `bindings.json` (or of the script property BINDINGS). They have no home and no zone of
 * a calendar yet: see `atHome` and `inZone`.
 * @param source names the text in messages, e.g. "bindings.json"
 * @throws BindingsError with every problem found
 */
export function parseBindings(text: string, source: string): Binding[] {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new BindingsError([
      `${source}: is not JSON (${(error as Error).message}). Look for a missing comma or quote.`,
    ]);
  }
  if (!isObject(json)) throw new BindingsError([`${source}: the file: must be an object`]);
  const result = safeParse(BINDINGS_SCHEMA, json);
  if (!result.success) throw new BindingsError(result.issues.map((issue) => `${source}: ${describe(issue)}`));
  const bindings = result.output.bindings.map(namesAndTypes);
  const problems = [
    ...idProblems(bindings),
    ...fieldProblems(bindings),
    ...typeProblems(bindings),
    ...newEventProblems(bindings),
    ...datesProblems(bindings),
    ...directionProblems(bindings),
  ];
  if (problems.length > 0) throw new BindingsError(problems.map((problem) => `${source}: ${problem}`));
  return bindings;
}

/** What the file says in one place is kept in two: names, which is all that flows know of columns, and types. */
function namesAndTypes({ fields, ...rest }: BindingOptions): Binding {
  const names: Record<string, string> = {};
  const types: Record<string, string> = {};
  const templates: Record<string, string> = {};
  for (const [option, field] of Object.entries(fields)) {
    const { name, type, format, template, relation } = formOf(option, field);
    if (name !== undefined) names[option] = name;
    const form = type ?? format;
    if (form !== undefined && !USUAL_TYPES.includes(form)) types[option] = form;
    const text = template ?? (relation === undefined ? undefined : `{{${relation}}}`);
    if (text !== undefined) templates[option] = text;
  }
  // Where events count for nothing, new ones do as well (OW5).
  const newEvents = rest.newEvents && rest.direction !== 'toGoogle';
  return { ...rest, newEvents, fields: names as BoundFields, types, templates, zone: 'UTC', homes: [] };
}

/** A plain text is the name of a column, but where a field takes a template alone. */
function formOf(option: string, field: string | FieldOption): FieldOption {
  if (typeof field === 'object') return field;
  const isTemplate = COLUMNS[option as ColumnOption]?.takes?.includes('onlyTemplate');
  return isTemplate ? { template: field } : { name: field };
}

/** What a column is where its binding says nothing of its type. */
const USUAL_TYPES = ['timestamp', 'json'];

function describe(issue: BaseIssue<unknown>): string {
  const place = (issue.path ?? [])
    .map(({ key }) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`))
    .join('');
  return `${place.replace(/^\./, '')}: ${inWords(issue)}`;
}

function idProblems(bindings: readonly Binding[]): string[] {
  return bindings.flatMap((binding, i) => {
    const first = bindings.findIndex((other) => other.id === binding.id);
    if (first === i) return [];
    return [
      `bindings[${i}].id: "${binding.id}" is the id of bindings[${first}], too. Give each binding an id of its own.`,
    ];
  });
}

/** A field that the sync owns serves one purpose of one binding; a mapped field may serve several bindings. */
function fieldProblems(bindings: readonly Binding[]): string[] {
  return bindings.flatMap((binding, i) => {
    const used = new Map<string, string>();
    const problems: string[] = [];
    for (const [option, field] of Object.entries(binding.fields)) {
      const other = used.get(field);
      if (other)
        problems.push(`bindings[${i}].fields.${option}: "${field}" is used for ${other}, too. Name another field.`);
      used.set(field, option);
    }
    bindings.slice(0, i).forEach((earlier, j) => {
      if (earlier.collection !== binding.collection) return;
      for (const option of ['eventId', 'sync', 'problem'] as const) {
        if (!Object.values(earlier.fields).includes(binding.fields[option]!)) continue;
        problems.push(
          `bindings[${i}].fields.${option}: bindings[${j}] uses "${binding.fields[option]}" of ${binding.collection}, too. ` +
            'Two bindings of one collection need such a field each.',
        );
      }
    });
    return problems;
  });
}

/** B9: half a day is no time. */
function typeProblems(bindings: readonly Binding[]): string[] {
  return bindings.flatMap(({ types: { start = 'timestamp', end = 'timestamp' } }, i) => {
    if (start === end) return [];
    return [
      `bindings[${i}].fields.end: is of the type ${end}, and the start of the type ${start}. Name fields of one type, ` +
        'with the same "type" at both.',
    ];
  });
}

/** An event becomes one item: of each kind of events one binding of a calendar takes the new ones. */
function newEventProblems(bindings: readonly Binding[]): string[] {
  return bindings.flatMap((binding, i) => {
    const first = bindings.findIndex((other) => other.calendar === binding.calendar && takeAlike(binding, other));
    if (!binding.newEvents || first === i) return [];
    return [
      `bindings[${i}].newEvents: bindings[${first}] takes the new events of calendar "${binding.calendar}" already. ` +
        'Set newEvents to false in one of them, or "events" to "single" in one and to "recurring" in the other.',
    ];
  });
}

function takeAlike(one: Binding, other: Binding): boolean {
  return one.newEvents && other.newEvents && KINDS.some((kind) => takesKind(one, kind) && takesKind(other, kind));
}

/** A date that was changed says of one item that it is its own. */
function datesProblems(bindings: readonly Binding[]): string[] {
  return bindings.flatMap((binding, i) => {
    const first = bindings.findIndex((other) => other.calendar === binding.calendar && datesOf(other) !== 'none');
    if (datesOf(binding) === 'none' || first === i) return [];
    return [
      `bindings[${i}].recurring: bindings[${first}] has items for dates of calendar "${binding.calendar}" already. ` +
        'Leave "series" and "originalStart" out where an item is a whole series.',
    ];
  });
}

/** Whoever writes to no event cannot keep a text in it. */
function directionProblems(bindings: readonly Binding[]): string[] {
  return bindings.flatMap(({ direction, templates }, i) =>
    direction === 'toDirectus'
      ? Object.keys(templates).map(
          (option) =>
            `bindings[${i}].fields.${option}: a template says what events hold, and this binding ("direction": "toDirectus") writes to no event. Name a field, or take another direction.`,
        )
      : [],
  );
}

/** Hash of what the flows know of the bindings: flows and script refuse each other's messages when theirs differ. */
export function bindingsHash(bindings: readonly Binding[]): string {
  return shortHash(JSON.stringify(flowBindings(bindings)), 8);
}
