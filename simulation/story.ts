// A story: a world, and what people and faults do in it. As plain data it can be printed, shortened and told again.
import type { Engine } from './engine';
import type { Step } from './people/steps';
import { Play } from './play';
import type { WorldSetup } from './world';

export interface Story {
  setup: WorldSetup;
  steps: readonly Step[];
}

/**
 * Tells a story to its end.
 * @param onEnd is told of the play when all is over
 * @returns what is wrong then, one line each
 */
export async function tell(engine: Engine, story: Story, onEnd?: (game: Play) => void): Promise<string[]> {
  const game = await Play.begin(engine, story.setup);
  try {
    for (const step of story.steps) await game.take(step);
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
