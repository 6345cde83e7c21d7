// Flow 1, Google Calendar Event Proxy: Google's push notifications come with their data in headers, which the web app
// cannot read; this flow hands them on in a body.
import { defineFlow, type ExportedFlow } from './define';
import { condition, isAccepted, logLine, logRefused, logUnreached, postToWebApp, runScript } from './operations';
import type { Texts } from './texts';

export function proxyFlow(texts: Texts): ExportedFlow {
  return defineFlow({
    flow: 'proxy',
    icon: 'notifications_active',
    color: '#4285F4',
    description:
      'Takes push notifications of Google Calendar and hands on their X-Goog-* headers to the Apps Script web app, if the channel token is right.',
    trigger: { type: 'webhook', async: true },
    operations: [
      // Anyone may call a webhook: what has not even the form of a token costs no isolate.
      condition(
        { key: 'form', name: 'Has a token', at: [0, 0], resolve: 'prep' },
        {
          $trigger: {
            headers: { 'x-goog-channel-token': { _regex: '^[0-9a-f]{64}$' }, 'x-goog-channel-id': { _nnull: true } },
          },
        },
      ),
      runScript({ key: 'prep', name: 'Check the token', at: [1, 0], resolve: 'go' }, texts.code('check-notification')),
      condition(
        { key: 'go', name: 'Is from Google', at: [2, 0], resolve: 'send', reject: 'problem' },
        { prep: { go: { _eq: true } } },
      ),
      postToWebApp(
        { key: 'send', name: 'Send to the web app', at: [3, 0], resolve: 'accepted', reject: 'log_send' },
        'prep',
        texts,
        { action: 'notification', headers: '{{prep.headers}}' },
      ),
      isAccepted({ key: 'accepted', name: 'Web app took it', at: [4, 0], reject: 'log_accepted' }, 'prep'),
      // A wrong token is nobody's problem but the caller's: it is not logged.
      condition(
        { key: 'problem', name: 'Something is not set', at: [3, 1], resolve: 'log_problem' },
        { prep: { problem: { _nnull: true } } },
      ),
      logUnreached({ key: 'log_send', at: [4, 1] }, 'a notification'),
      logRefused({ key: 'log_accepted', at: [5, 1] }, 'a notification'),
      logLine({ key: 'log_problem', name: 'Log: not set', at: [4, 2] }, '{{prep.problem}}'),
    ],
  });
}
