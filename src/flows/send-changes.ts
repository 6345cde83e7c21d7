// Flow 2, Send Create/Update Event to Google Calendar: says which items were created or changed, and writes back the
// event ids and sync values that the web app answers.
import { defineFlow, type ExportedFlow, type Operation } from './define';
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
    operations: afterOwn(texts, [
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
    ]),
  });
}

/**
 * EV3: our own writes that emit events come to nothing, before any script: they hold the sync column, and nobody is logged
 * in, while who reverts an item is. Each rule is a filter of its own, because some versions of Directus look at the first
 * name of an object only. https://github.com/directus/directus/blob/main/packages/utils/shared/generate-joi.ts
 */
function afterOwn({ emitting }: Texts, operations: readonly Operation[]): readonly Operation[] {
  if (emitting.length === 0) return operations;
  const columns = emitting.map(({ collection, fields: { sync } }) => ({
    // A missing column passes no rule; an empty one, of an item that was unlinked, passes this one.
    _and: [{ $trigger: { collection: { _eq: collection } } }, { $trigger: { payload: { [sync]: { _neq: '' } } } }],
  }));
  const own = condition(
    { key: 'own', name: 'Is our own write', at: [0, 0], reject: operations[0]!.key },
    {
      _and: [
        { $accountability: { user: { _null: true } } },
        { $accountability: { admin: { _eq: true } } },
        { _or: columns },
      ],
    },
  );
  return [
    own,
    ...operations.map((operation) => ({ ...operation, at: [operation.at[0] + 1, operation.at[1]] as const })),
  ];
}
