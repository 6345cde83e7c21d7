// Pairs that were settled while other work waits: what that work has read of them is old, and nothing is left to be done.
import { namedEvent } from '../core/item';
import { keyOf, type Job } from './job';

/** Names pairs by item and by event. */
export class MetPairs {
  private readonly names = new Set<string>();

  add(job: Job): void {
    for (const name of namesOf(job)) this.names.add(name);
  }

  addAll(others: MetPairs): void {
    for (const name of others.names) this.names.add(name);
  }

  has(job: Job): boolean {
    return this.names.size > 0 && namesOf(job).some((name) => this.names.has(name));
  }
}

function namesOf(job: Job): string[] {
  const { binding, pair } = job;
  const key = keyOf(job);
  const named = pair.item.is === 'present' ? namedEvent(pair.item) : null;
  const ids = [pair.event.is === 'none' ? null : pair.event.id, named].filter((id) => id !== null && id !== '');
  const events = ids.map((id) => `event ${binding.calendar} ${id}`);
  return key === undefined ? events : [`item ${binding.id} ${key}`, ...events];
}
