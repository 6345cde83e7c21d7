// A story: a world, and what people and faults do in it. As plain data it can be printed, shortened and told again.
import type { Engine } from './engine';
import type { Step } from './people/steps';
import { Play } from './play';
import type { WorldSetup } from './world';

export interface Story<S = Step> {
  setup: WorldSetup;
  steps: readonly S[];
}

/** A world in which a story is told. */
export interface Telling<S> {
  take(step: S): Promise<void>;
  /** Ends all faults and lets the sync do its work. */
  rest(): Promise<void>;
  /** What is wrong then, one line each. */
  judge(): Promise<string[]>;
  end(): Promise<void>;
}

/**
 * Tells a story to its end.
 * @param onEnd is told of the play when all is over
 * @returns what is wrong then, one line each
 */
export async function tell(engine: Engine, story: Story, onEnd?: (game: Play) => void): Promise<string[]> {
  return await tellIn(await Play.begin(engine, story.setup), story.steps, onEnd);
}

/** The same of a world that has begun. */
export async function tellIn<S, Game extends Telling<S>>(
  game: Game,
  steps: readonly S[],
  onEnd?: (game: Game) => void,
): Promise<string[]> {
  try {
    for (const step of steps) await game.take(step);
    await game.rest();
    return await game.judge();
  } catch (error) {
    // What a world can't go on with is as bad as what is wrong at its end, and can be made shorter just as well.
    return [(error as Error).stack ?? String(error)];
  } finally {
    onEnd?.(game);
    await game.end();
  }
}
