// R25: a comparison whose sides cannot be right deletes nothing, on neither side, until it is through.
import type { App } from '../app/app';
import type { Job } from '../pairs/job';
import type { EventList } from '../app/ports';

/** `restored`: Directus' database was put back; `list`: a calendar listed what it cannot have. */
type Reason = 'restored' | 'list';

export function sparing(app: App): Reason | null {
  return app.state.note<Reason>('sparing');
}

/** Null: the comparison is through. A reason that stands already stays. */
export function setSparing(app: App, reason: Reason | null): void {
  if (reason === null ? sparing(app) : !sparing(app)) app.state.setNote('sparing', reason);
}

/** A full list without a token, or an empty one of a calendar that had events: deleted ones are listed for a month. */
export function isDoubtful(app: App, calendarId: string, { events, nextSyncToken }: EventList): boolean {
  const before = app.state.calendar(calendarId).size ?? 0;
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
