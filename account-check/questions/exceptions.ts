// Changed and cancelled dates of a series: what becomes of them, and what lists tell.
import { DAYS, dailySeries, HOUR, hours, occurrenceOn, occurrences, shownDates } from '../daily-series';
import { markOf, memberNames, type Desk } from '../desk';
import { must } from '../outcome';
import type { Json } from '../answer';
import type { Question } from '../question';
import { sendBatches, type CalendarEvent } from '../ways';

const [, TUESDAY, WEDNESDAY, THURSDAY] = DAYS;

export const EXCEPTIONS: readonly Question[] = [
  {
    id: 'series-retitled',
    asks: 'What becomes of a retitled, a moved and a cancelled date when the series gets another title?',
    ask: (desk) => afterChange(desk, { summary: 'All' }),
  },
  {
    id: 'series-at-another-hour',
    asks: 'What becomes of a retitled, a moved and a cancelled date when the series begins an hour later?',
    ask: (desk) => afterChange(desk, hours(DAYS[0], '11:00', '12:00')),
  },
  {
    id: 'series-on-another-day',
    asks: 'What becomes of a retitled, a moved and a cancelled date when the series begins a day later?',
    ask: (desk) => afterChange(desk, hours(TUESDAY, HOUR, '11:00')),
  },
  {
    id: 'series-cut',
    asks: 'What becomes of a retitled, a moved and a cancelled date when the series ends before them?',
    ask: (desk) => afterChange(desk, { recurrence: ['RRULE:FREQ=DAILY;UNTIL=20300304T225959Z'] }),
  },
  {
    id: 'cancelled-date-in-a-window',
    asks: 'Does a list of instances between two times hold a date that was cancelled there?',
    ask: (desk) => {
      const id = dailySeries(desk);
      cancel(desk, occurrenceOn(desk, id, WEDNESDAY).id);
      const window = { timeMin: `${WEDNESDAY}T00:00:00Z`, timeMax: `${THURSDAY}T00:00:00Z` };
      const statuses = (query: object) => occurrences(desk, id, { ...window, ...query }).map(({ status }) => status!);
      return { showDeleted: statuses({ showDeleted: true }), otherwise: statuses({}) };
    },
  },
  {
    id: 'date-cancelled-in-lists',
    asks: 'What do lists by token hold of a date that was cancelled, and do they hold the series too?',
    ask: (desk) => {
      const id = dailySeries(desk);
      const { id: date } = occurrenceOn(desk, id, WEDNESDAY);
      return afterWrite(desk, id, date, () => cancel(desk, date));
    },
  },
  {
    id: 'date-changed-in-lists',
    asks: 'What do lists by token hold of a date that was retitled, and do they hold the series too?',
    ask: (desk) => {
      const id = dailySeries(desk);
      const { id: date } = occurrenceOn(desk, id, WEDNESDAY);
      return afterWrite(desk, id, date, () => retitle(desk, date));
    },
  },
  {
    id: 'restored-date',
    asks: 'Does a patch to status confirmed bring a cancelled date back?',
    ask: (desk) => {
      const id = dailySeries(desk);
      const { id: date } = occurrenceOn(desk, id, WEDNESDAY);
      cancel(desk, date);
      return { told: desk.rest.patch(date, { status: 'confirmed' }).told, dates: shownDates(desk, id) };
    },
  },
  {
    id: 'private-properties-of-dates',
    asks: 'Has a date the private properties of its series, before and after it was changed?',
    ask: (desk) => {
      const id = dailySeries(desk);
      const { id: date } = occurrenceOn(desk, id, TUESDAY);
      const untouched = markOf(must(desk.rest.get(date), 'get'));
      retitle(desk, date);
      return { untouched, changed: markOf(must(desk.rest.get(date), 'get')) };
    },
  },
  {
    id: 'two-dates-in-a-batch',
    asks: 'Are two dates of one series written in one batch?',
    ask: (desk) => {
      const id = dailySeries(desk);
      const dates = [TUESDAY, WEDNESDAY].map((day) => occurrenceOn(desk, id, day).id);
      const parts = dates.map((date) => desk.patch(date, { summary: 'In a batch' }));
      return sendBatches([parts]).map(({ told }) => told);
    },
  },
];

/** A series with a retitled, a moved and a cancelled date: what is seen of it before and after a change of all. */
function afterChange(desk: Desk, change: object): Json {
  const id = dailySeries(desk);
  const dates = [TUESDAY, WEDNESDAY, THURSDAY].map((day) => occurrenceOn(desk, id, day).id);
  const [retitled, moved, cancelled] = dates as [string, string, string];
  retitle(desk, retitled);
  must(desk.rest.patch(moved, hours(WEDNESDAY, '15:00', '16:00')), 'moving a date');
  cancel(desk, cancelled);
  const before = shownDates(desk, id);
  const { told } = desk.rest.patch(id, change);
  return { told, before, after: shownDates(desk, id), byId: dates.map((date) => byId(desk, date)) };
}

/** Whether a date can still be read by the id that it had. */
function byId(desk: Desk, id: string): string {
  const { told, body } = desk.rest.get(id);
  return told === 'ok' ? `${body.status ?? ''} ${body.summary ?? '–'}` : told;
}

function afterWrite(desk: Desk, seriesId: string, date: string, write: () => void): Json {
  const bare = desk.list({}).syncToken;
  const full = desk.list({ showDeleted: true }).syncToken;
  write();
  const seen = (query: { syncToken: string; showDeleted?: boolean }) => ({
    date: memberNames(desk.listed(query, (event: CalendarEvent) => event.id === date)),
    series: desk.list(query).items.some(({ id }) => id === seriesId) ? 'listed' : 'not listed',
  });
  return { otherwise: seen({ syncToken: bare }), showDeleted: seen({ syncToken: full, showDeleted: true }) };
}

function retitle(desk: Desk, id: string): void {
  must(desk.rest.patch(id, { summary: 'Changed' }), 'retitling a date');
}

function cancel(desk: Desk, id: string): void {
  must(desk.rest.patch(id, { status: 'cancelled' }), 'cancelling a date');
}
