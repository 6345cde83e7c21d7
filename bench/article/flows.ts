// The article's four flows, in Directus' export format: the operations that it describes, with the options that it gives.
import { operationId } from '../../src/flows/ids';

/** Fixed, so that the addresses of the two webhooks are known before anything is imported. */
export const ARTICLE_FLOW_IDS = {
  proxy: 'a1c0a6de-3b52-4d0e-9b0d-6f2a5f0e7c11',
  createUpdate: 'b2d1b7ef-4c63-4e1f-8c1e-7a3b6a1f8d22',
  remove: 'c3e2c8fa-5d74-4f2a-9d2f-8b4c7b2a9e33',
  fromGoogle: 'd4f3d9ab-6e85-4a3b-8e3a-9c5d8c3baf44',
} as const;

interface Operation {
  key: string;
  type: string;
  options: Record<string, unknown>;
  resolve?: string;
  reject?: string;
}

const COLLECTION = 'collection1';
const URL = '{{$env.GCALENDARHOOKURL}}';
const PASS = '{{$env.GCALENDARHOOKSECRET}}';

/** Its writes emit no events. The article leaves that open; with events each write would start a flow again, without end. */
const ITEMS = { collection: COLLECTION, permissions: '$full', emitEvents: false };

const condition = (path: string, rule: Record<string, unknown>) => ({
  filter: path.split('.').reduceRight<unknown>((inner, name) => ({ [name]: inner }), rule),
});
const post = (body: string) => ({ method: 'POST', url: URL, headers: [], body });
const send = (action: string) => post(`{ "data": {{$last}}, "action": "${action}", "pass": "${PASS}" }`);
const needsId = condition('$last.data.res', { _eq: 'need_update_calendar_event_id' });

const FROM_EVENT = Object.fromEntries(
  ['calendar_event_id', 'calendar_event_start', 'calendar_event_end', 'name', 'description'].map((name) => [
    name,
    `{{$trigger.body.data.${name}}}`,
  ]),
);

const PROXY: Operation[] = [{ key: 'send', type: 'request', options: post('{ "headers": {{$trigger.headers}} }') }];

const CREATE_UPDATE: Operation[] = [
  {
    key: 'is_update',
    type: 'condition',
    options: condition('$trigger.event', { _ends_with: '.items.update' }),
    resolve: 'item_read_updated',
    reject: 'is_create',
  },
  {
    key: 'item_read_updated',
    type: 'item-read',
    options: { ...ITEMS, key: ['{{$trigger.keys[0]}}'] },
    resolve: 'request_webhook_update',
  },
  { key: 'request_webhook_update', type: 'request', options: send('update'), resolve: 'update_needs_id' },
  { key: 'update_needs_id', type: 'condition', options: needsId, resolve: 'write_id_updated' },
  {
    key: 'write_id_updated',
    type: 'item-update',
    options: {
      ...ITEMS,
      key: ['{{$trigger.keys[0]}}'],
      payload: { calendar_event_id: '{{request_webhook_update.data.id}}' },
    },
  },
  {
    key: 'is_create',
    type: 'condition',
    options: condition('$trigger.event', { _ends_with: '.items.create' }),
    resolve: 'payload_transformed',
  },
  {
    key: 'payload_transformed',
    type: 'exec',
    options: {
      code: 'module.exports = async function (data) { return { ...data.$trigger.payload, id: data.$trigger.key }; }',
    },
    resolve: 'request_webhook_create',
  },
  { key: 'request_webhook_create', type: 'request', options: send('create'), resolve: 'create_needs_id' },
  { key: 'create_needs_id', type: 'condition', options: needsId, resolve: 'write_id_created' },
  {
    key: 'write_id_created',
    type: 'item-update',
    options: {
      ...ITEMS,
      key: ['{{$trigger.key}}'],
      payload: { calendar_event_id: '{{request_webhook_create.data.id}}' },
    },
  },
];

const REMOVE: Operation[] = [
  { key: 'item', type: 'item-read', options: { ...ITEMS, key: ['{{$trigger.payload[0]}}'] }, resolve: 'send' },
  { key: 'send', type: 'request', options: send('delete') },
];

const action = (name: string) => condition('$trigger.body.action', { _eq: name });

const FROM_GOOGLE: Operation[] = [
  {
    key: 'pass',
    type: 'condition',
    options: condition('$trigger.body.pass', { _eq: PASS }),
    resolve: 'is_create',
  },
  { key: 'is_create', type: 'condition', options: action('create'), resolve: 'create', reject: 'item_read' },
  { key: 'create', type: 'item-create', options: { ...ITEMS, payload: FROM_EVENT } },
  {
    key: 'item_read',
    type: 'item-read',
    options: {
      ...ITEMS,
      query: { filter: { calendar_event_id: { _eq: '{{$trigger.body.data.calendar_event_id}}' } } },
    },
    resolve: 'is_found',
  },
  {
    key: 'is_found',
    type: 'condition',
    options: { filter: { 'count($last)': { _gte: 1 } } },
    resolve: 'is_delete',
    reject: 'is_update',
  },
  { key: 'is_delete', type: 'condition', options: action('delete'), resolve: 'delete', reject: 'update' },
  { key: 'delete', type: 'item-delete', options: { ...ITEMS, key: ['{{item_read[0].id}}'] } },
  { key: 'update', type: 'item-update', options: { ...ITEMS, key: ['{{item_read[0].id}}'], payload: FROM_EVENT } },
  { key: 'is_update', type: 'condition', options: action('update'), resolve: 'create_missing' },
  { key: 'create_missing', type: 'item-create', options: { ...ITEMS, payload: FROM_EVENT } },
];

/** Text of the file that Data Studio's Import Flow takes. */
export function articleFlows(): string {
  const event = (type: 'action' | 'filter', scope: string[]) => ({ type, scope, collections: [COLLECTION] });
  const webhook = { method: 'POST', async: false };
  const flows = [
    flow('proxy', 'webhook', webhook, PROXY),
    flow('createUpdate', 'event', event('action', ['items.create', 'items.update']), CREATE_UPDATE),
    // The article also answers with the data of the last operation; Directus 12 takes that for the keys and deletes nothing.
    flow('remove', 'event', event('filter', ['items.delete']), REMOVE),
    flow('fromGoogle', 'webhook', webhook, FROM_GOOGLE),
  ];
  return JSON.stringify({ version: 2, flows });
}

/** `accountability` stays as Data Studio sets it for a new flow: the article tells its readers to look at the logs. */
function flow(
  name: keyof typeof ARTICLE_FLOW_IDS,
  trigger: 'event' | 'webhook',
  options: Record<string, unknown>,
  operations: readonly Operation[],
): object {
  const id = ARTICLE_FLOW_IDS[name];
  const idOf = (key: string | undefined) => (key === undefined ? null : operationId(id, key));
  return {
    flow: {
      id,
      name: `The article's ${name}`,
      icon: 'bolt',
      color: null,
      description: null,
      trigger,
      accountability: 'all',
      options,
      operation: idOf(operations[0]!.key),
    },
    operations: operations.map(({ key, type, options: own, resolve, reject }, i) => ({
      id: operationId(id, key),
      name: key,
      key,
      type,
      position_x: 19 + 18 * i,
      position_y: 1,
      options: own,
      resolve: idOf(resolve),
      reject: idOf(reject),
      flow: id,
    })),
  };
}
