// One execution at a time works; all others leave a mark and go (rules R28, R32, R33).
import type { App } from '../sync/context';
import type { MarkName } from '../sync/looks';
import { markOf, servedMarks, setMark, setServed, unservedMarks } from './marks';

/** Work that looks at marks and serves them. */
export interface Worker {
  /** The caller's own work; left out when its mark waits already, because serving that mark covers it. */
  own(): void;
  /** False when it could not be served (a side does not answer): the mark then waits for the next execution. */
  serve(mark: MarkName): boolean;
}

/** So often at most a calendar is looked at between slices: our own writes bring messages all the time. */
const OWN_ECHOES_MS = 10_000;

/** Milliseconds since a moment that was noted for all executions to see. */
export function since(app: App, name: string): number {
  // A clock that was put back must not make every moment recent.
  return Math.abs(app.clock.now() - Number(markOf(app.cache, name) ?? 0));
}

/** Looks at marks as often as this, then lets go: a flood of signals must not hold one execution for ever (R35). */
const MAX_LOOKS = 40;

/**
 * Takes the lock and works, or leaves a mark for whoever holds it, or comes next where Google gives nobody the lock. Marks
 * are compared with the one last served, never deleted, so that a mark written while it is being served counts again. The
 * second try closes the gap in which the holder had looked for the last time before the mark was written.
 * @returns false when another execution holds the lock
 */
export function withLock(app: App, marks: readonly MarkName[], mark: MarkName | null, worker: Worker): boolean {
  if (!takeLock(app)) {
    if (mark === null) return false;
    setMark(app.cache, mark, app.uuid());
    if (!takeLock(app)) return false;
  }
  const looks = new Looks(app, marks);
  app.turn.looked(() => looks.serveOnce(worker));
  for (let look = 0; look < MAX_LOOKS; look++) {
    try {
      if (look === 0 && (mark === null || !looks.waiting().includes(mark))) worker.own();
      looks.serve(worker);
    } finally {
      release(app);
    }
    // A mark that came between the last look and the release has nobody else to serve it.
    if (looks.waiting().length === 0 || app.clock.left() <= 0 || !takeLock(app)) return true;
  }
  release(app);
  return true;
}

/** One execution's looks at the marks; what it could not serve it does not try again. */
class Looks {
  private readonly failed = new Map<MarkName, string>();

  constructor(
    private readonly app: App,
    private readonly marks: readonly MarkName[],
  ) {}

  waiting(): MarkName[] {
    const unserved = unservedMarks(this.app.cache, this.marks);
    return this.marks.filter((name) => unserved[name] !== undefined && unserved[name] !== this.failed.get(name));
  }

  serve(worker: Worker): void {
    for (let look = 0; look < MAX_LOOKS; look++) {
      const waiting = this.waiting();
      if (waiting.length === 0 || this.app.clock.left() <= 0) return;
      for (const [name, value] of this.serveEach(worker, waiting)) this.failed.set(name, value);
    }
  }

  /** Between two slices of other work: what can't be served then is tried again after it. */
  serveOnce(worker: Worker): void {
    const due = this.waiting().filter((name) => since(this.app, `looked.${name}`) >= OWN_ECHOES_MS);
    this.serveEach(worker, due);
  }

  /** @returns the marks, with their values, that could not be served */
  private serveEach(worker: Worker, waiting: readonly MarkName[]): [MarkName, string][] {
    return waiting.flatMap((name): [MarkName, string][] => {
      const unserved = serveMark(this.app, name, () => worker.serve(name));
      return unserved === null ? [] : [[name, unserved]];
    });
  }
}

/**
 * Looks at what a mark speaks of: as it was written before the look it counts as served.
 * @param look false when it was in vain
 * @returns then the mark that waits for another look, if there is one
 */
export function serveMark({ cache }: App, name: MarkName, look: () => boolean): string | null {
  const value = markOf(cache, name);
  if (!look()) return value;
  if (value !== null) setServed(cache, { ...servedMarks(cache), [name]: value });
  return null;
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

/** Work that is done stays done where its cursors cannot be stored: the next look finds nothing more to do (R51). */
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

/** So long at a time: where the lock fails at once, a wait of a minute is few calls, too. */
const WAIT_MS = 10_000;
/** What a person is told when the lock did not get free. */
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
