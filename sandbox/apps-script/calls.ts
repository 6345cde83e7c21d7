// Answers what executions ask of the host: one function per call.
import { createHash, createHmac, randomUUID } from 'node:crypto';
import { CallerKilled, ConnectionLost } from '../calendar/connection';
import { ApiError, errorResponse } from '../calendar/errors';
import type { Clock } from '../clock';
import type { HttpRequest, HttpResponse } from '../http-message';
import type { CacheStore } from './cache-store';
import type { ExecutionKind } from './execution';
import { latencyAfter, latencyBefore } from './latency';
import { latenciesOf, MAX_SLEEP_MS } from './limits';
import type { HostOptions } from './limits';
import type { LockStore } from './lock-store';
import type { ApiCall, HostCallName, HostCalls, Mail, StoreScope } from './protocol';
import type { PropertyStore, StoreName } from './property-store';
import type { Quotas } from './quotas';
import { allowsApi, requireScopes, type Consent } from './scopes';
import { ScriptException } from './script-exception';
import { view, type TriggerStore } from './trigger-store';
import type { UrlFetcher } from './url-fetcher';

/** The Calendar server, as far as the host needs it. */
export interface CalendarLike {
  handle(
    request: HttpRequest,
    hooks?: { onFault?: (fault: unknown, when: 'before' | 'after') => void },
  ): Promise<HttpResponse>;
}

export interface SentMail extends Mail {
  /** ISO instant of the sandbox's clock. */
  sentAt: string;
}

/** An execution, as far as its calls concern it. */
export interface Caller {
  id: string;
  setup: { kind: ExecutionKind };
  /** False when it has ended meanwhile. */
  sleep(ms: number): Promise<boolean>;
  kill(reason: string): void;
}

/** What the calls work on. */
export interface HostState {
  clock: Clock;
  options: () => HostOptions;
  consent: Consent;
  calendar: CalendarLike;
  properties: PropertyStore;
  cache: CacheStore;
  locks: LockStore;
  triggers: TriggerStore;
  quotas: Quotas;
  fetcher: Pick<UrlFetcher, 'fetchAll'>;
  mails: SentMail[];
}

type Handlers = {
  [Name in HostCallName]: (
    execution: Caller,
    ...args: Parameters<HostCalls[Name]>
  ) => ReturnType<HostCalls[Name]> | Promise<ReturnType<HostCalls[Name]>>;
};

export const UNAUTHORIZED = 'Authorization is required to perform that action.';

const KILLED_BY_FAULT = 'Killed by a fault';

/** Ends an execution when a fault says so. */
export const killerOf = (execution: Caller) => (when: 'before' | 'after') =>
  execution.kill(`${KILLED_BY_FAULT} ${when} the call took effect`);

/** The dispatcher for executions' calls. */
export function makeCallHandler(
  host: HostState,
): (execution: Caller, name: HostCallName, args: unknown[]) => Promise<unknown> {
  const handlers: Handlers = {
    ...storeHandlers(host),
    ...triggerHandlers(host),
    ...mailHandlers(host),
    ...utilityHandlers(),
    'urlfetch.fetch': (execution, calls) => host.fetcher.fetchAll(calls, killerOf(execution)),
    'calendar.call': (execution, call) => callCalendar(host, execution, call),
  };
  return async (execution, name, args) => {
    requireScopes(host.consent.scopes(), name);
    failAtTimes(host.options(), name);
    const handler = handlers[name] as (execution: Caller, ...args: unknown[]) => unknown;
    const latencies = latenciesOf(host.options());
    // An execution that is killed while its call is on the way does nothing any more.
    if (!(await execution.sleep(latencyBefore(latencies, name, args)))) return undefined;
    const answer = await handler(execution, ...args);
    await execution.sleep(latencyAfter(latencies, name, args, answer));
    return answer;
  };
}

/** The services that fail at times, by the beginning of their calls' names: what is switched on, and what is said. */
const FAILING = {
  properties: ['failingPropertyCalls', "We're sorry, a server error occurred. Please wait a bit and try again."],
  cache: ['failingCacheCalls', "We're sorry, a server error occurred. Please wait a bit and try again."],
  triggers: ['failingTriggerCalls', "We're sorry, a server error occurred. Please wait a bit and try again."],
  // Not in the reference: https://github.com/googleworkspace/apps-script-oauth2/issues/207
  lock: ['failingLockCalls', 'There are too many LockService operations against the same script.'],
} as const;

/** Throws where the call's service is to fail. What is refused is no use of the service, and counts for no quota. */
function failAtTimes(options: HostOptions, call: HostCallName): void {
  const [service] = call.split('.') as [keyof typeof FAILING];
  const [option, message] = FAILING[service] ?? [];
  if (option === undefined || options[option] <= 0) return;
  options[option] -= 1;
  throw new ScriptException(message);
}

/** Whose properties, or lock, an execution means: the web app may have those of a user of its own. */
function ownerOf({ setup }: Caller, scope: StoreScope, seesOwners: boolean): StoreName {
  return scope === 'user' && setup.kind === 'webapp' && !seesOwners ? 'caller' : scope;
}

