// Work on all pairs: the full comparison of pairs that are in sync, and the first sync of items that have no events.
import type { Case, Change, Group, Look } from '../case';
import type { Bed } from '../bed';
import { EVENTS_PER_DAY, floorOfComparison, floorOfDays, floorOfWrites } from '../latency';

/** The article has neither. */
const systems = ['this'] as const;

/** @param edited whether one item is edited during another one; it has to take longer than EARLY_MS */
function comparison(n: number, edited: boolean): Group {
  const reconcile: Case = {
    name: 'reconcile',
    title: 'pairs in sync compared in full',
    sizes: [n],
    systems,
    make: (bed) => ({ made: bed.sandbox.google.host.runTrigger('reconcile'), arrived: () => n }),
    floor: floorOfComparison,
  };
  return { setting: { pairs: n }, cases: edited ? [reconcile, editDuring(reconcile, n)] : [reconcile] };
}

/** So long after it began, a comparison of thousands of pairs is reading both sides. */
const EARLY_MS = 2_000;

function editDuring(work: Case, n: number): Case {
  return {
    name: 'edit-during-reconcile',
    title: `one item edited while ${n.toLocaleString('en')} pairs are compared`,
    sizes: [1],
    systems,
    make: (bed, _, round) => editAfter(bed, work.make(bed, n, round).made, EARLY_MS),
    floor: floorOfWrites,
  };
}

/** The limit of events a day would spread a large first sync over days: here it is measured what a minute allows. */
const MANY_A_DAY = { DAILY_LIMITS: '{"newEvents": 100000}' };

export function syncOf(n: number, onlyNamed: boolean): Group {
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
        arrivedAt: ({ events }) => events.map(({ created }) => Date.parse(String(created))),
      };
    },
    adds: () => 0,
    floor: floorOfWrites,
  };
  return { setting: { pairs: 0, bareItems: n, install: false, properties: MANY_A_DAY }, cases: [sync] };
}

/** So long after install, first sync is in full swing. */
const LATER_MS = 60_000;

function editMeanwhile(bareItems: number, onlyNamed: boolean): Group {
  const edit: Case = {
    name: 'edit-meanwhile',
    title: `one item edited during a first sync of ${bareItems.toLocaleString('en')}`,
    sizes: [1],
    systems,
    onlyNamed,
    make: (bed) => {
      bed.begin();
      return editAfter(bed, bed.install(), LATER_MS);
    },
    adds: () => 0,
    floor: floorOfWrites,
  };
  return { setting: { pairs: 10, bareItems, install: false, properties: MANY_A_DAY }, cases: [edit] };
}

const STEP_MS = 250;

/** The seconds are those until the one edited item's event says so, by Google's own time of the change. */
function editAfter(bed: Bed, work: Promise<unknown>, ms: number): Change {
  const name = 'Edited meanwhile';
  const [pair] = bed.pairs;
  const { clock } = bed.sandbox.google;
  let editedAt = 0;
  const editLater = async (): Promise<void> => {
    // By small steps: the clock leaps to what is waited for, over whatever is on its way between two processes.
    for (const until = clock.now() + ms; clock.now() < until;) await clock.wait(STEP_MS);
    editedAt = clock.now();
    await bed.items.updateOne(pair!.key, { name });
  };
  const eventOf = ({ events }: Look) => events.find(({ id }) => id === pair!.eventId);
  return {
    made: Promise.all([work, editLater()]),
    arrived: (now) => (eventOf(now)?.summary === name ? 1 : 0),
    seconds: (now) => (Date.parse(eventOf(now)?.updated ?? '') - editedAt) / 1000,
  };
}

const HOUR_MS = 3_600_000;
const MOST_DAYS_MS = 7 * 24 * HOUR_MS;

/** On an account that may create 5,000 events a day. An edit is made an hour after install, when the first day is used up. */
function firstSyncOverDays(n: number): Group {
  const name = 'Edited on a day that is used up';
  const sync: Case = {
    name: 'first-sync-days',
    title: 'the same at 5,000 new events a day',
    sizes: [n],
    systems,
    onlyNamed: true,
    limitMs: MOST_DAYS_MS,
    make: (bed) => {
      bed.begin();
      const [pair] = bed.pairs;
      const { clock } = bed.sandbox.google;
      const startedAt = clock.now();
      let editedAt = 0;
      const made = async (): Promise<void> => {
        await bed.install();
        await clock.wait(HOUR_MS);
        editedAt = clock.now();
        await bed.items.updateOne(pair!.key, { name });
        while (await hasBareItems(bed)) await clock.wait(HOUR_MS);
      };
      const last = (times: (string | undefined)[]) => Math.max(...times.map((time) => Date.parse(time ?? '')));
      return {
        made: made(),
        arrived: ({ events }) => events.length - bed.pairs.length,
        seconds: ({ events }) => (last(events.map(({ created }) => created as string)) - startedAt) / 1000,
        meanwhileSeconds: ({ events }) =>
          (last(events.filter(({ summary }) => summary === name).map(({ updated }) => updated)) - editedAt) / 1000,
      };
    },
    adds: () => 0,
    floor: floorOfDays,
  };
  const setting = { pairs: 10, bareItems: n, install: false, eventsPerDay: EVENTS_PER_DAY };
  return { setting, cases: [sync] };
}

async function hasBareItems({ items }: Bed): Promise<boolean> {
  const found = await items.readByQuery({ filter: { calendar_event_id: { _null: true } }, fields: ['id'], limit: 1 });
  return found.length > 0;
}

export const WHOLE: readonly Group[] = [
  comparison(1_000, false),
  comparison(10_000, true),
  syncOf(1_000, false),
  syncOf(10_000, true),
  firstSyncOverDays(10_000),
  editMeanwhile(1_000, false),
  editMeanwhile(10_000, true),
];
