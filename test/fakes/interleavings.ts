// Interleavings of a few executions, all or some: each runs alone until its next step on what they share, and is replayed from
// its start for the step after, so plain synchronous code can be explored without being rewritten.

/** Thrown inside an execution whose next step has not been granted yet. */
class Suspended extends Error {}

/** Makes one execution's steps on the shared state; `step` names the step and does it. */
export type Perform = <T>(step: string, work: () => T) => T;

export interface Explored {
  /** Interleavings end in so many different states. */
  ends: number;
  /** The steps that led to the first bad end, in order; undefined when there is none. */
  bad: string[] | undefined;
}

/**
 * @param start makes the shared state
 * @param executions what each execution does to it, by `perform` alone
 * @param isGood whether a state in which all executions have ended is as it should be
 */
export function explore<State>(
  start: () => State,
  executions: readonly ((state: State, perform: Perform) => void)[],
  isGood: (state: State) => boolean,
): Explored {
  const seen = new Set<string>();
  const explored: Explored = { ends: 0, bad: undefined };
  const visit = (schedule: readonly number[]): void => {
    if (explored.bad) return;
    const { state, runs, trace } = replay(start(), executions, schedule);
    const key = JSON.stringify([state, runs]);
    if (seen.has(key)) return;
    seen.add(key);
    const open = runs.flatMap(({ ended }, i) => (ended ? [] : [i]));
    if (open.length === 0) {
      explored.ends += 1;
      if (!isGood(state)) explored.bad = trace;
    }
    for (const i of open) visit([...schedule, i]);
  };
  visit([]);
  return explored;
}

/**
 * One interleaving, for executions that have too many to explore: `choices` say who takes the next step, among those
 * that have not ended; then all others run to their end.
 */
export function sample<State>(
  start: () => State,
  executions: readonly ((state: State, perform: Perform) => void)[],
  choices: readonly number[],
): { state: State; trace: string[] } {
  const schedule: number[] = [];
  for (let i = 0; ; i++) {
    const { state, runs, trace } = replay(start(), executions, schedule);
    const open = runs.flatMap(({ ended }, at) => (ended ? [] : [at]));
    if (open.length === 0) return { state, trace };
    schedule.push(open[(choices[i] ?? 0) % open.length]!);
  }
}

interface Run {
  results: unknown[];
  ended: boolean;
}

/** Grants steps in the order of `schedule`. What an execution did before is answered from what it got then. */
function replay<State>(
  state: State,
  executions: readonly ((state: State, perform: Perform) => void)[],
  schedule: readonly number[],
): { state: State; runs: Run[]; trace: string[] } {
  const runs: Run[] = executions.map(() => ({ results: [], ended: false }));
  const trace: string[] = [];
  const advance = (i: number, mayStep: boolean): void => {
    const run = runs[i]!;
    let at = 0;
    let steps = mayStep ? 1 : 0;
    let suspended = false;
    const perform: Perform = (step, work) => {
      // Cleaning up on the way out of a suspended execution is no step of it.
      if (suspended) return undefined as never;
      if (at < run.results.length) return run.results[at++] as never;
      if (steps-- <= 0) {
        suspended = true;
        throw new Suspended();
      }
      trace.push(`${i}: ${step}`);
      const result = work();
      run.results.push(result);
      at++;
      return result;
    };
    try {
      executions[i]!(state, perform);
      run.ended = true;
    } catch (error) {
      if (!(error instanceof Suspended)) throw error;
    }
  };
  executions.forEach((_, i) => advance(i, false));
  for (const i of schedule) advance(i, true);
  return { state, runs, trace };
}
