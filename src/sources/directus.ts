// Directus' feed: what changed in bound collections since an activity id. The cursor moves last (RD6).
import { itemFromRow, itemInSync, namedEvent, type PresentItem } from '../core/item';
import type { Binding } from '../core/binding';
import type { ActivityRow, ItemsSignal } from '../core/message';
import { groupBy } from '../core/groups';
import { eventIdFor } from '../core/identity';
import { goneForms, keyForms, keysOf } from '../core/keys';
import { bindingsOfCollection, boundCalendars, type App } from '../sync/context';
import { findPasted } from '../sync/needs-directus';
import { isPaused, noteAlive, noteOutage } from '../sync/outage';
import { RETRIES, RetryBook } from '../sync/retries';
import { lastKnown, newJob, type Job } from '../sync/job';
import { makeDue } from '../sync/due';
import { notePutBack, suspendDeletions } from '../sync/suspended';
import type { Found } from '../sync/run';
import { cell } from '../ports';

/** The feed's name among the reads of an execution. */
const FEED = 'directus';

/** Rows may be committed out of order, and this late. */
const OVERLAP_MS = 120_000;
/** Rows seen beyond this are looked at twice, which costs a read. */
const MAX_SEEN = 500;
const PAGE_SIZE = 1_000;
const MAX_PAGES = 200;
const REVISIONS_EACH = 5;

/** Where the activity feed was read up to. */
export interface FeedCursor {
  /** The newest activity that was looked at. */
  last: number;
  /** Where the next look begins: rows above it may still have come in late. */
  overlap: number;
  /** What was the newest activity at the time `at`, ms since the epoch: later the next `overlap`. */
  checkpoint: number;
  at: number;
  /** Rows above `overlap` that were looked at. */
  seen: number[];
}

export const CURSOR = cell<FeedCursor | null>('cursor', null);

/**
 * What changed in bound collections since Directus' feed was read last; nothing where Directus gives no answer.
 * @param moved the cursor has moved
 */
export function changesInDirectus(app: App, moved: () => void): Found | undefined {
  if (isPaused(app)) return undefined;
  const cursor = app.state.get(CURSOR);
  const now = app.clock.now();
  const feed = readFeed(app, app.reads.endOf<number>(FEED) ?? cursor?.overlap ?? null);
  if (!feed) return undefined;
  if (cursor !== null && feed.stamp < cursor.last) {
    // The database was put back: ids below the cursor will be given out again. Every pair is compared instead.
    app.log({ feed: 'behind', cursor: cursor.last, newest: feed.stamp });
    makeDue(app);
    suspendDeletions(app, boundCalendars(app));
    notePutBack(app);
  }
  noteAlive(app);
  const pairs = jobsOf(
    app,
    feed.rows.filter((row) => !cursor?.seen.includes(row.id) && !isCovered(app, row)),
  );
  if (!pairs) return undefined;
  const read = app.reads.add(FEED, feed.stamp, () => {
    app.state.setLater(CURSOR, cursorAfter(app.state.get(CURSOR), feed, now));
    moved();
  });
  return { pairs, commit: () => app.reads.settle(read) };
}

/** Whether the signal that is being worked on brought this row's item as it was after the change. */
function isCovered({ reads: { covered } }: App, row: ActivityRow): boolean {
  return (
    covered !== undefined &&
    row.id <= covered.stamp &&
    row.collection === covered.collection &&
    covered.keys.has(row.item)
  );
}

/**
 * A row that was written within two minutes before a look may be committed after it, below rows that were seen. So the
 * next look begins at what was the newest row two minutes before this one, and skips what it has seen.
 */
function cursorAfter(cursor: FeedCursor | null, { rows, stamp }: Feed, now: number): FeedCursor {
  if (cursor === null || stamp < cursor.last)
    return { last: stamp, overlap: stamp, checkpoint: stamp, at: now, seen: [] };
  const passed = now - cursor.at >= OVERLAP_MS;
  const overlap = passed ? cursor.checkpoint : cursor.overlap;
  const seen = [...new Set([...cursor.seen, ...rows.map(({ id }) => id)])].filter((id) => id > overlap);
  return {
    last: stamp,
    overlap,
    checkpoint: passed ? stamp : cursor.checkpoint,
    at: passed ? now : cursor.at,
    seen: seen.slice(-MAX_SEEN),
  };
}

