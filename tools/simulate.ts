// npm run simulate: people, faults and time at random on both sides, until something is wrong or the steps are over.
import { Engine } from '../simulation/engine';
import { SINGLE_FAULTS, smallStories } from '../simulation/exhaustive';
import { FAULT_KINDS, type FaultKind } from '../simulation/faults';
import { describeStep } from '../simulation/people/steps';
import { simulate, type BadWorld } from '../simulation/run';
import { KILLS, SCENARIOS, strikeEverywhere, type Scenario } from '../simulation/scenarios';
import { simulateSeries, type BadSeries, type SeriesResult } from '../simulation/series/run';
import { plainSetup } from '../simulation/setups';
import { runCommand, UsageError, type Command } from './terminal/command-line';

const OPTIONS = {
  steps: { type: 'string', value: 'N', help: 'steps of people on both sides (default 1000)' },
  seed: { type: 'string', value: 'S', help: 'the same seed makes the same run (default: chosen by the time)' },
  shorten: { type: 'string', value: 'SECONDS', help: 'time to make a story that ends badly shorter (default 60)' },
  everywhere: { type: 'boolean', help: 'instead: short stories, an execution killed at each of its calls' },
  exhaustive: {
    type: 'boolean',
    help: 'instead: all orders of edits and deletions on one pair, a fault at each place',
  },
  stride: { type: 'string', value: 'N', help: 'of these places only each N-th (default 1)' },
  only: { type: 'string', value: 'KINDS', help: 'these kinds of faults and no others, with commas between them' },
  calm: { type: 'boolean', help: 'no faults' },
  series: { type: 'boolean', help: 'instead: people at work on series, whose dates are the items' },
} as const;

const COMMAND: Command<typeof OPTIONS> = {
  name: 'npm run simulate',
  purpose:
    'Plays random edits and faults on both sides, with the built script and flows, and checks that in the end both sides\n' +
    'agree, no edit is lost without a report, nothing exists twice and nothing loops. The last line is JSON.',
  options: OPTIONS,
};

export async function main(args: readonly string[]): Promise<number> {
  return await runCommand(COMMAND, args, async (values) => {
    const steps = readNumber('steps', values.steps) ?? 1000;
    const seed = readNumber('seed', values.seed) ?? Date.now() % 2 ** 31;
    const engine = await Engine.start();
    const began = performance.now();
    try {
      const stride = readNumber('stride', values.stride) ?? 1;
      if (values.everywhere) return await strikeAll(engine, seed, SCENARIOS, KILLS, stride);
      if (values.exhaustive) return await strikeAll(engine, seed, smallStories(), SINGLE_FAULTS, stride);
      const chosen = [
        ...(values.series ? [' --series'] : []),
        ...(values.only ? [` --only "${values.only}"`] : []),
        ...(values.calm ? [' --calm'] : []),
      ].join('');
      const options = {
        seed,
        steps,
        ...(values.only !== undefined && { kinds: readKinds(values.only) }),
        ...(values.calm && { kinds: [] }),
        shortenMs: (readNumber('shorten', values.shorten) ?? 60) * 1000,
        onBad: (story: BadWorld | BadSeries) => tell(story, chosen),
        onWorld: ({
          worlds,
          steps: done,
          bad,
        }: Pick<SeriesResult, 'worlds' | 'steps'> & { bad: readonly unknown[] }) => {
          const perSecond = Math.round(done / ((performance.now() - began) / 1000));
          console.error(`${worlds} worlds, ${done} steps, ${perSecond} a second, ${bad.length} with violations`);
        },
      };
      const result = values.series ? await simulateSeries(engine, options) : await simulate(engine, options);
      const { faults } = result;
      console.log(JSON.stringify({ seed, steps: result.steps, faults, violations: result.bad.length }));
      return result.bad.length === 0 ? 0 : 1;
    } finally {
      await engine.stop();
    }
  });
}

/** @param stride only each so-many-th place */
async function strikeAll(
  engine: Engine,
  seed: number,
  stories: Record<string, Scenario>,
  kinds: readonly FaultKind[],
  stride: number,
): Promise<number> {
  const faults: Record<string, number> = {};
  let violations = 0;
  for (const [name, scenario] of Object.entries(stories))
    for (const kind of kinds) {
      const { places, bad } = await strikeEverywhere(engine, plainSetup(seed), kind, scenario, stride);
      faults[kind] = (faults[kind] ?? 0) + places;
      violations += bad.length;
      console.error(`${name}: ${kind}, at ${places} places, ${bad.length} violations`);
      for (const line of bad) console.error(`  ${line}`);
    }
  console.log(JSON.stringify({ seed, steps: 0, faults, violations }));
  return violations === 0 ? 0 : 1;
}

function tell({ seed, setup, steps, violations }: BadWorld | BadSeries, options: string): void {
  console.error(`\nWorld ${seed} ends badly:`);
  for (const line of violations) console.error(`  ${line}`);
  console.error(`The shortest story found, in ${JSON.stringify(setup)}:`);
  for (const step of steps) console.error(`  ${describeStep(step)}`);
  console.error(`As data: ${JSON.stringify({ setup, steps })}`);
  console.error(`Again: npm run simulate -- --steps 1 --seed ${seed}${options}`);
}

/** @throws UsageError */
function readKinds(text: string): FaultKind[] {
  return text.split(',').map((name) => {
    const kind = FAULT_KINDS.find((known) => known === name.trim());
    if (!kind) throw new UsageError(`There is no fault "${name.trim()}". There are: ${FAULT_KINDS.join(', ')}.`);
    return kind;
  });
}

/** @throws UsageError */
function readNumber(option: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (!/^\d{1,9}$/.test(text)) throw new UsageError(`--${option} takes a whole number, not "${text}".`);
  return Number(text);
}
