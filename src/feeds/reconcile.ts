// Compares every pair of every binding: finds what signals and feeds missed, and what lost its link.
import { boundCalendars, type App } from '../app/app';
import { notePairs, takeUndecided } from '../limits/brake';
import { jobsOfSides, readSides } from './comparison';
import { forgetApart } from '../pairs/apart';
import type { Job } from '../pairs/job';
import { endNextDay } from '../limits/next-day';
import { isPaused } from '../limits/outage';
import { rememberList } from './pull-calendar';
import { retryDue } from './retry-due';
import { isDoubtful, setSparing } from '../limits/sparing';
import { offerToOtherBindings } from './pull-directus';
import { syncPairs } from '../pairs/sync-pairs';
import { MetPairs } from '../pairs/turn';

/**
 * The calendars that are still to be compared are kept, so that one may span executions.
 * @returns false when a side could not be read whole, or time did not suffice; then nothing is concluded and it stays due.
 */
export function reconcile(app: App): boolean {
  const startedAt = app.clock.now();
  const due = app.state.note('reconcileDue');
  const all = boundCalendars(app);
  const open = all.filter((id) => Array.isArray(due) && due.includes(id));
  const calendars = open.length > 0 ? open : all;
  for (const [done, calendarId] of calendars.entries()) {
    app.state.setNote('reconcileDue', calendars.slice(done));
    if (isPaused(app)) return false;
    app.turn.begin();
    const met = new MetPairs();
    const sides = readSides(app, calendarId, met);
    if (!sides) return false;
    const { list, bindings } = sides;
    if (isDoubtful(app, calendarId, list)) setSparing(app, 'list');
    rememberList(app, calendarId, list, true);
    for (const { binding, items } of bindings) forgetApart(app, binding, new Set(items.map(({ key }) => key)));
    const jobs = jobsOfSides(app, sides);
    app.turn.setToken(calendarId, list.nextSyncToken);
    const unmet = jobs.filter((job) => !met.has(job));
    const sync = syncPairs(app, unmet, progressOf(app, calendarId, unmet.length));
    offerToOtherBindings(app, sync.touched);
    if (sync.left.length > 0) return false;
    notePairs(
      app,
      bindings.map(({ binding }) => ({ binding, pairs: pairsOf(jobs, binding.id) })),
    );
    const token = app.turn.tokenOf(calendarId);
    if (token !== undefined) app.state.setCalendar(calendarId, { syncToken: token });
  }
  const again = takeUndecided(app);
  app.state.setNote('reconcileDue', again || null);
  if (again) app.triggers.continueSoon();
  app.state.setNote('progress', null);
  setSparing(app, null);
  retryDue(app, true);
  endNextDay(app, startedAt);
  app.state.setLastGood('reconcile', app.clock.now());
  return true;
}

/** How far the comparison of a calendar is. */
export interface Progress {
  calendar: string;
  done: number;
  total: number;
}

/** A person looks at it now and then: a write to the properties with each slice would be too much. */
const PROGRESS_MS = 10_000;

function progressOf(app: App, calendar: string, total: number): (open: number) => void {
  let toldAt = app.clock.now();
  return (open) => {
    if (Math.abs(app.clock.now() - toldAt) < PROGRESS_MS) return;
    toldAt = app.clock.now();
    app.state.setNote('progress', { calendar, done: total - open, total } satisfies Progress);
  };
}

/** How many items have their events now that all jobs are settled. */
function pairsOf(jobs: readonly Job[], binding: string): number {
  return jobs.filter(
    (job) => job.binding.id === binding && job.pair.item.is === 'present' && job.pair.event.is === 'live',
  ).length;
}
