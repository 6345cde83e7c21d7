// The calendars and their change logs: every version of every event, in the order of the writes.
import { createHash, randomBytes } from 'node:crypto';
import type { Clock } from '../clock';
import { isTimeZone } from './zone';
import type { EventState, Invitation, Person, Reminders, StoredEvent } from './resource';

export const ACCESS_ROLES = ['freeBusyReader', 'reader', 'writer', 'owner'] as const;
export type AccessRole = (typeof ACCESS_ROLES)[number];

/** What the owner's account knows of a calendar. */
export interface StoredCalendar {
  readonly id: string;
  readonly primary: boolean;
  readonly summary: string;
  readonly description: string | undefined;
  readonly timeZone: string;
  accessRole: AccessRole;
  /** The account's address: whose view of the calendar this is. */
  readonly viewer: string;
  /** false for holidays, birthdays and other subscribed calendars. */
  readonly watchable: boolean;
  readonly defaultReminders: NonNullable<Reminders['overrides']>;
  /** The newest version of each event; deleted ones stay, so that their ids stay used. */
  readonly events: Map<string, StoredEvent>;
  readonly log: StoredEvent[];
  updated: number;
  /** Sync tokens of an earlier epoch are void. */
  tokenEpoch: number;
  /** The next list comes back empty (switch `listLag`). */
  listEmptyOnce: boolean;
  /** The next list sees the change log up to here only (switch `splitSeen`). */
  showsUpTo: number | undefined;
}

/** `id` of a calendar that is created without one is made up; `accessRole` is the owner's role on it. */
export interface NewCalendar {
  id?: string;
  summary: string;
  timeZone: string;
  description?: string;
  accessRole?: AccessRole;
  watchable?: boolean;
}

const BASE32HEX = '0123456789abcdefghijklmnopqrstuv';

export class Store {
  private readonly calendars = new Map<string, StoredCalendar>();
  private etagCount = 0;
  /** Mails that guests would have got, the oldest first. */
  readonly invitations: Invitation[] = [];
  /** Told of every committed version, API and web UI alike. */
  onCommit: (calendar: StoredCalendar) => void = () => undefined;

  constructor(
    private readonly clock: Clock,
    readonly ownerEmail: string,
    timeZone: string,
    private readonly random: (size: number) => Uint8Array = randomBytes,
  ) {
    this.create({ id: ownerEmail, summary: ownerEmail, timeZone });
  }

  all(): StoredCalendar[] {
    return [...this.calendars.values()];
  }

  /** An event id as Google makes them: 26 characters of base32hex. */
  newEventId(): string {
    return [...this.random(26)].map((byte) => BASE32HEX[byte % 32]).join('');
  }

  /** By id, or by the alias `primary`. */
  find(id: string): StoredCalendar | undefined {
    return this.calendars.get(id === 'primary' ? this.ownerEmail : id);
  }

  create(wanted: NewCalendar): StoredCalendar {
    if (!isTimeZone(wanted.timeZone)) throw new Error(`Unknown time zone ${wanted.timeZone}`);
    const id = wanted.id ?? `c_${Buffer.from(this.random(32)).toString('hex')}@group.calendar.google.com`;
    if (this.calendars.has(id)) throw new Error(`Calendar ${id} exists`);
    const primary = id === this.ownerEmail;
    const calendar: StoredCalendar = {
      id,
      primary,
      summary: wanted.summary,
      description: wanted.description,
      timeZone: wanted.timeZone,
      accessRole: wanted.accessRole ?? 'owner',
      viewer: this.ownerEmail,
      watchable: wanted.watchable ?? true,
      defaultReminders: primary ? [{ method: 'popup', minutes: 30 }] : [],
      events: new Map(),
      log: [],
      updated: this.clock.now(),
      tokenEpoch: 0,
      listEmptyOnce: false,
      showsUpTo: undefined,
    };
    this.calendars.set(id, calendar);
    return calendar;
  }

  remove(calendar: StoredCalendar): void {
    this.calendars.delete(calendar.id);
  }

  /** Appends a version of an event to the calendar's log and returns it. */
  commit(calendar: StoredCalendar, state: EventState): StoredEvent {
    const event: StoredEvent = {
      ...state,
      position: calendar.log.length + 1,
      etag: this.nextEtag(),
      committedAt: this.clock.now(),
      previous: calendar.events.get(state.id),
    };
    calendar.log.push(event);
    calendar.events.set(event.id, event);
    calendar.updated = event.committedAt;
    calendar.listEmptyOnce = true;
    this.onCommit(calendar);
    return event;
  }

  /** The organizer of events made on this calendar: on a secondary one, the calendar itself. */
  organizer(calendar: StoredCalendar): Person {
    if (calendar.primary) return { email: this.ownerEmail, self: true };
    return { email: calendar.id, displayName: calendar.summary, self: true };
  }

  /** On a calendar that the account may only read it is somebody else; Google's own calendars name themselves. */
  creator(calendar: StoredCalendar): Person {
    if (!mayWrite(calendar)) return this.organizer(calendar);
    return calendar.primary ? { email: this.ownerEmail, self: true } : { email: this.ownerEmail };
  }

  /** Opaque and different each time; Google's own are quoted digits too. */
  private nextEtag(): string {
    this.etagCount += 1;
    return `"${3_500_000_000_000_000 + this.etagCount * 2_000}"`;
  }
}

/** The version of an event that a reader of the log up to `position` sees. */
export function versionAt(event: StoredEvent, position: number): StoredEvent | undefined {
  let version: StoredEvent | undefined = event;
  while (version && version.position > position) version = version.previous;
  return version;
}

/** The place in the log that a reader sees who is `lagMs` behind. */
export function positionAt(calendar: StoredCalendar, instant: number): number {
  let position = calendar.log.length;
  while (position > 0 && (calendar.log[position - 1]?.committedAt ?? 0) > instant) position -= 1;
  return position;
}

export function mayWrite({ accessRole }: StoredCalendar): boolean {
  return accessRole === 'owner' || accessRole === 'writer';
}

/** The same for all channels of a calendar. https://developers.google.com/workspace/calendar/api/guides/push */
export function resourceIdOf(calendar: StoredCalendar): string {
  return createHash('sha256').update(calendar.id).digest('base64url').slice(0, 27);
}

/** Whether a deleted event can't be read any more. A cancelled occurrence stays as long as its series does. */
export function isGone(event: StoredEvent, now: number, tombstoneWeeks: number | null): boolean {
  if (event.fields.status !== 'cancelled') return false;
  if (event.purged) return true;
  if (event.recurringEventId !== undefined && !event.reset && !event.endedWithSeries) return false;
  return (
    tombstoneWeeks !== null && event.deletedAt !== undefined && now - event.deletedAt > tombstoneWeeks * 604_800_000
  );
}
