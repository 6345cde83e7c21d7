// Plays the scenes in order and sums up.
import type { Sandbox } from '../../sandbox';
import { bothSides } from './both-sides';
import { bulk } from './bulk';
import { finalChecks, type Check } from './final-checks';
import { oneEvent } from './one-event';
import { oneItem } from './one-item';
import { directusDown, googleDown, pushLost } from './outages';
import { NotArrived, Stage, type Scene } from './stage';
import type { StepResult, Transcript } from './transcript';

export const SCENES: readonly Scene[] = [oneItem, oneEvent, bothSides, bulk, directusDown, googleDown, pushLost];

export interface DemoResult {
  steps: StepResult[];
  checks: Check[];
  /** What did not arrive or does not hold, in words; empty when all is well. */
  problems: string[];
}

/** @param signal ends the demo at the next wait: rejects with an AbortError */
export async function playScenes(
  sandbox: Sandbox,
  transcript: Transcript,
  signal: AbortSignal,
  scenes: readonly Scene[] = SCENES,
): Promise<DemoResult> {
  const stage = new Stage(sandbox, transcript, signal);
  for (const scene of scenes) {
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
