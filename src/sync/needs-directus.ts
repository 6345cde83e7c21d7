// What the planner needs to know of Directus: owners of events, the lives of items, what people changed in them and when.
import { decodeBase } from '../core/base';
import { baseText } from '../core/event';
import { itemFromRow, namedEvent, type GoneItem, type PresentItem } from '../core/item';
import { type Binding } from '../core/binding';
import { mappedFields } from '../core/fields/mapped';
import { groupBy } from '../core/groups';
import type { Revision } from '../core/message';
import { namesOf, rowValues, type PerField, type Row } from '../core/values';
import { keyForms, rowKey } from '../core/keys';
import type { App } from './context';
import { wasPutBackSince } from './suspended';
import { bindingOf, eventIdOf, isOurs, keyOf, lastKnown, type Job, type OnFailure } from './job';
import { success, type Result } from '../ports';

const REVISIONS_LIMIT = 200;
const REVISIONS_EACH = 5;
/** Whether Directus answered what was asked about a job's item; else the item counts as unknown. */
function isRead<T>(job: Job, read: Result<T>, onFailure: OnFailure): read is { ok: true; value: T } {
  if (read.ok) return true;
  job.pair.item = { is: 'unknown' };
  onFailure(job, read.failure);
  return false;
}

/** P6: the event is the item's that it is linked to, where that is there and names the event; else it is nobody's. */
export function findOwners(app: App, jobs: readonly Job[], onFailure: OnFailure): void {
  for (const job of jobs) {
    const { event } = job.pair;
    if (event.is !== 'live' || !event.link) continue;
    const owner = app.settings.bindings.find((binding) => binding.id === event.link?.binding);
    if (!owner) {
      job.known.whose = 'nobody';
      continue;
    }
    const read = app.directus.read(owner, [event.link.key], []);
    if (!isRead(job, read, onFailure)) continue;
    const row = read.value.results.find((candidate) => rowKey(owner, candidate) === event.link?.key);
    // One whose id was emptied by hand, or that was unlinked from it, gets its event back (WH2).
    const isThere = row !== undefined && [event.id, null].includes(namedEvent(itemFromRow(owner, row, 0)));
    job.known.whose = isThere ? 'another' : 'nobody';
  }
}

/** Whether another item names the same date of a series: this one is a copy of it then, or was one. */
export function findNamers(app: App, jobs: readonly Job[], onFailure: OnFailure): void {
  for (const [binding, group] of groupBy(jobs, bindingOf)) {
    const names = [...new Set(group.map((job) => eventIdOf(job)!))];
    const read = app.directus.read(binding, [], names);
    const items = read.ok ? read.value.results.map((row) => itemFromRow(binding, row, read.value.stamp)) : [];
    for (const job of group) {
      if (!isRead(job, read, onFailure)) continue;
      const isNamed = items.some((item) => item.eventId === eventIdOf(job) && item.key !== keyOf(job));
      job.known.whose = isNamed ? 'another' : 'this';
    }
  }
}

/** When a person last changed each field of the item, and when the event changed (rule M12). */
export function findTimes(app: App, jobs: readonly Job[], onFailure: OnFailure): void {
  for (const job of jobs) {
    const { item, event } = job.pair;
    if (item.is !== 'present' || event.is !== 'live') continue;
    const read = app.directus.revisions(job.binding, [item.key], REVISIONS_LIMIT);
    if (!isRead(job, read, onFailure)) continue;
    job.revision = read.value.find(({ data }) => !changesMapped(job.binding, data, item.row))?.id;
    const updated = Date.parse(event.event.updated ?? '');
    job.known.times = {
      item: changeTimes(job.binding, item, read.value),
      event: Number.isFinite(updated) ? updated : null,
    };
  }
}

/** A revision counts for a field only if its value differs from the revision before: `delta` holds unchanged fields, too. */
function changeTimes(
  binding: Binding,
  item: PresentItem,
  revisions: readonly { data: Row | null; activity?: { timestamp: string } | null }[],
): PerField<number | null> {
  const times: PerField<number | null> = {};
  for (const name of mappedFields(binding)) {
    for (let i = 0; i < revisions.length; i++) {
      const [newer, older] = [revisions[i]!, revisions[i + 1]];
      const value = newer.data ? rowValues(binding, newer.data)[name] : undefined;
      if (value === undefined) break;
      const before = older?.data ? rowValues(binding, older.data)[name] : null;
      if (value === before) continue;
      if (value === item.values[name]) times[name] = Date.parse(newer.activity?.timestamp ?? '') || null;
      break;
    }
  }
  return times;
}

