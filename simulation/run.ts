// Plays world after world until people have made so many steps; a story that ends badly is made as short as it goes.
import fc from 'fast-check';
import type { Engine } from './engine';
import type { FaultKind } from './faults';
import { steps as randomSteps } from './people/arbitrary';
import { describeStep, type Step } from './people/steps';
import { Play } from './play';
import { setups } from './setups';
import type { WorldSetup } from './world';

export interface Story {
  setup: WorldSetup;
  steps: Step[];
  violations: string[];
}

/** A story that ended badly. `seed` plays it again as the first world of a run. */
export interface BadStory extends Story {
  seed: number;
}

export interface Progress {
  worlds: number;
  steps: number;
  bad: readonly BadStory[];
}

export interface RunOptions {
  seed: number;
  /** Steps of people; the world that reaches the number is played to its end. */
  steps: number;
  /** Missing: all kinds. */
  kinds?: readonly FaultKind[];
  /** How long a bad story may be shortened, ms of real time. */
  shortenMs: number;
  onBad?: (story: BadStory) => void;
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
  bad: BadStory[];
}

const MAX_STEPS_IN_A_WORLD = 100;

class StepCommand implements fc.AsyncCommand<object, Play> {
  constructor(readonly step: Step) {}

  check(): boolean {
    return true;
  }

  async run(_: object, game: Play): Promise<void> {
    await game.take(this.step);
  }

  toString(): string {
    return describeStep(this.step);
  }
}

export async function simulate(engine: Engine, options: RunOptions): Promise<RunResult> {
  const result: RunResult = { worlds: 0, steps: 0, executions: 0, faults: {}, trace: '', bad: [] };
  while (result.steps < options.steps) {
    const seed = (options.seed + result.worlds) % 2 ** 31;
    const smallest = await playWorld(engine, seed, options, result);
    if (smallest) {
      result.bad.push({ ...smallest, seed });
      options.onBad?.({ ...smallest, seed });
    }
    result.worlds += 1;
    options.onWorld?.(result);
  }
  return result;
}

/** @returns the shortest story found that ends badly; undefined when all is well */
async function playWorld(
  engine: Engine,
  seed: number,
  { kinds, shortenMs }: RunOptions,
  result: RunResult,
): Promise<Story | undefined> {
  let smallest: Story | undefined;
  let isFirst = true;
  const commands = fc.commands([randomSteps(kinds).map((step) => new StepCommand(step))], {
    maxCommands: MAX_STEPS_IN_A_WORLD,
    size: 'max',
  });
  const property = fc.asyncProperty(setups(), commands, async (setup, story) => {
    const played = await playStory(engine, setup, story, isFirst ? result : undefined);
    isFirst = false;
    if (played.violations.length === 0) return;
    smallest = played;
    throw new Error(played.violations.join('\n'));
  });
  await fc.check(property, {
    seed,
    numRuns: 1,
    ...(shortenMs > 0 ? { interruptAfterTimeLimit: shortenMs } : { endOnFailure: true }),
  });
  return smallest;
}

/** @param count where the first, unshortened run of a story is counted */
async function playStory(
  engine: Engine,
  setup: WorldSetup,
  story: Iterable<fc.AsyncCommand<object, Play>>,
  count: RunResult | undefined,
): Promise<Story> {
  const game = await Play.begin(engine, setup);
  try {
    let violations: string[];
    try {
      await fc.asyncModelRun(() => ({ model: {}, real: game }), story);
      await game.rest();
      violations = await game.judge();
    } catch (error) {
      // What a world can't go on with is as bad as what is wrong at its end, and can be made shorter just as well.
      violations = [(error as Error).stack ?? String(error)];
    }
    if (count) {
      count.steps += game.people.done;
      count.executions += game.executions;
      count.trace += game.world.scheduler.traceHash().slice(0, 8);
      for (const [kind, n] of Object.entries(game.weather.struck())) count.faults[kind] = (count.faults[kind] ?? 0) + n;
    }
    return { setup, steps: game.taken, violations };
  } finally {
    await game.end();
  }
}
