// Occurrences of series as Google has them.
import type { CalendarEvent } from '../core/calendar-event';
import { readSlot } from '../core/series/slot';

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
