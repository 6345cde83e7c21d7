// Finds out what the planner asked for: events that items name, owners, times of a person's last change.
import { itemFromRow, namedEvent, type GoneItem, type PresentItem } from '../core/item';
import { FIELD_NAMES, type Binding, type FieldName } from '../core/binding';
import { searchQuery, type CalendarEvent, type EventState } from '../core/event';
import { groupBy } from '../core/groups';
import type { Revision } from '../core/message';
import { canonicalValue, keyForms, rowKey, rowValues, type Row } from '../core/values';
import { boundCalendars, type App } from '../app/app';
import { bindingOf, calendarOf, eventIdOf, isAnothers, keyOf, lastKnown, liveEvent, type Job } from './job';
import { failed, success, type Failure, type Result } from '../app/ports';

/** From this many searches on, one list of the calendar costs less. */
const SEARCHES_MAX = 5;
const BATCH_SIZE = 50;
const PAGE_SIZE = 2500;
const REVISIONS_LIMIT = 200;
const REVISIONS_EACH = 5;

export type OnFailure = (job: Job, failure: Failure) => void;

/** What a direct read says of an event. */
export function stateOfRead(app: App, binding: Binding, eventId: string, read: Result<CalendarEvent>): EventState {
  if (read.ok) return liveEvent(app, binding, read.value);
  return read.failure.kind === 'notFound' || read.failure.kind === 'gone'
    ? { is: 'absent', id: eventId }
    : { is: 'unknown', id: eventId };
}

/**
 * For many jobs at once one list of the calendar may cost less than reading their events by 50. What it lacks, or shows
 * as deleted, is left to a direct read.
 */
export function listNamedEvents(app: App, jobs: readonly Job[]): void {
  for (const [calendarId, group] of groupBy(jobs.filter(wantsEvent), calendarOf)) {
    if (!worthListing(app, calendarId, group.length)) continue;
    const listed = listById(app, calendarId);
    for (const job of group) {
      const event = listed?.get(wantedEvent(job)!);
      if (event && event.status !== 'cancelled') job.pair.event = liveEvent(app, job.binding, event);
    }
  }
}

/** Reads the event of every job whose item names one that was not read yet. */
export function readNamedEvents(app: App, jobs: readonly Job[], onFailure: OnFailure): void {
  readEach(app, jobs.filter(wantsEvent), wantedEvent, onFailure);
}

/** R47: Google's lists lag; what a read of the event itself says is so. */
export function readListedEvents(app: App, jobs: readonly Job[], onFailure: OnFailure): void {
  readEach(app, jobs, eventIdOf, onFailure);
}

function readEach(
  app: App,
  jobs: readonly Job[],
  idOf: (job: Job) => string | null | undefined,
  onFailure: OnFailure,
): void {
  for (const [calendarId, group] of groupBy(jobs, calendarOf)) {
    const named = group.map((job) => ({ job, id: idOf(job)! }));
    readEvents(app, calendarId, named, onFailure);
  }
}

/**
 * Reads events by their ids. That Google knows none of an id says that it has forgotten the event only where it knows the
 * calendar: of one that was deleted, or is no longer shared, every event is unknown, and none was deleted.
 */
export function eventsOf(app: App, calendarId: string, ids: readonly string[]): Result<CalendarEvent>[] {
  const answers = app.calendar.getMany(calendarId, ids);
  if (answers.every((answer) => answer.ok || answer.failure.kind !== 'notFound')) return answers;
  const probe = app.calendar.probe(calendarId);
  if (probe.ok) return answers;
  const unread = failed('unavailable', `The calendar could not be read: ${probe.failure.message}`);
  return answers.map((answer) => (answer.ok || answer.failure.kind !== 'notFound' ? answer : unread));
}

