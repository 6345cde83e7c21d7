// R54: what people put back in Directus together with the sync value of that day, as the feed tells of it.
import { decodeBase } from '../core/base';
import { FIELD_NAMES, type Binding } from '../core/binding';
import type { PresentItem } from '../core/item';
import type { ActivityRow, Revision } from '../core/message';
import { groupBy } from '../core/groups';
import { keyForms, rowValues } from '../core/values';
import type { App } from '../sync/context';
import { nextOfOurs, type Job } from '../sync/job';
import { findPasted, isPutBack } from '../sync/needs-directus';
import { addLines } from '../sync/report';
import { buried } from '../sync/write-items';

const REVISIONS_EACH = 5;

/** What a look at the feed tells of people's writes to items of one collection. */
export interface Saves {
  /** Keys of items that a person wrote to last. */
  last: ReadonlySet<string>;
  /** Keys of items that were written to without a user, as we do, after a person had. */
  followed: ReadonlySet<string>;
  /** The rows that tell of what people wrote. */
  ids: ReadonlySet<number>;
}

export const NO_SAVES: Saves = { last: new Set(), followed: new Set(), ids: new Set() };

/** @param rows of one collection, ascending */
export function savesOf(rows: readonly ActivityRow[]): Saves {
  const [last, followed, ids] = [new Set<string>(), new Set<string>(), new Set<number>()];
  for (const { id, item, user } of rows) {
    const forms = keyForms(item);
    if (user !== null) {
      ids.add(id);
      for (const key of forms) last.add(key);
    } else if (forms.some((key) => last.delete(key))) for (const key of forms) followed.add(key);
  }
  return { last, followed, ids };
}

/** Those whose sync values a person has put in the place of ours; undefined when Directus does not answer. */
export function putBackOf(app: App, jobs: readonly Job[]): Job[] | undefined {
  let isWhole = true;
  findPasted(app, jobs, () => void (isWhole = false));
  return isWhole ? jobs.filter(({ pasted }) => pasted) : undefined;
}

/**
 * Flow 4 does not ask: an event that is edited after such an item was put back, and before that is seen, is written over
 * what was put back. That is told here.
 * @returns false when Directus does not answer
 */
export function tellBuried(
  app: App,
  binding: Binding,
  items: readonly PresentItem[],
  { followed, ids }: Saves,
): boolean {
  const written = writtenByFlow4(
    app,
    binding,
    items.filter(({ key }) => followed.has(key)),
  );
  if (written.size === 0) return true;
  const read = app.directus.revisions(binding, [...written.keys()], REVISIONS_EACH);
  if (!read.ok) return false;
  const told = new Set(app.state.reports().map(({ revision }) => revision));
  const byKey = groupBy(read.value, ({ item }) => keyForms(item).find((form) => written.has(form)));
  const lines = [...byKey].flatMap(([key = null, own]) =>
    own
      .filter(({ id, activity }, at) => ids.has(Number(activity?.id)) && !told.has(id) && isBuried(binding, own, at))
      .map((revision) => ({ ...buried(binding, key, revision), event: written.get(key!), reason: REASON })),
  );
  addLines(app, lines);
  return true;
}

const REASON = 'Put back in Directus with an old sync value, and written over by its event before that was seen.';

/**
 * Of an item whose edit we brought to its event the cache knows the write to that: it carries the item's stamp.
 * @returns the others, by key, with the ids of their events
 */
function writtenByFlow4(app: App, binding: Binding, items: readonly PresentItem[]): Map<string, string> {
  const synced = items.flatMap(({ key, sync }) => (sync ? [{ key, ...sync }] : []));
  const bases = app.echoes.basesOf(
    binding.calendar,
    synced.map(({ eventId }) => eventId),
  );
  const others = synced.filter(({ eventId, stamp }) => decodeBase(binding, bases.get(eventId))?.stamp !== stamp);
  return new Map(others.map(({ key, eventId }) => [key, eventId]));
}

/** @param revisions of one item, newest first: whether the next write of ours was laid over what `at` had put back */
function isBuried(binding: Binding, revisions: readonly Revision[], at: number): boolean {
  const put = revisions[at]!;
  if (put.delta?.[binding.fields.sync] === undefined || !isPutBack(binding, revisions.slice(at))) return false;
  const ours = nextOfOurs(binding, revisions, at);
  const [theirs, mine] = [rowValues(binding, put.data ?? {}), rowValues(binding, ours?.delta ?? {})];
  // What was empty lost nothing.
  return FIELD_NAMES.some((name) => theirs[name] && mine[name] !== undefined && mine[name] !== theirs[name]);
}
