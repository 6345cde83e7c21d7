// Our own test of the way from Google to the web app.
import { channelToken } from '../core/secret';
import { cell } from '../ports';

/** Channel ids of this form are such a test. */
const PING_CHANNEL = 'ping-';

/** Channel id of the last one that came through. */
export const PING = cell<string | null>('note.ping', null);

/** A message as Google sends it for a new channel, for the proxy flow to hand on: its headers, and the id to look for. */
export function pingMessage(secret: string, uuid: string): { channelId: string; headers: Record<string, string> } {
  const channelId = PING_CHANNEL + uuid;
  const headers = {
    'X-Goog-Channel-ID': channelId,
    'X-Goog-Channel-Token': channelToken(secret, channelId),
    'X-Goog-Resource-State': 'sync',
    'X-Goog-Message-Number': '1',
  };
  return { channelId, headers };
}

export function isPingChannel(channelId: string | undefined): boolean {
  return Boolean(channelId?.startsWith(PING_CHANNEL));
}
