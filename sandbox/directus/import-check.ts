// Reads a flow file as Data Studio's "Import Flow" does: refuses what it refuses, and makes the rows that it sends.

/** A file of flows in Directus' own export format. Other members of flows and operations are dropped by the import. */
export interface FlowFile {
  version: 2;
  flows: readonly FlowFileEntry[];
}

export interface FlowFileEntry {
  flow: { id: string; name: string; operation: string | null } & Record<string, unknown>;
  operations: readonly FlowFileOperation[];
}

export type FlowFileOperation = {
  id: string;
  key: string;
  flow: string;
  resolve: string | null;
  reject: string | null;
} & Record<string, unknown>;

/** What Data Studio posts to `/utils/import`: two collections, flows before operations. */
export type ImportRows = [
  { collection: 'directus_flows'; items: Record<string, unknown>[] },
  { collection: 'directus_operations'; items: Record<string, unknown>[] },
];

/** Data Studio's messages under "Couldn't import Flow". */
export const IMPORT_REFUSALS = {
  'not-json': "This file isn't valid JSON.",
  'invalid-file': "This file isn't a Flow export.",
  'foreign-operation': 'This file contains an operation that belongs to a different Flow.',
} as const;
export type ImportRefusal = keyof typeof IMPORT_REFUSALS;

/** `message` begins with what Data Studio would show; after it comes the place, which Data Studio doesn't tell. */
export class FlowImportError extends Error {
  override readonly name = 'FlowImportError';

  constructor(
    readonly refusal: ImportRefusal,
    readonly place: string,
  ) {
    super(`${IMPORT_REFUSALS[refusal]} (${place})`);
  }
}

const FLOW_MEMBERS = ['name', 'icon', 'color', 'description', 'trigger', 'accountability', 'options', 'operation'];
const OPERATION_MEMBERS = [
  'id',
  'name',
  'key',
  'type',
  'position_x',
  'position_y',
  'options',
  'resolve',
  'reject',
  'flow',
];

/**
 * Checks the text of a flow file as Data Studio 12.4 does before it sends anything. It looks neither for cycles, nor for
 * operation types, nor for members that the database needs.
 * https://github.com/directus/directus (app: the flows module's import)
 * @throws FlowImportError
 */
export function readFlowFile(text: string): FlowFile {
  let file: unknown;
  try {
    file = JSON.parse(text);
  } catch (error) {
    throw new FlowImportError('not-json', String(error));
  }
  if (!isObject(file)) throw new FlowImportError('invalid-file', 'it is no object');
  if (file.version !== 2) throw new FlowImportError('invalid-file', 'version is not 2');
  if (!Array.isArray(file.flows) || file.flows.length === 0)
    throw new FlowImportError('invalid-file', 'flows is no list or is empty');
  const flows = file.flows.map((entry: unknown, index) => readEntry(entry, `flows[${index}]`));
  refuseRepeatedIds(flows);
  return { version: 2, flows };
}

/** The rows that Data Studio sends for a file: flows always come in inactive, at the top level. */
export function importRows(file: FlowFile): ImportRows {
  return [
    {
      collection: 'directus_flows',
      items: file.flows.map(({ flow }) => ({
        id: flow.id,
        folder: null,
        status: 'inactive',
        ...pick(flow, FLOW_MEMBERS),
      })),
    },
    {
      collection: 'directus_operations',
      items: file.flows.flatMap(({ operations }) => operations.map((operation) => pick(operation, OPERATION_MEMBERS))),
    },
  ];
}

function readEntry(entry: unknown, place: string): FlowFileEntry {
  if (!isObject(entry) || !isObject(entry.flow) || !Array.isArray(entry.operations))
    throw new FlowImportError('invalid-file', `${place} has no flow or no list of operations`);
  const { flow } = entry;
  if (typeof flow.id !== 'string' || typeof flow.name !== 'string')
    throw new FlowImportError('invalid-file', `${place}.flow: id or name is no text`);

  const operations = entry.operations.map((operation: unknown, index) =>
    readOperation(operation, flow.id, `${place}.operations[${index}]`),
  );
  const ids = new Set(operations.map((operation) => operation.id));
  checkLink(flow.operation, ids, `${place}.flow.operation`);
  operations.forEach((operation, index) => {
    checkLink(operation.resolve, ids, `${place}.operations[${index}].resolve`);
    checkLink(operation.reject, ids, `${place}.operations[${index}].reject`);
  });
  return { flow: flow as FlowFileEntry['flow'], operations: operations as FlowFileOperation[] };
}

function readOperation(operation: unknown, flowId: unknown, place: string): Record<string, unknown> & { id: string } {
  if (!isObject(operation) || typeof operation.id !== 'string' || typeof operation.key !== 'string')
    throw new FlowImportError('invalid-file', `${place}: id or key is no text`);
  if (operation.flow !== flowId) throw new FlowImportError('foreign-operation', `${place}.flow`);
  return { ...operation, id: operation.id };
}

function checkLink(link: unknown, ids: ReadonlySet<string>, place: string): void {
  if (link === null) return;
  if (typeof link !== 'string' || !ids.has(link))
    throw new FlowImportError('invalid-file', `${place} is neither null nor an operation of the same flow`);
}

function refuseRepeatedIds(flows: readonly FlowFileEntry[]): void {
  const seen = new Set<string>();
  for (const id of flows.flatMap(({ flow, operations }) => [flow.id, ...operations.map((operation) => operation.id)])) {
    if (seen.has(id)) throw new FlowImportError('invalid-file', `the id ${id} is there twice`);
    seen.add(id);
  }
}

function pick(source: Record<string, unknown>, members: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(members.filter((name) => name in source).map((name) => [name, source[name]]));
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
