// Everything a test of the whole needs: real Directus, local Google, real flows and bundle, and a way to wait for quiet.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { bindingsHash, parseBindings } from '../../src/core/bindings-file';
import type { Binding } from '../../src/core/binding';
import { PROTOCOL } from '../../src/core/message';
import type { Status } from '../../src/setup/status';
import type { HostOptions, RunResult } from '../../sandbox/apps-script';
import type { OptionChanges, PersonInUi } from '../../sandbox/calendar';
import type { CollectionFields, KeyType } from '../../sandbox/directus/collections';
import type { ItemsClient } from '../../sandbox/directus/items';
import type { LocalGoogle } from '../../sandbox/google';
import { runInstall, startSandbox, type Sandbox } from '../../sandbox';
import { WorkTime } from '../../sandbox/work-time';
import { buildBundle } from '../../tools/build-bundle';
import { buildFlowFiles } from '../../tools/build-scripts';
import { costSince, counters, type Cost } from '../../sandbox/cost';
import { Pairs } from './pairs';

declare const __PROJECT_ROOT__: string;

const VERSION = '0.0.0-test';

/** Without leaps so many looks in a row must find nothing new. */
const QUIET_LOOKS = 2;
const LOOK_MS = 50;
const QUIET_LIMIT_MS = 80_000;
/** With leaps so much may pass on Google's clock until all is quiet. */
const LEAPS_LIMIT_MS = 20 * 60_000;

/** A binding as it stands in bindings.json; what is missing is as in the default file. */
export type BindingInput = Partial<Record<keyof Binding, unknown>>;

export interface TestBedOptions {
  bindings?: readonly BindingInput[];
  keys?: KeyType;
  calendar?: OptionChanges;
  appsScript?: Partial<HostOptions>;
  directusEnv?: Record<string, string>;
  /** False leaves `install` to the test. */
  install?: boolean;
  /**
   * Whether Google's clock leaps over what is only waited for, which needs to be told what Directus is at (on Linux). A
   * test that counts what many flow runs at the same time cost lives through the waits.
   */
  leaps?: boolean;
}

/** The fields of the default binding, with another prefix for the two that the sync owns. */
export function fieldsOf(prefix = 'calendar_event'): CollectionFields {
  return {
    eventId: `${prefix}_id`,
    sync: `${prefix}_sync`,
    start: 'calendar_event_start',
    end: 'calendar_event_end',
    summary: 'name',
    description: 'description',
  };
}

/** An item with all mapped fields, on its own day. */
export function itemOf(name: string, day = 1): Record<string, unknown> {
  const start = Date.UTC(2027, 0, day, 10);
  return {
    name,
    description: `About ${name}`,
    calendar_event_start: new Date(start).toISOString(),
    calendar_event_end: new Date(start + 3_600_000).toISOString(),
  };
}

/** The body of an event made by a person. */
export function eventOf(summary: string, day = 1): Parameters<PersonInUi['create']>[1] {
  const start = Date.UTC(2027, 0, day, 14);
  const moment = (ms: number) => ({ dateTime: new Date(ms).toISOString() });
  return { summary, description: `About ${summary}`, start: moment(start), end: moment(start + 3_600_000) };
}

/** Starts one sandbox, plants what belongs to others in it, and installs. */
export async function startTestBed(options: TestBedOptions = {}): Promise<TestBed> {
  const { bindings, install = true, leaps = process.platform === 'linux', ...rest } = options;
  const text = JSON.stringify({ bindings: (bindings ?? [{}]).map(completed) });
  const sandbox = await startSandbox({ ...rest, ...(await builtParts(text)), install: false });
  const bed = new TestBed(sandbox, leaps);
  try {
    await bed.pairs.plantOthers();
    if (install) await bed.install();
    return bed;
  } catch (error) {
    await sandbox.close();
    throw error;
  }
}

function completed(input: BindingInput): object {
  return { id: 'main', collection: 'collection1', calendar: 'primary', fields: fieldsOf(), ...input };
}

async function builtParts(bindings: string) {
  const manifest = await readFile(join(__PROJECT_ROOT__, 'appsscript.json'), 'utf8');
  const bundle = await buildBundle(bindings, VERSION);
  const files = buildFlowFiles(parseBindings(bindings, 'bindings'), { form: 'env', version: VERSION });
  return { bundle, manifest, flows: files['all-flows.json']!, bindings };
}

export class TestBed {
  readonly pairs: Pairs;

  private readonly time: WorkTime;
  private waiting = 0;

  constructor(
    readonly sandbox: Sandbox,
    private readonly leaps: boolean,
  ) {
    this.pairs = new Pairs(sandbox);
    this.time = new WorkTime(sandbox.google, sandbox.directus);
  }

  get google(): LocalGoogle {
    return this.sandbox.google;
  }

  /** The person at Google Calendar's web UI. */
  get ui(): PersonInUi {
    return this.sandbox.google.calendar.ui;
  }

  items(collection = this.sandbox.bindings[0]!.collection): ItemsClient {
    return this.sandbox.admin.items(collection);
  }

  async install(): Promise<void> {
    await runInstall(this.google);
    await this.quiet();
  }

