// A side that gives no answer is asked less and less often, so that an outage of a day costs minutes of trigger time.
import { alertFailure } from './alerts';
import { boundCalendars, type App } from './context';
import { cell, type Cell, type Failure } from '../ports';
import { calendarName } from './calendars';

/** What is known of a side that could not be read. */
export interface Outage {
  /** When the first look failed, ms since the epoch. */
  since: number;
  /** ms since the epoch: until then the side is left alone. */
  until: number;
  /** How long the last pause was; 0: there was none yet. */
  minutes: number;
  failure: Failure;
}

const FIRST_MINUTES = 10;
const LONGEST_MINUTES = 120;
const MINUTE_MS = 60_000;
/** Triggers come at their own time: a pause that ends a little early meets the next one. */
const EARLY_MS = MINUTE_MS;

/** @param calendarId here and below: missing means Directus */
export function outageOf(app: App, calendarId?: string): Outage | null {
  return app.state.get(outageCell(calendarId));
}

/** Whether Directus, or the comparison of a calendar, is to be left alone for now. */
export function isPaused(app: App, calendarId?: string): boolean {
  return (outageOf(app, calendarId)?.until ?? 0) > app.clock.now();
}

/** Failures of the way to Directus, not of one item. */
export function isOutage(failure: Failure): boolean {
  return failure.kind === 'unavailable' || failure.kind === 'unauthorized' || failure.kind === 'forbidden';
}

/** A side could not be read: it is left alone, for longer each time. */
export function noteOutage(app: App, failure: Failure, calendarId?: string): void {
  const last = outageOf(app, calendarId)?.minutes ?? 0;
  const minutes = last > 0 ? Math.min(last * 2, LONGEST_MINUTES) : FIRST_MINUTES;
  const until = app.clock.now() + minutes * MINUTE_MS - EARLY_MS;
  app.log({ [calendarId === undefined ? 'directus' : 'calendar']: 'no answer', nextTryInMinutes: minutes });
  keep(app, { until, minutes, failure }, calendarId);
}

/**
 * What changed in a calendar could not be read. That costs one call, so it is tried again without a pause: with the next
 * message or catch-up.
 */
export function noteUnread(app: App, failure: Failure, calendarId: string): void {
  const { until, minutes } = outageOf(app, calendarId) ?? { until: 0, minutes: 0 };
  keep(app, { until, minutes, failure }, calendarId);
}

function keep(app: App, outage: Omit<Outage, 'since'>, calendarId: string | undefined): void {
  const since = outageOf(app, calendarId)?.since ?? app.clock.now();
  app.state.set(outageCell(calendarId), { since, ...outage });
  alertFailure(app, outage.failure, since, calendarId);
}

/** Any message from Directus ends the pause. Where it still gives no answer, the next one is longer. */
export function endPause(app: App, calendarId?: string): void {
  const outage = outageOf(app, calendarId);
  if (outage) app.state.set(outageCell(calendarId), { ...outage, until: 0 });
}

/** A person wants a look at both sides now. */
export function endPauses(app: App): void {
  for (const side of [undefined, ...boundCalendars(app)]) endPause(app, side);
}

/** The side was read; of a calendar: the whole of it. */
export function noteAlive(app: App, calendarId?: string): void {
  if (outageOf(app, calendarId)) app.state.set(outageCell(calendarId), null);
}

/** A calendar's feed was read. A comparison that failed keeps its pause: the whole list may fail while the feed works. */
export function noteFeedAlive(app: App, calendarId: string): void {
  if (outageOf(app, calendarId)?.minutes === 0) noteAlive(app, calendarId);
}

/** What is known of the side, while it could not be read. */
export function outageCell(calendarId?: string): Cell<Outage | null> {
  return cell(calendarId === undefined ? 'note.pause' : `note.pause.${calendarName(calendarId)}`, null);
}
