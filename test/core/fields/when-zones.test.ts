// Time zones: rules Z and their table.
import { whyBad } from '../../../src/core/fields/bad';
import { when } from '../../../src/core/fields/when';
import { eventAfter, eventOf, itemOf, mapping, timedEvent, daysEvent, WITH_BOTH, WITH_ZONE } from './mapping';

const BERLIN = 'Europe/Berlin';
const NEW_YORK = 'America/New_York';
const walls = (zone: string) => mapping({ zone, type: 'dateTime' });
const moments = (start: string, end: string, timeZone?: string) => ({
  start: { dateTime: start, ...(timeZone && { timeZone }) },
  end: { dateTime: end, ...(timeZone && { timeZone }) },
});

describe('the table of rules Z', () => {
  it.each([
    ['an hour that is skipped', BERLIN, '2026-03-29T02:30:00', '2026-03-29T01:30:00Z'],
    ['an hour that is shown twice', BERLIN, '2026-10-25T02:30:00', '2026-10-25T00:30:00Z'],
    ['an hour that is skipped in America', NEW_YORK, '2026-03-08T02:30:00', '2026-03-08T07:30:00Z'],
    ['an hour that is skipped in the south', 'Pacific/Auckland', '2026-09-27T02:30:00', '2026-09-26T14:30:00Z'],
    ['an hour that is shown twice in the south', 'Pacific/Auckland', '2026-04-05T02:30:00', '2026-04-04T13:30:00Z'],
    ['no clock change', 'Asia/Kolkata', '2026-03-29T02:30:00', '2026-03-28T21:00:00Z'],
  ])('[%s] in %s clocks show %s at %s', (_, zone, wall, moment) => {
    expect(eventOf([wall, wall], walls(zone))).toEqual(moments(moment, moment));
  });

  it('the second of two times 2:30 looks like the first in the item: the event keeps it', () => {
    const event = timedEvent('2026-10-25T01:30:00Z', '2026-10-25T02:30:00Z');
    const raw = ['2026-10-25T02:30:00', '2026-10-25T03:30:00'];
    expect(itemOf(event, walls(BERLIN))).toEqual(raw);
    expect(eventAfter(raw, event, walls(BERLIN))).toEqual({ start: event.start, end: event.end });
  });

  it('a Timestamp keeps its moment when its item is given another zone, which goes to the event', () => {
    const of = mapping({ options: WITH_ZONE, zone: BERLIN });
    const event = timedEvent('2026-06-01T07:00:00Z', '2026-06-01T08:00:00Z', BERLIN);
    const raw = ['2026-06-01T07:00:00.000Z', '2026-06-01T08:00:00.000Z', NEW_YORK];
    expect(eventAfter(raw, event, of)).toEqual(moments('2026-06-01T07:00:00Z', '2026-06-01T08:00:00Z', NEW_YORK));
  });

  it('a DateTime keeps what the clock shows, and the moment moves', () => {
    const of = mapping({ options: WITH_ZONE, zone: BERLIN, type: 'dateTime' });
    const event = timedEvent('2026-06-01T07:00:00Z', '2026-06-01T08:00:00Z', BERLIN);
    const raw = ['2026-06-01T09:00:00', '2026-06-01T10:00:00', NEW_YORK];
    expect(eventAfter(raw, event, of)).toEqual(moments('2026-06-01T13:00:00Z', '2026-06-01T14:00:00Z', NEW_YORK));
  });

  it('[Z8] another zone of the binding is no edit of an event', () => {
    const event = timedEvent('2026-06-01T07:00:00Z', '2026-06-01T08:00:00Z');
    const [before, after] = [walls(BERLIN), walls(NEW_YORK)].map((of) => when.said(when.ofEvent(event, of)!));
    expect(after).toBe(before);
  });
});

