// Writes that the brake holds back: rechecked until their cause is gone, or sent once a person has said so (BR8).
import { DIRECTIONS, sideOf, type Held } from '../core/brake';
import type { Binding } from '../core/binding';
import { keyForms } from '../core/keys';
import type { App } from '../sync/context';
import { newJob, type Job } from '../sync/job';
import { readItems } from '../sync/needs-directus';
import { isOutage, noteOutage } from '../sync/outage';
import type { Found } from '../sync/run';
import { BRAKE } from '../sync/brake';

/** Everything of a binding that is held back: what was released is sent, and what has lost its cause is forgotten. */
export function heldPairs(app: App, binding: Binding): Found | undefined {
  const sides = DIRECTIONS.map((direction) => sideOf(binding.id, direction));
  const held = app.state.get(BRAKE).held.filter(({ side }) => sides.includes(side));
  const pairs = jobsOf(app, binding, held);
  return pairs && { pairs, commit: () => undefined };
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
