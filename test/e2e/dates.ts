// A calendar of series whose dates are items: what people do to them on both sides, and the one check that all of it ends with.
import { calendar, type calendar_v3 } from '@googleapis/calendar';
import { Temporal } from 'temporal-polyfill';
import type { Item } from '../../sandbox/directus/items';
import { fieldsOf, startTestBed, type TestBed } from './harness';

export const ZONE = 'Europe/Berlin';
export const WINDOW = { past: 7, future: 60 };
const CALENDAR = 'primary';

const FIELDS = { ...fieldsOf(), recurrence: 'rule', series: 'series', originalStart: 'original' };

/** What an item and its date have in common; of a single event, series and original start are null. */
interface Line {
  start: string;
  end: string;
  title: string | null;
  description: string | null;
  rule: string | null;
  series: string | null;
  original: string | null;
}

type Members = Parameters<TestBed['ui']['editAll']>[2];

/** A bed with one binding of dates. Its day does not end while a test goes on: with the next one the window moves. */
export async function startDates(changes: object = {}): Promise<Dates> {
  const bed = await startTestBed({
    calendar: { quota: { unitsPerMinute: null } },
    bindings: [
      {
        ...{ recurring: 'occurrences', window: WINDOW, timeZone: ZONE, fields: FIELDS },
        ...changes,
      },
    ],
  });
  const dates = new Dates(bed);
  const evening = dates.today().toZonedDateTime({ timeZone: ZONE, plainTime: '20:00' });
  if (bed.google.clock.now() > evening.epochMilliseconds) {
    await bed.advance(5 * 3_600_000);
    await bed.trigger('reconcile');
  }
  return dates;
}

export class Dates {
  /** Google's own client, which knows nothing of the sync. */
  private readonly client: calendar_v3.Calendar;

  constructor(readonly bed: TestBed) {
    this.client = calendar({
      version: 'v3',
      rootUrl: `${bed.google.url}/`,
      headers: { Authorization: 'Bearer local-token' },
      retry: false,
      // The client would import a fetch of its own, which jest's CommonJS mode cannot.
      fetchImplementation: fetch,
    });
  }

  today(): Temporal.PlainDate {
    return Temporal.Instant.fromEpochMilliseconds(Math.floor(this.bed.google.clock.now()))
      .toZonedDateTimeISO(ZONE)
      .toPlainDate();
  }

  /** A time of day, so many days after today, in Berlin; with its offset, as a person's browser sends it. */
  at(day: number, time = '18:00'): { dateTime: string; timeZone: string } {
    const moment = this.today().add({ days: day }).toZonedDateTime({ timeZone: ZONE, plainTime: time });
    return { dateTime: moment.toString({ timeZoneName: 'never' }), timeZone: ZONE };
  }

  /** `at` in UTC, as rules and original starts have it. */
  utc(day: number, time = '18:00'): string {
    return instant(this.at(day, time).dateTime);
  }

  // -------------------------------------------------------------- what people do

  /** Makes a series of an hour each; its id. */
  makeSeries(summary: string, rule: string, day = 1, time = '18:00'): string {
    const start = this.at(day, time);
    const end = { ...start, dateTime: later(start.dateTime, 60) };
    return this.bed.ui.create(CALENDAR, { summary, start, end, recurrence: [`RRULE:${rule}`] }).id;
  }

  /** An event of an hour that happens once. */
  makeSingle(summary: string, day: number, time: string): void {
    const start = this.at(day, time);
    this.bed.ui.create(CALENDAR, { summary, start, end: { ...start, dateTime: later(start.dateTime, 60) } });
  }

  /** A single event becomes a series. */
  setRule(eventId: string, rule: string): void {
    this.bed.ui.edit(CALENDAR, eventId, { recurrence: [`RRULE:${rule}`] });
  }

  editThis(series: string, original: string, changes: Members): void {
    this.bed.ui.editOccurrence(CALENDAR, series, original, changes);
  }

