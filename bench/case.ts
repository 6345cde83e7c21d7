// What a case is: a change of a certain size, how to tell what of it arrived, and what nobody could do faster.
import type { CalendarEvent } from '../src/core/calendar-event';
import type { Item } from '../sandbox/directus/items';
import type { Bed, Setting, SystemName } from './bed';

/** Both sides as they are at one moment. */
export interface Look {
  items: readonly Item[];
  /** Live events. */
  events: readonly CalendarEvent[];
}

/** A change under way. */
export interface Change {
  /** Resolves when whoever makes it has his answer. */
  made: Promise<unknown>;
  /** How many of the n are on the other side now. */
  arrived: (now: Look) => number;
  /** When each of those that arrived was stored on the other side, ms of the local Google's clock; missing: not known. */
  arrivedAt?: (now: Look) => readonly number[];
  /** How long it took where that is not the time until all is quiet, seconds. */
  seconds?: (now: Look) => number;
  /** How long a single edit took that was made meanwhile, seconds. */
  meanwhileSeconds?: (now: Look) => number;
}

export interface Case {
  name: string;
  /** What is done, for the table. */
  title: string;
  sizes: readonly number[];
  systems?: readonly SystemName[];
  /** Takes minutes: runs only where it is named. */
  onlyNamed?: boolean;
  /** So much may pass on the clock until it must be quiet; missing: two hours. */
  limitMs?: number;
  make: (bed: Bed, n: number, round: string) => Change;
  /** By how many items and events (pairs) the change adds to each side. */
  adds?: (n: number) => number;
  /** Seconds that nobody can stay below. */
  floor: (n: number) => number;
}

/** Cases that follow one another on one installation. */
export interface Group {
  setting: Setting;
  cases: readonly Case[];
}
