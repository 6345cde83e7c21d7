// Kinds of events: single ones, series, and the occurrences of a series, each of which may be an event of its own.
import type { Binding } from '../binding';
import type { CalendarEvent } from '../calendar-event';

/** `series`: the event that holds the rule; `occurrence`: one of its dates. */
export type EventKind = 'single' | 'series' | 'occurrence';
export const KINDS: readonly EventKind[] = ['single', 'series', 'occurrence'];

export function kindOf({ recurringEventId, recurrence }: CalendarEvent): EventKind {
  return recurringEventId ? 'occurrence' : recurrence ? 'series' : 'single';
}

/** Whether an event is a series that is there. */
export function isSeries(event: CalendarEvent): boolean {
  return event.status !== 'cancelled' && kindOf(event) === 'series';
}

/**
 * Which dates of series can have items of the binding: all within its window; beside the item of their series those that were
 * changed by themselves, where columns say whose they are; or none.
 */
export function datesOf({ recurring, fields }: Recurring): 'all' | 'changed' | 'none' {
  if (recurring === 'occurrences') return 'all';
  return recurring === 'series' && fields.series !== undefined && fields.originalStart !== undefined
    ? 'changed'
    : 'none';
}

type Recurring = Pick<Binding, 'recurring' | 'fields'>;

/** Whether events of a kind can have items of the binding at all. */
export function hasKind(binding: Recurring, kind: EventKind): boolean {
  switch (kind) {
    case 'single':
      return true;
    case 'series':
      return binding.recurring === 'series';
    case 'occurrence':
      return datesOf(binding) !== 'none';
  }
}

/** Whether new events of a kind become items. */
export function takesKind(binding: Recurring & Pick<Binding, 'events'>, kind: EventKind): boolean {
  const { events } = binding;
  return hasKind(binding, kind) && (events === 'all' || (events === 'single') === (kind === 'single'));
}
