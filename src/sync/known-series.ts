// Series whose dates have items: one that becomes a single event says nothing of what it was.
import { cell } from '../ports';
import type { App } from './context';
import { isAwaited } from './waiting';

/** Ids, by calendar. */
const KNOWN = cell<Record<string, string[]> | null>('note.knownSeries', null);
/** Of one calendar; what is beyond is left to the daily comparison. */
const MOST_KNOWN = 300;

export function knownSeries({ state }: App, calendarId: string): ReadonlySet<string> {
  return new Set(state.get(KNOWN)?.[calendarId]);
}

/** @param read series that were read whole, by id; null for what is none any more. Those that are waited for
 * come later. */
export function noteSeries(app: App, calendarId: string, read: ReadonlyMap<string, object | null>): void {
  const { state } = app;
  const before = state.get(KNOWN)?.[calendarId] ?? [];
  const isNew = (id: string): boolean => !before.includes(id) && !isAwaited(app, calendarId, id);
  const news = [...read].flatMap(([id, series]) => (series && isNew(id) ? [id] : []));
  const after = [...before.filter((id) => read.get(id) !== null), ...news].slice(-MOST_KNOWN);
  if (news.length > 0 || after.length !== before.length) state.set(KNOWN, { ...state.get(KNOWN), [calendarId]: after });
}
