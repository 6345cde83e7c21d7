// What series cost whose dates are items: counted exactly, on a real Directus and the local Google, k dates (up to 100) each.
import type { Cost } from '../../sandbox/cost';
import { later, startDates, type Dates } from './dates';

let dates: Dates;

beforeAll(async () => {
  dates = await startDates();
}, 240_000);

afterAll(() => dates.bed.close());

jest.setTimeout(120_000);

/** The three numbers that a budget names, and how many events were written; a refused execution never fits one. */
function budget({ executions, calendarRequests, directus, writes, refused }: Cost) {
  expect(refused).toBe(0);
  return { executions, calendar: calendarRequests, directus, writes };
}

/** What is done at once after other things costs looks at what may not show yet: ten minutes later it shows. */
async function rest(): Promise<void> {
  await dates.bed.advance(11 * 60_000);
  await dates.bed.trigger('catchUp');
  await dates.settled();
}

/** A daily series of 40 with its items. */
async function daily(title: string) {
  const series = dates.makeSeries(title, 'FREQ=DAILY;COUNT=40');
  await dates.settled();
  await rest();
  return { series, keys: await dates.keysOf(series), slot: (n: number) => later(dates.utc(1), n * 24 * 60) };
}

describe('in Google, a series that is', () => {
  test('the first one made costs its list and its dates; Directus is read, its feed is, and the items are made', async () => {
    const cost = await dates.bed.cost(async () => void dates.makeSeries('First', 'FREQ=DAILY;COUNT=40'));
    expect(budget(cost)).toEqual({ executions: 1, calendar: 2, directus: 3, writes: 0 });
    await dates.expectAlike();
  });

  test('made beside others costs that twice: it may be the second half of one of them', async () => {
    await rest();
    const cost = await dates.bed.cost(async () => void dates.makeSeries('Second', 'FREQ=DAILY;COUNT=40'));
    expect(budget(cost)).toEqual({ executions: 2, calendar: 5, directus: 6, writes: 0 });
    await dates.expectAlike();
  });

  test('retitled as a whole costs its list and its dates; the items are read, searched for a revert, and written', async () => {
    const { series } = await daily('Retitled');
    const cost = await dates.bed.cost(async () => dates.editAll(series, { summary: 'Other' }));
    expect(budget(cost)).toEqual({ executions: 1, calendar: 2, directus: 3, writes: 0 });
    await dates.expectAlike();
  });

  test('changed in one date costs its list; the item is read, searched for a revert, and written', async () => {
    const { series, slot } = await daily('One changed');
    const cost = await dates.bed.cost(async () => dates.editThis(series, slot(3), { summary: 'Guest' }));
    expect(budget(cost)).toEqual({ executions: 1, calendar: 1, directus: 3, writes: 0 });
    await dates.expectAlike();
  });

  test('without one of its dates costs its list; of the item is asked what an event asks that is gone', async () => {
    const { series, slot } = await daily('One cancelled');
    const cost = await dates.bed.cost(async () => dates.deleteThis(series, slot(3)));
    expect(budget(cost)).toEqual({ executions: 1, calendar: 1, directus: 4, writes: 0 });
    await dates.expectAlike();
  });

  test('split costs its list and the dates of both halves, and a second look that finds nothing', async () => {
    const { series, slot } = await daily('Split');
    const cost = await dates.bed.cost(async () => void dates.editFollowing(series, slot(20), { summary: 'Half' }));
    expect(budget(cost)).toEqual({ executions: 2, calendar: 4, directus: 4, writes: 0 });
    await dates.expectAlike();
  });

  test('deleted costs its list; its items are read, asked about, and deleted', async () => {
    const series = dates.makeSeries('Deleted', 'FREQ=WEEKLY;COUNT=5');
    await dates.settled();
    await rest();
    const cost = await dates.bed.cost(async () => dates.deleteAll(series));
    expect(budget(cost)).toEqual({ executions: 1, calendar: 1, directus: 4, writes: 0 });
    await dates.expectAlike();
  });
});

describe('in Directus, the item of a date that is', () => {
  test('edited costs a read of its date, and a write', async () => {
    const { keys } = await daily('Edited');
    const cost = await dates.bed.costWithoutEcho(() => dates.bed.items().updateOne(keys[3]!, { name: 'Guest' }));
    expect(budget(cost)).toEqual({ executions: 1, calendar: 2, directus: 0, writes: 1 });
    await dates.expectAlike();
  });

  test('deleted costs as much, and a look at its last revision: which date it was says nothing in Google', async () => {
    const { keys } = await daily('Cancelled');
    const cost = await dates.bed.costWithoutEcho(() => dates.bed.items().deleteOne(keys[3]!));
    expect(budget(cost)).toEqual({ executions: 1, calendar: 2, directus: 1, writes: 1 });
    await dates.expectAlike();
  });
});

test('a comparison of everything that is equal costs one list of events, one of dates, and the pages of items', async () => {
  await rest();
  const cost = await dates.bed.cost(() => dates.bed.trigger('reconcile'));
  const pages = Math.ceil((await dates.bed.items().count()) / 500);
  expect(budget(cost)).toEqual({ executions: 1, calendar: 2, directus: pages, writes: 0 });
});
