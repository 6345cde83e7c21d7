// A world: Google and Directus with their own data, the script between them, one clock, one seed.
import type { HostOptions } from '../sandbox/apps-script';
import { CalendarServer, ConnectionLost } from '../sandbox/calendar';
import type { OptionChanges } from '../sandbox/calendar';
import type { UiEvent } from '../sandbox/calendar/ui';
import { Faults } from '../sandbox/faults';
import type { HttpRequest, HttpResponse } from '../sandbox/http-message';
import { parseBindings } from '../src/core/bindings-file';
import { atHome } from '../src/core/identity';
import { inZone } from '../src/core/binding';
import type { Binding } from './binding';
import type { Row } from '../src/core/values';
import { VirtualClock } from './clock';
import { SimulatedDirectus, type Backup } from './directus';
import type { Build } from './builds';
import type { Engine } from './engine';
import { makeForeignEvents } from './foreign';
import { Calls } from './oracle/calls';
import { OtherInstallation } from './other-installation';
import { Random } from './random';
import { Scheduler } from './scheduler';
import { ScriptHost } from './script/host';
import { columnsIn } from './templates';
import { STATE } from './wanted';

export interface WorldSetup {
  /** The content of bindings.json. */
  bindings: { bindings: object[] };
  keys: 'integer' | 'uuid' | 'string';
  calendar?: OptionChanges;
  /** Switches of Apps Script. */
  script?: Partial<HostOptions>;
  /**
   * Zones of the calendars, in the order in which bindings name them; the others are in UTC. With it people type days and
   * clocks of zones, without it minutes of UTC.
   */
  zones?: readonly string[];
  /** How Directus' database does transactions; missing: as SQLite. */
  transactions?: 'one at a time' | 'read committed';
  /** Whether two items may name the same event; missing: they may not. */
  uniqueEventId?: boolean;
  /** Script properties beside those that each world has. */
  properties?: Record<string, string>;
  /** Variables of Directus' environment, where they are to be others. */
  env?: Record<string, string>;
  /** Items of the first binding's collection that are there before the script is. */
  items?: readonly Row[];
  /** Events of the first binding's calendar that people have made before. */
  events?: readonly Parameters<CalendarServer['ui']['create']>[1][];
  seed: number;
}

const SECRET = 'a secret that both sides know, 0123456789';
const DIRECTUS_HOST = 'directus.example';
/** More activity than a story brings; less after each further backup, as they add up in a feed that was put back. */
const DAY_OF_ACTIVITY = 100_000_000;
const START = Date.UTC(2026, 2, 2, 8);

/** A field of each collection that no binding maps. */
export const UNMAPPED = 'note';

/** A calendar of the owner's that no binding names. */
export const UNBOUND = 'elsewhere@group.calendar.google.com';

/** One that no binding names but for a while, and that people don't work on. */
export const SPARE = 'spare@group.calendar.google.com';

export class World {
  readonly clock: VirtualClock;
  readonly scheduler: Scheduler;
  readonly faults = new Faults();
  readonly random: Random;
  /** At home where the script is, once it is installed. */
  bindings: Binding[];
  readonly google: CalendarServer;
  readonly directus: SimulatedDirectus;
  readonly script: ScriptHost;
  /** Directus' database as it was when the last backup was made: at first, as the world began. */
  backup: Backup;
  private days = 0;
  /** The database was once put back. */
  wasPutBack = false;
  /** Told of each time that the database was put back. */
  onPutBack: () => void = () => undefined;
  /** Told of each time that what items and events say of each other counts no more, or again. */
  onUprooted: () => void = () => undefined;
  /** Told before the script has other installation ids. */
  onOtherInstallations: () => void = () => undefined;
  private calendarsNow: string;
  /** The script once lost its state, and with it which items it deleted (ST1). */
  lostState = false;
  /** The script once lost its installation id. */
  wasLost = false;
  /** Installation ids that were lost and not adopted yet. */
  private readonly lostIds: string[] = [];
  /** By calendar. */
  private readonly zones: Readonly<Record<string, string>>;
  /** Nothing gets in or out of Directus. */
  directusDown = false;
  /** A side once changed values on their way in: both sides agree where their values stand for the same edit. */
  changedValues = false;
  /** The script once had other bindings than those of the setup. */
  hadOtherBindings = false;
  /** Google once refused long descriptions: only the item holds such a one (RF1). */
  refusedTexts = false;
  /** Calendars that the account may only read at the moment. */
  readonly readOnly = new Set<string>();
  /** There once was such a calendar. */
  wasReadOnly = false;
  /** Events that are none of the sync's business, as their owners left them, by id. */
  readonly foreign = new Map<string, { calendar: string; text: string }>();
  readonly calls = new Calls();
  readonly otherInstallation = new OtherInstallation(this);

