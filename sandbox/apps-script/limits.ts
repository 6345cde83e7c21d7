// The limits of Apps Script that the host enforces, and the switches for what differs between accounts.
// Numbers: https://developers.google.com/apps-script/guides/services/quotas

import { checkLatencies, NO_LATENCY, type Latencies } from './latency';

export const MINUTE_MS = 60_000;
export const DAY_MS = 24 * 60 * MINUTE_MS;

export const MAX_TRIGGERS = 20;
export const MAX_PROPERTY_VALUE_BYTES = 9 * 1024;
export const MAX_PROPERTY_STORE_BYTES = 500 * 1024;
export const MAX_CACHE_KEY_LENGTH = 250;
export const MAX_CACHE_VALUE_BYTES = 100 * 1024;
export const MAX_CACHE_SECONDS = 21_600;
export const DEFAULT_CACHE_SECONDS = 600;
/** Beyond so many items the oldest hundred go at once. https://justin.poehnelt.com/posts/exploring-apps-script-cacheservice-limits */
export const MAX_CACHE_ITEMS = 1_000;
export const CACHE_ITEMS_DROPPED = 100;
export const MAX_URL_LENGTH = 2 * 1024;
export const MAX_HEADERS = 100;
export const MAX_HEADER_BYTES = 8 * 1024;
export const MAX_FETCH_BYTES = 50 * 1024 * 1024;
export const MAX_SLEEP_MS = 300_000;
export const MAX_REDIRECTS = 20;
/** How long an answer waits at its echo URL; Google only says that it is short. */
export const ECHO_LIFE_MS = 5 * MINUTE_MS;
export const MAX_LOG_ENTRIES = 1_000;

/** The host's switches. Defaults are those of a consumer account on which everything is set up. */
export interface HostOptions {
  /** Run time after which an execution is killed, ms. */
  executionLimitMs: number;
  /** So many executions may run at once; the next one is refused. */
  simultaneousExecutions: number;
  /** So many workers are kept ready for the next execution. */
  warmWorkers: number;
  /** False: an admin forbids anonymous access, callers are sent to a sign-in page. */
  anonymousAccess: boolean;
  /** False: nobody has consented (or the grant was taken back). */
  authorized: boolean;
  /**
   * Whether scopes that pushed code adds stop the deployed web app as well, until the owner consents; false: only what runs
   * the pushed code. https://github.com/googleworkspace/apps-script-oauth2/issues/535
   */
  headScopesStopWebApp: boolean;
  /** HTTP status of the web app's error page: 200, or what the front end sends at times (403, 429, 500, 503). */
  webAppErrorStatus: number;
  /** What comes of a good answer: served by its echo URL, lost (404), or the echo URL leads back to /exec. */
  echo: 'served' | 'lost' | 'exec';
  /** Timeout of UrlFetchApp where the script sets none, s (360 by the documentation, 60 formerly). */
  fetchTimeoutSeconds: number;
  /** False: daily quotas are counted but never refuse. */
  enforceQuotas: boolean;
  urlFetchesPerDay: number;
  propertyCallsPerDay: number;
  triggerMsPerDay: number;
  mailRecipientsPerDay: number;
  /** So many of the next calls of a service fail as they do at times; Infinity: all. */
  failingPropertyCalls: number;
  failingLockCalls: number;
  failingTriggerCalls: number;
  failingCacheCalls: number;
  /** True: a trigger that is made in a run of a trigger never fires, as Google had it until 2022 and at times since. */
  disablesTriggersOfTriggers: boolean;
  /**
   * Triggers by `after` come up to so many ms late, each another time, evenly spread: "the duration might vary but won't be
   * less". https://developers.google.com/apps-script/reference/script/clock-trigger-builder#after(Integer)
   */
  lateTriggers: number;
  /** True: the advanced service leaves out members that are null, as many of Google's client libraries do. */
  serviceDropsNulls: boolean;
  /** False: what the advanced service answers has its members, and JSON, but nothing to enumerate or to spread. */
  serviceAnswersPlain: boolean;
  /** False: headers of UrlFetchApp that are called as Google's own (X-Goog-…) do not leave. */
  fetchSendsGoogleHeaders: boolean;
  /** False: the web app has user properties of its own instead of the owner's. */
  webAppSeesOwnersProperties: boolean;
  /** False: the user lock of the web app's executions is not the one of the owner's own. */
  webAppSeesOwnersLock: boolean;
  /** File that keeps the properties over a restart; empty: memory only. */
  propertiesFile: string;
  /** How long Google's services take, on the sandbox's clock; a figure that is not named is 0. */
  latencyMs: Partial<Latencies>;
  ownerEmail: string;
  /** The owner's OAuth token, which the calendar server must accept. */
  token: string;
  scriptId: string;
  deploymentId: string;
  /** Origins that UrlFetchApp may reach, each with where it really is: {"https://directus.example": "http://127.0.0.1:8055"}. */
  hosts: Record<string, string>;
}

/** The figures that are in force. */
export function latenciesOf({ latencyMs }: HostOptions): Latencies {
  return { ...NO_LATENCY, ...latencyMs };
}

export const DEFAULT_OPTIONS: HostOptions = {
  executionLimitMs: 6 * MINUTE_MS,
  simultaneousExecutions: 30,
  warmWorkers: 2,
  anonymousAccess: true,
  authorized: true,
  headScopesStopWebApp: true,
  webAppErrorStatus: 200,
  echo: 'served',
  fetchTimeoutSeconds: 360,
  enforceQuotas: true,
  urlFetchesPerDay: 20_000,
  propertyCallsPerDay: 50_000,
  triggerMsPerDay: 90 * MINUTE_MS,
  mailRecipientsPerDay: 100,
  failingPropertyCalls: 0,
  failingLockCalls: 0,
  failingTriggerCalls: 0,
  failingCacheCalls: 0,
  disablesTriggersOfTriggers: false,
  lateTriggers: 0,
  serviceDropsNulls: false,
  serviceAnswersPlain: true,
  fetchSendsGoogleHeaders: true,
  webAppSeesOwnersProperties: true,
  webAppSeesOwnersLock: true,
  propertiesFile: '',
  latencyMs: {},
  ownerEmail: 'owner@example.com',
  token: 'local-token',
  scriptId: 'SANDBOX_SCRIPT',
  deploymentId: 'SANDBOX_DEPLOYMENT',
  hosts: {},
};

/**
 * Checks switches that came from outside against the defaults' types.
 * @returns the checked switches; throws an Error that names the bad one
 */
export function checkOptions(changes: object): Partial<HostOptions> {
  const known = DEFAULT_OPTIONS as unknown as Record<string, unknown>;
  for (const [name, value] of Object.entries(changes)) {
    if (!(name in known)) throw new Error(`unknown option "${name}"; known are ${Object.keys(known).join(', ')}`);
    const wanted = typeof known[name];
    if (typeof value !== wanted || value === null) throw new Error(`option "${name}" must be of type ${wanted}`);
  }
  const { echo, latencyMs } = changes as Partial<HostOptions>;
  if (latencyMs) checkLatencies(latencyMs);
  if (echo !== undefined && !['served', 'lost', 'exec'].includes(echo))
    throw new Error('option "echo" must be "served", "lost" or "exec"');
  return changes as Partial<HostOptions>;
}
