// Lets one process at a time install; the others wait, say so, and go on when it is done.
import { setTimeout as wait } from 'node:timers/promises';
import { lock } from 'proper-lockfile';
import { DirectusSetupError, systemErrorCode } from './setup-error';

/** A holder that hasn't touched the lock for so long is dead (it touches it every 5 s, even while npm runs). */
const STALE_MS = 30_000;
const TOUCH_MS = 5_000;
const POLL_MS = 1_000;
/** An install takes minutes; whoever waits longer than this is told to look. */
const WAIT_LIMIT_MS = 45 * 60_000;

export interface InstallLock {
  /** What is installed; the lock is a folder beside it. Its parent folder must exist. */
  target: string;
  log: (line: string) => void;
  signal: AbortSignal;
  heartbeatMs: number;
}

/**
 * Runs `work` while this process holds the lock. The signal that `work` gets also fires when the lock was lost (the
 * machine slept, and another process took over).
 * @throws DirectusSetupError `busy` after 45 minutes of waiting, `interrupted` when the signal fires
 */
export async function withInstallLock<T>(options: InstallLock, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const lost = new AbortController();
  const release = await acquire(options, lost);
  const signal = AbortSignal.any([options.signal, lost.signal]);
  try {
    return await work(signal);
  } catch (error) {
    throw signal.aborted ? interruption(signal) : error;
  } finally {
    // A lost lock belongs to someone else by now.
    if (!lost.signal.aborted) await release();
  }
}

async function acquire(options: InstallLock, lost: AbortController): Promise<() => Promise<void>> {
  const startedAt = Date.now();
  let saidAt: number | undefined;
  while (Date.now() - startedAt < WAIT_LIMIT_MS) {
    try {
      return await lock(options.target, {
        lockfilePath: `${options.target}.lock`,
        realpath: false,
        stale: STALE_MS,
        update: TOUCH_MS,
        onCompromised: (error) => lost.abort(error),
      });
    } catch (error) {
      if (systemErrorCode(error) !== 'ELOCKED') throw error;
    }
    if (saidAt === undefined || Date.now() - saidAt >= options.heartbeatMs) {
      const seconds = Math.round((Date.now() - startedAt) / 1000);
      options.log(`Another process is installing Directus; waiting for it (${seconds} s) …`);
      saidAt = Date.now();
    }
    await pause(options.signal);
  }
  throw new DirectusSetupError(
    'busy',
    `Another process has been installing Directus for 45 minutes. If none is running, remove ${options.target}.lock and try again.`,
  );
}

async function pause(signal: AbortSignal): Promise<void> {
  try {
    await wait(POLL_MS, undefined, { signal });
  } catch (error) {
    throw signal.aborted ? interruption(signal) : error;
  }
}

function interruption(signal: AbortSignal): DirectusSetupError {
  const lostLock = systemErrorCode(signal.reason) === 'ECOMPROMISED';
  return new DirectusSetupError(
    'interrupted',
    lostLock
      ? 'The install was given up because another process took over (this computer may have slept). Run the same command again.'
      : 'The install was interrupted. Run the same command again to start anew.',
  );
}
