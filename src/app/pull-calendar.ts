// Google's feed: what changed in a calendar since the sync token. The token moves last (R26).
import type { Binding } from '../core/binding';
import { eventLink, type CalendarEvent } from '../core/event';
import type { Change } from '../core/message';
import { encodeBase } from '../core/base';
import { bindingsOfCalendar, boundCalendars, type App } from './app';
import { liveEvent, newJob, type Job } from './job';
import type { EventList, Result } from './ports';
import { RetryBook } from './retries';
import { settleResult, written, type ItemOutcome } from './write-items';
import { syncPairs, type SyncOutcome } from './sync-pairs';
import { stateOfRead } from './needs';

export interface PullOutcome {
  ok: boolean;
  /** A full list was needed: deletions are found by comparing everything. */
  full: boolean;
  sync: SyncOutcome | undefined;
}

/** Reads the calendar's feed once and settles what it brought. */
export function pullCalendar(app: App, calendarId: string): PullOutcome {
  const { syncToken } = app.state.calendar(calendarId);
  let list = app.calendar.list(calendarId, syncToken);
  let full = syncToken === undefined;
  if (!list.ok && syncToken !== undefined && (list.failure.kind === 'gone' || list.failure.kind === 'invalid')) {
    // R27: a void token is no error; Google asks for a full list with the same parameters.
    list = app.calendar.list(calendarId, undefined);
    full = true;
  }
  if (!list.ok) {
    app.log({ pull: 'failed', kind: list.failure.kind });
    return { ok: false, full, sync: undefined };
  }
  rememberList(app, calendarId, list.value, full);
  const news = app.echoes.withoutEchoes(calendarId, list.value.events);
  // What a first or full list cannot show, deletions, is found by the reconcile that it asks for.
  if (full) app.state.setNote('reconcileDue', true);
  const sync = settleEvents(app, calendarId, full ? news.filter((event) => event.status !== 'cancelled') : news);
  if (sync.left.length > 0) return { ok: true, full, sync };
  const token = list.value.nextSyncToken ?? syncToken;
  app.state.setCalendar(calendarId, { ...(token ? { syncToken: token } : {}), lastPull: app.clock.now() });
  return { ok: true, full, sync };
}

export function rememberList(app: App, calendarId: string, list: EventList, full: boolean): void {
  const state = app.state.calendar(calendarId);
  const size = full ? list.events.length : (state.size ?? 0);
  if (state.timeZone !== list.timeZone || state.size !== size) app.state.setCalendar(calendarId, { timeZone: list.timeZone, size });
}

/** Offers changed events to their items: flow 4 compares and writes in one call, what it can't decide is planned here. */
function settleEvents(app: App, calendarId: string, events: readonly CalendarEvent[]): SyncOutcome {
  const offers = events.flatMap((event) => offersFor(app, calendarId, event));
  const confirmed = confirmDeletions(app, offers);
  const outcome: Pick<ItemOutcome, 'done' | 'again' | 'failed'> = { done: [], again: [], failed: [] };
  for (const [binding, group] of byBinding(confirmed)) offer(app, binding, group, outcome);
  const retries = new RetryBook(app);
  for (const { job, failure } of outcome.failed) retries.fail(job, failure.message, failure);
  for (const job of outcome.done) retries.done(job);
  retries.save();
  const sync = syncPairs(app, outcome.again);
  return { ...sync, failed: sync.failed + outcome.failed.length, writes: sync.writes + outcome.done.length };
}

interface Offer {
  job: Job;
  change: Change;
}

function offersFor(app: App, calendarId: string, event: CalendarEvent): Offer[] {
  const bindings = bindingsOfCalendar(app, calendarId);
  if (event.status === 'cancelled') return event.recurringEventId ? [] : bindings.map((binding) => goneOffer(app, binding, event));
  const link = eventLink(event);
  const linked = bindings.find((binding) => link?.installation === app.installation && binding.id === link.binding);
  if (linked) return liveOffer(app, linked, event, link?.key ?? null);
  // Without a link an item of any binding may still name the event (its properties were erased, rule P4).
  return bindings.flatMap((binding) => liveOffer(app, binding, event, null));
}

