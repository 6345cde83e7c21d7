// The Apps Script project inside the simulation: its stores, its triggers, its web app, and the executions that run.
import { CacheStore } from '../../sandbox/apps-script/cache-store';
import { makeCallHandler, requestCalendar, type HostState } from '../../sandbox/apps-script/calls';
import type { ExecutionKind } from '../../sandbox/apps-script/execution';
import { DEFAULT_OPTIONS, type HostOptions } from '../../sandbox/apps-script/limits';
import { LockStore } from '../../sandbox/apps-script/lock-store';
import { readManifest } from '../../sandbox/apps-script/manifest';
import { PropertyStore } from '../../sandbox/apps-script/property-store';
import type { HostCallName, TriggerView } from '../../sandbox/apps-script/protocol';
import { Quotas } from '../../sandbox/apps-script/quotas';
import { Consent } from '../../sandbox/apps-script/scopes';
import { triggerEvent } from '../../sandbox/apps-script/trigger-event';
import { TriggerStore } from '../../sandbox/apps-script/trigger-store';
import { WebApp, type EntryEnding } from '../../sandbox/apps-script/web-app';
import type { CalendarServer } from '../../sandbox/calendar';
import type { Faults } from '../../sandbox/faults';
import type { HttpRequest, HttpResponse } from '../../sandbox/http-message';
import type { VirtualClock } from '../clock';
import type { Random } from '../random';
import type { Scheduler } from '../scheduler';
import { Execution, type ScriptCall } from './execution';
import { SimulatedFetcher, type SendRequest } from './fetch';
import type { ScriptThreads } from './threads';

export interface ScriptSetup {
  /** Tells the executions of several projects apart. */
  name: string;
  threads: ScriptThreads;
  manifest: object;
  clock: VirtualClock;
  scheduler: Scheduler;
  faults: Faults;
  calendar: CalendarServer;
  random: Random;
  /** What the script reaches beyond Google. */
  send: SendRequest;
  options?: Partial<HostOptions>;
}

export interface EndedExecution {
  id: string;
  functionName: string;
  ending: EntryEnding;
  ms: number;
  console: Execution['console'];
}

export class ScriptHost {
  readonly options: HostOptions;
  readonly state: HostState;
  /** Those that run now. */
  readonly running = new Map<string, Execution>();
  /** Told of each execution that has ended. */
  onEnd: (ended: EndedExecution) => void = () => undefined;
  /** Told before and after each call of an execution; may kill it. */
  onCall: (call: ScriptCall) => void = () => undefined;
  /** The longest time that an execution held the lock, ms. */
  longestLock = 0;

  private readonly manifest;
  private readonly handle;
  private readonly web: WebApp;
  private started = 0;
  private lockSince = 0;
  /** What triggers and the editor run, and what the web app runs. */
  private head: ScriptThreads;
  private deployed: ScriptThreads;

  constructor(private readonly setup: ScriptSetup) {
    const { clock, faults, calendar } = setup;
    this.options = { ...DEFAULT_OPTIONS, deploymentId: `DEPLOYMENT_${setup.name}`, ...setup.options };
    this.manifest = readManifest(setup.manifest);
    this.head = this.deployed = setup.threads;
    const quotas = new Quotas(clock, () => this.options);
    this.state = {
      clock,
      options: () => this.options,
      consent: new Consent(this.manifest.scopes),
      calendar,
      properties: new PropertyStore(''),
      cache: new CacheStore(clock),
      locks: new LockStore((ms, call) => clock.schedule(clock.now() + ms, call)),
      triggers: new TriggerStore(
        clock,
        (trigger) => this.fire(trigger),
        () => this.options.lateTriggers,
      ),
      quotas,
      fetcher: new SimulatedFetcher(
        clock,
        faults,
        () => quotas,
        (request, kill) => this.reach(request, kill),
      ),
      mails: [],
    };
    this.handle = makeCallHandler(this.state);
    this.web = new WebApp(
      clock,
      faults,
      () => this.options,
      () => this.options.authorized,
      (functionName, event, kill) => this.execute('webapp', functionName, event, this.deployed, kill),
    );
  }

  get webAppUrl(): string {
    return `https://script.google.com/macros/s/${this.options.deploymentId}/exec`;
  }

  /** As a person in the editor, or a time-driven trigger, runs a function. */
  async run(functionName: string, kind: 'editor' | 'trigger' = 'editor'): Promise<EntryEnding> {
    return await this.execute(kind, functionName, {}, this.head);
  }