/** Whether a mapped field differs between two revisions of an item; what is unknown counts as different. */
function changesMapped(binding: Binding, newer: Row | null, older: Row | null | undefined): boolean {
  if (!newer || !older) return true;
  const [now, before] = [rowValues(binding, newer), rowValues(binding, older)];
  return namesOf(now).some((name) => now[name] !== before[name]);
}

/** What items hold that were not read until now. */
export function readUnreadItems(app: App, jobs: readonly Job[], onFailure: OnFailure): void {
  for (const [binding, group] of groupBy(jobs, bindingOf)) {
    const keys = group.map((job) => keyOf(job)!);
    const read = readItems(app, binding, keys);
    group.forEach((job, i) => {
      if (isRead(job, read, onFailure)) job.pair.item = read.value(keys[i]!);
    });
  }
}

/** CB5: whether items were made, or made again, after what their bases say. */
export function findRemade(app: App, jobs: readonly Job[], onFailure: OnFailure): void {
  for (const [binding, group] of groupBy(jobs, bindingOf)) {
    const items = group.map((job) => ({ key: keyOf(job)!, stamp: stampOfBase(job) }));
    const read = remadeSince(app, binding, items);
    group.forEach((job, i) => {
      if (isRead(job, read, onFailure))
        job.known.remade = read.value.has(items[i]!.key) || wasPutBackSince(app, job.binding.calendar, job.pair.event);
    });
  }
}

function stampOfBase({ binding, pair: { item, event } }: Job): number {
  if (item.is === 'present') return item.sync?.stamp ?? 0;
  const known = item.is === 'unread' ? item.known : undefined;
  const said = event.is === 'cancelled' ? decodeBase(binding, baseText(event.event)) : undefined;
  return Math.max(known?.stamp ?? 0, said?.stamp ?? 0);
}

/**
 * What was last done to items that somebody made or deleted after a moment: the item under such a key is another one than
 * at that moment. Items that flow 4 makes have no user.
 * @param items each with the activity id after which it counts
 */
export function remadeSince(
  app: App,
  binding: Binding,
  items: readonly { key: string; stamp: number }[],
): Result<Map<string, 'create' | 'delete'>> {
  const earliest = Math.min(...items.map(({ stamp }) => stamp));
  const read = app.directus.lives(
    binding,
    items.map(({ key }) => key),
    earliest,
  );
  if (!read.ok) return read;
  const made = new Map<string, 'create' | 'delete'>();
  for (const { key, stamp } of items) {
    const own = read.value.filter(({ id, item }) => id > stamp && keyForms(item).includes(key));
    if (own.some(({ action, user }) => action === 'delete' || user !== null))
      made.set(key, own[own.length - 1]!.action === 'delete' ? 'delete' : 'create');
  }
  return success(made);
}

/** CB19: whether a person has put another sync value in place of ours. The value that a copy was made with does not count. */
export function findPasted(app: App, jobs: readonly Job[], onFailure: OnFailure): void {
  for (const [binding, group] of groupBy(jobs, bindingOf)) {
    const keys = group.map((job) => keyOf(job)!);
    const read = app.directus.revisions(binding, keys, REVISIONS_EACH);
    group.forEach((job, i) => {
      if (!isRead(job, read, onFailure)) return;
      const { row } = job.pair.item as PresentItem;
      const own = read.value.filter(({ item }) => keyForms(item).includes(keys[i]!));
      job.known.pasted = isPutBack(binding, own);
      // What is lost of it is told by that number.
      if (job.known.pasted) job.revision = own.find(({ data }) => !changesMapped(binding, data, row))?.id;
    });
  }
}

/** @param revisions of one item, newest first: whether the newest that has a sync value is one that a person put back */
function isPutBack(binding: Binding, revisions: readonly Revision[]): boolean {
  const { sync } = binding.fields;
  const [last, ...older] = revisions.filter(({ delta }) => delta?.[sync] !== undefined);
  const ours = older.find((revision) => isOurs(binding, revision));
  return Boolean(last?.activity?.user) && ours !== undefined && last?.delta?.[sync] !== ours.delta?.[sync];
}

