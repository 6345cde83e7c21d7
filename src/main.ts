// The entry points of the Apps Script project: what a person runs in the editor, the web app, the script triggers.
import type { App } from './sync/context';
import { pushRefusals, renewChannels as renewAllChannels, stopChannels } from './app/channels';
import { tick, watchTriggers } from './app/clockwork';
import { dryRun as planComparison, UNREADABLE } from './setup/dry-run';
import { dryRunLines } from './setup/dry-run-text';
import { install as installAll } from './setup/install';
import { adopt, isInstalled, whyNotInstalled } from './setup/installation';
import { BUSY, whenFree } from './app/lock';
import { NewerState, StoreFails, type SettingsStore } from './ports';
import { ConfigError, pinZones } from './store/settings';
import { answerPost } from './requests';
import { statusOf } from './setup/status';
import { catchUpAll, compareSoon, goOn as letGo, goOnAll } from './app/work';
import { composeApp, httpProbe, scriptProperties } from './compose';
import { PROTOCOL, type ScriptAnswer } from './core/message';
import { takeSettings } from './setup/take-settings';
import type { Findings } from './setup/columns';
import { endPauses } from './sync/outage';
import { requireConsent } from './google/services';
import { VERSION } from './version';

/** Of the secret that the script was built for (`secretPrint`); empty where a person types the settings. */
declare const __SECRET_PRINT__: string;

/** Run this first, and again after every change of settings: checks everything and says what is missing. */
export function install(): void {
  requireConsent();
  withSettings((app) => {
    const { problems, warnings } = installBy(app, (line) => console.warn(line));
    if (problems.length === 0) console.info('Installed. The sync is running; showStatus tells how it is doing.');
    else console.error(`Not installed yet:\n${problems.map((problem) => `• ${problem}`).join('\n')}`);
    for (const warning of warnings) console.warn(warning);
  });
}

/**
 * Run this when `install` found pairs of another installation that is gone: this script takes its place. Not while that
 * one goes on working.
 */
export function adoptPairs(): void {
  let isAdopted = false;
  withSettings((app) => {
    const { done, text } = adopt(app, scriptProperties(), makeId);
    isAdopted = done;
    if (done) console.info(text);
    else console.error(text);
  });
  if (isAdopted) install();
}

/** Run this when `install` found pairs of another installation that goes on working: they are left to it. */
export function startAnew(): void {
  if (!scriptProperties().get('INSTALLATION_ID')) scriptProperties().set('INSTALLATION_ID', makeId());
  install();
}

/** Stops push channels, removes script triggers, forgets all state. Items and events stay as they are. */
export function uninstall(): void {
  whenIdle((app) => {
    stopChannels(app);
    app.triggers.removeAll();
    app.state.forgetEverything();
    app.quota.isForgotten = true;
    console.info('Uninstalled. Delete the four flows in Directus and this deployment.');
  });
}

/** Prints the calendars that a binding may name. */
export function listCalendars(): void {
  withSettings((app) => {
    const answer = app.calendar.calendars();
    if (!answer.ok) throw new Error(answer.failure.message);
    for (const calendar of answer.value) console.info(`${calendar.id}  (${calendar.summary}, ${calendar.accessRole})`);
  });
}

/** Prints what the first sync would do, and does nothing. */
export function dryRun(): void {
  withSettings((app) => {
    const plans = planComparison(app);
    if (plans) console.info(dryRunLines(plans).join('\n'));
    else console.error(UNREADABLE);
  });
}

/** Looks at both sides now, and compares every pair. */
export function syncNow(): void {
  withSettings((app) => {
    if (!isInstalled(app)) return console.error(whyNotInstalled(app));
    endPauses(app);
    const isWhole = [catchUpAll(app), compareSoon(app, EDITOR_WAIT_MS)].every(Boolean);
    console.info(
      isWhole ? 'Done.' : 'Not finished: another run is at work, or a side is down. The next catch-up goes on.',
    );
  });
}

/** Stops the push channels; changes in Google are then found by polling. */
export function stopNotifications(): void {
  whenIdle((app) => {
    stopChannels(app);
    console.info('Push channels are stopped. install starts them again.');
  });
}

/** Empties the report once a person has read it; the owner gets a mail when it is full. */
export function forgetReport(): void {
  whenIdle((app) => app.state.report.clear());
}

/** Lets go what the brake holds back, as showStatus lists it; each of it once. */
export function goOn(): void {
  withSettings((app) => {
    if (!isInstalled(app)) return console.error(whyNotInstalled(app));
    const released = letGo(app, EDITOR_WAIT_MS);
    if (released === undefined) console.error(BUSY);
    else console.info(`${released} deletions were let go. The rest goes on by itself; showStatus shows it.`);
  });
}

export function showStatus(): void {
  withSettings((app) => console.info(JSON.stringify(statusOf(app, {}), null, 2)));
}

/** The web app's door: signals of the flows, Google's notifications, the status. */
export function doPost(e: GoogleAppsScript.Events.DoPost): GoogleAppsScript.Content.TextOutput {
  return json(answerSafely(e?.postData?.contents ?? ''));
}

