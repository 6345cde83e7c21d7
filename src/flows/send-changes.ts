// Flow 2, Send Create/Update Event to Google Calendar: says which items were created or changed, and writes back the
// event ids and sync values that the web app answers.
import { defineFlow, type ExportedFlow } from './define';
import {
  condition,
  isAccepted,
  logLine,
  logRefused,
  logUnprepared,
  logUnreached,
  postToWebApp,
  readItems,
  runScript,
  stampAndPrepare,
  updateByQuery,
  updateItems,
} from './operations';
import type { Texts } from './texts';

const WRITE_FAILED = 'an event id could not be written to an item. Catch-up will write it.';

export function sendChangesFlow(texts: Texts): ExportedFlow {
  return defineFlow({
    flow: 'sendChanges',
    icon: 'event_available',
    color: '#0F9D58',
    description:
      'Sends created and changed items to the Apps Script web app, which puts them into Google Calendar; writes event id and sync value back into the item.',
    trigger: {
      type: 'event',
      scope: ['items.create', 'items.update'],
      collections: [...new Set([...texts.collections, ...texts.related])],
    },
    operations: [
      ...stampAndPrepare(texts.code('prepare-items')),
      readItems(
        { key: 'read', name: 'Read the items fresh', at: [3, 0], resolve: 'send', reject: 'log_read' },
        '{{prep.collection}}',
        '{{prep.query}}',
      ),
      postToWebApp(
        { key: 'send', name: 'Send to the web app', at: [4, 0], resolve: 'accepted', reject: 'log_send' },
        'prep',
        texts,
        {
          action: 'items',
          collection: '{{prep.collection}}',
          stamp: '{{prep.stamp}}',
          created: '{{prep.created}}',
          total: '{{prep.total}}',
          putBack: '{{prep.putBack}}',
          unpaused: '{{prep.unpaused}}',
          rows: '{{read}}',
        },
      ),
      isAccepted(
        { key: 'accepted', name: 'Web app took them', at: [5, 0], resolve: 'one', reject: 'log_accepted' },
        'prep',
      ),
      condition(
        { key: 'one', name: 'One item to write', at: [6, 0], resolve: 'write_one', reject: 'many' },
        { send: { data: { one: { query: { filter: { _nnull: true } } } } } },
      ),
      updateByQuery(
        { key: 'write_one', name: 'Write it', at: [7, 0], reject: 'log_one' },
        '{{prep.collection}}',
        '{{send.data.one.query}}',
        '{{send.data.one.payload}}',
      ),
      condition(
        { key: 'many', name: 'Several to write', at: [7, 1], resolve: 'again' },
        { send: { data: { many: { _nnull: true } } } },
      ),
      readItems(
        { key: 'again', name: 'Read their sync values', at: [8, 1], resolve: 'pick', reject: 'log_again' },
        '{{prep.collection}}',
        '{{prep.again}}',
      ),
      runScript(
        { key: 'pick', name: 'Those still the same', at: [9, 1], resolve: 'write_many' },
        texts.code('pick-writes'),
      ),
      updateItems(
        { key: 'write_many', name: 'Write them', at: [10, 1], reject: 'log_many' },
        '{{prep.collection}}',
        '{{pick}}',
      ),
      ...logUnprepared(2),
      logUnreached({ key: 'log_send', at: [5, 2] }, 'changed items'),
      logRefused({ key: 'log_accepted', at: [6, 2] }, 'changed items'),
      logLine({ key: 'log_one', name: 'Log: not written', at: [8, 0] }, WRITE_FAILED),
      logLine({ key: 'log_again', name: 'Log: not read again', at: [9, 2] }, WRITE_FAILED),
      logLine({ key: 'log_many', name: 'Log: not written', at: [11, 2] }, WRITE_FAILED),
    ],
  });
}
