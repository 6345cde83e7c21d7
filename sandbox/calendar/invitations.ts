// The mails that guests would get because of a write through the API.
import { changedMembers } from './event-rules';
import type { Query } from './parameters';
import type { Attendee, Invitation, StoredEvent } from './resource';

/** What guests are told of; Google names but "title changes, etc." and leaves the list open. */
const TOLD_MEMBERS = [
  'summary',
  'description',
  'location',
  'start',
  'end',
  'recurrence',
  'status',
  'conferenceData',
  'attachments',
];

/**
 * The mails of one write: to guests who are new, who are no guests any more or whose event is deleted, and to those who stay
 * if something changed that they are told of. Nobody writes to themselves, to the organizer or to a room.
 * `externalOnly` leaves out who uses Google Calendar, here: everybody in the owner's mail domain.
 * https://developers.google.com/workspace/calendar/api/v3/reference/events/patch#sendUpdates
 */
export function invitationsOf(
  before: StoredEvent | undefined,
  after: StoredEvent,
  query: Query,
  ownerEmail: string,
): Invitation[] {
  const who = query.text('sendUpdates') ?? (query.flag('sendNotifications') ? 'all' : 'none');
  // A guest's own copy is no business of the other guests, and a private copy is nobody's.
  const passedOn = after.organizer.self === true || after.fields.guestsCanModify === true;
  if (who === 'none' || !passedOn || after.privateCopy) return [];
  const [were, are] = [addressees(before, ownerEmail), addressees(after, ownerEmail)];
  const changed = before !== undefined && isTold(before, after);
  const mails = [
    ...are.flatMap((to) =>
      were.includes(to) ? (changed ? [mail(after, to, 'changed')] : []) : [mail(after, to, 'new')],
    ),
    ...were.filter((to) => !are.includes(to)).map((to) => mail(after, to, 'cancelled')),
  ];
  return who === 'all' ? mails : mails.filter(({ to }) => domainOf(to) !== domainOf(ownerEmail));
}

function mail(event: StoredEvent, to: string, kind: Invitation['kind']): Invitation {
  return { event: event.id, to, kind };
}

function addressees(event: StoredEvent | undefined, ownerEmail: string): string[] {
  if (!event || event.fields.status === 'cancelled') return [];
  const isMailed = ({ email, self, resource }: Attendee) =>
    !self && !resource && email !== ownerEmail && email !== event.organizer.email;
  return (event.fields.attendees ?? []).filter(isMailed).map(({ email }) => email);
}

function isTold(before: StoredEvent, after: StoredEvent): boolean {
  const changed = changedMembers(before.fields, after.fields);
  return TOLD_MEMBERS.some((member) => changed.has(member));
}

function domainOf(address: string): string {
  return address.slice(address.lastIndexOf('@') + 1).toLowerCase();
}
