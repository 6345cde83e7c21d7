// What an execution does once it holds the lock: its own signal, then everything that woke it meanwhile.
import type { DeletedSignal, ItemsSignal } from '../core/message';
import { boundCalendars, type App } from '../sync/context';
import { applyAccess } from '../sync/access';
import { takeUndecided } from '../sync/brake';
import { isOwnChannel, renewChannels } from './channels';
import { mendTriggers, watchTriggers } from './clockwork';
import { release } from './go-on';
import { endPause, isPaused } from '../sync/outage';
import { servingWakeUp, since, tryOnce, whenFree, withLock } from './lock';
import type { End, Loop, Task } from './loop';
import { calendarFeed, incomplete, lastGood, setLastGood, type FeedName } from '../sync/looks';
import { dueCalendars, makeDue } from '../sync/due';
import { beginNextDay, endNextDay, putOff } from '../sync/next-day';
import { comparison, PROGRESS } from '../sources/comparison';
import { changesInDirectus, CURSOR } from '../sources/directus';
import { failedPairs } from '../sources/failed';
import { changesInCalendar } from '../sources/google';
import { heldPairs } from '../sources/held';
import { alertUnserved } from '../sources/left-alone';
import { changedPairs, deletedPairs } from '../sources/signal';
import { compareVersions, noteDeployed, OTHER_BINDINGS } from './versions';
import type { BoundWriteBack } from '../sync/write-items';
import { cell } from '../ports';
import { readableAgain, waitLeft } from '../sync/waiting';
import { setWakeUp } from './wake-ups';

export interface SignalOutcome {
  queued: boolean;
  writeBacks: BoundWriteBack[];
}

/** Flow 2: items were created or changed. */
export function itemsChanged(app: App, signal: ItemsSignal): SignalOutcome {
  const writeBacks: BoundWriteBack[] = [];
  const isWhole = signal.total == null || signal.total <= signal.rows.length;
  const queued = !lockFor(app, 'directus', (work) => {
    if (isServed(app, signal)) return;
    if (!isWhole) return work.follow('directus');
    const { outcome } = work.loop.do({ source: () => changedPairs(app, signal), ended: goOnInFeed(app) });
    writeBacks.push(...(outcome?.writeBacks ?? []));
  });
  return { queued, writeBacks };
}

/** Flow 3: items were deleted. */
export function itemsDeleted(app: App, signal: DeletedSignal): SignalOutcome {
  const isWhole = signal.total == null || signal.total <= signal.keys.length;
  const queued = !lockFor(app, 'directus', (work) => {
    if (isServed(app, signal)) return;
    if (!isWhole) return work.follow('directus');
    work.loop.do({ source: () => deletedPairs(app, signal), ended: goOnInFeed(app) });
  });
  return { queued, writeBacks: [] };
}

/** Work that ran out of time still stands in Directus' feed: an execution of its own goes on with it. */
function goOnInFeed(app: App): (end: End) => void {
  return (end) => {
    if (end === 'left') app.triggers.continueSoon();
  };
}

/** Within this time of a look at a calendar its further notifications are served by one look together. */
const GATHER_MS = 2000;
/** A claim that old was made by an execution that is no more. */
const CLAIM_LIFE_MS = 30_000;

/** Milliseconds until a calendar's notifications have been gathered for long enough. */
function untilGathered(app: App, feed: FeedName): number {
  return feed === 'directus' ? 0 : Math.max(0, GATHER_MS - since(app, `looked.${feed}`));
}

/**
 * Flow 1: something changed in a calendar. Google sends a message for each of our own writes as well: of those that
 * come close together the first is served at once, and one more execution waits for the others, without the lock.
 * @param channelId where it is not ours any more, nothing is looked at
 */
export function calendarChanged(app: App, calendarId: string, channelId?: string): SignalOutcome {
  const feed = calendarFeed(calendarId);
  const look = (work: Work): void => {
    if (channelId === undefined || isOwnChannel(app, calendarId, channelId)) work.follow(feed);
  };
  if (untilGathered(app, feed) === 0) return { queued: !lockFor(app, feed, look), writeBacks: [] };
  setWakeUp(app.cache, feed, app.uuid());
  if (!claimGathering(app, feed)) return { queued: true, writeBacks: [] };
  app.clock.sleep(untilGathered(app, feed));
  setWakeUp(app.cache, `claim.${feed}`, '0');
  return { queued: !lockFor(app, feed, () => undefined), writeBacks: [] };
}

