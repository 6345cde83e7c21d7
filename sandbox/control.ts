// The control endpoints: what a test or a person asks of the local Google, JSON in and out.
import * as v from 'valibot';
import type { AppsScriptHost } from './apps-script';
import { DEFAULT_OPTIONS as HOST_OPTIONS } from './apps-script';
import type { CalendarServer } from './calendar';
import { ACCESS_ROLES, DEFAULT_OPTIONS as CALENDAR_OPTIONS } from './calendar';
import { RESPONSES } from './calendar/attendees';
import type { Clock } from './clock';
import type { Faults } from './faults';
import { FaultError } from './faults';
import type { HttpRequest, HttpResponse } from './http-message';
import type { BusyProbe } from './idle';
import { waitUntilIdle } from './idle';

/** What the endpoints look at and change. */
export interface Controlled {
  host: AppsScriptHost;
  calendar: CalendarServer;
  clock: Clock;
  faults: Faults;
  /** What else keeps the local Google busy. */
  probes: readonly BusyProbe[];
}

/** A request that the endpoints refuse; the message says why. */
class BadRequest extends Error {}

const DEFAULT_IDLE_TIMEOUT_MS = 30_000;

/** Switches that are fixed once the sandbox runs. */
const FIXED = [
  'ownerEmail',
  'timeZone',
  'rewriteAddress',
  'tokens',
  'token',
  'scriptId',
  'deploymentId',
  'propertiesFile',
  'warmWorkers',
];

const count = v.pipe(v.number(), v.integer(), v.minValue(0));

const FaultBody = v.strictObject({
  target: v.picklist(['calendar', 'webapp', 'push', 'urlfetch']),
  match: v.optional(v.string()),
  status: v.optional(v.pipe(v.number(), v.integer(), v.minValue(300), v.maxValue(599))),
  reason: v.optional(v.string()),
  drop: v.optional(v.boolean()),
  delayMs: v.optional(count),
  duplicate: v.optional(v.boolean()),
  cutAfterSend: v.optional(v.boolean()),
  kill: v.optional(v.picklist(['before', 'after'])),
  after: v.optional(count),
  times: v.optional(count),
  rate: v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(1))),
  seed: v.optional(v.pipe(v.number(), v.integer())),
});
const ClockBody = v.strictObject({ advanceMs: v.pipe(v.number(), v.finite(), v.minValue(0)) });
const TriggerBody = v.strictObject({ function: v.string() });
const RunBody = v.strictObject({ function: v.string(), args: v.optional(v.array(v.unknown()), []) });
const PropertiesBody = v.record(v.string(), v.nullable(v.string()));
const AnswerBody = v.strictObject({
  calendarId: v.optional(v.string(), 'primary'),
  eventId: v.string(),
  email: v.string(),
  responseStatus: v.picklist(RESPONSES),
  comment: v.optional(v.string()),
});
const AccessBody = v.strictObject({ calendarId: v.string(), role: v.picklist(ACCESS_ROLES) });
const IdleBody = v.strictObject({ timeoutMs: v.optional(count, DEFAULT_IDLE_TIMEOUT_MS) });
const OptionsBody = v.record(v.string(), v.unknown());

type Endpoint = (body: unknown) => unknown;

export class Control {
  private readonly endpoints: Record<string, Endpoint>;
  /** Two advances at once would each run the other's jobs at its own moments. */
  private advances: Promise<void> = Promise.resolve();

  constructor(private readonly controlled: Controlled) {
    const { host, calendar, faults, clock, probes } = controlled;
    this.endpoints = {
      'GET /stats': () => this.stats(),
      'POST /stats/reset': () => this.resetStats(),
      'POST /faults': (body) => faults.add(read(FaultBody, body)),
      'DELETE /faults': () => faults.clear(),
      'POST /clock': (body) => this.advance(read(ClockBody, body).advanceMs),
      'POST /triggers/run': (body) => host.runTrigger(read(TriggerBody, body).function),
      'POST /run': (body) => {
        const { function: name, args } = read(RunBody, body);
        return host.run(name, ...args);
      },
      'POST /consent': () => host.consent(),
      'GET /triggers': () => host.triggers(),
      'GET /channels': () => calendar.channels(),
      'GET /executions': () => host.executions(),
      'GET /mails': () => host.mails(),
      'GET /invitations': () => calendar.invitations(),
      'POST /answer': (body) => {
        const { calendarId, eventId, email, ...answer } = read(AnswerBody, body);
        return asked(() => calendar.ui.answer(calendarId, eventId, email, answer));
      },
      'PUT /access': (body) => {
        const { calendarId, role } = read(AccessBody, body);
        asked(() => calendar.setAccess(calendarId, role));
      },
      'GET /properties': () => host.properties().script,
      'PUT /properties': (body) => {
        host.setProperties(read(PropertiesBody, body));
        return host.properties().script;
      },
      'POST /options': (body) => this.setOptions(read(OptionsBody, body)),
      'POST /idle': (body) => waitUntilIdle(probes, clock, read(IdleBody, body).timeoutMs),
    };
  }

