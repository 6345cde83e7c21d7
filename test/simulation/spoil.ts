// Breaks rules in the script's text, to prove that the oracle sees it.
import { Engine } from '../../simulation/engine';
import type { Step } from '../../simulation/people/steps';
import { plainSetup } from '../../simulation/setups';
import { tell } from '../../simulation/story';
import type { WorldSetup } from '../../simulation/world';

/** Calls `spoil` instead of a function of the script, with the function itself as its first argument. */
export function instead(name: string, spoil: string): (script: string) => string {
  return (script) => {
    const heading = `function ${name}(`;
    if (!script.includes(heading)) throw new Error(`The script has no function ${name}`);
    const spoiled = `${heading}...args) { return (${spoil})(right_${name}, ...args); }\n`;
    return script.replace(heading, `${spoiled}function right_${name}(`);
  };
}

/** Tells a story with a spoiled script. */
export async function tellSpoiled(
  spoil: (script: string) => string,
  steps: readonly Step[],
  world: Partial<WorldSetup> = {},
): Promise<string[]> {
  const engine = await Engine.start(spoil);
  try {
    return await tell(engine, { setup: { ...plainSetup(1), ...world }, steps });
  } finally {
    await engine.stop();
  }
}
