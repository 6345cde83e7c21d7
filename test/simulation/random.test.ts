// A short random run, as `npm run simulate` plays long ones.
import { simulate } from '../../simulation/run';
import { engineForTests } from './start-engine';

const engine = engineForTests(60_000);

describe('random stories', () => {
  test('end with both sides equal, no edit lost without a report, nothing twice and nothing more to write', async () => {
    const { bad, steps, faults } = await simulate(engine(), { seed: 1, steps: 200, shortenMs: 30_000 });
    expect(bad).toEqual([]);
    expect(steps).toBeGreaterThanOrEqual(200);
    expect(Object.keys(faults).length).toBeGreaterThan(5);
  }, 600_000);

  test('are the same, step by step, for the same seed', async () => {
    const run = () => simulate(engine(), { seed: 7, steps: 20, shortenMs: 0 });
    const first = await run();
    expect(first.trace).toBe((await run()).trace);
    expect(first.trace).not.toBe((await simulate(engine(), { seed: 8, steps: 20, shortenMs: 0 })).trace);
  }, 600_000);
});
