// What must hold of series when all is quiet, and of a single step of a person between two such moments.
import { Temporal } from 'temporal-polyfill';
import { eventLink } from '../../src/core/event';
import type { CalendarEvent } from '../../src/core/calendar-event';
import { itemFromRow, itemInSync, namedEvent } from '../../src/core/item';
import { rowKey } from '../../src/core/keys';
import { sameMeaning, type Row, type Value } from '../../src/core/values';
import { RETRIES } from '../../src/sync/retries';
import type { Binding } from '../binding';
import { agreesInTime, formOfTime } from '../oracle/meaning';
import { stateOf } from '../oracle/sides';
import type { World } from '../world';
import { datesOf as itemsOfDates } from '../../src/core/series/kinds';
import {
  cancelledIn,
  datesOf,
  exceptionsOf,
  isWithin,
  liveDates,
  liveEvents,
  sureDays,
  type GoogleDate,
} from './dates';
import { wronglyExpanded } from './expansion';
import type { Deed, SeriesPeople } from './people';

const NEAR_MS = 84 * 3_600_000;

/** Both sides as they stood when they agreed. */
export interface Agreed {
  rows: ReadonlyMap<string, Row>;
  dates: ReadonlyMap<string, GoogleDate>;
  /** Directus' newest activity id. */
  activity: number;
}

export function agreedNow(world: World, binding: Binding): Agreed {
  return {
    rows: new Map(world.directus.rows(binding.collection).map((row) => [rowKey(binding, row), row])),
    dates: thereFor(world, binding).dates,
    activity: newestActivity(world),
  };
}

/** Nothing runs, each date has its item, each pair is equal, and each item's base says so. */
export function isAgreed(world: World, binding: Binding, people: SeriesPeople): boolean {
  if (!world.isStill() || people.waiting > 0 || unequal(world, binding).length > 0) return false;
  return world.directus.rows(binding.collection).every((row) => {
    const item = itemFromRow(binding, row, 0);
    return item.eventId?.startsWith('-') || itemInSync(item);
  });
}

/** What items of a binding may name, and which of it must have one. */
interface There {
  dates: ReadonlyMap<string, GoogleDate>;
  /** Has an item, which is equal. */
  isSure: (date: GoogleDate) => boolean;
  /** Whether the item can't be there without what it names. */
  isRowSure: (row: Row) => boolean;
}

function thereFor(world: World, binding: Binding): There {
  const { calendar, events, recurring, zone } = binding;
  // An event says of one item that it is its own: what began as one of another binding need not have one here as well, whatever
  // becomes of it.
  const isAnothers = (event: CalendarEvent): boolean => ![undefined, binding.id].includes(eventLink(event)?.binding);
  if (recurring === 'occurrences') {
    const days = sureDays(world, binding);
    return {
      dates: liveDates(world, calendar),
      isSure: ({ event, series }) => (series === null ? !isAnothers(event) : isWithin(event, zone, days)),
      isRowSure: (row) => isRowWithin(binding, row, days),
    };
  }
  const alone = exceptionsOf(world, calendar);
  const isSure = ({ name, series, recurrence, event }: GoogleDate): boolean => {
    if (series !== null) return itemsOfDates(binding) === 'changed' && alone.has(name);
    if (isAnothers(event)) return false;
    return events === 'all' || (events === 'single') === (recurrence === null);
  };
  return { dates: liveEvents(world, calendar), isSure, isRowSure: () => true };
}

/** Items and dates one to one, and equal, within the days that are sure. */
export function unequal(world: World, binding: Binding): string[] {
  const { dates, isSure, isRowSure } = thereFor(world, binding);
  const rows = world.directus.rows(binding.collection);
  const refused = refusedLists(world, binding);
  const found: string[] = [];
  const named = new Map<string, string>();
  for (const row of rows) {
    const key = rowKey(binding, row);
    const name = namedEvent(itemFromRow(binding, row, 0));
    const id = row[binding.fields.eventId];
    if (typeof id === 'string' && id.startsWith('-')) {
      if (dates.has(id.slice(1))) found.push(`item ${key} is unlinked from ${id.slice(1)}, which lives`);
      continue;
    }
    if (formOfTime(binding, row) !== 'ok') continue;
    if (name === null) {
      found.push(`item ${key} names no event`);
      continue;
    }
    const other = named.get(name);
    if (other !== undefined) found.push(`items ${other} and ${key} both name ${name}`);
    named.set(name, key);
    const date = dates.get(name);
    if (date) {
      if (binding.recurring !== 'occurrences' || isSure(date))
        found.push(...differences(world, binding, row, date, refused.has(key)));
      if (binding.recurring === 'series' && date.recurrence && date.series === null && !refused.has(key))
        found.push(...wronglyExpanded(world, binding, row, date, rows));
    } else if (isRowSure(row)) found.push(`item ${key} names ${name}, which is not there`);
  }
  for (const [name, date] of dates) if (!named.has(name) && isSure(date)) found.push(`${name} has no item`);
  return found.map((line) => `${binding.collection}: ${line}`);
}