/** One execution at a time gathers; when the lock is taken its holder serves the wake-up. */
function claimGathering(app: App, feed: FeedName): boolean {
  return tryOnce(app, () => {
    if (since(app, `claim.${feed}`) < CLAIM_LIFE_MS) return false;
    setWakeUp(app.cache, `claim.${feed}`, String(app.clock.now()));
    return true;
  });
}

/** Both feeds once, retries, unfinished work; the script's own clockwork. */
export function catchUpAll(app: App): boolean {
  return lockFor(app, null, (work) => {
    compareLost(app, true);
    for (const feed of feedsOf(app)) work.serve(feed);
    if (!isPaused(app)) work.loop.do({ source: () => failedPairs(app) });
    work.lookAtHeld();
    renewChannels(app);
    watchTriggers(app);
    compareVersions(app);
    alertUnserved(app);
    beginNextDay(app);
    if (!isPaused(app) && app.clock.left() > 0) work.compareDue();
  });
}

/**
 * A person goes on with what the brake holds back, as far as it was announced up to `seen` (ms since the epoch).
 * @returns how many writes were released; undefined when another execution is at work for longer than `limitMs`
 */
export function goOn(app: App, limitMs: number, seen?: number): number | undefined {
  const count = release(app, limitMs, seen);
  if (count === undefined || count === 0) return count;
  const free = lockFor(app, null, (work) => work.lookAtHeld());
  if (!free || dueCalendars(app).length > 0) app.triggers.continueSoon();
  return count;
}

/** A lock that nobody gets, because Google fails, must not use up a day's run time of triggers. */
const BUSY_MS = 30_000;

/**
 * Goes on where an earlier execution ran out of time: in Directus' feed, in those of calendars whose last look was not
 * complete, or in a comparison; and where one waited for a series (SE7). All else is the catch-up's. While another execution
 * holds the lock, it tries a little later.
 */
export function goOnAll(app: App): void {
  const isOpen = (feed: FeedName): boolean =>
    feed === 'directus' || (lastGood(app.state, incomplete(feed)) ?? 0) > (lastGood(app.state, feed) ?? 0);
  const free = lockFor(app, null, (work) => {
    const calendarIds = boundCalendars(app);
    // There is one such trigger at a time: one that was to come sooner has taken the place of that for the wait.
    const left = waitLeft(app, calendarIds);
    if (left !== undefined) app.triggers.continueSoon(left);
    const awaited = calendarIds.filter((id) => readableAgain(app, id).length > 0).map(calendarFeed);
    for (const feed of feedsOf(app).filter((name) => isOpen(name) || awaited.includes(name))) work.serve(feed);
    work.lookAtHeld();
    if (!isPaused(app) && app.clock.left() > 0) work.compareDue();
  });
  if (!free) app.triggers.continueSoon(BUSY_MS);
}

export function reconcileAll(app: App): boolean {
  return lockFor(app, null, (work) => {
    makeDue(app);
    work.compareDue();
  });
}

/**
 * Nobody asks again before tomorrow: where another execution is at work, the comparison is due for the next catch-up.
 * @returns whether it was done now
 */
export function compareSoon(app: App, limitMs: number): boolean {
  if (reconcileAll(app)) return true;
  whenFree(app, limitMs, () => makeDue(app));
  return false;
}

/** Collections that Directus does not track, as it was last found. */
export const UNTRACKED = cell<string[] | null>('note.untracked', null);

/**
 * Every change up to this activity id has been seen in the feed already. The feed says nothing about a collection that
 * Directus does not track, and its changes make no new ids.
 */
function isServed(app: App, { collection, stamp }: { collection: string; stamp: number }): boolean {
  const cursor = app.state.get(CURSOR);
  if (cursor === null || stamp > cursor.last) return false;
  return !app.state.get(UNTRACKED)?.includes(collection);
}

/** ST9: a comparison makes up for stored values that cannot be read any more. */
function compareLost(app: App, all = false): void {
  const lost = app.state.takeLost(all);
  if (lost.length === 0) return;
  app.log({ state: 'lost', names: lost });
  makeDue(app);
}

function feedsOf(app: App): FeedName[] {
  return ['directus', ...boundCalendars(app).map(calendarFeed)];
}

/** What can be done under the lock. */
class Work {
  /** A calendar's feed tells nothing: the calendar is compared, which begins a new one. */
  private isFeedLost = false;

