// Where slots of a series are by its own clock.
import type { EventFields } from '../resource';
import { formatUtc, offsetAt } from '../zone';

type Series = Pick<EventFields, 'start'>;

/** The wall clock at the slot with this key as if it were UTC's, ms. */
export function wallOfKey(key: string, { start }: Series): number {
  if (!key.includes('T')) return Date.parse(`${key}T00:00:00Z`);
  const instant = Date.parse(key);
  return instant + offsetAt(instant, start?.timeZone ?? 'UTC');
}

/** YYYY-MM-DD. */
export function dayOfSlot(key: string, series: Series): string {
  return dayOfWall(wallOfKey(key, series));
}

/** YYYY-MM-DD. */
export function dayOfWall(wall: number): string {
  return formatUtc(wall).slice(0, 10);
}