interface Feed {
  rows: ActivityRow[];
  /** The newest activity that the look has covered. */
  stamp: number;
}

/** All rows after `from`; without a cursor only the place to begin at, because reconcile compares what is there already. */
function readFeed(app: App, from: number | null): Feed | undefined {
  const rows: ActivityRow[] = [];
  let after = from ?? Number.MAX_SAFE_INTEGER;
  let stamp = 0;
  for (let page = 0; page < MAX_PAGES; page++) {
    const answer = app.directus.changes(after, PAGE_SIZE);
    if (!answer.ok) {
      noteOutage(app, answer.failure);
      return undefined;
    }
    if (page === 0) stamp = answer.value.stamp;
    rows.push(...answer.value.results);
    if (answer.value.results.length < PAGE_SIZE)
      return { rows, stamp: rows.reduce((most, row) => Math.max(most, row.id), stamp) };
    after = answer.value.results[answer.value.results.length - 1]!.id;
  }
  // More than one look can take: the next one goes on from here.
  return { rows, stamp: after };
}

/** The jobs of all items that the feed names, except those whose own base says that nothing changed. */
function jobsOf(app: App, rows: readonly ActivityRow[]): Job[] | undefined {
  const jobs: Job[] = [];
  for (const [collection, group] of groupBy(rows, (row) => row.collection)) {
    const keys = [...new Set(group.map(({ item }) => item))];
    const made = new Map(group.filter(isMaking).map(({ item, id, action }) => [item, { id, action }]));
    const saved = savedByPeople(group);
    for (const binding of bindingsOfCollection(app, collection)) {
      const found = jobsOfKeys(app, binding, keys, made, saved);
      if (!found) return undefined;
      jobs.push(...found);
    }
  }
  return jobs;
}

/** Whether a row says that the item under its key is another one than before: items that flow 4 makes have no user. */
function isMaking({ action, user }: ActivityRow): boolean {
  return action === 'delete' || (action === 'create' && user !== null);
}

/** Keys, in every form, of items that a person wrote to last. @param rows of one collection, ascending */
function savedByPeople(rows: readonly ActivityRow[]): Set<string> {
  const saved = new Set<string>();
  for (const { item, user } of rows)
    for (const key of keyForms(item))
      if (user === null) saved.delete(key);
      else saved.add(key);
  return saved;
}

/**
 * Reads items by the keys that somebody typed; undefined when Directus does not answer.
 * @param made keys of those that a person made, or that were deleted, with what was done last
 * @param saved keys of items that a person wrote to last
 */
export function jobsOfKeys(
  app: App,
  binding: Binding,
  typed: readonly string[],
  made: ReadonlyMap<string, Pick<ActivityRow, 'id' | 'action'>>,
  saved: ReadonlySet<string> = new Set(),
): Job[] | undefined {
  const read = app.directus.read(binding, [...new Set(typed.flatMap(keyForms))], []);
  if (!read.ok) return undefined;
  const { results, stamp } = read.value;
  // Where the base is the later one the item was served already when it was new.
  const isNew = ({ key, sync }: PresentItem): boolean => (made.get(key)?.id ?? 0) > (sync?.stamp ?? 0);
  // An item that we made again under its key (P19) may have another binding's event already.
  const isCreated = ({ key }: PresentItem): boolean => made.get(key)?.action === 'create';
  const mayBePutBack = ({ key }: PresentItem): boolean => saved.has(key);
  const items = results.map((row) => itemFromRow(binding, row, stamp));
  const there = newsOf(app, binding, items, { isNew, isCreated, mayBePutBack, mayBeUnpaused: mayBePutBack });
  if (!there) return undefined;
  const present = keysOf(binding, results);
  const gone = jobsOfGone(app, binding, [...new Set(typed.flatMap((key) => goneForms(key, present)))], stamp);
  return gone && [...there, ...gone];
}

