// Pairs whose sides differ although nothing is left to be done: Directus stored otherwise than was sent (R10). The status
// tells of them for as long as they do.
import { type Binding } from '../core/binding';
import { columnsOf } from '../core/fields/mapped';
import { groupBy } from '../core/groups';
import { hashValue, namesOf, pick, sameMeaning, type PerField } from '../core/values';
import type { App } from './context';
import { keyOf, type Job } from './job';
import { cell } from '../ports';

interface Apart {
  binding: string;
  key: string;
  /** Per field that differs, the hash of what the event holds. */
  fields: PerField<string>;
}

const APART = cell<Apart[] | null>('note.apart', null);
/** More are not kept by name: a column that changes every value has one cause. */
const MAX_KEPT = 100;
const NAMED = 5;

/** Notes of pairs that were settled whether they differ; of what was set aside nothing is concluded. */
export function noteApart(app: App, jobs: readonly Job[]): void {
  const settled = jobs.filter(({ plan }) => plan && plan.needs.length === 0);
  change(app, (kept) => {
    for (const job of settled) {
      const [binding, key] = [job.binding.id, keyOf(job)];
      if (key === undefined) continue;
      put(kept, { binding, key, fields: fieldsApart(job, kept.get(identity({ binding, key }))) });
    }
  });
}

/** Forgets items that are there no more, though nothing told of it. @param present keys of all items */
export function forgetApart(app: App, binding: Binding, present: ReadonlySet<string>): void {
  change(app, (kept) => {
    for (const [id, each] of kept) if (each.binding === binding.id && !present.has(each.key)) kept.delete(id);
  });
}

/** What the status says: a line for each binding. */
export function apartInWords(app: App): string[] {
  return [...groupBy(read(app), ({ binding }) => binding)].flatMap(([id, pairs]) => {
    const binding = app.settings.bindings.find((candidate) => candidate.id === id);
    if (!binding) return [];
    const named = pairs.slice(0, NAMED).map(({ key, fields }) => {
      const names = namesOf(fields).flatMap((name) => columnsOf(binding, name));
      return `${names.join(' and ')} of item ${key}`;
    });
    const more = pairs.length > NAMED ? `, and ${pairs.length - NAMED} more` : '';
    return [
      `${binding.collection}: Directus stored otherwise than the events say: ${named.join(', ')}${more}. Item and event differ until one of them is changed. Look for a trigger, a short column or a field that saves something of its own.`,
    ];
  });
}

/** Fields that nothing is to be done about, while both sides mean different things. */
function fieldsApart({ plan, pair: { item, event } }: Job, known: Apart | undefined): Apart['fields'] {
  if (event.is !== 'live') return {};
  // An item that was not read takes what the event has changed; the rest of it is as it was.
  if (item.is === 'unread')
    return pick(known?.fields ?? {}, (name) => known?.fields[name] === hashValue(event.values[name]));
  if (item.is !== 'present') return {};
  const { values, hashes } = item;
  const hashed = namesOf(values).map((name) => [name, hashValue(event.values[name])] as const);
  return Object.fromEntries(
    hashed.filter(([name, hash]) => {
      const base = plan!.base[name];
      // What the event lacks of the item is reported otherwise (M8).
      const isAgreed = base && !base.doubt && base.item === hashes[name] && base.event === hash;
      return isAgreed && !sameMeaning(name, values[name], event.values[name]);
    }),
  );
}

function read(app: App): Apart[] {
  return app.state.get(APART) ?? [];
}

/** Stores what becomes of the list, where it becomes another one. */
function change(app: App, edit: (kept: Map<string, Apart>) => void): void {
  const before = read(app);
  const kept = new Map(before.map((each) => [identity(each), each]));
  edit(kept);
  const after = [...kept.values()].slice(0, MAX_KEPT);
  if (JSON.stringify(after) !== JSON.stringify(before)) app.state.set(APART, after.length > 0 ? after : null);
}

function put(kept: Map<string, Apart>, pair: Apart): void {
  if (Object.keys(pair.fields).length > 0) kept.set(identity(pair), pair);
  else kept.delete(identity(pair));
}

function identity({ binding, key }: Pick<Apart, 'binding' | 'key'>): string {
  return `${binding} ${key}`;
}
