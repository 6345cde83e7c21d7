// The flows of a file, checked: what is not played here is refused before anything runs.
import { FLOW_FILE_NAMES, FLOW_IDS, type ExportedFlow, type ExportedOperation, type FlowName } from '../../src/flows';
import { NotPlayed } from './errors';
import { compileTemplate, type Rendered } from './templates';

export interface FlowOperation {
  key: string;
  type: ExportedOperation['type'];
  /** Each option by itself. */
  options: readonly (readonly [string, Rendered])[];
  resolve: FlowOperation | null;
  reject: FlowOperation | null;
}

export interface Flow {
  id: string;
  /** In labels of steps: the name of the flow's own file, such as "send-changes". */
  label: string;
  name: string;
  first: FlowOperation;
  /** Events as "collection.items.create"; empty for a webhook. */
  events: string[];
  /** Undefined for an event flow. */
  webhook: { method: string; async: boolean } | undefined;
}

/** The options of each operation that are played; all other options are refused. */
const OPTIONS: Record<ExportedOperation['type'], readonly string[]> = {
  condition: ['filter'],
  exec: ['code'],
  'item-create': ['collection', 'payload', 'permissions', 'emitEvents'],
  'item-delete': ['collection', 'query', 'permissions', 'emitEvents'],
  'item-read': ['collection', 'query', 'permissions', 'emitEvents'],
  'item-update': ['collection', 'query', 'payload', 'permissions', 'emitEvents'],
  log: ['message'],
  request: ['method', 'url', 'headers', 'body'],
  transform: ['json'],
};

/** @throws NotPlayed when a flow uses what is not played here */
export function readFlows(text: string): Flow[] {
  const file = JSON.parse(text) as { version: number; flows: ExportedFlow[] };
  if (file.version !== 2) throw new NotPlayed(`Flow files of version ${file.version}`);
  return file.flows.map(readFlow);
}

function readFlow({ flow, operations }: ExportedFlow): Flow {
  if (flow.accountability !== null) throw new NotPlayed(`The run log of "${flow.name}"`);
  const read = new Map(operations.map((operation) => [operation.id, readOperation(operation)]));
  const at = (id: string | null) => (id === null ? null : (read.get(id) ?? missing(flow.name, id)));
  for (const { id, resolve, reject } of operations)
    Object.assign(read.get(id)!, { resolve: at(resolve), reject: at(reject) });
  const name = (Object.keys(FLOW_IDS) as FlowName[]).find((known) => FLOW_IDS[known] === flow.id);
  return {
    id: flow.id,
    name: flow.name,
    label: name ? FLOW_FILE_NAMES[name] : flow.name,
    first: at(flow.operation) ?? missing(flow.name, 'none'),
    ...readTrigger(flow),
  };
}

function missing(flow: string, id: string): never {
  throw new NotPlayed(`The operation ${id} of "${flow}" is missing`);
}

function readTrigger({ trigger, name, options }: ExportedFlow['flow']): Pick<Flow, 'events' | 'webhook'> {
  if (trigger === 'event') {
    const { type, scope, collections } = options as { type: string; scope: string[]; collections: string[] };
    if (type !== 'action' || scope.some((event) => !/^items\.(create|update|delete)$/.test(event)))
      throw new NotPlayed(`The trigger of "${name}"`);
    return {
      events: collections.flatMap((collection) => scope.map((event) => `${collection}.${event}`)),
      webhook: undefined,
    };
  }
  const { method, async, return: returned, error_on_reject: fails } = options;
  if (method !== 'POST' || typeof async !== 'boolean' || returned !== '$last' || fails !== false)
    throw new NotPlayed(`The trigger of "${name}"`);
  return { events: [], webhook: { method, async } };
}

function readOperation({ key, type, options }: ExportedOperation): FlowOperation {
  const known = OPTIONS[type] as readonly string[] | undefined;
  const unknown = Object.keys(options).find((name) => !known?.includes(name));
  if (!known || unknown !== undefined) throw new NotPlayed(`The operation ${type} with ${unknown ?? 'any option'}`);
  const isItems = type.startsWith('item-');
  const emits = type === 'item-read' && options['emitEvents'] !== false;
  if (isItems && (options['permissions'] !== '$full' || emits))
    throw new NotPlayed(`${type} with other permissions than $full, or with events`);
  const rendered = Object.entries(options).map(([name, value]) => [name, compileTemplate(value)] as const);
  return { key, type, options: rendered, resolve: null, reject: null };
}
