// The shape of Google's event resource, as far as the sync looks at it.

export interface EventTime {
  date?: string | null;
  dateTime?: string | null;
  timeZone?: string | null;
}

/**
 * The members of an event that the sync looks at; all others travel along untouched.
 * https://developers.google.com/workspace/calendar/api/v3/reference/events#resource
 */
export interface CalendarEvent {
  id: string;
  /** A series and its occurrences have one. */
  iCalUID?: string;
  etag?: string;
  status?: string;
  summary?: string;
  description?: string;
  start?: EventTime;
  end?: EventTime;
  updated?: string;
  eventType?: string;
  organizer?: { self?: boolean };
  creator?: { self?: boolean };
  guestsCanModify?: boolean;
  attendees?: {
    email?: string;
    self?: boolean;
    organizer?: boolean;
    resource?: boolean;
    displayName?: string;
    optional?: boolean;
    responseStatus?: string;
  }[];
  colorId?: string;
  visibility?: string;
  transparency?: string;
  reminders?: { useDefault?: boolean; overrides?: { method?: string; minutes?: number }[] };
  attachments?: { fileUrl?: string; title?: string }[];
  hangoutLink?: string;
  conferenceData?: {
    conferenceId?: string;
    entryPoints?: { entryPointType?: string; uri?: string }[];
    createRequest?: { status?: { statusCode?: string } };
  };
  source?: { url?: string; title?: string };
  locked?: boolean;
  attendeesOmitted?: boolean;
  recurringEventId?: string;
  /** Of an occurrence: where its series has it, wherever it was moved to. */
  originalStartTime?: EventTime;
  /** Of a series, the original starts of its cancelled dates, where these were read as well. Not Google's. */
  cancelledDates?: string[];
  /** Of an occurrence, which goes by the name of its slot: the id that Google calls it by. Not Google's. */
  occurrenceId?: string;
  /** Of an occurrence, the rule of its series, where that was read as well. */
  recurrence?: string[];
  htmlLink?: string;
  extendedProperties?: { private?: Record<string, string>; shared?: Record<string, string> };
  [member: string]: unknown;
}
