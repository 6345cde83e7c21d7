// The local Google's Apps Script host: runs a bundle as web app, by triggers and as from the editor.
import type { Clock } from '../clock';
import type { Faults } from '../faults';
import type { HttpRequest, HttpResponse } from '../http-message';
import { CacheStore } from './cache-store';
import { killerOf, makeCallHandler, requestCalendar, UNAUTHORIZED } from './calls';
import type { CalendarLike, HostState, SentMail } from './calls';
import { Execution } from './execution';
import type { ExecutionKind } from './execution';
import { ExecutionLog } from './execution-log';
import type { EntryPointStats, ExecutionEntry, ExecutionStatus } from './execution-log';
import { DEFAULT_OPTIONS, checkOptions, latenciesOf } from './limits';
import type { HostOptions } from './limits';
import { LockStore } from './lock-store';
import { readManifest } from './manifest';
import { PropertyStore } from './property-store';
import type { ConsoleLine, TriggerView } from './protocol';
import { Quotas } from './quotas';
import { Consent } from './scopes';
import { checkSyntax } from './syntax';
import { triggerEvent } from './trigger-event';
import { TriggerStore } from './trigger-store';
import type { TriggerState } from './trigger-store';
import { UrlFetcher } from './url-fetcher';
import { WebApp } from './web-app';
import type { EntryEnding } from './web-app';
import { WorkerPool } from './worker-pool';

export { DEFAULT_OPTIONS, type HostOptions } from './limits';
export type { Latencies } from './latency';
export type { CalendarLike, SentMail } from './calls';
export type { EntryPointStats, ExecutionEntry } from './execution-log';
export type { TriggerState } from './trigger-store';

/** How a function that was run as from the editor, or by a trigger, ended. */
export interface RunResult {
  id: string;
  status: ExecutionStatus;
  /** What it returned, if JSON can hold it. */
  value?: unknown;
  error?: { name: string; message: string; details?: unknown; stack?: string };
  console: ConsoleLine[];
  ms: number;
}

export interface HostStats {
  /** Executions by entry point. */
  executions: Record<string, EntryPointStats>;
  /** Calls of UrlFetchApp by host. */
  urlFetches: Record<string, number>;
  /** Used of the current day's quotas; not reset with the counters. */
  quotas: ReturnType<Quotas['report']>;
}

export interface HostSetup {
  /** Text of the bundle: a classic script whose top-level functions are the entry points. */
  bundle: string;
  /** The parsed appsscript.json. */
  manifest: object;
  clock: Clock;
  faults: Faults;
  calendar: CalendarLike;
  options?: Partial<HostOptions>;
}

interface Run {
  kind: ExecutionKind;
  functionName: string;
  args: unknown[];
  pool: WorkerPool;
  kill?: 'before' | 'after' | undefined;
}

const TOO_MANY =
  'There are too many scripts running simultaneously for this Google user account. Please wait a few seconds and try again.';

export class AppsScriptHost {
  private readonly clock: Clock;
  private manifest: ReturnType<typeof readManifest>;
  private readonly current: HostOptions;
  private readonly state: HostState & { fetcher: UrlFetcher };
  private readonly onCall: ReturnType<typeof makeCallHandler>;
  private readonly log = new ExecutionLog();
  private readonly running = new Map<string, Execution>();
  private readonly web: WebApp;
  /** What triggers and the editor run: the newest code that was pushed. */
  private head: WorkerPool;
  /** What the web app runs: the deployed version. */
  private deployed: WorkerPool;
  private started = 0;

  /** Throws a BundleError where Apps Script wouldn't take the bundle. */
  constructor({ bundle, manifest, clock, faults, calendar, options = {} }: HostSetup) {
    checkSyntax(bundle);
    this.clock = clock;
    this.manifest = readManifest(manifest);
    this.current = { ...DEFAULT_OPTIONS, ...checkOptions(options) };
    this.state = this.makeState(faults, calendar);
    this.onCall = makeCallHandler(this.state);
    this.web = new WebApp(
      clock,
      faults,
      () => this.current,
      () => this.isAuthorized('webapp'),
      (functionName, event, kill) =>
        this.execute({ kind: 'webapp', functionName, args: [event], pool: this.deployed, kill }).then(
          ({ ending }) => ending,
        ),
    );
    this.head = this.deployed = this.makePool(bundle);
  }

  /** Runs a function as a person in the editor does. Never rejects: what went wrong is in the result. */
  async run(functionName: string, ...args: unknown[]): Promise<RunResult> {
    return (await this.execute({ kind: 'editor', functionName, args, pool: this.head })).result;
  }