  /** A request from outside: answers as Google does, by way of the echo URL. */
  async request(request: HttpRequest): Promise<HttpResponse> {
    const answer = await this.web.handle(request);
    const { location } = answer.headers;
    if (answer.status !== 302 || location === undefined) return answer;
    const { host, pathname, search } = new URL(location);
    return await this.web.handle({ method: 'GET', path: `${pathname}${search}`, headers: { host }, body: '' });
  }

  /** Sets which build was pushed last, and which one the web app is pinned to. */
  setBuilds(head: ScriptThreads, deployed: ScriptThreads): void {
    this.head = head;
    this.deployed = deployed;
  }

  /** Time that does not count as run time. */
  forgive(ms: number): void {
    this.lockSince += ms;
    for (const execution of this.running.values()) execution.startedAt += ms;
  }

  private async reach(
    request: Parameters<SendRequest>[0],
    kill: (when: 'before' | 'after') => void,
  ): Promise<HttpResponse> {
    if (request.host === 'www.googleapis.com') return await requestCalendar(this.state, request, kill, 'no answer');
    if (/^script\.google(usercontent)?\.com$/.test(request.host)) return await this.request(request);
    return await this.setup.send(request, kill);
  }

  private async fire(trigger: TriggerView): Promise<string | undefined> {
    const event = triggerEvent(trigger, this.setup.clock.now());
    const ending = await this.execute('trigger', trigger.function, event, this.head);
    return 'error' in ending ? ending.error.message : undefined;
  }

  private async execute(
    kind: ExecutionKind,
    functionName: string,
    event: object,
    threads: ScriptThreads,
    kill?: 'before' | 'after',
  ): Promise<EntryEnding> {
    const { clock, scheduler, random } = this.setup;
    const id = `${this.setup.name}${++this.started}`;
    const refused = this.refusal(kind);
    if (refused !== undefined) return { refused };
    const { scriptId, executionLimitMs } = this.options;
    const { timeZone, advancedServices } = this.manifest;
    const config = { scriptId, serviceUrl: this.webAppUrl, timeZone, advancedServices };
    const execution = new Execution(
      {
        id,
        kind,
        functionName,
        args: JSON.stringify([event]),
        config,
        limitMs: executionLimitMs,
        seed: random.below(2 ** 32),
        settings: this.state.properties.getAll('script'),
      },
      {
        clock,
        scheduler,
        answer: (caller, name, args) => this.answer(caller, name, args),
        onCall: (call) => this.onCall(call),
      },
    );
    this.running.set(id, execution);
    await scheduler.gate(`${id} ${functionName} starts`, 200);
    const ending = kill === 'before' ? { killed: 'by a fault' } : await this.inThread(execution, threads);
    this.running.delete(id);
    if (kind === 'trigger') this.state.quotas.add('triggerMs', execution.ms);
    if (this.state.locks.has('script', id)) this.noteLock();
    this.state.locks.releaseAll(id);
    const ended =
      kill === 'after' && !('killed' in ending) ? { killed: 'by a fault, after the work was done' } : ending;
    this.onEnd({ id, functionName, ending: ended, ms: execution.ms, console: execution.console });
    return ended;
  }

  private async inThread(execution: Execution, threads: ScriptThreads): Promise<EntryEnding> {
    const thread = threads.take();
    const ending = await execution.run(thread);
    threads.giveBack(thread);
    return ending;
  }

  private async answer(execution: Execution, name: HostCallName, args: unknown[]): Promise<unknown> {
    const held = args[0] !== 'script' || this.state.locks.has('script', execution.id);
    if (name === 'lock.release' && args[0] === 'script' && held) this.noteLock();
    const answer = await this.handle(execution, name, args);
    if (name === 'lock.acquire' && answer === true && !held) this.lockSince = this.setup.clock.now();
    return answer;
  }

  private noteLock(): void {
    this.longestLock = Math.max(this.longestLock, this.setup.clock.now() - this.lockSince);
  }

  private refusal(kind: ExecutionKind): string | undefined {
    if (this.running.size >= this.options.simultaneousExecutions) return 'There are too many scripts running';
    if (kind === 'trigger' && this.state.quotas.left('triggerMs') <= 0)
      return 'Service using too much computer time for one day';
    return undefined;
  }
}
