// The part of the calendar in which dates of series have items: it begins and ends at midnights, so it moves once a day.
import type { Time } from '../fields/time';
import { groupBy } from '../groups';
import { addDays, dayOf, startOfDay } from '../zones';
import { eventOf } from './slot';

export interface Window {
  /** The moments (`…Z`) at which it begins and ends; each is the beginning of a day in the binding's zone. */
  from: string;
  to: string;
}

/**
 * Today, the `past` days before it and the `future` days after it.
 * @param now a moment
 * @param zone of the binding
 */
export function windowOf(now: string, zone: string, { past, future }: { past: number; future: number }): Window {
  const today = dayOf(now, zone);
  return { from: startOfDay(addDays(today, -past), zone), to: startOfDay(addDays(today, future + 1), zone) };
}

/**
 * Whether Google would list an event for the window: it ends after `timeMin` and starts before `timeMax`. Days are held
 * against the days of the window, whatever the calendar's own zone.
 * https://developers.google.com/workspace/calendar/api/v3/reference/events/list#timeMin
 */
export function overlaps({ of, start, end }: Time, { from, to }: Window, zone: string): boolean {
  const [first, after] = of === 'days' ? [dayOf(from, zone), dayOf(to, zone)] : [from, to];
  return end > first && start < after;
}

/** A live occurrence; one that was moved is `when` it takes place now. */
export interface Occurrence {
  slot: string;
  when: Time;
}

/**
 * Which occurrences are to have an item: those that overlap the window, of each series the first `perSeries` in the order of
 * their slots, so that a moved date pushes no other one out.
 * @returns `beyond` are those of the window that are too many, to be told
 */
export function wantedSlots<T extends Occurrence>(
  live: readonly T[],
  window: Window,
  zone: string,
  perSeries: number,
): { wanted: T[]; beyond: T[] } {
  const inWindow = live.filter(({ when }) => overlaps(when, window, zone));
  const series = [...groupBy(inWindow, ({ slot }) => eventOf(slot)).values()].map((group) =>
    [...group].sort((a, b) => (a.slot < b.slot ? -1 : 1)),
  );
  return {
    wanted: series.flatMap((group) => group.slice(0, perSeries)),
    beyond: series.flatMap((group) => group.slice(perSeries)),
  };
}
