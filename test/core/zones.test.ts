// When days begin, in zones whose clocks are changed.
import { startOfDay } from '../../src/core/zones';

describe('startOfDay', () => {
  it.each([
    ['2026-06-01', 'UTC', '2026-06-01T00:00:00.000Z', 'no offset'],
    ['2026-01-15', 'Europe/Berlin', '2026-01-14T23:00:00.000Z', 'winter'],
    ['2026-07-15', 'Europe/Berlin', '2026-07-14T22:00:00.000Z', 'summer'],
    [
      '2026-03-29',
      'Europe/Berlin',
      '2026-03-28T23:00:00.000Z',
      'the day whose night loses an hour still begins in winter',
    ],
    ['2026-03-30', 'Europe/Berlin', '2026-03-29T22:00:00.000Z', 'and the next one in summer'],
    ['2026-10-25', 'Europe/Berlin', '2026-10-24T22:00:00.000Z', 'the day that gains an hour begins in summer'],
    ['2026-10-26', 'Europe/Berlin', '2026-10-25T23:00:00.000Z', 'and the next one in winter'],
    ['2026-11-01', 'America/New_York', '2026-11-01T04:00:00.000Z', 'west of Greenwich'],
    ['2026-05-05', 'Asia/Kathmandu', '2026-05-04T18:15:00.000Z', 'an offset of quarter hours'],
    ['2026-05-05', 'Pacific/Kiritimati', '2026-05-04T10:00:00.000Z', 'fourteen hours ahead'],
    ['2026-05-05', 'Pacific/Pago_Pago', '2026-05-05T11:00:00.000Z', 'eleven hours behind'],
    ['2018-11-04', 'America/Sao_Paulo', '2018-11-04T03:00:00.000Z', 'a day without 0:00 begins at 1:00'],
    [
      '2018-02-18',
      'America/Sao_Paulo',
      '2018-02-18T03:00:00.000Z',
      'clocks set back at 0:00: not the repeated hour of yesterday',
    ],
    ['2026-11-01', 'America/Havana', '2026-11-01T04:00:00.000Z', 'the first of two midnights'],
    ['2011-12-31', 'Pacific/Apia', '2011-12-30T10:00:00.000Z', 'after a day that never was'],
    ['2026-06-01', 'Nowhere/Here', '2026-06-01T00:00:00.000Z', 'an unknown zone counts as UTC'],
  ])('%s in %s begins at %s (%s)', (date, zone, moment) => expect(startOfDay(date, zone)).toBe(moment));

  it('leaves what is no day as it is, for the reader of the value to refuse', () => {
    expect(startOfDay('tomorrow', 'UTC')).toBe('tomorrow');
  });
});