function isRowWithin(binding: Binding, row: Row, [from, to]: readonly [Temporal.Instant, Temporal.Instant]): boolean {
  const moment = (value: unknown): Temporal.Instant => {
    const text = String(value);
    if (text.length === 10) return Temporal.PlainDate.from(text).toZonedDateTime(binding.zone).toInstant();
    if (text.length === 19) return Temporal.PlainDateTime.from(text).toZonedDateTime(binding.zone).toInstant();
    return Temporal.Instant.from(text);
  };
  const start = moment(row[binding.fields.start]);
  return Temporal.Instant.compare(start, from) > 0 && Temporal.Instant.compare(start, to) < 0;
}

/** @param hasOwnList the dates that it lists as cancelled are told to be others */
function differences(world: World, binding: Binding, row: Row, date: GoogleDate, hasOwnList: boolean): string[] {
  const key = rowKey(binding, row);
  const { fields } = binding;
  const { event, name } = date;
  const found: string[] = [];
  const say = (column: string, value: unknown): void =>
    void found.push(`item ${key} ${column}: ${JSON.stringify(row[column])}, ${name}: ${JSON.stringify(value)}`);
  if (!agreesInTime(binding, row, event)) say(fields.start, [event.start, event.end]);
  for (const part of ['summary', 'description'] as const)
    if (!sameMeaning(part, row[fields[part]] as Value, event[part] ?? null)) say(fields[part], event[part]);
  if (fields.series && (row[fields.series] ?? null) !== date.series) say(fields.series, date.series);
  if (fields.originalStart && !isOriginal(binding, row[fields.originalStart], date.original))
    say(fields.originalStart, date.original);
  // Beside the item of a series those of its dates say nothing of its rule.
  const rule = binding.recurring === 'series' && date.series ? null : (date.recurrence?.join('\n') ?? null);
  if (fields.cancelled && !hasOwnList) {
    const all = date.recurrence && !date.series ? datesOf(world, binding.calendar, name) : [];
    const cancelled = all.flatMap(({ isCancelled, original }) => (isCancelled ? [original!] : []));
    if (cancelledIn(binding, row).sort().join() !== cancelled.sort().join()) say(fields.cancelled, cancelled);
  }
  if (fields.recurrence && !sameMeaning('recurrence', row[fields.recurrence] as Value, rule))
    say(fields.recurrence, rule);
  return found;
}

/** By the type of the column, in the binding's zone. */
function isOriginal({ types, zone }: Binding, value: unknown, original: string | null): boolean {
  if (original === null || typeof value !== 'string') return (value ?? null) === original;
  const isDay = original.length === 10;
  const begins = isDay
    ? Temporal.PlainDate.from(original).toZonedDateTime(zone)
    : Temporal.Instant.from(original).toZonedDateTimeISO(zone);
  const type = (types as Record<string, string>)['originalStart'] ?? 'timestamp';
  if (type === 'date') return value === (isDay ? original : begins.toPlainDate().toString());
  if (type === 'dateTime') return Temporal.PlainDateTime.from(value).equals(begins.toPlainDateTime());
  return Temporal.Instant.from(value).equals(begins.toInstant());
}

// ---------------------------------------------------------------- what happened

/** Deletions by the sync that no person brought about. */
export function unjustified(world: World, binding: Binding, people: SeriesPeople, before: Agreed): string[] {
  return deletedBySync(world, binding, before)
    .filter((key) => {
      const id = before.rows.get(key)?.[binding.fields.eventId];
      const name = String(id).replace(/^-/, '');
      if (!before.rows.has(key)) return false;
      if (binding.recurring === 'series' && !name.includes('#')) return !people.mayEnd.has(name);
      return !people.mayGo.has(name) && !people.mayGo.has(people.rootOf(name));
    })
    .map((key) => `item ${key} was deleted, though no person deleted its date`);
}

/**
 * What is wrong after a single step, that nothing came between.
 * @param exceptions the names of dates that were events of their own right after the step
 */
