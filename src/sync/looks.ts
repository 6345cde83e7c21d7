// What is looked at for changes, and when a look last went well.
import { cell } from '../ports';
import type { State } from '../store/state';
import { calendarName } from './calendars';

/** What a wake-up speaks of: Directus' feed, or one calendar's. */
export type FeedName = 'directus' | `calendar.${string}`;

export function calendarFeed(calendarId: string): FeedName {
  return `calendar.${calendarName(calendarId)}`;
}

/** The name under which the time of the last look is kept that left something undone. */
export function incomplete(feed: FeedName): string {
  return `${feed}!`;
}

/** Times that something last went well, ms since the epoch: a look, or a comparison. */
const GOOD = cell<Record<string, number>>('good', {});

export function lastGood(state: State, what: string): number | null {
  return state.get(GOOD)[what] ?? null;
}

export function setLastGood(state: State, what: string, now: number): void {
  state.setLater(GOOD, { ...state.get(GOOD), [what]: now });
}
