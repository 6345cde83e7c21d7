// The days on which slots of a series fall, by the clock of the series.
import type { EventFields } from '../resource';
import { formatUtc, offsetAt } from '../zone';

/** YYYY-MM-DD. `key` is that of a slot. */
export function dayOfSlot(key: string, { start }: Pick<EventFields, 'start'>): string {
  if (!key.includes('T')) return key;
  const instant = Date.parse(key);
  return formatUtc(instant + offsetAt(instant, start?.timeZone ?? 'UTC')).slice(0, 10);
}
