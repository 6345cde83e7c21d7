// What is kept of each calendar.
import { shortHash } from '../core/hash';
import { cell, type Cell } from '../ports';
import type { State } from '../store/state';

export interface Channel {
  id: string;
  /** Null while `watch` has not answered. */
  resourceId: string | null;
  /** Hash of the secret that its token was made from: Directus accepts tokens of the current secret only. */
  secret: string;
  /** ms since the epoch; 0 while unknown. */
  expiresAt: number;
}

export interface CalendarState {
  syncToken?: string;
  timeZone: string;
  /** Events in the last full list. */
  size?: number;
  /** The account may not write to it. */
  isReadOnly?: boolean;
  channels: Channel[];
  /** Why push is refused; missing while it works or was never tried. */
  pushRefused?: string;
}

const EMPTY_CALENDAR: CalendarState = { timeZone: 'UTC', channels: [] };

/** One property for all of it, as each costs calls of Google's day. */
function calendarCell(calendarId: string): Cell<CalendarState> {
  return cell(`calendar.${calendarName(calendarId)}`, EMPTY_CALENDAR);
}

export function calendarState(state: State, calendarId: string): CalendarState {
  return state.get(calendarCell(calendarId));
}

export function setCalendarState(state: State, calendarId: string, changes: Partial<CalendarState>): void {
  state.set(calendarCell(calendarId), { ...calendarState(state, calendarId), ...changes });
}

/** How far the calendar's feed was read; stored when the lock is released, at the latest (RD7). */
export function moveToken(state: State, calendarId: string, syncToken: string | undefined): void {
  state.setLater(calendarCell(calendarId), { ...calendarState(state, calendarId), syncToken });
}

/** The name under which a calendar's state is kept: calendar ids are longer than a property name should be. */
export function calendarName(calendarId: string): string {
  const known = calendarNames.get(calendarId);
  if (known !== undefined) return known;
  const name = shortHash(calendarId, 8);
  calendarNames.set(calendarId, name);
  return name;
}

/** A comparison asks for it for each event. */
const calendarNames = new Map<string, string>();
