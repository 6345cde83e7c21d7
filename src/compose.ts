// Puts the parts together, once an execution: Apps Script's services behind the ports, settings, bindings.
import { bindingsPrint } from './core/bindings-file';
import { Echoes } from './app/echoes';
import type { App, FlowIds } from './app/app';
import type { Probe } from './app/install';
import type { Store } from './app/ports';
import { readSettings } from './app/settings';
import { State } from './app/state';
import { Turn } from './app/turn';
import { directusClient } from './directus/client';
import { FLOW_IDS, FLOW_NAMES, type FlowName } from './flows/ids';
import { googleCalendar } from './google/calendar';
import { Pace } from './google/pace';
import {
  fetchText,
  ownerMail,
  postJson,
  scriptCache,
  scriptClock,
  scriptLock,
  scriptTriggers,
  settingsStore,
  stateStore,
} from './google/services';
import { VERSION } from './version';

/** The text of bindings.json at the time of the build. */
declare const __BINDINGS__: string;

export function composeApp(limitMs?: number): App {
  const properties = scriptProperties();
  const settings = readSettings(properties, {
    bindings: __BINDINGS__,
    proxyFlowId: FLOW_IDS.proxy,
    processFlowId: FLOW_IDS.processEvents,
  });
  const clock = scriptClock(limitMs);
  const cache = scriptCache(CacheService.getScriptCache()!);
  const uuid = () => Utilities.getUuid();
  return {
    settings,
    flows: FLOWS,
    installation: settings.installation ?? '',
    calendar: googleCalendar({
      clock,
      fetch: fetchText,
      token: () => ScriptApp.getOAuthToken(),
      pace: new Pace(clock, cache),
    }),
    directus: directusClient({
      directusUrl: settings.directusUrl,
      processFlowId: settings.processFlowId,
      secret: settings.secret,
      oldSecret: settings.oldSecret,
      version: VERSION,
      bindingsPrint: bindingsPrint(settings.bindings),
      post: postJson,
      uuid,
      sleep: (ms) => clock.sleep(ms),
    }),
    state: new State(stateStore(stateProperties(properties))),
    cache,
    echoes: new Echoes(cache),
    lock: scriptLock(),
    turn: new Turn(() => clock.now()),
    clock,
    log: (line) => console.info(JSON.stringify(line)),
    mail: ownerMail(settings.alertEmail),
    triggers: scriptTriggers(),
    uuid,
    random: Math.random,
  };
}

export function scriptProperties(): Store {
  return settingsStore(PropertiesService.getScriptProperties());
}

/** More than 50 script properties lock Google's settings page, so state lives in the owner's own store if that is shared. */
function stateProperties(properties: Store): GoogleAppsScript.Properties.Properties {
  return properties.get('STATE_STORE') === 'script'
    ? PropertiesService.getScriptProperties()
    : PropertiesService.getUserProperties();
}

export const httpProbe: Probe = {
  post: (url, body, headers) =>
    fetchText(url, { method: 'post', contentType: 'application/json', payload: body, ...(headers ? { headers } : {}) }),
};

/** The names under which a person sees our flows in Directus. */
const FLOWS: FlowIds = (Object.keys(FLOW_IDS) as FlowName[]).map((flow) => ({
  id: FLOW_IDS[flow],
  name: FLOW_NAMES[flow],
}));