/** Reads the events of jobs, each once. */
export function readEvents(
  app: App,
  calendarId: string,
  named: readonly { job: Job; id: string }[],
  onFailure: OnFailure,
): void {
  const ids = [...new Set(named.map(({ id }) => id))];
  const answers = eventsOf(app, calendarId, ids);
  for (const { job, id } of named) {
    const read = answers[ids.indexOf(id)]!;
    job.pair.event = stateOfRead(app, job.binding, id, read);
    job.eventRead = true;
    if (!read.ok && job.pair.event.is === 'unknown') onFailure(job, read.failure);
  }
}

function wantedEvent(job: Job): string | null {
  const { item } = job.pair;
  if (item.is === 'present') return namedEvent(item);
  return item.is === 'gone' ? (item.sync?.eventId ?? job.madeEvent ?? null) : null;
}

/** Whether the job's event is still to be read. */
export function wantsEvent(job: Job): boolean {
  return job.pair.event.is === 'none' && !job.searched && wantedEvent(job) !== null;
}

/** One list has ⌈events/2,500⌉ requests, a batch of reads one for 50 events. */
function worthListing(app: App, calendarId: string, count: number): boolean {
  const size = app.state.calendar(calendarId).size;
  return size !== undefined && Math.ceil((size + 1) / PAGE_SIZE) < Math.ceil(count / BATCH_SIZE);
}

function listById(app: App, calendarId: string): Map<string, CalendarEvent> | undefined {
  const list = app.calendar.list(calendarId, undefined);
  // Without the list each event is read by itself; nothing is concluded from its absence here.
  if (!list.ok) return undefined;
  return new Map(list.value.events.map((event) => [event.id, event]));
}

/** Looks for events by their search key (rule P8), for items that name none. */
export function searchEvents(app: App, jobs: readonly Job[], onFailure: OnFailure): void {
  for (const [calendarId, group] of groupBy(jobs, calendarOf)) {
    const listed = group.length > SEARCHES_MAX ? listById(app, calendarId) : undefined;
    for (const job of group) {
      const item = job.pair.item;
      if (item.is !== 'present' && item.is !== 'gone') continue;
      const found = searchByKey(app, job.binding, item.key, listed);
      if (!found.ok) {
        job.pair.event = { is: 'unknown', id: '' };
        onFailure(job, found.failure);
        continue;
      }
      job.searched = true;
      const states = found.value.map((event) => liveEvent(app, job.binding, event));
      const own = states.find((state) => state.is === 'live' && state.link?.key === item.key);
      if (own) job.pair.event = own;
    }
  }
}

/** By our own key of the item, and by those of the installations that were adopted. */
function searchByKey(
  app: App,
  { id, calendar }: Binding,
  key: string,
  listed: ReadonlyMap<string, CalendarEvent> | undefined,
): Result<CalendarEvent[]> {
  const all: CalendarEvent[] = [];
  for (const installation of app.settings.installations) {
    const query = searchQuery(installation, id, key);
    const found = listed ? matching(listed, query) : app.calendar.search(calendar, query);
    if (!found.ok) return found;
    all.push(...found.value);
  }
  return success(all);
}

function matching(events: ReadonlyMap<string, CalendarEvent>, query: string): Result<CalendarEvent[]> {
  const [name, value] = query.split('=') as [string, string];
  const found = [...events.values()].filter((event) => event.extendedProperties?.private?.[name] === value);
  return { ok: true, value: found };
}

/** Whether Directus answered what was asked about a job's item; else the item counts as unknown. */
function isRead<T>(job: Job, read: Result<T>, onFailure: OnFailure): read is { ok: true; value: T } {
  if (read.ok) return true;
  job.pair.item = { is: 'unknown' };
  onFailure(job, read.failure);
  return false;
}

/** Whether the item that each job's event is linked to is there and names the event (rules P6, P7). */
export function findOwners(app: App, jobs: readonly Job[], onFailure: OnFailure): void {
  for (const job of jobs) {
    const { event } = job.pair;
    if (event.is !== 'live' || !event.link) continue;
    const owner = app.settings.bindings.find((binding) => binding.id === event.link?.binding);
    if (!owner) {
      job.isCopy = false;
      continue;
    }
    const read = app.directus.read(owner, [event.link.key], []);
    if (!isRead(job, read, onFailure)) continue;
    const row = read.value.results.find((candidate) => rowKey(owner, candidate) === event.link?.key);
    // One whose id was emptied by hand, or that was unlinked from it, gets its event back (P5, P23).
    job.isCopy = row !== undefined && [event.id, null].includes(namedEvent(itemFromRow(owner, row, 0)));
  }
}

