// Tries failures again whose time has come.
import type { App } from './app';
import { itemFromRow, liveEvent, newJob, type Job } from './job';
import { rowKey } from '../core/values';
import { RetryBook } from './retries';
import type { Retry } from './state';
import { syncPairs } from './sync-pairs';
import { eventLink } from '../core/event';

/** So many at a time: the rest waits for the next catch-up. */
const MAX_AT_ONCE = 100;

export function retryDue(app: App): void {
  const now = app.clock.now();
  const due = app.state.retries().filter((retry) => retry.next !== null && retry.next <= now);
  const book = new RetryBook(app);
  const jobs = due.slice(0, MAX_AT_ONCE).flatMap((retry) => {
    const job = jobOf(app, retry);
    if (job === 'over') book.drop(retry);
    return typeof job === 'object' ? [job] : [];
  });
  book.save();
  if (jobs.length > 0) syncPairs(app, jobs);
}

/** `over`: nothing is left of the pair; `unread`: that cannot be told now. */
function jobOf(app: App, retry: Retry): Job | 'over' | 'unread' {
  const binding = app.settings.bindings.find((candidate) => candidate.id === retry.binding);
  if (!binding) return 'over';
  const event = retry.event ? app.calendar.getMany(binding.calendar, [retry.event])[0] : undefined;
  if (event && !event.ok && event.failure.kind !== 'notFound' && event.failure.kind !== 'gone') return 'unread';
  const live = event?.ok ? liveEvent(app, binding, event.value) : undefined;
  const key = retry.key ?? (event?.ok ? eventLink(event.value)?.key : undefined);
  const read = app.directus.read(binding, key === undefined ? [] : [key], retry.event ? [retry.event] : []);
  if (!read.ok) return 'unread';
  const row =
    read.value.results.find((candidate) => rowKey(binding, candidate) === key) ??
    read.value.results.find((candidate) => candidate[binding.fields.eventId] === retry.event);
  if (row) return newJob(binding, itemFromRow(binding, row, read.value.stamp), live ?? { is: 'none' });
  if (key !== undefined) return newJob(binding, { is: 'gone', key, sync: undefined }, live ?? { is: 'none' });
  return live ? newJob(binding, { is: 'none' }, live) : 'over';
}
