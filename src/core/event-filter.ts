// Which events of a calendar a binding deals with, where it does not take all.
import type { Binding } from './binding';
import type { CalendarEvent } from './calendar-event';

/** Whether a new event becomes an item. Its type is looked at before: one of another type is not ours to touch. */
export function passesFilter(event: CalendarEvent, { text, colors }: Binding['eventFilter']): boolean {
  const texts = [event.summary, event.description, event.location];
  const holdsText =
    text === undefined ||
    texts.some((each) =>
      String(each ?? '')
        .toLowerCase()
        .includes(text.toLowerCase()),
    );
  return holdsText && (colors === undefined || colors.includes(event.colorId ?? ''));
}

/** Whether events of a type are dealt with at all. */
export function takesType({ types = ['default'] }: Binding['eventFilter'], type = 'default'): boolean {
  return (types as readonly string[]).includes(type);
}
