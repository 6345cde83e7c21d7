// What a step cost, read off the local Google's counters.
import { DIRECTUS_ORIGIN } from '../../sandbox';
import type { LocalGoogle } from '../../sandbox/google';

/** Google's limit for one user in any minute: https://developers.google.com/workspace/calendar/api/guides/quota */
export const UNITS_PER_MINUTE = 600;

export interface Cost {
  /** Runs of the script at Google, whatever started them. */
  executions: number;
  /** HTTP requests of the script to the Calendar API; a batch of 50 is one. */
  calendarCalls: number;
  /** Quota units that Google would have charged for them. */
  quotaUnits: number;
  /** HTTP requests of the script to Directus. */
  directusCalls: number;
}

/** All that the script has cost so far. @param looks requests of the demo itself, which are not the script's (a unit each) */
export function costsSoFar(google: LocalGoogle, looks: number): Cost {
  const { executions, urlFetches } = google.host.stats();
  const calendar = google.calendar.stats();
  return {
    executions: Object.values(executions).reduce((sum, { count }) => sum + count, 0),
    calendarCalls: calendar.httpRequests - looks,
    quotaUnits: calendar.quotaUnits - looks,
    directusCalls: urlFetches[new URL(DIRECTUS_ORIGIN).host] ?? 0,
  };
}

export function difference(now: Cost, before: Cost): Cost {
  return {
    executions: now.executions - before.executions,
    calendarCalls: now.calendarCalls - before.calendarCalls,
    quotaUnits: now.quotaUnits - before.quotaUnits,
    directusCalls: now.directusCalls - before.directusCalls,
  };
}

export function costInWords({ executions, calendarCalls, quotaUnits, directusCalls }: Cost): string {
  return [
    counted(executions, 'execution'),
    counted(calendarCalls, 'Calendar call'),
    `${quotaUnits} of ${UNITS_PER_MINUTE} quota units`,
    `${counted(directusCalls, 'call')} to Directus`,
  ].join(', ');
}

export function counted(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? '' : 's'}`;
}
