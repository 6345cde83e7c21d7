// Work on all pairs: the full comparison of pairs that are in sync, and the first sync of items that have no events.
import type { Case, Group } from '../case';
import { floorOfComparison, floorOfWrites } from '../latency';

/** The article has neither. */
const systems = ['this'] as const;

function comparison(n: number): Group {
  const reconcile: Case = {
    name: 'reconcile',
    title: 'pairs in sync compared in full',
    sizes: [n],
    systems,
    make: (bed) => ({ made: bed.sandbox.google.host.runTrigger('reconcile'), arrived: () => n }),
    floor: floorOfComparison,
  };
  return { setting: { pairs: n }, cases: [reconcile] };
}

/** The limit of events a day would spread a large first sync over days: here it is measured what a minute allows. */
const MANY_A_DAY = { DAILY_LIMITS: '{"newEvents": 100000}' };

function firstSync(n: number, onlyNamed: boolean): Group {
  const sync: Case = {
    name: 'first-sync',
    title: 'items get their events after install',
    sizes: [n],
    systems,
    onlyNamed,
    make: (bed) => {
      bed.begin();
      return {
        made: bed.install(),
        arrived: ({ events }) => events.length,
      };
    },
    adds: () => 0,
    floor: floorOfWrites,
  };
  return { setting: { pairs: 0, bareItems: n, install: false, properties: MANY_A_DAY }, cases: [sync] };
}

export const WHOLE: readonly Group[] = [
  comparison(1_000),
  comparison(10_000),
  firstSync(1_000, false),
  firstSync(10_000, true),
];