  private constructor(
    readonly engine: Engine,
    readonly setup: WorldSetup,
  ) {
    this.random = new Random(setup.seed);
    this.clock = new VirtualClock(START, engine.time);
    this.scheduler = new Scheduler(this.clock);
    this.scheduler.reseed(setup.seed);
    const bindingsText = JSON.stringify(setup.bindings);
    const parsed = parseBindings(bindingsText, 'the bindings of the simulation');
    this.zones = zonesOf(
      parsed.map(({ calendar }) => calendar),
      setup.zones,
    );
    this.bindings = parsed.map((binding) => inZone(binding, this.zones) as Binding);
    this.calendarsNow = calendarsOf(this.bindings);
    const { clock, scheduler, faults, random } = this;
    this.google = new CalendarServer({
      clock,
      faults,
      options: { tokens: 'any', timeZone: this.zones['primary'] ?? UTC, ...setup.calendar },
      random: (size) => random.bytes(size),
    });
    for (const id of new Set([...this.bindings.map(({ calendar }) => calendar), UNBOUND, SPARE]))
      if (id !== 'primary') this.google.createCalendar({ id, summary: id, timeZone: this.zones[id] ?? UTC });
    this.script = new ScriptHost({
      name: 'S',
      threads: engine.builds.this,
      manifest: engine.manifest,
      clock,
      scheduler,
      faults,
      calendar: this.google,
      random,
      send: (request) => this.toDirectus(request),
      ...(setup.script && { options: setup.script }),
    });
    this.directus = new SimulatedDirectus({
      bindings: this.bindings,
      keys: setup.keys,
      texts: [
        UNMAPPED,
        STATE,
        ...this.bindings.flatMap(({ templates }) => Object.values(templates).flatMap(columnsIn)),
      ],
      transactions: setup.transactions ?? 'one at a time',
      flows: engine.flows(this.bindings),
      env: { GCALENDARHOOKSECRET: SECRET, GCALENDARHOOKURL: this.script.webAppUrl, ...setup.env },
      now: () => clock.now(),
      random: () => random.next(),
      step: (label) => scheduler.gate(`directus ${label}`, 5),
      send: (request) => this.toScript(request),
    });
    this.backup = this.makeBackup();
    if (setup.uniqueEventId === false)
      for (const { collection } of this.bindings) this.directus.faults.withoutUniqueIndex.add(collection);
    this.google.onPush = async ({ url, headers }) => {
      await scheduler.gate('push', 300);
      const { host, pathname, search } = new URL(url);
      return await this.toDirectus({ method: 'POST', host, path: `${pathname}${search}`, headers, body: '' });
    };
  }

  /** A world in which `install` has run without a problem. */
  static async make(engine: Engine, setup: WorldSetup): Promise<World> {
    const world = new World(engine, setup);
    if (setup.items) world.spawn(world.directus.create(world.bindings[0]!.collection, setup.items));
    for (const event of setup.events ?? []) world.google.ui.create(world.bindings[0]!.calendar, event);
    await world.scheduler.untilStill();
    world.script.state.properties.set('script', {
      GCALENDARHOOKSECRET: SECRET,
      DIRECTUS_URL: `https://${DIRECTUS_HOST}`,
      WEBAPP_URL: world.script.webAppUrl,
      BINDINGS: JSON.stringify(setup.bindings),
      ...setup.properties,
    });
    for (const calendar of world.calendarIds())
      for (const event of makeForeignEvents(world.google.ui, calendar)) world.noteForeign(calendar, event);
    await world.install();
    return world;
  }

