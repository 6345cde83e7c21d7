// A Directus that does not answer is asked ever more seldom, so that an outage of a day costs minutes of trigger time.
import { alertFailure } from '../app/alerts';
import type { App } from '../app/app';
import type { Failure } from '../app/ports';

interface Pause {
  /** ms since the epoch. */
  until: number;
  minutes: number;
}

const FIRST_MINUTES = 10;
const LONGEST_MINUTES = 120;
const MINUTE_MS = 60_000;
/** Triggers come at their own time: a pause that ends a little early meets the next one. */
const EARLY_MS = MINUTE_MS;

/** Whether Directus is to be left alone for now. */
export function isPaused(app: App): boolean {
  const pause = app.state.note<Pause>('pause');
  return pause !== null && pause.until > app.clock.now();
}

/** Failures that say nothing of one item but of the whole way to Directus. */
export function isOutage(failure: Failure): boolean {
  return failure.kind === 'unavailable' || failure.kind === 'unauthorized' || failure.kind === 'forbidden';
}

export function noteOutage(app: App, failure?: Failure): void {
  const before = app.state.note<Pause>('pause');
  const minutes = before ? Math.min(before.minutes * 2, LONGEST_MINUTES) : FIRST_MINUTES;
  app.state.setNote('pause', { until: app.clock.now() + minutes * MINUTE_MS - EARLY_MS, minutes } satisfies Pause);
  app.log({ directus: 'no answer', nextTryInMinutes: minutes });
  if (failure) alertFailure(app, failure);
}

/** Any message from Directus ends the pause. Where it still gives no answer, the next one is longer. */
export function endPause(app: App): void {
  const pause = app.state.note<Pause>('pause');
  if (pause) app.state.setNote('pause', { ...pause, until: 0 });
}

/** Directus has answered. */
export function noteAlive(app: App): void {
  if (app.state.note('pause') !== null) app.state.setNote('pause', null);
}
