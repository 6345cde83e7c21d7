// The dates of series on a real Directus: whatever people do to a series in Google or to the items of its dates, the items of
// the window are what Google lists for it, and they keep their keys.
import { startDates, later, type Dates } from './dates';
import { expectNothingLeft } from './stillness';

let dates: Dates;

beforeAll(async () => {
  dates = await startDates();
}, 240_000);

afterAll(() => dates.bed.close());

jest.setTimeout(120_000);

const WEEKLY = 'FREQ=WEEKLY;COUNT=6';
const items = () => dates.bed.items();

/** A weekly series of six from tomorrow on that was made in Google, with its items. */
async function weekly(title: string) {
  const series = dates.makeSeries(title, WEEKLY);
  await dates.settled('made in Google');
  const keys = await dates.keysOf(series);
  expect(keys).toHaveLength(6);
  return { series, keys, slot: (n: number) => dates.utc(1 + 7 * n) };
}

async function titles(series: string): Promise<unknown[]> {
  return [...(await dates.itemsOf(series)).values()].map(({ name }) => name);
}

describe('in Google', () => {
  test('[SE1] a weekly series that is made has an item for each of its dates within the window, and is not written to', async () => {
    const cost = await dates.bed.cost(async () => void dates.makeSeries('Choir', 'FREQ=WEEKLY', -13));
    expect(cost.writes).toBe(0);
    await dates.settled();
    // From eight days ago, which was six days after it began, to 60 days from now.
    const [item, ...others] = await items().readByQuery({ filter: { name: { _eq: 'Choir' } } });
    expect(item).toMatchObject({ rule: 'RRULE:FREQ=WEEKLY' });
    expect(others).toHaveLength(9);
  });

  test('one date that is retitled and moved changes its item alone', async () => {
    const { series, keys, slot } = await weekly('One');
    dates.editThis(series, slot(2), { summary: 'Guest', start: dates.at(15, '20:00'), end: dates.at(15, '21:30') });
    await dates.settled();
    expect(await titles(series)).toEqual(['One', 'One', 'Guest', 'One', 'One', 'One']);
    expect(await dates.keysOf(series)).toEqual(keys);
  });

  test('all dates that are retitled keep their keys', async () => {
    const { series, keys } = await weekly('All');
    dates.editAll(series, { summary: 'All of them' });
    await dates.settled();
    expect(await titles(series)).toEqual(Array(6).fill('All of them'));
    expect(await dates.keysOf(series)).toEqual(keys);
  });

  test.each([
    ['half an hour later', 1, '18:30'],
    ['to the next day', 2, '18:00'],
    ['to three days later', 4, '18:00'],
  ])('[SE6] all dates that are moved %s keep their keys', async (how, day, time) => {
    const { series, keys } = await weekly(`Moved ${how}`);
    const start = dates.at(day, time);
    dates.editAll(series, { start, end: { ...start, dateTime: later(start.dateTime, 60) } });
    await dates.settled();
    expect(await dates.keysOf(series)).toEqual(keys);
  });

  test.each([
    ['retitled', 0, { summary: 'Second half' }],
    ['moved', 120, {}],
    ['retitled and moved to the next day', 24 * 60, { summary: 'Second half' }],
  ])('[SE6] this and following dates that are %s keep their keys', async (how, minutes, changes) => {
    const { series, keys, slot } = await weekly(`Following ${how}`);
    const start = { dateTime: later(slot(2), minutes), timeZone: 'Europe/Berlin' };
    const second = dates.editFollowing(series, slot(2), { ...changes, ...(minutes > 0 ? { start } : {}) });
    await dates.settled();
    expect(second).not.toBe(series);
    expect([await dates.keysOf(series), await dates.keysOf(second)]).toEqual([keys.slice(0, 2), keys.slice(2)]);
  });

  test('[P10] a date that is deleted takes its item along, and has one again once it is restored', async () => {
    const { series, keys, slot } = await weekly('Cancelled');
    dates.deleteThis(series, slot(1));
    await dates.settled('deleted');
    expect(await dates.keysOf(series)).toEqual([keys[0], ...keys.slice(2)]);
    dates.restoreThis(series, slot(1));
    await dates.settled('restored');
    expect(await dates.keysOf(series)).toHaveLength(6);
  });

  test('this and following dates that are deleted take their items along', async () => {
    const { series, keys, slot } = await weekly('Ended');
    dates.deleteFollowing(series, slot(3));
    await dates.settled();
    expect(await dates.keysOf(series)).toEqual(keys.slice(0, 3));
  });

  test('a series that is deleted takes its items along, and has them again once it is restored', async () => {
    const { series } = await weekly('Deleted');
    dates.deleteAll(series);
    await dates.settled('deleted');
    expect(await dates.keysOf(series)).toEqual([]);
    dates.restoreAll(series);
    await dates.settled('restored');
    expect(await dates.keysOf(series)).toHaveLength(6);
  });
});

describe('in Directus', () => {
  test('the item of a date that is edited changes that date alone', async () => {
    const { series, keys, slot } = await weekly('Edited');
    await items().updateOne(keys[1]!, { name: 'With Ann', calendar_event_end: later(slot(1), 90) });
    await dates.settled();
    expect(await dates.exceptions(series)).toEqual([`${slot(1)} confirmed`]);
    expect(await titles(series)).toEqual(['Edited', 'With Ann', 'Edited', 'Edited', 'Edited', 'Edited']);
  });

  test('[P18] the item of a date that is deleted cancels that date', async () => {
    const { series, keys, slot } = await weekly('Deleted here');
    await items().deleteOne(keys[1]!);
    await dates.settled();
    expect(await dates.exceptions(series)).toEqual([`${slot(1)} cancelled`]);
    expect(await dates.keysOf(series)).toEqual([keys[0], ...keys.slice(2)]);
  });

  test('all items from one on that are deleted leave the dates before', async () => {
    const { series, keys } = await weekly('Upcoming');
    await items().deleteMany(keys.slice(2));
    await dates.settled();
    expect(await dates.keysOf(series)).toEqual(keys.slice(0, 2));
  });

  test('a copy of a date has an event of its own', async () => {
    const { series, keys } = await weekly('Copied');
    const key = await dates.copy(keys[1]!, { name: 'The copy' });
    await dates.settled();
    expect(await items().readOne(key)).toMatchObject({ rule: null, series: null, original: null });
    expect(await dates.keysOf(series)).toEqual(keys);
    expect(await dates.exceptions(series)).toEqual([]);
  });
});

test('[WR13] nothing is left to be done, and nobody was told of a loss', async () => {
  const { bindings, problems } = await dates.bed.status();
  expect(problems).toEqual([]);
  expect(bindings.flatMap(({ failures }) => failures)).toEqual([]);
  // Items of dates that came back.
  expect(bindings.flatMap(({ reports }) => reports).filter(({ kind }) => kind !== 'recreated')).toEqual([]);
  await expectNothingLeft(dates.bed);
  await dates.expectAlike();
});
