// One system, installed and at rest: this project or the article's design, on a real Directus and the local Google.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DIRECTUS_ORIGIN, runInstall, startSandbox, type Sandbox } from '../sandbox';
import { WorkTime, type QuietAnswer } from '../sandbox/work-time';
import type { ItemsClient } from '../sandbox/directus/items';
import { stateStore } from '../src/google/state-store';
import { State } from '../src/store/state';
import { parseBindings } from '../src/core/bindings-file';
import { buildBundle, MANIFEST_FILE } from '../tools/build-bundle';
import { buildFlowFiles } from '../tools/build-scripts';
import { ARTICLE_FLOW_IDS, articleFlows } from './article/flows';
import { LATE_MS, LATENCY, WRITES_PER_SECOND } from './latency';
import { INSTALLATION, plantItems, plantLinkedPairs, plantPlainPairs, type PlantedPair } from './plant';
import { TICKS } from '../src/app/clockwork';

declare const __PROJECT_ROOT__: string;

export type SystemName = 'this' | 'article';

/** What a group of cases begins with. */
export interface Setting {
  /** Pairs that are in sync already. */
  pairs: number;
  /** Items without events. */
  bareItems?: number;
  /** False leaves `install` to the case. */
  install?: boolean;
  /** Script properties of this project beside the usual ones. */
  properties?: Record<string, string>;
  /** How many events Google lets be created in a day; missing: any number. */
  eventsPerDay?: number;
  /** Google as it may be: writes to one calendar are limited, and one-shot triggers come late. Missing: as documented. */
  slower?: boolean;
  /** Options of the binding beside the project's own. */
  binding?: object;
  /** Changes the text of this project's script: a design that it could have had. */
  variant?: (bundle: string) => string;
}

const VERSION = '0.0.0-bench';
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** Past a minute of quota, the overlap of Directus' feed and every pause of the script. */
const REST_MS = 5 * MINUTE_MS;
/** So much may pass on the clock until a case must be quiet. */
export const CASE_LIMIT_MS = 2 * HOUR_MS;

export class Bed {
  readonly time: WorkTime;

  constructor(
    readonly system: SystemName,
    readonly sandbox: Sandbox,
    readonly pairs: readonly PlantedPair[],
    private readonly setting: Pick<Setting, 'eventsPerDay' | 'slower'>,
  ) {
    sandbox.google.clock.hold();
    this.time = new WorkTime(sandbox.google, sandbox.directus);
  }

  get items(): ItemsClient {
    return this.sandbox.admin.items(this.sandbox.bindings[0]!.collection);
  }

  /** Puts the local Google under its quota and its latencies: from here on it is measured. */
  begin(): void {
    const { eventsPerDay = null, slower = false } = this.setting;
    this.sandbox.google.calendar.setOptions({
      quota: { unitsPerMinute: 600, createdPerDay: eventsPerDay, writesPerSecond: slower ? WRITES_PER_SECOND : null },
    });
    this.sandbox.google.host.setOptions({ latencyMs: LATENCY, lateTriggers: slower ? LATE_MS : 0 });
  }

  async install(): Promise<void> {
    if (this.system === 'this') return await runInstall(this.sandbox.google);
    for (const name of ['triggerResubscribeOnceWeek', 'runManual_getSyncedEvents']) {
      const { error } = await this.sandbox.google.host.run(name);
      if (error) throw new Error(`${name}: ${error.message}`);
    }
  }

  /** A fresh minute of quota, and the next catch-up as far away as it can be. */
  async rest(): Promise<void> {
    await this.time.pass(REST_MS);
    if (this.nextCatchUp() !== undefined) await this.catchUp();
  }

  /** When the script's own clockwork comes next, with a catch-up or without one, ms of the local Google's clock; undefined where it has none. */
  nextCatchUp(): number | undefined {
    return this.sandbox.google.host.triggers().find((trigger) => trigger.function === 'catchUp')?.nextAt;
  }

