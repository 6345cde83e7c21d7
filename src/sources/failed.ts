// Failures whose time has come.
import { itemFromRow } from '../core/item';
import type { Binding } from '../core/binding';
import { groupBy } from '../core/groups';
import { rowKey } from '../core/keys';
import type { App } from '../sync/context';
import { isAnothers, linkedKey, liveEvent, newJob, type Job } from '../sync/job';
import { eventsOf } from '../sync/needs-google';
import { RetryBook, RETRIES, type Retry } from '../sync/retries';
import { isPaused } from '../sync/outage';
import { isBulk, type Found } from '../sync/run';

/** The rest waits for the next catch-up. */
const MAX_AT_ONCE = 100;

/** @param waiting looks at those that wait for a change: their item may be gone without the feeds saying so */
export function failedPairs(app: App, waiting = false): Found {
  const now = app.clock.now();
  const unread = app.settings.bindings.filter(({ calendar }) => isPaused(app, calendar)).map(({ id }) => id);
  const due = app.state
    .get(RETRIES)
    .filter(({ next }) => (waiting ? next === null : next !== null && next <= now))
    .filter(({ binding }) => !unread.includes(binding));
  // What is due stays due.
  if (isBulk(due.length) && app.quota.bulkWaitsUntil() > 0) return NOTHING;
  const book = new RetryBook(app);
  const pairs = [...groupBy(due.slice(0, MAX_AT_ONCE), ({ binding }) => binding)].flatMap(([id, retries]) => {
    const binding = app.settings.bindings.find((candidate) => candidate.id === id);
    if (binding) return jobsOf(app, binding, retries, book);
    for (const retry of retries) book.drop(retry);
    return [];
  });
  book.save();
  return { pairs, commit: () => undefined };
}

const NOTHING: Found = { pairs: [], commit: () => undefined };

/** @param book drops failures of pairs that are gone; those that cannot be read now stay in it as they are */
function jobsOf(app: App, binding: Binding, retries: readonly Retry[], book: RetryBook): Job[] {
  const ids = retries.flatMap(({ event }) => event ?? []);
  const answers = ids.length > 0 ? eventsOf(app, binding.calendar, ids) : [];
  const pairs = retries.flatMap((retry) => {
    const event = retry.event === undefined ? undefined : answers[ids.indexOf(retry.event)];
    if (event && !event.ok && event.failure.kind !== 'notFound' && event.failure.kind !== 'gone') return [];
    const job = newJob(binding, { is: 'none' }, event?.ok ? liveEvent(app, binding, event.value) : { is: 'none' });
    return [{ retry, job, key: retry.key ?? linkedKey(job) }];
  });
  if (pairs.length === 0) return [];
  const keys = pairs.flatMap(({ key }) => key ?? []);
  const read = app.directus.read(binding, keys, ids);
  if (!read.ok) return [];
  const { results, stamp } = read.value;
  return pairs.flatMap(({ retry, job, key }) => {
    const own = results.find((candidate) => rowKey(binding, candidate) === key);
    const row =
      own ??
      results.find((candidate) => retry.event !== undefined && candidate[binding.fields.eventId] === retry.event);
    const { event } = job.pair;
    if (row) job.pair.item = itemFromRow(binding, row, stamp);
    else if (key !== undefined) job.pair.item = { is: 'gone', key, sync: undefined, stamp };
    // The event is another item's now: a failure of that one is kept under its own key.
    const isLost = !row && key === undefined && (event.is === 'none' || isAnothers(job, event));
    if (isLost || (row && !own)) book.drop(retry);
    return isLost ? [] : [job];
  });
}