  deleteThis(series: string, original: string): void {
    this.bed.ui.deleteOccurrence(CALENDAR, series, original);
  }

  restoreThis(series: string, original: string): void {
    this.bed.ui.restoreOccurrence(CALENDAR, series, original);
  }

  editAll(series: string, changes: Members): void {
    this.bed.ui.editAll(CALENDAR, series, changes);
  }

  /** The id of the second half. */
  editFollowing(series: string, original: string, changes: Members): string {
    return this.bed.ui.editFollowing(CALENDAR, series, original, changes);
  }

  deleteFollowing(series: string, original: string): void {
    this.bed.ui.deleteFollowing(CALENDAR, series, original);
  }

  deleteAll(series: string): void {
    this.bed.ui.remove(CALENDAR, series);
  }

  restoreAll(series: string): void {
    this.bed.ui.restore(CALENDAR, series);
  }

  /** As "Save as Copy" does; the key of the copy. */
  async copy(key: number, changes: Item = {}): Promise<number> {
    const {
      id: _id,
      calendar_event_id: _eventId,
      calendar_event_sync: _sync,
      ...rest
    } = await this.bed.items().readOne(key);
    return (await this.bed.items().createOne({ ...rest, ...changes })).id as number;
  }

  // -------------------------------------------------------------- what is there

  /** Series that are not deleted. */
  series(): string[] {
    return this.events((event) => event.recurrence !== undefined && event.status !== 'cancelled');
  }

  deletedSeries(): string[] {
    return this.events((event) => event.recurrence !== undefined && event.status === 'cancelled');
  }

  singles(): string[] {
    return this.events(
      ({ recurrence, recurringEventId, status }) => !recurrence && !recurringEventId && status !== 'cancelled',
    );
  }

  /** The original starts of the dates of a series that are there within about the window. */
  live(series: string): string[] {
    return this.slots(series, 'confirmed');
  }

  /** Those that nobody has changed: an exception may be there still though its series has no such date any more. */
  untouched(series: string): string[] {
    const stored = this.bed.ui.all(CALENDAR).filter(({ recurringEventId }) => recurringEventId === series);
    const changed = stored.map(({ originalStartTime }) =>
      instant((originalStartTime as { dateTime: string }).dateTime),
    );
    return this.live(series).filter((slot) => !changed.includes(slot));
  }

  cancelled(series: string): string[] {
    return this.slots(series, 'cancelled');
  }

  startOf(series: string): string {
    const event = this.bed.ui.all(CALENDAR).find(({ id }) => id === series)!;
    return instant((event.start as { dateTime: string }).dateTime);
  }

  private events(isWanted: (event: ReturnType<TestBed['ui']['all']>[number]) => boolean): string[] {
    return this.bed.ui
      .all(CALENDAR)
      .filter((event) => !this.bed.pairs.isOthers(event.id) && isWanted(event))
      .map(({ id }) => id);
  }

  private slots(series: string, status: string): string[] {
    return this.bed.ui
      .occurrences(CALENDAR, series)
      .filter((event) => event.status === status)
      .map(({ originalStartTime }) => instant((originalStartTime as { dateTime: string }).dateTime))
      .filter((slot) => slot < this.window().timeMax);
  }

  /** The items of a series, by the original start of their dates. */
  async itemsOf(series: string): Promise<Map<string, Item>> {
    const items = await this.bed.items().readByQuery({ filter: { series: { _eq: series } }, sort: ['original'] });
    return new Map(items.map((item) => [instant(String(item.original)), item]));
  }

  /** Keys of the items of a series, in the order of their dates. */
  async keysOf(series: string): Promise<number[]> {
    return [...(await this.itemsOf(series)).values()].map(({ id }) => id as number);
  }

  /** The dates of a series that Google stores by themselves, cancelled ones too: original start and status. */
  async exceptions(series: string): Promise<string[]> {
    const events = await this.bed.pairs.events(CALENDAR, { showDeleted: true });
    return events
      .filter(({ recurringEventId }) => recurringEventId === series)
      .map(({ originalStartTime, status }) => `${instant(originalStartTime!.dateTime!)} ${status}`)
      .sort();
  }

