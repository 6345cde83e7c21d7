// The reminders of the account on one event.
import { ApiError, invalid, required } from './errors';
import { flag, object, objects, text, wholeNumber } from './members';
import type { JsonObject, Reminders } from './resource';

const MAX_OVERRIDES = 5;
/** Four weeks. https://developers.google.com/workspace/calendar/api/v3/reference/events#reminders */
const MAX_MINUTES = 40_320;

/**
 * Reads `reminders`. A `useDefault` that is not sent is true, so overrides alone are refused
 * (https://github.com/googleapis/google-api-go-client/issues/281), while an empty list beside `false` means none at all
 * (https://github.com/openclaw/gogcli/pull/1020).
 * Errors: 400 `cannotUseDefaultRemindersAndSpecifyOverride`, `required` or `invalid`; how Google words the last is not known.
 */
export function readReminders(body: JsonObject): Reminders {
  const reminders = object(body, 'reminders') ?? {};
  const useDefault = flag(reminders, 'useDefault') ?? true;
  const overrides = objects(reminders, 'overrides');
  if (!overrides) return { useDefault };
  if (useDefault) throw new ApiError(400, 'cannotUseDefaultRemindersAndSpecifyOverride');
  if (overrides.length > MAX_OVERRIDES) throw invalid(`An event can have at most ${MAX_OVERRIDES} reminders.`);
  return { useDefault, overrides: overrides.map(readReminder) };
}

/** The words for missing minutes are Google's: https://github.com/openclaw/gogcli/pull/316 */
function readReminder(reminder: JsonObject): { method: string; minutes: number } {
  const method = text(reminder, 'method');
  const minutes = wholeNumber(reminder, 'minutes');
  if (method === undefined) throw required('Missing override reminder method.');
  if (minutes === undefined) throw required('Missing override reminder minutes.');
  if (method !== 'email' && method !== 'popup') throw invalid('Invalid value for: reminders.overrides.method');
  if (minutes < 0 || minutes > MAX_MINUTES) throw invalid('Invalid value for: reminders.overrides.minutes');
  return { method, minutes };
}
