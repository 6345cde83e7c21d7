// UrlFetchApp: which headers reach another server, and whether a time-out is obeyed.
import type { Json } from '../answer';
import type { Question } from '../question';

/** What the product sends to Directus to try the way of a push message. */
const PUSH_HEADERS = ['X-Goog-Channel-ID', 'X-Goog-Channel-Token', 'X-Goog-Resource-State', 'X-Goog-Message-Number'];
const TIMEOUT_SECONDS = 2;
/** Later than the time-out, earlier than the answer. */
const OBEYED_WITHIN_MS = 6_000;

export const FETCH: readonly Question[] = [
  {
    id: 'push-headers',
    asks: 'Do the X-Goog headers that a script sends reach a foreign server?',
    needs: 'ECHO_URL',
    ask: (desk) => {
      const sent = [...PUSH_HEADERS, 'X-Check'];
      const headers = Object.fromEntries(sent.map((name, i) => [name, `sent-${i}`]));
      const echo = UrlFetchApp.fetch(desk.setting('ECHO_URL'), { headers, muteHttpExceptions: true });
      const text = echo.getContentText();
      return {
        answered: echo.getResponseCode(),
        arrived: sent.filter(
          (name, i) => text.toLowerCase().includes(name.toLowerCase()) && text.includes(`sent-${i}`),
        ),
      };
    },
  },
  {
    id: 'fetch-timeout',
    asks: `Is a fetch given up after timeoutSeconds ${TIMEOUT_SECONDS}?`,
    needs: 'SLOW_URL',
    seconds: 90,
    ask: (desk) => {
      const startedAt = Date.now();
      const ended = fetched(desk.setting('SLOW_URL'));
      return { ended, obeyed: Date.now() - startedAt < OBEYED_WITHIN_MS };
    },
  },
];

function fetched(url: string): Json {
  // The types lack timeoutSeconds, which the reference has.
  const options = { muteHttpExceptions: true, timeoutSeconds: TIMEOUT_SECONDS };
  try {
    return `answered ${UrlFetchApp.fetch(url, options).getResponseCode()}`;
  } catch (error) {
    return `thrown: ${(error as Error).name}`;
  }
}