  /** How often a series is there, and by which rule. */
  async rule(series: string): Promise<string | null> {
    const { data } = await this.client.events.get({ calendarId: CALENDAR, eventId: series });
    return data.recurrence?.join('\n') ?? null;
  }

  /** The items that overlap the window are what Google lists for it, nothing doubled and nothing lost; no execution failed. */
  async expectAlike(what: unknown = ''): Promise<void> {
    const [items, dates] = [await this.ofItems(), await this.ofGoogle()];
    const [lost, superfluous] = [without(dates, items), without(items, dates)];
    expect({ what, lost, superfluous }).toEqual({ what, lost: [], superfluous: [] });
    for (const { status, error } of this.bed.google.host.executions())
      expect([status, error]).not.toEqual(['failed', expect.anything()]);
  }

  /** Waits for quiet, then as above. */
  async settled(what: unknown = ''): Promise<void> {
    await this.bed.quiet();
    await this.expectAlike(what);
  }

  private window(): { timeMin: string; timeMax: string } {
    const midnight = (date: Temporal.PlainDate): string => date.toZonedDateTime(ZONE).toInstant().toString();
    const today = this.today();
    return {
      timeMin: midnight(today.subtract({ days: WINDOW.past })),
      timeMax: midnight(today.add({ days: WINDOW.future + 1 })),
    };
  }

  /** What Google lists for the window. */
  async listed(): Promise<Pick<Line, 'start' | 'title'>[]> {
    return this.ofGoogle();
  }

  private async ofGoogle(): Promise<Line[]> {
    const asked = { calendarId: CALENDAR, maxResults: 2500, ...this.window() };
    const { data } = await this.client.events.list({ ...asked, singleEvents: true });
    if (data.nextPageToken) throw new Error('the list has further pages');
    const events = (data.items ?? []).filter(({ id }) => !this.bed.pairs.isOthers(id!));
    const series = [...new Set(events.flatMap(({ recurringEventId }) => recurringEventId ?? []))];
    const rules = new Map(await Promise.all(series.map(async (id) => [id, await this.rule(id)] as const)));
    return events.map(({ start, end, summary, description, recurringEventId, originalStartTime }) => ({
      start: instant(start!.dateTime!),
      end: instant(end!.dateTime!),
      title: summary ?? null,
      description: description ?? null,
      rule: rules.get(recurringEventId ?? '') ?? null,
      series: recurringEventId ?? null,
      original: originalStartTime ? instant(originalStartTime.dateTime!) : null,
    }));
  }

  private async ofItems(): Promise<Line[]> {
    const { timeMin, timeMax } = this.window();
    const lines = (await this.bed.items().readByQuery()).map((item): Line => {
      const start = instant(String(item.calendar_event_start));
      return {
        start,
        end: item.calendar_event_end ? instant(String(item.calendar_event_end)) : start,
        title: text(item.name),
        description: text(item.description),
        rule: text(item.rule),
        series: text(item.series),
        original: item.original ? instant(String(item.original)) : null,
      };
    });
    return lines.filter(({ start, end }) => end > timeMin && start < timeMax);
  }
}

/** To the second, in UTC. */
function instant(text: string): string {
  return Temporal.Instant.from(text).round('second').toString();
}

export function later(moment: string, minutes: number): string {
  return Temporal.Instant.from(moment).add({ minutes }).toString();
}

function text(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

/** Of two multisets, what the first has beyond the second. */
function without(lines: readonly Line[], others: readonly Line[]): string[] {
  const left = others.map((line) => JSON.stringify(line));
  return lines
    .map((line) => JSON.stringify(line))
    .filter((line) => {
      const at = left.indexOf(line);
      if (at >= 0) left.splice(at, 1);
      return at < 0;
    });
}
