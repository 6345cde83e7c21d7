// One source by itself, settled to its end.
import { Loop } from '../../src/app/loop';
import { changesInDirectus } from '../../src/sources/directus';
import { failedPairs } from '../../src/sources/failed';
import type { App } from '../../src/sync/context';

/** What changed in Directus since the last look. */
export function pullDirectus(app: App) {
  return new Loop(app).do({ source: () => changesInDirectus(app, () => undefined) });
}

/** Failures whose time has come. */
export function retryDue(app: App): void {
  new Loop(app).do({ source: () => failedPairs(app) });
}
