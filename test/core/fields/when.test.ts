// When an event takes place: two columns, two members of the event, one value.
import fc from 'fast-check';
import { when, whyNoTime } from '../../../src/core/fields/when';
import { END, START, time } from '../pairs';

const BERLIN = 'Europe/Berlin';
const moment = fc
  .date({ min: new Date('1970-01-01T00:00:00Z'), max: new Date('2200-01-01T00:00:00Z'), noInvalidDate: true })
  .map((date) => `${date.toISOString().slice(0, 19)}Z`);
const anyTime = fc.tuple(moment, moment).map((both) => both.sort().join('/'));

describe('of an item', () => {
  it.each<[unknown, unknown, unknown, string]>([
    ['2026-03-01T10:00:00.000Z', '2026-03-01T11:00:00.000Z', time(START, END), 'as Directus gives it'],
    ['2026-03-01T11:00:00+01:00', '2026-03-01T11:00:00', time(START, END), '[FI5] moments, whatever their form'],
    ['2026-03-01T10:00:00.900Z', '2026-03-01T11:00:00.1Z', time(START, END), 'Google cuts milliseconds'],
    ['2026-03-01T10:00:00Z', null, time(START, START), 'an item without an end ends when it starts'],
    ['2026-03-01T10:00:00Z', '', time(START, START), 'an empty text is no end'],
    ['2026-03-01T10:00:00Z', START, time(START, START), 'an end that is the start'],
    [null, null, null, 'without a start there is no time'],
    [null, END, null, 'an end alone is no time'],
    ['', END, null, 'an empty text is no start'],
    [undefined, END, undefined, '[EM1] a start that could not be read'],
    [START, undefined, undefined, '[EM1] an end that could not be read'],
    [null, undefined, undefined, '[EM1] so is an end that could not be read beside an empty start'],
  ])('[FI3] [FI2] %j and %j: %j (%s)', (start, end, expected) => expect(when.ofItem([start, end])).toBe(expected));

  it.each<[unknown, unknown, string]>([
    ['tomorrow', END, 'start is not a moment: tomorrow'],
    [START, '2026-03-01', 'end is not a moment: 2026-03-01'],
    [START, 1_772_362_800, 'end is not a moment: 1772362800'],
    [END, START, `the end (${START}) is before the start (${END})`],
  ])('[FI4] %j and %j are no time, and it says why', (start, end, reason) => {
    const value = when.ofItem([start, end]);
    expect(whyNoTime(value)).toBe(reason);
    // Whatever is wrong differs from whatever else is wrong: an edit of it is seen.
    expect(value).not.toBe(when.ofItem(['never', null]));
  });

  it.each([[undefined], [null], [time(START, END)]])('%j is no wrong time', (value) => {
    expect(whyNoTime(value)).toBeUndefined();
  });

  it('is written in the form in which Directus gives it back', () => {
    expect(when.toItem(time(START, END))).toEqual(['2026-03-01T10:00:00.000Z', '2026-03-01T11:00:00.000Z']);
    expect(when.toItem(null)).toEqual([null, null]);
  });

  it('what is written is read as the same', () => {
    fc.assert(fc.property(anyTime, (value) => expect(when.ofItem(when.toItem(value))).toBe(value)));
  });
});

describe('of an event', () => {
  const event = (start: object, end: object, more = {}) => ({ id: 'e', start, end, ...more });

  it('is read as moments, whatever their zone', () => {
    const moments = event({ dateTime: '2026-03-01T11:00:00+01:00', timeZone: BERLIN }, { dateTime: END });
    expect(when.ofEvent(moments, BERLIN)).toBe(time(START, END));
  });

  it('an all-day event begins and ends with the days of its calendar, or of its own zone', () => {
    const day = event({ date: '2026-03-29' }, { date: '2026-03-30' });
    expect(when.ofEvent(day, BERLIN)).toBe(time('2026-03-28T23:00:00Z', '2026-03-29T22:00:00Z'));
    expect(when.ofEvent(day, 'UTC')).toBe(time('2026-03-29T00:00:00Z', '2026-03-30T00:00:00Z'));
    const own = event({ date: '2026-03-29', timeZone: BERLIN }, { date: '2026-03-30', timeZone: BERLIN });
    expect(when.ofEvent(own, 'UTC')).toBe(when.ofEvent(day, BERLIN));
  });

  it('[EM1] an event whose times are hidden has none', () => {
    expect(when.ofEvent({ id: 'e' }, BERLIN)).toBeNull();
  });

  it('what is written is read as the same', () => {
    fc.assert(
      fc.property(anyTime, (value) => {
        expect(when.ofEvent({ id: 'e', ...when.toEvent(value, undefined, BERLIN) }, BERLIN)).toBe(value);
      }),
    );
  });

  it('an insert says both moments, and nothing where there are none', () => {
    const body = { start: { dateTime: START }, end: { dateTime: END } };
    expect(when.toEvent(time(START, END), undefined, BERLIN)).toEqual(body);
    expect(when.toEvent(null, undefined, BERLIN)).toEqual({});
  });

  it('a patch of moments leaves the zone in which a person wrote them', () => {
    const old = event({ dateTime: START, timeZone: BERLIN }, { dateTime: START, timeZone: BERLIN });
    expect(when.toEvent(time(START, END), old, 'UTC')).toEqual({ start: { dateTime: START }, end: { dateTime: END } });
  });

  it('a patch takes days away: both ends of an event are of one kind', () => {
    const day = event({ date: '2026-03-01' }, { date: '2026-03-02' });
    expect(when.toEvent(time(START, END), day, BERLIN)).toEqual({
      start: { date: null, dateTime: START, timeZone: null },
      end: { date: null, dateTime: END, timeZone: null },
    });
  });

  it('a series of days gets the zone of its calendar with the moment: Google repeats none without one', () => {
    const days = event({ date: '2026-03-01' }, { date: '2026-03-02' }, { recurrence: ['RRULE:FREQ=DAILY'] });
    expect(when.toEvent(time(START, END), days, BERLIN)).toMatchObject({
      start: { date: null, dateTime: START, timeZone: BERLIN },
      end: { date: null, dateTime: END, timeZone: BERLIN },
    });
  });
});
