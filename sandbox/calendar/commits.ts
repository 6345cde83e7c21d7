// How changes enter a calendar: new events, new versions, and what follows from them for others of the same series.
import type { Clock } from '../clock';
import { pendingRequest, withStatus } from './conference';
import { changedMembers } from './event-rules';
import type { CalendarOptions } from './options';
import type { EventFields, EventState, StoredEvent } from './resource';
import { exceptionsAfter } from './series/exceptions';
import { exceptionsOf } from './series/occurrences';
import type { Store, StoredCalendar } from './store';

/** Where a change is made; the web UI's edits need no more than this. */
export interface Place {
  store: Store;
  calendar: StoredCalendar;
  clock: Clock;
  options: CalendarOptions;
}

/** A change of one of these counts up `sequence`. */
const REVISION_MEMBERS = ['start', 'end', 'location', 'recurrence', 'status'];

type Given = Pick<EventState, 'id' | 'eventType' | 'fields'>;

/** Adds an event; what isn't given is what Google gives to events made on this calendar. */
export function commitNew(place: Place, event: Given & Partial<EventState>): StoredEvent {
  const { store, calendar, clock } = place;
  const now = clock.now();
  const committed = store.commit(calendar, {
    creator: store.creator(calendar),
    organizer: store.organizer(calendar),
    created: now,
    updated: now,
    sequence: 0,
    ...event,
    iCalUID: event.iCalUID ?? `${event.id}@google.com`,
  });
  carryOutRequest(place, committed);
  return committed;
}

/**
 * Adds a version with other fields; Google counts, dates and cancels along with it, and changes the exceptions of a series.
 * An untouched occurrence becomes an exception by it.
 * @param given the new states of a series' exceptions, if they aren't those that follow from the change by themselves
 */
export function commitChange(
  place: Place,
  event: StoredEvent,
  fields: EventFields,
  sequence: number,
  given?: readonly EventState[],
): StoredEvent {
  const { store, calendar, clock, options } = place;
  const changed = changedMembers(event.fields, fields);
  if (changed.size === 0 && sequence === event.sequence && options.unchangedWrite === 'nothing') return event;
  const now = clock.now();
  const deleted = fields.status === 'cancelled';
  const { deletedAt, bare: _bare, ...state } = withoutVersion(event);
  const exceptions = exceptionsOf(calendar, event.id);
  const committed = store.commit(calendar, {
    ...state,
    fields,
    sequence: sequence + (REVISION_MEMBERS.some((member) => changed.has(member)) ? 1 : 0),
    updated: movesUpdated(changed, options) ? now : event.updated,
    ...(deleted && { deletedAt: deletedAt ?? now }),
  });
  commitExceptions(place, given ?? exceptionsAfter(place, event, committed, exceptions));
  if (changed.has('conferenceData')) carryOutRequest(place, committed);
  if (event.recurringEventId !== undefined && options.exceptionWriteListsMaster)
    listAgain(place, event.recurringEventId);
  return committed;
}

/** Adds versions of exceptions that follow from a change of their series. */
export function commitExceptions({ store, calendar, clock }: Place, states: readonly EventState[]): void {
  for (const state of states) {
    const { deletedAt, ...plain } = withoutVersion(state);
    const deleted = state.fields.status === 'cancelled';
    const now = clock.now();
    store.commit(calendar, { ...plain, updated: now, ...(deleted && { deletedAt: deletedAt ?? now }) });
  }
}

/** A new version of a series that differs from the one before in its etag only. */
function listAgain({ store, calendar }: Place, seriesId: string): void {
  const master = calendar.events.get(seriesId);
  if (master) store.commit(calendar, withoutVersion(master));
}

/** The state alone, ready to become a new version. */
export function withoutVersion(event: EventState & Partial<StoredEvent>): EventState {
  const { position: _position, etag: _etag, committedAt: _at, previous: _previous, ...state } = event;
  return state;
}

/** A Meet room that is pending is there, or has failed, some time later: a change of its own. */
function carryOutRequest(place: Place, { id, fields }: StoredEvent): void {
  const requestId = pendingRequest(fields);
  if (requestId === undefined) return;
  const { meetPendingMs, meetOutcome } = place.options;
  place.clock.schedule(place.clock.now() + meetPendingMs, () => {
    const event = place.calendar.events.get(id);
    if (!event || event.fields.status === 'cancelled' || pendingRequest(event.fields) !== requestId) return;
    const conferenceData = withStatus(requestId, meetOutcome);
    commitChange(place, event, { ...event.fields, conferenceData }, event.sequence);
  });
}

/** `updated` is the last change of the main data: reminders don't move it, private properties perhaps (switch). */
function movesUpdated(changed: ReadonlySet<string>, options: CalendarOptions): boolean {
  const silent = options.privatePropertiesMoveUpdated ? ['reminders'] : ['reminders', 'privateProperties'];
  return changed.size === 0 || [...changed].some((member) => !silent.includes(member));
}
