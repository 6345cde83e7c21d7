// Google Calendar in memory, as the Calendar port shows it: etags with If-Match, tombstones, sync tokens, channels.
import { isWithin, untouched } from './fake-series';
import { patched } from '../../src/core/event';
import { withCancelled } from '../../src/core/series/cancelled';
import type { CalendarEvent } from '../../src/core/calendar-event';
import {
  failed,
  success,
  type CalendarPort,
  type ChannelRequest,
  type Count,
  type EventList,
  type EventWrite,
  type Failure,
  type Period,
  type Result,
} from '../../src/ports';

export class FakeCalendar implements CalendarPort {
  readonly events = new Map<string, CalendarEvent>();
  readonly channels = new Map<string, ChannelRequest & { resourceId: string }>();
  /** What was called, one word each; writes with their kind. */
  readonly calls: string[] = [];
  /** Makes a call fail; `write` is missing for reads. */
  refuse: (call: string, write?: EventWrite) => Failure | undefined = () => undefined;
  /** Runs before each write reaches the calendar: people edit in the meantime. */
  meanwhile: () => void = () => undefined;
  tokensAreVoid = false;
  /** Units of Google's minute that bulk may take at a time: its slices are no longer. */
  room = Infinity;
  /** Counts what is used of a day. */
  count: Count = () => undefined;
  timeZone = 'UTC';
  /** The address that Google gives new events. */
  htmlLink: string | undefined;
  accessRole = 'owner';
  /** Every write that was tried. */
  readonly writes: EventWrite[] = [];
  private changes = 0;
  private readonly changedAt = new Map<string, number>();
  private readonly usedIds = new Set<string>();

  constructor(private readonly now: () => number) {}

  /** A person's edit, or a new event; members that are undefined are removed. */
  edit(id: string, members: Partial<CalendarEvent>): CalendarEvent {
    return this.store({ organizer: { self: true }, status: 'confirmed', ...this.events.get(id), ...members, id });
  }

  remove(id: string): void {
    this.edit(id, { status: 'cancelled' });
  }

  /** A person moves the event to another calendar: here a bare tombstone stays. */
  move(id: string, to: FakeCalendar, keeps: { properties: boolean } = { properties: true }): void {
    const { extendedProperties, ...rest } = this.events.get(id)!;
    to.edit(id, keeps.properties ? { ...rest, extendedProperties } : rest);
    this.store({ id, status: 'cancelled' });
  }

  /** Six weeks pass: Google shows nothing of deleted events any more, but their ids stay used. */
  forgetTombstones(): void {
    for (const { id, status } of this.events.values()) {
      if (status !== 'cancelled') continue;
      this.events.delete(id);
      this.usedIds.add(id);
    }
  }

  get live(): CalendarEvent[] {
    return [...this.events.values()].filter((event) => event.status !== 'cancelled');
  }

  list(_: string, syncToken: string | undefined): Result<EventList> {
    const refusal = this.called('list');
    if (refusal) return refusal;
    if (syncToken !== undefined && this.tokensAreVoid) return failed('gone', 'Google Calendar answered 410', 410);
    const since = Number(syncToken ?? 0);
    const events = [...this.events.values()].filter((event) => this.changedAt.get(event.id)! > since).map(copy);
    return success({
      events: syncToken === undefined ? withCancelled(events) : events,
      nextSyncToken: String(this.changes),
      timeZone: this.timeZone,
      accessRole: this.accessRole,
    });
  }

  getMany(_: string, eventIds: readonly string[]): Result<CalendarEvent>[] {
    const refusal = this.called('get');
    return eventIds.map((id) => refusal ?? this.read(id));
  }

  occurrences(_: string, seriesId: string, time: Period): Result<CalendarEvent[]> {
    const refusal = this.called('occurrences');
    if (refusal) return refusal;
    const master = this.events.get(seriesId);
    if (!master?.recurrence) return failed('notFound', 'Google Calendar answered 404', 404);
    return success(
      this.slotsOf(master)
        .filter((event) => isWithin(event, time))
        .map(copy),
    );
  }

  allOccurrences(_: string, time: Period): Result<CalendarEvent[]> {
    const refusal = this.called('allOccurrences');
    if (refusal) return refusal;
    const masters = this.live.filter(({ recurrence, recurringEventId }) => recurrence && !recurringEventId);
    const slots = masters.flatMap((master) => this.slotsOf(master));
    return success(slots.filter((event) => isWithin(event, time)).map(copy));
  }

  wholeSeries(_: string, uid: string): Result<CalendarEvent[]> {
    const refusal = this.called('wholeSeries');
    if (refusal) return refusal;
    return success(withCancelled([...this.events.values()].filter(({ iCalUID }) => iCalUID === uid).map(copy)));
  }

  /** A person makes a series, of half an hour each, with its rule in UTC. */
  makeSeries(id: string, start: string, rule: string, members: Partial<CalendarEvent> = {}): void {
    const isDays = start.length === 10;
    const end = new Date(Date.parse(start) + (isDays ? 86_400_000 : 1_800_000)).toISOString();
    const times = isDays
      ? { start: { date: start }, end: { date: end.slice(0, 10) } }
      : { start: { dateTime: start, timeZone: 'UTC' }, end: { dateTime: end.replace('.000', ''), timeZone: 'UTC' } };
    this.edit(id, { iCalUID: `${id}@google.com`, summary: id, ...times, recurrence: [`RRULE:${rule}`], ...members });
  }

