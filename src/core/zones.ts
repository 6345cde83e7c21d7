// Time zones as rules of the clock, on Intl alone: Apps Script has no other time zone data, and no Temporal.

import { suggestion } from './suggestion';

const DAY_MS = 86_400_000;

/**
 * The name under which Intl knows an IANA zone: two names of one zone have the same. Undefined for any other text, offsets
 * among them: a zone is a place's rules, an offset is none.
 */
export function zoneName(text: string): string | undefined {
  return /^[A-Za-z]/.test(text) ? formatOf(text)?.resolvedOptions().timeZone : undefined;
}

/** Says of a text that it is no zone, with the name that may have been meant, as the end of a sentence. */
export function noZone(text: string): string {
  // Newer than Intl itself: not every engine lists the names that it knows.
  const { supportedValuesOf } = Intl as { supportedValuesOf?: (key: 'timeZone') => string[] };
  const meant = suggestion(text, supportedValuesOf?.('timeZone') ?? []);
  return `is no time zone: ${text}.${meant === '' ? ' Write a name like "Europe/Berlin".' : meant}`;
}

/** What clocks show at a moment: `YYYY-MM-DDTHH:MM:SS`. An unknown zone counts as UTC. */
export function wallOf(moment: string, zone: string): string {
  return wallText(Date.parse(moment), zone);
}

/** The day on which a moment falls, `YYYY-MM-DD`. */
export function dayOf(moment: string, zone: string): string {
  return wallOf(moment, zone).slice(0, 10);
}

/**
 * The moment (`…Z`, without milliseconds) at which clocks show a wall time: the first one where they show it twice, and as
 * much later as clocks are put forward where they never show it.
 */
export function momentOfWall(wall: string, zone: string): string {
  const time = Date.parse(`${wall}Z`);
  const [before, after] = [time - DAY_MS, time + DAY_MS].map((near) => time - offsetMs(near, zone));
  const shown = [Math.min(before!, after!), Math.max(before!, after!)].find(
    (moment) => wallText(moment, zone) === wall,
  );
  return `${new Date(shown ?? before!).toISOString().slice(0, 19)}Z`;
}

/** The moment at which a day begins. Where clocks are changed at midnight it may begin at 1:00. */
export function startOfDay(day: string, zone: string): string {
  return momentOfWall(`${day}T00:00:00`, zone);
}

/** The moments in a year of UTC at which clocks are put forward or back. */
export function clockChanges(year: number, zone: string): string[] {
  const changes: string[] = [];
  const end = Date.UTC(year + 1, 0);
  for (let day = Date.UTC(year, 0); day < end; day += DAY_MS) {
    let [before, after] = [day, day + DAY_MS];
    const old = offsetMs(before, zone);
    if (offsetMs(after, zone) === old) continue;
    while (after - before > 1000) {
      const middle = before + Math.floor((after - before) / 2000) * 1000;
      if (offsetMs(middle, zone) === old) before = middle;
      else after = middle;
    }
    changes.push(`${new Date(after).toISOString().slice(0, 19)}Z`);
  }
  return changes;
}

/** The day so many days later. */
export function addDays(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);
}

function offsetMs(moment: number, zone: string): number {
  return Date.parse(`${wallText(moment, zone)}Z`) - Math.floor(moment / 1000) * 1000;
}

function wallText(moment: number, zone: string): string {
  const format = formatOf(zone);
  if (!format) return new Date(moment).toISOString().slice(0, 19);
  const parts = new Map(format.formatToParts(moment).map(({ type, value }) => [type, Number(value)]));
  const digits = (part: (typeof PARTS)[number], count = 2): string => String(parts.get(part)).padStart(count, '0');
  // Some engines call midnight 24:00.
  const hour = String(parts.get('hour')! % 24).padStart(2, '0');
  return `${digits('year', 4)}-${digits('month')}-${digits('day')}T${hour}:${digits('minute')}:${digits('second')}`;
}

const PARTS = ['year', 'month', 'day', 'hour', 'minute', 'second'] as const;

/** A comparison asks for the same few zones ten thousand times. */
const formats = new Map<string, Intl.DateTimeFormat | undefined>();

/** Undefined for a zone that Intl does not know. */
function formatOf(zone: string): Intl.DateTimeFormat | undefined {
  if (!formats.has(zone)) formats.set(zone, makeFormat(zone));
  return formats.get(zone);
}

function makeFormat(timeZone: string): Intl.DateTimeFormat | undefined {
  const numeric = Object.fromEntries(PARTS.map((part) => [part, 'numeric' as const]));
  try {
    return new Intl.DateTimeFormat('en-US', { timeZone, hourCycle: 'h23', ...numeric });
  } catch (error) {
    // Intl throws a RangeError for a zone that it doesn't know; anything else is a bug.
    if ((error as Error).name === 'RangeError') return undefined;
    throw error;
  }
}