/** EM4: which of the columns that items have empty somebody emptied. */
export function findEmptied(app: App, jobs: readonly Job[], onFailure: OnFailure): void {
  for (const [binding, group] of groupBy(jobs, bindingOf)) {
    const keys = group.map((job) => keyOf(job)!);
    const read = app.directus.revisions(binding, keys, REVISIONS_EACH);
    group.forEach((job, i) => {
      if (!isRead(job, read, onFailure)) return;
      const ofItem = ({ item }: Revision) => keyForms(item).includes(keys[i]!);
      const asked = job.plan!.emptied!;
      const told = (own: readonly Revision[]) =>
        namesOf(asked).map((name) => ({ name, each: asked[name]!.map((column) => wasEmptied(own, column)) }));
      let own = read.value.filter(ofItem);
      // One with many revisions leaves the others of the call no room.
      if (read.value.length > 0 && told(own).some(({ each }) => each.includes(undefined))) {
        const all = app.directus.revisions(binding, [keys[i]!], REVISIONS_LIMIT);
        if (!isRead(job, all, onFailure)) return;
        own = all.value;
      }
      const proven = told(own).flatMap(({ name, each }) => (each.every(Boolean) ? [name] : []));
      job.known.emptied = { proven, untracked: own.length === 0 };
    });
  }
}

/**
 * Whether the newest value written to a column was empty; undefined when the revisions do not show it.
 * @param revisions of one item, newest first. The stamp of its base says nothing of when a field was last agreed on:
 * it moves with every other field.
 */
function wasEmptied(revisions: readonly Revision[], column: string): boolean | undefined {
  const isEmpty = (value: unknown): boolean => value === null || value === '';
  for (const { delta, data } of revisions) {
    const sent = delta?.[column];
    if (sent !== undefined) return isEmpty(sent);
    // It was filled after it had been emptied.
    const held = data?.[column];
    if (held !== undefined && !isEmpty(held)) return false;
  }
  return undefined;
}

/** The items of these keys that are there, by key. */
export function readItems(
  app: App,
  binding: Binding,
  keys: readonly string[],
): Result<(key: string) => PresentItem | GoneItem> {
  const read = app.directus.read(binding, keys, []);
  if (!read.ok) return read;
  const { results, stamp } = read.value;
  const items = new Map(results.map((row) => [rowKey(binding, row), itemFromRow(binding, row, stamp)]));
  return success((key) => items.get(key) ?? { is: 'gone', key, sync: undefined, stamp });
}

/**
 * RD2: a signal's values that are not newer than the event's base may be older than what was written since: they are
 * not applied, the item is read again.
 */
export function readStaleItems(app: App, jobs: readonly Job[], onFailure: OnFailure): void {
  for (const [binding, group] of groupBy(jobs.filter(isStale), bindingOf)) {
    const read = readItems(
      app,
      binding,
      group.map((job) => (job.pair.item as PresentItem).key),
    );
    for (const job of group) {
      if (!isRead(job, read, onFailure)) continue;
      const { key, sync } = job.pair.item as PresentItem;
      const item = (job.pair.item = read.value(key));
      if (item.is === 'gone') item.sync = sync;
      job.fresh = true;
    }
  }
}

function isStale(job: Job): boolean {
  const { item, event } = job.pair;
  if (job.fresh || item.is !== 'present' || event.is !== 'live' || event.base?.eventId !== event.id) return false;
  return item.stamp <= event.base.stamp;
}

/**
 * What a gone item and its event last agreed on stands in the item's newest revision (rule DE14): the event's own
 * base may be older, because an edit that went from the event to the item left it as it was. From that revision the item
 * is made again.
 */
export function readLastBases(app: App, jobs: readonly Job[], onFailure: OnFailure): void {
  for (const [binding, group] of groupBy(jobs.filter(wantsLastBase), bindingOf)) {
    const keys = group.map((job) => (job.pair.item as GoneItem).key);
    const read = app.directus.revisions(binding, keys, REVISIONS_EACH);
    group.forEach((job, i) => {
      const item = job.pair.item as GoneItem;
      if (!isRead(job, read, onFailure)) return;
      const { sync = item.sync, revision = null } = lastKnown(binding, keys[i]!, read.value);
      job.pair.item = { ...item, sync, revision };
    });
  }
}

function wantsLastBase(job: Job): boolean {
  const { item, event } = job.pair;
  return item.is === 'gone' && item.revision === undefined && event.is === 'live';
}