  makeBackup(): Backup {
    this.backup = this.directus.backup();
    this.passDay();
    return this.backup;
  }

  putBack(): void {
    this.directus.restore(this.backup);
    // It may be put back to the same moment again.
    this.passDay();
  }

  /** A day passes in other collections, so that the ids of a restored feed stay far below those that were. */
  private passDay(): void {
    this.directus.useFeedIds(Math.ceil(DAY_OF_ACTIVITY / 4 ** this.days++));
  }

  /** As a person in the editor. @throws Error with what `install` found missing */
  async install(): Promise<void> {
    const problems: string[] = [];
    this.script.onEnd = ({ functionName, console, ending }) => {
      if (functionName !== 'install') return;
      problems.push(...console.filter(({ level }) => level === 'error').map(({ text }) => text));
      if (!('returned' in ending)) problems.push(JSON.stringify(ending));
    };
    void this.script.run('install');
    await this.scheduler.pass(60_000);
    this.script.onEnd = () => undefined;
    if (problems.length > 0) throw new Error(problems.join('\n'));
    this.goHome();
  }

  /** Its owner lets the account only read a calendar, or write to it again. */
  setReadOnly(calendar: string, isReadOnly: boolean): void {
    this.google.setAccess(calendar, isReadOnly ? 'reader' : 'owner');
    if (isReadOnly) this.readOnly.add(calendar);
    else this.readOnly.delete(calendar);
    this.wasReadOnly = true;
    this.onUprooted();
  }

  private goHome(): void {
    this.bindings = this.bindings.map((binding) => atHome(binding, this.installations()) as Binding);
  }

