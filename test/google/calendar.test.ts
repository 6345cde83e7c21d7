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

it.each([['a#2026-06-01T07:00:00Z'], ['a#2026-06-01T07:00:00Z', 'a#2026-06-02T07:00:00Z']])(
  'an event that is no series any more has no occurrences',
  (...slots) => {
    const instances = (): never => {
      throw Object.assign(new Error('Invalid'), { details: { code: 400, errors: [{ reason: 'invalid' }] } });
    };
    Object.assign(globalThis, { Calendar: { Events: { instances } } });
    const options = { count: () => undefined } as unknown as CalendarOptions;
    const notFound = { ok: false, failure: expect.objectContaining({ kind: 'notFound' }) as unknown };
    expect(googleCalendar(options).getMany('primary', slots)).toEqual(slots.map(() => notFound));
  },
);
