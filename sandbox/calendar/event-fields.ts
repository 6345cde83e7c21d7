// Turns a body into an event's fields: checks every member that a client may write, leaves defaults and unknown ones out.
import { isWebAddress, readAttachments } from './attachments';
import { readAttendees } from './attendees';
import { readConference } from './conference';
import { invalid } from './errors';
import { readTimes } from './event-times';
import { readExtendedProperties } from './extended-properties';
import { flagUnless, object, oneOf, text, texts } from './members';
import type { CalendarOptions } from './options';
import { checkKind, readRecurrence } from './recurrence';
import { readReminders } from './reminders';
import type { EventFields, JsonObject } from './resource';

/** What a body is read against. */
export interface FieldContext {
  calendarZone: string;
  /** The address that is `self` among the guests. */
  self: string;
  /** An occurrence of a series: it has no `recurrence` of its own. */
  occurrence: boolean;
  /** What the event holds until now; undefined for a new one. */
  stored: EventFields | undefined;
  options: CalendarOptions;
}

const DESCRIPTION_LIMIT = 8_192;
const STATUSES = ['confirmed', 'tentative', 'cancelled'] as const;
/** Google's own block about the conference, which it takes out of descriptions that a client writes. */
const CONFERENCE_BLOCK = /-::~:~::~[^\n]*::-[^]*?-::~:~::~[^\n]*::-\n?/g;

/**
 * Reads a whole body (a patch must have been merged before). Unknown members are ignored.
 * Errors: 400 with Google's reason. https://developers.google.com/workspace/calendar/api/v3/reference/events
 */
export function readFields(body: JsonObject, context: FieldContext): EventFields {
  const recurrence = readRecurrence(texts(body, 'recurrence'), context.occurrence);
  const { options, stored, self } = context;
  const status = STATUSES.find((known) => known === (text(body, 'status') ?? 'confirmed'));
  if (!status) throw invalid('Invalid value for: status');
  const times = readTimes(body, context.calendarZone, recurrence !== undefined);
  if (recurrence) checkKind(recurrence, times.start);
  return dropAbsent({
    status,
    ...times,
    endTimeUnspecified: flagUnless(false, body, 'endTimeUnspecified'),
    summary: readText(text(body, 'summary'), context),
    description: readDescription(readText(text(body, 'description'), context), options.longDescription),
    location: text(body, 'location'),
    colorId: readColor(text(body, 'colorId')),
    transparency: oneOf(['opaque', 'transparent'], body, 'transparency'),
    visibility: oneOf(['default', 'public', 'private', 'confidential'], body, 'visibility'),
    recurrence,
    attendees: readAttendees(body, { self, stored: stored?.attendees, duplicateGuests: options.duplicateGuests }),
    reminders: readReminders(body),
    extendedProperties: readExtendedProperties(body),
    guestsCanInviteOthers: flagUnless(true, body, 'guestsCanInviteOthers'),
    guestsCanModify: flagUnless(false, body, 'guestsCanModify'),
    guestsCanSeeOtherGuests: flagUnless(true, body, 'guestsCanSeeOtherGuests'),
    anyoneCanAddSelf: flagUnless(false, body, 'anyoneCanAddSelf'),
    conferenceData: readConference(body, stored?.conferenceData, options),
    attachments: readAttachments(body),
    source: readSource(object(body, 'source')),
    birthdayProperties: object(body, 'birthdayProperties'),
    focusTimeProperties: object(body, 'focusTimeProperties'),
    outOfOfficeProperties: object(body, 'outOfOfficeProperties'),
    workingLocationProperties: object(body, 'workingLocationProperties'),
  });
}

function dropAbsent(fields: EventFields): EventFields {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as EventFields;
}

function readText(written: string | undefined, { options }: FieldContext): string | undefined {
  if (options.textForm === 'asSent' || written === undefined) return written;
  return written.replace(/\r\n?/g, '\n').trim() || undefined;
}

function readDescription(written: string | undefined, long: CalendarOptions['longDescription']): string | undefined {
  const description = written?.replace(CONFERENCE_BLOCK, '');
  if (!description) return undefined;
  if (description.length <= DESCRIPTION_LIMIT || long === 'stored') return description;
  if (long === 'refused') throw invalid('The description is too long.');
  return description.slice(0, DESCRIPTION_LIMIT);
}

/** The event colours are "1" to "11". The words of the refusal: https://github.com/coursetable/coursetable/issues/1551 */
function readColor(colorId: string | undefined): string | undefined {
  if (colorId !== undefined && !/^([1-9]|1[01])$/.test(colorId)) throw invalid('Invalid Value');
  return colorId;
}

/**
 * HTTP and HTTPS only; how Google words the refusal is not known.
 * https://developers.google.com/workspace/calendar/api/v3/reference/events#source
 */
function readSource(source: JsonObject | undefined): JsonObject | undefined {
  if (!source) return undefined;
  const url = text(source, 'url');
  if (url === undefined || !isWebAddress(url)) throw invalid('Invalid source URL.');
  const title = text(source, 'title');
  return { ...(title !== undefined && { title }), url };
}
