// Series of the scratch calendar, and what is seen of their dates.
import { MARK, type Desk } from './desk';
import { must } from './outcome';
import { Unanswerable } from './answer';
import { ZONE } from './scratch';
import type { CalendarEvent, Query } from './ways';

export type Occurrence = CalendarEvent & { id: string };

/** Ten o'clock on five days from Monday, 4 March 2030, on. */
export const DAYS = ['2030-03-04', '2030-03-05', '2030-03-06', '2030-03-07', '2030-03-08'] as const;
export const HOUR = '10:00';

export function hours(day: string, from: string, to: string): { start: object; end: object } {
  const at = (time: string) => ({ dateTime: `${day}T${time}:00`, timeZone: ZONE });
  return { start: at(from), end: at(to) };
}

/** @returns the master's id. @throws Unanswerable */
export function dailySeries(desk: Desk, changes: object = {}): string {
  const times = hours(DAYS[0], HOUR, '11:00');
  return desk.made({ ...times, recurrence: [`RRULE:FREQ=DAILY;COUNT=${DAYS.length}`], ...MARK, ...changes }).id;
}

/** @throws Unanswerable */
export function occurrences(desk: Desk, seriesId: string, query: Query = {}): Occurrence[] {
  const { items = [] } = must(desk.rest.instances(seriesId, query), 'instances');
  return items as Occurrence[];
}

/** The occurrence that the rule puts on a day. @throws Unanswerable */
export function occurrenceOn(desk: Desk, seriesId: string, day: string): Occurrence {
  const found = occurrences(desk, seriesId, { showDeleted: true }).find((one) => originalStart(one).startsWith(day));
  if (!found) throw new Unanswerable(`instances: none on ${day}`);
  return found;
}

/** A line for each date, cancelled ones too: where the rule puts it, status, title, where it is. */
export function shownDates(desk: Desk, seriesId: string): string[] {
  return occurrences(desk, seriesId, { showDeleted: true })
    .map((one) => `${minute(originalStart(one))} ${one.status ?? ''} ${one.summary ?? '–'} ${minute(startOf(one))}`)
    .sort();
}

/** As Google writes it: with the offset of the calendar's zone. */
export function startOf({ start }: CalendarEvent): string {
  return start?.dateTime ?? start?.date ?? '–';
}

function originalStart({ originalStartTime }: CalendarEvent): string {
  return originalStartTime?.dateTime ?? originalStartTime?.date ?? '–';
}

/** "03-05 10:00" of "2030-03-05T10:00:00+01:00". */
function minute(time: string): string {
  return time.slice(5, 16).replace('T', ' ');
}
