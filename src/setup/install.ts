// install: checks every prerequisite on its own, prints all problems at once, and makes what is missing. Repeatable.
import { bindingsHash } from '../core/bindings-file';
import { parseJson } from '../core/checks';
import { PROTOCOL, type ScriptAnswer } from '../core/message';
import { VERSION } from '../version';
import { boundCalendars, type App } from '../sync/context';
import type { Findings } from './columns';
import { proxyAddress, renewChannels, PUSH_STOPPED } from '../app/channels';
import { makeTriggers } from '../app/clockwork';
import { dryRun, graveLines, UNREADABLE } from './dry-run';
import { tryIdColumns } from './id-column';
import { clockWarnings, type OtherClocks } from './clocks';
import { zonesToPin } from './zones';
import { forgetIdFlaws } from '../sources/id-flaws';
import { addCounts, questionOf } from './installation';
import { BUSY, whenFree } from '../app/lock';
import type { Result } from '../ports';
import { checkCalendars, checkDirectus } from './prerequisites';
import type { Counts } from '../sources/left-alone';
import { pingMessage, PING } from '../app/ping';
import { NONCE, PROBLEMS, type Status } from './status';
import { endPauses } from '../sync/outage';
import { reconcileAll, startFeeds } from '../app/work';
import { OTHER_BINDINGS } from '../app/versions';
import { lastGood } from '../sync/looks';

/** What only install asks: HTTP, to see itself and Directus as a stranger does, and Google's clocks. */
export interface Probe {
  post(url: string, body: string, headers?: Record<string, string>): Result<{ status: number; text: string }>;
  clocks: OtherClocks;
}

const LOCK_WAIT_MS = 60_000;
const PING_LOOKS = 20;
const PING_WAIT_MS = 500;
/** Longer than it takes to look. */
const PING_CHANNEL_SECONDS = 300;

/** What only the entry point has. */
export interface Beginning {
  /** Makes an installation id, and puts the parts together anew with it. */
  begin(): App;
  /** Keeps the zones of calendars, and puts the parts together anew with them. */
  pin(zones: Readonly<Record<string, string>>): App;
  /** Tells a person something before the work begins. */
  tell(line: string): void;
}

/** @returns every problem found, each with what to do; none means that the sync runs, whatever warnings there are */
export function install(before: App, probe: Probe, beginning: Beginning): Findings {
  let app = before;
  forgetIdFlaws(app);
  const calendarProblems = checkCalendars(app);
  const { problems: directusProblems, warnings } = checkDirectus(app);
  const webAppProblems = checkWebApp(app, probe);
  const ways = directusProblems.length + webAppProblems.length === 0 ? checkWayBack(app, probe) : [];
  // What Google and Directus lack is looked at anew by each status; what only install can see is kept for it.
  const kept = [...webAppProblems, ...ways];
  app.state.set(PROBLEMS, kept.length > 0 ? kept : null);
  const problems = [...calendarProblems, ...directusProblems, ...kept];
  app.state.set(OTHER_BINDINGS, null);
  if (problems.length > 0) return { problems, warnings };
  const zones = zonesToPin(app, app.calendar.calendars());
  if (Object.keys(zones).length > 0) app = beginning.pin(zones);
  for (const [calendar, zone] of Object.entries(zones))
    beginning.tell(
      `Calendar "${calendar}" is in the zone ${zone}: its bindings keep that one, whatever becomes of it.`,
    );
  const isNew = app.settings.installations.length === 0;
  if (isNew || lastGood(app.state, 'reconcile') === null) {
    const plans = dryRun(app);
    if (!plans) return { problems: [UNREADABLE], warnings };
    const strangers: Counts<string> = {};
    for (const plan of plans) addCounts(strangers, plan.strangers);
    const question = isNew ? questionOf(strangers) : undefined;
    if (question !== undefined) return { problems: [question], warnings };
    for (const line of graveLines(plans)) beginning.tell(line);
  }
  if (isNew) app = beginning.begin();
  app.state.set(PUSH_STOPPED, null);
  endPauses(app);
  let tried: Findings = { problems: [], warnings: [] };
  if (!whenFree(app, LOCK_WAIT_MS, () => (tried = tryIdColumns(app)))) return { problems: [BUSY], warnings };
  const told: Findings = {
    problems: tried.problems,
    warnings: [...warnings, ...tried.warnings, ...clockWarnings(app, probe.clocks)],
  };
  if (told.problems.length > 0) {
    app.state.set(PROBLEMS, told.problems);
    return told;
  }
  const triggerProblems = makeTriggers(app);
  if (triggerProblems.length > 0) return { ...told, problems: triggerProblems };
  if (!whenFree(app, LOCK_WAIT_MS, () => renewChannels(app))) return { ...told, problems: [BUSY] };
  startFeeds(app);
  // The rest of a long first sync goes on by itself, a slice in each catch-up.
  if (!reconcileAll(app)) app.triggers.continueSoon();
  return told;
}

