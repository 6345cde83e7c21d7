// Google's event resource as the sync sees it: what state it is in, its mapped values, and the bodies that change it.
import { BASE_FIELD_LENGTH, BASE_FRAME_LENGTH, decodeBase, encodeBase, isOfOtherHome, type Base } from './base';
import type { Binding } from './binding';
import type { CalendarEvent } from './calendar-event';
import { takesType } from './event-filter';
import { FIELDS } from './fields';
import { isOfGoogle, mappedFields, mappingOf } from './fields/mapped';
import { hasKind, kindOf } from './series/kinds';
import { withRule } from './series/master';
import { decodeLink, encodeLink, PROPERTY_MAX_LENGTH, searchKey, type Link } from './identity';
import { eventValues, namesOf, type Values } from './values';

export type EventState =
  /** An event that the sync may read and write. */
  | {
      is: 'live';
      id: string;
      event: CalendarEvent;
      values: Values;
      link: Link | undefined;
      base: Base | undefined;
      restored: boolean;
    }
  /** Not ours to touch: birthdays and the like, other people's events, other installations' events, occurrences. */
  | { is: 'foreign'; id: string; because: ForeignReason }
  /** Deleted; `byUs` when our own mark stands on the tombstone. */
  | { is: 'cancelled'; id: string; byUs: boolean; event: CalendarEvent; link: Link | undefined }
  /** Confirmed by a direct read: 404, or another installation's and deleted (`ofOther`). */
  | { is: 'absent'; id: string; ofOther?: true }
  /** Nothing is known of any event. */
  | { is: 'none' }
  /** Could not be read now, or is `hidden`: its details are not shown to us. */
  | { is: 'unknown'; id: string; hidden?: true };

/**
 * Why an event is not ours to touch: `installation` another one's link stands on it; `organizer` somebody else's, who does
 * not let guests change it; `declined` the same, and we do not go; `kind` a birthday, a focus time and the like, or locked;
 * `occurrence` one date of a series, `series` all of one, where the binding deals with the other, or with neither.
 */
export type ForeignReason = 'installation' | 'organizer' | 'declined' | 'kind' | 'occurrence' | 'series';

/** Who we are: whose links count as ours, and which bindings they may name. */
export interface Here {
  /** Ours first, then those that were adopted. */
  installations: readonly string[];
  bindings: readonly Binding[];
}

/** Names of our private properties. `deletedBy` is written by the very update that deletes. */
const PROPERTY = { key: 'key', link: 'link', base: 'base', deletedBy: 'deletedBy' } as const;

/**
 * @param binding says which fields of the event are read
 */
export function eventState(binding: Binding, here: Here, event: CalendarEvent): EventState {
  const properties = event.extendedProperties?.private ?? {};
  const { id } = event;
  const isOfOther = isOtherInstallations(here, event);
  const byUs = here.installations.includes(properties[PROPERTY.deletedBy] ?? '');
  const link = countedLink(binding.calendar, here, event);
  // WH17: another installation's event is not ours to bring back.
  if (event.status === 'cancelled')
    return isOfOther ? { is: 'absent', id, ofOther: true } : { is: 'cancelled', id, byUs, event, link };
  const because = isOfOther ? 'installation' : foreignReason(binding, event);
  if (because) return { is: 'foreign', id, because };
  const values = eventValues(binding, event);
  // An event always has a start; without one this reader does not see the details (free/busy access). Of a private event
  // who may only read the calendar sees the times alone: then there is no organizer either.
  if (values.when === null || (event.visibility === 'private' && !event.organizer && !event.creator))
    return { is: 'unknown', id, hidden: true };
  return { is: 'live', id, event, values, link, base: decodeBase(binding, baseText(event)), restored: byUs };
}

/** Whether an event carries another installation's link; a copy of such an event does, too. */
function isOtherInstallations({ installations }: Here, event: CalendarEvent): boolean {
  const link = decodeLink(event.extendedProperties?.private?.[PROPERTY.link]);
  return link !== undefined && !installations.includes(link.installation);
}

/**
 * The link of an event, as far as it counts in this calendar (WH10): written by us for this very event, of a binding of
 * this calendar whose calendar and collection are still those that it was written for. A person may have moved the event
 * here, copied it, or changed the binding.
 */
export function countedLink(calendarId: string, here: Here, event: CalendarEvent): Link | undefined {
  const link = eventLink(event);
  if (!link || !here.installations.includes(link.installation)) return undefined;
  const binding = here.bindings.find(({ id }) => id === link.binding);
  return binding?.calendar === calendarId && !isOfOtherHome(binding, baseText(event)) ? link : undefined;
}

/** The base that an event carries, as text; empty without one. */
export function baseText(event: CalendarEvent): string {
  return event.extendedProperties?.private?.[PROPERTY.base] ?? '';
}

/** The link that stands on an event, whether it counts or not (`countedLink`), when it was written for this very event. */
export function eventLink(event: CalendarEvent): Link | undefined {
  const link = linkAsWritten(event);
  return link && link.eventId === event.id ? link : undefined;
}

/** The same for whatever event it was written. */
export function linkAsWritten(event: CalendarEvent): Link | undefined {
  return decodeLink(event.extendedProperties?.private?.[PROPERTY.link]);
}

