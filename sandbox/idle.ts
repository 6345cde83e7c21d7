// Waits until the local Google has nothing to do any more, and stays so for a moment.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from './clock';

/** What is in flight, in words; undefined when nothing is. */
export type BusyProbe = () => string | undefined;

const POLL_MS = 25;
/** Between two calls of one chain (push, flow, post, answer) nothing is in flight for a moment. */
const QUIET_MS = 150;
/** What the clock brings so soon counts as under way. */
const HORIZON_MS = 1_000;

export interface IdleAnswer {
  idle: boolean;
  /** What was still in flight when the time was over. */
  what?: string;
}

/** Resolves as soon as all probes and the clock were quiet for 150 ms, or when `timeoutMs` of real time are over. */
export async function waitUntilIdle(
  probes: readonly BusyProbe[],
  clock: Clock,
  timeoutMs: number,
): Promise<IdleAnswer> {
  const deadline = performance.now() + timeoutMs;
  let quietSince: number | undefined;
  for (;;) {
    const what = firstBusy(probes) ?? dueSoon(clock);
    const now = performance.now();
    if (what !== undefined) quietSince = undefined;
    else quietSince ??= now;
    if (quietSince !== undefined && now - quietSince >= QUIET_MS) return { idle: true };
    if (now >= deadline) return { idle: false, what: what ?? 'quiet, but not for long enough' };
    await sleep(POLL_MS);
  }
}

function firstBusy(probes: readonly BusyProbe[]): string | undefined {
  for (const probe of probes) {
    const what = probe();
    if (what !== undefined) return what;
  }
  return undefined;
}

function dueSoon(clock: Clock): string | undefined {
  const due = clock.nextDueAt();
  return due !== undefined && due - clock.now() <= HORIZON_MS ? 'something is due within a second' : undefined;
}
