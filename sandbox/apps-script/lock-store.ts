// The locks: at most one execution holds each; it is freed when the execution ends, however it ends.
// https://developers.google.com/apps-script/reference/lock/lock
import type { StoreName } from './property-store';

interface Waiter {
  executionId: string;
  grant: (granted: boolean) => void;
}

interface LockState {
  holder: string | undefined;
  waiters: Waiter[];
}

export class LockStore {
  private readonly locks: Record<StoreName, LockState> = {
    script: { holder: undefined, waiters: [] },
    user: { holder: undefined, waiters: [] },
    caller: { holder: undefined, waiters: [] },
  };

  /**
   * @param later calls back after so many ms, unless it is cancelled. Real time by default: the holder works in real
   *   time, so a clock that is advanced must not make waiting fail.
   */
  constructor(
    private readonly later: (ms: number, call: () => void) => { cancel(): void } = (ms, call) => {
      const timer = setTimeout(call, ms);
      return { cancel: () => clearTimeout(timer) };
    },
  ) {}

  /** Resolves to true when the execution holds the lock (at once if it does already), to false after `timeoutMs`. */
  acquire(scope: StoreName, executionId: string, timeoutMs: number): boolean | Promise<boolean> {
    const lock = this.locks[scope];
    if (lock.holder === executionId) return true;
    if (lock.holder === undefined) {
      lock.holder = executionId;
      return true;
    }
    if (timeoutMs <= 0) return false;
    return new Promise((resolve) => {
      const waiter: Waiter = {
        executionId,
        grant: (granted) => {
          timer.cancel();
          lock.waiters = lock.waiters.filter((other) => other !== waiter);
          if (granted) lock.holder = executionId;
          resolve(granted);
        },
      };
      const timer = this.later(timeoutMs, () => waiter.grant(false));
      lock.waiters.push(waiter);
    });
  }

  has(scope: StoreName, executionId: string): boolean {
    return this.locks[scope].holder === executionId;
  }

  release(scope: StoreName, executionId: string): void {
    const lock = this.locks[scope];
    if (lock.holder !== executionId) return;
    lock.holder = undefined;
    lock.waiters[0]?.grant(true);
  }

  /** Frees what an execution holds and forgets what it waits for. */
  releaseAll(executionId: string): void {
    for (const scope of ['script', 'user', 'caller'] as const) {
      for (const waiter of this.locks[scope].waiters) if (waiter.executionId === executionId) waiter.grant(false);
      this.release(scope, executionId);
    }
  }
}
