// What the brake holds back: looked at again until its cause is gone, and sent once a person has said so (R24).
import { DIRECTIONS, MAX_HELD, released, sideOf, type Held } from '../core/brake';
import type { Binding } from '../core/binding';
import { keyForms } from '../core/keys';
import type { App } from '../sync/context';
import { newJob, type Job } from '../sync/job';
import { whenFree } from './lock';
import { readItems } from '../sync/needs-directus';
import { makeDue } from '../sync/due';
import { isOutage, noteOutage } from '../sync/outage';
import { syncPairs } from '../sync/sync-pairs';
import { BRAKE } from '../sync/brake';

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

/**
 * Plans everything anew that is held back: what was released is sent, and what has lost its cause is forgotten.
 * @returns false when time did not suffice
 */
export function lookAtHeld(app: App): boolean {
  const { held } = app.state.get(BRAKE);
  return app.settings.bindings.every((binding) => {
    const sides = DIRECTIONS.map((direction) => sideOf(binding.id, direction));
    const jobs = jobsOf(
      app,
      binding,
      held.filter(({ side }) => sides.includes(side)),
    );
    // A Directus that does not answer is asked again by the next catch-up.
    return !jobs || syncPairs(app, jobs).left.length === 0;
  });
}

/** Undefined when Directus does not answer. */
function jobsOf(app: App, binding: Binding, held: readonly Held[]): Job[] | undefined {
  const events = new Map(held.map(({ key, event }) => [key, event]));
  const keys = [...events.keys()];
  if (keys.length === 0) return [];
  const read = readItems(app, binding, keys);
  if (!read.ok) {
    if (isOutage(read.failure)) noteOutage(app, read.failure);
    return undefined;
  }
  return keys.map((key) => {
    const item = keyForms(key)
      .map(read.value)
      .find(({ is }) => is === 'present');
    return item
      ? newJob(binding, item, { is: 'none' })
      : newJob(binding, read.value(key), { is: 'none' }, { madeEvent: events.get(key)! });
  });
}
