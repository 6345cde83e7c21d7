// People at work on series in Google, and on the items of their dates in Directus.
import { Temporal } from 'temporal-polyfill';
import type { UiEvent } from '../../sandbox/calendar/ui';
import type { EventTime } from '../../src/core/calendar-event';
import { rowKey } from '../../src/core/keys';
import type { Row } from '../../src/core/values';
import { asRead } from '../as-read';
import type { Binding } from '../binding';
import { ZONES } from '../oracle/day-tokens';
import type { World } from '../world';
import { cancelledIn, datesOf, seriesOf, singlesOf, type GoogleDate } from './dates';
import { RULES, type Change, type Scope, type SeriesPersonStep } from './steps';
import {
  inOtherZone,
  longer,
  newColumns,
  otherKind,
  shifted,
  shiftedColumn,
  timesOf,
  type Shift,
  type Times,
} from './times';
import type { Typed } from './typed';

const SHIFTS: Partial<Record<Change, Shift>> = {
  'half an hour': { days: 0, minutes: 30 },
  'a day': { days: 1, minutes: 0 },
  'five days': { days: 5, minutes: 0 },
};

/** What a person did, as the oracle asks for it. */
export interface Deed {
  step: SeriesPersonStep;
  side: 'Google' | 'Directus' | 'none';
  /** Values that items must hold when nothing else was done: the key, and columns. */
  typed?: { collection: string; key: string; values: Row };
}

export class SeriesPeople {
  /** Steps that did something. */
  done = 0;
  /** Requests to Directus that wait for their answers. */
  waiting = 0;
  /** Names of dates, and ids of series and single events, whose items may go. */
  readonly mayGo = new Set<string>();
  /** Ids of series and single events that were deleted. */
  readonly mayEnd = new Set<string>();
  /** Keys of items that a person deleted, or has begun to. */
  readonly deleted = new Set<string>();
  /** Of the second half of a series the first one. */
  private readonly firstHalves = new Map<string, string>();
  private texts = 0;

  constructor(
    private readonly world: World,
    private readonly bindings: readonly [Binding, ...Binding[]],
    private readonly typed: Typed,
  ) {}

  /** Does it; undefined where there is nothing to do it to, or the side refuses it. */
  async take(step: SeriesPersonStep): Promise<Deed | undefined> {
    const deed =
      step.do === 'days pass'
        ? await this.passDays(step)
        : (this.typed.inGoogle(() => this.inGoogle(step)) ?? this.inDirectus(step));
    if (deed) this.done += 1;
    return deed;
  }

  /** The series that a name of a date belongs to, by its first half. */
  rootOf(name: string): string {
    const series = name.split('#')[0]!;
    const first = this.firstHalves.get(series);
    return first === undefined ? series : this.rootOf(first);
  }

  private async passDays(step: Extract<SeriesPersonStep, { do: 'days pass' }>): Promise<Deed> {
    for (let i = 0; i < step.days; i++) {
      this.world.jump(24 * 3_600_000);
      await this.world.scheduler.pass(5 * 60_000);
    }
    return { step, side: 'none' };
  }

  private get calendar(): string {
    return this.bindings[0].calendar;
  }

  private get calendarZone(): string {
    return this.world.zoneOf(this.calendar);
  }

  private today(): Temporal.PlainDate {
    return Temporal.Instant.fromEpochMilliseconds(Math.floor(this.world.clock.now()))
      .toZonedDateTimeISO(this.bindings[0].zone)
      .toPlainDate();
  }

  private text(of: string): string {
    this.texts += 1;
    return `t${this.texts} ${of}`;
  }

  // ---------------------------------------------------------------- Google