  /** Runs a function as a trigger would: with that trigger's event if one is installed, else a time-driven one's. */
  async runTrigger(functionName: string): Promise<RunResult> {
    const installed = this.state.triggers.find(functionName);
    const schedule = { kind: 'after' as const, afterMs: 0 };
    const trigger = installed ?? { id: '0', function: functionName, schedule, disabled: false };
    const result = await this.fire(trigger);
    if (installed) this.state.triggers.note(installed.id, result.error?.message);
    return result;
  }

  /** Serves what `isWebAppPath` in web-app.ts. Rejects with ConnectionLost where a fault takes the answer. */
  async webApp(request: HttpRequest): Promise<HttpResponse> {
    return await this.web.handle(request);
  }

  properties(): { script: Record<string, string>; user: Record<string, string> } {
    const { properties } = this.state;
    return { script: properties.getAll('script'), user: properties.getAll('user') };
  }

  /** Changes script properties, as a person does in the project's settings; null removes one. */
  setProperties(changes: Record<string, string | null>): void {
    for (const [key, value] of Object.entries(changes)) {
      if (value === null) this.state.properties.delete('script', key);
      else this.state.properties.set('script', { [key]: value });
    }
  }

  /** Empties the caches, as Google may at any time. */
  clearCache(): void {
    this.state.cache.clear();
  }

  triggers(): TriggerState[] {
    return this.state.triggers.list();
  }

  /** Switches triggers off, as Google does at times; missing: those of all functions. */
  disableTriggers(functionName?: string): void {
    this.state.triggers.disable(functionName);
  }

  /** The owner consents to all that the pushed code asks for. */
  consent(): void {
    this.state.consent.give();
  }

  /** The last executions that have ended, oldest first. */
  executions(): ExecutionEntry[] {
    return this.log.all();
  }

  /** E-mails that the script sent. */
  mails(): SentMail[] {
    return [...this.state.mails];
  }

  stats(): HostStats {
    const { fetcher, quotas } = this.state;
    return { executions: this.log.stats(), urlFetches: fetcher.byHost(), quotas: quotas.report() };
  }

  resetStats(): void {
    this.log.resetStats();
    this.state.fetcher.resetStats();
  }

  /** What is in flight, in words; undefined when nothing is. */
  busy(): string | undefined {
    if (this.running.size === 0) return this.web.busy();
    const names = [...this.running.values()].map(({ setup }) => setup.functionName);
    return `running: ${names.join(', ')}`;
  }

  /** How many executions are at work in real time; the others wait for the sandbox's clock, or for the web app. */
  computing(): number {
    const working = [...this.running.values()].filter(({ computing }) => computing).length;
    return working - this.state.fetcher.waitingForWebApp;
  }

  /** Whether no execution runs and no answer of the web app is on its way. */
  idle(): boolean {
    return this.busy() === undefined;
  }

  /**
   * Pushes new code. Throws a BundleError where Apps Script wouldn't take it.
   * @param deployed false leaves the web app on the version that it has
   * @param manifest missing: as before. It counts for the web app as well: there, too, Google goes by the newest one's scopes
   */
  setBundle(bundle: string, { deployed = true, manifest }: { deployed?: boolean; manifest?: object } = {}): void {
    checkSyntax(bundle);
    if (manifest) this.manifest = readManifest(manifest);
    this.state.consent.push(this.manifest.scopes);
    const old = new Set([this.head, this.deployed]);
    this.head = this.makePool(bundle);
    if (deployed) this.deployed = this.head;
    for (const pool of old) if (pool !== this.deployed) void pool.dispose();
  }

  get options(): Readonly<HostOptions> {
    return this.current;
  }

  /** Turns switches; throws an Error that names an unknown one. `propertiesFile` counts at construction only. */
  setOptions(changes: Partial<HostOptions>): void {
    Object.assign(this.current, checkOptions(changes));
  }

  /** Ends everything: executions, threads, triggers, connections. */
  async dispose(): Promise<void> {
    this.state.triggers.dispose();
    for (const execution of this.running.values()) execution.kill('The sandbox was stopped');
    this.state.fetcher.dispose();
    await Promise.all([this.head.dispose(), this.deployed.dispose()]);
  }

  private makeState(faults: Faults, calendar: CalendarLike): HostState & { fetcher: UrlFetcher } {
    const options = () => this.current;
    const quotas = new Quotas(this.clock, options);
    const consent = new Consent(this.manifest.scopes);
    const google = {
      calendar: (request: HttpRequest, kill: (when: 'before' | 'after') => void) =>
        requestCalendar({ consent, calendar }, request, kill, `Address unavailable: https://www.googleapis.com`),
      webApp: (request: HttpRequest) => this.webApp(request),
    };
    return {
      clock: this.clock,
      options,
      consent,
      calendar,
      properties: new PropertyStore(this.current.propertiesFile),
      cache: new CacheStore(this.clock),
      locks: new LockStore(),
      triggers: new TriggerStore(
        this.clock,
        async (trigger) => (await this.fire(trigger)).error?.message,
        () => this.current.lateTriggers,
      ),
      quotas,
      fetcher: new UrlFetcher(faults, quotas, options, google),
      mails: [],
    };
  }

