// One measurement, as it stands in the table and in the JSON file.
import type { HostStats } from '../sandbox/apps-script';
import type { LocalGoogle } from '../sandbox/google';
import { costSince, counters, type Counters } from '../sandbox/cost';
import type { SystemName } from './bed';
import type { DirectusUse } from './directus-use';

export interface Row extends DirectusUse {
  name: string;
  title: string;
  system: SystemName;
  /** Changes, or pairs. */
  n: number;
  /** From the change until nothing is under way any more, echoes included. */
  seconds: number;
  /** From the change until whoever made it had his answer: what Directus needs to store it. */
  answeredSeconds: number;
  /** What nobody could stay below: Google's quota, and the latencies of the shortest way. */
  floorSeconds: number;
  /** HTTP requests to the Calendar API; a batch is one. */
  calendarRequests: number;
  quotaUnits: number;
  executions: number;
  /** Requests of the script to Directus. */
  directusCalls: number;
  /** How many of the n changes are on the other side in the end. */
  arrived: number;
  /** Items and events that are there once more than they should be. */
  doubled: number;
  /** Executions that Google did not start, because 30 ran already. */
  refused: number;
  /** Calls that Google refused, most of them for the quota. */
  refusedCalls: number;
  propertyCalls: number;
  /** Time of the processor for the script itself, without Google's services and without Directus. */
  scriptMs: number;
  /** The most heap that one execution held. */
  scriptMB: number;
  /** From the change until the first and the last of those that arrived were stored on the other side, where that is known. */
  firstArrivedSeconds?: number;
  lastArrivedSeconds?: number;
  /** How long a single edit took that was made meanwhile. */
  meanwhileSeconds?: number;
  /** Not everything had arrived when all was quiet: the next catch-up is counted, too. */
  late?: true;
  /** What was still under way when the benchmark gave up; missing: all was quiet. */
  unfinished?: string;
}

export type Measured = Pick<
  Row,
  | 'calendarRequests'
  | 'quotaUnits'
  | 'executions'
  | 'directusCalls'
  | 'refused'
  | 'refusedCalls'
  | 'propertyCalls'
  | 'scriptMs'
  | 'scriptMB'
>;

/** Begins to count; the function returned tells what was counted since. */
export function startCounting(google: LocalGoogle): () => Measured {
  // The largest heap of a time can't be told from that of the time before, so the host's counters begin anew.
  google.host.resetStats();
  const before = counters(google);
  return () => measured(before, counters(google));
}

function measured(before: Counters, after: Counters): Measured {
  const cost = costSince(before, after);
  const entries = Object.values(after.host.executions);
  const sum = (counts: Record<string, number>) => Object.values(counts).reduce((total, count) => total + count, 0);
  return {
    calendarRequests: cost.calendarRequests,
    quotaUnits: cost.units,
    executions: cost.executions,
    directusCalls: cost.directus,
    refused: cost.refused,
    refusedCalls: sum(after.calendar.refused) - sum(before.calendar.refused),
    propertyCalls: propertyCalls(after.host) - propertyCalls(before.host),
    scriptMs: Math.round(entries.reduce((total, { computeMs }) => total + computeMs, 0)),
    scriptMB: round(Math.max(0, ...entries.map(({ heapBytes }) => heapBytes)) / 2 ** 20),
  };
}

/** What two times cost that follow one another. */
export function together(a: Measured, b: Measured): Measured {
  const names = Object.keys(a) as (keyof Measured)[];
  const sums = Object.fromEntries(names.map((name) => [name, a[name] + b[name]])) as unknown as Measured;
  return { ...sums, scriptMB: Math.max(a.scriptMB, b.scriptMB) };
}

function propertyCalls({ quotas }: HostStats): number {
  return quotas.propertyCalls.used;
}

export function round(value: number): number {
  return Math.round(value * 10) / 10;
}