  /** A person changes one date of a series. */
  editDate(slot: string, members: Partial<CalendarEvent>): void {
    this.edit(slot, { ...this.slot(slot), ...members });
  }

  /** All dates of a series that is there: changed ones as they are, the others as the rule has them. */
  private slotsOf(master: CalendarEvent): CalendarEvent[] {
    return untouched(master).map((event) => this.events.get(event.id) ?? event);
  }

  /** One date of a series; a series that is deleted takes its dates along. */
  private slot(name: string): CalendarEvent | undefined {
    const master = this.events.get(name.split('#')[0]!);
    const slot = master?.recurrence && this.slotsOf(master).find(({ id }) => id === name);
    return slot && master.status === 'cancelled' ? { ...slot, status: 'cancelled' } : slot || undefined;
  }

  probe(): Result<null> {
    return this.called('probe') ?? success(null);
  }

  search(_: string, privateProperty: string): Result<CalendarEvent[]> {
    const refusal = this.called('search');
    if (refusal) return refusal;
    const [name, value] = privateProperty.split('=') as [string, string];
    return success(this.live.filter((event) => event.extendedProperties?.private?.[name] === value).map(copy));
  }

  write(_: string, writes: readonly EventWrite[]): Result<CalendarEvent>[] {
    this.writes.push(...writes);
    return writes.map((write) => {
      const cancels = write.kind === 'patch' && write.body['status'] === 'cancelled';
      const refusal = this.called(cancels ? 'cancel' : write.kind, write);
      this.meanwhile();
      return refusal ?? (write.kind === 'insert' ? this.insert(write.body) : this.patch(write));
    });
  }

  watch(_: string, channel: ChannelRequest): Result<{ resourceId: string; expiresAt: number }> {
    const refusal = this.called('watch');
    if (refusal) return refusal;
    const resourceId = `resource of ${channel.id}`;
    this.channels.set(channel.id, { ...channel, resourceId });
    return success({ resourceId, expiresAt: this.now() + channel.ttlSeconds * 1000 });
  }

  stop(channelId: string): Result<null> {
    const refusal = this.called('stop');
    if (refusal) return refusal;
    return this.channels.delete(channelId) ? success(null) : failed('notFound', 'no such channel', 404);
  }

  calendars(): ReturnType<CalendarPort['calendars']> {
    return success([
      { id: 'primary', summary: 'Calendar', accessRole: this.accessRole, primary: true, timeZone: this.timeZone },
    ]);
  }

  waitMs(calls: number, patches: number): number {
    return calls + 2 * patches > this.room ? 60_000 : 0;
  }

  isOneByOne(): boolean {
    return false;
  }

  private called(call: string, write?: EventWrite): { ok: false; failure: Failure } | undefined {
    this.calls.push(call);
    const failure = this.refuse(call, write);
    return failure && { ok: false, failure };
  }

  private read(id: string): Result<CalendarEvent> {
    const event = id.includes('#') ? this.slot(id) : this.events.get(id);
    return event ? success(copy(event)) : failed('notFound', 'Google Calendar answered 404', 404);
  }

  private insert(body: CalendarEvent): Result<CalendarEvent> {
    if (this.events.has(body.id) || this.usedIds.has(body.id))
      return failed('duplicate', 'Google Calendar answered 409', 409, 'duplicate');
    this.count('newEvents');
    const given = { iCalUID: `${body.id}@google.com`, organizer: { self: true }, status: 'confirmed' };
    return success(copy(this.store({ ...given, ...this.link(), ...body })));
  }

  private link(): Partial<CalendarEvent> {
    return this.htmlLink === undefined ? {} : { htmlLink: this.htmlLink };
  }

  private patch({ event, body }: Extract<EventWrite, { kind: 'patch' }>): Result<CalendarEvent> {
    const stored = this.events.get(event.id) ?? this.slot(event.id);
    if (!stored) return failed('notFound', 'Google Calendar answered 404', 404);
    if (stored.etag !== event.etag) return failed('changed', 'Google Calendar answered 412', 412);
    return success(copy(this.store(patched(stored, body))));
  }

  private store(event: CalendarEvent): CalendarEvent {
    this.changes += 1;
    this.changedAt.set(event.id, this.changes);
    const stored = { ...copy(event), etag: `"${this.changes}"`, updated: new Date(this.now()).toISOString() };
    this.events.set(event.id, stored);
    return stored;
  }
}

/** Several calendars as one port. */
export function calendarsPort(of: (calendarId: string) => FakeCalendar, all: () => FakeCalendar[]): CalendarPort {
  return {
    list: (id, token) => of(id).list(id, token),
    getMany: (id, eventIds) => of(id).getMany(id, eventIds),
    occurrences: (id, series, time) => of(id).occurrences(id, series, time),
    allOccurrences: (id, time) => of(id).allOccurrences(id, time),
    wholeSeries: (id, uid) => of(id).wholeSeries(id, uid),
    probe: (id) => of(id).probe(),
    search: (id, property) => of(id).search(id, property),
    write: (id, writes) => of(id).write(id, writes),
    watch: (id, channel) => of(id).watch(id, channel),
    stop: (channelId) => (all().find(({ channels }) => channels.has(channelId)) ?? all()[0]!).stop(channelId),
    calendars: () => all()[0]!.calendars(),
    isOneByOne: () => all().some((calendar) => calendar.isOneByOne()),
    waitMs: (calls, patches) => Math.max(...all().map((calendar) => calendar.waitMs(calls, patches))),
  };
}

function copy<T>(value: T): T {
  return structuredClone(value);
}