/**
 * DE8: keys that a read has shown to be gone; their last revisions say which events were theirs. An item that was
 * deleted before it could be told of its event has no such revision: the event's id follows from the key.
 */
function jobsOfGone(app: App, binding: Binding, keys: readonly string[], stamp: number): Job[] | undefined {
  const read = app.directus.revisions(binding, keys, REVISIONS_EACH);
  if (!read.ok) return undefined;
  const jobs = keys.map((key) => {
    const last = lastKnown(binding, key, read.value);
    const eventId = last.sync?.eventId ?? eventIdFor(app.installation, binding, key, 0);
    return {
      eventId,
      job: newJob(binding, { is: 'gone', key, ...last, stamp }, { is: 'none' }, { madeEvent: eventId }),
    };
  });
  const deleted = app.echoes.deletedOf(
    binding.calendar,
    jobs.map(({ eventId }) => eventId),
  );
  // Both sides are gone, and with them what failed.
  const retries = new RetryBook(app);
  for (const { eventId, job } of jobs) if (deleted.has(eventId)) retries.done(job);
  retries.save();
  return jobs.filter(({ eventId }) => !deleted.has(eventId)).map(({ job }) => job);
}

/** The jobs of rows that a signal brought. */
export function jobsOfRows(
  app: App,
  binding: Binding,
  { rows, stamp, created, putBack, unpaused }: Pick<ItemsSignal, 'rows' | 'stamp' | 'created' | 'putBack' | 'unpaused'>,
): Job[] {
  const isCreated = (): boolean => created;
  const mayBePutBack = (): boolean => putBack ?? false;
  const mayBeUnpaused = (): boolean => unpaused ?? false;
  const items = rows.map((row) => itemFromRow(binding, row, stamp));
  // Where Directus does not answer the feed brings them again.
  const jobs = newsOf(app, binding, items, { isNew: isCreated, isCreated, mayBePutBack, mayBeUnpaused }) ?? [];
  return jobs.map((job) => ({ ...job, answerable: true, fresh: false }));
}

interface KnownOfItems {
  isNew: (item: PresentItem) => boolean;
  /** By a person, who made it with what it holds. */
  isCreated: (item: PresentItem) => boolean;
  /** A person has written to it, perhaps its sync value as well (CB21). */
  mayBePutBack: (item: PresentItem) => boolean;
  /** A person may have let it go on: what its event did meanwhile was left alone (WA7). */
  mayBeUnpaused: (item: PresentItem) => boolean;
}

/**
 * Items that differ from their own bases; those that were just made with a base, because *Save as Copy* and an import bring
 * along the base of another item, by which nothing has changed (CB8); and those that were put back with the base of another
 * day (CB21). An item that is as it was again may have failed in between: that failure is over. Undefined when Directus
 * does not answer.
 */
function newsOf(
  app: App,
  binding: Binding,
  all: readonly PresentItem[],
  { isNew, isCreated, mayBePutBack, mayBeUnpaused }: KnownOfItems,
): Job[] | undefined {
  const items = all.filter(({ want }) => want !== 'alone');
  const isUnpaused = (item: PresentItem): boolean => binding.fields.paused !== undefined && mayBeUnpaused(item);
  const lines = app.state.get(RETRIES).filter((retry) => retry.binding === binding.id);
  const failing = new Set(lines.map(({ key }) => key));
  const isNews = (item: PresentItem): boolean =>
    !itemInSync(item) || isNew(item) || isUnpaused(item) || failing.has(item.key);
  const news = items.filter(isNews).map((item) => {
    // No event can be there yet for an item that a person has just made; one that it names it brought along.
    const search = isCreated(item) && namedEvent(item) === null ? { search: true as const } : {};
    const known = isNew(item) ? { remade: true, ...search } : {};
    return newJob(binding, item, { is: 'none' }, { known });
  });
  const unchanged = items.filter((item) => !isNews(item) && mayBePutBack(item));
  const putBack = unchanged.map((item) => newJob(binding, item, { is: 'none' }));
  let isWhole = true;
  findPasted(app, putBack, () => void (isWhole = false));
  return isWhole ? [...news, ...putBack.filter(({ known }) => known.pasted)] : undefined;
}