  constructor(
    private readonly app: App,
    readonly loop: Loop,
  ) {}

  /** Looks at what changed on one side. */
  follow(feed: FeedName): void {
    this.loop.do(this.following(feed));
    this.compareLostFeeds();
  }

  /** The same; a wake-up that came before the look is served by it. */
  serve(feed: FeedName): void {
    this.loop.do(servingWakeUp(this.app, feed, this.following(feed)));
    this.compareLostFeeds();
  }

  following(feed: FeedName): Task {
    const { app } = this;
    const moved = (): void => setLastGood(app.state, feed, app.clock.now());
    const ended = (end: End): void => {
      if (end !== 'done') setLastGood(app.state, incomplete(feed), app.clock.now());
      if (end === 'left') app.triggers.continueSoon();
    };
    if (feed === 'directus') return { source: () => changesInDirectus(app, moved), ended };
    const calendarId = boundCalendars(app).find((id) => calendarFeed(id) === feed);
    const lost = (): void => {
      makeDue(app, [calendarId!]);
      this.isFeedLost = true;
    };
    const source: Task['source'] = () => {
      setWakeUp(app.cache, `looked.${feed}`, String(app.clock.now()));
      return calendarId === undefined ? NOTHING : changesInCalendar(app, calendarId, { lost, moved });
    };
    return { source, ended };
  }

  /** To be called when no other work waits. */
  compareLostFeeds(): void {
    if (!this.isFeedLost) return;
    this.isFeedLost = false;
    this.compareDue();
  }

  lookAtHeld(): void {
    const { app } = this;
    if (isPaused(app)) return;
    for (const binding of app.settings.bindings) {
      // A Directus that does not answer is asked again by the next catch-up.
      const { end } = this.loop.do({ source: () => heldPairs(app, binding) });
      if (end === 'left') return app.triggers.continueSoon();
    }
  }

  /**
   * Compares the calendars that are due, one by one. A calendar that could not be read whole stays due and is left alone for
   * a while; the others go on. Where time runs out, an execution of its own goes on.
   */
  compareDue(): void {
    const { app, loop } = this;
    if (!dueCalendars(app).some((id) => !isPaused(app, id))) return;
    const until = app.quota.bulkWaitsUntil();
    if (until > 0) return putOff(app, 0, until);
    const ends: End[] = [];
    for (const calendarId of dueCalendars(app)) {
      if (isPaused(app)) return;
      if (isPaused(app, calendarId)) continue;
      const { end } = loop.do({ source: () => comparison(app, calendarId) });
      if (end === 'left') return app.triggers.continueSoon();
      ends.push(end);
    }
    if (!ends.includes('done')) return;
    if (takeUndecided(app)) {
      makeDue(app);
      app.triggers.continueSoon();
    }
    app.state.set(PROGRESS, null);
    loop.do({ source: () => failedPairs(app, true) });
    endNextDay(app);
  }
}

const NOTHING = { pairs: [], commit: () => undefined };

/** @param feed that a message was about (Google's come by way of Directus, too); null: the script's own clockwork */
function lockFor(app: App, feed: FeedName | null, own: (work: Work) => void): boolean {
  let greeted = feed === null;
  // A message ends the pause even where an earlier wake-up covers its work: that wake-up may be waiting for just this.
  const greet = (): void => {
    applyAccess(app);
    if (!greeted) {
      endPause(app);
      // A message that comes so far was made from the same bindings.
      app.state.set(OTHER_BINDINGS, null);
      mendTriggers(app);
      noteDeployed(app);
    }
    greeted = true;
  };
  return withLock(app, feedsOf(app), feed, (loop) => {
    const work = new Work(app, loop);
    return {
      own: () => {
        greet();
        own(work);
        work.compareLostFeeds();
        compareLost(app);
      },
      follow: (name) => {
        const { source, ended } = work.following(name);
        const greeting: Task['source'] = () => {
          greet();
          // Serving a calendar's wake-up gathers, too: else each message of a burst would bring a look of its own.
          app.clock.sleep(untilGathered(app, name));
          return source();
        };
        return { source: greeting, ...(ended ? { ended } : {}) };
      },
      served: () => work.compareLostFeeds(),
    };
  });
}

/** The first look at Directus' feed only says where to begin; what is there already is the comparison's. */
export function startFeeds(app: App): void {
  lockFor(app, null, (work) => work.follow('directus'));
}
