// What an execution does once it holds the lock: its own signal, then everything that was marked meanwhile.
import { itemInSync, namedEvent, type PresentItem } from '../core/item';
import type { DeletedSignal, ItemsSignal } from '../core/message';
import { decodeBase } from '../core/base';
import type { Binding } from '../core/binding';
import { eventIdFor } from '../core/identity';
import { goneForms, keysOf } from '../core/keys';
import { bindingsOfCollection, boundCalendars, type App } from '../sync/context';
import { isOwnChannel, renewChannels } from './channels';
import { mendTriggers, watchTriggers } from './clockwork';
import { lookAtHeld, release } from './go-on';
import { keyOf, lastKnown, newJob, type Job } from '../sync/job';
import { endPause, isPaused } from '../sync/outage';
import { serveMark, since, tryOnce, withLock, type Worker } from './lock';
import { calendarMark, incomplete, lastGood, setLastGood, type MarkName } from '../sync/looks';
import { dueCalendars, makeDue } from '../sync/due';
import { beginNextDay, putOff } from '../sync/next-day';
import { alertUnserved } from '../sources/left-alone';
import { pullCalendar, type PullOutcome } from '../sources/pull-calendar';
import { CURSOR, jobsOfRows, offerToOtherBindings, pullDirectus } from '../sources/pull-directus';
import { reconcile } from '../sources/reconcile';
import { retryDue } from '../sources/retry-due';
import { syncPairs } from '../sync/sync-pairs';
import { compareVersions, noteDeployed, OTHER_BINDINGS } from './versions';
import type { BoundWriteBack } from '../sync/write-items';
import { cell } from '../ports';
import { setMark } from './marks';

export interface SignalOutcome {
  queued: boolean;
  writeBacks: BoundWriteBack[];
}

/** Flow 2: items were created or changed. */
export function itemsChanged(app: App, signal: ItemsSignal): SignalOutcome {
  const writeBacks: BoundWriteBack[] = [];
  const whole = signal.total == null || signal.total <= signal.rows.length;
  const queued = !lockFor(app, 'directus', () => {
    if (isServed(app, signal)) return;
    if (!whole) return void follow(app, 'directus');
    const jobs = bindingsOfCollection(app, signal.collection).flatMap((binding) =>
      withoutWritten(app, binding, jobsOfRows(app, binding, signal)),
    );
    app.turn.begin();
    const keys = new Set(jobs.map((job) => keyOf(job)!));
    app.turn.covered = { collection: signal.collection, keys, stamp: signal.stamp };
    writeBacks.push(...settle(app, jobs));
  });
  return { queued, writeBacks };
}

/**
 * R12: of many flow runs at once a late one may have read its item before the write-back reached it, and come here after
 * the feed has brought the same values and the event was written: a look at it would cost a call to each side. Values
 * that differ from those, or a sync value that is newer than them, or was put back (R54), are news. An item that is just
 * created has nothing older to tell, and what was edited since is signalled by itself.
 */
function withoutWritten(app: App, binding: Binding, jobs: readonly Job[]): Job[] {
  const eventId = ({ justCreated, pair }: Job): string | null => {
    const item = pair.item as PresentItem;
    return justCreated ? eventIdFor(app.installation, binding, item.key, 0) : namedEvent(item);
  };
  const named = jobs.flatMap((job) => eventId(job) ?? []);
  const written = app.echoes.basesOf(binding.calendar, named);
  return jobs.filter((job) => {
    const id = eventId(job);
    const text = id === null ? undefined : written.get(id);
    if (text === undefined || job.pasted) return true;
    const item = job.pair.item as PresentItem;
    if (job.justCreated && item.eventId === null) return false;
    const base = decodeBase(binding, text);
    return !base || base.stamp < (item.sync?.stamp ?? 0) || !itemInSync({ ...item, sync: base });
  });
}

/** Flow 3: items were deleted. Only keys that a read has shown to be gone count (R22). */
export function itemsDeleted(app: App, signal: DeletedSignal): SignalOutcome {
  const queued = !lockFor(app, 'directus', () => {
    if (isServed(app, signal)) return;
    if (signal.total != null && signal.total > signal.keys.length) return void follow(app, 'directus');
    settle(
      app,
      bindingsOfCollection(app, signal.collection).flatMap((binding) => goneJobs(signal, binding)),
    );
  });
  return { queued, writeBacks: [] };
}

