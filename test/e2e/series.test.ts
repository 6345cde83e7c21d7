// Series as items with their rules on a real Directus: from rule, cancelled dates and changed ones follows the very list of
// dates that Google shows.
import { RRuleTemporal } from 'rrule-temporal';
import { Temporal } from 'temporal-polyfill';
import type { Item } from '../../sandbox/directus/items';
import { startDates, ZONE, type Dates } from './dates';
import { fieldsOf } from './harness';

const FIELDS = {
  ...fieldsOf(),
  ...{ recurrence: 'rule', cancelled: 'cancelled', series: 'series', originalStart: 'original' },
};
const HOUR = { hours: 1 };

let dates: Dates;

beforeAll(async () => {
  dates = await startDates({ recurring: 'series', window: undefined, fields: FIELDS });
}, 240_000);

afterAll(() => dates.bed.close());

jest.setTimeout(120_000);

const items = () => dates.bed.items();

/** The dates of the next sixty days that a website would show by the items alone: start and title. */
async function shown(): Promise<string[]> {
  const all = await items().readByQuery();
  const changed = all.filter(({ original }) => original !== null);
  const own = (item: Item): string[] => {
    if (item.original !== null || item.rule === null) return [lineOf(item)];
    const gone = new Set([
      ...((item.cancelled ?? []) as string[]),
      ...changed.flatMap(({ series, original }) =>
        series === item.calendar_event_id ? [instant(String(original))] : [],
      ),
    ]);
    return expanded(item)
      .filter((start) => !gone.has(start))
      .map((start) => `${start} ${String(item.name)}`);
  };
  return all.flatMap(own).filter(isNear).sort();
}

function expanded({ rule, calendar_event_start: start }: Item): string[] {
  const zoned = Temporal.Instant.from(String(start)).toZonedDateTimeISO(ZONE);
  const begins = zoned.toPlainDateTime().toString().slice(0, 19).replace(/[-:]/g, '');
  const series = new RRuleTemporal({
    rruleString: `DTSTART;TZID=${ZONE}:${begins}\n${String(rule).replace(/^(RRULE:)?/, 'RRULE:')}`,
  });
  const until = new Date(dates.bed.google.clock.now() + 70 * 86_400_000);
  return series.between(new Date(0), until, true).map((each) => instant(each.toInstant().toString()));
}

/** The same as Google lists it. */
async function listed(): Promise<string[]> {
  return (await dates.listed())
    .map(({ start, title }) => `${start} ${title}`)
    .filter(isNear)
    .sort();
}

function isNear(line: string): boolean {
  return line < new Date(dates.bed.google.clock.now() + 50 * 86_400_000).toISOString();
}

function lineOf({ calendar_event_start: start, name }: Item): string {
  return `${instant(String(start))} ${String(name)}`;
}

function instant(text: string): string {
  return Temporal.Instant.from(text).round('second').toString();
}

async function settled(): Promise<void> {
  await dates.bed.quiet();
  expect(await shown()).toEqual(await listed());
  for (const { status, error } of dates.bed.google.host.executions())
    expect([status, error]).not.toEqual(['failed', expect.anything()]);
}

async function itemOf(event: string): Promise<Item> {
  const [item] = await items().readByQuery({ filter: { calendar_event_id: { _eq: event } } });
  return item!;
}

test('[SE2, SE12, SE13] a series that is made in Google: its dates are changed, cancelled and brought back on either side', async () => {
  const series = dates.makeSeries('Choir', 'FREQ=WEEKLY;COUNT=6');
  await settled();
  const { id } = await itemOf(series);
  const slot = (n: number): string => dates.utc(1 + 7 * n);
  dates.editThis(series, slot(1), { summary: 'Guest', start: dates.at(8, '20:00'), end: dates.at(8, '21:00') });
  await settled();
  expect(await itemOf(`${series}#${slot(1)}`)).toMatchObject({ name: 'Guest', series });
  dates.deleteThis(series, slot(2));
  await settled();
  expect((await itemOf(series)).cancelled).toEqual([slot(2)]);
  await items().updateOne(id as number, { cancelled: [slot(2), slot(3)], name: 'Big choir' });
  await settled();
  expect(await dates.exceptions(series)).toContain(`${slot(3)} cancelled`);
  await items().updateOne(id as number, { cancelled: [slot(3)] });
  await settled();
  // Google brings a date back as it was: with the title of before it has an item of its own now.
  expect(await itemOf(`${series}#${slot(2)}`)).toMatchObject({ name: 'Choir' });
  dates.restoreThis(series, slot(3));
  await settled();
  expect((await itemOf(series)).cancelled).toBeNull();
});

test('[SE2] a rule that is written in Directus makes a series, and changes it', async () => {
  const start = dates.utc(2, '10:00');
  const { id } = await items().createOne({
    name: 'Yoga',
    calendar_event_start: start,
    calendar_event_end: Temporal.Instant.from(start).add(HOUR).toString(),
    rule: 'FREQ=DAILY;COUNT=4',
  });
  await settled();
  const event = (await items().readOne(id as number)).calendar_event_id as string;
  expect(await dates.rule(event)).toBe('RRULE:FREQ=DAILY;COUNT=4');
  await items().updateOne(id as number, { rule: 'FREQ=DAILY;COUNT=6' });
  await settled();
  dates.editAll(event, { summary: 'Yoga for all' });
  await settled();
  dates.editFollowing(event, dates.utc(4, '10:00'), {
    summary: 'Evening yoga',
    start: dates.at(4, '19:00'),
    end: dates.at(4, '20:00'),
  });
  await settled();
  const [first, second] = await items().readByQuery({ filter: { name: { _contains: 'oga' } }, sort: ['id'] });
  expect(first).toMatchObject({ id, name: 'Yoga for all', rule: expect.stringContaining('UNTIL=') });
  expect(second).toMatchObject({ name: 'Evening yoga', series: null });
  await items().updateOne(id as number, { rule: null });
  await settled();
  expect(await dates.rule(event)).toBeNull();
});

test('a series that is deleted takes the items of its dates along', async () => {
  const series = dates.makeSeries('Gone', 'FREQ=WEEKLY;COUNT=3');
  await settled();
  dates.editThis(series, dates.utc(8), { summary: 'Gone too' });
  await settled();
  dates.deleteAll(series);
  await settled();
  expect(await items().readByQuery({ filter: { name: { _contains: 'Gone' } } })).toEqual([]);
});
