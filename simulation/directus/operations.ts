// What each operation of a flow does with its rendered options.
import type { Actor } from './actor';
import { conditionErrors } from './conditions';
import { invalidPayload, NotPlayed } from './errors';
import type { FlowOperation } from './flow-file';
import type { Items } from './items';
import type { HttpAnswer, HttpRequest, Row } from './options';
import { requestJson } from './requests';
import type { ScriptInput, Scripts } from './scripts';

export interface OperationContext {
  items: Items;
  scripts: Scripts;
  send: (request: HttpRequest) => Promise<HttpAnswer>;
  log: (line: string) => void;
}

type Options = Record<string, unknown>;

/** @throws what Directus' own operation throws, and NotPlayed */
export async function runOperation(
  { items, scripts, send, log }: OperationContext,
  actor: Actor,
  operation: FlowOperation,
  options: Options,
  run: { data: Record<string, unknown>; input: ScriptInput },
): Promise<unknown> {
  switch (operation.type) {
    case 'exec':
      return scripts.run(String(options['code']), run.input);
    case 'condition': {
      const errors = conditionErrors(options['filter'], run.data);
      if (errors.length > 0) throw errors;
      return null;
    }
    case 'transform':
      return typeof options['json'] === 'string' ? JSON.parse(options['json']) : options['json'];
    case 'log':
      log(String(options['message']));
      return null;
    case 'request':
      return await requestJson(options, send);
    default:
      return await runItems(items, actor, operation.type, options);
  }
}

async function runItems(items: Items, actor: Actor, type: string, options: Options): Promise<unknown> {
  const collection = String(options['collection']);
  const payload = parsed(options['payload']);
  const query = parsed(options['query']);
  // Directus takes any text for true: that of a template that leads nowhere, too.
  const emits = Boolean(options['emitEvents']);
  switch (type) {
    case 'item-read':
      return await items.read(actor, collection, objectOrNone(query));
    case 'item-create':
      if (payload === null) return null;
      return await items.create(actor, collection, (Array.isArray(payload) ? payload : [payload]) as Row[], emits);
    case 'item-update':
      return await update(items, actor, collection, query, payload, emits);
    case 'item-delete': {
      const by = objectOrNone(query);
      return Object.keys(by).length > 0 ? await items.removeByQuery(actor, collection, by, emits) : null;
    }
    default:
      throw new NotPlayed(`The operation ${type}`);
  }
}

async function update(
  items: Items,
  actor: Actor,
  collection: string,
  query: unknown,
  payload: unknown,
  emits: boolean,
): Promise<unknown> {
  if (payload !== null && typeof payload !== 'object') throw invalidPayload('Invalid input');
  const by = objectOrNone(query);
  const hasQuery = Object.keys(by).length > 0;
  if (payload === null || Object.keys(payload).length === 0) return null;
  if (!Array.isArray(payload))
    return hasQuery ? await items.updateByQuery(actor, collection, by, payload as Row, emits) : null;
  if (hasQuery) throw invalidPayload('Cannot use "key" or "query" with a batch payload');
  return await items.updateEach(actor, collection, payload as Row[], emits);
}

/** Options may be given as JSON text; a template that leads nowhere gives the text "undefined", which is none. */
function parsed(option: unknown): unknown {
  return typeof option === 'string' ? (JSON.parse(option) as unknown) : (option ?? null);
}

function objectOrNone(query: unknown): Row {
  if (query === null) return {};
  if (typeof query !== 'object' || Array.isArray(query)) throw invalidPayload('Invalid input');
  return query as Row;
}
