// Script properties that a person sets, read and checked once an execution.
import type { Binding } from '../core/binding';
import { BindingsError, parseBindings } from '../core/bindings-file';
import { inZone } from '../core/binding';
import { isObject, parseJson } from '../core/checks';
import { atHome } from '../core/identity';
import { SECRET_MIN_LENGTH } from '../core/secret';
import { plainWebAppUrl } from '../core/web-app-url';
import type { Allowance, SettingsStore } from '../ports';

/** Minutes between two catch-ups: what Apps Script's everyMinutes takes, above one. */
export const CATCH_UP_CHOICES = [5, 10, 15, 30];

export type Allowances = Record<Allowance, number>;

/** A consumer account's. Of units there are a million before Google speaks of billing. */
export const CONSUMER: Allowances = {
  newEvents: 5_000,
  calendarUnits: 1_000_000,
  urlFetches: 20_000,
  triggerSeconds: 5_400,
  propertyCalls: 50_000,
};

export interface Settings {
  secret: string;
  /** Accepted and tried while the secret is being changed. */
  oldSecret: string | null;
  directusUrl: string;
  webAppUrl: string;
  catchUpMinutes: number;
  alertEmail: string | null;
  proxyFlowId: string;
  processFlowId: string;
  /**
   * Part of every link. The first is ours, made by the first `install`; others are of installations that were adopted.
   * None before.
   */
  installations: readonly string[];
  bindings: Binding[];
  /** Zones of calendars as `install` found them first, by id: what was synced goes on to mean the same (Z1). */
  zones: Readonly<Record<string, string>>;
  allowed: Allowances;
}

/** Thrown once, with all problems, one a line, each with what to do. */
export class ConfigError extends Error {
  constructor(readonly problems: readonly string[]) {
    super(problems.join('\n'));
    this.name = 'ConfigError';
  }
}

/** @throws ConfigError */
export function readSettings(
  store: SettingsStore,
  defaults: { bindings: string; proxyFlowId: string; processFlowId: string },
): Settings {
  const problems: string[] = [];
  const secret = store.get('GCALENDARHOOKSECRET') ?? '';
  if (secret.length < SECRET_MIN_LENGTH)
    problems.push(
      secret === ''
        ? 'GCALENDARHOOKSECRET is not set. Set it to the same value as in Directus.'
        : `GCALENDARHOOKSECRET is shorter than ${SECRET_MIN_LENGTH} characters. Take a longer one, here and in Directus.`,
    );
  const directusUrl = address(
    store,
    'DIRECTUS_URL',
    'the address of your Directus, for example https://directus.example.com',
    problems,
  );
  const webAppUrl = plainWebAppUrl(
    address(store, 'WEBAPP_URL', 'the address of the deployed web app, ending in /exec', problems),
  );
  if (webAppUrl !== '' && !/\/exec$/.test(webAppUrl))
    problems.push('WEBAPP_URL does not end in /exec. Copy the Web app URL from Deploy, Manage deployments.');
  const minutes = Number(store.get('CATCH_UP_MINUTES') ?? '10');
  if (!CATCH_UP_CHOICES.includes(minutes))
    problems.push(`CATCH_UP_MINUTES must be one of ${CATCH_UP_CHOICES.join(', ')}.`);
  const allowed = allowances(store.get('DAILY_LIMITS'), problems);
  let bindings: Binding[] = [];
  try {
    bindings = readBindings(store, defaults.bindings);
  } catch (error) {
    if (!(error instanceof BindingsError)) throw error;
    problems.push(...error.problems);
  }
  if (problems.length > 0) throw new ConfigError(problems);
  const zones = pinnedZones(store);
  const installations = (store.get('INSTALLATION_ID') ?? '').split(/[\s,]+/).filter((id) => id !== '');
  return {
    secret,
    oldSecret: store.get('GCALENDARHOOKSECRET_OLD'),
    directusUrl,
    webAppUrl,
    catchUpMinutes: minutes,
    alertEmail: store.get('ALERT_EMAIL'),
    proxyFlowId: store.get('PROXY_FLOW_ID') ?? defaults.proxyFlowId,
    processFlowId: store.get('PROCESS_FLOW_ID') ?? defaults.processFlowId,
    installations,
    bindings: bindings.map((binding) => inZone(atHome(binding, installations), zones)),
    zones,
    allowed,
  };
}

/** @param text a JSON object of those that differ from a consumer account's */
function allowances(text: string | null, problems: string[]): Allowances {
  const own = parseJson(text ?? '{}');
  if (isObject(own) && Object.entries(own).every(([name, value]) => name in CONSUMER && Number(value) > 0))
    return { ...CONSUMER, ...own };
  problems.push(`DAILY_LIMITS must be like {"newEvents": 10000}. It may name ${Object.keys(CONSUMER).join(', ')}.`);
  return CONSUMER;
}

function pinnedZones(store: SettingsStore): Record<string, string> {
  const zones = parseJson(store.get(ZONES) ?? '{}');
  return isObject(zones) ? (zones as Record<string, string>) : {};
}

/** @param zones of calendars of which none was kept yet */
export function pinZones(store: SettingsStore, zones: Readonly<Record<string, string>>): void {
  store.set(ZONES, JSON.stringify({ ...zones, ...pinnedZones(store) }));
}

const ZONES = 'CALENDAR_ZONES';

/** The script property BINDINGS, in parts BINDINGS, BINDINGS_2, … when it is longer than a property, else the built-in ones. */
function readBindings(store: SettingsStore, builtIn: string): Binding[] {
  const parts: string[] = [];
  for (let part = store.get('BINDINGS'), i = 2; part !== null; part = store.get(`BINDINGS_${i++}`)) parts.push(part);
  return parts.length > 0
    ? parseBindings(parts.join(''), 'script property BINDINGS')
    : parseBindings(builtIn, 'bindings.json');
}

function address(store: SettingsStore, name: string, what: string, problems: string[]): string {
  const value = (store.get(name) ?? '').trim().replace(/\/+$/, '');
  if (value === '') problems.push(`${name} is not set. Set it to ${what}.`);
  else if (!/^https?:\/\/[^\s/]+/.test(value)) problems.push(`${name} is not an address: it is to be ${what}.`);
  return value;
}
