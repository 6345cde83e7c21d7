// Plays the scenes in order and sums up.
import { bothSides } from './both-sides';
import { bulk } from './bulk';
import { finalChecks, type Check } from './final-checks';
import { oneEvent } from './one-event';
import { oneItem } from './one-item';
import { directusDown, googleDown, pushLost } from './outages';
import { NotArrived, type Scene, type Stage } from './stage';
import type { StepResult } from './transcript';

export const SCENES: readonly Scene[] = [oneItem, oneEvent, bothSides, bulk, directusDown, googleDown, pushLost];

export interface DemoResult {
  steps: StepResult[];
  checks: Check[];
  /** What did not arrive or does not hold, in words; empty when all is well. */
  problems: string[];
}

export async function playScenes(stage: Stage): Promise<DemoResult> {
  const { transcript } = stage;
  for (const scene of SCENES) {
    transcript.scene(scene.title);
    try {
      await scene.play(stage);
    } catch (error) {
      if (!(error instanceof NotArrived)) throw error;
    }
  }
  transcript.heading('What it took');
  transcript.table(stage.results);
  transcript.heading('At the end');
  const checks = await finalChecks(stage);
  for (const { what, problem } of checks) transcript.check(what, problem);
  return { steps: stage.results, checks, problems: problemsOf(stage.results, checks) };
}

function problemsOf(steps: readonly StepResult[], checks: readonly Check[]): string[] {
  return [
    ...steps.flatMap(({ title, missing }) => (missing === undefined ? [] : [`${title}: ${missing}`])),
    ...checks.flatMap(({ what, problem }) => (problem === undefined ? [] : [`not so: ${what}: ${problem}`])),
  ];
}