  /** Lets the next catch-up run, and what follows from it. */
  async catchUp(): Promise<QuietAnswer> {
    const { clock } = this.sandbox.google;
    const before = this.caughtUpAt();
    for (;;) {
      const moment = this.nextCatchUp() ?? clock.now();
      const quiet = await this.time.untilQuiet(clock.wait(moment - clock.now() + 1), CASE_LIMIT_MS);
      // Not with each tick a catch-up is due.
      if (this.system !== 'this' || this.caughtUpAt() !== before) return quiet;
    }
  }

  private caughtUpAt(): number | undefined {
    const { user } = this.sandbox.google.host.properties();
    const store = stateStore({ getProperties: () => user } as never);
    return new State(store).get(TICKS)?.done;
  }

  async close(): Promise<void> {
    this.time.close();
    await this.sandbox.close();
  }
}

/** Starts one system. Rejects, with everything stopped again, where a part does not come up. */
export async function startBed(system: SystemName, setting: Setting, log: (line: string) => void): Promise<Bed> {
  const sandbox = await startSandbox({
    ...(await partsOf(system, setting)),
    install: false,
    // Starting a thread is no work of the script: enough of them are kept ready.
    appsScript: { enforceQuotas: false, warmWorkers: 10 },
    calendar: { pushPace: 'coalesced', quota: { unitsPerMinute: null } },
    log,
  });
  try {
    await startTheDay(sandbox);
    const plant = system === 'this' ? plantLinkedPairs : plantPlainPairs;
    const pairs = setting.pairs > 0 ? await plant(sandbox, setting.pairs) : [];
    const bed = new Bed(system, sandbox, pairs, setting);
    // Pairs have given keys, the first ones; the others follow.
    if (setting.bareItems) await plantItems(sandbox, setting.bareItems);
    const own = { INSTALLATION_ID: INSTALLATION, ...setting.properties };
    sandbox.google.host.setProperties(system === 'this' ? own : articleConfig(sandbox));
    if (setting.install === false) return bed;
    await bed.time.untilQuiet(bed.install(), CASE_LIMIT_MS);
    bed.begin();
    return bed;
  } catch (error) {
    await sandbox.close();
    throw error;
  }
}

/** Daily triggers run at night: the first hours of the day are without them. */
async function startTheDay({ google }: Sandbox): Promise<void> {
  const day = 24 * HOUR_MS;
  const now = google.clock.now();
  await google.clock.advance((Math.floor(now / day) + 1) * day + 5 * HOUR_MS - now);
}

async function partsOf(system: SystemName, { variant = (bundle) => bundle, binding = {} }: Setting) {
  const bindings = await brakelessBindings(binding);
  const manifest = await readFile(join(__PROJECT_ROOT__, MANIFEST_FILE), 'utf8');
  if (system === 'article') {
    const bundle = await readFile(join(__PROJECT_ROOT__, 'bench', 'article', 'Code.js'), 'utf8');
    return { bundle, manifest, bindings, flows: articleFlows() };
  }
  const bundle = variant(await buildBundle(bindings, VERSION));
  const files = buildFlowFiles(parseBindings(bindings, 'bindings'), { form: 'env', version: VERSION });
  return { bundle, manifest, bindings, flows: files['all-flows.json']! };
}

/** The project's own bindings, with a brake that lets a thousand deletions pass. */
async function brakelessBindings(options: object): Promise<string> {
  const text = await readFile(join(__PROJECT_ROOT__, 'bindings.json'), 'utf8');
  const file = JSON.parse(text) as { bindings: object[] };
  const brake = { deletions: 100_000, share: 1 };
  const bindings = file.bindings.map((binding) => ({ ...binding, brake, ...options }));
  return JSON.stringify({ bindings });
}

function articleConfig({ calendarId }: Sandbox): Record<string, string> {
  const webhook = (id: string) => `${DIRECTUS_ORIGIN}/flows/trigger/${id}`;
  return {
    calendar_id: calendarId,
    directus_url_proxy: webhook(ARTICLE_FLOW_IDS.proxy),
    directus_url_webhook_from_g: webhook(ARTICLE_FLOW_IDS.fromGoogle),
  };
}
