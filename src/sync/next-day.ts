// GL12: bulk that the daily quota has no room for waits until the day is over. Nothing is queued: a comparison finds it then.
import { boundCalendars, type App } from './context';
import { comparedAt, dueCalendars, makeDue } from './due';
import { cell } from '../ports';

/** All ms since the epoch. */
export interface NextDay {
  /** Since when something waits. */
  since: number;
  /** When the comparison is due. */
  until: number;
  /** When something was last put off. */
  at: number;
}

export const NEXT_DAY = cell<NextDay | null>('note.nextDay', null);

/** What waits for Google's next day; null when nothing does. */
export function nextDay({ state }: App): NextDay | null {
  return state.get(NEXT_DAY);
}

/** Once the next day has begun for what waits, the calendars that were not compared since are due. */
export function beginNextDay(app: App): void {
  if ((nextDay(app)?.until ?? Infinity) <= app.clock.now()) makeDue(app, waitingCalendars(app));
}

function waitingCalendars(app: App): string[] {
  const at = nextDay(app)?.at ?? -Infinity;
  return boundCalendars(app).filter((id) => comparedAt(app, id) <= at);
}

/** @param until ms since the epoch */
export function putOff(app: App, pairs: number, until: number): void {
  const before = nextDay(app);
  const at = app.clock.now();
  const earliest = before && before.until > at ? Math.min(before.until, until) : until;
  app.state.set(NEXT_DAY, { since: before?.since ?? at, until: earliest, at });
  app.log({ putOff: pairs, until: new Date(earliest).toISOString() });
}

/** A comparison is through, and with it what was put off; calendars that could not be read stay due anyway. */
export function endNextDay(app: App): void {
  const due = dueCalendars(app);
  if (nextDay(app) && waitingCalendars(app).every((id) => due.includes(id))) app.state.set(NEXT_DAY, null);
}
