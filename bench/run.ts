// Runs cases: starts each group's installation once for each system, measures, and checks what arrived.
import { readEvents } from '../sandbox/events';
import { eventOf } from '../src/core/series/slot';
import { CASE_LIMIT_MS, startBed, type Bed, type SystemName } from './bed';
import type { Case, Group, Look } from './case';
import { CHANGES } from './cases/changes';
import { EMITTING } from './cases/emitting';
import { SERIES } from './cases/series';
import { SLOWER } from './cases/slower';
import { VARIANTS } from './cases/variants';
import { WHOLE } from './cases/whole';
import { startWatching } from './directus-use';
import { round, startCounting, together, type Row } from './row';

export const GROUPS: readonly Group[] = [CHANGES, EMITTING, SERIES, ...WHOLE, ...SLOWER, ...VARIANTS];
const SYSTEMS: readonly SystemName[] = ['this', 'article'];

export interface RunOptions {
  /** Names of cases; empty: all that are not slow. */
  only: readonly string[];
  /** Missing: both. */
  system?: SystemName | undefined;
  onRow: (row: Row) => void;
  log: (line: string) => void;
  signal: AbortSignal;
}

export async function runAll(options: RunOptions): Promise<Row[]> {
  const rows: Row[] = [];
  for (const group of GROUPS)
    for (const system of SYSTEMS.filter((name) => name === (options.system ?? name))) {
      const cases = group.cases.filter((one) => isWanted(one, system, options.only));
      if (cases.length > 0) rows.push(...(await runGroup({ ...group, cases }, system, options)));
    }
  return rows;
}

function isWanted({ name, systems = SYSTEMS, onlyNamed }: Case, system: SystemName, only: readonly string[]): boolean {
  return systems.includes(system) && (only.length === 0 ? !onlyNamed : only.includes(name));
}

async function runGroup({ setting, cases }: Group, system: SystemName, options: RunOptions): Promise<Row[]> {
  const { onRow, log, signal } = options;
  const rows: Row[] = [];
  signal.throwIfAborted();
  const bed = await startBed(system, setting, log);
  try {
    for (const one of cases)
      for (const n of one.sizes) {
        signal.throwIfAborted();
        const row = await measure(bed, one, n);
        onRow(row);
        rows.push(row);
      }
  } finally {
    await bed.close();
  }
  return rows;
}

async function measure(bed: Bed, one: Case, n: number): Promise<Row> {
  await bed.rest();
  const before = await look(bed);
  // The look itself costs units of the minute.
  await bed.time.pass(60_000);
  const { google } = bed.sandbox;
  const counted = startCounting(google);
  const used = startWatching(bed.sandbox.directus.pid!);
  const startedAt = google.clock.now();
  const { made, arrived, arrivedAt, seconds, meanwhileSeconds } = one.make(bed, n, `${one.name} ${n}`);
  let answeredAt = startedAt;
  const answered = made.then(() => (answeredAt = google.clock.now()));
  let quiet = await bed.time.untilQuiet(answered, one.limitMs ?? CASE_LIMIT_MS);
  let costs = counted();
  const directus = used();
  let after = await look(bed);
  const late = arrived(after) < n && bed.nextCatchUp() !== undefined;
  if (late) {
    const countedMore = startCounting(google);
    quiet = await bed.catchUp();
    costs = together(costs, countedMore());
    after = await look(bed);
  }
  return {
    name: one.name,
    title: one.title,
    system: bed.system,
    n,
    seconds: round(seconds?.(after) ?? (quiet.at - startedAt) / 1000),
    answeredSeconds: round((answeredAt - startedAt) / 1000),
    floorSeconds: round(one.floor(n)),
    ...costs,
    ...directus,
    arrived: arrived(after),
    doubled: doubled(before, after, one.adds?.(n) ?? 0),
    ...(arrivedAt && arrivals(arrivedAt(after), startedAt)),
    ...(meanwhileSeconds && { meanwhileSeconds: round(meanwhileSeconds(after)) }),
    ...(late && { late: true as const }),
    ...(quiet.unfinished !== undefined && { unfinished: quiet.unfinished }),
  };
}

function arrivals(moments: readonly number[], startedAt: number): Partial<Row> {
  if (moments.length === 0) return {};
  const seconds = (moment: number) => round((moment - startedAt) / 1000);
  return { firstArrivedSeconds: seconds(Math.min(...moments)), lastArrivedSeconds: seconds(Math.max(...moments)) };
}

async function look({ items, sandbox }: Bed): Promise<Look> {
  return { items: await items.readByQuery(), events: await readEvents(sandbox.google, sandbox.calendarId) };
}

/** Items beyond those expected, and events that no item names beyond those before. */
function doubled(before: Look, after: Look, adds: number): number {
  const items = after.items.length - before.items.length - adds;
  // After a deletion such events are what did not arrive.
  const events = adds < 0 ? 0 : unnamed(after) - unnamed(before);
  return Math.max(0, items) + Math.max(0, events);
}

function unnamed({ items, events }: Look): number {
  // A date is named by its series.
  const named = new Set(items.map((item) => eventOf(String(item.calendar_event_id))));
  return events.filter(({ id }) => !named.has(id)).length;
}
