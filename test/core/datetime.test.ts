// Instants in the forms that Directus and Google write them.
import fc from 'fast-check';
import { canonicalDay, canonicalInstant, canonicalWall } from '../../src/core/datetime';

describe('canonicalInstant', () => {
  it.each([
    ['2026-03-01T10:00:00.000Z', '2026-03-01T10:00:00Z', 'as Directus answers'],
    ['2026-03-01T10:00:00+01:00', '2026-03-01T09:00:00Z', 'as Google answers'],
    ['2026-03-01T10:00:00-0330', '2026-03-01T13:30:00Z', 'an offset without a colon'],
    ['2026-03-01 10:00:00', '2026-03-01T10:00:00Z', 'as some databases store it'],
    ['2026-03-01T10:00', '2026-03-01T10:00:00Z', 'without seconds'],
    ['2026-03-01t10:00:00z', '2026-03-01T10:00:00Z', 'in small letters'],
    ['  2026-03-01T10:00:00Z ', '2026-03-01T10:00:00Z', 'with blanks around it'],
    ['2026-03-01T10:00:59.999Z', '2026-03-01T10:00:59Z', 'milliseconds are cut, not rounded'],
    ['2026-01-01T00:30:00+02:00', '2025-12-31T22:30:00Z', 'over the turn of a year'],
    ['2024-02-29T00:00:00Z', '2024-02-29T00:00:00Z', 'a leap day'],
    ['0099-05-05T00:00:00Z', '0099-05-05T00:00:00Z', 'a year below 100 is not taken for one of 1900'],
  ])('reads %s as %s (%s)', (text, moment) => expect(canonicalInstant(text)).toBe(moment));

  it.each([
    ['', 'nothing'],
    ['soon', 'no date'],
    ['2026-03-01', 'a day is no moment'],
    ['10:00', 'no date'],
    ['2026-02-31T10:00:00Z', 'no such day'],
    ['2023-02-29T10:00:00Z', 'no leap year'],
    ['2026-13-05T10:00:00Z', 'no such month'],
    ['2026-00-05T10:00:00Z', 'no such month'],
    ['2026-03-00T10:00:00Z', 'no such day'],
    ['2026-03-01T24:00:00Z', 'no such hour'],
    ['2026-03-01T10:60:00Z', 'no such minute'],
    ['2026-03-01T10:00:60Z', 'no such second'],
    ['9999-12-31T23:59:59-01:00', 'beyond the last year that both sides can write'],
    ['2026-03-01T10:00:00Z and more', 'text behind it'],
  ])('finds no moment in "%s" (%s)', (text) => expect(canonicalInstant(text)).toBeUndefined());

  it('gives one text for one moment, whatever the offset, and leaves that text as it is', () => {
    const seconds = fc.integer({ min: Date.parse('1970-01-02') / 1000, max: Date.parse('2200-01-01') / 1000 });
    const offsetMinutes = fc.integer({ min: -14 * 60, max: 14 * 60 });
    fc.assert(
      fc.property(seconds, offsetMinutes, (second, minutes) => {
        const wall = new Date(second * 1000 + minutes * 60_000).toISOString().slice(0, 19);
        const two = (n: number) => String(n).padStart(2, '0');
        const offset = `${minutes < 0 ? '-' : '+'}${two(Math.floor(Math.abs(minutes) / 60))}:${two(Math.abs(minutes) % 60)}`;
        const canonical = canonicalInstant(wall + offset)!;
        expect(Date.parse(canonical)).toBe(second * 1000);
        expect(canonicalInstant(canonical)).toBe(canonical);
      }),
    );
  });
});

test.each<[string, string | undefined, string]>([
  ['2026-03-01T10:00:00', '2026-03-01T10:00:00', 'as Directus answers'],
  ['2026-03-01 10:00:00', '2026-03-01T10:00:00', 'as some databases store it'],
  ['2026-03-01T10:00', '2026-03-01T10:00:00', 'without seconds'],
  ['2026-03-01T10:00:00.900', '2026-03-01T10:00:00', 'milliseconds are cut'],
  ['2026-03-01T10:00:00Z', undefined, 'a moment'],
  ['2026-03-01T10:00:00+01:00', undefined, 'a moment'],
  ['2026-02-31T10:00:00', undefined, 'no such day'],
  ['2026-03-01', undefined, 'a day'],
])('canonicalWall reads %s as %s (%s)', (text, wall) => expect(canonicalWall(text)).toBe(wall));

test.each<[string, string | undefined, string]>([
  ['2026-03-01', '2026-03-01', 'a day'],
  ['2026-02-31', undefined, 'no such day'],
  ['2026-03-01T00:00:00', undefined, 'a time'],
  ['tomorrow', undefined, 'no day'],
])('canonicalDay reads %s as %s (%s)', (text, day) => expect(canonicalDay(text)).toBe(day));
