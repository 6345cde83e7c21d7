// The journal: items that we deleted because their events were gone, within the last month (CB10).
import { cell } from '../ports';
import type { State } from '../store/state';
import { calendarName } from './calendars';

const JOURNAL_DAYS = 30;
const MAX_JOURNAL = 2000;
const DAY_MS = 86_400_000;

/**
 * Events, each by its calendar and id, with the day of the deletion: days since the epoch. An event that a person moves to
 * another calendar keeps its id there, and is another one's then.
 */
const JOURNAL = cell<Record<string, number>>('journal', {});

/** Whether we deleted the item of this event because the event was gone, within the last month. */
export function deletedItemOf(state: State, calendarId: string, eventId: string): boolean {
  return Object.keys(state.get(JOURNAL)).includes(nameOf(calendarId, eventId));
}

/** Written before such deletes are sent. */
export function journalDeletions(state: State, calendarId: string, eventIds: readonly string[], now: number): void {
  const oldest = Math.floor(now / DAY_MS) - JOURNAL_DAYS;
  const entries = Object.entries(state.get(JOURNAL)).filter(([, day]) => day >= oldest);
  for (const id of eventIds) entries.push([nameOf(calendarId, id), Math.floor(now / DAY_MS)]);
  state.set(JOURNAL, Object.fromEntries(entries.slice(-MAX_JOURNAL)));
}

/** Taken back when the delete did not take place, or the item was made again. */
export function unjournal(state: State, calendarId: string, eventIds: readonly string[]): void {
  const names = eventIds.map((id) => nameOf(calendarId, id));
  const entries = Object.entries(state.get(JOURNAL));
  const kept = entries.filter(([name]) => !names.includes(name));
  if (kept.length < entries.length) state.set(JOURNAL, Object.fromEntries(kept));
}

function nameOf(calendarId: string, eventId: string): string {
  return `${calendarName(calendarId)} ${eventId}`;
}
