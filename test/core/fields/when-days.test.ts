// All-day and multi-day: rules B and their table.
import { whyBad } from '../../../src/core/fields/bad';
import { when } from '../../../src/core/fields/when';
import { daysEvent, eventAfter, eventOf, itemOf, mapping, timedEvent, WITH_ALL_DAY } from './mapping';

const BERLIN = 'Europe/Berlin';
const PLAIN = mapping({ zone: BERLIN });
const FLAGGED = mapping({ zone: BERLIN, options: WITH_ALL_DAY });
const WALLS = mapping({ zone: BERLIN, type: 'dateTime' });
const DATES = mapping({ zone: BERLIN, type: 'date' });

const days = (start: string, end: string) => ({ start: { date: start }, end: { date: end } });
const moments = (start: string, end: string) => ({ start: { dateTime: start }, end: { dateTime: end } });

describe('an item of days and its event', () => {
  it.each([
    [
      'times of day beside a true allDay',
      FLAGGED,
      ['2026-06-01T07:00:00.000Z', '2026-06-02T15:00:00.000Z', true],
      days('2026-06-01', '2026-06-03'),
    ],
    ['a true allDay and no end', FLAGGED, ['2026-05-31T22:00:00.000Z', null, true], days('2026-06-01', '2026-06-02')],
    [
      'midnight to midnight without allDay',
      PLAIN,
      ['2026-05-31T22:00:00.000Z', '2026-06-01T22:00:00.000Z'],
      days('2026-06-01', '2026-06-02'),
    ],
    [
      'midnight, no end, without allDay',
      PLAIN,
      ['2026-05-31T22:00:00.000Z', null],
      moments('2026-05-31T22:00:00Z', '2026-05-31T22:00:00Z'),
    ],
    [
      'midnight to noon without allDay',
      PLAIN,
      ['2026-05-31T22:00:00.000Z', '2026-06-01T10:00:00.000Z'],
      moments('2026-05-31T22:00:00Z', '2026-06-01T10:00:00Z'),
    ],
    [
      'midnight to midnight of a day of 23 hours',
      WALLS,
      ['2026-03-29T00:00:00', '2026-03-30T00:00:00'],
      days('2026-03-29', '2026-03-30'),
    ],
    ['two Dates', DATES, ['2026-06-01', '2026-06-02'], days('2026-06-01', '2026-06-03')],
    ['a Date and no end', DATES, ['2026-06-01', null], days('2026-06-01', '2026-06-02')],
  ])('%s: an item becomes its event', (_, of, raw, event) => expect(eventOf(raw, of)).toEqual(event));

  it('days that end before they begin are no time', () => {
    expect(whyBad(when.ofItem(['2026-06-02', '2026-06-01'], DATES))).toBe(
      'the end (2026-06-01) is before the start (2026-06-02)',
    );
  });

  it('[B7] a day that is moved in Directus moves the event, which keeps its time of day and its length', () => {
    const event = timedEvent('2026-06-01T07:00:00Z', '2026-06-01T08:00:00Z');
    expect(itemOf(event, DATES)).toEqual(['2026-06-01', '2026-06-01']);
    expect(eventAfter(['2026-06-03', '2026-06-03'], event, DATES)).toEqual(
      moments('2026-06-03T07:00:00Z', '2026-06-03T08:00:00Z'),
    );
  });

  it.each([
    [
      'a day of 25 hours',
      mapping({ zone: 'America/New_York', options: WITH_ALL_DAY }),
      daysEvent('2026-11-01', '2026-11-02'),
      ['2026-11-01T04:00:00.000Z', '2026-11-02T05:00:00.000Z', true],
    ],
    [
      'a day that begins at 1:00',
      mapping({ zone: 'America/Santiago' }),
      daysEvent('2026-09-06', '2026-09-07'),
      ['2026-09-06T04:00:00.000Z', '2026-09-07T03:00:00.000Z'],
    ],
  ])('%s: an event becomes its item', (_, of, event, raw) => expect(itemOf(event, of)).toEqual(raw));

  it.each([
    ['plain', PLAIN],
    ['flagged', FLAGGED],
    ['DateTime', WALLS],
    ['Date', DATES],
  ])('[B4] another zone says nothing else of an all-day event (%s columns)', (_, of) => {
    const event = daysEvent('2026-06-01', '2026-06-03');
    const elsewhere = { ...of, zone: 'Pacific/Auckland' };
    expect(when.said(when.ofEvent(event, elsewhere)!)).toBe(when.said(when.ofEvent(event, of)!));
  });

  it('an item that is all-day no more is timed, from midnight to midnight', () => {
    const raw = ['2026-05-31T22:00:00.000Z', '2026-06-01T22:00:00.000Z', false];
    const event = daysEvent('2026-06-01', '2026-06-02');
    expect(eventAfter(raw, event, FLAGGED)).toEqual(moments('2026-05-31T22:00:00Z', '2026-06-01T22:00:00Z'));
  });
});

