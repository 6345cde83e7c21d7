// A world for the use cases: both sides, the script's stores, lock and clock in memory; an App for each execution.
import { inZone, type Binding } from '../../src/core/binding';
import { bindingsHash, parseBindings } from '../../src/core/bindings-file';
import { atHome } from '../../src/core/identity';
import type { App } from '../../src/sync/context';
import { Echoes } from '../../src/sync/echoes';
import { counter, Quota, type QuotaParts } from '../../src/sync/quota';
import { CONSUMER, type Allowances } from '../../src/store/settings';
import { StoreFails, type Cache, type Clock, type Log, type Store } from '../../src/ports';
import { SlowCalendars } from '../../src/sync/slow';
import { State } from '../../src/store/state';
import { Reads } from '../../src/sync/reads';
import { directusClient } from '../../src/directus/client';
import { calendarsPort, FakeCalendar } from './fake-calendar';
import { FakeDirectus, SECRET } from './fake-directus';
import { RETRIES, type Retry } from '../../src/sync/retries';

export const FIELDS = {
  eventId: 'event',
  sync: 'sync',
  start: 'starts',
  end: 'ends',
  summary: 'name',
  description: 'text',
};
const START_MS = Date.UTC(2026, 5, 1);

export class World {
  readonly bindings: Binding[];
  /** The first binding's calendar. */
  readonly calendar: FakeCalendar;
  private readonly calendars = new Map<string, FakeCalendar>();
  readonly directus: FakeDirectus;
  readonly properties = new Map<string, string>();
  /** Which writes to the properties fail. */
  storeFails: (name: string) => boolean = () => false;
  readonly cached = new Map<string, string>();
  readonly logged: Record<string, unknown>[] = [];
  readonly triggers: string[] = [];
  /** Google's calls for triggers fail. */
  triggersFail = false;
  /** Standing triggers that are missing or switched off. */
  brokenTriggers: string[] = [];
  /** Mails to the owner; none goes out while `mailboxIsFull`. */
  readonly mails: { subject: string; text: string }[] = [];
  mailboxIsFull = false;
  /** What every throw of the dice gives. */
  random = 1;
  /** Whose links count as ours. */
  installations: string[] = ['inst0001'];
  lockIsTaken = false;
  quotaIsTaken = false;
  /** What Google gives for a day. */
  allowed: Allowances = CONSUMER;
  /** Zones of calendars, as they were when the first execution looked. */
  private pinned: Record<string, string> | undefined;
  private ms = START_MS;
  private uuids = 0;

  /**
   * @param changes to the one binding, as bindings.json would have it
   * @param others further bindings: what they differ in from the first
   */
  constructor(changes: object = {}, ...others: object[]) {
    const binding = { id: 'main', collection: 'talks', calendar: 'primary', fields: FIELDS, ...changes };
    const bindings = [binding, ...others.map((other) => ({ ...binding, ...other }))];
    this.bindings = parseBindings(JSON.stringify({ bindings }), 'test').map((one) => atHome(one, ['inst0001']));
    for (const { calendar } of this.bindings) this.calendars.set(calendar, new FakeCalendar(() => this.ms));
    this.calendar = this.calendarOf(this.binding.calendar);
    this.directus = new FakeDirectus(this.bindings, () => this.ms);
  }

  calendarOf(calendarId: string): FakeCalendar {
    return this.calendars.get(calendarId)!;
  }

  get binding(): Binding {
    return this.bindings[0]!;
  }

  advance(ms: number): void {
    this.ms += ms;
  }

  get now(): number {
    return this.ms;
  }

  get state(): State {
    return new State(memoryStore(this.properties, (name) => this.storeFails(name)));
  }

  get cache(): Cache {
    return memoryCache(this.cached);
  }

  /** Failures that are kept to be tried again. */
  retries(): readonly Retry[] {
    return this.state.get(RETRIES);
  }

  /** The calls to both sides since the last question. */
  calls(): string[] {
    const calendars = [...this.calendars.values()].flatMap(({ calls }) => calls.splice(0));
    return [...calendars, ...this.directus.calls.splice(0)];
  }

