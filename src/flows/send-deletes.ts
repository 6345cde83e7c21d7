// Flow 3, Send Delete Event to Google Calendar: says which items were deleted and what they last were.
import { defineFlow, type ExportedFlow } from './define';
import {
  isAccepted,
  logRefused,
  logUnprepared,
  logUnreached,
  postToWebApp,
  readItems,
  runScript,
  stampAndPrepare,
} from './operations';
import type { Texts } from './texts';

export function sendDeletesFlow(texts: Texts): ExportedFlow {
  return defineFlow({
    flow: 'sendDeletes',
    icon: 'event_busy',
    color: '#DB4437',
    description:
      'Tells the Apps Script web app which items were deleted, so that it deletes their events. Whoever deletes an item never waits for it.',
    trigger: { type: 'event', scope: ['items.delete'], collections: texts.collections },
    operations: [
      ...stampAndPrepare(texts.code('prepare-deleted')),
      readItems(
        { key: 'read', name: 'Which are still there', at: [3, 0], resolve: 'newest', reject: 'log_read' },
        '{{prep.collection}}',
        '{{prep.query}}',
      ),
      // Without revisions the deletion is reported all the same, so these two go on when they fail.
      readItems(
        { key: 'newest', name: 'Their newest revisions', at: [4, 0], resolve: 'pick', reject: 'pick' },
        'directus_revisions',
        '{{prep.newest}}',
      ),
      runScript(
        { key: 'pick', name: 'Those of items gone', at: [5, 0], resolve: 'revs' },
        texts.code('pick-revisions'),
      ),
      readItems(
        { key: 'revs', name: 'What they last were', at: [6, 0], resolve: 'reduced', reject: 'reduced' },
        'directus_revisions',
        '{{pick}}',
      ),
      runScript({ key: 'reduced', name: 'Event ids only', at: [7, 0], resolve: 'send' }, texts.code('reduce-deleted')),
      postToWebApp(
        { key: 'send', name: 'Send to the web app', at: [8, 0], resolve: 'accepted', reject: 'log_send' },
        'prep',
        texts,
        {
          action: 'deleted',
          collection: '{{prep.collection}}',
          stamp: '{{prep.stamp}}',
          keys: '{{prep.keys}}',
          total: '{{prep.total}}',
          present: '{{read}}',
          revisions: '{{reduced}}',
        },
      ),
      isAccepted({ key: 'accepted', name: 'Web app took them', at: [9, 0], reject: 'log_accepted' }, 'prep'),
      ...logUnprepared(1),
      logUnreached({ key: 'log_send', at: [9, 1] }, 'deleted items'),
      logRefused({ key: 'log_accepted', at: [10, 1] }, 'deleted items'),
    ],
  });
}
