// Compares every pair of a calendar: finds what signals and feeds missed, and what lost its link.
import type { App } from '../sync/context';
import { endDue } from '../sync/due';
import { notePairs } from '../sync/brake';
import { jobsOfSides, jobsOfKept } from './sides';
import { readSides, type Sides } from './read-sides';
import { noteSharedIds } from './id-flaws';
import { forgetApart } from '../sync/apart';
import type { Job } from '../sync/job';
import { noteLeftAlone } from './left-alone';
import { rememberList } from './google';
import type { Found } from '../sync/run';
import { endSuspension, isDoubtful, suspendDeletions } from '../sync/suspended';
import { cell } from '../ports';
import { setCalendarState } from '../sync/calendars';
import { endWaiting, readableAgain } from '../sync/waiting';
import { noteZone } from '../sync/zones';

/** Undefined where a side could not be read whole. A comparison that is not through stays due, so that it may span executions. */
export function* comparison(app: App, calendarId: string): Generator<void, Found | undefined> {
  const startedAt = app.clock.now();
  const waited = new Set(readableAgain(app, calendarId));
  const sides = yield* readSides(app, calendarId);
  if (!sides) return undefined;
  const { list, bindings } = sides;
  if (isDoubtful(app, calendarId, list)) suspendDeletions(app, [calendarId]);
  rememberList(app, calendarId, list, true);
  for (const { binding, items } of bindings) {
    forgetApart(app, binding, new Set(items.map(({ key }) => key)));
    noteSharedIds(app, binding, items);
  }
  const jobs = jobsOfSides(app, sides);
  if (!jobs) return undefined;
  for (const job of jobs) job.asksAgain = true;
  const token = list.nextSyncToken;
  const read = app.reads.add(calendarId, token, () => {
    if (token !== undefined) setCalendarState(app.state, calendarId, { syncToken: token });
  });
  return {
    pairs: jobs,
    rest: () => jobsOfKept(app, sides, jobs),
    tell: progressOf(app, calendarId, jobs.length),
    commit: () => {
      endWaiting(app, calendarId, waited);
      app.reads.settle(read);
      through(app, sides, jobs, startedAt);
    },
  };
}

function through(app: App, sides: Sides, jobs: readonly Job[], startedAt: number): void {
  const { calendarId, bindings } = sides;
  noteLeftAlone(app, sides, jobs);
  notePairs(
    app,
    bindings.map(({ binding }) => ({ binding, pairs: pairsOf(jobs, binding.id) })),
  );
  for (const { binding } of bindings) noteZone(app, binding, jobs);
  endSuspension(app, calendarId);
  endDue(app, calendarId, startedAt);
}

/** How far the comparison of a calendar is. */
export interface Progress {
  calendar: string;
  done: number;
  total: number;
}

export const PROGRESS = cell<Progress | null>('note.progress', null);

/** A person looks at it now and then: that is not worth a write to the properties with each slice. */
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