  /** The script is set up anew: its old links and bases are another installation's. */
  loseInstallation(): void {
    // The script that had it is gone.
    for (const execution of this.script.running.values()) execution.kill('its installation id is lost');
    this.wasLost = true;
    this.lostIds.push(...this.installations());
    const id = [...this.random.bytes(4)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
    this.useInstallations([id]);
  }

  /** A person names the lost ids behind the one that the script has now. */
  adoptInstallations(): void {
    if (this.lostIds.length > 0) this.useInstallations([...this.installations(), ...this.lostIds.splice(0)]);
  }

  private useInstallations(ids: readonly string[]): void {
    this.onOtherInstallations();
    this.script.state.properties.set('script', { INSTALLATION_ID: ids.join(' ') });
    this.forgetSettings();
    this.goHome();
    this.onUprooted();
  }

  /** A person who changes settings runs `install` after it, which reads them anew. */
  private forgetSettings(): void {
    this.script.state.cache.remove('script', ['settings']);
  }

  /** Whose links count as ours. */
  installations(): string[] {
    return (this.script.state.properties.get('script', 'INSTALLATION_ID') ?? '').split(' ');
  }

  /** @param calendar missing: whichever is first */
  zoneOf(calendar = this.bindings[0]!.calendar): string {
    return this.zones[calendar] ?? UTC;
  }

  /** Whether people type days and clocks of zones. */
  get hasDays(): boolean {
    return this.setup.zones !== undefined;
  }

  /** Everything on a calendar, the bin included. */
  events(calendarId: string): UiEvent[] {
    return this.google.ui.all(calendarId);
  }

  /** From now on nobody but its owner may write to it. */
  noteForeign(calendar: string, event: UiEvent): void {
    this.foreign.set(event.id, { calendar, text: JSON.stringify(event) });
  }

  isForeign({ id }: UiEvent): boolean {
    return this.foreign.has(id);
  }

  /** What triggers run, and what the web app runs. */
  setBuilds(head: Build, deployed: Build): void {
    this.script.setBuilds(this.engine.builds[head], this.engine.builds[deployed]);
  }

  /** The bindings that the script has from now on; missing: those that the flows were made from. */
  setBindings(bindings: readonly object[] = this.setup.bindings.bindings): void {
    this.hadOtherBindings ||= bindings !== this.setup.bindings.bindings;
    const file = JSON.stringify({ bindings: bindings.map(asInFile) });
    // `install` keeps the zones of calendars that are bound for the first time.
    const zones = Object.fromEntries(
      this.setup.bindings.bindings
        .concat(bindings)
        .map((each) => (each as Binding).calendar)
        .map((calendar) => [calendar, this.zones[calendar] ?? UTC]),
    );
    this.script.state.properties.set('script', { BINDINGS: file, CALENDAR_ZONES: JSON.stringify(zones) });
    this.forgetSettings();
    const before = this.calendarsNow;
    this.calendarsNow = calendarsOf(bindings as readonly Binding[]);
    if (this.calendarsNow !== before) this.onUprooted();
  }

  /** Nothing runs anywhere. */
  isStill(): boolean {
    return this.script.running.size === 0 && this.directus.runsInFlight() === 0 && this.google.idle(Infinity);
  }

  /** Calendars that a binding names. */
  calendarIds(): string[] {
    return [...new Set(this.bindings.map(({ calendar }) => calendar))];
  }

  /** Begins something that goes on by itself, as a person's click does. */
  spawn(work: Promise<unknown>): void {
    // What a person sees as an error message changes nothing for the sync.
    work.catch((error: Error) => this.onError(error));
  }

  onError: (error: Error) => void = () => undefined;

  /** The clock jumps ahead; nobody worked longer for it. */
  jump(ms: number): void {
    this.script.forgive(ms);
    this.clock.leap(ms);
  }

  /** Ends all executions, so that their threads can serve another world. */
  async end(): Promise<void> {
    for (const execution of this.script.running.values()) execution.kill('the world ends');
    await new Promise((resolve) => setImmediate(resolve));
  }

  private async toDirectus({
    method,
    host,
    path,
    headers,
    body,
  }: HttpRequest & { host: string }): Promise<HttpResponse> {
    if (host !== DIRECTUS_HOST) throw new ConnectionLost(`nobody answers at ${host}`);
    if (this.directusDown) throw new ConnectionLost('Directus is down');
    const url = new URL(path, `https://${host}`);
    const flow = /^\/flows\/trigger\/([^/]+)$/.exec(url.pathname)?.[1];
    if (flow === undefined) return { status: 404, headers: {}, body: '{}' };
    const call = this.calls.begin(Number(this.directus.peek('directus_activity').at(-1)!['id']));
    const query = Object.fromEntries(url.searchParams);
    const answer = await this.directus.webhook(flow, { method, headers, query, body }, call);
    this.calls.answered(call, answer.body);
    return answer;
  }

  private async toScript({
    method,
    url,
    headers,
    body,
  }: {
    method: string;
    url: string;
    headers: Record<string, string>;
    body: string;
  }): Promise<HttpResponse> {
    const { host, pathname, search } = new URL(url);
    const lower = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
    return await this.script.request({ method, path: `${pathname}${search}`, headers: { ...lower, host }, body });
  }
}

const UTC = 'UTC';

function zonesOf(calendars: readonly string[], zones: readonly string[] = []): Record<string, string> {
  return Object.fromEntries([...new Set(calendars)].map((calendar, i) => [calendar, zones[i] ?? UTC]));
}

/** Without what a binding is given besides what its file says, and with the types of its columns where the file has them. */
function asInFile(binding: object): object {
  if (!('types' in binding)) return binding;
  const { types, homes: _, zone: __, templates, fields, ...rest } = binding as Binding;
  const typed = Object.entries(fields).map(([option, name]) => {
    const type = (types as Record<string, string>)[option];
    return [option, type === undefined ? name : { name, type }];
  });
  const made = Object.entries(templates).map(([option, template]) => [option, { template }]);
  return { ...rest, fields: Object.fromEntries([...typed, ...made]) as object };
}

function calendarsOf(bindings: readonly Pick<Binding, 'calendar'>[]): string {
  return bindings.map(({ calendar }) => calendar).join(' ');
}