  private makePool(bundle: string): WorkerPool {
    return new WorkerPool(bundle, () => this.current.warmWorkers);
  }

  private async fire(trigger: TriggerView): Promise<RunResult> {
    const event = triggerEvent(trigger, this.clock.now());
    const run = { kind: 'trigger' as const, functionName: trigger.function, args: [event], pool: this.head };
    const { result } = await this.execute(run);
    if (result.status !== 'refused') this.state.quotas.add('triggerMs', result.ms);
    return result;
  }

  private async execute(run: Run): Promise<{ ending: EntryEnding; result: RunResult }> {
    const id = `execution-${++this.started}`;
    const startedAt = new Date(this.clock.now()).toISOString();
    const refusal = this.refusal(run.kind);
    if (refusal !== undefined) return this.ended(run, id, startedAt, { refused: refusal }, undefined);
    const execution = this.start(run, id);
    if (run.kill === 'before') killerOf(execution)('before');
    let ending: EntryEnding = await execution.ending;
    if (run.kill === 'after' && !('killed' in ending)) ending = { killed: 'Killed by a fault after the work was done' };
    this.running.delete(id);
    this.state.locks.releaseAll(id);
    return this.ended(run, id, startedAt, ending, execution);
  }

  private start({ kind, functionName, args, pool }: Run, id: string): Execution {
    const { deploymentId, scriptId, executionLimitMs } = this.current;
    // In triggers and in the editor getUrl() gives the address of the newest code, which only editors can open.
    const serviceUrl = `https://script.google.com/macros/s/${deploymentId}/${kind === 'webapp' ? 'exec' : 'dev'}`;
    const { timeZone, advancedServices } = this.manifest;
    const config = { scriptId, serviceUrl, timeZone, advancedServices };
    const { clock, onCall } = this;
    const limits = { limitMs: executionLimitMs, startMs: latenciesOf(this.current).start };
    const setup = { id, kind, functionName, args, config, ...limits, clock, onCall };
    const execution = new Execution(setup, pool);
    this.running.set(id, execution);
    return execution;
  }

  /** Why Google doesn't even start an execution now. */
  private refusal(kind: ExecutionKind): string | undefined {
    if (this.running.size >= this.current.simultaneousExecutions) return TOO_MANY;
    if (!this.isAuthorized(kind)) return UNAUTHORIZED;
    if (kind === 'trigger' && this.current.enforceQuotas && this.state.quotas.left('triggerMs') <= 0)
      return 'Service using too much computer time for one day';
    return undefined;
  }

  /** In the editor code runs with what was consented to. Triggers run the pushed code, and have nobody to ask. */
  private isAuthorized(kind: ExecutionKind): boolean {
    const { authorized, headScopesStopWebApp } = this.current;
    if (!authorized || !this.state.consent.isMissing()) return authorized;
    return kind === 'editor' || (kind === 'webapp' && !headScopesStopWebApp);
  }

  private ended(
    { kind, functionName }: Run,
    id: string,
    startedAt: string,
    ending: EntryEnding,
    execution: Execution | undefined,
  ): { ending: EntryEnding; result: RunResult } {
    const ms = execution?.ms ?? 0;
    const result: RunResult = { id, ...describeEnding(ending), console: execution?.console ?? [], ms };
    const error = result.error && { error: `${result.error.name}: ${result.error.message}` };
    const { status, console } = result;
    const usage = execution?.usage && { usage: execution.usage };
    this.log.add({ id, function: functionName, kind, startedAt, ms, status, ...usage, ...error, console });
    return { ending, result };
  }
}

function describeEnding(ending: EntryEnding): Pick<RunResult, 'status' | 'value' | 'error'> {
  if ('refused' in ending) return { status: 'refused', error: { name: 'Exception', message: ending.refused } };
  if ('killed' in ending) return { status: 'killed', error: { name: 'Exception', message: ending.killed } };
  if ('error' in ending) {
    const { name, message, details, stack } = ending.error;
    const parsed = details === undefined ? undefined : (JSON.parse(details) as unknown);
    return { status: 'failed', error: { name, message, stack, ...(parsed !== undefined && { details: parsed }) } };
  }
  const { returned } = ending;
  if (returned.kind === 'value') return { status: 'completed', value: JSON.parse(returned.json) as unknown };
  if (returned.kind === 'nothing') return { status: 'completed' };
  return { status: 'completed', value: returned.content };
}