function storeHandlers(host: HostState) {
  const { properties, cache, locks } = host;
  const store = (execution: Caller, scope: StoreScope): StoreName => {
    host.quotas.use('propertyCalls', 1);
    return ownerOf(execution, scope, host.options().webAppSeesOwnersProperties);
  };
  const lock = (execution: Caller, scope: StoreScope): StoreName =>
    ownerOf(execution, scope, host.options().webAppSeesOwnersLock);
  return {
    'properties.get': (execution, scope, key) => properties.get(store(execution, scope), key),
    'properties.getAll': (execution, scope) => properties.getAll(store(execution, scope)),
    'properties.set': (execution, scope, values, deleteOthers) =>
      properties.set(store(execution, scope), values, deleteOthers),
    'properties.delete': (execution, scope, key) => properties.delete(store(execution, scope), key ?? undefined),
    'cache.get': (_, scope, keys) => cache.get(scope, keys),
    'cache.put': (_, scope, values, seconds) => cache.put(scope, values, seconds ?? undefined),
    'cache.remove': (_, scope, keys) => cache.remove(scope, keys),
    'lock.acquire': (execution, scope, timeoutMs) => locks.acquire(lock(execution, scope), execution.id, timeoutMs),
    'lock.has': (execution, scope) => locks.has(lock(execution, scope), execution.id),
    'lock.release': (execution, scope) => locks.release(lock(execution, scope), execution.id),
  } satisfies Partial<Handlers>;
}

function triggerHandlers({ triggers, options, consent }: HostState) {
  return {
    'triggers.list': () => triggers.list().map(view),
    'triggers.create': ({ setup }, functionName, schedule) =>
      triggers.create(functionName, schedule, setup.kind === 'trigger' && options().disablesTriggersOfTriggers),
    'triggers.delete': (_, id) => triggers.delete(id),
    'script.token': () => options().token,
    'script.authorization': () => ({
      required: !options().authorized || consent.isMissing(),
      granted: options().authorized ? [...(consent.scopes() ?? [])] : [],
    }),
    // Where nobody is there to be asked, the script is told.
    'script.requireAllScopes': (execution) => {
      if (!consent.isMissing()) return;
      if (execution.setup.kind !== 'editor') throw new ScriptException(UNAUTHORIZED);
      consent.give();
      execution.kill(UNAUTHORIZED);
    },
  } satisfies Partial<Handlers>;
}

function mailHandlers({ mails, quotas, clock, options }: HostState) {
  const recipients = (mail: Mail): number =>
    [mail.to, mail.cc, mail.bcc]
      .join(',')
      .split(',')
      .filter((address) => address.trim() !== '').length;
  return {
    'mail.send': (_, mail) => {
      quotas.use('mailRecipients', recipients(mail));
      mails.push({ ...mail, sentAt: new Date(clock.now()).toISOString() });
    },
    'mail.remaining': () => quotas.left('mailRecipients'),
    // Nobody signs in for a web app that everyone may call, so there is no active user.
    'session.email': (execution, user) =>
      user === 'active' && execution.setup.kind === 'webapp' ? '' : options().ownerEmail,
  } satisfies Partial<Handlers>;
}

function utilityHandlers() {
  const bytes = (base64: string): Buffer => Buffer.from(base64, 'base64');
  return {
    'utilities.sleep': async (execution, ms) => {
      if (ms < 0 || ms > MAX_SLEEP_MS) throw new ScriptException('Invalid argument: milliseconds');
      await execution.sleep(ms);
    },
    'utilities.uuid': () => randomUUID(),
    'utilities.digest': (_, algorithm, value) =>
      createHash(nodeAlgorithm(algorithm)).update(bytes(value)).digest('base64'),
    'utilities.hmac': (_, algorithm, value, key) =>
      createHmac(nodeAlgorithm(algorithm.replace('HMAC_', '')), bytes(key))
        .update(bytes(value))
        .digest('base64'),
  } satisfies Partial<Handlers>;
}

function nodeAlgorithm(name: string): string {
  const known: Record<string, string> = {
    MD5: 'md5',
    SHA_1: 'sha1',
    SHA_256: 'sha256',
    SHA_384: 'sha384',
    SHA_512: 'sha512',
  };
  const algorithm = known[name];
  if (!algorithm) throw new ScriptException(`Invalid argument: algorithm ${name}`);
  return algorithm;
}

/** One HTTP request of the advanced service. Without an answer the script gets an exception without details. */
async function callCalendar(
  host: HostState,
  execution: Caller,
  { method, path, headers, body }: ApiCall,
): Promise<{ status: number; body: string; plain: boolean }> {
  const { serviceDropsNulls, serviceAnswersPlain } = host.options();
  const authorized = {
    ...headers,
    authorization: `Bearer ${host.options().token}`,
    'content-type': 'application/json',
  };
  const sent = serviceDropsNulls && body !== '' ? JSON.stringify(JSON.parse(body, withoutNull)) : body;
  const request = { method, path, headers: authorized, body: sent };
  const answer = await requestCalendar(host, request, killerOf(execution), 'Empty response');
  return { ...answer, plain: serviceAnswersPlain };
}

/** A member that a reviver makes undefined is left out. */
const withoutNull = (_: string, value: unknown): unknown => (value === null ? undefined : value);

/** Sends a request of a script to the Calendar server; `lost` is what the script is told when no answer comes. */
export async function requestCalendar(
  host: Pick<HostState, 'consent' | 'calendar'>,
  request: HttpRequest,
  kill: (when: 'before' | 'after') => void,
  lost: string,
): Promise<HttpResponse> {
  if (!allowsApi(host.consent.scopes(), request.method, request.path))
    return errorResponse(new ApiError(403, 'insufficientPermissions'));
  try {
    return await host.calendar.handle(request, { onFault: (_, when) => kill(when) });
  } catch (error) {
    if (error instanceof ConnectionLost || error instanceof CallerKilled) throw new ScriptException(lost);
    throw error;
  }
}
