// R11: the items that an apply may write to stand in the properties until its answer is stored. An execution that died,
// or an answer that was lost, leaves them there; the next apply reads what the items' revisions say of it.
import type { PresentItem } from '../core/item';
import { decodeBase } from '../core/base';
import { FIELD_NAMES, type Binding } from '../core/binding';
import { groupBy } from '../core/groups';
import type { Change, Revision } from '../core/message';
import { rowValues } from '../core/values';
import type { App } from './context';
import { isOurs, nextOfOurs } from './job';
import { cell } from '../ports';

export interface Underway {
  binding: string;
  /** Of the items; of one that is being made, the event's id. */
  keys: string[];
  /** When the revisions were first looked into, ms since the epoch. */
  looked?: number;
}

export const UNANSWERED = cell<Underway[] | null>('note.unanswered', null);
/** One that waits to be looked into again, and the one that goes on now. */
const MAX_NOTED = 2;
const REVISIONS_EACH = 10;
/** A run that nobody waits for any more may still write for as long as this: it is looked into again after it. */
const LATE_MS = 10 * 60_000;

function allNoted({ state }: App): Underway[] {
  return state.get(UNANSWERED) ?? [];
}

function setNoted({ state }: App, noted: readonly Underway[]): void {
  state.set(UNANSWERED, noted.length > 0 ? noted : null);
}

/**
 * Only items that stay: of one that is deleted, nothing is left that would name its event.
 * @returns undefined where nothing was noted
 */
export function noteUnderway(app: App, binding: Binding, changes: readonly Change[]): Underway | undefined {
  const keys = changes.flatMap((change) => ('key' in change ? (change.key ?? change.event ?? []) : []));
  const before = allNoted(app);
  // Those that stand there still could not be looked into: Directus does not answer.
  if (keys.length === 0 || before.length >= MAX_NOTED) return undefined;
  const noted = { binding: binding.id, keys };
  setNoted(app, [...before, noted]);
  return noted;
}

/** Whether an apply may have written to the item whose answer never came. */
export function isUnanswered(app: App, { id }: Binding, { key, eventId }: PresentItem): boolean {
  return allNoted(app).some(
    ({ binding, keys }) => binding === id && keys.some((name) => name === key || name === eventId),
  );
}

/** The answer of the apply that was noted last is settled. */
export function noteAnswered(app: App): void {
  setNoted(app, allNoted(app).slice(0, -1));
}

/** All that stands there was looked into, and what was found is told. */
export function noteLooked(app: App): void {
  const noted = allNoted(app);
  const now = app.clock.now();
  // A clock that was put back must not keep it for ever.
  const stays = noted.filter(({ looked }) => looked === undefined || Math.abs(now - looked) < LATE_MS);
  if (noted.some(({ looked }) => looked === undefined) || stays.length < noted.length)
    setNoted(
      app,
      stays.map((each) => ({ ...each, looked: each.looked ?? now })),
    );
}

/** What applies whose answers were lost have buried; undefined where Directus does not tell it now. */
export function lostAnswers(app: App): { binding: Binding; revision: Revision }[] | undefined {
  const found: { binding: Binding; revision: Revision }[] = [];
  for (const noted of allNoted(app)) {
    const binding = app.settings.bindings.find(({ id }) => id === noted.binding);
    if (!binding) continue;
    const revisions = app.directus.revisions(binding, noted.keys, REVISIONS_EACH);
    if (!revisions.ok) return undefined;
    for (const own of groupBy(revisions.value, ({ item }) => item).values())
      own.forEach((revision, at) => {
        if (isBuried(binding, own, at)) found.push({ binding, revision });
      });
  }
  return found;
}

/**
 * Whether the next write of ours buried a save: it was decided on a read before it, by the stamp in its base.
 * @param revisions of one item, newest first
 */
function isBuried(binding: Binding, revisions: readonly Revision[], at: number): boolean {
  const saved = revisions[at]!;
  const ours = nextOfOurs(binding, revisions, at);
  const base = decodeBase(binding, ours?.delta?.[binding.fields.sync]);
  if (isOurs(binding, saved) || !base || !(Number(saved.activity?.id) > base.stamp)) return false;
  const values = (row: Revision['data'] | undefined) => rowValues(binding, row ?? {});
  const [theirs, before, mine] = [values(saved.data), values(revisions[at + 1]?.data), values(ours!.delta)];
  return FIELD_NAMES.some(
    (name) => mine[name] !== undefined && theirs[name] !== mine[name] && theirs[name] !== before[name],
  );
}
