// Whether the id field of a binding is unique and long enough. A flow cannot see a column's index or its length, so
// `install` tries: two items get the same long id in a write that Directus takes back, and its error tells.
import type { Binding } from '../core/binding';
import { itemFromRow, type PresentItem } from '../core/item';
import type { ChangeResult, SetChange } from '../core/message';
import type { Row } from '../core/values';
import { forgetIdFlaws, idFlaws, noteFlaw, type Flaw } from '../sources/id-flaws';
import type { App } from '../sync/context';
import type { Findings } from './columns';
import type { Result, Stamped } from '../ports';

/** As long as Directus makes a String unless told otherwise. */
const WANTED_LENGTH = 255;
/** Longer than the ids that we make, and shorter than any column that is of use. */
const SHORT_LENGTH = 40;
/** Letters that ids of events are made of, so that nothing but the length can be wrong with it. */
const PROBE = 'idfieldprobe'.repeat(22).slice(0, WANTED_LENGTH);

/**
 * Nothing is said of a binding with fewer than two items, nor where Directus refuses for another reason. SQLite knows no
 * lengths. To be called by the holder of the lock.
 * @returns as problems only what went wrong with the trial itself
 */
export function tryIdColumns(app: App): Findings {
  forgetIdFlaws(app);
  const { bindings } = app.settings;
  const problems = bindings.flatMap((binding) => tryIdColumn(app, binding));
  return { problems, warnings: bindings.flatMap((binding) => idColumnWarnings(app, binding)) };
}

export function idColumnWarnings(app: App, binding: Binding): string[] {
  const { collection, fields } = binding;
  const name = `${collection}.${fields.eventId}`;
  const lines: Record<Flaw, string> = {
    shared: `${name} is not unique: two items can name the same event, and one of them then gets another. In its settings tick "Unique", then run install.`,
    short: `${name} is shorter than ${WANTED_LENGTH} characters: an event whose id is longer (it may come from another calendar program) gets no item, and is told as failed. Make a field of the type String with that length, and name it in bindings.json.`,
  };
  return idFlaws(app, binding).map((flaw) => lines[flaw]);
}

/** @returns problems */
function tryIdColumn(app: App, binding: Binding): string[] {
  const listed = app.directus.list(binding, 0, 2);
  if (!listed.ok || listed.value.results.length < 2) return [];
  const items = listed.value.results.map((row) => itemFromRow(binding, row, listed.value.stamp));
  let trial = tryId(app, binding, items, PROBE);
  if (trial.error === 'VALUE_TOO_LONG') {
    noteFlaw(app, binding, 'short');
    trial = tryId(app, binding, items, PROBE.slice(0, SHORT_LENGTH));
  }
  // Directus came as far as the row that it always refuses.
  if (trial.error === 'INVALID_PAYLOAD') noteFlaw(app, binding, 'shared');
  return trial.problems;
}

interface Trial {
  /** The code with which Directus refused; missing when nothing follows from its answer. */
  error?: string | undefined;
  problems: string[];
}

/** @param items as they were before */
function tryId(app: App, binding: Binding, items: readonly PresentItem[], id: string): Trial {
  const keys = items.map(({ key }) => key);
  const answer = app.directus.tryId(binding, keys, id);
  const kept = rowsAfter(app, binding, keys, answer).flatMap((row): Kept[] => {
    const after = itemFromRow(binding, row, 0);
    const before = items.find(({ key }) => key === after.key)?.idText ?? null;
    // A short column may have cut what was written.
    return after.idText && after.idText !== before && id.startsWith(after.idText) ? [{ after, before }] : [];
  });
  if (kept.length > 0) return { problems: [putBack(app, binding, kept)] };
  const codes = answer.ok ? answer.value.results.map(({ s, code }) => (s === 'failed' ? code : undefined)) : [];
  return { error: codes.every((code) => code === codes[0]) ? codes[0] : undefined, problems: [] };
}

/** The answer of a write that was refused shows the items; where it is lost, or an item is gone, they are read. */
function rowsAfter(app: App, binding: Binding, keys: string[], answer: Result<Stamped<ChangeResult[]>>): Row[] {
  const shown = answer.ok ? answer.value.results.map(({ row }) => row).filter((row) => row !== undefined) : [];
  if (shown.length === keys.length) return shown;
  const read = app.directus.read(binding, keys, []);
  return read.ok ? read.value.results : [];
}

/** An item that holds the tried id, and what its id field had held before. */
interface Kept {
  after: PresentItem;
  before: string | null;
}

/** Only a database without transactions comes here. @returns the problem in words */
function putBack(app: App, binding: Binding, kept: readonly Kept[]): string {
  const changes = kept.map(({ after: { key, idText, syncText }, before }): SetChange => {
    return {
      do: 'set',
      key,
      expect: [],
      was: { event: idText, sync: syncText },
      write: { [binding.fields.eventId]: before },
    };
  });
  const answers = app.directus.apply(binding, changes);
  const left = changes.filter((_, i) => {
    const { result } = answers[i]!;
    return !result.ok || result.value.s !== 'done';
  });
  const { collection, fields } = binding;
  const rest = `${fields.eventId} of the items ${left.map(({ key }) => key).join(', ')} now holds "${PROBE.slice(0, 12)}…". Empty it.`;
  const problem = `${collection}: its database kept a part of what Directus had refused, so it knows no transactions (in MySQL: a MyISAM table), and items could be spoiled. Convert the table to InnoDB, then run install.`;
  return left.length > 0 ? `${problem} ${rest}` : problem;
}
