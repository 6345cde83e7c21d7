// Turns a body into an event's fields: checks every member that a client may write, leaves defaults and unknown ones out.
import { createHash } from 'node:crypto';
import { ApiError, invalid, required } from './errors';
import { readTimes } from './event-times';
import { readExtendedProperties } from './extended-properties';
import { flag, flagUnless, object, objects, oneOf, text, texts, wholeNumber, withoutNulls } from './members';
import { readRecurrence } from './recurrence';
import type { Attendee, EventFields, JsonObject, Reminders } from './resource';

/** What a body is read against. */
export interface FieldContext {
  calendarZone: string;
  /** The address that is `self` among the guests. */
  self: string;
  /** An occurrence of a series: it has no `recurrence` of its own. */
  occurrence: boolean;
  longDescription: 'stored' | 'cut' | 'refused';
  textForm: 'asSent' | 'normalised';
}

const DESCRIPTION_LIMIT = 8_192;
const STATUSES = ['confirmed', 'tentative', 'cancelled'] as const;
const RESPONSES = ['needsAction', 'declined', 'tentative', 'accepted'];
const MAX_ATTACHMENTS = 25;
const MAX_OVERRIDES = 5;
const MAX_REMINDER_MINUTES = 40_320;
/** Google's own block about the conference, which it takes out of descriptions that a client writes. */
const CONFERENCE_BLOCK = /-::~:~::~[^\n]*::-[^]*?-::~:~::~[^\n]*::-\n?/g;

/**
 * Reads a whole body (a patch must have been merged before). Unknown members are ignored.
 * Errors: 400 with Google's reason. https://developers.google.com/workspace/calendar/api/v3/reference/events
 */
