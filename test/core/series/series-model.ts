// A calendar of series that people change as a whole, in part or at single dates, and the items of a binding that follow it.
// It knows starts only, no values; where nobody promises what Google does, a test says which way it goes.
import type { Time } from '../../../src/core/fields/time';
import { follow } from '../../../src/core/series/follow';
import { placesOf, type PlacedItem, type SeriesRead } from './places';
import { isDay, readSlot, slotName } from '../../../src/core/series/slot';
import { overlaps, windowOf, type Window } from '../../../src/core/series/window';
import { addDays, dayOf, momentOfWall } from '../../../src/core/zones';

export const ZONE = 'Europe/Berlin';
/** Clocks are put forward in the first days of it. */
export const NOW = '2026-03-23T12:00:00Z';
/** 67 days: dates of a daily series, ten of a weekly one that has a date on its first day. */
export const WINDOW: Window = windowOf(NOW, ZONE, { past: 1, future: 65 });
export const FIRST_DAY = '2026-03-22';
/** Somewhat behind the window, so that what is moved into it is there. */
const LAST_DAY = '2026-06-20';

/** Where people say nothing of it: what becomes of dates that were changed by themselves, and how the second half is known. */
export interface Ways {
  exceptions: 'kept' | 'reset';
  isLinkCopied: boolean;
  isNamedAfter: boolean;
}

/** How a series is changed: each date so much later, or another rule. */
export interface Change {
  minutes?: number;
  days?: number;
  every?: number;
  isAllDay?: boolean;
}

interface Series {
  id: string;
  firstDay: string;
  /** Exclusive. */
  untilDay: string;
  every: number;
  /** After midnight; undefined where it is all-day. */
  minutes: number | undefined;
  /** By the day that the rule gives: cancelled, or so many minutes later. */
  exceptions: Map<string, 'cancelled' | number>;
  copiedFrom?: string;
}

export interface Date {
  slot: string;
  day: string;
  when: Time;
  isCancelled: boolean;
}

export class CalendarModel {
  readonly series = new Map<string, Series>();
  readonly singles = new Map<string, string>();
  readonly gone = new Set<string>();

  add(id: string, firstDay: string, every: number): void {
    this.singles.delete(id);
    this.series.set(id, { id, firstDay, untilDay: LAST_DAY, every, minutes: 9 * 60, exceptions: new Map() });
  }

  /** Cancels a date, moves it, or brings it back. */
  this(id: string, day: string, exception: 'cancelled' | number): void {
    const { exceptions } = this.series.get(id)!;
    if (exception === 0) exceptions.delete(day);
    else exceptions.set(day, exception);
  }

  all(id: string, change: Change, ways: Pick<Ways, 'exceptions'>): void {
    this.series.set(id, changed(this.series.get(id)!, change, ways));
  }

  following(id: string, day: string, change: Change, ways: Ways): string {
    const old = this.series.get(id)!;
    const newId = ways.isNamedAfter ? `${id}_R${day}` : `n${this.series.size}x${day.replace(/-/g, '')}`;
    const of = (isAfter: boolean) => new Map([...old.exceptions].filter(([each]) => each >= day === isAfter));
    const { copiedFrom: _, ...half } = old;
    const second = { ...half, id: newId, firstDay: day, exceptions: of(true) };
    this.series.set(id, { ...old, untilDay: day, exceptions: of(false) });
    this.series.set(newId, {
      ...changed(second, change, ways),
      ...(ways.isLinkCopied && { copiedFrom: id }),
    });
    return newId;
  }

  toSingle(id: string): void {
    const [first] = this.dates(id);
    this.series.delete(id);
    if (first) this.singles.set(id, first.when.start);
  }

  delete(id: string): void {
    this.series.delete(id);
    this.gone.add(id);
  }

  dates(id: string): Date[] {
    const series = this.series.get(id);
    return series ? daysOf(series).map((day) => dateOf(series, day)) : [];
  }

  /** What a read of everything shows. */
  reads(): SeriesRead[] {
    const series = [...this.series.values()].map(({ id, copiedFrom }): SeriesRead => {
      const places = this.dates(id)
        .filter(({ day, when }) => overlaps(when, WINDOW, ZONE) || this.series.get(id)!.exceptions.has(day))
        .map(({ slot, isCancelled }) => ({
          name: slot,
          original: readSlot(slot)!.original,
          is: isCancelled ? ('cancelled' as const) : ('live' as const),
        }));
      return { id, is: 'series', zone: ZONE, places, ...(copiedFrom !== undefined && { copiedFrom }) };
    });
    const singles = [...this.singles].map(([id, start]): SeriesRead => ({
      id,
      is: 'single',
      zone: ZONE,
      places: [{ name: id, original: start, is: 'live' }],
    }));
    const gone = [...this.gone].map((id): SeriesRead => ({ id, is: 'gone', zone: ZONE, places: [] }));
    return [...series, ...singles, ...gone];
  }

  /** When each live place takes place. */
  whens(): Map<string, Time> {
    const dates = [...this.series.keys()].flatMap((id) => this.dates(id)).filter(({ isCancelled }) => !isCancelled);
    const singles = [...this.singles].map(([id, start]) => [id, time(start, 0)] as const);
    return new Map([...dates.map(({ slot, when }) => [slot, when] as const), ...singles]);
  }
}

