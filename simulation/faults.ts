// What goes wrong: each kind by its name, so that it can be counted, left out, or played again.
import { DEFAULT_OPTIONS } from '../sandbox/apps-script/limits';
import { seededRandom, type Fault } from '../sandbox/faults';
import { emptyStore, HAPPENINGS, type Happening } from './happenings';
import type { ScriptCall } from './script/execution';
import type { World } from './world';

/** Faults of single calls, by the sandbox's own means. */
const CALLS = {
  'calendar refuses for a while': { target: 'calendar', status: 403, reason: 'rateLimitExceeded' },
  'calendar too many requests': { target: 'calendar', status: 429 },
  'calendar error': { target: 'calendar', status: 503 },
  'calendar conflict': { target: 'calendar', match: '^(POST|PATCH|PUT) .*/events', status: 409, reason: 'conflict' },
  'calendar precondition': { target: 'calendar', match: '^(PATCH|PUT) ', status: 412 },
  'calendar forbids a write': { target: 'calendar', match: '^(POST|PATCH|PUT) .*/events', status: 403 },
  'calendar day is used up': {
    target: 'calendar',
    match: '^(POST|PATCH|PUT) .*/events',
    status: 403,
    reason: 'quotaExceeded',
  },
  'batch refused': { target: 'calendar', match: '^POST /batch', status: 404 },
  'calendar token void': { target: 'calendar', match: '[?&]syncToken=', status: 410, reason: 'fullSyncRequired' },
  'calendar token invalid': { target: 'calendar', match: '[?&]syncToken=', status: 400, reason: 'invalid' },
  'calendar request lost': { target: 'calendar', drop: true },
  'calendar answer lost': { target: 'calendar', cutAfterSend: true },
  'execution killed before a calendar call': { target: 'calendar', kill: 'before' },
  'execution killed after a calendar call': { target: 'calendar', kill: 'after' },
  'post of a flow refused': { target: 'webapp', match: '^POST', status: 503 },
  'post of a flow lost': { target: 'webapp', match: '^POST', drop: true },
  'post of a flow cut': { target: 'webapp', match: '^POST', cutAfterSend: true },
  'post of a flow doubled': { target: 'webapp', match: '^POST', duplicate: true },
  'answer of the web app lost': { target: 'webapp', match: '^GET .*echo', drop: true },
  'push lost': { target: 'push', drop: true },
  'push doubled': { target: 'push', duplicate: true },
  'push late': { target: 'push', delayMs: 600_000 },
  'push answered by an error': { target: 'push', status: 503 },
  'call to Directus refused': { target: 'urlfetch', status: 503 },
  'call to Directus lost': { target: 'urlfetch', drop: true },
  'call to Directus cut': { target: 'urlfetch', cutAfterSend: true },
  'call to Directus doubled': { target: 'urlfetch', duplicate: true },
} satisfies Record<string, Fault>;

const AT_A_CALL = { 'execution killed before a call': 'before', 'execution killed after a change': 'after' } as const;

/**
 * Whether a call leaves something behind. Who is killed after one that doesn't leaves the world as the call before did;
 * so does who is killed while it waits for the lock, or holds it: the lock ends with the execution.
 */
function changesSomething({ name, args }: ScriptCall): boolean {
  if (name === 'calendar.call') return (args[0] as { method: string }).method !== 'GET';
  return /^(properties\.(set|delete)|cache\.(put|remove)|triggers\.(create|delete)|mail\.send|urlfetch\.)/.test(name);
}

export type FaultKind = keyof typeof CALLS | keyof typeof HAPPENINGS | keyof typeof AT_A_CALL;

export const FAULT_KINDS: readonly FaultKind[] = [
  ...(Object.keys(CALLS) as (keyof typeof CALLS)[]),
  ...(Object.keys(HAPPENINGS) as (keyof typeof HAPPENINGS)[]),
  ...(Object.keys(AT_A_CALL) as (keyof typeof AT_A_CALL)[]),
];

/** Strikes once so many matching calls, or steps of the simulation, have passed. */
export interface FaultStep {
  do: 'fault';
  kind: FaultKind;
  after: number;
}

interface Armed {
  kind: FaultKind;
  left: number;
}

export class Weather {
  private armed: Armed[] = [];
  private counts: Record<string, number> = {};
  private readonly random: () => number;

  constructor(
    private readonly world: World,
    seed: number,
  ) {
    this.random = seededRandom(seed);
  }

  arm({ kind, after }: FaultStep): void {
    if (kind in CALLS)
      this.world.faults.add({ ...(CALLS as Record<string, Fault>)[kind]!, name: kind, after, times: 1 });
    else this.armed.push({ kind, left: after });
  }

  /** To be told of each step of the simulation. */
  onStep(): void {
    this.strike(
      (kind) => kind in HAPPENINGS,
      (kind) => (HAPPENINGS as Record<string, Happening>)[kind]!(this.world, this.random),
    );
  }

  /** To be told of each call of an execution. */
  onCall(call: ScriptCall): void {
    const { execution, when } = call;
    if (when === 'after' && !changesSomething(call)) return;
    const kill = (): true => {
      execution.kill('killed by the simulation');
      return true;
    };
    this.strike((kind) => kind in AT_A_CALL && AT_A_CALL[kind as keyof typeof AT_A_CALL] === when, kill);
  }

  /** Ends all faults. */
  calm(): void {
    const { world } = this;
    this.armed = [];
    const { faults, directus, google, script } = world;
    faults.clear();
    world.directusDown = false;
    directus.faults.underPressure = false;
    directus.faults.hidden.clear();
    directus.faults.alterWrite = (_, __, value) => value;
    const { failingPropertyCalls, failingLockCalls, failingTriggerCalls, failingCacheCalls } = DEFAULT_OPTIONS;
    Object.assign(script.options, {
      failingPropertyCalls,
      failingLockCalls,
      failingTriggerCalls,
      failingCacheCalls,
    });
    emptyStore(script);
    world.setBuilds('this', 'this');
    world.setBindings();
    world.adoptInstallations();
    HAPPENINGS['calendars may be written to'](world);
    const { pageSize, emptyFirstPage, push, pushPace } = { ...google.options, ...DEFAULTS, ...world.setup.calendar };
    const texts = { longDescription: 'stored', textForm: 'asSent' } as const;
    const quota = { writesPerSecond: null };
    google.setOptions({ listLag: 'current', pageSize, emptyFirstPage, push, pushPace, quota, ...texts });
  }

  /** What struck so far, by kind. */
  struck(): Record<string, number> {
    return { ...this.world.faults.counts(), ...this.counts };
  }

  /** Counts down those of a sort, and lets those strike whose time has come. */
  private strike(isMeant: (kind: FaultKind) => boolean, does: (kind: FaultKind) => boolean): void {
    for (const fault of this.armed.filter(({ kind }) => isMeant(kind))) {
      if (fault.left-- > 0) continue;
      this.armed.splice(this.armed.indexOf(fault), 1);
      if (does(fault.kind)) this.counts[fault.kind] = (this.counts[fault.kind] ?? 0) + 1;
    }
  }
}

const DEFAULTS = { pageSize: null, emptyFirstPage: false, push: 'ok', pushPace: 'each' } as const;
