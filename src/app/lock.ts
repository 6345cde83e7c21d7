// One execution at a time works; all others leave a wake-up and go (rules EX4, EX1, EX5).
import type { App } from '../sync/context';
import type { FeedName } from '../sync/looks';
import { Loop, type Task } from './loop';
import { wakeUpOf, servedWakeUps, setWakeUp, setServed, unservedWakeUps } from './wake-ups';

/** Work that looks at wake-ups and serves them. */
export interface Worker {
  /** The caller's own work; left out when its wake-up waits already, because serving that wake-up covers it. */
  own(): void;
  /** Looks at what a wake-up speaks of. Where that ends `unread`, the wake-up waits for the next execution. */
  follow(feed: FeedName): Task;
  /** Wake-ups were served, and no other work waits. */
  served(): void;
}

/** A calendar is looked at between slices no more often than this: our own writes bring messages all the time. */
const OWN_ECHOES_MS = 10_000;

/** Milliseconds since a moment that was noted for all executions to see. */
export function since(app: App, name: string): number {
  // A clock that was put back must not make every moment recent.
  return Math.abs(app.clock.now() - Number(wakeUpOf(app.cache, name) ?? 0));
}

/** Looks at wake-ups this often, then lets go: a flood of signals must not hold one execution for ever (EX10). */
const MAX_LOOKS = 40;

/**
 * Takes the lock and works, or leaves a wake-up for its holder; where Google gives nobody the lock, the next execution finds
 * it. A wake-up is compared with the one last served and never deleted, so that one written while it is being served counts
 * again. The second try closes the gap after the holder's last look.
 * @returns false when another execution holds the lock
 */
export function withLock(
  app: App,
  feeds: readonly FeedName[],
  feed: FeedName | null,
  makeWorker: (loop: Loop) => Worker,
): boolean {
  if (!takeLock(app)) {
    if (feed === null) return false;
    setWakeUp(app.cache, feed, app.uuid());
    if (!takeLock(app)) return false;
  }
  const looks = new Looks(app, feeds);
  const loop = new Loop(app, () => looks.between(worker));
  const worker = makeWorker(loop);
  for (let look = 0; look < MAX_LOOKS; look++) {
    try {
      if (look === 0 && (feed === null || !looks.waiting().includes(feed))) worker.own();
      looks.serve(worker, loop);
    } finally {
      release(app);
    }
    // A wake-up that came between the last look and the release has nobody else to serve it.
    if (looks.waiting().length === 0 || app.clock.left() <= 0 || !takeLock(app)) return true;
  }
  release(app);
  return true;
}

/** One execution's looks at the wake-ups; it tries none again that it could not serve. */
class Looks {
  private readonly failed = new Map<FeedName, string>();

  constructor(
    private readonly app: App,
    private readonly feeds: readonly FeedName[],
  ) {}

  waiting(): FeedName[] {
    const unserved = unservedWakeUps(this.app.cache, this.feeds);
    return this.feeds.filter((name) => unserved[name] !== undefined && unserved[name] !== this.failed.get(name));
  }

  serve(worker: Worker, loop: Loop): void {
    for (let look = 0; look < MAX_LOOKS; look++) {
      const waiting = this.waiting();
      if (waiting.length === 0 || this.app.clock.left() <= 0) return;
      for (const name of waiting)
        loop.do(
          servingWakeUp(this.app, name, worker.follow(name), (value) => {
            if (value !== null) this.failed.set(name, value);
          }),
        );
      worker.served();
    }
  }

  /** Between two slices of other work: what can't be served then is tried again after it. */
  between(worker: Worker): Task[] {
    const due = this.waiting().filter((name) => since(this.app, `looked.${name}`) >= OWN_ECHOES_MS);
    return due.map((name) => servingWakeUp(this.app, name, worker.follow(name)));
  }
}

/**
 * Looks at what a wake-up speaks of: as it was written before the look it counts as served.
 * @param failed called with the wake-up that still waits, where this look failed
 */
export function servingWakeUp(
  { cache }: App,
  name: FeedName,
  { source, ended }: Task,
  failed?: (value: string | null) => void,
): Task {
  let value: string | null = null;
  return {
    source: () => {
      value = wakeUpOf(cache, name);
      return source();
    },
    ended: (end) => {
      ended?.(end);
      if (end === 'unread') failed?.(value);
      else if (value !== null) setServed(cache, { ...servedWakeUps(cache), [name]: value });
    },
  };
}

/** Works if the lock is free; false when it is not. */
export function tryOnce(app: App, work: () => boolean): boolean {
  if (!takeLock(app)) return false;
  try {
    return work();
  } finally {
    release(app);
  }
}

/** Work stays done where its cursors cannot be stored: the next look finds nothing more to do (EX11). */
function release(app: App): void {
  try {
    app.state.flush();
  } catch (error) {
    app.log({ state: 'not stored', error: (error as Error).name });
  } finally {
    app.lock.release();
  }
}

function takeLock(app: App, waitMs?: number): boolean {
  if (!app.lock.tryLock(waitMs)) return false;
  app.state.refresh();
  return true;
}

/** One try: where the lock fails at once, a wait of a minute takes few calls, too. */
const WAIT_MS = 10_000;
/** What a person reads when the lock did not get free. */
export const BUSY = 'Another execution is at work. Try again in a minute.';

/**
 * For a person in the editor, who can wait: takes the lock as soon as it is free, and works.
 * @returns false when it was not free within `limitMs`
 */
export function whenFree(app: App, limitMs: number, work: () => void): boolean {
  for (let left = limitMs; !takeLock(app, Math.min(left, WAIT_MS)); left -= WAIT_MS) if (left <= WAIT_MS) return false;
  try {
    work();
  } finally {
    release(app);
  }
  return true;
}
