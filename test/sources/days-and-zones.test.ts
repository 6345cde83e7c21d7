// Days, zones and types of columns, both ways through the whole engine (rules B and Z).
import { calendarChanged, catchUpAll, reconcileAll } from '../../src/app/work';
import type { CalendarEvent } from '../../src/core/calendar-event';
import type { Row } from '../../src/core/values';
import { statusOf } from '../../src/setup/status';
import { EVENT, FIELDS, World } from '../fakes';
import { started } from '../fakes/started';

const typed = (type: string) => ({ start: { name: 'starts', type }, end: { name: 'ends', type } });
const BERLIN = 'Europe/Berlin';
const NEW_YORK = 'America/New_York';

const DAY = { start: { date: '2026-06-01' }, end: { date: '2026-06-03' } };
const HOUR = {
  start: { dateTime: '2026-06-01T09:00:00+02:00', timeZone: BERLIN },
  end: { dateTime: '2026-06-01T10:00:00+02:00', timeZone: BERLIN },
};

/** A world whose binding is in Berlin; each direction is followed. */
function inBerlin(fields: object = {}, more: object = {}): World {
  return started({ fields: { ...FIELDS, ...fields }, timeZone: BERLIN, ...more });
}

function follow(world: World): void {
  world.advance(60_000);
  calendarChanged(world.app(), 'primary');
  catchUpAll(world.app());
}

function eventOf(world: World): CalendarEvent {
  expect(world.calendar.live).toHaveLength(1);
  return world.calendar.live[0]!;
}

function rowOf(world: World): Row {
  expect(world.directus.items()).toHaveLength(1);
  return world.directus.items()[0]!;
}

/** In quiet a further run of anything writes nothing (WR13), and nobody lost anything. */
function expectQuiet(world: World): void {
  follow(world);
  world.calls();
  world.advance(60_000);
  catchUpAll(world.app());
  reconcileAll(world.app());
  expect(world.calls().filter((call) => ['insert', 'patch', 'cancel', 'apply'].includes(call))).toEqual([]);
  expect(statusOf(world.app(), {}).bindings[0]).toMatchObject({ failures: [], reports: [] });
}

/** What the item holds, beside the title. */
const columnsIn = (world: World, names: readonly string[]): unknown[] => names.map((name) => rowOf(world)[name]);

describe.each([
  [
    'Timestamps',
    {},
    ['starts', 'ends'],
    ['2026-05-31T22:00:00.000Z', '2026-06-02T22:00:00.000Z'],
    '2026-05-30T22:00:00.000Z',
  ],
  [
    'Timestamps and allDay',
    { allDay: 'whole' },
    ['starts', 'ends', 'whole'],
    ['2026-05-31T22:00:00.000Z', '2026-06-02T22:00:00.000Z', true],
    '2026-05-30T22:00:00.000Z',
  ],
  [
    'DateTimes',
    typed('dateTime'),
    ['starts', 'ends'],
    ['2026-06-01T00:00:00', '2026-06-03T00:00:00'],
    '2026-05-31T00:00:00',
  ],
  [
    'DateTimes and allDay',
    { ...typed('dateTime'), allDay: 'whole' },
    ['starts', 'ends', 'whole'],
    ['2026-06-01T00:00:00', '2026-06-03T00:00:00', true],
    '2026-05-31T00:00:00',
  ],
  ['Dates', typed('date'), ['starts', 'ends'], ['2026-06-01', '2026-06-02'], '2026-05-31'],
])('days in %s', (_, fields, names, raw, dayBefore) => {
  const row = Object.fromEntries(names.map((name, i) => [name, raw[i]]));

  it('[B2] of an item become an all-day event', () => {
    const world = inBerlin(fields);
    world.directus.create({ name: 'Fair', ...row });
    follow(world);
    expect(eventOf(world)).toMatchObject({ summary: 'Fair', ...DAY });
    expectQuiet(world);
  });

  it('[B3] of an event arrive in its item', () => {
    const world = inBerlin(fields);
    world.calendar.edit('e1', { summary: 'Fair', ...DAY });
    follow(world);
    expect(columnsIn(world, names)).toEqual(raw);
    expectQuiet(world);
  });

  it('move with the event', () => {
    const world = inBerlin(fields);
    world.directus.create({ name: 'Fair', ...row });
    follow(world);
    const { id } = eventOf(world);
    world.calendar.edit(id, { start: { date: '2026-05-31' }, end: { date: '2026-06-02' } });
    follow(world);
    expect(rowOf(world)['starts']).toBe(dayBefore);
    expectQuiet(world);
  });

  it('[P25] find the event of the same days and title, and are linked to it', () => {
    const world = new World({ fields: { ...FIELDS, ...fields }, timeZone: BERLIN });
    world.directus.create({ name: 'Fair', text: null, ...row });
    world.calendar.edit('e1', { summary: 'Fair', ...DAY });
    reconcileAll(world.app());
    expect(rowOf(world)['event']).toBe('e1');
    expect(eventOf(world)).toMatchObject(DAY);
  });
});