function goneJobs(signal: DeletedSignal, binding: Binding): Job[] {
  const present = keysOf(binding, signal.present);
  const keys = [...new Set(signal.keys.flatMap((key) => goneForms(key, present)))];
  return keys.flatMap((key) => {
    const last = lastKnown(binding, key, signal.revisions);
    return last.sync ? [newJob(binding, { is: 'gone', key, ...last, stamp: signal.stamp }, { is: 'none' })] : [];
  });
}

/** Within this time of a look at a calendar its further notifications are served by one look together. */
const GATHER_MS = 2000;
/** A claim that old was made by an execution that is no more. */
const CLAIM_LIFE_MS = 30_000;

/** Milliseconds until a calendar's notifications have been gathered for long enough. */
function untilGathered(app: App, mark: MarkName): number {
  return mark === 'directus' ? 0 : Math.max(0, GATHER_MS - since(app, `looked.${mark}`));
}

/**
 * Flow 1: something changed in a calendar. Google sends a message for each of our own writes as well: of those that
 * come close together the first is served at once, and one more execution waits for the others, without the lock.
 * @param channelId looks at nothing where that is none of ours any more
 */
export function calendarChanged(app: App, calendarId: string, channelId?: string): SignalOutcome {
  const mark = calendarMark(calendarId);
  const look = (): void => {
    if (channelId === undefined || isOwnChannel(app, calendarId, channelId)) follow(app, mark);
  };
  if (untilGathered(app, mark) === 0) return { queued: !lockFor(app, mark, look), writeBacks: [] };
  setMark(app.cache, mark, app.uuid());
  if (!claimGathering(app, mark)) return { queued: true, writeBacks: [] };
  app.clock.sleep(untilGathered(app, mark));
  setMark(app.cache, `claim.${mark}`, '0');
  return { queued: !lockFor(app, mark, () => undefined), writeBacks: [] };
}

/** One execution at a time gathers; when the lock is taken its holder serves the mark. */
function claimGathering(app: App, mark: MarkName): boolean {
  return tryOnce(app, () => {
    if (since(app, `claim.${mark}`) < CLAIM_LIFE_MS) return false;
    setMark(app.cache, `claim.${mark}`, String(app.clock.now()));
    return true;
  });
}

/** Both feeds once, retries, unfinished work; the script's own clockwork. */
export function catchUpAll(app: App): boolean {
  return lockFor(app, null, () => {
    compareLost(app, true);
    for (const mark of marksOf(app)) serveMark(app, mark, () => follow(app, mark));
    if (!isPaused(app)) retryDue(app);
    goOnWithHeld(app);
    renewChannels(app);
    watchTriggers(app);
    compareVersions(app);
    alertUnserved(app);
    beginNextDay(app);
    if (!isPaused(app) && app.clock.left() > 0) compareDue(app);
  });
}

/**
 * A person goes on with what the brake holds back, as far as it was announced up to `seen` (ms since the epoch).
 * @returns how many writes were released; undefined when another execution is at work for longer than `limitMs`
 */
export function goOn(app: App, limitMs: number, seen?: number): number | undefined {
  const count = release(app, limitMs, seen);
  if (count === undefined || count === 0) return count;
  const free = lockFor(app, null, () => goOnWithHeld(app));
  if (!free || dueCalendars(app).length > 0) app.triggers.continueSoon();
  return count;
}

function goOnWithHeld(app: App): void {
  if (!isPaused(app) && !lookAtHeld(app)) app.triggers.continueSoon();
}

/** A lock that nobody gets, because Google fails, must not use up a day's run time of triggers. */
const BUSY_MS = 30_000;

/**
 * Goes on with what an execution before had no time for: that is in Directus' feed, in those of calendars whose last look
 * was not complete, or in a comparison. All else is the catch-up's. While another one holds the lock, a little later.
 */
export function goOnAll(app: App): void {
  const isOpen = (mark: MarkName): boolean =>
    mark === 'directus' || (lastGood(app.state, incomplete(mark)) ?? 0) > (lastGood(app.state, mark) ?? 0);
  const free = lockFor(app, null, () => {
    for (const mark of marksOf(app).filter(isOpen)) serveMark(app, mark, () => follow(app, mark));
    goOnWithHeld(app);
    if (!isPaused(app) && app.clock.left() > 0) compareDue(app);
  });
  if (!free) app.triggers.continueSoon(BUSY_MS);
}