/** The web app as the flows see it: without a login, at the version of this script, and on the same store. */
function checkWebApp(app: App, probe: Probe): string[] {
  const nonce = app.uuid();
  app.state.set(NONCE, nonce);
  const id = app.uuid();
  const body = {
    v: PROTOCOL,
    version: VERSION,
    id,
    secret: app.settings.secret,
    print: bindingsHash(app.settings.bindings),
    action: 'status',
  };
  const answer = probe.post(app.settings.webAppUrl, JSON.stringify(body));
  const text = answer.ok ? answer.value.text : '';
  const json = parseJson(text) as (Partial<ScriptAnswer> & { message?: string }) | undefined;
  if (json?.id !== id || !json.ok) {
    if (json?.message) return [`The web app refused: ${json.message}`];
    return [
      `The web app at WEBAPP_URL does not answer strangers. In the editor: Deploy, Manage deployments, edit: Execute as "Me", Who has access "Anyone". Then copy its URL (ending in /exec) into WEBAPP_URL. A Workspace administrator can forbid this.`,
    ];
  }
  const status = json.status as Partial<Status> | undefined;
  const problems: string[] = [];
  if (status?.version !== VERSION)
    problems.push(
      `The deployed web app is version ${status?.version ?? 'unknown'}, this script is ${VERSION}. Deploy, Manage deployments, edit, Version "New version".`,
    );
  if (status?.storeNonce !== nonce)
    problems.push(
      'The web app keeps its state in another store than the editor. Set the script property STATE_STORE to "script" and run install again.',
    );
  return problems;
}

/** Google's way in: a message to the proxy flow must come out of the web app. */
function checkWayBack(app: App, probe: Probe): string[] {
  const { channelId, headers } = pingMessage(app.settings.secret, app.uuid());
  probe.post(proxyAddress(app), '', headers);
  if (arrives(app, channelId) || isToldByGoogle(app)) return [];
  return [
    `A message to the flow "Google Calendar Event Proxy" did not reach the web app. In Directus set GCALENDARHOOKURL (${app.settings.webAppUrl}) and GCALENDARHOOKSECRET, name both in FLOWS_ENV_ALLOW_LIST without blanks, and restart Directus.`,
  ];
}

function arrives(app: App, channelId: string): boolean {
  for (let look = 0; look < PING_LOOKS; look++) {
    app.state.refresh();
    if (app.state.get(PING) === channelId) return true;
    app.clock.sleep(PING_WAIT_MS);
  }
  return false;
}

/**
 * Whether Google's own message for a new channel arrives. That headers of a script that are called as Google's leave at all
 * is said nowhere.
 */
function isToldByGoogle(app: App): boolean {
  const { channelId, headers } = pingMessage(app.settings.secret, app.uuid());
  const channel = {
    id: channelId,
    token: headers['X-Goog-Channel-Token']!,
    address: proxyAddress(app),
    ttlSeconds: PING_CHANNEL_SECONDS,
  };
  for (const calendarId of boundCalendars(app)) {
    const answer = app.calendar.watch(calendarId, channel);
    // Some calendars offer no push; where none does, nothing can be told this way.
    if (!answer.ok) continue;
    const isThere = arrives(app, channelId);
    app.calendar.stop(channelId, answer.value.resourceId);
    return isThere;
  }
  return false;
}
