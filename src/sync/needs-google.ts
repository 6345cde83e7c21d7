// What the planner needs to know of Google: events that items name, or that are found by their key.
import { namedEvent, type PresentItem } from '../core/item';
import type { Binding } from '../core/binding';
import { searchQuery, type EventState } from '../core/event';
import type { CalendarEvent } from '../core/calendar-event';
import { groupBy } from '../core/groups';
import { boundCalendars, type App } from './context';
import { calendarOf, eventIdOf, isAnothers, liveEvent, type Job, type OnFailure } from './job';
import { failed, success, type Failure, type Result } from '../ports';
import { calendarState } from './calendars';

/** From this many searches on, one list of the calendar costs less. */
const SEARCHES_MAX = 5;
const BATCH_SIZE = 50;
const PAGE_SIZE = 2500;
/** What a direct read says of an event. */
export function stateOfRead(app: App, binding: Binding, eventId: string, read: Result<CalendarEvent>): EventState {
  if (read.ok) return liveEvent(app, binding, read.value);
  return read.failure.kind === 'notFound' || read.failure.kind === 'gone'
    ? { is: 'absent', id: eventId }
    : { is: 'unknown', id: eventId };
}

/**
 * For many jobs at once one list of the calendar may cost less than reading their events by 50. Events that it lacks, or
 * shows as deleted, are left to a direct read.
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

/** RD11: Google's lists lag; a read of the event itself does not. */
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
 * Reads events by their ids. A 404 says that Google has forgotten the event only where Google knows the calendar: when that
 * was deleted, or is no longer shared, every event answers 404, and none was deleted.
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
    job.pair.event = stateOfRead(app, job.binding, id, withRuleOf(job, read));
    job.known.event = true;
    if (!read.ok && job.pair.event.is === 'unknown') onFailure(job, read.failure);
  }
}

/** Of a date Google does not tell the rule; its series may have been read before. */
function withRuleOf({ pair: { event } }: Job, read: Result<CalendarEvent>): Result<CalendarEvent> {
  const rule = event.is === 'live' && event.event.recurringEventId ? event.event.recurrence : undefined;
  return read.ok && rule ? success({ ...read.value, recurrence: rule }) : read;
}

function wantedEvent(job: Job): string | null {
  const { item } = job.pair;
  if (item.is === 'present') return namedEvent(item);
  return item.is === 'gone' ? (item.sync?.eventId ?? job.madeEvent ?? null) : null;
}

/** Whether the job's event is still to be read. */
export function wantsEvent(job: Job): boolean {
  return job.pair.event.is === 'none' && !job.known.search && wantedEvent(job) !== null;
}

/** One list has ⌈events/2,500⌉ requests, a batch of reads one for 50 events. */
function worthListing(app: App, calendarId: string, count: number): boolean {
  const size = calendarState(app.state, calendarId).size;
  return size !== undefined && Math.ceil((size + 1) / PAGE_SIZE) < Math.ceil(count / BATCH_SIZE);
}

function listById(app: App, calendarId: string): Map<string, CalendarEvent> | undefined {
  const list = app.calendar.list(calendarId, undefined);
  // Without the list each event is read by itself; nothing is concluded from its absence here.
  if (!list.ok) return undefined;
  return new Map(list.value.events.map((event) => [event.id, event]));
}

/** Looks for events by their search key (rule NP6), for items that name none. */
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
      job.known.search = true;
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

/** WH8: the event that is linked to an item is its own, where the one that it names is gone, or another item's (P6). */
export function findNamed(app: App, jobs: readonly Job[], onFailure: OnFailure): void {
  for (const job of jobs) {
    const item = job.pair.item as PresentItem;
    const id = namedEvent(item)!;
    const read = eventsOf(app, calendarOf(job), [id])[0]!;
    const state = stateOfRead(app, job.binding, id, read);
    const isOwn = isAnothers(job, state) || state.is === 'absent' || state.is === 'cancelled';
    job.known.whose = isOwn ? 'this' : 'nobody';
    if (read.ok || state.is === 'absent') continue;
    job.pair.event = { is: 'unknown', id };
    onFailure(job, read.failure);
  }
}

/** For events that are gone: whether they live in another bound calendar, to which a person moved them (P24). */
export function findElsewhere(app: App, jobs: readonly Job[], onFailure: OnFailure): void {
  for (const { known } of jobs) known.elsewhere = false;
  for (const calendarId of boundCalendars(app)) {
    const asking = jobs.filter((job) => job.binding.calendar !== calendarId && job.pair.event.is !== 'unknown');
    if (asking.length === 0) continue;
    const answers = app.calendar.getMany(
      calendarId,
      asking.map((job) => eventIdOf(job)!),
    );
    asking.forEach((job, i) => {
      const state = stateOfRead(app, job.binding, eventIdOf(job)!, answers[i]!);
      if (state.is === 'live' || state.is === 'foreign') job.known.elsewhere = true;
      if (state.is !== 'unknown' || answers[i]!.ok) return;
      job.pair.event = state;
      onFailure(job, (answers[i] as { failure: Failure }).failure);
    });
  }
}
