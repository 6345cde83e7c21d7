// The guests of an event as a client may write them.
import { invalid, required } from './errors';
import { flag, objects, text, wholeNumber } from './members';
import type { CalendarOptions } from './options';
import type { Attendee, JsonObject } from './resource';

/** What the list is read against. */
export interface GuestContext {
  /** The address that is `self`, in lower case. */
  self: string;
  stored: readonly Attendee[] | undefined;
  duplicateGuests: CalendarOptions['duplicateGuests'];
}

/** https://developers.google.com/workspace/calendar/api/v3/reference/events#attendees.responseStatus */
export const RESPONSES = ['needsAction', 'declined', 'tentative', 'accepted'];

/**
 * An address as RFC 5322 has it without quotes and comments, at a domain with a dot: blanks around it are refused
 * (https://github.com/googleapis/google-api-php-client/issues/1605), and so are parentheses
 * (https://github.com/phw198/OutlookGoogleCalendarSync/issues/130). Other alphabets are refused as well, which Google may not do.
 */
const ADDRESS =
  /^[\w!#$%&'*+/=?^`{|}~-]+(\.[\w!#$%&'*+/=?^`{|}~-]+)*@([a-z\d]([a-z\d-]*[a-z\d])?\.)+[a-z\d]([a-z\d-]*[a-z\d])?$/i;

/**
 * Reads a whole list of guests: `self` and `organizer` are the server's, an answer that is not sent is `needsAction`.
 * Errors: 400 `required` "Missing attendee email." (https://github.com/kewisch/gdata-provider/issues/82) or `invalid`
 * "Invalid attendee email." (https://github.com/alextselegidis/easyappointments/pull/1466).
 */
export function readAttendees(body: JsonObject, context: GuestContext): Attendee[] | undefined {
  const guests = objects(body, 'attendees')?.map((guest) => readGuest(guest, context));
  if (!guests) return undefined;
  const byAddress = new Map<string, Attendee>();
  for (const guest of guests) if (!byAddress.has(guest.email)) byAddress.set(guest.email, guest);
  if (byAddress.size < guests.length && context.duplicateGuests === 'refused')
    throw invalid('Duplicate attendee email.');
  return [...byAddress.values()];
}

function readGuest(guest: JsonObject, { self, stored }: GuestContext): Attendee {
  const email = text(guest, 'email')?.toLowerCase();
  if (email === undefined) throw required('Missing attendee email.');
  if (!ADDRESS.test(email)) throw invalid('Invalid attendee email.');
  const before = stored?.find((known) => known.email === email);
  const displayName = text(guest, 'displayName');
  const additionalGuests = readAdditionalGuests(guest);
  // A later change of `resource` is ignored.
  const resource = before ? before.resource : flag(guest, 'resource');
  return {
    email,
    ...(displayName !== undefined && { displayName }),
    ...(flag(guest, 'optional') && { optional: true }),
    ...(resource && { resource: true }),
    ...readAnswer(guest),
    ...(additionalGuests !== undefined && { additionalGuests }),
    ...(email === self && { self: true }),
  };
}

/** What a guest says: the answer, and perhaps a word with it. */
export function readAnswer(guest: JsonObject): Pick<Attendee, 'responseStatus' | 'comment'> {
  const responseStatus = text(guest, 'responseStatus') ?? 'needsAction';
  if (!RESPONSES.includes(responseStatus)) throw invalid('Invalid value for: responseStatus');
  const comment = text(guest, 'comment');
  return { responseStatus, ...(comment !== undefined && { comment }) };
}

/** The default, 0, is not kept. */
function readAdditionalGuests(guest: JsonObject): number | undefined {
  const additionalGuests = wholeNumber(guest, 'additionalGuests');
  if (additionalGuests !== undefined && additionalGuests < 0) throw invalid('Invalid value for: additionalGuests');
  return additionalGuests === 0 ? undefined : additionalGuests;
}