export function afterOneStep(
  world: World,
  binding: Binding,
  { step, side, typed }: Deed,
  before: Agreed,
  exceptions: ReadonlySet<string>,
): string[] {
  const found: string[] = [];
  const isOccurrences = binding.recurring === 'occurrences';
  const now = agreedNow(world, binding);
  const news = [...now.rows].filter(([key]) => !before.rows.has(key));
  const gone: Row[] = deletedBySync(world, binding, before).flatMap((key) => {
    const row = before.rows.get(key);
    return row ? [row] : [];
  });
  const originalOf = (row: Row): number => {
    const name = String(row[binding.fields.eventId]);
    const date = before.dates.get(name) ?? now.dates.get(name);
    const original = date?.original ?? date?.event.start?.dateTime ?? date?.event.start?.date;
    return original ? Date.parse(original) : NaN;
  };
  if (side === 'Google' && step.do !== 'create single')
    for (const row of gone)
      for (const [key, made] of news)
        if (Math.abs(originalOf(row) - originalOf(made)) <= NEAR_MS)
          found.push(
            `item ${rowKey(binding, row)} of ${String(row[binding.fields.eventId])} was deleted, and item ${key} made of ` +
              String(made[binding.fields.eventId]),
          );
  if (step.do === 'change dates' && isOccurrences)
    for (const [key, row] of before.rows) {
      const after = now.rows.get(key);
      const most =
        step.change === 'half an hour'
          ? 3_600_000
          : ['title', 'text', 'length'].includes(step.change)
            ? 0
            : NEAR_MS * 2;
      if (after && Math.abs(originalOf(after) - originalOf(row)) > most)
        found.push(
          `item ${key} went from ${String(row[binding.fields.eventId])} to ${String(after[binding.fields.eventId])}`,
        );
    }
  if (side !== 'Directus')
    for (const name of exceptionsOf(world, binding.calendar))
      if (!exceptions.has(name)) found.push(`${name} became an exception, though no item was edited`);
  if (typed?.collection === binding.collection) {
    const row = now.rows.get(typed.key);
    const isSame = (column: string, a: Value, b: Value): boolean =>
      column === binding.fields.recurrence ? sameMeaning('recurrence', a, b) : a === b;
    for (const [column, value] of Object.entries(typed.values))
      if (!isSame(column, row?.[column] as Value, value as Value))
        found.push(
          `item ${typed.key} ${column} is ${JSON.stringify(row?.[column])}, a person typed ${JSON.stringify(value)}`,
        );
  }
  return found;
}

/** Items that lay before the window when both sides agreed, and that nobody touched since, are as they were (SE5). */
export function changedHistory(world: World, binding: Binding, before: Agreed, touched: ReadonlySet<string>): string[] {
  if (binding.recurring !== 'occurrences') return [];
  const [from] = sureDays(world, binding);
  const early = from.subtract({ hours: 72 });
  return [...before.rows].flatMap(([key, row]) => {
    const date = before.dates.get(String(row[binding.fields.eventId]));
    if (!date || touched.has(key)) return [];
    const { start, end } = date.event;
    if (Date.parse(end!.dateTime ?? end!.date!) >= early.epochMilliseconds) return [];
    if (start?.date === undefined && start?.dateTime === undefined) return [];
    const after = world.directus.rows(binding.collection).find((each) => rowKey(binding, each) === key);
    const mapped = [binding.fields.start, binding.fields.end, binding.fields.summary, binding.fields.description];
    const isSame = after && mapped.every((column) => after[column] === row[column]);
    return isSame ? [] : [`item ${key} of ${date.name}, which is history, was ${after ? 'changed' : 'deleted'}`];
  });
}

/** Dates that a person cancelled or brought back, and Google does not: a series has no such date, or it stays cancelled (SE12). */
const REFUSED = /^Google refused cancelled/;

/** Keys of items that were told so. */
function refusedLists(world: World, { id }: Binding): Set<string | undefined> {
  const failures = stateOf(world).get(RETRIES);
  return new Set(
    failures.filter(({ binding, reason }) => binding === id && REFUSED.test(reason)).map(({ key }) => key),
  );
}

/** When nothing fails any more, nothing stands among the failures. */
export function leftovers(world: World): string[] {
  return stateOf(world)
    .get(RETRIES)
    .filter(({ reason }) => !REFUSED.test(reason))
    .map(({ key, event, reason }) => `${key ?? event} still fails: ${reason}`);
}

export function changedStrangers(world: World): string[] {
  return [...world.foreign].flatMap(([id, { calendar, text }]) => {
    const now = world.events(calendar).find((event) => event.id === id);
    return JSON.stringify(now) === text ? [] : [`the foreign event ${id} was changed`];
  });
}

function newestActivity(world: World): number {
  return Number(world.directus.peek('directus_activity').at(-1)!['id']);
}

function deletedBySync(world: World, { collection }: Binding, { activity }: Agreed): string[] {
  return world.directus
    .peek('directus_activity')
    .filter(
      (row) =>
        Number(row['id']) > activity &&
        row['action'] === 'delete' &&
        row['collection'] === collection &&
        row['user'] === null,
    )
    .map((row) => String(row['item']));
}
