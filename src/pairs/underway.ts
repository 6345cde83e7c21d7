// R11: the items that an apply may write to stand in the properties until its answer is stored. An execution that died,
// or an answer that was lost, leaves them there; the next apply reads what the items' revisions say of it.
import type { PresentItem } from '../core/item';
import { decodeBase } from '../core/base';
import { FIELD_NAMES, type Binding } from '../core/binding';
import { groupBy } from '../core/groups';
import type { Change, Revision } from '../core/message';
import { rowValues } from '../core/values';
import type { App } from '../app/app';
import { isOurs } from './job';
import { success } from '../app/ports';

interface Underway {
  binding: string;
  /** Of the items; of one that is being made, the event's id. */
  keys: string[];
}

const NOTE = 'underway';
const REVISIONS_EACH = 10;

/** Only items that stay: of one that is deleted, nothing is left that would name its event. */
export function noteUnderway(app: App, binding: Binding, changes: readonly Change[]): void {
  const keys = changes.flatMap((change) => ('key' in change ? (change.key ?? change.event) : []));
  // One that stands there still could not be looked into: Directus does not answer.
  if (keys.length > 0 && !app.state.note(NOTE)) app.state.setNote(NOTE, { binding: binding.id, keys });
}

/** Whether an apply may have written to the item whose answer never came. */
export function isUnanswered(app: App, { id }: Binding, { key, eventId }: PresentItem): boolean {
  const noted = app.state.note<Underway>(NOTE);
  return noted?.binding === id && noted.keys.some((name) => name === key || name === eventId);
}

export function noteAnswered(app: App): void {
  if (app.state.note(NOTE)) app.state.setNote(NOTE, null);
}

/** What an apply whose answer was lost has buried; undefined where Directus does not tell it now. */
export function lostAnswers(app: App): { binding: Binding; revision: Revision }[] | undefined {
  const noted = app.state.note<Underway>(NOTE);
  const binding = app.settings.bindings.find(({ id }) => id === noted?.binding);
  const revisions = binding ? app.directus.revisions(binding, noted!.keys, REVISIONS_EACH) : success([]);
  if (!revisions.ok) return undefined;
  return [...groupBy(revisions.value, ({ item }) => item).values()].flatMap((own) =>
    own.filter((_, at) => isBuried(binding!, own, at)).map((revision) => ({ binding: binding!, revision })),
  );
}

/**
 * Whether the next write of ours buried a save: it was decided on a read before it, by the stamp in its base.
 * @param revisions of one item, newest first
 */
function isBuried(binding: Binding, revisions: readonly Revision[], at: number): boolean {
  const saved = revisions[at]!;
  const ours = revisions
    .slice(0, at)
    .reverse()
    .find((later) => isOurs(binding, later));
  const base = decodeBase(binding, ours?.delta?.[binding.fields.sync]);
  if (isOurs(binding, saved) || !base || !(Number(saved.activity?.id) > base.stamp)) return false;
  const values = (row: Revision['data'] | undefined) => rowValues(binding, row ?? {});
  const [theirs, before, mine] = [values(saved.data), values(revisions[at + 1]?.data), values(ours!.delta)];
  return FIELD_NAMES.some(
    (name) => mine[name] !== undefined && theirs[name] !== mine[name] && theirs[name] !== before[name],
  );
}