  private inGoogle(step: SeriesPersonStep): Deed | undefined {
    const { calendar } = this;
    const { ui } = this.world.google;
    const done: Deed = { step, side: 'Google' };
    const series = 'series' in step ? pick(seriesOf(this.world, calendar), step.series) : undefined;
    const single = 'single' in step ? pick(singlesOf(this.world, calendar), step.single) : undefined;
    switch (step.do) {
      case 'create series':
      case 'create single': {
        const times = timesOf(this.dayAfter(step.day), step.clock, this.calendarZone, step.whole);
        const recurrence = step.do === 'create series' ? { recurrence: [ruleOf(step.rule, startOf(times))] } : {};
        const texts = { summary: this.text('series'), description: this.text('text') };
        ui.create(calendar, { ...texts, ...times, ...recurrence } as never);
        return done;
      }
      case 'change dates':
        return series && this.changeDates(series, step) ? done : undefined;
      case 'delete dates':
        return series && this.deleteDates(series, step.scope, step.date) ? done : undefined;
      case 'restore date': {
        const date = series && pick(this.dates(series, 'cancelled'), step.date);
        if (!date) return undefined;
        ui.restoreOccurrence(calendar, series.id, date.original!);
        return done;
      }
      case 'change rule': {
        if (!series) return undefined;
        ui.editAll(calendar, series.id, { recurrence: [ruleOf(step.rule, startOf(asRead(series) as Times))] });
        this.wholeMayGo(series.id);
        return done;
      }
      case 'begin to repeat': {
        if (!single) return undefined;
        const { start, end } = asRead(single);
        const zoned = start!.dateTime
          ? { start: inZone(start!, this.calendarZone), end: inZone(end!, this.calendarZone) }
          : {};
        ui.edit(calendar, single.id, {
          ...zoned,
          recurrence: [ruleOf(step.rule, startOf({ start: start! }))],
        } as never);
        this.wholeMayGo(single.id);
        return done;
      }
      case 'end repeating': {
        if (!series) return undefined;
        ui.edit(calendar, series.id, { recurrence: null });
        this.wholeMayGo(series.id);
        return done;
      }
      case 'change single': {
        if (!single) return undefined;
        ui.edit(calendar, single.id, this.changeOf(asRead(single) as Times, step.change) as never);
        return done;
      }
      case 'delete single': {
        if (!single) return undefined;
        ui.remove(calendar, single.id);
        this.mayGo.add(single.id);
        this.mayEnd.add(single.id);
        return done;
      }
      default:
        return undefined;
    }
  }

  private changeDates(
    series: UiEvent,
    { scope, date: at, change }: Extract<SeriesPersonStep, { do: 'change dates' }>,
  ): boolean {
    const { calendar } = this;
    const { ui } = this.world.google;
    const date = pick(this.dates(series, 'live'), at);
    if (!date) return false;
    if (scope === 'this') {
      ui.editOccurrence(calendar, series.id, date.original!, this.changeOf(date.event as Times, change) as never);
      return true;
    }
    if (!['title', 'text', 'length'].includes(change)) this.wholeMayGo(series.id);
    if (scope === 'all') {
      ui.editAll(calendar, series.id, this.changeOf(asRead(series) as Times, change) as never);
      return true;
    }
    // The form of an edit of "this and following" shows the times of the series there.
    const untouched = { ...date.event, ...timesAt(series, date) } as Times;
    const second = ui.editFollowing(calendar, series.id, date.original!, this.changeOf(untouched, change) as never);
    if (second !== series.id) this.firstHalves.set(second, series.id);
    return true;
  }

  private deleteDates(series: UiEvent, scope: Scope, at: number): boolean {
    const { calendar } = this;
    const { ui } = this.world.google;
    const date = pick(this.dates(series, 'live'), at);
    if (!date) return false;
    if (scope === 'this') {
      ui.deleteOccurrence(calendar, series.id, date.original!);
      this.mayGo.add(date.name);
    } else {
      if (scope === 'all') ui.remove(calendar, series.id);
      else ui.deleteFollowing(calendar, series.id, date.original!);
      this.wholeMayGo(series.id);
      this.mayEnd.add(series.id);
    }
    return true;
  }

  private wholeMayGo(series: string): void {
    this.mayGo.add(this.rootOf(series));
  }

  /** Dates that people see on their screens: those from yesterday on. */
  private dates(series: UiEvent, state: 'live' | 'cancelled'): GoogleDate[] {
    const yesterday = this.today().subtract({ days: 1 }).toString();
    return datesOf(this.world, this.calendar, series.id)
      .filter(({ isCancelled, original }) => isCancelled === (state === 'cancelled') && original! >= yesterday)
      .slice(0, 40);
  }

