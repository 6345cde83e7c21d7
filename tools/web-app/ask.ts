// Asks the deployed web app for its status, as the flows ask it for work.
import { randomUUID } from 'node:crypto';
import type { Status } from '../../src/app/status';
import { isObject, parseJson } from '../../src/core/checks';
import { PROTOCOL, type Refusal, type ScriptAnswer, type StatusRequest } from '../../src/core/message';
import { UserError } from '../terminal/command-line';
import { send } from './http';
import type { WebAppSettings } from './settings';

export interface StatusQuestion {
  /** Version of this checkout, and the print of its bindings. */
  version: string;
  print: string;
  /** Asks for all lines of the report and the losers of conflicts unshortened. */
  full: boolean;
}

/**
 * One execution at Google. `fetch` follows the web app's 302 by GET, as it must:
 * https://developers.google.com/apps-script/guides/content#redirects
 * @throws UserError where no status came, with what to do
 */
export async function askStatus(settings: WebAppSettings, { version, print, full }: StatusQuestion): Promise<Status> {
  const { secret, webAppUrl } = settings;
  const id = randomUUID();
  const request: StatusRequest = { v: PROTOCOL, version, id, secret, print, action: 'status', full };
  const { status, text } = await send(webAppUrl, {
    method: 'POST',
    // Anything else than plain text or a form makes no difference to Apps Script.
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(request),
  });
  const answer = readAnswer(text);
  if (answer === undefined) throw new UserError(noJson(webAppUrl, status, text));
  if (!answer.ok) throw new UserError(refused(answer));
  if (answer.id !== id || answer.status === undefined)
    throw new UserError(`${webAppUrl} answered something else than a status. Is it the web app of this project?`);
  return answer.status as Status;
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
  ].join('\n');
}
