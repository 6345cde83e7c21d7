// bindings.json: its schema, its defaults, and errors that name the place and the remedy. Used by the build and at run time.
import * as v from 'valibot';
import { flowBindings, type Binding } from './binding';
import { print } from './hash';

const fieldName = v.pipe(v.string(), v.regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'must be a Directus field name'));

const ArchiveSchema = v.strictObject({
  archive: v.strictObject({ field: fieldName, value: v.string() }),
});

const BindingSchema = v.strictObject({
  id: v.pipe(v.string(), v.regex(/^[a-z0-9-]{1,16}$/, 'must be 1 to 16 of a–z, 0–9 and "-"')),
  collection: fieldName,
  calendar: v.pipe(v.string(), v.minLength(1, 'must be a calendar id, or "primary"')),
  fields: v.strictObject({
    key: v.optional(fieldName, 'id'),
    eventId: fieldName,
    sync: fieldName,
    start: fieldName,
    end: fieldName,
    summary: fieldName,
    description: fieldName,
  }),
  onConflict: v.optional(v.picklist(['newest', 'directus', 'google'] as const), 'newest'),
  onEventDeleted: v.optional(
    v.union(
      [v.literal('delete'), v.literal('unlink'), ArchiveSchema],
      'must be "delete", "unlink" or { "archive": { "field": …, "value": … } }',
    ),
    'delete',
  ),
  newEvents: v.optional(v.boolean(), true),
  brake: v.optional(
    v.strictObject({
      deletions: v.optional(v.pipe(v.number(), v.integer(), v.minValue(10, 'is never below 10')), 100),
      share: v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(1, 'is a share between 0 and 1')), 0.2),
    }),
    {},
  ),
});

/** The whole file. `bindings.schema.json` is generated from it. */
export const BindingsFileSchema = v.strictObject({
  $schema: v.optional(v.string()),
  bindings: v.pipe(v.array(BindingSchema), v.minLength(1, 'needs at least one binding')),
});

/** Thrown once for a file, with all of its problems, each a line. */
export class BindingsError extends Error {
  constructor(readonly problems: readonly string[]) {
    super(problems.join('\n'));
    this.name = 'BindingsError';
  }
}

/**
 * Reads bindings from the text of `bindings.json` (or of the script property BINDINGS).
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
  const result = v.safeParse(BindingsFileSchema, json);
  if (!result.success) throw new BindingsError(result.issues.map((issue) => `${source}: ${describe(issue)}`));
  const bindings = result.output.bindings;
  const problems = [...idProblems(bindings), ...fieldProblems(bindings), ...newEventProblems(bindings)];
  if (problems.length > 0) throw new BindingsError(problems.map((problem) => `${source}: ${problem}`));
  return bindings;
}

function describe(issue: v.BaseIssue<unknown>): string {
  const path = (issue.path ?? []).map((step) => step.key as string | number);
  const place = path.map((key) => (typeof key === 'number' ? `[${key}]` : `.${key}`)).join('');
  const where = place.replace(/^\./, '') || 'the file';
  if (issue.type === 'strict_object' && issue.expected === 'never')
    return `${where}: there is no such option${near(path)}`;
  if (issue.type === 'strict_object' && issue.received === 'undefined') return `${where}: is missing`;
  if (issue.input === undefined) return `${where}: is missing`;
  return `${where}: ${issue.message}`;
}

const OPTIONS = Object.keys(BindingSchema.entries).concat(Object.keys(BindingSchema.entries.fields.entries));

function near(path: readonly (string | number)[]): string {
  const guess = closest(String(path[path.length - 1]), OPTIONS);
  return guess ? `. Did you mean "${guess}"?` : '';
}

/** The candidate that a mistyped name most likely means: at most a third of its letters differ, or words are left out. */
export function closest(name: string, candidates: readonly string[]): string | undefined {
  const scored = candidates.map((candidate) => ({ candidate, distance: editDistance(name, candidate) }));
  scored.sort((a, b) => a.distance - b.distance);
  const nearEnough = Math.max(2, Math.floor(name.length / 3));
  return scored.find(({ candidate, distance }) => distance <= nearEnough || hasWordsOf(name, candidate))?.candidate;
}

function hasWordsOf(name: string, candidate: string): boolean {
  const words = candidate.split('_');
  return name.includes('_') && name.split('_').every((word) => words.includes(word));
}

function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = previous[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      row.push(Math.min(replaced, previous[j]! + 1, row[j - 1]! + 1));
    }
    previous = row;
  }
  return previous[b.length]!;
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
      for (const option of ['eventId', 'sync'] as const) {
        if (!Object.values(earlier.fields).includes(binding.fields[option])) continue;
        problems.push(
          `bindings[${i}].fields.${option}: bindings[${j}] uses "${binding.fields[option]}" of ${binding.collection}, too. ` +
            'Two bindings of one collection need an event id field and a sync field each.',
        );
      }
    });
    return problems;
  });
}

function newEventProblems(bindings: readonly Binding[]): string[] {
  return bindings.flatMap((binding, i) => {
    const first = bindings.findIndex((other) => other.newEvents && other.calendar === binding.calendar);
    if (!binding.newEvents || first === i) return [];
    return [
      `bindings[${i}].newEvents: bindings[${first}] takes the new events of calendar "${binding.calendar}" already. ` +
        'Set newEvents to false in one of them.',
    ];
  });
}

/** Print of what the flows know of the bindings: flows and script refuse each other's messages when theirs differ. */
export function bindingsPrint(bindings: readonly Binding[]): string {
  return print(JSON.stringify(flowBindings(bindings)), 8);
}
