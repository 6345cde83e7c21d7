// Compares every pair of every binding: finds what signals and feeds missed, and what lost its link.
import type { App } from '../sync/context';
import { dueCalendars, endDue, makeDue } from '../sync/due';
import { notePairs, takeUndecided } from '../sync/brake';
import { jobsOfSides, jobsOfSpared, readSides, type Sides } from './comparison';
import { noteSharedIds } from './id-flaws';
import { forgetApart } from '../sync/apart';
import type { Job } from '../sync/job';
import { endNextDay } from '../sync/next-day';
import { noteLeftAlone } from './left-alone';
import { isPaused, noteOutage } from '../sync/outage';
import { rememberList } from './pull-calendar';
import { retryDue } from './retry-due';
import { endSparing, isDoubtful, spare } from '../sync/sparing';
import { offerToOtherBindings } from './pull-directus';
import { syncPairs } from '../sync/sync-pairs';
import { MetPairs } from '../sync/turn';
import { cell } from '../ports';
import { setCalendarState } from '../sync/calendars';

/**
 * Compares the calendars that are due, each by itself: one that could not be read whole stays due, and is left alone for
 * a while; the others go on. What a comparison has not been through stays due, so that it may span executions.
 * @returns false when time did not suffice
 */
export function reconcile(app: App): boolean {
  let compared = 0;
  for (const calendarId of dueCalendars(app)) {
    if (isPaused(app)) return true;
    if (isPaused(app, calendarId)) continue;
    const startedAt = app.clock.now();
    app.turn.begin();
    const met = new MetPairs();
    const sides = readSides(app, calendarId, met);
    if (!sides) continue;
    if (!settleSides(app, sides, met)) return false;
    endSparing(app, calendarId);
    endDue(app, calendarId, startedAt);
    compared += 1;
  }
  if (compared === 0) return true;
  if (takeUndecided(app)) {
    makeDue(app);
    app.triggers.continueSoon();
  }
  app.state.set(PROGRESS, null);
  retryDue(app, true);
  endNextDay(app);
  return true;
}

/** @returns false when time did not suffice for all pairs of the calendar */
function settleSides(app: App, sides: Sides, met: MetPairs): boolean {
  const { calendarId, list, bindings } = sides;
  if (isDoubtful(app, calendarId, list)) spare(app, [calendarId]);
  rememberList(app, calendarId, list, true);
  for (const { binding, items } of bindings) {
    forgetApart(app, binding, new Set(items.map(({ key }) => key)));
    noteSharedIds(app, binding, items);
  }
  const jobs = jobsOfSides(app, sides);
  app.turn.setToken(calendarId, list.nextSyncToken);
  for (const job of jobs) job.asksAgain = true;
  const unmet = jobs.filter((job) => !met.has(job));
  const sync = syncPairs(app, unmet, progressOf(app, calendarId, unmet.length));
  offerToOtherBindings(app, sync.touched);
  if (sync.outage) noteOutage(app, sync.outage);
  if (sync.left.length > 0) return false;
  const spared = jobsOfSpared(app, sides, unmet);
  if (spared.length > 0 && syncPairs(app, spared).left.length > 0) return false;
  noteLeftAlone(app, sides, jobs);
  notePairs(
    app,
    bindings.map(({ binding }) => ({ binding, pairs: pairsOf(jobs, binding.id) })),
  );
  const token = app.turn.tokenOf(calendarId);
  if (token !== undefined) setCalendarState(app.state, calendarId, { syncToken: token });
  return true;
}

/** How far the comparison of a calendar is. */
export interface Progress {
  calendar: string;
  done: number;
  total: number;
}

export const PROGRESS = cell<Progress | null>('note.progress', null);

/** A person looks at it now and then: a write to the properties with each slice would be too much. */
const PROGRESS_MS = 10_000;

function progressOf(app: App, calendar: string, total: number): (open: number) => void {
  let toldAt = app.clock.now();
  return (open) => {
    if (Math.abs(app.clock.now() - toldAt) < PROGRESS_MS) return;
    toldAt = app.clock.now();
    app.state.set(PROGRESS, { calendar, done: total - open, total });
  };
}

/** How many items have their events now that all jobs are settled. */
function pairsOf(jobs: readonly Job[], binding: string): number {
  return jobs.filter(
    (job) => job.binding.id === binding && job.pair.item.is === 'present' && job.pair.event.is === 'live',
  ).length;
}
