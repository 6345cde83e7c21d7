// The journal: items that we deleted because their events were gone, within the last month (CB10).
import { cell } from '../ports';
import type { State } from '../store/state';

const JOURNAL_DAYS = 30;
const MAX_JOURNAL = 2000;
const DAY_MS = 86_400_000;

/** Ids of the events, with the day of the deletion: days since the epoch. */
const JOURNAL = cell<Record<string, number>>('journal', {});

/** Whether we deleted the item of this event because the event was gone, within the last month. */
export function deletedItemOf(state: State, eventId: string): boolean {
  return Object.keys(state.get(JOURNAL)).includes(eventId);
}

/** Written before such deletes are sent. */
export function journalDeletions(state: State, eventIds: readonly string[], now: number): void {
  const oldest = Math.floor(now / DAY_MS) - JOURNAL_DAYS;
  const entries = Object.entries(state.get(JOURNAL)).filter(([, day]) => day >= oldest);
  for (const id of eventIds) entries.push([id, Math.floor(now / DAY_MS)]);
  state.set(JOURNAL, Object.fromEntries(entries.slice(-MAX_JOURNAL)));
}

/** Taken back when the delete did not take place, or the item was made again. */
export function unjournal(state: State, eventIds: readonly string[]): void {
  const entries = Object.entries(state.get(JOURNAL));
  const kept = entries.filter(([id]) => !eventIds.includes(id));
  if (kept.length < entries.length) state.set(JOURNAL, Object.fromEntries(kept));
}