  /** What one execution works with. @param leftMs how long it may work */
  app(leftMs = 300_000): App {
    const endsAt = this.ms + leftMs;
    const clock: Clock = { now: () => this.ms, sleep: (ms) => this.advance(ms), left: () => endsAt - this.ms };
    const { cache } = this;
    const log: Log = (line) => this.logged.push(line);
    const own: QuotaParts['own'] = {};
    const { state } = this;
    const count = counter(own, clock.now);
    for (const calendar of this.calendars.values()) calendar.count = count;
    return {
      settings: {
        secret: SECRET,
        oldSecret: null,
        directusUrl: 'https://directus.example.com',
        webAppUrl: 'https://script.google.com/macros/s/x/exec',
        catchUpMinutes: 10,
        alertEmail: null,
        proxyFlowId: 'proxy',
        processFlowId: 'process',
        installations: this.installations,
        bindings: this.bindings.map((binding) => inZone(atHome(binding, this.installations), this.zones)),
        zones: this.zones,
        allowed: this.allowed,
      },
      flows: [],
      installation: this.installations[0] ?? '',
      calendar: calendarsPort(
        (id) => this.calendarOf(id),
        () => [...this.calendars.values()],
      ),
      directus: directusClient({
        directusUrl: 'https://directus.example.com',
        processFlowId: 'process',
        secret: SECRET,
        oldSecret: null,
        version: '1.0.0',
        bindingsHash: bindingsHash(this.bindings),
        post: this.directus.post,
        uuid: () => this.uuid(),
        sleep: (ms) => this.advance(ms),
      }),
      state,
      cache,
      echoes: new Echoes(cache),
      lock: {
        tryLock: (waitMs = 0) => {
          if (this.lockIsTaken) this.advance(waitMs);
          return !this.lockIsTaken && (this.lockIsTaken = true);
        },
        release: () => {
          this.lockIsTaken = false;
        },
      },
      quota: new Quota({
        state,
        cache,
        clock,
        lock: { tryLock: () => !this.quotaIsTaken, release: () => undefined },
        log,
        allowed: this.allowed,
        own,
      }),
      slow: new SlowCalendars(clock, () => this.random),
      reads: new Reads(),
      clock,
      log,
      mail: (subject, text) => !this.mailboxIsFull && this.mails.push({ subject, text }) > 0,
      triggers: {
        ensure: () => !this.triggersFail && this.triggers.push('standing') > 0,
        continueSoon: () => this.triggers.push('soon'),
        removeAll: () => this.triggers.splice(0),
        broken: () => (this.triggersFail ? null : this.brokenTriggers),
      },
      uuid: () => this.uuid(),
      random: () => this.random,
    };
  }

  set zones(zones: Record<string, string>) {
    this.pinned = zones;
  }

  get zones(): Record<string, string> {
    this.pinned ??= Object.fromEntries([...this.calendars].map(([id, { timeZone }]) => [id, timeZone]));
    return this.pinned;
  }

  private uuid(): string {
    return `uuid-${(this.uuids += 1)}`;
  }
}

export function memoryStore(values: Map<string, string>, fails: (name: string) => boolean = () => false): Store {
  const set = (name: string, value: string | null): void => {
    if (fails(name)) throw new StoreFails(new Error('Service error: PropertiesService.set'));
    if (value === null) values.delete(name);
    else values.set(name, value);
  };
  return {
    get: (name) => values.get(name) ?? null,
    set,
    setLater: set,
    flush: () => undefined,
    names: () => [...values.keys()],
    refresh: () => undefined,
  };
}

export function memoryCache(values: Map<string, string>): Cache {
  return {
    get: (name) => values.get(name) ?? null,
    getAll: (names) =>
      Object.fromEntries(names.flatMap((name) => (values.has(name) ? [[name, values.get(name)!]] : []))),
    putAll(made) {
      for (const [name, value] of Object.entries(made)) values.set(name, value);
      return true;
    },
  };
}

/** A talk as a person writes it. */
export const TALK = {
  starts: '2026-07-01T10:00:00.000Z',
  ends: '2026-07-01T11:00:00.000Z',
  name: 'Talk',
  text: 'About',
};
export const EVENT = {
  start: { dateTime: '2026-07-01T10:00:00Z' },
  end: { dateTime: '2026-07-01T11:00:00Z' },
  summary: 'Talk',
  description: 'About',
};