describe('the zone of an item (Z1)', () => {
  const of = mapping({ options: WITH_ZONE, zone: BERLIN, type: 'dateTime' });

  it('is its own, else that of the binding', () => {
    expect(eventOf(['2026-06-01T09:00:00', null, NEW_YORK], of)).toEqual(
      moments('2026-06-01T13:00:00Z', '2026-06-01T13:00:00Z', NEW_YORK),
    );
    expect(eventOf(['2026-06-01T09:00:00', null, null], of)).toEqual(
      moments('2026-06-01T07:00:00Z', '2026-06-01T07:00:00Z', BERLIN),
    );
  });

  it('[Z5] follows the event’s, and a DateTime follows its clocks', () => {
    const event = timedEvent('2026-06-01T07:00:00Z', '2026-06-01T08:00:00Z', NEW_YORK);
    expect(itemOf(event, of)).toEqual(['2026-06-01T03:00:00', '2026-06-01T04:00:00', NEW_YORK]);
  });

  it.each([
    ['Asia/Calcutta', 'Asia/Kolkata'],
    ['Etc/UTC', 'UTC'],
  ])('[Z5] %s is %s', (name, other) => {
    const raw = ['2026-06-01T09:00:00', '2026-06-01T10:00:00', name];
    const event = { id: 'e', ...eventOf(raw, of) };
    const renamed = timedEvent(event.start!.dateTime!, event.end!.dateTime!, other);
    expect(eventAfter(raw, renamed, of)).toEqual({ start: renamed.start, end: renamed.end });
  });

  it.each([
    ['Europe/Berln', 'timeZone is no time zone: Europe/Berln. Did you mean "Europe/Berlin"?'],
    ['+02:00', 'timeZone is no time zone: +02:00. Write a name like "Europe/Berlin".'],
  ])('[Z9] %s is none, and it says so', (name, reason) => {
    expect(whyBad(when.ofItem(['2026-06-01T09:00:00', null, name], of))).toContain(reason);
  });

  it('an all-day item begins with the days of its own zone, and its event has none', () => {
    const flagged = mapping({ options: WITH_BOTH, zone: BERLIN });
    const raw = ['2026-06-01T04:00:00.000Z', '2026-06-02T04:00:00.000Z', true, NEW_YORK];
    expect(eventOf(raw, flagged)).toEqual({ start: { date: '2026-06-01' }, end: { date: '2026-06-02' } });
  });

  it('an all-day event leaves the zone that its item names, and lies on the days of that zone', () => {
    const flagged = mapping({ options: WITH_BOTH, zone: BERLIN });
    const event = daysEvent('2026-06-01', '2026-06-02');
    const value = when.ofEvent(event, flagged);
    expect(when.needsItem(value, flagged)).toBe(true);
    const raw = ['2026-05-01T04:00:00.000Z', '2026-05-02T04:00:00.000Z', true, NEW_YORK];
    const values = when.beside({ raw, value: when.ofItem(raw, flagged) }, { event, value }, flagged);
    expect(when.toItem(values.event!)).toEqual([
      '2026-06-01T04:00:00.000Z',
      '2026-06-02T04:00:00.000Z',
      true,
      NEW_YORK,
    ]);
  });
});

describe('the zone that is sent (Z4)', () => {
  const [start, end] = ['2026-06-01T07:00:00Z', '2026-06-01T08:00:00Z'];
  const raw = ['2026-06-01T07:00:00.000Z', '2026-06-01T08:00:00.000Z'];

  it('is none, where neither item nor binding names one', () => {
    expect(eventOf(raw, mapping({ zone: BERLIN }))).toEqual(moments(start, end));
  });

  it('is the binding’s, where that names one', () => {
    expect(eventOf(raw, mapping({ zone: BERLIN, isZoneNamed: true }))).toEqual(moments(start, end, BERLIN));
  });

  it('of the binding does not replace one that the event has', () => {
    const event = timedEvent('2026-06-01T05:00:00Z', '2026-06-01T06:00:00Z', NEW_YORK);
    const of = mapping({ zone: BERLIN, isZoneNamed: true });
    expect(eventAfter(raw, event, of)).toEqual(moments(start, end, NEW_YORK));
  });

  it('leaves an end the zone of its own', () => {
    const event = timedEvent(start, end, BERLIN);
    event.end!.timeZone = 'Asia/Kolkata';
    expect(eventAfter([...raw, NEW_YORK], event, mapping({ options: WITH_ZONE }))).toEqual({
      start: { dateTime: start, timeZone: NEW_YORK },
      end: { dateTime: end, timeZone: 'Asia/Kolkata' },
    });
  });

  it('goes with an all-day event that gets times', () => {
    const event = daysEvent('2026-06-01', '2026-06-02');
    const of = mapping({ zone: BERLIN, isZoneNamed: true });
    expect(eventAfter(raw, event, of)).toEqual(moments(start, end, BERLIN));
  });
});

describe('forms of values (Z2)', () => {
  it.each([
    ['dateTime' as const, '2026-06-01T09:00:00.000Z', 'start is not a date and time without an offset'],
    ['dateTime' as const, '2026-06-01', 'start is not a date and time without an offset'],
    ['date' as const, '2026-06-01T09:00:00', 'start is not a day'],
    ['timestamp' as const, '2026-06-01', 'start is not a moment'],
  ])('a column of the type %s that holds %s is told', (type, raw, reason) => {
    expect(whyBad(when.ofItem([raw, null], mapping({ type })))).toBe(`${reason}: ${raw}`);
  });

  it('[Z6] a time that clocks skip stays as it was typed, and its event where it was put', () => {
    const of = walls(BERLIN);
    const raw = ['2026-03-29T02:30:00', '2026-03-29T02:45:00'];
    const event = { id: 'e', ...eventOf(raw, of) };
    expect(event).toMatchObject(moments('2026-03-29T01:30:00Z', '2026-03-29T01:45:00Z'));
    expect(eventAfter(raw, event, of)).toEqual({ start: event.start, end: event.end });
  });
});
