// Series and their untouched dates: rules that are taken, ids, etags, an hour that clocks skip.
import { DAYS, dailySeries, hours, occurrenceOn, occurrences, startOf } from '../daily-series';
import { toldWith, type Desk } from '../desk';
import { must } from '../outcome';
import type { Json } from '../answer';
import type { Question } from '../question';

const [MONDAY, TUESDAY, WEDNESDAY] = DAYS;

export const SERIES: readonly Question[] = [
  {
    id: 'hourly',
    asks: 'Is a rule with FREQ=HOURLY taken?',
    ask: (desk) => rule(desk, ['RRULE:FREQ=HOURLY;COUNT=3']),
  },
  {
    id: 'two-rules',
    asks: 'Are two rules in one series taken, and kept?',
    ask: (desk) => rule(desk, ['RRULE:FREQ=DAILY;COUNT=3', 'RRULE:FREQ=WEEKLY;COUNT=3']),
  },
  {
    id: 'skipped-hour',
    asks: 'When is a daily event at half past two on the day whose clocks skip that hour, and on the day after?',
    ask: (desk) => {
      const times = hours('2030-03-30', '02:30', '02:45');
      return occurrences(desk, dailySeries(desk, { ...times, recurrence: ['RRULE:FREQ=DAILY;COUNT=3'] })).map(startOf);
    },
  },
  {
    id: 'ids-of-dates',
    asks: 'Is the id of a date the id of its series with its time, or another?',
    ask: (desk) => {
      const id = dailySeries(desk);
      const date = occurrenceOn(desk, id, TUESDAY).id;
      if (date === `${id}_20300305T090000Z`) return 'series_time';
      return date.startsWith(`${id}_`) ? 'series_other' : 'another';
    },
  },
  {
    id: 'original-start-of-a-day',
    asks: 'Does originalStart find the date of an all-day series by its day, and by midnight?',
    ask: (desk) => {
      const id = dailySeries(desk, { start: { date: MONDAY }, end: { date: TUESDAY } });
      const found = (originalStart: string) =>
        toldWith(desk.rest.instances(id, { originalStart }), ({ items = [] }) => items.map(startOf));
      return { day: found(WEDNESDAY), midnight: found(`${WEDNESDAY}T00:00:00Z`) };
    },
  },
  {
    id: 'etags-of-dates',
    asks: 'Has an untouched date an etag and an updated of its own, and is If-Match with that etag taken?',
    ask: (desk) => {
      const id = dailySeries(desk);
      const series = must(desk.rest.get(id), 'get');
      const one = occurrenceOn(desk, id, TUESDAY);
      const other = occurrenceOn(desk, id, WEDNESDAY);
      const same = (is: boolean) => (is ? 'same' : 'another');
      return {
        etagOfSeries: same(one.etag === series.etag),
        etagOfOtherDate: same(one.etag === other.etag),
        updatedOfSeries: same(one.updated === series.updated),
        ifMatchOwn: desk.rest.patch(one.id, { summary: 'Changed' }, {}, one.etag).told,
        ifMatchAfterChangeOfAnother: desk.rest.patch(other.id, { summary: 'Changed' }, {}, other.etag).told,
        ifMatchOutdated: desk.rest.patch(one.id, { summary: 'Changed again' }, {}, one.etag).told,
        etagOfSeriesAfterwards: same(must(desk.rest.get(id), 'get').etag === series.etag),
      };
    },
  },
];

function rule(desk: Desk, recurrence: string[]): Json {
  const series = { summary: 'Check', ...hours(MONDAY, '10:00', '10:15'), recurrence };
  return toldWith(desk.rest.insert(series), (event) => (event.recurrence as string[] | undefined) ?? 'no recurrence');
}
