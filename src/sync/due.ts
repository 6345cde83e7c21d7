// Which calendars are to be compared whole, and when each of them was.
import { boundCalendars, type App } from './context';
import { calendarName } from './calendars';
import { cell } from '../ports';
import { lastGood, setLastGood } from './looks';

/** Ids of calendars. */
export const DUE = cell<string[] | null>('note.reconcileDue', null);

/** Those whose comparison is due, or not through. */
export function dueCalendars(app: App): string[] {
  const due = app.state.get(DUE) ?? [];
  return boundCalendars(app).filter((id) => due.includes(id));
}

/** @param calendarIds missing: all of them */
export function makeDue(app: App, calendarIds: readonly string[] = boundCalendars(app)): void {
  setDue(app, [...dueCalendars(app), ...calendarIds]);
}

/** A calendar's comparison, begun at `startedAt` (ms since the epoch), is through. */
export function endDue(app: App, calendarId: string, startedAt: number): void {
  const due = dueCalendars(app).filter((id) => id !== calendarId);
  setDue(app, due);
  setLastGood(app.state, comparedName(calendarId), startedAt);
  const oldest = Math.min(...boundCalendars(app).map((id) => comparedAt(app, id)));
  // "Everything was compared" is as old as the oldest comparison.
  if (oldest > 0) setLastGood(app.state, 'reconcile', oldest);
}

/** When the last comparison of a calendar that came through began, ms since the epoch; 0: never. */
export function comparedAt(app: App, calendarId: string): number {
  return lastGood(app.state, comparedName(calendarId)) ?? 0;
}

function setDue(app: App, calendarIds: readonly string[]): void {
  const due = [...new Set(calendarIds)];
  app.state.set(DUE, due.length > 0 ? due : null);
}

function comparedName(calendarId: string): string {
  return `compared.${calendarName(calendarId)}`;
}
