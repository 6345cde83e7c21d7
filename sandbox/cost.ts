// What something cost, as the difference of the local Google's counters.
import type { CalendarStats } from './calendar';
import type { HostStats } from './apps-script';
import type { LocalGoogle } from './google';
import { DIRECTUS_ORIGIN } from './index';

export interface Cost {
  /** Executions of the script that ran. */
  executions: number;
  /** Executions that Google refused to start. */
  refused: number;
  /** HTTP requests to the Calendar API; a batch is one. This is what the budgets call a Calendar call. */
  calendarRequests: number;
  /** Calls by method; each part of a batch is one. */
  calls: Record<string, number>;
  units: number;
  /** Events written. */
  writes: number;
  /** Requests of the script to Directus. */
  directus: number;
}

export interface Counters {
  host: HostStats;
  calendar: CalendarStats;
}

export function counters(google: LocalGoogle): Counters {
  return { host: google.host.stats(), calendar: google.calendar.stats() };
}

export function costSince(before: Counters, after: Counters): Cost {
  const executed = ({ host }: Counters, what: 'count' | 'refused') =>
    Object.values(host.executions).reduce((sum, entry) => sum + entry[what], 0);
  const fetched = ({ host }: Counters) => host.urlFetches[new URL(DIRECTUS_ORIGIN).host] ?? 0;
  const difference = (read: (counted: Counters) => number) => read(after) - read(before);
  const calls = Object.entries(after.calendar.calls)
    .map(([method, count]): [string, number] => [method, count - (before.calendar.calls[method] ?? 0)])
    .filter(([, count]) => count > 0);
  return {
    executions: difference((counted) => executed(counted, 'count')),
    refused: difference((counted) => executed(counted, 'refused')),
    calendarRequests: difference(({ calendar }) => calendar.httpRequests),
    calls: Object.fromEntries(calls),
    units: difference(({ calendar }) => calendar.quotaUnits),
    writes: difference(({ calendar }) => calendar.writes),
    directus: difference(fetched),
  };
}
