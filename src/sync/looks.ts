// What is looked at for changes, and the names under which the times of looks are kept.
import { calendarName } from '../store/state';

/** What a mark speaks of: Directus' feed, or one calendar's. */
export type MarkName = 'directus' | `calendar.${string}`;

export function calendarMark(calendarId: string): MarkName {
  return `calendar.${calendarName(calendarId)}`;
}

/** The name under which the time of the last look is kept that left something undone. */
export function incomplete(mark: MarkName): string {
  return `${mark}!`;
}