export function readFields(body: JsonObject, context: FieldContext): EventFields {
  const recurrence = readRecurrence(texts(body, 'recurrence'), context.occurrence);
  const status = STATUSES.find((known) => known === (text(body, 'status') ?? 'confirmed'));
  if (!status) throw invalid('Invalid value for: status');
  return dropAbsent({
    status,
    ...readTimes(body, context.calendarZone, recurrence !== undefined),
    endTimeUnspecified: flagUnless(false, body, 'endTimeUnspecified'),
    summary: readText(text(body, 'summary'), context),
    description: readDescription(readText(text(body, 'description'), context), context.longDescription),
    location: text(body, 'location'),
    colorId: readColor(text(body, 'colorId')),
    transparency: oneOf(['opaque', 'transparent'], body, 'transparency'),
    visibility: oneOf(['default', 'public', 'private', 'confidential'], body, 'visibility'),
    recurrence,
    attendees: readAttendees(objects(body, 'attendees'), context.self),
    reminders: readReminders(object(body, 'reminders')),
    extendedProperties: readExtendedProperties(body),
    guestsCanInviteOthers: flagUnless(true, body, 'guestsCanInviteOthers'),
    guestsCanModify: flagUnless(false, body, 'guestsCanModify'),
    guestsCanSeeOtherGuests: flagUnless(true, body, 'guestsCanSeeOtherGuests'),
    anyoneCanAddSelf: flagUnless(false, body, 'anyoneCanAddSelf'),
    conferenceData: readConference(object(body, 'conferenceData')),
    attachments: readAttachments(objects(body, 'attachments')),
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

function readText(written: string | undefined, { textForm }: FieldContext): string | undefined {
  if (textForm === 'asSent' || written === undefined) return written;
  return written.replace(/\r\n?/g, '\n').trim() || undefined;
}

function readDescription(written: string | undefined, long: FieldContext['longDescription']): string | undefined {
  const description = written?.replace(CONFERENCE_BLOCK, '');
  if (!description) return undefined;
  if (description.length <= DESCRIPTION_LIMIT || long === 'stored') return description;
  if (long === 'refused') throw invalid('The description is too long.');
  return description.slice(0, DESCRIPTION_LIMIT);
}

function readColor(colorId: string | undefined): string | undefined {
  if (colorId !== undefined && !/^([1-9]|1[01])$/.test(colorId)) throw invalid('Invalid value for: colorId');
  return colorId;
}

function readAttendees(guests: JsonObject[] | undefined, self: string): Attendee[] | undefined {
  return guests?.map((guest) => {
    const email = text(guest, 'email');
    if (email === undefined) throw required('Missing attendee email.');
    if (!/^[^\s@]+@[^\s@]+$/.test(email)) throw invalid('Invalid attendee email.');
    const responseStatus = oneOf(RESPONSES, guest, 'responseStatus') ?? 'needsAction';
    const attendee: Attendee = { email: email.toLowerCase(), responseStatus };
    const displayName = text(guest, 'displayName');
    const comment = text(guest, 'comment');
    const additionalGuests = wholeNumber(guest, 'additionalGuests');
    if (displayName !== undefined) attendee.displayName = displayName;
    if (comment !== undefined) attendee.comment = comment;
    if (additionalGuests) attendee.additionalGuests = additionalGuests;
    if (flag(guest, 'optional')) attendee.optional = true;
    if (flag(guest, 'resource')) attendee.resource = true;
    if (attendee.email === self) attendee.self = true;
    return attendee;
  });
}

function readReminders(reminders: JsonObject | undefined): Reminders {
  if (!reminders) return { useDefault: true };
  const useDefault = flag(reminders, 'useDefault') ?? false;
  const overrides = objects(reminders, 'overrides');
  if (!overrides) return { useDefault };
  if (useDefault) throw new ApiError(400, 'cannotUseDefaultRemindersAndSpecifyOverride');
  if (overrides.length > MAX_OVERRIDES) throw invalid(`An event can have at most ${MAX_OVERRIDES} reminders.`);
  return { useDefault, overrides: overrides.map(readReminder) };
}

function readReminder(reminder: JsonObject): { method: string; minutes: number } {
  const method = text(reminder, 'method');
  const minutes = wholeNumber(reminder, 'minutes');
  if (method === undefined || minutes === undefined) throw required('Missing reminder method or minutes.');
  if (method !== 'email' && method !== 'popup') throw invalid('Invalid value for: reminders.overrides.method');
  if (minutes < 0 || minutes > MAX_REMINDER_MINUTES) throw invalid('Invalid value for: reminders.overrides.minutes');
  return { method, minutes };
}

/** A `createRequest` is carried out at once, where Google may answer `pending` first. */
function readConference(conference: JsonObject | undefined): JsonObject | undefined {
  if (!conference) return undefined;
  const request = object(conference, 'createRequest');
  if (!request || conference.conferenceId !== undefined) return withoutNulls(conference);
  const requestId = text(request, 'requestId');
  const kind = text(object(request, 'conferenceSolutionKey') ?? {}, 'type');
  if (requestId === undefined) throw required('Missing conference request id.');
  if (kind !== 'hangoutsMeet') throw invalid('Invalid conference type value.');
  const code = meetingCode(requestId);
  return {
    createRequest: { requestId, conferenceSolutionKey: { type: kind }, status: { statusCode: 'success' } },
    entryPoints: [
      { entryPointType: 'video', uri: `https://meet.google.com/${code}`, label: `meet.google.com/${code}` },
    ],
    conferenceSolution: { key: { type: kind }, name: 'Google Meet' },
    conferenceId: code,
  };
}

function meetingCode(requestId: string): string {
  const digest = createHash('sha256').update(requestId).digest();
  const letters = [...digest.subarray(0, 10)].map((byte) => String.fromCharCode(97 + (byte % 26))).join('');
  return `${letters.slice(0, 3)}-${letters.slice(3, 7)}-${letters.slice(7)}`;
}

function readAttachments(attachments: JsonObject[] | undefined): JsonObject[] | undefined {
  if ((attachments?.length ?? 0) > MAX_ATTACHMENTS)
    throw invalid(`An event can have at most ${MAX_ATTACHMENTS} attachments.`);
  return attachments?.map((attachment) => {
    if (text(attachment, 'fileUrl') === undefined) throw required('Missing attachment file URL.');
    return withoutNulls(attachment);
  });
}

function readSource(source: JsonObject | undefined): JsonObject | undefined {
  if (!source) return undefined;
  const url = text(source, 'url');
  if (url === undefined || !/^https?:\/\//.test(url)) throw invalid('Invalid source URL.');
  const title = text(source, 'title');
  return { ...(title !== undefined && { title }), url };
}
