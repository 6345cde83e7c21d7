// Plays world after world until people have made so many steps; a story that ends badly is made as short as it goes.
import fc from 'fast-check';
import type { Engine } from './engine';
import type { FaultKind } from './faults';
import { steps } from './people/arbitrary';
import type { Play } from './play';
import { setups } from './setups';
import { shorten, type BadStory } from './shorten';
import { tell, type Story } from './story';

/** `seed` plays the story again, as long as it was at first, as the first world of a run. */
export type BadWorld = BadStory & { seed: number };

export interface Progress {
  worlds: number;
  steps: number;
  bad: readonly BadWorld[];
}

export interface RunOptions {
  seed: number;
  /** Steps of people; the world that reaches the number is played to its end. */
  steps: number;
  /** Missing: all kinds. */
  kinds?: readonly FaultKind[];
  /** How long a bad story may be shortened, ms of real time. */
  shortenMs: number;
  onBad?: (story: BadWorld) => void;
  onWorld?: (progress: Progress) => void;
}

export interface RunResult {
  worlds: number;
  steps: number;
  executions: number;
  /** What struck, by kind. */
  faults: Record<string, number>;
  /** Equal for equal runs. */
  trace: string;
  bad: BadWorld[];
}

const MAX_STEPS_IN_A_WORLD = 100;

export async function simulate(engine: Engine, options: RunOptions): Promise<RunResult> {
  const result: RunResult = { worlds: 0, steps: 0, executions: 0, faults: {}, trace: '', bad: [] };
  while (result.steps < options.steps) {
    const seed = (options.seed + result.worlds) % 2 ** 31;
    const story = storyOf(seed, options.kinds);
    const violations = await tell(engine, story, (game) => count(game, result));
    if (violations.length > 0) {
      const until = performance.now() + options.shortenMs;
      const hasTime = (): boolean => performance.now() < until;
      const smallest = await shorten({ ...story, violations }, (shorter) => tell(engine, shorter), hasTime);
      result.bad.push({ ...smallest, seed });
      options.onBad?.({ ...smallest, seed });
    }
    result.worlds += 1;
    options.onWorld?.(result);
  }
  return result;
}

function storyOf(seed: number, kinds: readonly FaultKind[] | undefined): Story {
  const story = fc.record({
    setup: setups(),
    steps: fc.array(steps(kinds), { minLength: 1, maxLength: MAX_STEPS_IN_A_WORLD, size: 'max' }),
  });
  // Without the leaning towards small values and short lists that a search for a smallest case begins with.
  return fc.sample(story, { seed, numRuns: 1, unbiased: true })[0]!;
}

function count(game: Play, result: RunResult): void {
  result.steps += game.people.done;
  result.executions += game.executions;
  result.trace += game.world.scheduler.traceHash().slice(0, 8);
  const struck = { ...game.weather.struck(), 'event moved': game.people.moves };
  for (const [kind, n] of Object.entries(struck)) result.faults[kind] = (result.faults[kind] ?? 0) + n;
}
