// What the sync needs of Google and of Directus, looked at now: `install` and the status say what is missing.
import type { Binding } from '../core/binding';
import { suggestion } from '../core/suggestion';
import type { Row } from '../core/values';
import { VERSION } from '../version';
import { boundCalendars, type App, type FlowIds } from '../sync/context';
import { columnFindings, type Findings } from './columns';
import { idColumnWarnings } from './id-column';
import { pathProblems } from './paths';
import { noteAccess } from '../sync/access';
import { calendarRemedy, directusRemedy } from '../sync/remedies';
import { UNTRACKED } from '../app/work';
import { entryOf, zoneWarnings } from './zones';

export function checkCalendars(app: App): string[] {
  const answer = app.calendar.calendars();
  if (!answer.ok) return [calendarRemedy(answer.failure)];
  return boundCalendars(app).flatMap((id) => {
    const entry = entryOf(answer.value, id);
    if (!entry)
      return [
        `Calendar "${id}" is not in your calendar list. Run listCalendars, and put one of its ids into bindings.json.`,
      ];
    noteAccess(app, id, entry.accessRole);
    const writer = app.settings.bindings.find(({ calendar, direction }) => calendar === id && direction === 'toGoogle');
    if (writer && entry.accessRole === 'reader')
      return [
        `Calendar "${id}" may only be read, and the binding "${writer.id}" only writes to it ("direction": "toGoogle"). Ask its owner for "Make changes to events".`,
      ];
    if (entry.accessRole !== 'freeBusyReader') return [];
    return [
      `Calendar "${id}" shows only when its owner is busy (${entry.accessRole}). Ask for "See all event details", or "Make changes to events".`,
    ];
  });
}

export function checkDirectus(app: App): Findings {
  const collections = app.directus.ping('collections');
  if (!collections.ok) return { problems: [directusRemedy(app, collections.failure)], warnings: [] };
  const { bindings } = app.settings;
  const isBound = (row: Row): boolean => bindings.some(({ collection }) => collection === row['collection']);
  const untracked = collections.value.results.filter((row) => isBound(row) && row['accountability'] !== 'all');
  app.state.set(
    UNTRACKED,
    untracked.map((row) => row['collection'] as string),
  );
  const fields = app.directus.ping('fields');
  const existing = app.directus.ping('flows');
  const flows = existing.ok
    ? flowFindings(existing.value.results, app.flows)
    : { problems: [directusRemedy(app, existing.failure)], warnings: [] };
  const columns = fields.ok ? bindings.map((binding) => columnFindings(app, binding, fields.value.results)) : [];
  const problems = [
    ...versionProblems(collections.value.version),
    ...bindings.flatMap((binding, i) => collectionProblems(binding, i, collections.value.results)),
    ...(fields.ok
      ? bindings.flatMap((binding, i) => [
          ...fieldProblems(binding, i, fields.value.results),
          ...pathProblems(binding, `bindings[${i}]`, {
            collections: collections.value.results,
            fields: fields.value.results,
          }),
        ])
      : [directusRemedy(app, fields.failure)]),
    ...columns.flatMap((found) => found.problems),
    ...flows.problems,
  ];
  // Several bindings may name one column.
  const once = (lines: string[]): string[] => [...new Set(lines)];
  const warnings = columns.flatMap((found) => found.warnings);
  return {
    problems: once(problems),
    warnings: once([
      ...warnings,
      ...flows.warnings,
      ...bindings.flatMap((binding) => idColumnWarnings(app, binding)),
      ...zoneWarnings(app),
    ]),
  };
}

function versionProblems(version: string | undefined): string[] {
  if (version === VERSION) return [];
  return [
    `The flows in Directus are of version ${version ?? 'unknown'}, this script is ${VERSION}. Delete the four flows and import flows/all-flows.json of this version (their ids stay).`,
  ];
}

function collectionProblems(binding: Binding, i: number, rows: readonly Row[]): string[] {
  const row = rows.find((candidate) => candidate['collection'] === binding.collection);
  if (!row) return [`bindings.json: bindings[${i}].collection: Directus has no collection "${binding.collection}".`];
  if (row['accountability'] === 'all') return [];
  return [
    `Collection ${binding.collection}: "Activity & Revision Tracking" is not on: its changes may have to wait for the daily comparison. Turn both on in its settings.`,
  ];
}

function fieldProblems(binding: Binding, i: number, rows: readonly Row[]): string[] {
  const names = rows.filter((row) => row['collection'] === binding.collection).map((row) => String(row['field']));
  if (names.length === 0) return [];
  const { fields, onEventDeleted } = binding;
  const named = Object.entries(fields).map(([option, field]) => [`fields.${option}`, field] as const);
  const archive =
    typeof onEventDeleted === 'object' ? [['onEventDeleted.archive.field', onEventDeleted.archive.field] as const] : [];
  return [...named, ...archive].flatMap(([option, field]) => {
    if (names.includes(field)) return [];
    return [
      `bindings.json: bindings[${i}].${option}: ${binding.collection} has no field "${field}".${suggestion(field, names)} Add it, or name one of ${names.join(', ')}.`,
    ];
  });
}

/** Our four flows must be there and active, and no others run under their names; copies come from importing a file twice. */
function flowFindings(rows: readonly Row[], flows: FlowIds): Findings {
  const copies = rows.filter((row) => flows.some(({ id, name }) => row['name'] === name && row['id'] !== id));
  const told = (row: Row): string =>
    `Directus has the flow "${String(row['name'])}" a second time (id ${String(row['id'])})`;
  const isActive = (row: Row): boolean => row['status'] === 'active';
  const own = flows.flatMap(({ id, name }) => {
    const row = rows.find((one) => one['id'] === id);
    if (!row) return [`Directus lacks the flow "${name}". Import flows/all-flows.json.`];
    return isActive(row) ? [] : [`The flow "${name}" is not active in Directus. Set it to active.`];
  });
  return {
    problems: [
      ...copies.filter(isActive).map((row) => `${told(row)}. Set that copy to inactive, or delete it.`),
      ...own,
    ],
    warnings: copies
      .filter((row) => !isActive(row))
      .map((row) => `${told(row)}, which is not active. Delete that copy.`),
  };
}
