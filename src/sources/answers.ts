// What a side answered, or a note of its outage.
import type { Result } from '../ports';
import type { App } from '../sync/context';
import { noteOutage, noteUnread } from '../sync/outage';

/** Undefined where Directus gives no answer. */
export function fromDirectus<T>(app: App, result: Result<T>): T | undefined {
  if (result.ok) return result.value;
  noteOutage(app, result.failure);
  return undefined;
}

/** Undefined where Google gives none about the calendar. */
export function fromGoogle<T>(app: App, calendarId: string, result: Result<T>): T | undefined {
  if (result.ok) return result.value;
  noteUnread(app, result.failure, calendarId);
  return undefined;
}
