// The script's own clockwork: one trigger every five minutes, which catches up when that is due, and what becomes of
// triggers that Google loses or switches off.
import { alertOwner } from '../sync/alerts';
import { boundCalendars, type App } from '../sync/context';
import { cell } from '../ports';
import { calendarState } from '../sync/calendars';

const MINUTE_MS = 60_000;
/** While a calendar has no push, its changes are looked for at each tick. */
export const TICK_MINUTES = 5;
/** Triggers come at their own time: one that comes a little early is the one that is due. */
const EARLY_MS = (TICK_MINUTES * MINUTE_MS) / 2;
/** This many catch-ups in a row may be late. */
const LATE_CATCH_UPS = 3;

/** Both ms since the epoch. */
interface Clockwork {
  /** When the trigger last came. */
  tick: number;
  /** When it last caught up. */
  done: number;
}

export const TICKS = cell<Clockwork | null>('note.clockwork', null);
const BROKEN = cell<string[] | null>('note.brokenTriggers', null);
const REMEDY = 'Run install in the script editor: it makes the triggers anew.';

/** Minutes between two catch-ups. */
export function catchUpMinutes({ settings, state }: App, calendarIds: readonly string[]): number {
  const polling = calendarIds.some((id) => calendarState(state, id).pushRefused !== undefined);
  return polling ? Math.min(TICK_MINUTES, settings.catchUpMinutes) : settings.catchUpMinutes;
}

/** How old the last look may be before it is too late, ms. */
export function lateMs({ settings }: App): number {
  return LATE_CATCH_UPS * settings.catchUpMinutes * MINUTE_MS;
}

/**
 * The trigger has come. How often it comes never changes, as changing it would take a trigger run that makes triggers.
 * @param catchUp false when another execution is at work: the next tick tries again
 */
export function tick(app: App, catchUp: () => boolean): void {
  const now = app.clock.now();
  const done = app.state.get(TICKS)?.done ?? 0;
  const dueMs = catchUpMinutes(app, boundCalendars(app)) * MINUTE_MS - EARLY_MS;
  const hasCaughtUp = Math.abs(now - done) >= dueMs && catchUp();
  app.state.set(TICKS, { tick: now, done: hasCaughtUp ? now : done });
}

/** For `install`, which a person runs. @returns what went wrong */
export function makeTriggers(app: App): string[] {
  if (!app.triggers.ensure()) return ['Google could not make the script triggers. Run install again in a minute.'];
  app.state.set(BROKEN, null);
  app.state.set(TICKS, { tick: app.clock.now(), done: 0 });
  return [];
}

/** To be called in runs of triggers: notes which of the standing ones are missing or switched off, and tells the owner. */
export function watchTriggers(app: App): void {
  const broken = app.triggers.broken();
  if (!broken) return;
  app.state.set(BROKEN, broken.length > 0 ? broken : null);
  tell(app, clockworkInWords(app));
}

/**
 * To be called with each message of Directus: such messages come even when the clockwork stands still. Makes the triggers
 * anew. A run of a trigger must not do that: what it makes, Google may switch off at once
 * (https://issuetracker.google.com/150756612), and it would take away those that run still.
 */
export function mendTriggers(app: App): void {
  const lines = clockworkInWords(app);
  if (lines.length === 0) return;
  const now = app.clock.now();
  const made = app.triggers.ensure();
  // Also where that failed: the next tick, or the next silence, finds the problem again.
  app.state.set(BROKEN, null);
  app.state.set(TICKS, { tick: now, done: app.state.get(TICKS)?.done ?? 0 });
  tell(app, [...lines, made ? 'They were made anew just now. If this mail comes again, run install.' : REMEDY]);
}

/** What the status says of the clockwork; nothing while it runs. */
export function clockworkInWords(app: App): string[] {
  const { state, clock, quota } = app;
  const last = state.get(TICKS)?.tick;
  const broken = state.get(BROKEN) ?? [];
  // Run time that is used up comes back with the next day.
  const isSpent = (): boolean => quota.day('triggerSeconds').used >= quota.allowed.triggerSeconds;
  const isSilent = last !== undefined && clock.now() - last > lateMs(app) && !isSpent();
  return [
    ...(isSilent ? [`No script trigger has run since ${new Date(last).toISOString()}. ${REMEDY}`] : []),
    ...(broken.length > 0 ? [`Script triggers are missing or switched off: ${broken.join(', ')}. ${REMEDY}`] : []),
  ];
}

function tell(app: App, lines: readonly string[]): void {
  if (lines.length === 0) return;
  alertOwner(app, { problem: 'triggers', subject: 'its script triggers stand still', text: lines.join('\n') });
}