function daysOf({ firstDay, untilDay, every }: Series): string[] {
  const days: string[] = [];
  for (let day = firstDay; day < untilDay; day = addDays(day, every)) days.push(day);
  return days;
}

function dateOf({ id, minutes, exceptions }: Series, day: string): Date {
  const original = minutes === undefined ? day : momentOf(`${day}T${clock(minutes)}`);
  const exception = exceptions.get(day);
  const isCancelled = exception === 'cancelled';
  return {
    slot: slotName({ series: id, original }),
    day,
    when: time(original, typeof exception === 'number' ? exception : 0),
    isCancelled,
  };
}

/** Games ask for the same few thousand walls over and over. */
const moments = new Map<string, string>();

function momentOf(wall: string): string {
  if (!moments.has(wall)) moments.set(wall, momentOfWall(wall, ZONE));
  return moments.get(wall)!;
}

function clock(minutes: number): string {
  return `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}:00`;
}

/** Of an hour, or a day. */
function time(original: string, minutesLater: number): Time {
  if (isDay(original)) {
    const start = addDays(original, Math.floor(minutesLater / 1440));
    return { of: 'days', start, end: addDays(start, 1) };
  }
  const at = (minutes: number): string =>
    `${new Date(Date.parse(original) + minutes * 60_000).toISOString().slice(0, 19)}Z`;
  return { of: 'moments', start: at(minutesLater), end: at(minutesLater + 60) };
}

/** Exceptions that are kept stay with their day, where the rule still gives it, else with their place in the order. */
function changed(series: Series, change: Change, { exceptions }: Pick<Ways, 'exceptions'>): Series {
  const { minutes = 0, days = 0, every = series.every, isAllDay } = change;
  const result = { ...series, every, firstDay: addDays(series.firstDay, days), exceptions: new Map() };
  if (isAllDay === true) result.minutes = undefined;
  else if (isAllDay === false) result.minutes = 10 * 60;
  else if (series.minutes !== undefined) result.minutes = series.minutes + minutes;
  const isDate = new Set(daysOf(result));
  for (const [day, exception] of exceptions === 'kept' ? series.exceptions : []) {
    const kept = [day, addDays(day, days)].find((each) => isDate.has(each));
    if (kept !== undefined) result.exceptions.set(kept, exception);
  }
  return result;
}

/** The items of one binding, as a run keeps them in step with the calendar. */
export class ItemsModel {
  items: PlacedItem[] = [];
  private made = 0;
  private readonly newSince = new Map<string, string>();

  /**
   * One run.
   * @param closed names of slots whose items were deleted
   */
  pull(now: string, reads: readonly SeriesRead[], whens: ReadonlyMap<string, Time>, closed: string[] = []): void {
    const isNamed = new Set(this.items.map(({ name }) => readSlot(name)?.series ?? name));
    for (const { id } of reads) if (!isNamed.has(id) && !this.newSince.has(id)) this.newSince.set(id, now);
    const known = reads.map((read) => {
      const newSince = this.newSince.get(read.id);
      return newSince === undefined ? read : { ...read, newSince };
    });
    const readings = { items: this.items, reads: known, closed: new Set(closed), window: WINDOW, zone: ZONE };
    const question = { ...placesOf(readings), now };
    const { moves, waiting, gone, held } = follow(question);

    const to = new Map(moves.map((move) => [move.key, move.to]));
    const taken = new Set([...to.values(), ...held]);
    const cancelled = new Set(
      reads.flatMap(({ places }) => places.filter(({ is }) => is === 'cancelled').map(({ name }) => name)),
    );
    const left = this.items
      .filter(({ key, name }) => !gone.includes(key) && (to.has(key) || !cancelled.has(name)))
      .map(({ missedSince, ...item }): PlacedItem => {
        const name = to.get(item.key) ?? item.name;
        const isWaiting = waiting.includes(item.key);
        return {
          ...item,
          name,
          when: whens.get(name) ?? item.when,
          ...(isWaiting && { missedSince: missedSince ?? now }),
        };
      });
    const made = question.free
      .filter(({ name }) => !taken.has(name) && overlaps(whens.get(name)!, WINDOW, ZONE))
      .map(({ name }): PlacedItem => ({ key: `new${(this.made += 1)}`, name, when: whens.get(name)! }));
    const heldOf = new Set(held.map((name) => readSlot(name)!.series));
    for (const id of [...this.newSince.keys()]) if (!heldOf.has(id)) this.newSince.delete(id);
    this.items = [...left, ...made];
  }

  /** Runs until nothing waits any longer. */
  settle(now: string, calendar: CalendarModel): void {
    const [reads, whens] = [calendar.reads(), calendar.whens()];
    for (const seconds of [0, 30, 61, 92, 123]) this.pull(secondsAfter(now, seconds), reads, whens);
  }

  keys(): Set<string> {
    return new Set(this.items.map(({ key }) => key));
  }
}

export function secondsAfter(moment: string, seconds: number): string {
  return `${new Date(Date.parse(moment) + seconds * 1000).toISOString().slice(0, 19)}Z`;
}

export function localDay(original: string): string {
  return isDay(original) ? original : dayOf(original, ZONE);
}
