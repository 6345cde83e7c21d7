// Occurrences of series by the names of their slots: the id that Google calls one by is never built nor taken apart.
import type { CalendarEvent } from '../core/calendar-event';
import { originalOf, readSlot, slotName } from '../core/series/slot';

/** An event as the sync knows it. An occurrence of which Google does not say where its series has it keeps Google's id. */
export function named(event: CalendarEvent): CalendarEvent {
  const { id, recurringEventId, originalStartTime } = event;
  const original = recurringEventId && originalOf(originalStartTime);
  if (!recurringEventId || original === undefined) return event;
  return { ...event, id: slotName({ series: recurringEventId, original }), occurrenceId: id };
}

export function googleIdOf({ id, occurrenceId }: CalendarEvent): string {
  return occurrenceId ?? id;
}

/** The members of an event as Google has them. The rule of a series is none of its occurrences'. */
export function googleMembers(event: CalendarEvent): CalendarEvent {
  const { occurrenceId, recurrence, cancelledDates: _, ...members } = event;
  return occurrenceId === undefined
    ? { ...members, ...(recurrence ? { recurrence } : {}) }
    : { ...members, id: occurrenceId };
}

/** What is asked for, by series: whole events first. */
export function bySeries(ids: readonly string[]): { events: string[]; series: Map<string, string[]> } {
  const events: string[] = [];
  const series = new Map<string, string[]>();
  for (const id of ids) {
    const slot = readSlot(id);
    if (slot) series.set(slot.series, [...(series.get(slot.series) ?? []), slot.original]);
    else events.push(id);
  }
  return { events, series };
}
