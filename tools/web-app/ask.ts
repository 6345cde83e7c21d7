// Asks the deployed web app what a person wants of it, as the flows ask it for work.
import { randomUUID } from 'node:crypto';
import type { DryRun } from '../../src/setup/dry-run';
import type { Status } from '../../src/setup/status';
import type { Trial } from '../../src/setup/try-bindings';
import { isObject, parseJson } from '../../src/core/checks';
import {
  PROTOCOL,
  type DeletedSignal,
  type ItemsSignal,
  type NotificationSignal,
  type Refusal,
  type Retime,
  type ScriptAnswer,
  type ScriptRequest,
  type SettingsRequest,
} from '../../src/core/message';
import { UserError } from '../terminal/command-line';
import { send } from './http';
import type { Sender } from './sender';
import type { WebApp } from './settings';

export interface StatusQuestion extends Sender {
  /** Asks for all lines of the report and the losers of conflicts unshortened, or for those of one item or event. */
  full?: boolean;
  about?: string;
}

/** @throws UserError where no status came, with what to do */
export async function askStatus(settings: WebApp, { full, about, ...sender }: StatusQuestion): Promise<Status> {
  const { status } = await ask(settings, sender, { action: 'status', full, about });
  if (status === undefined) throw new UserError(somethingElse(settings));
  return status as Status;
}

/**
 * Goes on with what the brake holds back.
 * @param seen `announced` of the status that the person has seen
 * @returns how many deletions were let go
 * @throws UserError where that could not be done, with what to do
 */
export async function askGoOn(settings: WebApp, sender: Sender, seen: number): Promise<number> {
  const { released } = await ask(settings, sender, { action: 'goOn', seen });
  if (released === undefined) throw new UserError(somethingElse(settings));
  return released;
}

/** What a full comparison would do, by binding. @throws UserError where that could not be told, with what to do */
export async function askDryRun(settings: WebApp, sender: Sender): Promise<DryRun[]> {
  const { plans } = await ask(settings, sender, { action: 'dryRun' });
  if (plans === undefined) throw new UserError(somethingElse(settings));
  return plans as DryRun[];
}

/**
 * What the bindings of a text would do, were they the script's.
 * @throws UserError where that could not be told: what is wrong with them, or what has to be done first
 */
export async function askTrial(settings: WebApp, sender: Sender, bindings: string): Promise<Trial> {
  const { trial } = await ask(settings, sender, { action: 'dryRun', bindings });
  if (trial === undefined) throw new UserError(OLDER);
  return trial as Trial;
}

const OLDER =
  'The deployed web app is of an older version, which knows no bindings but its own. Push and deploy it first.';

/** Has every pair compared, in executions of their own. @throws UserError where that could not be begun */
export async function askCompare(settings: WebApp, sender: Sender): Promise<void> {
  await ask(settings, sender, { action: 'compare' });
}

/**
 * Has pairs that were synced under another zone mean one time again, in executions of their own.
 * @throws UserError where that could not be begun
 */
export async function askRetime(settings: WebApp, sender: Sender, by: Retime): Promise<void> {
  await ask(settings, sender, { action: 'retime', by });
}

/** What `install` found. @throws UserError where it could not be run */
export async function askInstall(settings: WebApp, sender: Sender): Promise<NonNullable<ScriptAnswer['installed']>> {
  const { installed } = await ask(settings, sender, { action: 'install' }, INSTALL_WITHIN_MS);
  if (installed === undefined) throw new UserError(OLDER);
  return installed;
}

/** Gives a script that has none its settings. @throws UserError where it does not take them */
export async function sendSettings(settings: WebApp, sender: Sender, directusUrl: string): Promise<void> {
  const { webAppUrl } = settings;
  await ask(settings, sender, { action: 'settings', directusUrl, webAppUrl });
}

/** An execution ends after six minutes. */
const INSTALL_WITHIN_MS = 6 * 60_000;

type Content =
  | { action: 'status'; full?: boolean; about?: string }
  | { action: 'goOn'; seen: number }
  | { action: 'dryRun'; bindings?: string }
  | { action: 'compare' }
  | { action: 'retime'; by: Retime }
  | { action: 'install' }
  | { action: 'settings'; directusUrl: string; webAppUrl: string };

type Signal = ItemsSignal | DeletedSignal | NotificationSignal;

/**
 * One execution at Google. `fetch` follows the web app's 302 by GET, as it must:
 * https://developers.google.com/apps-script/guides/content#redirects
 */
async function ask(
  settings: WebApp,
  { version, print }: Sender,
  content: Content,
  withinMs?: number,
): Promise<ScriptAnswer> {
  const { secret, webAppUrl } = settings;
  const id = randomUUID();
  const head = { v: PROTOCOL, version, id, secret, print };
  const request: Exclude<ScriptRequest, Signal> | SettingsRequest = { ...head, ...content };
  const init = {
    method: 'POST',
    // Anything else than plain text or a form makes no difference to Apps Script.
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(request),
  };
  const { status, text } = await send(webAppUrl, init, withinMs);
  const answer = readAnswer(text);
  if (answer === undefined) throw new UserError(noJson(webAppUrl, status, text));
  if (!answer.ok) throw new UserError(refused(answer));
  if (answer.id !== id) throw new UserError(somethingElse(settings));
  return answer;
}

function somethingElse({ webAppUrl }: WebApp): string {
  return `${webAppUrl} answered something else than it was asked for. Is it the web app of this project?`;
}

function readAnswer(text: string): ScriptAnswer | Refusal | undefined {
  const json = parseJson(text);
  return isObject(json) && 'ok' in json ? (json as unknown as ScriptAnswer | Refusal) : undefined;
}

function refused({ code, message }: Refusal): string {
  const text = `The web app refused (${code}): ${message}`;
  if (code === 'BAD_SECRET')
    return `${text}\nCompare GCALENDARHOOKSECRET here with the script property of that name (gear, Script Properties).`;
  if (code === 'NOT_SET' || code === 'FAILED')
    return `${text}\nIn the editor: left bar, Executions, the newest doPost.`;
  return text;
}

/** A page of Google's for people: the deployment is missing or closed, or the script failed before it could answer. */
function noJson(url: string, status: number, text: string): string {
  const title = /<title>([^<]*)<\/title>/i.exec(text)?.[1]?.trim();
  const said = text.trim() === '' ? 'an empty answer' : `a web page${title ? ` ("${title}")` : ''}`;
  return [
    `${url} answered with ${said} instead of JSON (HTTP ${status}).`,
    'In the editor: Deploy, Manage deployments: there must be a web app that executes as "Me" with access for "Anyone".',
    'Its URL, which ends in /exec, is what GCALENDARHOOKURL must hold. A Workspace administrator can forbid such access.',
    'After a push of code that asks for more than before it is your consent that is missing: run install in the editor.',
  ].join('\n');
}
