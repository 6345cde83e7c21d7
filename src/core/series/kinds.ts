// Kinds of events: single ones, series, and the occurrences of a series, each of which may be an event of its own.
import type { Binding } from '../binding';
import type { CalendarEvent } from '../calendar-event';

/** `series`: the event that holds the rule; `occurrence`: one of its dates. */
export type EventKind = 'single' | 'series' | 'occurrence';
export const KINDS: readonly EventKind[] = ['single', 'series', 'occurrence'];

export function kindOf({ recurringEventId, recurrence }: CalendarEvent): EventKind {
  return recurringEventId ? 'occurrence' : recurrence ? 'series' : 'single';
}

/** Whether events of a kind can have items of the binding at all. */
export function hasKind({ recurring }: Pick<Binding, 'recurring'>, kind: EventKind): boolean {
  switch (kind) {
    case 'single':
      return true;
    case 'series':
      return recurring === 'series';
    case 'occurrence':
      return recurring === 'occurrences';
  }
}

/** Whether new events of a kind become items. */
export function takesKind(binding: Pick<Binding, 'recurring' | 'events'>, kind: EventKind): boolean {
  const { events } = binding;
  return hasKind(binding, kind) && (events === 'all' || (events === 'single') === (kind === 'single'));
}
