// From a typed description of a flow to Directus' export format, version 2: what Data Studio's Import Flow reads.
import { FLOW_IDS, FLOW_NAMES, operationId, type FlowName } from './ids';

export type OperationType =
  'condition' | 'exec' | 'item-create' | 'item-delete' | 'item-read' | 'item-update' | 'log' | 'request' | 'transform';

/** One operation, known by its key inside the flow. `at` is its place in the editor: column and row from 0. */
export interface Operation {
  key: string;
  name: string;
  type: OperationType;
  at: readonly [column: number, row: number];
  options: Record<string, unknown>;
  /** Keys of the next operations. Each operation can be the target of one resolve and one reject. */
  resolve?: string;
  reject?: string;
}

export type Trigger = { type: 'event'; scope: string[]; collections: string[] } | { type: 'webhook'; async: boolean };

/** A flow; its first operation is the one that the trigger starts. */
export interface FlowDefinition {
  flow: FlowName;
  icon: string;
  color: string;
  description: string;
  trigger: Trigger;
  operations: readonly Operation[];
}

export interface ExportedFlow {
  flow: {
    id: string;
    name: string;
    icon: string;
    color: string;
    description: string;
    trigger: Trigger['type'];
    accountability: null;
    options: Record<string, unknown>;
    operation: string;
  };
  operations: ExportedOperation[];
}

export interface ExportedOperation {
  id: string;
  name: string;
  key: string;
  type: OperationType;
  position_x: number;
  position_y: number;
  options: Record<string, unknown>;
  resolve: string | null;
  reject: string | null;
  flow: string;
}

/** The editor's raster: operations stand 18 units apart, the first one right of the trigger. */
const RASTER = { firstX: 19, firstY: 1, step: 18 };

/**
 * Turns a definition into the exported form. `accountability` is always null: run logs would hold bodies and tokens,
 * and cost more than the flow itself (https://directus.com/docs/guides/automate/flows).
 * @throws Error when the operations do not form a graph that Directus takes: keys and places used once, links to
 *   existing operations, one resolve and one reject into each, no cycle (a cycle keeps Directus from starting).
 */
export function defineFlow(definition: FlowDefinition): ExportedFlow {
  const { operations, trigger } = definition;
  const problem = findProblem(operations);
  if (problem) throw new Error(`Flow "${FLOW_NAMES[definition.flow]}": ${problem}`);
  const flowId = FLOW_IDS[definition.flow];
  const idOf = (key: string | undefined) => (key === undefined ? null : operationId(flowId, key));
  return {
    flow: {
      id: flowId,
      name: FLOW_NAMES[definition.flow],
      icon: definition.icon,
      color: definition.color,
      description: definition.description,
      trigger: trigger.type,
      accountability: null,
      options: triggerOptions(trigger),
      operation: operationId(flowId, operations[0]!.key),
    },
    operations: operations.map((operation) => ({
      id: operationId(flowId, operation.key),
      name: operation.name,
      key: operation.key,
      type: operation.type,
      position_x: RASTER.firstX + RASTER.step * operation.at[0],
      position_y: RASTER.firstY + RASTER.step * operation.at[1],
      options: operation.options,
      resolve: idOf(operation.resolve),
      reject: idOf(operation.reject),
      flow: flowId,
    })),
  };
}

function triggerOptions(trigger: Trigger): Record<string, unknown> {
  if (trigger.type === 'event') return { type: 'action', scope: trigger.scope, collections: trigger.collections };
  return { method: 'POST', async: trigger.async, return: '$last', cacheEnabled: false, error_on_reject: false };
}

function findProblem(operations: readonly Operation[]): string | undefined {
  if (operations.length === 0) return 'has no operation';
  const keys = new Set(operations.map((operation) => operation.key));
  if (keys.size < operations.length) return 'a key is used twice';
  if (new Set(operations.map((operation) => operation.at.join())).size < operations.length)
    return 'two operations share a place';
  for (const link of ['resolve', 'reject'] as const) {
    const targets = operations.flatMap((operation) => operation[link] ?? []);
    if (new Set(targets).size < targets.length) return `an operation is the target of two "${link}" links`;
    const unknown = targets.find((target) => !keys.has(target));
    if (unknown !== undefined) return `a "${link}" link leads to "${unknown}", which does not exist`;
  }
  return findCycle(operations);
}

/** Links may only lead forward in the list, which rules out cycles and shows the order at a glance. */
function findCycle(operations: readonly Operation[]): string | undefined {
  const place = new Map(operations.map((operation, i) => [operation.key, i]));
  const backward = operations.find((operation, i) =>
    [operation.resolve, operation.reject].some((target) => target !== undefined && place.get(target)! <= i),
  );
  return backward && `"${backward.key}" links to itself or to an operation before it`;
}
