// DE20: deletions are suspended for a calendar that listed what it cannot have, until it was compared.
import type { App } from './context';
import type { EventState } from '../core/event';
import type { Job } from './job';
import { cell, type EventList } from '../ports';
import { calendarState } from './calendars';
import { deletedItemOf } from './journal';

/** Ids of calendars. */
export const SUSPENDED = cell<string[] | null>('note.suspended', null);

/** Whether deletions are suspended for a calendar's pairs. */
export function isSuspended(app: App, calendarId: string): boolean {
  return suspended(app).includes(calendarId);
}

/** To be called when Directus' database was put back, or a calendar listed what it cannot have. */
export function suspendDeletions(app: App, calendarIds: readonly string[]): void {
  app.state.set(SUSPENDED, [...new Set([...suspended(app), ...calendarIds])]);
}

const PUT_BACK = cell<number | null>('note.putBack', null);

/** Directus' database was put back; when that was noticed is kept for good. */
export function notePutBack(app: App): void {
  app.state.set(PUT_BACK, app.clock.now());
}

/**
 * Whether an event was deleted before Directus' database was put back: a row that names it was brought back since (CB6).
 * @param event that is gone; of one that tells no time we know whether we had deleted its item
 */
export function wasPutBackSince(app: App, calendarId: string, event: EventState): boolean {
  const at = app.state.get(PUT_BACK);
  if (at === null || (event.is !== 'cancelled' && event.is !== 'absent')) return false;
  const deletedAt = event.is === 'cancelled' ? Date.parse(event.event.updated ?? '') : NaN;
  return Number.isNaN(deletedAt) ? deletedItemOf(app.state, calendarId, event.id) : deletedAt < at;
}

/** The calendar's comparison is through. */
export function endSuspension(app: App, calendarId: string): void {
  if (!isSuspended(app, calendarId)) return;
  const left = suspended(app).filter((id) => id !== calendarId);
  app.state.set(SUSPENDED, left.length > 0 ? left : null);
}

function suspended(app: App): string[] {
  return app.state.get(SUSPENDED) ?? [];
}

/** A full list without a token, or an empty one of a calendar that had events: deleted ones are listed for a month. */
export function isDoubtful(app: App, calendarId: string, { events, nextSyncToken }: EventList): boolean {
  const before = calendarState(app.state, calendarId).size ?? 0;
  const doubtful = !nextSyncToken || (events.length === 0 && before > 0);
  if (doubtful) app.log({ reconcile: 'deletes nothing', listed: events.length, before, token: Boolean(nextSyncToken) });
  return doubtful;
}

/**
 * A base of an event that is stamped above Directus' newest activity speaks of what the restored database does not know:
 * the item's own base counts, and that of the event is written anew.
 * @param newest as it was read with the item
 */
export function forgetLaterBase({ pair }: Job, newest: number): void {
  const { event } = pair;
  if (event.is === 'live' && event.base && event.base.stamp > newest)
    pair.event = { ...event, base: undefined, restored: true };
}
