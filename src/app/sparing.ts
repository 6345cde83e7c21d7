// R25: a comparison whose sides cannot be right deletes nothing, on neither side, until it is through.
import type { App } from './app';
import type { Job } from './job';
import { noteOutage } from './outage';
import type { EventList } from './ports';

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
 * Bases of events that are stamped above Directus' newest activity speak of what the restored database does not know:
 * the items' own bases count, and those of the events are written anew.
 * @returns false when Directus did not answer
 */
export function forgetLaterBases(app: App, jobs: readonly Job[]): boolean {
  const newest = app.directus.changes(Number.MAX_SAFE_INTEGER, 1);
  if (!newest.ok) {
    noteOutage(app);
    return false;
  }
  for (const { pair } of jobs)
    if (pair.event.is === 'live' && (pair.event.base?.stamp ?? 0) > newest.value.stamp)
      pair.event = { ...pair.event, base: undefined, restored: true };
  return true;
}