/** Says what this is and nothing else. */
export function doGet(): GoogleAppsScript.Content.TextOutput {
  return json({ name: 'directus-google-calendar-sync', version: VERSION });
}

/**
 * Script trigger: both feeds, retries, unfinished work, whenever that is due; at once when a person runs it.
 * @param event of the trigger; missing in the editor
 */
export function catchUp(event?: { triggerUid?: string }): void {
  byTrigger((app) => {
    if (event?.triggerUid === undefined) catchUpAll(app);
    else tick(app, () => catchUpAll(app));
  });
}

/** Script trigger, once: goes on with work that a run before had no time for. */
export function goOnWorking(): void {
  byTrigger(goOnAll);
}

/** Script trigger: renews push channels before they end. */
export function renewChannels(): void {
  byTrigger((app) => {
    whenFree(app, EDITOR_WAIT_MS, () => renewAllChannels(app));
    watchTriggers(app);
  });
}

/** Script trigger, daily: compares every pair. */
export function reconcile(): void {
  byTrigger((app) => compareSoon(app, EDITOR_WAIT_MS));
}

/** A caller that waits must get its answer in time; what takes longer goes on in an execution of its own. */
const ANSWER_WITHIN_MS = 25_000;

function answerSafely(body: string): object {
  const answer = answerBy(scriptProperties(true), body);
  // A person may have changed the settings since they were copied.
  return 'code' in answer && SETTINGS_MATTER.includes(answer.code) ? answerBy(scriptProperties(), body) : answer;
}

const SETTINGS_MATTER: unknown[] = ['BAD_SECRET', 'NOT_SET', 'OTHER_BINDINGS'];

function answerBy(properties: SettingsStore, body: string): object {
  let app: App | undefined;
  try {
    const taken = takeSettings(body, properties, __SECRET_PRINT__);
    if (taken) return taken;
    const secrets = [properties.get('GCALENDARHOOKSECRET'), properties.get('GCALENDARHOOKSECRET_OLD')];
    return answerPost(body, secrets, VERSION, () => (app = composeApp(ANSWER_WITHIN_MS, properties)), installForTool);
  } catch (error) {
    // A web app has no status codes to answer with: what went wrong is logged here and told as a code.
    console.error(JSON.stringify({ doPost: 'failed', error: (error as Error).message, at: (error as Error).stack }));
    const code = error instanceof ConfigError ? 'NOT_SET' : 'FAILED';
    const isTold = error instanceof NewerState || error instanceof StoreFails;
    const message = isTold ? error.message : 'The web app could not do it; its log says why.';
    return {
      ok: false,
      v: PROTOCOL,
      id: null,
      action: null,
      code,
      message,
    };
  } finally {
    app?.quota.save();
  }
}

/** How long a person, the renewal of channels or the daily comparison waits for another execution to finish its slice. */
const EDITOR_WAIT_MS = 60_000;

function installBy(app: App, tell: (line: string) => void): Findings {
  const { problems, warnings } = installAll(app, httpProbe, { begin, pin, tell });
  return { problems, warnings: problems.length === 0 ? [...pushRefusals(app), ...warnings] : warnings };
}

/** For a tool that waits: nobody reads the log of a web app. */
function installForTool(app: App): ScriptAnswer['installed'] {
  const told: string[] = [];
  return { ...installBy(app, (line) => void told.push(line)), told };
}

function makeId(): string {
  return Utilities.getUuid().slice(0, 8);
}

/** The script begins to have links of its own. */
function begin(): App {
  scriptProperties().set('INSTALLATION_ID', makeId());
  return composeApp();
}

function pin(zones: Readonly<Record<string, string>>): App {
  pinZones(scriptProperties(), zones);
  return composeApp();
}

function whenIdle(work: (app: App) => void): void {
  withSettings((app) => {
    if (!whenFree(app, EDITOR_WAIT_MS, () => work(app))) console.error(BUSY);
  });
}

/** Wrong settings are listed and end there; anything else is a bug, which Apps Script logs. */
function withSettings(work: (app: App) => void): void {
  let app: App;
  try {
    app = composeApp();
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    console.error(
      `Script properties (Project Settings) are missing or wrong:\n${error.problems.map((problem) => `• ${problem}`).join('\n')}`,
    );
    return;
  }
  try {
    work(app);
  } finally {
    // What was used of Google's day, however the work ends; only an execution that Google kills does not come here.
    app.quota.save();
  }
}

function byTrigger(work: (app: App) => void): void {
  try {
    withSettings((app) => {
      app.quota.byTrigger();
      if (isInstalled(app)) work(app);
    });
  } catch (error) {
    if (!(error instanceof StoreFails)) throw error;
    // The next run tries again; a run that ends as failed would be mailed about, and nobody can do anything.
    console.warn(JSON.stringify({ run: 'put off', error: error.message }));
  }
}

function json(value: object): GoogleAppsScript.Content.TextOutput {
  return ContentService.createTextOutput(JSON.stringify(value)).setMimeType(ContentService.MimeType.JSON);
}