function foreignReason(binding: Binding, event: CalendarEvent): ForeignReason | null {
  if (!takesType(binding.eventFilter, event.eventType)) return 'kind';
  // Google's own id of an occurrence, which a person pasted, names no slot.
  const isNamed = kindOf(event) !== 'occurrence' || event.occurrenceId !== undefined;
  if (!isNamed || !hasKind(binding, kindOf(event))) return kindOf(event) === 'occurrence' ? 'occurrence' : 'series';
  if (event.locked) return 'kind';
  // On a secondary calendar the organizer is the calendar itself, with self: true.
  if (event.organizer === undefined || event.organizer.self === true || event.guestsCanModify === true) return null;
  const own = event.attendees?.find(({ self }) => self);
  return own?.responseStatus === 'declined' ? 'declined' : 'organizer';
}

/** What the sync writes of itself on an event. */
export interface Marks {
  installation: string;
  key: string;
  base: Omit<Base, 'eventId'>;
}

/** The body of a new event. */
export function insertBody(binding: Binding, id: string, values: Values, marks: Marks): CalendarEvent {
  return { id, ...fieldMembers(binding, values, undefined, id), ...linkMembers(binding, id, marks) };
}

/**
 * The body of a patch that changes `values` of an event and nothing else of it.
 * @param revive brings a deleted event back; then all mapped values that are known belong into `values`
 */
export function patchBody(
  binding: Binding,
  event: CalendarEvent,
  values: Values,
  marks: Marks,
  { revive }: { revive: boolean },
): Record<string, unknown> {
  const links = linkMembers(binding, event.id, marks).extendedProperties.private;
  const wasDeleted = event.extendedProperties?.private?.[PROPERTY.deletedBy] !== undefined || revive;
  return {
    ...(revive ? { status: 'confirmed' } : {}),
    ...fieldMembers(binding, values, event, `${event.id} ${event.etag}`),
    extendedProperties: { private: wasDeleted ? { ...links, [PROPERTY.deletedBy]: null } : links },
  };
}

/** The body that deletes an event and says on its tombstone that it was us. */
export function cancelBody(installation: string): Record<string, unknown> {
  return { status: 'cancelled', extendedProperties: { private: { [PROPERTY.deletedBy]: installation } } };
}

/**
 * What an event becomes by a patch body: objects merge, null removes. For writes in bulk, where a whole update costs a
 * third of a patch. https://developers.google.com/workspace/calendar/api/guides/performance
 */
export function patched(event: CalendarEvent, body: Record<string, unknown>): CalendarEvent {
  return mergeMembers(event, body) as CalendarEvent;
}

/**
 * Whether an event may be sent back whole (`patched`). A deleted one, or one with a cut list of guests, does not hold all of
 * its members, which would be lost. A list of guests, even as it was read, may count as inviting them, which Google answers
 * with 403 `quotaExceeded`. https://dev.to/googleworkspace/google-calendar-usage-limits-exceeded-1laa
 */
export function isSentWhole(event: CalendarEvent): boolean {
  return !event.attendees && !event.attendeesOmitted && event.status !== 'cancelled';
}

function mergeMembers(target: Record<string, unknown>, changes: Record<string, unknown>): Record<string, unknown> {
  const result = new Map(Object.entries(target));
  for (const [name, value] of Object.entries(changes)) {
    const old = result.get(name);
    if (value === null) result.delete(name);
    else if (isPlainObject(value)) result.set(name, mergeMembers(isPlainObject(old) ? old : {}, value));
    else result.set(name, value);
  }
  return Object.fromEntries(result);
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * Whether link and base fit into a private property; Google cuts longer values without a word.
 * https://developers.google.com/workspace/calendar/api/guides/extended-properties
 */
export function isLinkable(binding: Binding, eventId: string, marks: Pick<Marks, 'installation' | 'key'>): boolean {
  return linkText(binding, eventId, marks).length <= PROPERTY_MAX_LENGTH && eventId.length <= roomForId(binding);
}

/** Characters that a base leaves for the id of its event. */
function roomForId(binding: Binding): number {
  return PROPERTY_MAX_LENGTH - BASE_FRAME_LENGTH - mappedFields(binding).length * BASE_FIELD_LENGTH;
}

function linkText(
  binding: Binding,
  eventId: string,
  { installation, key }: Pick<Marks, 'installation' | 'key'>,
): string {
  return encodeLink({ installation, binding: binding.id, eventId, occurrence: '', key });
}

function linkMembers(binding: Binding, eventId: string, marks: Marks) {
  const { installation, key } = marks;
  return {
    extendedProperties: {
      private: {
        [PROPERTY.key]: searchKey(installation, binding.id, key),
        [PROPERTY.link]: linkText(binding, eventId, marks),
        [PROPERTY.base]: encodeBase(binding, { ...marks.base, eventId }),
      },
    },
  };
}

/** The query that finds an item's event by its search key. */
export function searchQuery(installation: string, bindingId: string, key: string): string {
  return `${PROPERTY.key}=${searchKey(installation, bindingId, key)}`;
}

/** @param seed see `Field.toEvent` */
function fieldMembers(
  binding: Binding,
  values: Values,
  event: CalendarEvent | undefined,
  seed: string,
): Record<string, unknown> {
  const members = namesOf(values).flatMap((name) => {
    const value = values[name];
    if (value === undefined || isOfGoogle(binding, name)) return [];
    return [FIELDS[name].toEvent(value, event, mappingOf(binding, name), seed)];
  });
  return withRule(Object.assign({}, ...members) as Record<string, unknown>, event, binding.zone);
}
