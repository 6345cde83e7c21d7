// A random game on a real Directus: people edit, split, cancel and restore series in Google, and edit, delete and copy the items
// of their dates. At every quiet point the items of the window are what Google lists for it.
import fc from 'fast-check';
import { later, startDates, ZONE, type Dates } from './dates';
import { expectNothingLeft } from './stillness';

const STEPS = 25;
const SEED = Number(process.env['SEED'] ?? 20261201);

let dates: Dates;

beforeAll(async () => {
  dates = await startDates();
}, 240_000);

afterAll(() => dates.bed.close());

/** What a deed picks of what is there: a share of a list, so that it means something for lists of any length. */
interface Deed {
  what: keyof typeof DEEDS;
  series: number;
  date: number;
  title: string;
  minutes: number;
}

const SHARE = fc.integer({ min: 0, max: 99 }).map((percent) => percent / 100);

const deed: fc.Arbitrary<Deed> = fc.record({
  what: fc.constantFrom(...(['makeSeries', 'makeSeries', ...names()] as (keyof typeof DEEDS)[])),
  series: SHARE,
  date: SHARE,
  title: fc.constantFrom('Choir', 'Yoga', 'Tea & talk', '<Lunch>', 'Übung №3'),
  minutes: fc.constantFrom(-120, -30, 30, 90, 24 * 60, 3 * 24 * 60),
});

/** One or two deeds before the sync comes to rest. */
const step = fc.array(deed, { minLength: 1, maxLength: 2 });

const RULES = [
  'FREQ=WEEKLY',
  'FREQ=WEEKLY;COUNT=6',
  'FREQ=DAILY;COUNT=9',
  'FREQ=WEEKLY;INTERVAL=2',
  'FREQ=DAILY;INTERVAL=3',
];

const DEEDS = {
  makeSeries: ({ title, series, date }: Deed) => {
    dates.makeSeries(title, pick(RULES, series), Math.floor(date * 30) - 15, `${10 + Math.floor(date * 8)}:00`);
  },
  makeSingle: ({ title, date }: Deed) => {
    dates.makeSingle(title, Math.floor(date * 50), '12:00');
  },
  becomesSeries: ({ series }: Deed) =>
    withOne(dates.singles(), series, (id) => dates.setRule(id, 'FREQ=WEEKLY;COUNT=4')),
  becomesSingle: (deed: Deed) => inSeries(deed, (id) => dates.editAll(id, { recurrence: null })),
  changeRule: (deed: Deed) =>
    inSeries(deed, (id) => dates.editAll(id, { recurrence: [`RRULE:${pick(RULES, deed.date)}`] })),
  retitleThis: (deed: Deed) => atDate(deed, (id, slot) => dates.editThis(id, slot, { summary: deed.title })),
  moveThis: (deed: Deed) => atDate(deed, (id, slot) => dates.editThis(id, slot, span(later(slot, deed.minutes)))),
  deleteThis: (deed: Deed) => atDate(deed, (id, slot) => dates.deleteThis(id, slot)),
  restoreThis: (deed: Deed) =>
    inSeries(deed, (id) => withOne(dates.cancelled(id), deed.date, (slot) => dates.restoreThis(id, slot))),
  retitleAll: (deed: Deed) => inSeries(deed, (id) => dates.editAll(id, { summary: deed.title })),
  moveAll: (deed: Deed) => inSeries(deed, (id) => dates.editAll(id, span(later(dates.startOf(id), deed.minutes)))),
  retitleFollowing: (deed: Deed) => atCut(deed, (id, slot) => dates.editFollowing(id, slot, { summary: deed.title })),
  moveFollowing: (deed: Deed) =>
    atCut(deed, (id, slot) => dates.editFollowing(id, slot, span(later(slot, deed.minutes)))),
  deleteFollowing: (deed: Deed) => atCut(deed, (id, slot) => dates.deleteFollowing(id, slot)),
  deleteAll: (deed: Deed) => inSeries(deed, (id) => dates.deleteAll(id)),
  restoreAll: ({ series }: Deed) => withOne(dates.deletedSeries(), series, (id) => dates.restoreAll(id)),
  retitleItem: (deed: Deed) =>
    atItem(deed, (key) => dates.bed.items().updateOne(key, { name: deed.title, description: `About ${deed.title}` })),
  moveItem: (deed: Deed) =>
    atItem(deed, (key, start) =>
      dates.bed.items().updateOne(key, {
        calendar_event_start: later(start, deed.minutes),
        calendar_event_end: later(start, deed.minutes + 45),
      }),
    ),
  deleteItem: (deed: Deed) => atItem(deed, (key) => dates.bed.items().deleteOne(key)),
  deleteUpcoming: (deed: Deed) => deleteUpcoming(deed),
  copyItem: (deed: Deed) => atItem(deed, (key) => dates.copy(key, { name: `Copy of ${deed.title}` })),
};

