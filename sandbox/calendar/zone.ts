// Instants, RFC 3339 texts and wall clocks of time zones.

const QUARTER_HOUR_MS = 15 * 60_000;
const DAY_MS = 86_400_000;

const formats = new Map<string, Intl.DateTimeFormat>();
const offsets = new Map<string, number>();

/** Whether `name` is an IANA time zone that this machine knows. Plain offsets ("+01:00") are none. */
export function isTimeZone(name: string): boolean {
  return /^[A-Za-z]/.test(name) && formatFor(name) !== undefined;
}

function formatFor(zone: string): Intl.DateTimeFormat | undefined {
  const known = formats.get(zone);
  if (known) return known;
  try {
    const format = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
    formats.set(zone, format);
    return format;
  } catch (error) {
    // Intl has no other way of saying that a zone is unknown.
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** Offset from UTC in ms of `zone` at an instant. Zones change on quarter hours, so one look-up serves each of them. */
export function offsetAt(instant: number, zone: string): number {
  if (zone === 'UTC') return 0;
  const quarter = Math.floor(instant / QUARTER_HOUR_MS) * QUARTER_HOUR_MS;
  const key = `${zone} ${quarter}`;
  const known = offsets.get(key);
  if (known !== undefined) return known;
  const format = formatFor(zone);
  if (!format) throw new Error(`Unknown time zone ${zone}`);
  const parts: Record<string, number> = {};
  for (const { type, value } of format.formatToParts(quarter)) parts[type] = Number(value);
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
  const offset = Date.UTC(year, month - 1, day, hour, minute, second) - quarter;
  offsets.set(key, offset);
  return offset;
}

/**
 * The instant at which a wall clock in `zone` shows `wall` (given as if it were UTC). Of two such instants it takes the
 * first; an hour that daylight saving skips is moved forward.
 */
export function instantOfWall(wall: number, zone: string): number {
  const before = offsetAt(wall - DAY_MS, zone);
  const after = offsetAt(wall + DAY_MS, zone);
  for (const offset of [before, after]) if (offsetAt(wall - offset, zone) === offset) return wall - offset;
  return wall - before;
}

const RFC3339 = /^(\d{4}-\d{2}-\d{2})[Tt](\d{2}:\d{2}:\d{2})(?:\.\d+)?([Zz]|[+-]\d{2}:\d{2})?$/;

/**
 * Reads an RFC 3339 date-time, cut to whole seconds. `instant` is undefined where the text names no offset; `wall` is
 * its clock as if that were UTC. Undefined when it is no such text or no such day.
 */
export function readDateTime(text: string): { instant: number | undefined; wall: number } | undefined {
  const match = RFC3339.exec(text);
  if (!match) return undefined;
  const [, day = '', time = '', offset] = match;
  const wall = Date.parse(`${day}T${time}Z`);
  // Date.parse takes 30 February for 2 March, and 24:00 for the next day.
  if (Number.isNaN(wall) || new Date(wall).toISOString().slice(0, 19) !== `${day}T${time}`) return undefined;
  if (offset === undefined) return { instant: undefined, wall };
  const instant = Date.parse(`${day}T${time}${offset.toUpperCase()}`);
  return Number.isNaN(instant) ? undefined : { instant, wall };
}

/** Whether the text is a day of the calendar, YYYY-MM-DD. */
export function isDate(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && readDateTime(`${text}T00:00:00Z`) !== undefined;
}

/** RFC 3339 with the offset of `zone`, whole seconds, "Z" where the offset is zero by being UTC. */
export function formatInZone(instant: number, zone: string): string {
  const offset = offsetAt(instant, zone);
  const clock = new Date(instant + offset).toISOString().slice(0, 19);
  if (zone === 'UTC') return `${clock}Z`;
  const minutes = Math.abs(offset) / 60_000;
  const two = (value: number) => String(Math.floor(value)).padStart(2, '0');
  return `${clock}${offset < 0 ? '-' : '+'}${two(minutes / 60)}:${two(minutes % 60)}`;
}

/** RFC 3339 in UTC with milliseconds, the form of `created` and `updated`. */
export function formatMs(instant: number): string {
  return new Date(instant).toISOString();
}

/** Whole seconds in UTC, the form in which instants are kept. */
export function formatUtc(instant: number): string {
  return `${formatMs(instant).slice(0, 19)}Z`;
}
