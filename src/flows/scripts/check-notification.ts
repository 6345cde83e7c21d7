// Flow 1: holds a push notification against the token of its channel and keeps nothing of it but Google's headers.
import { channelToken, sameSecret } from '../../core/secret';
import { failedPreparation, prepared, type Prepared } from './request';
import { isObject } from '../../core/checks';
import { neverThrows, type RunData } from './run-data';
import { readSettings } from './settings';

export interface CheckedNotification extends Prepared {
  /** True when Google sent it: only then anything is forwarded. */
  go: boolean;
  /** Google's headers without the token: https://developers.google.com/workspace/calendar/api/guides/push */
  headers: Record<string, string>;
}

const TOKEN = 'x-goog-channel-token';
/** Google's headers are short; a longer one is cut, so that a stranger cannot make us forward much. */
const HEADER_LENGTH = 1_000;

function check(data: RunData): CheckedNotification {
  const trigger = isObject(data['$trigger']) ? data['$trigger'] : {};
  const headers = isObject(trigger['headers']) ? trigger['headers'] : {};
  const settings = readSettings(data);
  const ready = prepared(settings, null);
  if (ready.problem !== null) return { ...ready, go: false, headers: {} };
  const wanted = channelToken(settings.secret, String(headers['x-goog-channel-id']));
  if (!sameSecret(headers[TOKEN], wanted)) return { ...prepared(settings, null), secret: '', go: false, headers: {} };
  return { ...ready, go: true, headers: googleHeaders(headers) };
}

function googleHeaders(headers: Record<string, unknown>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers)
      .filter(([name]) => name.startsWith('x-goog-') && name !== TOKEN)
      .map(([name, value]) => [name, String(value).slice(0, HEADER_LENGTH)]),
  );
}

export default neverThrows(check, (kind) => ({ ...failedPreparation(kind), go: false, headers: {} }));
