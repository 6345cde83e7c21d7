// Push channels: may this script open one, what is told of it, and does stopping it end well?
import { toldWith, type Desk } from '../desk';
import type { Json } from '../answer';
import type { Question } from '../question';
import type { Way } from '../ways';

const HOUR_MS = 3_600_000;

export const CHANNELS: readonly Question[] = [
  {
    id: 'channel',
    asks: 'May this script open a channel to your server, how is its end told, and does stopping it throw?',
    needs: 'PUSH_URL',
    ask: (desk) => desk.bothWays((way) => watched(desk, way, 24)),
  },
  {
    id: 'longest-channel',
    asks: 'For how long is a channel opened that is asked to live for sixty days?',
    needs: 'PUSH_URL',
    ask: (desk) => desk.bothWays((way) => watched(desk, way, 60 * 24)),
  },
];

function watched(desk: Desk, way: Way, hours: number): Json {
  const channel = { id: Utilities.getUuid(), type: 'web_hook', address: desk.setting('PUSH_URL'), token: 'check' };
  return toldWith(way.watch({ ...channel, params: { ttl: String(hours * 3600) } }), ({ resourceId, expiration }) => ({
    expiration: typeof expiration,
    hours: Math.round((Number(expiration) - Date.now()) / HOUR_MS),
    stop: way.stop({ id: channel.id, resourceId }).told,
  }));
}
