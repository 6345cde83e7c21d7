// The brake in a run (BR4): asks core what of the run's destructive plans may be sent, and keeps what waits.
import type { Binding } from '../core/binding';
import {
  brake,
  brakeLimit,
  countSent,
  destructionsOf,
  DIRECTIONS,
  heldName,
  MAX_HELD,
  NO_BRAKE,
  sideOf,
  withdrawn,
  type BrakeState,
  type Destruction,
  type Direction,
} from '../core/brake';
import { groupBy } from '../core/groups';
import type { App } from './context';
import { bindingOf, eventIdOf, keyOf, type Job } from './job';
import { alertOwner } from './alerts';
import { cell } from '../ports';

export const BRAKE = cell<BrakeState>('brake', NO_BRAKE);

/** What a job's plan would destroy and the brake has not let go yet. */
export function wantsBrake(job: Job): Destruction[] {
  return destructionsOf(job.pair, job.plan!).filter(
    ({ direction, what }) => !job.brake.go.some((other) => other.direction === direction && other.what === what),
  );
}

/** Decides about all destructive plans of a run, and stores what was decided before anything of it is sent. */
export function applyBrake(app: App, jobs: readonly Job[]): void {
  change(app, (before) => {
    let state = before;
    for (const [binding, group] of groupBy(jobs, bindingOf))
      for (const direction of DIRECTIONS) {
        const wanting = group.flatMap((job) =>
          wantsBrake(job).flatMap((wanted) => (wanted.direction === direction ? [{ job, wanted }] : [])),
        );
        if (pairsOf(state, binding) === undefined) {
          if (wanting.length > 0) app.state.set(UNDECIDED, true);
          for (const { job, wanted } of wanting) job.brake.held.push(wanted);
          continue;
        }
        const decided = brake(
          state,
          sideOf(binding.id, direction),
          limitOf(state, binding),
          app.clock.now(),
          wanting.map(({ job, wanted: { what } }) => ({ key: keyOf(job)!, event: eventIdOf(job)!, what })),
        );
        wanting.forEach(({ job, wanted }, i) => job.brake[decided.go[i] ? 'go' : 'held'].push(wanted));
        if (decided.go.includes(false)) announce(app, binding, decided.state);
        state = decided.state;
      }
    return state;
  });
}

/**
 * Deletions were met before the pairs of their binding were counted. They are neither sent nor announced: the comparison
 * after the one that counts the pairs decides.
 */
const UNDECIDED = cell<true | null>('note.undecided', null);

/** Every pair was compared and counted. @returns whether deletions were left undecided until then */
export function takeUndecided(app: App): boolean {
  const wereLeft = app.state.get(UNDECIDED) !== null;
  if (wereLeft) app.state.set(UNDECIDED, null);
  return wereLeft;
}

function announce(app: App, { id }: Binding, { held }: BrakeState): void {
  const [text] = heldInWords(held);
  if (text !== undefined) alertOwner(app, { problem: `brake ${id}`, subject: 'deletions wait for you', text });
}

/** What to say while deletions wait for a person. */
export function heldInWords(held: BrakeState['held']): string[] {
  const waiting = held.filter(({ released }) => !released).length;
  if (waiting === 0) return [];
  const more = held.length >= MAX_HELD ? ' or more' : '';
  return [
    `The brake holds back ${waiting}${more} deletions. If you want them, run goOn in the editor, or npm run go-on. If not, bring back what was deleted: the brake then drops them.`,
  ];
}

/**
 * Withdraws announcements of settled jobs, except those that are held again now, and the counts of jobs that ran out of
 * time: they come again.
 */
export function closeBrake(app: App, settled: readonly Job[], left: readonly Job[]): void {
  change(app, (before) => {
    const nameOf = (job: Job, direction: Direction) => heldName(sideOf(job.binding.id, direction), keyOf(job)!);
    const isHeld = (job: Job, direction: Direction) => job.brake.held.some((held) => held.direction === direction);
    const over = settled.flatMap((job) => DIRECTIONS.flatMap((way) => (isHeld(job, way) ? [] : nameOf(job, way))));
    let state = withdrawn(before, over);
    const announced = new Set(state.held.map(({ side, key }) => heldName(side, key)));
    for (const job of left)
      for (const { direction } of job.brake.go)
        if (!announced.has(nameOf(job, direction)))
          state = countSent(state, sideOf(job.binding.id, direction), -1, app.clock.now());
    return state;
  });
}

/** A comparison of all pairs of a binding is through, and has counted those that are linked. */
export function notePairs(app: App, counts: readonly { binding: Binding; pairs: number }[]): void {
  const homes = app.settings.bindings.map(homeOf);
  change(app, (state) => {
    const known = Object.entries(state.pairs).filter(([home]) => homes.includes(home));
    const counted = counts.map(({ binding, pairs }) => [homeOf(binding), pairs]);
    return { ...state, pairs: Object.fromEntries([...known, ...counted]) };
  });
}

/** How many linked pairs a binding has, by the last comparison; undefined before the first one of this calendar and collection. */
export function pairsOf({ pairs }: BrakeState, binding: Binding): number | undefined {
  return pairs[homeOf(binding)];
}

function homeOf({ homes }: Binding): string {
  return homes[0] ?? '';
}

function limitOf(state: BrakeState, binding: Binding): number {
  return brakeLimit(binding.brake, pairsOf(state, binding));
}

function change(app: App, work: (state: BrakeState) => BrakeState): void {
  const before = app.state.get(BRAKE);
  const after = work(before);
  if (after !== before) app.state.set(BRAKE, after);
}
