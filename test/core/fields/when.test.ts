// When an event takes place: two columns, two members of the event, one value.
import fc from 'fast-check';
import type { Mapping } from '../../../src/core/fields/field';
import { whyBad } from '../../../src/core/fields/bad';
import { when } from '../../../src/core/fields/when';
import { END, START, time } from '../pairs';
import { mapping } from './mapping';

const BERLIN = 'Europe/Berlin';
const UTC = mapping();
const IN_BERLIN = mapping({ zone: BERLIN });
const moment = fc
  .date({ min: new Date('1970-01-01T00:00:00Z'), max: new Date('2200-01-01T00:00:00Z'), noInvalidDate: true })
  .map((date) => `${date.toISOString().slice(0, 19)}Z`);
// From midnight to midnight would be days (B1).
const anyTime = fc
  .tuple(moment, moment)
  .map((both) => both.sort().join('/'))
  .filter((value) => value.split('T00:00:00Z').length < 3);

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
  ])('[FI3] [FI2] %j and %j: %j (%s)', (start, end, expected) => expect(when.ofItem([start, end], UTC)).toBe(expected));

  it.each<[unknown, unknown, string]>([
    ['tomorrow', END, 'start is not a moment: tomorrow'],
    [START, '2026-03-01', 'end is not a moment: 2026-03-01'],
    [START, 1_772_362_800, 'end is not a moment: 1772362800'],
    [END, START, `the end (${START}) is before the start (${END})`],
  ])('[FI4] %j and %j are no time, and it says why', (start, end, reason) => {
    const value = when.ofItem([start, end], UTC);
    expect(whyBad(value)).toBe(reason);
    // Whatever is wrong differs from whatever else is wrong: an edit of it is seen.
    expect(value).not.toBe(when.ofItem(['never', null], UTC));
  });

  it.each([[undefined], [null], [time(START, END)]])('%j is no wrong time', (value) => {
    expect(whyBad(value)).toBeUndefined();
  });

  it('is written in the form in which Directus gives it back', () => {
    expect(when.toItem(time(START, END))).toEqual(['2026-03-01T10:00:00.000Z', '2026-03-01T11:00:00.000Z']);
    expect(when.toItem(null)).toEqual([null, null]);
  });

  it('what is written is read as the same', () => {
    fc.assert(fc.property(anyTime, (value) => expect(when.ofItem(when.toItem(value), UTC)).toBe(value)));
  });
});

describe('of an event', () => {
  const event = (start: object, end: object, more = {}) => ({ id: 'e', start, end, ...more });

  it('is read as moments, whatever their zone', () => {
    const moments = event({ dateTime: '2026-03-01T11:00:00+01:00', timeZone: BERLIN }, { dateTime: END });
    expect(when.ofEvent(moments, IN_BERLIN)).toBe(time(START, END));
  });

  it('[B3] an all-day event begins and ends with its days in the zone of the binding', () => {
    const day = event({ date: '2026-03-29' }, { date: '2026-03-30' });
    const columns = (of: Mapping) => when.toItem(when.ofEvent(day, of)!);
    expect(columns(IN_BERLIN)).toEqual(['2026-03-28T23:00:00.000Z', '2026-03-29T22:00:00.000Z']);
    expect(columns(UTC)).toEqual(['2026-03-29T00:00:00.000Z', '2026-03-30T00:00:00.000Z']);
  });

  it('[B4] of an all-day event nothing but its days is agreed on, whatever the zone', () => {
    const day = event({ date: '2026-03-29' }, { date: '2026-03-30' });
    const said = (of: Mapping) => when.said(when.ofEvent(day, of)!);
    expect(said(IN_BERLIN)).toBe('2026-03-29/2026-03-30');
    expect(said(UTC)).toBe('2026-03-29/2026-03-30');
  });

  it.each([
    [{ dateTime: 'soon' }, { dateTime: END }, 'start is not a moment: soon'],
    [{ dateTime: START }, { dateTime: 'late' }, 'end is not a moment: late'],
    [{ date: 'soon' }, { date: '2026-03-30' }, 'start or end is not a day: soon, 2026-03-30'],
    [{ dateTime: END }, { dateTime: START }, `the end (${START}) is before the start (${END})`],
    [{ dateTime: '9999-12-31T23:59:59Z' }, {}, 'no calendar knows the year of 9999-12-31T23:59:59Z'],
  ])('%j to %j is no time, and it says why', (start, end, reason) => {
    expect(whyBad(when.ofEvent(event(start, end), UTC))).toContain(reason);
  });

  it('[EM1] an event whose times are hidden has none', () => {
    expect(when.ofEvent({ id: 'e' }, IN_BERLIN)).toBeNull();
  });

  it('what is written is read as the same', () => {
    fc.assert(
      fc.property(anyTime, (value) => {
        expect(when.ofEvent({ id: 'e', ...when.toEvent(value, undefined, IN_BERLIN) }, IN_BERLIN)).toBe(value);
      }),
    );
  });

  it('an insert says both moments, and nothing where there are none', () => {
    const body = { start: { dateTime: START }, end: { dateTime: END } };
    expect(when.toEvent(time(START, END), undefined, IN_BERLIN)).toEqual(body);
    expect(when.toEvent(null, undefined, IN_BERLIN)).toEqual({});
  });

  it('a patch of moments leaves the zone in which a person wrote them', () => {
    const old = event({ dateTime: START, timeZone: BERLIN }, { dateTime: START, timeZone: BERLIN });
    expect(when.toEvent(time(START, END), old, UTC)).toEqual({ start: { dateTime: START }, end: { dateTime: END } });
  });

  it('a patch takes days away: both ends of an event are of one kind', () => {
    const day = event({ date: '2026-03-01' }, { date: '2026-03-02' });
    expect(when.toEvent(time(START, END), day, IN_BERLIN)).toEqual({
      start: { date: null, dateTime: START, timeZone: null },
      end: { date: null, dateTime: END, timeZone: null },
    });
  });

  it('a series of days gets the zone of its calendar with the moment: Google repeats none without one', () => {
    const days = event({ date: '2026-03-01' }, { date: '2026-03-02' }, { recurrence: ['RRULE:FREQ=DAILY'] });
    expect(when.toEvent(time(START, END), days, IN_BERLIN)).toMatchObject({
      start: { date: null, dateTime: START, timeZone: BERLIN },
      end: { date: null, dateTime: END, timeZone: BERLIN },
    });
  });
});
