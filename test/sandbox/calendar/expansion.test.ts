// How the local Google expands series.
import { expand, type ExpansionOptions } from '../../../sandbox/calendar/series/expansion';
import type { EventTime } from '../../../sandbox/calendar/resource';
import { formatUtc, instantOfWall } from '../../../sandbox/calendar/zone';
import { byIcal, byRruleTemporal } from './second-opinions';
import { SERIES_TABLE, type SeriesRow } from './series-table';

const DEFAULTS: ExpansionOptions = { gap: 'moved', occurrenceLength: 'absolute' };

/** "20260601T0900" or "20260601" as an instant of the zone. */
function instant(text: string, zone: string): number {
  const [, year, month, day, hour = '00', minute = '00'] = /^(....)(..)(..)(?:T(..)(..))?$/.exec(text) ?? [];
  return instantOfWall(Date.parse(`${year}-${month}-${day}T${hour}:${minute}:00Z`), zone === 'day' ? 'UTC' : zone);
}

function datesOf(text: string): string[] {
  let year = '';
  return text.split(' ').map((date) => {
    const [, named = year, rest = ''] = /^(?:(\d{4}):)?(.+)$/.exec(date) ?? [];
    year = named;
    return keyOf(instant(year + rest, 'UTC'), !rest.includes('T'));
  });
}

function keyOf(at: number, day: boolean): string {
  return day ? formatUtc(at).slice(0, 10) : formatUtc(at);
}

function seriesOf({ zone, start, lines }: Pick<SeriesRow, 'zone' | 'start' | 'lines'>, minutes = 60) {
  const begin = instant(start, zone);
  const time = (at: number): EventTime =>
    zone === 'day' ? { date: keyOf(at, true) } : { dateTime: formatUtc(at), timeZone: zone };
  return {
    start: time(begin),
    end: time(zone === 'day' ? begin + 86_400_000 : begin + minutes * 60_000),
    recurrence: lines,
  };
}

function keys(zone: string, start: string, lines: string[], options = DEFAULTS): string[] {
  return expand(seriesOf({ zone, start, lines }), options).map(({ key }) => key);
}

test('the table has its 44 rows', () => {
  expect(new Set(SERIES_TABLE.map(({ name }) => name)).size).toBe(44);
});

describe.each(SERIES_TABLE)('$name: $lines from $start on', (row) => {
  const agreed = datesOf(row.dates);
  const day = row.zone === 'day';
  const asked = {
    zone: day ? 'UTC' : row.zone,
    start: day ? `${row.start}T000000` : `${row.start}00`,
    lines: row.lines,
  };

  test('has these dates, and its start always', () => {
    const start = keyOf(instant(row.start, row.zone), day);
    expect(keys(row.zone, row.start, row.lines)).toEqual(agreed.includes(start) ? agreed : [start, ...agreed]);
  });

  test.each([
    ['rrule-temporal', byRruleTemporal],
    ['ical.js', byIcal],
  ] as const)('%s says so too, unless it is listed', (name, expanded) => {
    const opinion = () => {
      try {
        return expanded(asked).map((at) => keyOf(at, day));
      } catch (error) {
        return String(error);
      }
    };
    if (row.differing.includes(name)) expect(opinion()).not.toEqual(agreed);
    else expect(opinion()).toEqual(agreed);
  });
});

test('a start that is off the rule is a date more, and not counted', () => {
  const wednesdays = keys('Europe/Berlin', '20260604T0900', ['RRULE:FREQ=WEEKLY;BYDAY=WE;COUNT=3']);
  expect(wednesdays.map((key) => key.slice(5, 10))).toEqual(['06-04', '06-10', '06-17', '06-24']);
});

test('an EXDATE takes even the start', () => {
  expect(keys('UTC', '20260601T0900', ['RRULE:FREQ=DAILY;COUNT=2', 'EXDATE:20260601T090000Z'])).toEqual([
    '2026-06-02T09:00:00Z',
  ]);
});

test('an EXRULE takes its dates, and several rules come together', () => {
  const lines = ['RRULE:FREQ=DAILY;COUNT=4', 'RRULE:FREQ=WEEKLY;COUNT=2', 'EXRULE:FREQ=DAILY;INTERVAL=2;COUNT=2'];
  expect(keys('day', '20260601', lines)).toEqual(['2026-06-02', '2026-06-04', '2026-06-08']);
});

test.each([
  ['a day means all of it', 'Europe/Berlin', '20260601T2330', '20260603', 3],
  ['an instant on a series of days means its day', 'day', '20260601', '20260603T215959Z', 3],
  ['an instant counts to the second', 'Europe/Berlin', '20260601T0900', '20260603T065959Z', 2],
])('UNTIL: %s', (_what, zone, start, until, count) => {
  expect(keys(zone, start, [`RRULE:FREQ=DAILY;UNTIL=${until}`])).toHaveLength(count);
});

test('dates: with a zone, floating in that of the series, in an unknown zone as in UTC', () => {
  const lines = [
    'RDATE;TZID=America/New_York:20260602T090000',
    'RDATE:20260603T090000',
    'RDATE;TZID=Nowhere:20260604T090000',
  ];
  expect(keys('Europe/Berlin', '20260601T0900', lines)).toEqual([
    '2026-06-01T07:00:00Z',
    '2026-06-02T13:00:00Z',
    '2026-06-03T07:00:00Z',
    '2026-06-04T09:00:00Z',
  ]);
});

test('a rule without an end gives 730 dates, one with an end all of them, and one without any date the start', () => {
  expect(keys('Europe/Berlin', '20260601T0900', ['RRULE:FREQ=DAILY'])).toHaveLength(730);
  expect(keys('Europe/Berlin', '20260601T0900', ['RRULE:FREQ=DAILY;COUNT=800'])).toHaveLength(800);
  expect(keys('day', '20260601', ['RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30'])).toEqual(['2026-06-01']);
});

test('gap: a date in a skipped hour is moved forward, and with movedAndAfter the one after it too', () => {
  const lines = ['RRULE:FREQ=DAILY;COUNT=4'];
  const hours = (options: ExpansionOptions) =>
    keys('Europe/Berlin', '20260328T0230', lines, options).map((key) => key.slice(8, 16));
  expect(hours(DEFAULTS)).toEqual(['28T01:30', '29T01:30', '30T00:30', '31T00:30']);
  expect(hours({ ...DEFAULTS, gap: 'movedAndAfter' })).toEqual(['28T01:30', '29T01:30', '30T01:30', '31T00:30']);
});

test('occurrenceLength: as long as the first one, or to the same time of the clock', () => {
  const overnight = seriesOf(
    { zone: 'Europe/Berlin', start: '20260327T2200', lines: ['RRULE:FREQ=DAILY;COUNT=2'] },
    480,
  );
  const ends = (options: ExpansionOptions) => expand(overnight, options).map(({ end }) => end.dateTime?.slice(8, 16));
  expect(ends(DEFAULTS)).toEqual(['28T05:00', '29T05:00']);
  expect(ends({ ...DEFAULTS, occurrenceLength: 'wall' })).toEqual(['28T05:00', '29T04:00']);
});

test('dates of several days keep their length', () => {
  const { start, recurrence } = seriesOf({ zone: 'day', start: '20260227', lines: ['RRULE:FREQ=WEEKLY;COUNT=2'] });
  expect(expand({ start, end: { date: '2026-03-02' }, recurrence }, DEFAULTS)[1]).toEqual({
    key: '2026-03-06',
    start: { date: '2026-03-06' },
    end: { date: '2026-03-09' },
  });
});
