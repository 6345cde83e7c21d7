// Occurrences of series by the names of their slots: the id that Google calls one by is never built nor taken apart.
import type { CalendarEvent } from '../calendar-event';
import { originalOf, slotName } from './slot';

/** An event as the sync knows it. An occurrence of which Google does not say where its series has it keeps Google's id. */
export function named(event: CalendarEvent): CalendarEvent {
  const { id, recurringEventId, originalStartTime } = event;
  const original = recurringEventId && originalOf(originalStartTime);
  if (!recurringEventId || original === undefined) return event;
  return { ...event, id: slotName({ series: recurringEventId, original }), occurrenceId: id };
}

/**
 * Whether nothing is said of an event but that it is deleted: it may be a date of a series, though series and original start are
 * promised. https://github.com/KeepSoftwareSimple/compass-calendar/issues/2808
 */
export function isBare({ status, recurringEventId, iCalUID, start }: CalendarEvent): boolean {
  return status === 'cancelled' && [recurringEventId, iCalUID, start].every((member) => member === undefined);
}

/**
 * Events with what a read of those that are bare says of them, where that is a date.
 * @param read events by their ids, whole
 */
export function completed(
  events: readonly CalendarEvent[],
  read: (ids: readonly string[]) => ReadonlyMap<string, CalendarEvent>,
): CalendarEvent[] {
  const bare = events.filter(isBare).map(({ id }) => id);
  if (bare.length === 0) return [...events];
  const whole = read(bare);
  return events.map((event) => {
    const found = whole.get(event.id);
    return found?.recurringEventId ? named(found) : event;
  });
}
