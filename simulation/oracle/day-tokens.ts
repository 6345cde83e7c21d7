// Times of worlds with days and zones: a token is a day, because nothing else is left of a time that becomes all-day. The
// days around it are its own as well: another zone, or an end that is the day after, shows a neighbour.
import { Temporal } from 'temporal-polyfill';

export type End = 'start' | 'end';

/** Zones in which people of these worlds live; the clocks of two are changed by an hour at night, in one at midnight. */
export const ZONES = [
  'Europe/Berlin',
  'America/New_York',
  'Asia/Kolkata',
  'Pacific/Auckland',
  'America/Santiago',
  'UTC',
] as const;

/** Starts lie before all ends, so that any of both make an event; and all of them after the time that stories play in. */
const YEARS: Record<End, readonly [from: string, until: string]> = {
  start: ['2026-09-01', '2046-09-01'],
  end: ['2047-01-01', '2067-01-01'],
};

/** Between starts and ends. */
export const ENDS_BEGIN = '2046-11-01';

/** To each side of a token's day. */
const NEAR = 2;
const WIDTH = 2 * NEAR + 1;

/** Every so-many-th token is a day on which clocks are changed somewhere, as long as there are such. */
const CHANGE_EVERY = 3;

/** What clocks show when people's times begin and end: some of it is skipped, or shown twice, where clocks are changed. */
const CLOCKS = ['00:00', '02:30', '09:00', '00:30', '23:30', '01:30'];

class Days {
  private readonly changes: string[];
  private readonly others: string[];
  private readonly tokens = new Map<string, number>();
  private known = 0;

  constructor([from, until]: readonly [string, string]) {
    this.changes = apart(ZONES.flatMap((zone) => changesOf(zone, from, until)).sort());
    const taken = new Set(this.changes.flatMap((day) => around(day, WIDTH - 1)));
    this.others = [];
    for (let day = addDays(from, NEAR); day < until; day = addDays(day, 1))
      if (!taken.has(day) && (this.others.length === 0 || daysBetween(this.others.at(-1)!, day) >= WIDTH))
        this.others.push(day);
  }

  of(token: number): string {
    const turn = Math.floor(token / CHANGE_EVERY);
    const change = token % CHANGE_EVERY === 0 ? this.changes[turn] : undefined;
    const day = change ?? this.others[token - Math.min(Math.ceil(token / CHANGE_EVERY), this.changes.length)];
    if (day === undefined) throw new Error(`A world of days has no day for the edit t${token}`);
    return day;
  }

  /** @param below how many tokens there can be */
  tokenOf(day: string, below = 1_200): number | undefined {
    for (; this.known < below; this.known++)
      for (const each of around(this.of(this.known), NEAR)) this.tokens.set(each, this.known);
    return this.tokens.get(day);
  }
}

const DAYS: Record<End, Days> = { start: new Days(YEARS.start), end: new Days(YEARS.end) };

/** The day that a person types as the first or last one. */
export function dayOfToken(end: End, token: number): string {
  return DAYS[end].of(token);
}

/** What a person's clock shows then. */
export function clockOfToken(token: number): string {
  return CLOCKS[Math.floor(token / CHANGE_EVERY) % CLOCKS.length]!;
}

/** @param day in UTC, `YYYY-MM-DD` */
export function tokenOfDay(day: string): number | undefined {
  return DAYS.start.tokenOf(day) ?? DAYS.end.tokenOf(day);
}

export function addDays(day: string, days: number): string {
  return Temporal.PlainDate.from(day).add({ days }).toString();
}

function daysBetween(from: string, to: string): number {
  return Temporal.PlainDate.from(from).until(to).days;
}

function around(day: string, near: number): string[] {
  return Array.from({ length: 2 * near + 1 }, (_, i) => addDays(day, i - near));
}

/** Local days on which the clocks of a zone are changed. */
function changesOf(zone: string, from: string, until: string): string[] {
  const days: string[] = [];
  let at = Temporal.PlainDate.from(from).toZonedDateTime(zone).getTimeZoneTransition('next');
  for (; at && at.toPlainDate().toString() < until; at = at.getTimeZoneTransition('next'))
    days.push(at.toPlainDate().toString());
  return days;
}

/** Of sorted days those that have room for themselves. */
function apart(days: readonly string[]): string[] {
  const kept: string[] = [];
  for (const day of days) if (kept.length === 0 || daysBetween(kept.at(-1)!, day) >= WIDTH) kept.push(day);
  return kept;
}
