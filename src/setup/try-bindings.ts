// What other bindings would do, told before they are in place: the text of a `bindings.json` stands in for the script's own.
import type { Binding, FlowBinding } from '../core/binding';
import { inZone } from '../core/binding';
import { BindingsError, bindingsHash, parseBindings } from '../core/bindings-file';
import { countedLink } from '../core/event';
import { flowBindings } from '../core/flow-bindings';
import { atHome } from '../core/identity';
import type { RefusalCode } from '../core/message';
import type { Settings } from '../store/settings';
import type { App } from '../sync/context';
import { directusRemedy } from '../sync/remedies';
import { aside, dryRun, UNREADABLE, type DryRun } from './dry-run';
import { checkCalendars, checkDirectus } from './prerequisites';

/** Pairs of a binding of now that would not go on: nothing is deleted (DE19). */
export interface Released {
  binding: string;
  collection: string;
  calendar: string;
  /** What is other in the new bindings: the binding is `gone`, or names another one. */
  because: 'gone' | 'calendar' | 'collection';
  /** Events of the calendar that would be left where they are; null: they could not be counted. */
  pairs: number | null;
}

/** What would be, were these the bindings. */
export interface Trial {
  plans: DryRun[];
  released: Released[];
  /** The flows were made from these bindings already, and not from the script's. */
  isImported: boolean;
  /** What `install` would say. */
  problems: string[];
}

export interface Refused {
  code: RefusalCode;
  message: string;
}

/** @param text what `bindings.json` would hold */
export function tryBindings(found: App, text: string): Trial | Refused {
  let parsed: Binding[];
  try {
    parsed = parseBindings(text, 'these bindings');
  } catch (error) {
    if (!(error instanceof BindingsError)) throw error;
    return { code: 'BAD_BINDINGS', message: error.problems.join('\n') };
  }
  const before = found.settings.bindings;
  const app = withBindings(found, parsed);
  const isImported = bindingsHash(parsed) !== bindingsHash(before);
  const answer = app.directus.ping('collections');
  if (!answer.ok) {
    const isOther = answer.failure.reason === 'OTHER_BINDINGS' && isImported;
    return isOther
      ? { code: 'OTHER_BINDINGS', message: importFirst(before, parsed) }
      : { code: 'FAILED', message: directusRemedy(app, answer.failure) };
  }
  // The access to calendars that are new is noted on the way.
  const problems = [...checkCalendars(app), ...checkDirectus(app).problems];
  const plans = dryRun(app);
  if (!plans) return { code: 'FAILED', message: problems.length > 0 ? problems.join('\n') : UNREADABLE };
  return { plans, released: released(found, app.settings), isImported, problems };
}

function withBindings(found: App, parsed: readonly Binding[]): App {
  const { installations, zones } = found.settings;
  const app = aside(found);
  app.settings.bindings = parsed.map((binding) => inZone(atHome(binding, installations), zones));
  return { ...app, directus: found.directus.as(bindingsHash(parsed)) };
}

// ---------------------------------------------------------------- what the flows would have to know

const TOLD: Record<Exclude<keyof FlowBinding, 'id'>, string> = {
  collection: 'its collection',
  fields: 'its fields',
  reads: 'fields that its templates, its relations or its filter read',
  related: 'related collections',
  archive: 'the archive of onEventDeleted',
  emitEvents: 'emitEvents',
};

function importFirst(before: readonly Binding[], after: readonly Binding[]): string {
  return [
    'The flows in Directus know other bindings than these, and read by their own. What they would have to be told:',
    ...differences(flowBindings(before), flowBindings(after)).map((line) => `    ${line}`),
    'So the new flows come first: put the file in place as bindings.json (or bindings.local.json), run npm run build, delete the four flows in Directus, import dist/flows/all-flows.json, and ask again.',
    'From then on nothing is synced until the script is pushed and deployed with the same bindings: flows and script refuse each other. The first catch-up after that brings what changes meanwhile.',
    'To go back instead: put the old file in place, build, delete the flows, and import those that were built from it.',
  ].join('\n');
}

function differences(before: readonly FlowBinding[], after: readonly FlowBinding[]): string[] {
  const added = after.filter(({ id }) => before.every((other) => other.id !== id));
  const lines = before.flatMap((old) => {
    const own = after.find(({ id }) => id === old.id);
    if (!own) return [`${old.id}: there is no such binding any more`];
    const names = (Object.keys(TOLD) as (keyof typeof TOLD)[]).filter(
      (name) => JSON.stringify(own[name]) !== JSON.stringify(old[name]),
    );
    return names.length > 0 ? [`${old.id}: ${names.map((name) => TOLD[name]).join(', ')}`] : [];
  });
  const all = [...lines, ...added.map(({ id }) => `${id}: a new binding`)];
  return all.length > 0 ? all : ['the order of the bindings, or of their fields'];
}

// ---------------------------------------------------------------- what would be left behind

function released(found: App, after: Pick<Settings, 'installations' | 'bindings'>): Released[] {
  const { settings } = found;
  return settings.bindings.flatMap((binding) => {
    const because = whyReleased(binding, after.bindings);
    if (because === undefined) return [];
    const { id, collection, calendar } = binding;
    const list = found.calendar.list(calendar, undefined);
    const own = list.ok
      ? list.value.events.filter(
          (event) => event.status !== 'cancelled' && countedLink(calendar, settings, event)?.binding === id,
        )
      : undefined;
    return [{ binding: id, collection, calendar, because, pairs: own ? own.length : null }];
  });
}

/** Undefined: its pairs go on, be it under another id of the binding. */
function whyReleased(binding: Binding, after: readonly Binding[]): Released['because'] | undefined {
  const isHere = ({ calendar, collection }: Binding): boolean =>
    calendar === binding.calendar && collection === binding.collection;
  const takesOver = ({ id, fields }: Binding): boolean =>
    id === binding.id || fields.eventId === binding.fields.eventId;
  if (after.some((other) => isHere(other) && takesOver(other))) return undefined;
  const own = after.find(({ id }) => id === binding.id);
  if (!own) return 'gone';
  return own.calendar === binding.calendar ? 'collection' : 'calendar';
}
