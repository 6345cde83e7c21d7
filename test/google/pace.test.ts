// Bulk never spends more than Google gives, whatever its pieces, and leaves something to single edits.
import fc from 'fast-check';
import { Pace } from '../../src/google/pace';

const MINUTE_MS = 60_000;

function world() {
  const stored = new Map<string, string>();
  const time = { ms: Date.UTC(2026, 0, 1) };
  const cache = {
    get: (name: string) => stored.get(name) ?? null,
    getAll: () => ({}),
    putAll: (values: Record<string, string>) => {
      for (const [name, text] of Object.entries(values)) stored.set(name, text);
      return true;
    },
  };
  const clock = { now: () => time.ms, sleep: (ms: number) => void (time.ms += ms), left: () => Infinity };
  return { time, stored, pace: () => new Pace(clock, cache) };
}

test('units that are spent as waitFor allows stay below the limit in any sliding minute, over executions and whatever way', () => {
  const step = fc.record({
    units: fc.integer({ min: 1, max: 250 }),
    pauseMs: fc.nat(20_000),
    fresh: fc.boolean(),
    wayMs: fc.nat(500),
  });
  fc.assert(
    fc.property(fc.array(step, { minLength: 1, maxLength: 60 }), (steps) => {
      const { time, pace } = world();
      let current = pace();
      const spent: { at: number; units: number }[] = [];
      for (const { units, pauseMs, fresh, wayMs } of steps) {
        time.ms += pauseMs;
        if (fresh) current = pace();
        time.ms += current.waitFor(units);
        current.spend(units);
        spent.push({ at: time.ms + wayMs, units });
        const within = spent.filter(({ at }) => time.ms + wayMs - at < MINUTE_MS);
        expect(within.reduce((sum, { units: n }) => sum + n, 0)).toBeLessThanOrEqual(560);
      }
    }),
  );
});

test('nothing is waited for below the limit, and not much longer than a minute at it', () => {
  const { time, pace } = world();
  const one = pace();
  expect(one.waitFor(560)).toBe(0);
  one.spend(560);
  time.ms += 10_000;
  expect(one.waitFor(1)).toBe(50_500);
  expect(one.waitFor(5_000)).toBe(50_500);
});

test('a cache that was emptied, and a clock that was put back, hold nobody up', () => {
  const { time, stored, pace } = world();
  pace().spend(560);
  expect(pace().waitFor(1)).toBeGreaterThan(0);
  time.ms -= 3_600_000;
  expect(pace().waitFor(1)).toBe(0);
  stored.clear();
  expect(pace().waitFor(1)).toBe(0);
});
