// Series that have no place any more for some of their items: Google may be at splitting one in two, and the other half has
// not been seen yet. They are read again a minute later; only then does what is left follow its event (SE6).
import { cell } from '../ports';
import type { App } from './context';

/** How long a series is waited for, ms. */
const WAIT_MS = 60_000;
/** Series of one calendar that are waited for at a time; what is beyond is left to the daily comparison. */
const MOST = 100;

/** By calendar and series: since when, ms since the epoch. */
const WAITING = cell<Record<string, Record<string, number>> | null>('note.series', null);

/** Series of a calendar whose wait is over. */
export function readableAgain(app: App, calendarId: string): string[] {
  return waitingOf(app, calendarId).flatMap(([id, since]) => (isOver(app, since) ? [id] : []));
}

/** Until the first of the waits that go on is over, ms; undefined when none does. */
export function waitLeft(app: App, calendarIds: readonly string[]): number | undefined {
  const going = calendarIds
    .flatMap((id) => waitingOf(app, id))
    .flatMap(([, since]) => (isOver(app, since) ? [] : [Math.abs(app.clock.now() - since)]));
  return going.length > 0 ? WAIT_MS - Math.max(...going) : undefined;
}

/** Whether the wait for a series goes on. */
export function isAwaited(app: App, calendarId: string, seriesId: string): boolean {
  const since = waitingSince(app, calendarId, seriesId);
  return since !== undefined && !isOver(app, since);
}

/** Since when a series is waited for, ms since the epoch. */
export function waitingSince(app: App, calendarId: string, seriesId: string): number | undefined {
  return waitingOf(app, calendarId).find(([id]) => id === seriesId)?.[1];
}

/**
 * A series is waited for from now on, if it was not before.
 * @returns whether the wait goes on
 */
export function waitFor(app: App, calendarId: string, seriesId: string): boolean {
  const since = waitingSince(app, calendarId, seriesId);
  if (since !== undefined) return !isOver(app, since);
  const known = waitingOf(app, calendarId);
  if (known.length < MOST) setWaiting(app, calendarId, [...known, [seriesId, app.clock.now()]]);
  app.triggers.continueSoon(WAIT_MS);
  return true;
}

/** What these series are to be waited for is settled. */
export function endWaiting(app: App, calendarId: string, seriesIds: ReadonlySet<string>): void {
  const known = waitingOf(app, calendarId);
  const left = known.filter(([id]) => !seriesIds.has(id));
  if (left.length < known.length) setWaiting(app, calendarId, left);
}

function isOver(app: App, since: number): boolean {
  return Math.abs(app.clock.now() - since) >= WAIT_MS;
}

function waitingOf({ state }: App, calendarId: string): [string, number][] {
  return Object.entries(state.get(WAITING)?.[calendarId] ?? {});
}

function setWaiting({ state }: App, calendarId: string, waiting: readonly [string, number][]): void {
  const { [calendarId]: _, ...others } = state.get(WAITING) ?? {};
  const after = waiting.length > 0 ? { ...others, [calendarId]: Object.fromEntries(waiting) } : others;
  state.set(WAITING, Object.keys(after).length > 0 ? after : null);
}