  /** Resolves when nothing is under way on either side. A Directus that is down counts as quiet. */
  async quiet(): Promise<void> {
    await (this.leaps ? this.quietByLeaps() : this.quietInTime());
  }

  /** Sleeps, limits of a minute and triggers that a script has planted are leapt over. */
  private async quietByLeaps(): Promise<void> {
    const { clock } = this.google;
    this.waiting += 1;
    clock.hold();
    const { unfinished } = await this.time.untilQuiet(Promise.resolve(), LEAPS_LIMIT_MS);
    this.waiting -= 1;
    if (this.waiting === 0) clock.release();
    if (unfinished !== undefined) throw new Error(`not quiet: ${unfinished}`);
  }

  private async quietInTime(): Promise<void> {
    const deadline = performance.now() + QUIET_LIMIT_MS;
    let seen = '';
    for (let unchanged = 0; unchanged < QUIET_LOOKS;) {
      const idle = await this.control<{ idle: boolean; what?: string }>('POST', '/idle', { timeoutMs: QUIET_LIMIT_MS });
      if (!idle.idle || performance.now() > deadline) throw new Error(`not quiet: ${idle.what ?? 'still changing'}`);
      await wait(LOOK_MS);
      const now = await this.trace();
      unchanged = now === seen ? unchanged + 1 : 0;
      seen = now;
    }
  }

  /** What `work` and everything that follows from it costs. */
  async cost(work: () => Promise<unknown>): Promise<Cost> {
    await this.quiet();
    const before = counters(this.google);
    await work();
    await this.quiet();
    return costSince(before, counters(this.google));
  }

  /** What a change costs alone, without the pushes that its writes bring. */
  async costWithoutEcho(change: () => Promise<unknown>): Promise<Cost> {
    this.google.faults.add({ target: 'push', drop: true });
    try {
      return await this.cost(change);
    } finally {
      this.google.faults.clear();
    }
  }

  /** Runs an entry point as its trigger does, and waits for what follows; a catch-up at once, as it is not always due. */
  async trigger(name: 'catchUp' | 'reconcile' | 'renewChannels'): Promise<RunResult> {
    const { host } = this.google;
    const result = await (name === 'catchUp' ? host.run(name) : host.runTrigger(name));
    await this.quiet();
    return result;
  }

  /** Runs a function as from the editor; the printed text. */
  async editor(name: string): Promise<string> {
    const result = await this.google.host.run(name);
    if (result.error) throw new Error(`${name}: ${result.error.message}`);
    return result.console.map(({ text }) => text).join('\n');
  }

  /** What `npm run status` shows, in full. */
  async status(): Promise<Status> {
    const answer = await this.post(this.google.webAppUrl, { ...this.envelope(), action: 'status', full: true });
    return (answer.json as { status: Status }).status;
  }

  /** The titles that lost, by the report: Google's stand there, Directus' in the revisions that it names. */
  async lostTitles(key?: string | number): Promise<unknown[]> {
    const { bindings } = await this.status();
    const lines = bindings
      .flatMap(({ reports }) => reports)
      .filter((line) => key === undefined || line.key === String(key));
    const titles = lines.map(async ({ lost, revision }) => {
      if (revision === undefined) return lost?.summary;
      const { data } = await this.sandbox.admin.request<{ data: { name: unknown } }>('GET', `/revisions/${revision}`);
      return data.name;
    });
    return Promise.all(titles);
  }

  /** The members that every message of ours has. */
  envelope(): Record<string, unknown> {
    const { secret, bindings } = this.sandbox;
    return { v: PROTOCOL, version: VERSION, id: `test-${Math.random()}`, secret, print: bindingsHash(bindings) };
  }

  /** Posts as a stranger may; text goes as it is. */
  async post(url: string, body: unknown, headers: Record<string, string> = {}) {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
    const text = await response.text();
    return { status: response.status, text, json: text.startsWith('{') ? (JSON.parse(text) as unknown) : undefined };
  }

  /** Makes one control request of the local Google. */
  async control<T = unknown>(method: string, path: string, body?: unknown): Promise<T> {
    const response = await fetch(`${this.google.controlUrl}${path}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return (await response.json()) as T;
  }

  /** Moves Google's clock; Directus keeps its own. */
  async advance(ms: number): Promise<void> {
    await this.control('POST', '/clock', { advanceMs: ms });
  }

  /** Two looks at Directus' feed, far enough apart that the next one begins at its end. */
  async forgetOverlap(): Promise<void> {
    for (let look = 0; look < 2; look++) {
      await this.advance(3 * 60_000);
      await this.trigger('catchUp');
    }
    await this.advance(3 * 60_000);
    await this.quiet();
  }

  close(): Promise<void> {
    this.time.close();
    return this.sandbox.close();
  }

  /** Changes whenever anything happens on either side. */
  private async trace(): Promise<string> {
    const { executions, urlFetches } = this.google.host.stats();
    const calendar = this.google.calendar.stats();
    const directus = this.sandbox.directus.pid === undefined ? 'down' : await this.sandbox.admin.newestActivityId();
    return JSON.stringify([executions, urlFetches, calendar, directus]);
  }
}
