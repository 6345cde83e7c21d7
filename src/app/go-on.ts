// A person goes on with what the brake holds back (BR9).
import { MAX_HELD, released } from '../core/brake';
import type { App } from '../sync/context';
import { BRAKE } from '../sync/brake';
import { makeDue } from '../sync/due';
import { whenFree } from './lock';

/**
 * Lets go what was announced up to the moment `seen` (ms since the epoch); without it everything.
 * @param limitMs how long to wait for an execution that is at work
 * @returns how many writes may go now; undefined when the other execution did not end in time
 */
export function release(app: App, limitMs: number, seen = Infinity): number | undefined {
  let count: number | undefined;
  whenFree(app, limitMs, () => {
    const state = released(app.state.get(BRAKE), seen);
    count = state.held.filter((held) => held.released).length;
    if (count > 0) app.state.set(BRAKE, state);
    // There may have been no room for all: a comparison of all pairs finds the others.
    if (state.held.length >= MAX_HELD) makeDue(app);
  });
  return count;
}
