// The Calendar port over the advanced service: what it makes of pages.
import { googleCalendar, type CalendarOptions } from '../../src/google/calendar';

afterEach(() => {
  delete (globalThis as { Calendar?: unknown }).Calendar;
});

/** @param pages of one list. A page may be empty, and more may follow it: https://developers.google.com/workspace/calendar/api/guides/pagination */
function listing(pages: readonly object[][]): object[] {
  const queries: object[] = [];
  const list = (_: string, query: { pageToken?: string }): object => {
    queries.push(query);
    const at = Number(query.pageToken ?? 0);
    return { items: pages[at], ...(at + 1 < pages.length ? { nextPageToken: String(at + 1) } : {}) };
  };
  Object.assign(globalThis, { Calendar: { Events: { list } } });
  return queries;
}

it('[NP6] a search by the key goes on behind an empty page, and counts each page', () => {
  const queries = listing([[], [{ id: 'e1' }], [{ id: 'e2' }]]);
  let counted = 0;
  const options = { count: (_: string, used: number) => (counted += used) } as unknown as CalendarOptions;
  const found = googleCalendar(options).search('primary', 'key=abc');
  expect(found).toEqual({ ok: true, value: [{ id: 'e1' }, { id: 'e2' }] });
  expect(queries).toMatchObject([{ privateExtendedProperty: 'key=abc' }, { pageToken: '1' }, { pageToken: '2' }]);
  expect(counted).toBe(3);
});

it('[DE6] whether a calendar can be read costs one unit, and fails as its lists do', () => {
  const queries = listing([[{ id: 'e1' }], [{ id: 'e2' }]]);
  let counted = 0;
  const options = { count: (_: string, used: number) => (counted += used) } as unknown as CalendarOptions;
  expect(googleCalendar(options).probe('primary')).toEqual({ ok: true, value: null });
  expect([queries.length, counted]).toEqual([1, 1]);
  const list = (): never => {
    throw Object.assign(new Error('Not Found'), { details: { code: 404, errors: [{ reason: 'notFound' }] } });
  };
  Object.assign(globalThis, { Calendar: { Events: { list } } });
  expect(googleCalendar(options).probe('primary')).toMatchObject({ ok: false, failure: { kind: 'notFound' } });
});

it('the dates of an event that happens once by now are not there, whatever Google says of its occurrences', () => {
  const instances = (): never => {
    throw Object.assign(new Error('The event is not a recurring event.'), {
      details: { code: 400, errors: [{ reason: 'invalid' }] },
    });
  };
  Object.assign(globalThis, { Calendar: { Events: { instances } } });
  const options = { count: () => undefined } as unknown as CalendarOptions;
  const names = ['e1#2026-06-01T09:00:00Z', 'e1#2026-06-02T09:00:00Z'];
  for (const asked of [names, names.slice(1)])
    expect(googleCalendar(options).getMany('primary', asked)).toMatchObject(
      asked.map(() => ({ ok: false, failure: { kind: 'notFound' } })),
    );
});

it('[SE12] dates of a series whose tombstones say nothing are read by themselves, and where all is listed nothing is said of them', () => {
  const series = { id: 'weekly', iCalUID: 'uid', recurrence: ['RRULE:FREQ=WEEKLY'] };
  const bare = { id: 'opaque', status: 'cancelled' };
  listing([[series, bare]]);
  const original = { dateTime: '2026-06-09T09:00:00Z' };
  const get = (_: string, id: string): object => ({
    ...bare,
    id,
    recurringEventId: 'weekly',
    originalStartTime: original,
  });
  Object.assign((globalThis as unknown as { Calendar: { Events: object } }).Calendar.Events, { get });
  const options = { count: () => undefined, fetch: () => [], pace: { spend: () => undefined } };
  const calendar = googleCalendar(options as unknown as CalendarOptions);
  const read = calendar.wholeSeries('primary', 'uid');
  expect(read.ok && read.value[0]).toEqual({ ...series, cancelledDates: ['2026-06-09T09:00:00Z'] });
  const all = calendar.list('primary', undefined);
  expect(all.ok && all.value.events[0]).toEqual(series);
});
