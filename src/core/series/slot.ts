// A place in a series: the series' id and the start that its rule gives. It stays the same when its occurrence is moved.
import type { EventTime } from '../calendar-event';
import { canonicalDay, canonicalInstant } from '../datetime';
import { momentOfWall, zoneName } from '../zones';

export interface Slot {
  /** The id of the series' master. */
  series: string;
  /** `YYYY-MM-DDTHH:MM:SSZ`, in UTC; of an all-day series `YYYY-MM-DD`. */
  original: string;
}

/** `abc#2026-06-01T07:00:00Z`: our own name, never an id that Google makes for an occurrence. */
export function slotName({ series, original }: Slot): string {
  return `${series}#${original}`;
}

/** Undefined for any text that `slotName` does not write: the id of an event, one that was let go (`-…`), a typing error. */
export function readSlot(name: string): Slot | undefined {
  const [, series, original] = /^([^#\s-][^#\s]*)#([^#\s]+)$/.exec(name) ?? [];
  if (series === undefined || original === undefined) return undefined;
  const canonical = isDay(original) ? canonicalDay(original) : canonicalInstant(original);
  return canonical === original ? { series, original } : undefined;
}

/** The id of the series that a slot is of; of a single event its own. */
export function eventOf(name: string): string {
  return readSlot(name)?.series ?? name;
}

/** Whether an original start is a day: that of an all-day series. */
export function isDay(original: string): boolean {
  return !original.includes('T');
}

/**
 * The original start that Google says of an occurrence. A time without an offset is in the zone beside it.
 * https://developers.google.com/workspace/calendar/api/v3/reference/events#originalStartTime
 * @returns undefined where it says none: some tombstones of occurrences are bare
 */
export function originalOf(originalStartTime: EventTime | null | undefined): string | undefined {
  const { date, dateTime, timeZone } = originalStartTime ?? {};
  if (date) return canonicalDay(date);
  if (!dateTime) return undefined;
  const hasOffset = /(Z|[+-]\d{2}:?\d{2})$/i.test(dateTime);
  const moment = canonicalInstant(dateTime);
  if (hasOffset || moment === undefined || !timeZone || zoneName(timeZone) === undefined) return moment;
  return momentOfWall(moment.slice(0, -1), timeZone);
}
