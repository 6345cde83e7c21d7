// Guests: a list of addresses, or of objects with what Google says of each. Rooms and the organizer are no guests: they stay
// on the event as they are.
import { isObject } from '../checks';
import type { CalendarEvent } from '../calendar-event';
import { bad, whyBad } from './bad';
import type { Field, Mapping, Raw, Value } from './field';
import { entriesOf, filledFrom, jsonOf, listColumn, listText, membersOf, type Entry } from './list';

/** What is synced of a guest beside the address, each with what is usual and left out. */
const MEMBERS = { displayName: null, optional: false, responseStatus: 'needsAction' };

/** https://developers.google.com/workspace/calendar/api/v3/reference/events#attendees.responseStatus */
const ANSWERS = ['needsAction', 'declined', 'tentative', 'accepted'];

export const attendees = {
  code: 'g',
  docs: {
    event: 'attendees',
    lost: 'Rooms and the organizer are not shown in the item. A CSV column and a relation hold addresses alone: answers do not travel there. Case of an address.',
  },
  columns: {
    attendees: {
      required: false as const,
      holds: 'list' as const,
      takes: ['listType', 'relation'] as const,
      about:
        'Guests. JSON: a list of mail addresses, or of { "email", "displayName", "optional", "responseStatus" }; their answers come back. CSV, or a relation such as { "relation": "guests.email" }: addresses alone.',
    },
  },
  ofItem: ([raw], mapping) => ofItem(raw, mapping),
  toItem,
  ofEvent,
  toEvent: (value, event) => (value === null && !event ? {} : { attendees: written(value, event) }),
  whyBad,
  sameMeaning: (a, b) => a === b,
  beside: (item, event, mapping) => ({
    item: isAddressesOnly(mapping) ? item.value : filledFrom(item.value, event.value, address),
    event: event.value,
  }),
} satisfies Field;

function address({ email }: Entry): string {
  return String(email);
}

function ofItem(raw: unknown, mapping: Mapping): Value {
  if (raw === undefined) return undefined;
  if (raw === null || raw === '') return null;
  const json = jsonOf(raw);
  const list = typeof json === 'string' ? json.split(',') : json;
  if (!Array.isArray(list)) return bad('attendees is no list of mail addresses');
  const guests: Entry[] = [];
  for (const one of list as unknown[]) {
    if (one === null || one === '') continue;
    const guest = isObject(one) ? one : { email: one };
    const email = typeof guest['email'] === 'string' ? guest['email'].trim().toLowerCase() : '';
    if (!/^[^\s@,]+@[^\s@,]+$/.test(email)) return bad(`attendees: "${String(guest['email'])}" is no mail address`);
    const answer = guest['responseStatus'] ?? ANSWERS[0]!;
    if (!ANSWERS.includes(String(answer)))
      return bad(`attendees: responseStatus of ${email} must be one of ${ANSWERS.join(', ')}`);
    guests.push({ email, ...(isAddressesOnly(mapping) ? {} : membersOf(guest, MEMBERS)) });
  }
  return guests.length === 0 ? null : listText(guests, address);
}

function isAddressesOnly({ form, template }: Mapping): boolean {
  return form === 'csv' || template !== undefined;
}

function toItem(value: string | null, { form }: Mapping): Raw[] {
  return [form === 'csv' && value !== null ? entriesOf(value).map(address) : listColumn(value)];
}

function ofEvent({ attendees: all, attendeesOmitted }: CalendarEvent, mapping: Mapping): Value {
  // A cut list: https://developers.google.com/workspace/calendar/api/v3/reference/events#attendeesOmitted
  if (attendeesOmitted) return undefined;
  const guests = (all ?? []).filter(isGuest).map((guest) => ({
    email: guest.email!.toLowerCase(),
    ...(isAddressesOnly(mapping) ? {} : membersOf(guest, MEMBERS)),
  }));
  return guests.length === 0 ? null : listText(guests, address);
}

type Attendee = NonNullable<CalendarEvent['attendees']>[number];

function isGuest({ email, organizer, resource }: Attendee): boolean {
  return email !== undefined && !organizer && !resource;
}

/** The whole list, as Google replaces it: what is not synced of a guest stays. */
function written(value: string | null, event: CalendarEvent | undefined): Record<string, unknown>[] {
  const old = event?.attendees ?? [];
  const before = new Map(old.map((guest) => [guest.email?.toLowerCase(), guest]));
  const guests = entriesOf(value).map((guest) => ({ ...before.get(address(guest)), ...guest }));
  return [...(guests.length > 0 ? old.filter((each) => !isGuest(each)) : []), ...guests];
}