  private changeOf(times: Times, change: Change): object {
    const { start, end } = times;
    const shift = SHIFTS[change];
    if (shift) return shifted({ start, end }, shift);
    if (change === 'length') return longer({ start, end });
    if (change === 'kind') return otherKind({ start, end }, this.calendarZone);
    if (change === 'zone') return inOtherZone({ start, end }, ZONES[this.texts % ZONES.length]!);
    return change === 'title' ? { summary: this.text('series') } : { description: this.text('text') };
  }

  private dayAfter(days: number): string {
    return this.today().add({ days }).toString();
  }

  // ---------------------------------------------------------------- Directus

  private inDirectus(step: SeriesPersonStep): Deed | undefined {
    if (this.world.directusDown) return undefined;
    const binding = this.bindingOf(step);
    const { collection, fields } = binding;
    const { directus } = this.world;
    const rows = directus.rows(collection);
    const done: Deed = { step, side: 'Directus' };
    switch (step.do) {
      case 'create item':
        this.start(directus.create(collection, [this.newRow(binding, step)]));
        return done;
      case 'change item': {
        const row = pick(rows, step.which);
        const change = row && this.changeOfItem(binding, row, step.change);
        if (!row || !change) return undefined;
        return { ...done, typed: this.update(binding, row, change) };
      }
      case 'change rule of item': {
        if (binding.recurring !== 'series') return undefined;
        const own = rows.filter((row) => isOfEvent(binding, row));
        const row = pick(own, step.which);
        if (!row) return undefined;
        const start = String(row[fields.start]);
        const rule = step.rule < RULES.length ? ruleOf(step.rule, start).slice('RRULE:'.length) : null;
        return { ...done, typed: this.update(binding, row, { [fields.recurrence!]: rule }) };
      }
      case 'change cancelled': {
        if (!fields.cancelled) return undefined;
        const row = pick(
          rows.filter((each) => isOfEvent(binding, each) && each[fields.recurrence!]),
          step.which,
        );
        const change = row && this.otherCancelled(binding, row, step);
        if (!row || !change) return undefined;
        this.update(binding, row, { [fields.cancelled]: change });
        return done;
      }
      case 'change items together': {
        const some = several(rows, step.which, step.count).map((row) => rowKey(binding, row));
        if (some.length === 0) return undefined;
        this.start(directus.update(collection, some, { [fields.summary]: this.text('item') }));
        return done;
      }
      case 'delete items': {
        const some = several(rows, step.which, step.count);
        const keys = some.map((row) => rowKey(binding, row));
        if (keys.length === 0) return undefined;
        for (const key of keys) this.deleted.add(key);
        // All of them may be all that is left of their series (W4).
        for (const row of some) this.idMayGo(String(row[fields.eventId]).replace(/^-/, ''));
        this.start(directus.remove(collection, keys));
        return done;
      }
      case 'copy item': {
        const row = pick(rows, step.which);
        if (!row) return undefined;
        const key = this.world.setup.keys === 'uuid' ? this.world.random.uuid() : undefined;
        const { [fields.key]: _, ...rest } = row;
        this.start(directus.create(collection, [{ ...rest, ...(key && { [fields.key]: key }) }]));
        return done;
      }
      default:
        return undefined;
    }
  }

  private bindingOf(step: SeriesPersonStep): Binding {
    return this.bindings[('at' in step ? (step.at ?? 0) : 0) % this.bindings.length]!;
  }

  private update(binding: Binding, row: Row, values: Row): NonNullable<Deed['typed']> {
    const { collection, fields } = binding;
    const key = rowKey(binding, row);
    // The dates of a series go with it.
    const isMoved = [fields.start, fields.recurrence].some((column) => column !== undefined && column in values);
    if (isMoved && isOfEvent(binding, row)) this.wholeMayGo(String(row[fields.eventId]));
    for (const name of fields.cancelled && fields.cancelled in values ? this.cancelledBy(binding, row, values) : [])
      this.mayGo.add(name);
    this.start(this.world.directus.update(collection, [key], values));
    return { collection, key, values };
  }

  private idMayGo(id: string): void {
    if (id.includes('#')) return void this.mayGo.add(id);
    this.wholeMayGo(id);
    this.mayEnd.add(id);
  }

  private cancelledBy(binding: Binding, row: Row, values: Row): string[] {
    const series = String(row[binding.fields.eventId]);
    return cancelledIn(binding, values).map((original) => `${series}#${original}`);
  }