describe('a switch of kind', () => {
  it('[B5] in Directus takes the times of the event away, and gives them back', () => {
    const world = inBerlin({ allDay: 'whole' });
    const row = world.directus.create({
      name: 'Fair',
      starts: '2026-06-01T07:00:00.000Z',
      ends: '2026-06-01T08:00:00.000Z',
      whole: false,
    });
    follow(world);
    expect(eventOf(world).start).toEqual({ dateTime: '2026-06-01T07:00:00Z', timeZone: BERLIN });
    world.directus.update(row['id'], { whole: true });
    follow(world);
    expect(eventOf(world)).toMatchObject({ start: { date: '2026-06-01' }, end: { date: '2026-06-02' } });
    expect(eventOf(world).start).not.toHaveProperty('dateTime');
    // What a person typed stays: the same days are no other event (B6).
    expect(rowOf(world)).toMatchObject({ starts: '2026-06-01T07:00:00.000Z', whole: true });
    world.directus.update(row['id'], { whole: false });
    follow(world);
    expect(eventOf(world).start).toEqual({ dateTime: '2026-06-01T07:00:00Z', timeZone: BERLIN });
    expectQuiet(world);
  });

  it.each([
    ['with allDay', { allDay: 'whole' }],
    ['[B10] without allDay', {}],
  ])('in Google arrives with start and end, %s', (_, fields) => {
    const world = inBerlin(fields);
    world.calendar.edit('e1', { summary: 'Fair', ...DAY });
    follow(world);
    world.calendar.edit('e1', HOUR);
    follow(world);
    expect(rowOf(world)).toMatchObject({ starts: '2026-06-01T07:00:00.000Z', ends: '2026-06-01T08:00:00.000Z' });
    world.calendar.edit('e1', DAY);
    follow(world);
    expect(rowOf(world)).toMatchObject({ starts: '2026-05-31T22:00:00.000Z', ends: '2026-06-02T22:00:00.000Z' });
    expectQuiet(world);
  });

  it('[B5] on one side and an hour on the other is one conflict, told whole', () => {
    const world = inBerlin({ allDay: 'whole' }, { onConflict: 'directus' });
    world.calendar.edit('e1', { summary: 'Fair', ...HOUR });
    follow(world);
    world.calendar.edit('e1', {
      start: { dateTime: '2026-06-01T11:00:00+02:00' },
      end: { dateTime: '2026-06-01T12:00:00+02:00' },
    });
    world.directus.update(rowOf(world)['id'], { whole: true });
    follow(world);
    expect(eventOf(world).start).toEqual({ date: '2026-06-01' });
    const [report] = statusOf(world.app(), {}).bindings[0]!.reports;
    expect(report).toMatchObject({ winner: 'item', lost: { when: '2026-06-01T09:00:00Z/2026-06-01T10:00:00Z' } });
  });
});

describe('[B7] Dates beside an event with times', () => {
  it('hold its days; a day that is moved moves the event, whose times stay', () => {
    const world = inBerlin(typed('date'));
    world.calendar.edit('e1', { summary: 'Talk', ...HOUR });
    follow(world);
    expect(columnsIn(world, ['starts', 'ends'])).toEqual(['2026-06-01', '2026-06-01']);
    world.directus.update(rowOf(world)['id'], { starts: '2026-06-03', ends: '2026-06-03' });
    follow(world);
    expect(eventOf(world)).toMatchObject({
      start: { dateTime: '2026-06-03T07:00:00Z', timeZone: BERLIN },
      end: { dateTime: '2026-06-03T08:00:00Z', timeZone: BERLIN },
    });
    expectQuiet(world);
  });

  it('do not change by another time of day, nor does a title bring one back', () => {
    const world = inBerlin(typed('date'));
    world.calendar.edit('e1', { summary: 'Talk', ...HOUR });
    follow(world);
    world.calendar.edit('e1', {
      start: { dateTime: '2026-06-01T20:00:00+02:00' },
      end: { dateTime: '2026-06-01T21:00:00+02:00' },
    });
    world.directus.update(rowOf(world)['id'], { name: 'Renamed' });
    follow(world);
    expect(eventOf(world)).toMatchObject({ summary: 'Renamed', start: { dateTime: '2026-06-01T20:00:00+02:00' } });
    expect(columnsIn(world, ['starts', 'ends'])).toEqual(['2026-06-01', '2026-06-01']);
    expectQuiet(world);
  });

  it('that end before they begin are told, and change nothing', () => {
    const world = inBerlin(typed('date'));
    world.directus.create({ name: 'Fair', starts: '2026-06-02', ends: '2026-06-01' });
    follow(world);
    expect(world.calendar.live).toEqual([]);
    expect(statusOf(world.app(), {}).bindings[0]!.failures).toMatchObject([
      { reason: 'the end (2026-06-01) is before the start (2026-06-02)' },
    ]);
  });
});

