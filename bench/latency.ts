// How long Google is taken to need for each service, and where the figures come from.
import type { Latencies } from '../sandbox/apps-script';

/**
 * Measured by others where a source is named; the others are assumptions on the small side, the same for both systems.
 * - properties: reads 20–84 ms, 30 on average, writes 43–231, 62 on average (https://ziritione.org/post/apps_script_performance)
 * - cache: reads 3 ms there and 20 ms in https://qiita.com/mitonattou919/items/a0fdd1a9e4559ee4a512, writes 93 and 56
 * - Calendar: a list of three events by the advanced service in 340 ms (http://seman7277211.blogspot.com/2014/07/gas-calendarappcalendar.html)
 * - assumed: start, web app, parts of a batch, way to Directus, bytes, lock and triggers
 */
export const LATENCY: Latencies = {
  start: 500,
  webApp: 150,
  calendar: 300,
  batchPart: 40,
  urlFetch: 150,
  kilobyte: 0.2,
  propertyRead: 30,
  propertyWrite: 62,
  cacheRead: 10,
  cacheWrite: 70,
  service: 30,
};

/** Google gathers what changes within a second into one message, in the local Google's switch `pushPace: coalesced`. */
const PUSH_MS = 1_000;

/** Units that Google gives one user in any minute: https://developers.google.com/workspace/calendar/api/guides/quota */
const UNITS_PER_MINUTE = 600;
/**
 * Google limits writes to one calendar "in quick succession" and names no number; a hundred at once were seen to meet it
 * (https://github.com/insanum/gcalcli/issues/833). This one is an assumption, twice what a minute allows on the average.
 */
export const WRITES_PER_SECOND = 20;
/** One-shot triggers were seen to come up to a minute late. */
export const LATE_MS = 60_000;
const LIST_PAGE = 2_500;
const DIRECTUS_PAGE = 500;

/** Seconds below which nobody can be: from the change of an item to the last of n writes of one unit each. */
export function floorOfWrites(n: number): number {
  const { webApp, start, calendar } = LATENCY;
  return Math.floor((n - 1) / UNITS_PER_MINUTE) * 60 + (webApp + start + calendar) / 1000;
}

/** What a consumer account may create in a day: https://developers.google.com/apps-script/guides/services/quotas */
export const EVENTS_PER_DAY = 5_000;

/** Seconds below which n events cannot be created where a day allows no more than that. */
export function floorOfDays(n: number): number {
  const days = Math.floor((n - 1) / EVENTS_PER_DAY);
  return days * 86_400 + floorOfWrites(n - days * EVENTS_PER_DAY);
}

/** From the change of n events to one call to Directus: one message, one list, whatever Directus takes. */
export function floorOfEvents(n: number): number {
  const { webApp, start, calendar, urlFetch } = LATENCY;
  return (PUSH_MS + webApp + start + Math.ceil(n / LIST_PAGE) * calendar + urlFetch) / 1000;
}

/** Both sides read once, page by page, and nothing written. */
export function floorOfComparison(n: number): number {
  const { start, calendar, urlFetch } = LATENCY;
  return (start + Math.ceil(n / LIST_PAGE) * calendar + Math.ceil(n / DIRECTUS_PAGE) * urlFetch) / 1000;
}
