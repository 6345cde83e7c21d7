// An event of the local Google as a script reads it.
import type { UiEvent } from '../sandbox/calendar/ui';
import type { CalendarEvent } from '../src/core/calendar-event';

export function asRead(event: UiEvent): CalendarEvent {
  return event as unknown as CalendarEvent;
}
