// One execution at a time works; all others leave a mark and go (rules R28, R32, R33).
import type { App } from '../sync/context';
import type { MarkName } from '../sync/looks';
import { Loop, type Task } from './loop';
import { markOf, servedMarks, setMark, setServed, unservedMarks } from './marks';

/** Work that looks at marks and serves them. */
export interface Worker {
  /** The caller's own work; left out when its mark waits already, because serving that mark covers it. */
  own(): void;
  /** Looks at what a mark speaks of. Where that ends `unread`, the mark waits for the next execution. */
  follow(mark: MarkName): Task;
  /** Marks were served, and no other work waits. */
  served(): void;
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
export function withLock(
  app: App,
  marks: readonly MarkName[],
  mark: MarkName | null,
  makeWorker: (loop: Loop) => Worker,
): boolean {
  if (!takeLock(app)) {
    if (mark === null) return false;
    setMark(app.cache, mark, app.uuid());
    if (!takeLock(app)) return false;
  }
  const looks = new Looks(app, marks);
  const loop = new Loop(app, () => looks.between(worker));
  const worker = makeWorker(loop);
  for (let look = 0; look < MAX_LOOKS; look++) {
    try {
      if (look === 0 && (mark === null || !looks.waiting().includes(mark))) worker.own();
      looks.serve(worker, loop);
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

  serve(worker: Worker, loop: Loop): void {
    for (let look = 0; look < MAX_LOOKS; look++) {
      const waiting = this.waiting();
      if (waiting.length === 0 || this.app.clock.left() <= 0) return;
      for (const name of waiting)
        loop.do(
          servingMark(this.app, name, worker.follow(name), (value) => {
            if (value !== null) this.failed.set(name, value);
          }),
        );
      worker.served();
    }
  }

  /** Between two slices of other work: what can't be served then is tried again after it. */
  between(worker: Worker): Task[] {
    const due = this.waiting().filter((name) => since(this.app, `looked.${name}`) >= OWN_ECHOES_MS);
    return due.map((name) => servingMark(this.app, name, worker.follow(name)));
  }
}

/**
 * Looks at what a mark speaks of: as it was written before the look it counts as served.
 * @param failed is told of the mark that waits for another look, where this one was in vain
 */
export function servingMark(
  { cache }: App,
  name: MarkName,
  { source, ended }: Task,
  failed?: (value: string | null) => void,
): Task {
  let value: string | null = null;
  return {
    source: () => {
      value = markOf(cache, name);
      return source();
    },
    ended: (end) => {
      ended?.(end);
      if (end === 'unread') failed?.(value);
      else if (value !== null) setServed(cache, { ...servedMarks(cache), [name]: value });
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
