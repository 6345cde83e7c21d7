// What a person does to a series in Google whose dates are items: one change there, hundreds of items here.
import type { Case, Group } from '../case';
import type { Bed } from '../bed';
import { floorOfEvents } from '../latency';

const DATES = 500;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const ZONE = 'UTC';

/** The article knows single events alone. */
const common = { sizes: [DATES], systems: ['this'], floor: floorOfEvents } as const;

/** The one series of the calendar that is there. */
function seriesOf({ sandbox: { google, calendarId } }: Bed): string {
  return google.calendar.ui.all(calendarId).find(({ recurrence }) => recurrence)!.id;
}

const made: Case = {
  ...common,
  name: 'series-made',
  title: 'dates of a series made in Google',
  make: (bed, n, summary) => {
    const { google, calendarId } = bed.sandbox;
    const at = (ms: number) => ({ dateTime: new Date(google.clock.now() + ms).toISOString(), timeZone: ZONE });
    google.calendar.ui.create(calendarId, {
      summary,
      start: at(DAY_MS),
      end: at(DAY_MS + HOUR_MS),
      recurrence: [`RRULE:FREQ=DAILY;COUNT=${n}`],
    });
    return { made: Promise.resolve(), arrived: ({ items }) => items.filter(({ name }) => name === summary).length };
  },
  adds: (n) => n,
};

const retitled: Case = {
  ...common,
  name: 'series-retitled',
  title: 'the same, retitled as a whole',
  make: (bed, _, summary) => {
    const { google, calendarId } = bed.sandbox;
    google.calendar.ui.editAll(calendarId, seriesOf(bed), { summary });
    return { made: Promise.resolve(), arrived: ({ items }) => items.filter(({ name }) => name === summary).length };
  },
};

const deleted: Case = {
  ...common,
  name: 'series-deleted',
  title: 'the same, deleted as a whole',
  make: (bed, n) => {
    const { google, calendarId } = bed.sandbox;
    google.calendar.ui.remove(calendarId, seriesOf(bed));
    return { made: Promise.resolve(), arrived: ({ items }) => n - items.length };
  },
  adds: (n) => -n,
};

export const SERIES: Group = {
  setting: {
    pairs: 0,
    binding: { recurring: 'occurrences', window: { future: DATES + 1, perSeries: DATES }, timeZone: ZONE },
  },
  cases: [made, retitled, deleted],
};