describe('kind of an item (B1)', () => {
  it.each([
    ['null', null, false],
    ['false', false, false],
    ['true', true, true],
    ['1, as some databases hold it', 1, true],
  ])('allDay that is %s', (_, allDay, isDays) => {
    const said = when.said(when.ofItem(['2026-05-31T22:00:00.000Z', '2026-06-01T22:00:00.000Z', allDay], FLAGGED)!);
    expect(said).toBe(isDays ? '2026-06-01/2026-06-02' : '2026-05-31T22:00:00Z/2026-06-01T22:00:00Z');
  });

  it('of days an allDay that says otherwise makes no times', () => {
    const of = { ...DATES, options: WITH_ALL_DAY };
    expect(eventOf(['2026-06-01', '2026-06-01', false], of)).toEqual(days('2026-06-01', '2026-06-02'));
  });

  it('two days from midnight to midnight are two days', () => {
    const raw = ['2026-05-31T22:00:00.000Z', '2026-06-02T22:00:00.000Z'];
    expect(eventOf(raw, PLAIN)).toEqual(days('2026-06-01', '2026-06-03'));
  });

  it('a day that begins at 1:00, where clocks are changed at midnight, is a day', () => {
    const of = mapping({ zone: 'America/Santiago', type: 'dateTime' });
    const event = days('2026-09-06', '2026-09-07');
    expect(eventOf(['2026-09-06T01:00:00', '2026-09-07T00:00:00'], of)).toEqual(event);
    expect(eventOf(['2026-09-06T00:00:00', '2026-09-07T00:00:00'], of)).toEqual(event);
  });

  it('midnights of another zone are no days', () => {
    const raw = ['2026-06-01T00:00:00.000Z', '2026-06-02T00:00:00.000Z'];
    expect(eventOf(raw, PLAIN)).toEqual(moments('2026-06-01T00:00:00Z', '2026-06-02T00:00:00Z'));
    expect(eventOf(raw, mapping())).toEqual(days('2026-06-01', '2026-06-02'));
  });
});

