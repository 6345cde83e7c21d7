// R46: bulk that a day of Google's has no room for waits for the next one. Nothing is queued: a comparison finds it then.
import type { App } from '../app/app';

/** All ms since the epoch. */
export interface NextDay {
  /** Since when something waits. */
  since: number;
  /** When the comparison is due. */
  until: number;
  /** When something was last put off. */
  at: number;
}

/** What waits for Google's next day; null when nothing does. */
export function nextDay({ state }: App): NextDay | null {
  return state.note<NextDay>('nextDay');
}

/** Whether the next day has begun for what waits. */
export function isNextDay(app: App): boolean {
  return (nextDay(app)?.until ?? Infinity) <= app.clock.now();
}

/** @param until ms since the epoch */
export function putOff(app: App, pairs: number, until: number): void {
  const before = nextDay(app);
  const at = app.clock.now();
  const earliest = before && before.until > at ? Math.min(before.until, until) : until;
  app.state.setNote('nextDay', { since: before?.since ?? at, until: earliest, at } satisfies NextDay);
  app.log({ putOff: pairs, until: new Date(earliest).toISOString() });
}

/** A comparison that began at `since` is through: what was put off before it is done. */
export function endNextDay(app: App, since: number): void {
  const waiting = nextDay(app);
  if (waiting && waiting.at < since) app.state.setNote('nextDay', null);
}
