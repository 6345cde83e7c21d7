// What flows say of items that were changed or deleted, as pairs.
import { decodeBase } from '../core/base';
import type { Binding } from '../core/binding';
import { eventIdFor } from '../core/identity';
import { itemInSync, namedEvent, type PresentItem } from '../core/item';
import { goneForms, keysOf } from '../core/keys';
import type { DeletedSignal, ItemsSignal } from '../core/message';
import { bindingsOfCollection, type App } from '../sync/context';
import { keyOf, lastKnown, newJob, type Job } from '../sync/job';
import { deletedItemOf } from '../sync/journal';
import type { Found } from '../sync/run';
import { jobsOfRows } from './directus';

/** Items that were created or changed; their rows of the feed need no look meanwhile. */
export function changedPairs(app: App, signal: ItemsSignal): Found {
  const pairs = bindingsOfCollection(app, signal.collection).flatMap((binding) => news(app, binding, signal));
  const keys = new Set(pairs.map((job) => keyOf(job)!));
  app.reads.covered = { collection: signal.collection, keys, stamp: signal.stamp };
  return { pairs, commit: () => undefined };
}

function news(app: App, binding: Binding, signal: ItemsSignal): Job[] {
  const jobs = jobsOfRows(app, binding, signal);
  // What an event did while its item was paused shows only at a look.
  return signal.unpaused ? jobs : withoutWritten(app, binding, jobs);
}

/**
 * RD5: of many flow runs at once a late one may have read its item before the write-back reached it, and come here after
 * the feed has brought the same values and the event was written: a look at it would cost a call to each side. Values
 * that differ from those, or a sync value that is newer than them, or was put back (CB21), are news. An item that is just
 * created has nothing older to tell, and what was edited since is signalled by itself.
 */
function withoutWritten(app: App, binding: Binding, jobs: readonly Job[]): Job[] {
  const eventId = ({ known, pair }: Job): string | null => {
    const item = pair.item as PresentItem;
    return known.remade ? eventIdFor(app.installation, binding, item.key, 0) : namedEvent(item);
  };
  const named = jobs.flatMap((job) => eventId(job) ?? []);
  const written = app.echoes.basesOf(binding.calendar, named);
  return jobs.filter((job) => {
    const id = eventId(job);
    const text = id === null ? undefined : written.get(id);
    if (text === undefined || job.known.pasted) return true;
    const item = job.pair.item as PresentItem;
    if (job.known.remade && item.eventId === null) return false;
    const base = decodeBase(binding, text);
    return !base || base.stamp < (item.sync?.stamp ?? 0) || !itemInSync({ ...item, sync: base });
  });
}

/** Items that were deleted: only keys that a read has shown to be gone count (DE8). */
export function deletedPairs(app: App, signal: DeletedSignal): Found {
  const pairs = bindingsOfCollection(app, signal.collection).flatMap((binding) => goneJobs(app, signal, binding));
  return { pairs, commit: () => undefined };
}

/** EV4: of an item that we deleted for its event, the event is gone, too: only Google's feed can tell of it again. */
function goneJobs(app: App, signal: DeletedSignal, binding: Binding): Job[] {
  const present = keysOf(binding, signal.present);
  const keys = [...new Set(signal.keys.flatMap((key) => goneForms(key, present)))];
  return keys.flatMap((key) => {
    const last = lastKnown(binding, key, signal.revisions);
    const isNews = last.sync && !deletedItemOf(app.state, binding.calendar, last.sync.eventId);
    return isNews ? [newJob(binding, { is: 'gone', key, ...last, stamp: signal.stamp }, { is: 'none' })] : [];
  });
}
