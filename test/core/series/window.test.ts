// The window in which dates of series have items.
import type { Time } from '../../../src/core/fields/time';
import { overlaps, wantedSlots, windowOf } from '../../../src/core/series/window';

const ZONE = 'Europe/Berlin';
const moments = (start: string, end: string): Time => ({ of: 'moments', start, end });
const days = (start: string, end: string): Time => ({ of: 'days', start, end });

describe('the window', () => {
  it('is today with the days before and after, from midnight to midnight of the zone', () =>
    expect(windowOf('2026-03-28T22:59:59Z', ZONE, { past: 1, future: 2 })).toEqual({
      from: '2026-03-26T23:00:00Z',
      to: '2026-03-30T22:00:00Z',
    }));

  it('moves on at midnight of the zone, and stands still in between', () => {
    const at = (now: string) => windowOf(now, ZONE, { past: 0, future: 0 });
    expect(at('2026-03-28T23:00:00Z')).toEqual({ from: '2026-03-28T23:00:00Z', to: '2026-03-29T22:00:00Z' });
    expect(at('2026-03-29T21:59:59Z')).toEqual(at('2026-03-28T23:00:00Z'));
    expect(at('2026-03-29T22:00:00Z')).not.toEqual(at('2026-03-29T21:59:59Z'));
  });

  const JUNE_1 = { from: '2026-05-31T22:00:00Z', to: '2026-06-01T22:00:00Z' };
  it.each<[Time, boolean, string]>([
    [moments('2026-05-31T21:00:00Z', '2026-05-31T22:00:00Z'), false, 'ends as the window begins'],
    [moments('2026-05-31T21:00:00Z', '2026-05-31T22:00:01Z'), true, 'reaches into it'],
    [moments('2026-06-01T21:59:59Z', '2026-06-02T09:00:00Z'), true, 'begins in its last second'],
    [moments('2026-06-01T22:00:00Z', '2026-06-02T09:00:00Z'), false, 'begins as it ends'],
    [moments('2026-05-01T00:00:00Z', '2026-07-01T00:00:00Z'), true, 'goes on all the time'],
    [days('2026-05-31', '2026-06-01'), false, 'the day before'],
    [days('2026-06-01', '2026-06-02'), true, 'its day'],
    [days('2026-06-02', '2026-06-03'), false, 'the day after'],
    [days('2026-05-30', '2026-06-02'), true, 'days that reach into it'],
  ])('%j: %s (%s)', (when, expected) => expect(overlaps(when, JUNE_1, ZONE)).toBe(expected));

  it('wants the first of each series, and tells which are too many', () => {
    const window = windowOf('2026-06-01T12:00:00Z', ZONE, { past: 0, future: 9 });
    const at = (series: string, day: string, on = day) => ({
      slot: `${series}#${day}`,
      when: days(on, on.slice(0, 8) + String(Number(on.slice(8)) + 1).padStart(2, '0')),
    });
    const [before, a1, a2, a3, b1] = [
      at('a', '2026-05-31'),
      at('a', '2026-06-01'),
      // Moved behind the third: it keeps its place.
      at('a', '2026-06-02', '2026-06-05'),
      at('a', '2026-06-03'),
      at('b', '2026-06-04'),
    ];
    expect(wantedSlots([a3, b1, a2, before, a1], window, ZONE, 2)).toEqual({ wanted: [a1, a2, b1], beyond: [a3] });
  });
});
