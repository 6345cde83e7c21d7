// Clocks of zones, held against Temporal.
import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { addDays, clockChanges, dayOf, momentOfWall, noZone, startOfDay, wallOf, zoneName } from '../../src/core/zones';

describe('startOfDay', () => {
  it.each([
    ['2026-06-01', 'UTC', '2026-06-01T00:00:00Z', 'no offset'],
    ['2026-01-15', 'Europe/Berlin', '2026-01-14T23:00:00Z', 'winter'],
    ['2026-07-15', 'Europe/Berlin', '2026-07-14T22:00:00Z', 'summer'],
    ['2026-03-29', 'Europe/Berlin', '2026-03-28T23:00:00Z', 'the day whose night loses an hour still begins in winter'],
    ['2026-03-30', 'Europe/Berlin', '2026-03-29T22:00:00Z', 'and the next one in summer'],
    ['2026-10-25', 'Europe/Berlin', '2026-10-24T22:00:00Z', 'the day that gains an hour begins in summer'],
    ['2026-10-26', 'Europe/Berlin', '2026-10-25T23:00:00Z', 'and the next one in winter'],
    ['2026-11-01', 'America/New_York', '2026-11-01T04:00:00Z', 'west of Greenwich'],
    ['2026-05-05', 'Asia/Kathmandu', '2026-05-04T18:15:00Z', 'an offset of quarter hours'],
    ['2026-05-05', 'Pacific/Kiritimati', '2026-05-04T10:00:00Z', 'fourteen hours ahead'],
    ['2026-05-05', 'Pacific/Pago_Pago', '2026-05-05T11:00:00Z', 'eleven hours behind'],
    ['2018-11-04', 'America/Sao_Paulo', '2018-11-04T03:00:00Z', 'a day without 0:00 begins at 1:00'],
    [
      '2018-02-18',
      'America/Sao_Paulo',
      '2018-02-18T03:00:00Z',
      'clocks set back at 0:00: not the repeated hour of yesterday',
    ],
    ['2026-11-01', 'America/Havana', '2026-11-01T04:00:00Z', 'the first of two midnights'],
    ['2011-12-31', 'Pacific/Apia', '2011-12-30T10:00:00Z', 'after a day that never was'],
    ['2026-06-01', 'Nowhere/Here', '2026-06-01T00:00:00Z', 'an unknown zone counts as UTC'],
  ])('%s in %s begins at %s (%s)', (date, zone, moment) => expect(startOfDay(date, zone)).toBe(moment));
});

const ZONES = [
  ...['UTC', 'Europe/Berlin', 'America/New_York', 'Asia/Kolkata', 'Pacific/Auckland', 'America/Santiago'],
  ...['Australia/Lord_Howe', 'Africa/Casablanca', 'America/Havana', 'Asia/Beirut', 'Pacific/Apia', 'America/Sao_Paulo'],
];
const MINUTES_OF_YEARS = 16 * 366 * 24 * 60;
const wallTime = fc
  .oneof(
    fc.integer({ min: 0, max: MINUTES_OF_YEARS }),
    // Around days on which clocks of these zones are changed.
    fc
      .tuple(
        fc.constantFrom(
          '2026-03-29',
          '2026-10-25',
          '2026-03-08',
          '2026-11-01',
          '2026-04-05',
          '2026-09-06',
          '2011-12-30',
        ),
        fc.integer({ min: -24 * 60, max: 48 * 60 }),
      )
      .map(([day, minutes]) => (Date.parse(day) - Date.parse('2011-01-01')) / 60_000 + minutes),
  )
  .map((minutes) => new Date(Date.parse('2011-01-01') + minutes * 60_000).toISOString().slice(0, 19));

describe('what clocks show', () => {
  it('[Z6] is at the moment that Temporal calls "compatible": skipped forward, doubled the first', () => {
    fc.assert(
      fc.property(wallTime, fc.constantFrom(...ZONES), (wall, zone) => {
        const expected = Temporal.PlainDateTime.from(wall).toZonedDateTime(zone, { disambiguation: 'compatible' });
        expect(momentOfWall(wall, zone)).toBe(expected.toInstant().toString());
      }),
      { numRuns: 3000 },
    );
  });

  it('at a moment is what Temporal says', () => {
    fc.assert(
      fc.property(wallTime, fc.constantFrom(...ZONES), (time, zone) => {
        const expected = Temporal.Instant.from(`${time}Z`).toZonedDateTimeISO(zone).toPlainDateTime();
        expect(wallOf(`${time}Z`, zone)).toBe(expected.toString({ smallestUnit: 'second' }));
        expect(dayOf(`${time}Z`, zone)).toBe(expected.toPlainDate().toString());
      }),
      { numRuns: 3000 },
    );
  });

  it('a day begins when Temporal says', () => {
    fc.assert(
      fc.property(wallTime, fc.constantFrom(...ZONES), (wall, zone) => {
        const day = wall.slice(0, 10);
        // Of a day that never was, Temporal begins the next one.
        const expected = Temporal.PlainDate.from(day).toZonedDateTime(zone);
        if (expected.toPlainDate().toString() !== day) return;
        expect(startOfDay(day, zone)).toBe(expected.toInstant().toString());
      }),
      { numRuns: 2000 },
    );
  });
});

test.each([
  ['2026-02-27', 2, '2026-03-01'],
  ['2026-01-01', -1, '2025-12-31'],
  ['2026-03-29', 1, '2026-03-30'],
])('%s and %d days: %s', (day, days, expected) => expect(addDays(day, days)).toBe(expected));

describe('names of zones', () => {
  it.each([
    ['Europe/Berlin', 'Europe/Berlin'],
    ['UTC', 'UTC'],
    ['Etc/UTC', 'UTC'],
    ['Europe/Nowhere', undefined],
    ['+02:00', undefined],
    ['', undefined],
  ])('%j is known as %j', (text, name) => expect(zoneName(text)).toBe(name));

  it('[Z5] two names of one zone are known as one', () => {
    expect(zoneName('Asia/Calcutta')).toBe(zoneName('Asia/Kolkata'));
  });

  it('[Z9] a name that is none brings the nearest one', () => {
    expect(noZone('Europe/Belin')).toBe('is no time zone: Europe/Belin. Did you mean "Europe/Berlin"?');
  });

  it('[Z9] or an example, where the engine does not list those that it knows', () => {
    const { supportedValuesOf } = Intl;
    Object.assign(Intl, { supportedValuesOf: undefined });
    try {
      expect(noZone('Europe/Belin')).toBe('is no time zone: Europe/Belin. Write a name like "Europe/Berlin".');
    } finally {
      Object.assign(Intl, { supportedValuesOf });
    }
  });
});

describe('clockChanges', () => {
  it.each([
    ['Europe/Berlin', ['2026-03-29T01:00:00Z', '2026-10-25T01:00:00Z']],
    ['America/New_York', ['2026-03-08T07:00:00Z', '2026-11-01T06:00:00Z']],
    ['Pacific/Auckland', ['2026-04-04T14:00:00Z', '2026-09-26T14:00:00Z']],
    ['Asia/Kolkata', []],
  ])('%s in 2026', (zone, changes) => expect(clockChanges(2026, zone)).toEqual(changes));
});