describe('days and times of day', () => {
  it('[B2] an end at the beginning of a day does not reach into it', () => {
    const raw = ['2026-06-01T07:00:00.000Z', '2026-06-01T22:00:00.000Z', true];
    expect(eventOf(raw, FLAGGED)).toEqual(days('2026-06-01', '2026-06-02'));
  });

  it('[B6] another time of day on the same days changes nothing in the event', () => {
    const event = daysEvent('2026-06-01', '2026-06-03');
    const raw = ['2026-06-01T09:00:00.000Z', '2026-06-02T11:00:00.000Z', true];
    expect(eventAfter(raw, event, FLAGGED)).toEqual(days('2026-06-01', '2026-06-03'));
  });

  it('[B5] an item that is made all-day takes the times of its event away', () => {
    const event = timedEvent('2026-06-01T07:00:00Z', '2026-06-01T08:00:00Z', BERLIN);
    const value = when.ofItem(['2026-06-01T07:00:00.000Z', '2026-06-01T08:00:00.000Z', true], FLAGGED)!;
    expect(when.toEvent(value, event, FLAGGED)).toEqual({
      start: { date: '2026-06-01', dateTime: null, timeZone: null },
      end: { date: '2026-06-02', dateTime: null, timeZone: null },
    });
  });

  it('[B5] what is left of an event shows no times: both kinds are replaced', () => {
    const event = { id: 'e', status: 'cancelled' };
    const day = when.ofItem(['2026-06-01T07:00:00.000Z', '2026-06-01T08:00:00.000Z', true], FLAGGED)!;
    expect(when.toEvent(day, event, FLAGGED)).toMatchObject({ start: { dateTime: null }, end: { dateTime: null } });
    const moment = when.ofItem(['2026-06-01T07:00:00.000Z', '2026-06-01T08:00:00.000Z', false], FLAGGED)!;
    expect(when.toEvent(moment, event, FLAGGED)).toMatchObject({ start: { date: null }, end: { date: null } });
  });

  it('[B5] [B10] an event that is switched comes with start and end', () => {
    expect(itemOf(daysEvent('2026-06-01', '2026-06-02'), FLAGGED)).toEqual([
      '2026-05-31T22:00:00.000Z',
      '2026-06-01T22:00:00.000Z',
      true,
    ]);
    const timed = timedEvent('2026-06-01T07:00:00Z', '2026-06-01T08:00:00Z');
    expect(itemOf(timed, FLAGGED)).toEqual(['2026-06-01T07:00:00.000Z', '2026-06-01T08:00:00.000Z', false]);
    expect(itemOf(timed, PLAIN)).toEqual(['2026-06-01T07:00:00.000Z', '2026-06-01T08:00:00.000Z']);
  });

  it('[B10] an event from midnight to midnight stays timed beside an item without allDay', () => {
    const event = timedEvent('2026-05-31T22:00:00Z', '2026-06-01T22:00:00Z');
    const raw = ['2026-05-31T22:00:00.000Z', '2026-06-01T22:00:00.000Z'];
    expect(eventAfter(raw, event, PLAIN)).toEqual(moments('2026-05-31T22:00:00Z', '2026-06-01T22:00:00Z'));
  });

  it('[B8] an end that is emptied beside allDay leaves one day', () => {
    const event = daysEvent('2026-06-01', '2026-06-04');
    expect(eventAfter(['2026-05-31T22:00:00.000Z', null, true], event, FLAGGED)).toEqual(
      days('2026-06-01', '2026-06-02'),
    );
  });

  describe('[B7] a time of day that only the event knows', () => {
    // From 22:00 to 2:00.
    const night = timedEvent('2026-06-01T20:00:00Z', '2026-06-02T00:00:00Z');

    it('ends on the day of its last moment', () => {
      expect(itemOf(night, DATES)).toEqual(['2026-06-01', '2026-06-02']);
      const toMidnight = timedEvent('2026-06-01T20:00:00Z', '2026-06-01T22:00:00Z');
      expect(itemOf(toMidnight, DATES)).toEqual(['2026-06-01', '2026-06-01']);
    });

    it('is no edit of the item', () => {
      expect(eventAfter(['2026-06-01', '2026-06-02'], night, DATES)).toEqual({ start: night.start, end: night.end });
    });

    it.each([
      [['2026-06-01', '2026-06-03'], '2026-06-01T20:00:00Z', '2026-06-03T00:00:00Z', 'the last day alone'],
      [['2026-05-31', '2026-06-02'], '2026-05-31T20:00:00Z', '2026-06-02T00:00:00Z', 'the first day alone'],
      [
        ['2026-06-01', '2026-06-01'],
        '2026-06-01T20:00:00Z',
        '2026-06-01T20:00:00Z',
        'an end that would lie before the start',
      ],
      [
        ['2026-12-24', '2026-12-25'],
        '2026-12-24T21:00:00Z',
        '2026-12-25T01:00:00Z',
        'the clock’s time, not the moment',
      ],
    ])('goes with the days to %j (%s to %s: %s)', (raw, start, end) => {
      expect(eventAfter(raw, night, DATES)).toEqual(moments(start, end));
    });
  });
});