function names(): string[] {
  return [
    ...['makeSingle', 'becomesSeries', 'becomesSingle', 'changeRule', 'retitleThis', 'moveThis', 'deleteThis'],
    ...['restoreThis', 'retitleAll', 'moveAll', 'retitleFollowing', 'moveFollowing', 'deleteFollowing', 'deleteAll'],
    ...['restoreAll', 'retitleItem', 'moveItem', 'deleteItem', 'deleteUpcoming', 'copyItem'],
  ];
}

function pick<T>(list: readonly T[], share: number): T {
  return list[Math.floor(share * list.length)]!;
}

/** Nothing is done where there is none. */
function withOne<T, R>(list: readonly T[], share: number, act: (one: T) => R): R | undefined {
  return list.length > 0 ? act(pick(list, share)) : undefined;
}

function inSeries<R>({ series }: Deed, act: (id: string) => R): R | undefined {
  return withOne(dates.series(), series, act);
}

function atDate<R>(deed: Deed, act: (id: string, slot: string) => R): R | undefined {
  return inSeries(deed, (id) => withOne(dates.live(id), deed.date, (slot) => act(id, slot)));
}

function atCut<R>(deed: Deed, act: (id: string, slot: string) => R): R | undefined {
  return inSeries(deed, (id) => withOne(dates.untouched(id), deed.date, (slot) => act(id, slot)));
}

async function atItem(deed: Deed, act: (key: number, start: string) => Promise<unknown>): Promise<unknown> {
  const items = await dates.bed.items().readByQuery({ sort: ['id'] });
  return withOne(items, deed.date, ({ id, calendar_event_start: start }) => act(id as number, String(start)));
}

/** All items of a series from one of its dates on. */
async function deleteUpcoming(deed: Deed): Promise<unknown> {
  const series = dates.series();
  if (series.length === 0) return undefined;
  const keys = await dates.keysOf(pick(series, deed.series));
  const upcoming = keys.slice(Math.floor(deed.date * keys.length));
  return upcoming.length > 0 ? dates.bed.items().deleteMany(upcoming) : undefined;
}

/** An hour from then on. */
function span(start: string) {
  const time = (dateTime: string) => ({ dateTime, timeZone: ZONE });
  return { start: time(start), end: time(later(start, 60)) };
}

/** So much is deleted here that the brake asks whether it is meant. */
async function letGo(): Promise<void> {
  const { bed } = dates;
  await bed.quiet();
  const { problems } = await bed.status();
  if (problems.some((problem) => problem.includes('goOn'))) await bed.editor('goOn');
}

test('a random game with series: at every quiet point the items of the window are what Google lists for it', async () => {
  const steps = fc.sample(step, { seed: SEED, numRuns: STEPS });
  for (const [i, deeds] of steps.entries()) {
    for (const each of deeds) await DEEDS[each.what](each);
    await letGo();
    await dates.settled(JSON.stringify({ seed: SEED, step: i, deeds }));
  }
  expect((await dates.bed.status()).bindings[0]).toMatchObject({ failures: [] });
  await expectNothingLeft(dates.bed);
}, 480_000);
