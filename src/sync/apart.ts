// Pairs whose sides differ although nothing is left to do: Directus stored something else than was sent (SO5). The status
// names them as long as they differ.
import { type Binding } from '../core/binding';
import { columnsOf } from '../core/fields/mapped';
import { groupBy } from '../core/groups';
import { hashValue, namesOf, pick, sameMeaning, type PerField } from '../core/values';
import type { App } from './context';
import { keyOf, type Job } from './job';
import { cell } from '../ports';
import { isLeftByZone } from './zones';

interface Apart {
  binding: string;
  key: string;
  /** Per field that differs, the hash of what the event holds. */
  fields: PerField<string>;
}

const APART = cell<Apart[] | null>('note.apart', null);
/** No more are kept by name: a column that changes every value has one cause. */
const MAX_KEPT = 100;
const NAMED = 5;

/** Notes which of the settled pairs differ; pairs that were set aside are left as they were noted. */
export function noteApart(app: App, jobs: readonly Job[]): void {
  const settled = jobs.filter(({ plan }) => plan && plan.needs.length === 0);
  change(app, (kept) => {
    for (const job of settled) {
      const [binding, key] = [job.binding.id, keyOf(job)];
      if (key === undefined) continue;
      put(kept, { binding, key, fields: fieldsApart(app, job, kept.get(identity({ binding, key }))) });
    }
  });
}

/** Forgets items that are gone although no feed said so. @param present keys of all items */
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
      `${binding.collection}: Directus stored other values than the events have: ${named.join(', ')}${more}. Item and event differ until one of them is edited. Look for a trigger, a short column or a field that saves something of its own.`,
    ];
  });
}

/** Fields that nothing is to be done about, while both sides mean different things. */
function fieldsApart(app: App, job: Job, known: Apart | undefined): Apart['fields'] {
  const {
    plan,
    pair: { item, event },
  } = job;
  if (event.is !== 'live') return {};
  // An item that was not read takes the event's changes; its other fields are as they were noted.
  if (item.is === 'unread')
    return pick(known?.fields ?? {}, (name) => known?.fields[name] === hashValue(name, event.values[name]));
  if (item.is !== 'present') return {};
  const { values, hashes } = item;
  // What another zone has parted is told as that.
  const names = namesOf(values).filter((name) => name !== 'when' || !isLeftByZone(app, job));
  const hashed = names.map((name) => [name, hashValue(name, event.values[name])] as const);
  return Object.fromEntries(
    hashed.filter(([name, hash]) => {
      const base = plan!.base[name];
      // Fields that the event lacks are failures of their own (RF1).
      const isAgreed = base && !base.doubt && base.item === hashes[name] && base.event === hash;
      return isAgreed && !sameMeaning(name, values[name], event.values[name]);
    }),
  );
}

function read(app: App): Apart[] {
  return app.state.get(APART) ?? [];
}

/** Stores the edited list where it has changed. */
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