/** P7: the event that is linked to an item is its own, where the one that it names is gone, or another item's (P6). */
export function findNamed(app: App, jobs: readonly Job[], onFailure: OnFailure): void {
  for (const job of jobs) {
    const item = job.pair.item as PresentItem;
    const id = namedEvent(item)!;
    const read = eventsOf(app, calendarOf(job), [id])[0]!;
    const state = stateOfRead(app, job.binding, id, read);
    job.isOwn = isAnothers(job, state) || state.is === 'absent' || state.is === 'cancelled';
    if (read.ok || state.is === 'absent') continue;
    job.pair.event = { is: 'unknown', id };
    onFailure(job, read.failure);
  }
}

/** For events that are gone: whether they live in another bound calendar, to which a person moved them (P24). */
export function findElsewhere(app: App, jobs: readonly Job[], onFailure: OnFailure): void {
  for (const job of jobs) job.elsewhere = false;
  for (const calendarId of boundCalendars(app)) {
    const asking = jobs.filter((job) => job.binding.calendar !== calendarId && job.pair.event.is !== 'unknown');
    if (asking.length === 0) continue;
    const answers = app.calendar.getMany(
      calendarId,
      asking.map((job) => eventIdOf(job)!),
    );
    asking.forEach((job, i) => {
      const state = stateOfRead(app, job.binding, eventIdOf(job)!, answers[i]!);
      if (state.is === 'live' || state.is === 'foreign') job.elsewhere = true;
      if (state.is !== 'unknown' || answers[i]!.ok) return;
      job.pair.event = state;
      onFailure(job, (answers[i] as { failure: Failure }).failure);
    });
  }
}

/** When a person last changed each field of the item, and when the event changed (rule R16). */
export function findTimes(app: App, jobs: readonly Job[], onFailure: OnFailure): void {
  for (const job of jobs) {
    const { item, event } = job.pair;
    if (item.is !== 'present' || event.is !== 'live') continue;
    const read = app.directus.revisions(job.binding, [item.key], REVISIONS_LIMIT);
    if (!isRead(job, read, onFailure)) continue;
    job.revision = read.value.find(({ data }) => !changesMapped(job.binding, data, item.row))?.id;
    const updated = Date.parse(event.event.updated ?? '');
    job.times = {
      item: changeTimes(job.binding, item, read.value),
      event: Number.isFinite(updated) ? updated : null,
    };
  }
}

/** P12: whether items were made, or made again, after what their bases say. */
export function findRemade(app: App, jobs: readonly Job[], onFailure: OnFailure): void {
  for (const [binding, group] of groupBy(jobs, bindingOf)) {
    const items = group.map((job) => job.pair.item as PresentItem);
    const read = remadeSince(
      app,
      binding,
      items.map(({ key, sync }) => ({ key, stamp: sync?.stamp ?? 0 })),
    );
    group.forEach((job, i) => {
      if (isRead(job, read, onFailure)) job.remade = read.value.has(items[i]!.key);
    });
  }
}

/**
 * What was last done to items after a moment, where somebody made them, or deleted them: what is there under such a key is
 * another item than at that moment. What flow 4 makes, it makes without a user.
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

/** R48: what the item names counts for nothing; what its base names otherwise, or what is found by its key, is its own. */
export function disown(_app: App, jobs: readonly Job[]): void {
  for (const job of jobs) {
    const item = job.pair.item as PresentItem;
    const sync = item.sync?.eventId === item.eventId ? undefined : item.sync;
    job.pair = { item: { ...item, eventId: null, sync }, event: { is: 'none' } };
    job.searched = false;
    job.isCopy = job.isOwn = job.eventRead = undefined;
  }
}