describe('zones', () => {
  const WALLS = { ...typed('dateTime'), timeZone: 'zone' };

  it('[Z1] [Z5] of an item and its event follow each other, and a DateTime follows its clocks', () => {
    const world = inBerlin(WALLS);
    const row = world.directus.create({
      name: 'Talk',
      starts: '2026-06-01T09:00:00',
      ends: '2026-06-01T10:00:00',
      zone: null,
    });
    follow(world);
    expect(eventOf(world).start).toEqual({ dateTime: '2026-06-01T07:00:00Z', timeZone: BERLIN });
    world.directus.update(row['id'], { zone: NEW_YORK });
    follow(world);
    expect(eventOf(world).start).toEqual({ dateTime: '2026-06-01T13:00:00Z', timeZone: NEW_YORK });
    const moved = { dateTime: '2026-06-01T13:00:00Z', timeZone: 'Asia/Kolkata' };
    world.calendar.edit(eventOf(world).id, { start: moved, end: { ...moved, dateTime: '2026-06-01T14:00:00Z' } });
    follow(world);
    expect(rowOf(world)).toMatchObject({
      starts: '2026-06-01T18:30:00',
      ends: '2026-06-01T19:30:00',
      zone: 'Asia/Kolkata',
    });
    expectQuiet(world);
  });

  it('[Z9] that are none are told with the nearest one, and the rest of the edit arrives', () => {
    const world = inBerlin(WALLS);
    const row = world.directus.create({ name: 'Talk', starts: '2026-06-01T09:00:00', ends: null, zone: null });
    follow(world);
    world.directus.update(row['id'], { name: 'Renamed', zone: 'Europe/Pariss' });
    follow(world);
    expect(eventOf(world)).toMatchObject({ summary: 'Renamed', start: { timeZone: BERLIN } });
    expect(statusOf(world.app(), {}).bindings[0]!.failures).toMatchObject([
      { reason: 'timeZone is no time zone: Europe/Pariss. Did you mean "Europe/Paris"?' },
    ]);
  });

  it('of an all-day event are none: its item keeps the one that it names', () => {
    const world = inBerlin({ allDay: 'whole', timeZone: 'zone' });
    const row = world.directus.create({
      name: 'Talk',
      starts: '2026-06-01T13:00:00.000Z',
      ends: '2026-06-01T14:00:00.000Z',
      whole: false,
      zone: NEW_YORK,
    });
    follow(world);
    world.calendar.edit(eventOf(world).id, DAY);
    follow(world);
    expect(rowOf(world)).toEqual({
      ...row,
      starts: '2026-06-01T04:00:00.000Z',
      ends: '2026-06-03T04:00:00.000Z',
      whole: true,
      zone: NEW_YORK,
      sync: expect.any(String) as string,
    });
    expectQuiet(world);
    world.calendar.edit(eventOf(world).id, { start: { date: '2026-06-02' } });
    follow(world);
    expect(rowOf(world)).toMatchObject({ starts: '2026-06-02T04:00:00.000Z', zone: NEW_YORK });
    expectQuiet(world);
  });

  it('[Z6] an hour that clocks skip stays in the item as it was typed', () => {
    const world = inBerlin(typed('dateTime'));
    world.directus.create({ name: 'Night', starts: '2026-03-29T02:30:00', ends: '2026-03-29T02:45:00' });
    follow(world);
    expect(eventOf(world).start).toMatchObject({ dateTime: '2026-03-29T01:30:00Z' });
    expect(rowOf(world)).toMatchObject({ starts: '2026-03-29T02:30:00', ends: '2026-03-29T02:45:00' });
    expectQuiet(world);
  });

  it('[Z6] the second of two equal hours stays in the event, also when another field is edited', () => {
    const world = inBerlin(typed('dateTime'));
    const row = world.directus.create({ name: 'Night', starts: '2026-10-25T02:30:00', ends: '2026-10-25T03:30:00' });
    follow(world);
    const second = { start: { dateTime: '2026-10-25T01:30:00Z' }, end: { dateTime: '2026-10-25T02:30:00Z' } };
    world.calendar.edit(eventOf(world).id, second);
    follow(world);
    expect(rowOf(world)).toMatchObject({ starts: '2026-10-25T02:30:00', ends: '2026-10-25T03:30:00' });
    world.directus.update(row['id'], { name: 'Renamed' });
    follow(world);
    expect(eventOf(world)).toMatchObject({ summary: 'Renamed', ...second });
    expectQuiet(world);
  });

  it('[Z11] of a Directus server move an hour that they skip: the item says what was stored, and the event keeps its own', () => {
    const world = started({ fields: { ...FIELDS, ...typed('dateTime') }, timeZone: NEW_YORK });
    // A server in Berlin knows no 2:30 in that night.
    const stored = (raw: unknown): unknown =>
      typeof raw === 'string' ? raw.replace(/^2026-03-29T02/, '2026-03-29T03') : raw;
    world.directus.stores = (values) =>
      Object.fromEntries(Object.entries(values).map(([name, raw]) => [name, stored(raw)]));
    const night = { start: { dateTime: '2026-03-29T06:30:00Z' }, end: { dateTime: '2026-03-29T07:30:00Z' } };
    world.calendar.edit('e1', { summary: 'Night', ...night });
    follow(world);
    expect(columnsIn(world, ['starts', 'ends'])).toEqual(['2026-03-29T03:30:00', '2026-03-29T03:30:00']);
    world.advance(60_000);
    catchUpAll(world.app());
    reconcileAll(world.app());
    expect(eventOf(world)).toMatchObject(night);
    expect(columnsIn(world, ['starts', 'ends'])).toEqual(['2026-03-29T03:30:00', '2026-03-29T03:30:00']);
    const { reports, failures } = statusOf(world.app(), {}).bindings[0]!;
    expect([reports, failures]).toMatchObject([
      [{ kind: 'stored', reason: expect.stringContaining('starts') as string }],
      [],
    ]);
    world.directus.update(rowOf(world)['id'], { starts: '2026-03-29T04:00:00', ends: '2026-03-29T05:00:00' });
    follow(world);
    expect(eventOf(world).start).toMatchObject({ dateTime: '2026-03-29T08:00:00Z' });
  });

  it('[Z4] that a person gave an event stay, where items name none', () => {
    const world = inBerlin();
    world.calendar.edit('e1', {
      ...EVENT,
      start: { dateTime: '2026-07-01T10:00:00Z', timeZone: NEW_YORK },
      end: { dateTime: '2026-07-01T11:00:00Z', timeZone: NEW_YORK },
    });
    follow(world);
    world.directus.update(rowOf(world)['id'], { starts: '2026-07-01T09:00:00.000Z' });
    follow(world);
    expect(eventOf(world).start).toEqual({ dateTime: '2026-07-01T09:00:00Z', timeZone: NEW_YORK });
  });

  it.each([
    ['[Z8] the binding is given another zone', (world: World) => void (world.bindings[0]!.timeZone = NEW_YORK)],
    ['the calendar is given another zone', (world: World) => void (world.calendar.timeZone = 'Pacific/Auckland')],
  ])('%s: nothing moves', (_, change) => {
    for (const fields of [
      {},
      { allDay: 'whole' },
      typed('dateTime'),
      { ...typed('dateTime'), timeZone: 'zone' },
      typed('date'),
    ]) {
      const world = inBerlin(fields);
      world.calendar.edit('e1', { summary: 'Talk', ...HOUR });
      world.calendar.edit('e2', { summary: 'Fair', ...DAY });
      follow(world);
      const before = JSON.stringify([world.directus.items(), world.calendar.live]);
      change(world);
      follow(world);
      world.advance(24 * 3_600_000);
      reconcileAll(world.app());
      expect(JSON.stringify([world.directus.items(), world.calendar.live])).toBe(before);
    }
  });

  it('[Z1] of a calendar are those that it had at first', () => {
    const world = new World({ fields: { ...FIELDS, ...typed('dateTime') } });
    world.calendar.timeZone = BERLIN;
    reconcileAll(world.app());
    world.calendar.timeZone = NEW_YORK;
    world.calendar.edit('e1', { summary: 'Talk', ...HOUR });
    follow(world);
    expect(columnsIn(world, ['starts', 'ends'])).toEqual(['2026-06-01T09:00:00', '2026-06-01T10:00:00']);
  });
});