  /** One more date, or one less; undefined where there is none. */
  private otherCancelled(
    binding: Binding,
    row: Row,
    { date, restores }: Extract<SeriesPersonStep, { do: 'change cancelled' }>,
  ): string[] | undefined {
    const before = cancelledIn(binding, row);
    if (restores) return before.length === 0 ? undefined : before.filter((each) => each !== pick(before, date));
    const series = seriesOf(this.world, this.calendar).find(({ id }) => id === row[binding.fields.eventId]);
    const found = series && pick(this.dates(series, 'live'), date);
    return found && [...before, found.original!];
  }

  private newRow(binding: Binding, { day: days, clock, rule }: Extract<SeriesPersonStep, { do: 'create item' }>): Row {
    const { fields, recurring } = binding;
    const day = this.dayAfter(days);
    const recurs = recurring === 'series' && rule !== undefined && rule < RULES.length;
    return {
      ...newColumns(binding, day, clock),
      ...(fields.allDay && { [fields.allDay]: false }),
      ...(recurs && { [fields.recurrence!]: ruleOf(rule, day).slice('RRULE:'.length) }),
      [fields.summary]: this.text('item'),
      [fields.description]: this.text('text'),
    };
  }

  private changeOfItem(binding: Binding, row: Row, change: Change): Row | undefined {
    const { fields } = binding;
    if (change === 'title') return { [fields.summary]: this.text('item') };
    if (change === 'text') return { [fields.description]: this.text('text') };
    const shift = SHIFTS[change];
    const [start, end] = [row[fields.start], row[fields.end]];
    if (!shift || typeof start !== 'string') return undefined;
    const moved = (value: string): string => shiftedColumn(binding, row, value, shift);
    return { [fields.start]: moved(start), ...(typeof end === 'string' && { [fields.end]: moved(end) }) };
  }

  private start(work: Promise<unknown>): void {
    this.waiting += 1;
    this.world.spawn(work.finally(() => (this.waiting -= 1)));
  }
}

/** A rule that begins with its start, a day or a time; a last day is some days later. */
function ruleOf(rule: number, start: string): string {
  const text = RULES[rule % RULES.length]!;
  if (!text.endsWith('=')) return `RRULE:${text}`;
  const day = Temporal.PlainDate.from(start.slice(0, 10)).add({ days: 12 });
  const basic = day.toString().replace(/-/g, '');
  return `RRULE:${text}${start.length === 10 ? basic : `${basic}T235959Z`}`;
}

function startOf({ start }: Pick<Times, 'start'>): string {
  return start.date ?? start.dateTime!;
}

/** Whether it is the item of a single event or of a whole series. */
function isOfEvent({ fields }: Binding, row: Row): boolean {
  const id = row[fields.eventId];
  return typeof id === 'string' && !id.includes('#') && !id.startsWith('-');
}

function inZone(time: EventTime, zone: string): EventTime {
  return { ...time, timeZone: time.timeZone ?? zone };
}

/** Where the rule has a date, and as long as the series has it. */
function timesAt(series: UiEvent, { event: { originalStartTime } }: GoogleDate): Times {
  const { start, end } = asRead(series) as Times;
  const at = originalStartTime!;
  if (at.date) {
    const days = Temporal.PlainDate.from(start.date!).until(end.date!).days;
    return { start: { date: at.date }, end: { date: Temporal.PlainDate.from(at.date).add({ days }).toString() } };
  }
  const length = Temporal.Instant.from(start.dateTime!).until(end.dateTime!);
  const begins = Temporal.Instant.from(at.dateTime!);
  const zone = start.timeZone ? { timeZone: start.timeZone } : {};
  return {
    start: { dateTime: begins.toString(), ...zone },
    end: { dateTime: begins.add(length).toString(), ...zone },
  };
}

/** One of them, counted round; of negative numbers from the end. */
function pick<T>(list: readonly T[], which: number): T | undefined {
  return list.length === 0 ? undefined : list[((which % list.length) + list.length) % list.length];
}

function several<T>(list: readonly T[], which: number, count: number): T[] {
  const first = list.length === 0 ? 0 : ((which % list.length) + list.length) % list.length;
  return list.slice(first, first + count);
}
