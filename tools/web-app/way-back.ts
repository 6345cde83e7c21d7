// Google's way into the sync, walked from here: a message to the proxy flow in Directus must come out of the web app.
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { pingMessage } from '../../src/app/ping';
import type { Status } from '../../src/setup/status';
import { webhookPath } from '../../src/flows';
import { UserError } from '../terminal/command-line';
import { send } from './http';

export interface WayBack {
  /** Until the web app had it, seen by looks a second apart; undefined: it never arrived. */
  ms: number | undefined;
  problem: string | undefined;
}

const LOOKS = 10;
const PAUSE_MS = 1_000;

/**
 * Sends what Google would send for a new channel, then looks for it in the web app's status.
 * @param look asks for the status; an execution at Google each time
 */
export async function walkBack(
  { secret, directusUrl }: { secret: string; directusUrl: string },
  look: () => Promise<Status>,
  pauseMs = PAUSE_MS,
): Promise<WayBack> {
  const url = `${directusUrl}${webhookPath('proxy')}`;
  const { channelId, headers } = pingMessage(secret, randomUUID());
  const startedAt = performance.now();
  const problem = await post(url, headers);
  if (problem !== undefined) return { ms: undefined, problem };
  for (let i = 0; i < LOOKS; i++) {
    if ((await look()).lastPing === channelId) return { ms: performance.now() - startedAt, problem: undefined };
    await sleep(pauseMs);
  }
  return { ms: undefined, problem: LOST };
}

const LOST =
  'A message to the flow "Google Calendar Event Proxy" did not reach the web app. In Directus GCALENDARHOOKURL and ' +
  'GCALENDARHOOKSECRET must be the same as here, both be named in FLOWS_ENV_ALLOW_LIST without blanks, and Directus ' +
  'be restarted after a change.';

async function post(url: string, headers: Record<string, string>): Promise<string | undefined> {
  try {
    const { status } = await send(url, { method: 'POST', headers });
    if (status < 300) return undefined;
    return `Directus answered ${status} at ${url}. Is the flow "Google Calendar Event Proxy" imported and active?`;
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return error.message;
  }
}
