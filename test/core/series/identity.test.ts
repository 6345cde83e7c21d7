// How many items keep their keys when a series is changed, by the size of the change and by what Google may do with it.
import { addDays } from '../../../src/core/zones';
import { placesOf, type SeriesRead } from './places';
import {
  CalendarModel,
  FIRST_DAY,
  ItemsModel,
  NOW,
  secondsAfter,
  WINDOW,
  ZONE,
  type Change,
  type Ways,
} from './series-model';

type Halves = 'together' | 'first half first' | 'second half first';

const RULES = {
  daily: { every: 1, cancelled: 33, moved: 41, cut: 12 },
  weekly: { every: 7, cancelled: 5, moved: 7, cut: 2 },
} as const;
type Rule = keyof typeof RULES;

/** A series that began three weeks before the window, one date of which is cancelled and one two hours later. */
function start(rule: Rule): { calendar: CalendarModel; items: ItemsModel; cutDay: string } {
  const { every, cancelled, moved, cut } = RULES[rule];
  const calendar = new CalendarModel();
  calendar.add('a', addDays(FIRST_DAY, -21), every);
  calendar.this('a', addDays(FIRST_DAY, cancelled * every), 'cancelled');
  calendar.this('a', addDays(FIRST_DAY, moved * every), 120);
  const items = new ItemsModel();
  items.settle(NOW, calendar);
  return { calendar, items, cutDay: addDays(FIRST_DAY, cut * every) };
}

const LATER = secondsAfter(NOW, 3600);

function kept(items: ItemsModel, before: ReadonlySet<string>): number {
  return [...items.keys()].filter((key) => before.has(key)).length;
}

function keptByAll(rule: Rule, change: Change, exceptions: Ways['exceptions']): number {
  const { calendar, items } = start(rule);
  const before = items.keys();
  calendar.all('a', change, { exceptions });
  items.settle(LATER, calendar);
  return kept(items, before);
}

/** @param gapSeconds between the reads of both halves */
function keptByFollowing(rule: Rule, change: Change, ways: Ways, halves: Halves, gapSeconds = 30): number {
  const { calendar, items, cutDay } = start(rule);
  const before = items.keys();
  const old = calendar.reads();
  calendar.following('a', cutDay, change, ways);
  const half = (reads: readonly SeriesRead[], isFirst: boolean) => reads.filter(({ id }) => (id === 'a') === isFirst);
  const seen = {
    together: calendar.reads(),
    'first half first': half(calendar.reads(), true),
    'second half first': [...half(old, true), ...half(calendar.reads(), false)],
  }[halves];
  for (let seconds = 0; seconds < gapSeconds; seconds += 30)
    items.pull(secondsAfter(LATER, seconds), seen, calendar.whens());
  items.settle(secondsAfter(LATER, gapSeconds), calendar);
  return kept(items, before);
}

const EXCEPTIONS = ['kept', 'reset'] as const;
const HALVES = ['together', 'first half first', 'second half first'] as const;
const BARE: Ways = { exceptions: 'kept', isLinkCopied: false, isNamedAfter: false };
const ALL_WAYS = EXCEPTIONS.flatMap((exceptions): Ways[] => [
  { ...BARE, exceptions },
  { ...BARE, exceptions, isLinkCopied: true },
  { ...BARE, exceptions, isNamedAfter: true },
]);

it.each([
  ['daily', 66],
  ['weekly', 9],
] as const)('a %s series has %i items', (rule, count) => expect(start(rule).items.items).toHaveLength(count));

describe('a series that is changed as a whole', () => {
  it.each([
    ['title', {}, 66, 9],
    ['half an hour later', { minutes: 30 }, 66, 9],
    ['the next day', { days: 1 }, 66, 9],
    ['a week later', { days: 7 }, 66, 9],
    ['all-day', { isAllDay: true }, 66, 9],
  ])('%s: so many items keep their keys', (_, change, daily, weekly) => {
    for (const exceptions of EXCEPTIONS)
      expect([exceptions, keptByAll('daily', change, exceptions), keptByAll('weekly', change, exceptions)]).toEqual([
        exceptions,
        daily,
        weekly,
      ]);
  });

  it('on every second date only: those of the dates that are left', () => {
    expect(keptByAll('daily', { every: 2 }, 'kept')).toBe(32);
    expect(keptByAll('weekly', { every: 14 }, 'kept')).toBe(4);
    // The cancelled date is there again, and free for the item of the day before.
    expect(keptByAll('daily', { every: 2 }, 'reset')).toBe(33);
    expect(keptByAll('weekly', { every: 14 }, 'reset')).toBe(4);
  });

  it.each(['daily', 'weekly'] as const)('%s, made a single event: one item is left', (rule) => {
    const { calendar, items } = start(rule);
    const before = items.keys();
    calendar.toSingle('a');
    items.settle(LATER, calendar);
    expect(items.items).toHaveLength(1);
    expect(kept(items, before)).toBe(1);
  });
});

describe('a series that is changed from one date on', () => {
  describe.each(HALVES)('seen %s', (halves) => {
    it.each([
      ['title', {}, 66, 9],
      ['half an hour later', { minutes: 30 }, 66, 9],
      // The one date that is there no more.
      ['the next day', { days: 1 }, 65, 9],
    ])('%s: so many items keep their keys', (_, change, daily, weekly) => {
      for (const ways of ALL_WAYS)
        expect([
          ways,
          keptByFollowing('daily', change, ways, halves),
          keptByFollowing('weekly', change, ways, halves),
        ]).toEqual([ways, daily, weekly]);
    });
  });

  // So the figures above are owed to the wait.
  it.each(['first half first', 'second half first'] as const)(
    'seen %s, and the other one two minutes later: the first half keeps its own',
    (halves) => {
      expect(keptByFollowing('daily', { minutes: 30 }, BARE, halves, 120)).toBe(12);
      expect(keptByFollowing('weekly', { minutes: 30 }, BARE, halves, 120)).toBe(2);
    },
  );
});

it.each([
  ['daily', { minutes: 30 }, 0],
  ['daily', { days: 1 }, 66],
  ['weekly', { minutes: 30 }, 0],
  ['weekly', { days: 1 }, 0],
] as const)(
  'of a %s series that is changed by %j, %i items had their place without following',
  (rule, change, count) => {
    const { calendar, items } = start(rule);
    calendar.all('a', change, { exceptions: 'kept' });
    const readings = {
      items: items.items,
      reads: calendar.reads(),
      closed: new Set<string>(),
      window: WINDOW,
      zone: ZONE,
    };
    expect(placesOf(readings).settled).toHaveLength(count);
  },
);
