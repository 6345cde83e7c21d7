// The shapes that the Calendar server keeps: JSON as it enters, and an event's members after they were checked.

export type Json = string | number | boolean | null | Json[] | JsonObject;
export type JsonObject = { [member: string]: Json | undefined };

/** `date` (all-day, YYYY-MM-DD) or `dateTime` (kept in UTC, whole seconds) with the IANA `timeZone` it was given in. */
export type EventTime = {
  date?: string;
  dateTime?: string;
  timeZone?: string;
};

export type EventStatus = 'confirmed' | 'tentative' | 'cancelled';

export const EVENT_TYPES = ['default', 'birthday', 'focusTime', 'fromGmail', 'outOfOffice', 'workingLocation'] as const;
export type EventType = (typeof EVENT_TYPES)[number];

export type Attendee = {
  email: string;
  displayName?: string;
  organizer?: boolean;
  self?: boolean;
  resource?: boolean;
  optional?: boolean;
  responseStatus: string;
  comment?: string;
  additionalGuests?: number;
};

export type Reminders = { useDefault: boolean; overrides?: { method: string; minutes: number }[] };

export type ExtendedProperties = { private?: Record<string, string>; shared?: Record<string, string> };

export type Person = { email: string; displayName?: string; self?: boolean };

/**
 * The members of an event that a client may write, checked and without default values (an absent `transparency`
 * is `opaque`, an absent `summary` is what the web UI calls "(No title)").
 * https://developers.google.com/workspace/calendar/api/v3/reference/events
 */
export type EventFields = {
  status: EventStatus;
  start?: EventTime;
  end?: EventTime;
  endTimeUnspecified?: boolean;
  summary?: string;
  description?: string;
  location?: string;
  colorId?: string;
  transparency?: string;
  visibility?: string;
  recurrence?: string[];
  attendees?: Attendee[];
  reminders: Reminders;
  extendedProperties?: ExtendedProperties;
  guestsCanInviteOthers?: boolean;
  guestsCanModify?: boolean;
  guestsCanSeeOtherGuests?: boolean;
  anyoneCanAddSelf?: boolean;
  conferenceData?: JsonObject;
  attachments?: JsonObject[];
  source?: JsonObject;
  birthdayProperties?: JsonObject;
  focusTimeProperties?: JsonObject;
  outOfOfficeProperties?: JsonObject;
  workingLocationProperties?: JsonObject;
};

/** An event as it is kept: its written members and what Google itself adds. Times are ms since the epoch. */
export interface EventState {
  readonly id: string;
  readonly iCalUID: string;
  readonly eventType: EventType;
  readonly created: number;
  readonly updated: number;
  readonly sequence: number;
  readonly creator: Person;
  readonly organizer: Person;
  readonly fields: EventFields;
  /** The series that an exception belongs to, and the occurrence that it replaces. */
  readonly recurringEventId?: string;
  readonly originalStartTime?: EventTime;
  /** Made by `import`: a copy that is not passed on to guests. */
  readonly privateCopy?: boolean;
  /** The main members are fixed, whoever asks. */
  readonly locked?: boolean;
  /** When it was cancelled last. */
  readonly deletedAt?: number;
  /** An exception that is none any more: its occurrence follows the series again, or has no place in it (then cancelled). */
  readonly reset?: boolean;
  /** An exception that was cancelled because its series was deleted: it comes back with it. */
  readonly endedWithSeries?: boolean;
  /** Nothing but the id is left: it was moved to another calendar. */
  readonly bare?: boolean;
  /** Emptied out of the bin: it can't be read any more, its id stays used. */
  readonly purged?: boolean;
}

/** One version of an event in a calendar's change log. */
export interface StoredEvent extends EventState {
  /** Place in the calendar's change log, from 1. */
  readonly position: number;
  readonly etag: string;
  readonly committedAt: number;
  readonly previous: StoredEvent | undefined;
}

/** A mail that a guest would get: the event's id, the guest's address, and what it tells. */
export interface Invitation {
  readonly event: string;
  readonly to: string;
  readonly kind: 'new' | 'changed' | 'cancelled';
}

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Structural equality of JSON values; an undefined member counts as absent. */
export function sameJson(a: Json | undefined, b: Json | undefined): boolean {
  if (Array.isArray(a) && Array.isArray(b))
    return a.length === b.length && a.every((value, index) => sameJson(value, b[index]));
  if (isObject(a) && isObject(b))
    return [...new Set([...Object.keys(a), ...Object.keys(b)])].every((member) => sameJson(a[member], b[member]));
  return a === b;
}
