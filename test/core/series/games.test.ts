// People change series at random, and items keep their keys.
import fc from 'fast-check';
import type { PlacedItem, SeriesRead } from './places';
import { readSlot } from '../../../src/core/series/slot';
import { overlaps } from '../../../src/core/series/window';
import { addDays } from '../../../src/core/zones';
import {
  CalendarModel,
  FIRST_DAY,
  ItemsModel,
  localDay,
  NOW,
  secondsAfter,
  WINDOW,
  ZONE,
  type Change,
  type Ways,
} from './series-model';

const ways = fc.record<Ways>({
  exceptions: fc.constantFrom('kept', 'reset'),
  isLinkCopied: fc.boolean(),
  isNamedAfter: fc.boolean(),
});
const change = fc.constantFrom<Change>(
  {},
  { minutes: 30 },
  { minutes: -45 },
  { days: 1 },
  { days: 2, minutes: 15 },
  { every: 14 },
  { isAllDay: true },
  { isAllDay: false },
);
const step = fc.record({
  what: fc.constantFrom('this', 'all', 'following', 'deleted item', 'single', 'series'),
  /** Which series, and which of its dates in the window. */
  which: fc.nat({ max: 20 }),
  date: fc.nat({ max: 70 }),
  exception: fc.constantFrom<'cancelled' | number>('cancelled', 0, 60, -90, 1440),
  change,
  ways,
  halves: fc.constantFrom('together', 'first half first', 'second half first'),
});
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

/** Items and where they are to be by what a person did: those whose date that is still there, or else was moved with its series. */
function expected(
  before: readonly PlacedItem[],
  from: string,
  to: readonly string[],
  calendar: CalendarModel,
  by: Change,
) {
  const dates = to.flatMap((id) => calendar.dates(id));
  const onDay = new Map(dates.map((date) => [date.day, date]));
  // Of a daily series the shifted date is that of another item.
  const isShifted = calendar.series.get(from)!.every >= 7;
  return before
    .filter(({ name, when }) => readSlot(name)?.series === from && overlaps(when, WINDOW, ZONE))
    .flatMap(({ key, name }) => {
      const day = localDay(readSlot(name)!.original);
      const date = onDay.get(day) ?? (isShifted ? onDay.get(addDays(day, by.days ?? 0)) : undefined);
      return date && !date.isCancelled && overlaps(date.when, WINDOW, ZONE) ? [{ key, name: date.slot }] : [];
    });
}

function play(steps: readonly Step[], everyOfA: number): void {
  const calendar = new CalendarModel();
  calendar.add('a', addDays(FIRST_DAY, -3 * everyOfA), everyOfA);
  calendar.add('w', addDays(FIRST_DAY, 4), 7);
  const items = new ItemsModel();
  items.settle(NOW, calendar);
  let now = NOW;
  for (const { what, which, date, exception, change: by, ways: way, halves } of steps) {
    now = secondsAfter(now, 3600);
    const ids = [...calendar.series.keys()];
    const id = ids[which % Math.max(1, ids.length)];
    const inWindow = id === undefined ? [] : calendar.dates(id).filter(({ when }) => overlaps(when, WINDOW, ZONE));
    const chosen = inWindow[date % Math.max(1, inWindow.length)];
    if (id === undefined || chosen === undefined) continue;
    const before = items.items;
    const old = { reads: calendar.reads(), whens: calendar.whens() };
    let affected = [id];
    let closed: string[] = [];
    // On every second day dates are as near to one as to another; and half of the dates alone prove no relation.
    const isProven = what !== 'following' || way.isLinkCopied || way.isNamedAfter;
    const isClear = by.every === undefined || (calendar.series.get(id)!.every === 7 && isProven);
    const safe: Change = isClear ? by : { minutes: 5 };
    if (what === 'this') calendar.this(id, chosen.day, exception);
    else if (what === 'all') calendar.all(id, safe, way);
    else if (what === 'following') affected = [id, calendar.following(id, chosen.day, safe, way)];
    else if (what === 'single') calendar.toSingle(id);
    else if (what === 'series' && calendar.singles.size > 0)
      calendar.add([...calendar.singles.keys()][0]!, chosen.day, 7);
    else if (what === 'deleted item') {
      items.items = before.filter(({ name }) => name !== chosen.slot);
      closed = [chosen.slot];
      items.pull(now, calendar.reads(), calendar.whens(), closed);
      expect(items.items.map(({ name }) => name)).not.toContain(chosen.slot);
      calendar.this(id, chosen.day, 'cancelled');
    }
    if (what === 'following' && halves !== 'together') {
      const half = (reads: readonly SeriesRead[], isFirst: boolean) =>
        reads.filter((read) => (read.id === affected[1]) !== isFirst);
      const seen =
        halves === 'first half first' ? half(calendar.reads(), true) : [...old.reads, ...half(calendar.reads(), false)];
      items.pull(secondsAfter(now, -30), seen, new Map([...old.whens, ...calendar.whens()]));
    }
    items.settle(now, calendar);
    check(items, calendar);
    if (what === 'single' || what === 'series') continue;
    const others = before.filter(({ name }) => readSlot(name)?.series !== id && !closed.includes(name));
    const known = expected(before, id, affected, calendar, what === 'this' || what === 'deleted item' ? {} : safe);
    const is = new Map(items.items.map((item) => [item.key, item.name]));
    const wanted = [...known, ...others.filter(({ when }) => overlaps(when, WINDOW, ZONE))];
    expect(wanted.map(({ key }) => [key, is.get(key)])).toEqual(wanted.map(({ key, name }) => [key, name]));
  }
}

/** No place is lost, none has two items, and no item is left that has none. */
function check({ items }: ItemsModel, calendar: CalendarModel): void {
  const names = items.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  const isShown = ([name, when]: readonly [string, PlacedItem['when']]): boolean =>
    readSlot(name) !== undefined && overlaps(when, WINDOW, ZONE);
  const shown = [...calendar.whens()].filter(isShown).map(([name]) => name);
  const inWindow = items.map(({ name, when }) => [name, when] as const).filter(isShown);
  expect(inWindow.map(([name]) => name).sort()).toEqual(shown.sort());
}

test('whatever people do to series: no place has two items, none is given away, and items keep their keys', () => {
  fc.assert(
    fc.property(fc.array(step, { minLength: 1, maxLength: 5 }), fc.constantFrom(1, 7), (steps, everyOfA) =>
      play(steps, everyOfA),
    ),
    { numRuns: 60 },
  );
});
