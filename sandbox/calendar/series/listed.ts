// Which events a list is about, before its filters: all at a place of the change log, or those changed since one; series
// whole, or taken apart into their occurrences.
import { instantOf } from '../event-times';
import type { StoredEvent } from '../resource';
import { versionAt, type StoredCalendar } from '../store';
import type { Window } from '../tokens';
import { formatUtc } from '../zone';
import { isCancelled, isMaster, keyOf, occurrenceId, slotsOf, untouched, type SeriesPlace } from './occurrences';

/** Of a deleted series so much is told: https://github.com/googleapis/google-api-ruby-client/issues/860 */
const TOLD_OF_DELETED_MS = 183 * 86_400_000;

/** More than any zone is away from UTC, and than a length changes with the clock. */
const MARGIN_MS = 2 * 86_400_000;

type Exceptions = ReadonlyMap<string, ReadonlyMap<string, StoredEvent>>;

/** Every event in its version at `position`. */
export function allAt(calendar: StoredCalendar, position: number): StoredEvent[] {
  return versionsAt(calendar, position).filter(({ reset }) => !reset);
}

/**
 * Each changed event once, in its newest state. Of an exception that is an untouched occurrence again nothing is told, unless its
 * place is gone.
 */
export function changedBetween(calendar: StoredCalendar, since: number, until: number): StoredEvent[] {
  return newestBetween(calendar, since, until).filter((event) => !event.reset || isCancelled(event));
}

/**
 * As `allAt`, with occurrences in the place of series.
 * @param asked `showDeleted` brings those of deleted series; untouched ones far from the window are left out
 */
export function occurrencesAt(
  place: SeriesPlace,
  position: number,
  now: number,
  asked: { showDeleted: boolean; window: Window },
): StoredEvent[] {
  const exceptions = exceptionsAt(place.calendar, position);
  return allAt(place.calendar, position).flatMap((event) => {
    if (!isMaster(event)) return [event];
    if (!isCancelled(event)) return computed(place, event, exceptions, asked.window);
    return asked.showDeleted ? toldOfDeleted(computed(place, event, exceptions), now) : [];
  });
}

/**
 * As `changedBetween`, with the occurrences of each changed series: all that it has, and as cancelled ones those that it had
 * and has no more.
 */
export function changedOccurrences(place: SeriesPlace, since: number, until: number, now: number): StoredEvent[] {
  const { calendar } = place;
  const exceptions = exceptionsAt(calendar, until);
  const told = new Map<string, StoredEvent>();
  const changed = newestBetween(calendar, since, until);
  for (const event of changed.filter(({ recurringEventId }) => recurringEventId === undefined)) {
    const before = versionAt(event, since);
    const had = before && isMaster(before) && !isCancelled(before) ? computed(place, before, exceptions) : [];
    const gone = had.map((occurrence) => cancelledBy(event, occurrence));
    const has = isMaster(event) && !isCancelled(event) ? computed(place, event, exceptions) : [];
    for (const occurrence of isCancelled(event) ? toldOfDeleted(gone, now) : gone) told.set(occurrence.id, occurrence);
    for (const occurrence of isMaster(event) ? has : [event]) told.set(occurrence.id, occurrence);
  }
  for (const event of changed.filter(({ recurringEventId }) => recurringEventId !== undefined)) {
    const again = event.reset ? untouchedAgain(place, event, until) : undefined;
    told.set(event.id, again ?? event);
  }
  return [...told.values()];
}

function versionsAt(calendar: StoredCalendar, position: number): StoredEvent[] {
  return [...calendar.events.values()].flatMap((event) => versionAt(event, position) ?? []);
}

function newestBetween(calendar: StoredCalendar, since: number, until: number): StoredEvent[] {
  return [...new Map(calendar.log.slice(since, until).map((event) => [event.id, event])).values()];
}

function exceptionsAt(calendar: StoredCalendar, position: number): Exceptions {
  const bySeries = new Map<string, Map<string, StoredEvent>>();
  for (const event of allAt(calendar, position)) {
    if (event.recurringEventId === undefined || !event.originalStartTime) continue;
    const ofSeries = bySeries.get(event.recurringEventId) ?? new Map<string, StoredEvent>();
    bySeries.set(event.recurringEventId, ofSeries.set(keyOf(event.originalStartTime), event));
  }
  return bySeries;
}

function computed(place: SeriesPlace, master: StoredEvent, exceptions: Exceptions, window: Window = {}): StoredEvent[] {
  const taken = exceptions.get(master.id);
  const [from, to] = keysAround(master, window);
  const slots = slotsOf(master.fields, place.options).filter(({ key }) => key > from && key < to && !taken?.has(key));
  return slots.map((slot) => untouched(place, master, slot));
}

/** Between these keys lies every slot of the window, whatever zone a day is counted in: years of others need not be looked at. */
function keysAround({ fields: { start, end } }: StoredEvent, { timeMin, timeMax }: Window): [string, string] {
  const length = start && end ? instantOf(end) - instantOf(start) : 0;
  const from = timeMin === undefined ? '' : formatUtc(timeMin - length - MARGIN_MS);
  return [from, timeMax === undefined ? '~' : formatUtc(timeMax + MARGIN_MS)];
}

function cancelledBy(change: StoredEvent, occurrence: StoredEvent): StoredEvent {
  const { etag, updated, position } = change;
  return { ...occurrence, etag, updated, position, fields: { ...occurrence.fields, status: 'cancelled' } };
}

function toldOfDeleted(occurrences: readonly StoredEvent[], now: number): StoredEvent[] {
  return occurrences.filter(({ fields: { start } }) => {
    const begin = start ? instantOf(start) : 0;
    return begin >= now && begin < now + TOLD_OF_DELETED_MS;
  });
}

function untouchedAgain(place: SeriesPlace, exception: StoredEvent, position: number): StoredEvent | undefined {
  const { recurringEventId = '', originalStartTime } = exception;
  const newest = place.calendar.events.get(recurringEventId);
  const master = newest && versionAt(newest, position);
  if (!master || !isMaster(master) || isCancelled(master) || !originalStartTime) return undefined;
  const slot = slotsOf(master.fields, place.options).find(({ key }) => key === keyOf(originalStartTime));
  // An exception of an earlier form of ids is another event than its occurrence.
  if (!slot || occurrenceId(place, master.id, slot.key) !== exception.id) return undefined;
  return untouched(place, master, slot);
}

/** The occurrences of one series as it was at `position`, in the order of the original starts; of a deleted one all are cancelled. */
export function instancesAt(place: SeriesPlace, series: StoredEvent, position: number): StoredEvent[] {
  const master = versionAt(series, position);
  if (!master || !isMaster(master)) return [];
  const exceptions = exceptionsAt(place.calendar, position);
  const changed = [...(exceptions.get(master.id)?.values() ?? [])];
  const all = [...computed(place, master, exceptions), ...changed];
  const originalOf = ({ originalStartTime }: StoredEvent) => (originalStartTime ? keyOf(originalStartTime) : '');
  return all.sort((a, b) => (originalOf(a) < originalOf(b) ? -1 : 1));
}
