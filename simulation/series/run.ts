// Plays world after world of series until people have made so many steps.
import fc from 'fast-check';
import type { Engine } from '../engine';
import type { FaultKind } from '../faults';
import type { RunOptions } from '../run';
import { PLAINER_WORLDS, shorten, type BadStory } from '../shorten';
import type { Story } from '../story';
import type { WorldSetup } from '../world';
import { firstSeries, seriesSteps } from './arbitrary';
import { tellOfSeries } from './play';
import { seriesBinding, seriesSetups, SWITCHES, wholeSeriesBinding } from './setups';
import type { SeriesStep } from './steps';

export type BadSeries = BadStory<SeriesStep> & { seed: number };

export interface SeriesResult {
  worlds: number;
  steps: number;
  faults: Record<string, number>;
  bad: BadSeries[];
}

const PLAINER = [
  ...PLAINER_WORLDS,
  // One switch of Google's after the other.
  ...SWITCHES.map((name) => ({ calendar = {}, ...rest }: WorldSetup): WorldSetup => {
    const { [name]: _, ...others } = calendar;
    return { ...rest, calendar: others };
  }),
  ...[seriesBinding(), wholeSeriesBinding()].map((binding) => (setup: WorldSetup): WorldSetup => {
    return { ...setup, bindings: { bindings: [binding] } };
  }),
];

const MAX_STEPS_IN_A_WORLD = 25;

/** @param options of `kinds` every second world has none */
export async function simulateSeries(
  engine: Engine,
  options: Pick<RunOptions, 'seed' | 'steps' | 'kinds' | 'shortenMs'> & {
    onBad?: (story: BadSeries) => void;
    onWorld?: (progress: SeriesResult) => void;
  },
): Promise<SeriesResult> {
  const result: SeriesResult = { worlds: 0, steps: 0, faults: {}, bad: [] };
  while (result.steps < options.steps) {
    const seed = (options.seed + result.worlds) % 2 ** 31;
    const story = storyOf(seed, seed % 2 === 0 ? [] : options.kinds);
    const violations = await tellOfSeries(engine, story, ({ people, weather }) => {
      result.steps += people.done;
      for (const [kind, n] of Object.entries(weather.struck())) result.faults[kind] = (result.faults[kind] ?? 0) + n;
    });
    if (violations.length > 0) {
      const until = performance.now() + options.shortenMs;
      const hasTime = (): boolean => performance.now() < until;
      const again = (shorter: Story<SeriesStep>): Promise<string[]> => tellOfSeries(engine, shorter);
      const smallest = await shorten({ ...story, violations }, again, hasTime, PLAINER);
      result.bad.push({ ...smallest, seed });
      options.onBad?.({ ...smallest, seed });
    }
    result.worlds += 1;
    options.onWorld?.(result);
  }
  return result;
}

function storyOf(seed: number, kinds: readonly FaultKind[] | undefined): Story<SeriesStep> {
  const story = fc.record({
    setup: seriesSetups,
    steps: fc
      .tuple(firstSeries, fc.array(seriesSteps(kinds), { minLength: 1, maxLength: MAX_STEPS_IN_A_WORLD, size: 'max' }))
      .map(([first, others]) => [first, ...others]),
  });
  return fc.sample(story, { seed, numRuns: 1, unbiased: true })[0]!;
}