  /** Serves a request whose path begins with `/control`. Never rejects for what a caller did wrong: that is a 400. */
  async handle({ method, path, body }: HttpRequest): Promise<HttpResponse> {
    const [name = ''] = path.replace(/^\/control/, '').split('?');
    const endpoint = this.endpoints[`${method} ${name}`];
    if (!endpoint) return this.unknown(method, name);
    try {
      const answer = (await endpoint(parse(body))) ?? { ok: true };
      // Of all answers only that of /idle can say that time ran out.
      return json('idle' in Object(answer) && !(answer as { idle: boolean }).idle ? 504 : 200, answer);
    } catch (error) {
      if (error instanceof BadRequest || error instanceof FaultError) return json(400, { error: error.message });
      throw error;
    }
  }

  private unknown(method: string, name: string): HttpResponse {
    const known = Object.keys(this.endpoints);
    if (known.some((endpoint) => endpoint.endsWith(` ${name}`)))
      return json(405, { error: `${name} takes no ${method}` });
    return json(404, { error: `no endpoint ${name}; there are ${known.join(', ')}` });
  }

  private stats(): object {
    const { host, calendar, faults } = this.controlled;
    return { ...host.stats(), calendar: calendar.stats(), faults: faults.counts() };
  }

  private resetStats(): void {
    this.controlled.host.resetStats();
    this.controlled.calendar.resetStats();
  }

  private async advance(ms: number): Promise<{ now: string }> {
    const { clock } = this.controlled;
    const advanced = this.advances.then(() => clock.advance(ms));
    this.advances = advanced.catch(() => undefined);
    await advanced;
    return { now: new Date(clock.now()).toISOString() };
  }

  /** Each switch goes to the service that knows its name. */
  private setOptions(changes: Record<string, unknown>): void {
    const forHost: Record<string, unknown> = {};
    const forCalendar: Record<string, unknown> = {};
    for (const [name, value] of Object.entries(changes)) {
      if (FIXED.includes(name)) throw new BadRequest(`option "${name}" cannot be changed while the sandbox runs`);
      if (name in HOST_OPTIONS) forHost[name] = value;
      else if (name in CALENDAR_OPTIONS) forCalendar[name] = value;
      else throw new BadRequest(`unknown option "${name}"; known are ${knownOptions().join(', ')}`);
    }
    this.controlled.calendar.setOptions(forCalendar);
    asked(() => this.controlled.host.setOptions(forHost));
  }
}

/** Does what a caller asks for; what is refused is the caller's mistake. */
function asked<T>(run: () => T): T {
  try {
    return run();
  } catch (error) {
    throw new BadRequest((error as Error).message);
  }
}

function knownOptions(): string[] {
  return [...Object.keys(HOST_OPTIONS), ...Object.keys(CALENDAR_OPTIONS)].filter((name) => !FIXED.includes(name));
}

function parse(body: string): unknown {
  if (body === '') return {};
  try {
    return JSON.parse(body) as unknown;
  } catch (error) {
    throw new BadRequest(`the body is no JSON: ${(error as Error).message}`);
  }
}

function read<Schema extends v.GenericSchema>(schema: Schema, body: unknown): v.InferOutput<Schema> {
  const result = v.safeParse(schema, body);
  if (result.success) return result.output;
  const problems = result.issues.map((issue) => {
    const place = v.getDotPath(issue);
    return place === null ? issue.message : `${place}: ${issue.message}`;
  });
  throw new BadRequest(problems.join('; '));
}

function json(status: number, value: unknown): HttpResponse {
  return { status, headers: { 'content-type': 'application/json; charset=utf-8' }, body: JSON.stringify(value) };
}