/** R3: which of the columns that items have empty somebody emptied. */
export function findEmptied(app: App, jobs: readonly Job[], onFailure: OnFailure): void {
  for (const [binding, group] of groupBy(jobs, bindingOf)) {
    const keys = group.map((job) => keyOf(job)!);
    const read = app.directus.revisions(binding, keys, REVISIONS_EACH);
    group.forEach((job, i) => {
      if (!isRead(job, read, onFailure)) return;
      const ofItem = ({ item }: Revision) => keyForms(item).includes(keys[i]!);
      const told = (own: readonly Revision[]) =>
        job.plan!.emptied!.map((name) => ({ name, emptied: wasEmptied(binding, own, name) }));
      let own = read.value.filter(ofItem);
      // One with many revisions leaves the others of the call no room.
      if (read.value.length > 0 && told(own).some(({ emptied }) => emptied === undefined)) {
        const all = app.directus.revisions(binding, [keys[i]!], REVISIONS_LIMIT);
        if (!isRead(job, all, onFailure)) return;
        own = all.value;
      }
      const proven = told(own).flatMap(({ name, emptied }) => (emptied ? [name] : []));
      job.emptied = { proven, untracked: own.length === 0 };
    });
  }
}

/**
 * Whether the last that was ever written to a field was nothing; undefined when the revisions do not tell.
 * @param revisions of one item, newest first. The stamp of its base says nothing of when a field was last agreed on:
 * it moves with every other field.
 */
function wasEmptied(binding: Binding, revisions: readonly Revision[], name: FieldName): boolean | undefined {
  const column = binding.fields[name];
  for (const { delta, data } of revisions) {
    const sent = canonicalValue(name, delta?.[column]);
    if (sent !== undefined) return sent === null;
    // It was filled later than whatever emptied it before.
    if (canonicalValue(name, data?.[column])) return false;
  }
  return undefined;
}

/** Whether a mapped field differs between two revisions of an item; what is unknown counts as different. */
export function changesMapped(binding: Binding, newer: Row | null, older: Row | null | undefined): boolean {
  if (!newer || !older) return true;
  const [now, before] = [rowValues(binding, newer), rowValues(binding, older)];
  return FIELD_NAMES.some((name) => now[name] !== before[name]);
}

/** A revision counts for a field only if its value differs from the revision before: `delta` holds unchanged fields, too. */
function changeTimes(
  binding: Binding,
  item: PresentItem,
  revisions: readonly { data: Row | null; activity?: { timestamp: string } | null }[],
): Partial<Record<FieldName, number | null>> {
  const times: Partial<Record<FieldName, number | null>> = {};
  for (const name of FIELD_NAMES) {
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
 * R5: a signal's values that are not newer than the event's base may be older than what was written since: they are
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

/**
 * What a gone item and its event last agreed on stands in the item's newest revision (rules P18, P19): the event's own
 * base may be older, because an edit that went from the event to the item left it as it was. From that revision the item
 * is made again.
 */
export function readLastBases(app: App, jobs: readonly Job[], onFailure: OnFailure): void {
  for (const [binding, group] of groupBy(jobs.filter(wantsLastBase), bindingOf)) {
    const keys = group.map((job) => (job.pair.item as GoneItem).key);
    const read = app.directus.revisions(binding, keys, REVISIONS_EACH);
    group.forEach((job, i) => {
      job.searched = true;
      const item = job.pair.item as GoneItem;
      if (!isRead(job, read, onFailure)) return;
      const { sync = item.sync, revision } = lastKnown(binding, keys[i]!, read.value);
      job.pair.item = { ...item, sync, revision };
    });
  }
}

function wantsLastBase(job: Job): boolean {
  const { item, event } = job.pair;
  return item.is === 'gone' && item.revision === undefined && event.is === 'live' && !job.searched;
}

function isStale(job: Job): boolean {
  const { item, event } = job.pair;
  if (job.fresh || item.is !== 'present' || event.is !== 'live' || event.base?.eventId !== event.id) return false;
  return item.stamp <= event.base.stamp;
}
