// Puts the parts together, once an execution: Apps Script's services behind the ports, settings, bindings.
import { bindingsHash } from './core/bindings-file';
import { Echoes } from './sync/echoes';
import type { App, FlowIds } from './sync/context';
import { TICK_MINUTES } from './app/clockwork';
import type { Probe } from './setup/install';
import { counter, Quota, type QuotaParts } from './sync/quota';
import type { Cache, SettingsStore } from './ports';
import { readSettings } from './store/settings';
import { SlowCalendars } from './sync/slow';
import { State } from './store/state';
import { Reads } from './sync/reads';
import { directusClient } from './directus/client';
import { FLOW_IDS, FLOW_NAMES, type FlowName } from './flows/ids';
import { Batches } from './google/batches';
import { Bursts } from './google/bursts';
import { googleCalendar } from './google/calendar';
import { Pace } from './google/pace';
import {
  countedProperties,
  fetchTexts,
  ownerMail,
  scriptCache,
  scriptClock,
  scriptLock,
  scriptTriggers,
  scriptWall,
  settingsStore,
} from './google/services';
import { stateStore } from './google/state-store';
import { VERSION } from './version';

/** The text of bindings.json at the time of the build. */
declare const __BINDINGS__: string;

/** What this execution uses: Apps Script runs this file anew for each. */
const used: QuotaParts['own'] = {};
const count = counter(used, () => Date.now());

const fetch: typeof fetchTexts = (url, requests) => {
  count('urlFetches', requests.length);
  return fetchTexts(url, requests);
};

function postJson(
  url: string,
  payload: string,
  headers: Record<string, string> = {},
): ReturnType<typeof fetchTexts>[number] {
  return fetch(url, [{ method: 'post', contentType: 'application/json', payload, headers }])[0]!;
}

/** @param properties missing: read anew */
export function composeApp(limitMs?: number, properties: SettingsStore = scriptProperties()): App {
  const settings = readSettings(properties, {
    bindings: __BINDINGS__,
    proxyFlowId: FLOW_IDS.proxy,
    processFlowId: FLOW_IDS.processEvents,
  });
  const clock = scriptClock(limitMs);
  const cache = theCache();
  const uuid = () => Utilities.getUuid();
  const log = (line: object) => console.info(JSON.stringify(line));
  const state = new State(stateStore(countedProperties(stateProperties(properties), count)));
  return {
    settings,
    flows: FLOWS,
    installation: settings.installations[0] ?? '',
    calendar: googleCalendar({
      clock,
      fetch,
      token: () => ScriptApp.getOAuthToken(),
      pace: new Pace(clock, cache),
      count,
      batches: new Batches(state, clock),
      bursts: new Bursts(cache),
    }),
    directus: directusClient({
      directusUrl: settings.directusUrl,
      processFlowId: settings.processFlowId,
      secret: settings.secret,
      oldSecret: settings.oldSecret,
      version: VERSION,
      bindingsHash: bindingsHash(settings.bindings),
      post: postJson,
      uuid,
      sleep: (ms) => clock.sleep(ms),
    }),
    state,
    cache,
    echoes: new Echoes(cache),
    lock: scriptLock(LockService.getScriptLock()),
    quota: new Quota({
      state,
      cache,
      clock,
      lock: scriptLock(LockService.getUserLock()),
      log,
      allowed: settings.allowed,
      own: used,
    }),
    slow: new SlowCalendars(clock, Math.random),
    reads: new Reads(),
    clock,
    log,
    mail: ownerMail(settings.alertEmail),
    triggers: scriptTriggers(TICK_MINUTES),
    uuid,
    random: Math.random,
  };
}

/** @param prefersCopy for messages: as they were read last, at most some minutes ago, at no call to the properties */
export function scriptProperties(prefersCopy = false): SettingsStore {
  return settingsStore(countedProperties(PropertiesService.getScriptProperties(), count), theCache(), prefersCopy);
}

function theCache(): Cache {
  return scriptCache(CacheService.getScriptCache()!);
}

/** More than 50 script properties lock Google's settings page, so state lives in the owner's own store if that is shared. */
function stateProperties(properties: SettingsStore): GoogleAppsScript.Properties.Properties {
  return properties.get('STATE_STORE') === 'script'
    ? PropertiesService.getScriptProperties()
    : PropertiesService.getUserProperties();
}

export const httpProbe: Probe = { post: postJson, clocks: scriptWall };

/** The names under which a person sees our flows in Directus. */
const FLOWS: FlowIds = (Object.keys(FLOW_IDS) as FlowName[]).map((flow) => ({
  id: FLOW_IDS[flow],
  name: FLOW_NAMES[flow],
}));