function goneOffer(app: App, binding: Binding, event: CalendarEvent): Offer {
  const policy = binding.onEventDeleted;
  const job = newJob(binding, { is: 'none' }, liveEvent(app, binding, event));
  return { job, change: { do: 'gone', event: event.id, then: typeof policy === 'object' ? 'archive' : policy } };
}

function liveOffer(app: App, binding: Binding, event: CalendarEvent, key: string | null): Offer[] {
  const state = liveEvent(app, binding, event);
  if (state.is !== 'live') return [];
  const job = newJob(binding, { is: 'none' }, state);
  const values = written(state.values);
  if (key === null && binding.newEvents) return [{ job, change: { do: 'create', event: event.id, key: null, values } }];
  const base = state.base ? encodeBase(binding, state.base) : null;
  return [{ job, change: { do: 'merge', event: event.id, key, values, base } }];
}

/**
 * R23: an event counts as deleted once a direct read says so; found living in another bound calendar, it has moved.
 * Our own deletions are confirmed by the mark on their tombstone.
 */
function confirmDeletions(app: App, offers: readonly Offer[]): Offer[] {
  const gone = offers.filter(({ change }) => change.do === 'gone');
  const ids = [...new Set(gone.map(({ change }) => (change as { event: string }).event))];
  if (ids.length === 0) return [...offers];
  const reads = new Map<string, Map<string, Result<CalendarEvent>>>();
  for (const calendarId of boundCalendars(app)) {
    const answers = app.calendar.getMany(calendarId, ids);
    reads.set(calendarId, new Map(ids.map((id, i) => [id, answers[i]!])));
  }
  return offers.flatMap((item): Offer[] => {
    if (item.change.do !== 'gone') return [item];
    const { job, change } = item;
    const own = reads.get(job.binding.calendar)!.get(change.event)!;
    job.pair.event = stateOfRead(app, job.binding, change.event, own);
    // Alive after all: the tombstone was stale, or the event was restored since; the feed brings it again.
    if (job.pair.event.is === 'live' || job.pair.event.is === 'foreign') return [];
    const elsewhere = [...reads].some(([calendarId, answers]) => {
      const read = answers.get(change.event)!;
      return calendarId !== job.binding.calendar && read.ok && read.value.status !== 'cancelled';
    });
    // R1: nothing is concluded while the event lives on elsewhere, or could not be read.
    if (elsewhere || job.pair.event.is === 'unknown') return elsewhere ? [item] : [];
    return [item];
  });
}

function offer(app: App, binding: Binding, offers: readonly Offer[], outcome: Pick<ItemOutcome, 'done' | 'again' | 'failed'>): void {
  const deletions = offers.flatMap(({ change }) => (change.do === 'gone' && change.then === 'delete' ? [change.event] : []));
  if (deletions.length > 0) app.state.journalDeletions(deletions, app.clock.now());
  const answers = app.directus.apply(binding, offers.map(({ change }) => change));
  const kept: string[] = [];
  offers.forEach(({ job, change }, i) => {
    const { stamp, result } = answers[i]!;
    if (!result.ok) {
      outcome.failed.push({ job, failure: result.failure });
      return;
    }
    const { s, key } = result.value;
    if (change.do === 'gone' && s !== 'done') kept.push(change.event);
    if (change.do === 'merge' && s === 'none') {
      // Its item is gone, or it never had one: the planner decides between deleting the event and making an item.
      job.pair.item = change.key === null ? { is: 'none' } : { is: 'gone', key: change.key, sync: undefined };
      outcome.again.push(job);
      return;
    }
    settleResult(job, change, result.value, stamp, outcome);
    if (s === 'done' && key === null && change.do === 'create') kept.push(change.event);
  });
  app.state.unjournal(kept);
}

function byBinding(offers: readonly Offer[]): Map<Binding, Offer[]> {
  const groups = new Map<Binding, Offer[]>();
  for (const item of offers) groups.set(item.job.binding, [...(groups.get(item.job.binding) ?? []), item]);
  return groups;
}
