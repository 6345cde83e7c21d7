// Days of a time zone as moments, on Intl alone: Apps Script has no other time zone data.

const DAY_MS = 86_400_000;

/**
 * The moment (ISO, UTC) at which a calendar day begins in an IANA zone; an unknown zone counts as UTC. Where clocks
 * are changed at midnight that is not always 0:00: the day may begin at 1:00, or have two midnights.
 */
export function startOfDay(date: string, zone: string): string {
  const midnight = Date.parse(`${date}T00:00:00Z`);
  if (!Number.isFinite(midnight)) return date;
  // The day begins by the offset before it or by the one after it: at the earlier moment that is not yesterday.
  const [before, after] = [midnight - DAY_MS, midnight + DAY_MS].map((near) => midnight - zoneOffsetMs(near, zone));
  const [early, late] = [Math.min(before!, after!), Math.max(before!, after!)];
  return new Date(early + zoneOffsetMs(early, zone) >= midnight ? early : late).toISOString();
}

function zoneOffsetMs(moment: number, zone: string): number {
  const parts = wallClock(moment, zone);
  if (!parts) return 0;
  return Date.UTC(parts.year, parts.month - 1, parts.day, parts.hour % 24, parts.minute, parts.second) - moment;
}

interface WallClock {
  year: number;
  month: number;
  day: number;
  hour: number;
  minute: number;
  second: number;
}

function wallClock(moment: number, zone: string): WallClock | undefined {
  let format: Intl.DateTimeFormat;
  try {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
  } catch (error) {
    // Intl throws a RangeError for a zone that it doesn't know; anything else is a bug.
    if ((error as Error).name === 'RangeError') return undefined;
    throw error;
  }
  const parts = format.formatToParts(new Date(moment)).map((part) => [part.type, Number(part.value)]);
  return Object.fromEntries(parts) as WallClock;
}
