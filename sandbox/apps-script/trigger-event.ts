// The event objects that triggers hand to their functions.
// https://developers.google.com/apps-script/guides/triggers/events
import { DAY_MS } from './limits';
import type { TriggerView } from './protocol';

/** The event of a trigger that fires at `now` (ms); numbers are UTC's, Monday is day 1 of the week. */
export function triggerEvent(trigger: TriggerView, now: number): object {
  const head = { authMode: 'FULL', triggerUid: trigger.id };
  if (trigger.schedule.kind === 'calendar') return { ...head, calendarId: trigger.schedule.calendarId };
  const date = new Date(now);
  const startOfYear = Date.UTC(date.getUTCFullYear(), 0, 1);
  return {
    ...head,
    year: date.getUTCFullYear(),
    month: date.getUTCMonth() + 1,
    'day-of-month': date.getUTCDate(),
    'day-of-week': date.getUTCDay() || 7,
    'week-of-year': Math.floor((now - startOfYear) / (7 * DAY_MS)) + 1,
    hour: date.getUTCHours(),
    minute: date.getUTCMinutes(),
    second: date.getUTCSeconds(),
    timezone: 'UTC',
  };
}
