// Work on all pairs: the full comparison of pairs that are in sync, and the first sync of items that have no events.
import type { Case, Group, Look } from '../case';
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

/** So long after install, first sync is in full swing. */
const LATER_MS = 60_000;
const STEP_MS = 250;

/** The seconds are those until the one edited item's event says so, by Google's own time of the change. */
function editMeanwhile(bareItems: number): Group {
  const edit: Case = {
    name: 'edit-meanwhile',
    title: `one item edited during a first sync of ${bareItems.toLocaleString('en')}`,
    sizes: [1],
    systems,
    make: (bed) => {
      bed.begin();
      const [pair] = bed.pairs;
      const { clock } = bed.sandbox.google;
      let editedAt = 0;
      const editLater = async (): Promise<void> => {
        // By small steps: the clock leaps to what is waited for, over whatever is on its way between two processes.
        for (const until = clock.now() + LATER_MS; clock.now() < until;) await clock.wait(STEP_MS);
        editedAt = clock.now();
        await bed.items.updateOne(pair!.key, { name: 'Edited meanwhile' });
      };
      const eventOf = ({ events }: Look) => events.find(({ id }) => id === pair!.eventId);
      return {
        made: Promise.all([bed.install(), editLater()]),
        arrived: (now) => (eventOf(now)?.summary === 'Edited meanwhile' ? 1 : 0),
        seconds: (now) => (Date.parse(eventOf(now)?.updated ?? '') - editedAt) / 1000,
      };
    },
    adds: () => 0,
    floor: floorOfWrites,
  };
  return { setting: { pairs: 10, bareItems, install: false, properties: MANY_A_DAY }, cases: [edit] };
}

export const WHOLE: readonly Group[] = [
  comparison(1_000),
  comparison(10_000),
  firstSync(1_000, false),
  firstSync(10_000, true),
  editMeanwhile(1_000),
];
