// A job: one pair that is being settled, with what was found out about it on the way.
import { decodeBase } from '../core/base';
import type { Binding } from '../core/binding';
import type { FieldName } from '../core/fields';
import type { Destruction } from '../core/brake';
import { countedLink, eventState, type EventState, type Here } from '../core/event';
import type { CalendarEvent } from '../core/calendar-event';
import { linksTo, type Link } from '../core/identity';
import type { GoneItem, ItemState } from '../core/item';
import type { Known, Pair, PairPlan } from '../core/plan-model';
import type { Revision } from '../core/message';
import { keyForms } from '../core/keys';
import type { Failure } from '../ports';
import type { Place } from '../store/report-store';
import type { Settings } from '../store/settings';
import type { State } from '../store/state';

/** What a job is made with. */
interface Setting {
  settings: Settings;
  state: State;
}

export type Side = 'google' | 'directus';

/** A field that a side refused for what it holds (RF1, RF5). */
export interface RefusedField {
  /** The side that refused it. */
  to: Side;
  field: FieldName;
  /** Hash of what the other side holds of it: another value is tried at once. */
  value: string;
  reason: string;
}

export interface Job {
  binding: Binding;
  pair: Pair;
  /** What was found out about the pair, for the planner. */
  known: Partial<Known>;
  refusedRevision?: string;
  /** The revision that holds the item as it is planned with, where the times were asked for. */
  revision?: number;
  /** The event that was made for an item which is gone, though no revision of the item names it. */
  madeEvent?: string;
  /** The event was found by what it looks like (P25); `ambiguous`: others look the same. */
  ambiguous?: boolean;
  /** The event that looks the same, for when what the item names turns out to count for nothing (NP14). */
  alike?: Alike | undefined;
  /** The key that an item is to be created under, where Directus makes none. */
  madeKey?: string;
  /** The key of the item that flow 4 created or wrote. */
  settled?: string | undefined;
  /** Raised when an event id can't be used. */
  generation: number;
  /** The signal that brought the item can carry the write-back in its answer. */
  answerable: boolean;
  /** The item was read under the lock; a signal's values were read before it. */
  fresh: boolean;
  plan?: PairPlan;
  /** What a side refuses of the pair: it is left out of what is written there. */
  refused: RefusedField[];
  /** One of them that nobody named: whether the rest goes on without it is being tried. */
  guess?: RefusedField | undefined;
  /** A comparison sends Directus once more what it refused: another item may have held the title that is unique. */
  asksAgain?: boolean;
  /** Its times were made one again after a change of zone (Z13). */
  retimed?: boolean;
  /** What the brake has decided of the job's destructive writes (BR4). */
  brake: { go: Destruction[]; held: Destruction[] };
}

export interface Alike {
  event: Extract<EventState, { is: 'live' }>;
  ambiguous: boolean;
}

/** What was found out may be otherwise now: it is asked anew. */
export function forget(job: Job, ...names: readonly (keyof Known)[]): void {
  const kept = Object.entries(job.known).filter(([name]) => !names.includes(name as keyof Known));
  job.known = Object.fromEntries(kept);
}

/** P25: the event that looks like the item becomes its own. */
export function takeAlike(job: Job, { event, ambiguous }: Alike): void {
  job.pair = { ...job.pair, event };
  job.ambiguous = ambiguous;
  job.alike = undefined;
}

export function newJob(binding: Binding, item: ItemState, event: EventState, extra: Partial<Job> = {}): Job {
  return {
    binding,
    pair: { item, event },
    known: {},
    generation: 0,
    answerable: false,
    fresh: true,
    refused: [],
    brake: { go: [], held: [] },
    ...extra,
  };
}

export function liveEvent(app: Setting, binding: Binding, event: CalendarEvent): EventState {
  return eventState(binding, hereOf(app), event);
}

/** The item that an event is linked to, as far as its link counts in this calendar. */
export function linkOfEvent(app: Setting, calendarId: string, event: CalendarEvent): Link | undefined {
  return countedLink(calendarId, hereOf(app), event);
}

function hereOf({ settings: { installations, bindings } }: Setting): Here {
  return { installations, bindings };
}

export function bindingOf(job: Job): Binding {
  return job.binding;
}

export function calendarOf(job: Job): string {
  return job.binding.calendar;
}

export function keyOf(job: Job): string | undefined {
  const { item } = job.pair;
  return item.is === 'none' || item.is === 'unknown' ? job.settled : item.key;
}

export function eventIdOf(job: Job): string | undefined {
  return job.pair.event.is === 'none' ? undefined : job.pair.event.id;
}

/** Our own writes to an item carry its event id or sync value, and no user. */
export function isOurs({ fields }: Binding, { delta, activity }: Revision): boolean {
  return !activity?.user && delta !== null && (fields.sync in delta || fields.eventId in delta);
}

/** The address at which a person sees the event, as Google gives it: it must not be built. A deleted event has none. */
export function linkOf({ pair: { event } }: Job): { link?: string } {
  return event.is === 'live' && event.event.htmlLink ? { link: event.event.htmlLink } : {};
}

/** The item of the binding that the event, or what is left of it, is linked to. */
export function linkedKey({ binding, pair: { event } }: Job): string | undefined {
  const link = 'link' in event ? event.link : undefined;
  return link?.binding === binding.id ? link.key : undefined;
}

/** Whether an event, or what is left of it, is linked to another item than the job's. */
export function isAnothers(job: Job, event: EventState): boolean {
  const link = 'link' in event ? event.link : undefined;
  return link !== undefined && !linksTo(link, job.binding, keyOf(job));
}

export function placeOf(job: Job): Place {
  return { binding: job.binding.id, key: keyOf(job), event: eventIdOf(job), ...linkOf(job) };
}

/** What the newest revisions of an item that is gone say of it; they come newest first, their keys as typed. */
export function lastKnown(
  binding: Binding,
  key: string,
  revisions: readonly Revision[],
): Pick<GoneItem, 'sync' | 'revision'> {
  // A revision under another spelling of the key holds no row.
  const own = revisions.filter(({ item, data }) => data && keyForms(item).includes(key));
  const bases = own.map(({ data }) => decodeBase(binding, data?.[binding.fields.sync]));
  return { sync: bases.find(Boolean), revision: own[0]?.id };
}

/** Called for a job whose item or event could not be read, with the reason. */
export type OnFailure = (job: Job, failure: Failure) => void;