export function reconcileAll(app: App): boolean {
  return lockFor(app, null, () => {
    makeDue(app);
    compareDue(app);
  });
}

function settle(app: App, jobs: readonly Job[]): BoundWriteBack[] {
  const sync = syncPairs(app, jobs);
  offerToOtherBindings(app, sync.touched);
  // What time did not suffice for stands in Directus' feed: an execution of its own goes on with it.
  if (sync.left.length > 0) app.triggers.continueSoon();
  return sync.writeBacks;
}

/** Collections that Directus does not track, as it was last found. */
export const UNTRACKED = cell<string[] | null>('note.untracked', null);

/**
 * Every change up to this activity id has been seen in the feed already. Of a collection that Directus does not track the
 * feed tells nothing, and its changes make no new ids.
 */
function isServed(app: App, { collection, stamp }: { collection: string; stamp: number }): boolean {
  const cursor = app.state.get(CURSOR);
  if (cursor === null || stamp > cursor.last) return false;
  return !app.state.get(UNTRACKED)?.includes(collection);
}

function follow(app: App, mark: MarkName): boolean {
  app.turn.begin();
  const pulled = mark === 'directus' ? pullDirectus(app) : followCalendar(app, mark);
  const left = (pulled.sync?.left.length ?? 0) > 0;
  if (!pulled.ok || left) setLastGood(app.state, incomplete(mark), app.clock.now());
  else if (!app.turn.isBetween) setLastGood(app.state, mark, app.clock.now());
  if (pulled.ok && left) app.triggers.continueSoon();
  return pulled.ok;
}

function followCalendar(app: App, mark: MarkName): Pick<PullOutcome, 'ok' | 'sync'> {
  const calendarId = boundCalendars(app).find((id) => calendarMark(id) === mark);
  if (calendarId === undefined) return { ok: true };
  setMark(app.cache, `looked.${mark}`, String(app.clock.now()));
  const pulled = pullCalendar(app, calendarId);
  if (!pulled.lost) return pulled;
  if (app.turn.isBetween) return { ok: false };
  // Without a token the feed tells nothing: the full comparison lists the calendar and begins a new one.
  makeDue(app, [calendarId]);
  compareDue(app);
  return { ok: !dueCalendars(app).includes(calendarId) };
}

/** A comparison that time did not suffice for goes on in an execution of its own; one that a side lacks waits for it. */
function compareDue(app: App): void {
  if (!dueCalendars(app).some((id) => !isPaused(app, id))) return;
  const until = app.quota.bulkWaitsUntil();
  if (until > 0) return putOff(app, 0, until);
  if (!reconcile(app) && !isPaused(app)) app.triggers.continueSoon();
}

/** R41: what was remembered and cannot be read any more is found by a comparison. */
function compareLost(app: App, all = false): void {
  const lost = app.state.takeLost(all);
  if (lost.length === 0) return;
  app.log({ state: 'lost', names: lost });
  makeDue(app);
}

function marksOf(app: App): MarkName[] {
  return ['directus', ...boundCalendars(app).map(calendarMark)];
}

/** @param mark what a message was about (Google's come by way of Directus, too); null: no message, the script's own clock */
function lockFor(app: App, mark: MarkName | null, own: () => void): boolean {
  let greeted = mark === null;
  // A message ends the pause even where a mark of an earlier one stands for it: that mark may be waiting for just this.
  const greet = (): void => {
    if (!greeted) {
      endPause(app);
      // A message that comes so far was made from the same bindings.
      app.state.set(OTHER_BINDINGS, null);
      mendTriggers(app);
      noteDeployed(app);
    }
    greeted = true;
  };
  const worker: Worker = {
    own: () => {
      greet();
      own();
      compareLost(app);
    },
    serve: (name) => {
      greet();
      // Whoever serves a calendar's mark gathers, too: else each message of a burst would bring a look of its own.
      app.clock.sleep(untilGathered(app, name));
      return follow(app, name);
    },
  };
  return withLock(app, marksOf(app), mark, worker);
}

/** The first look at Directus' feed only says where to begin; what is there already is the reconcile's. */
export function startFeeds(app: App): void {
  lockFor(app, null, () => void follow(app, 'directus'));
}
