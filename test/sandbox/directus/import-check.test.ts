// The refusals of Data Studio's "Import Flow", one by one, and the rows that it sends for a good file.
import { FlowImportError, importRows, readFlowFile, type ImportRefusal } from '../../../sandbox/directus/import-check';

const FLOW = '11111111-0000-4000-8000-000000000000';
const FIRST = '22222222-0000-4000-8000-000000000000';
const SECOND = '33333333-0000-4000-8000-000000000000';

interface Operation {
  [member: string]: unknown;
}

function operation(id: string, changes: Operation = {}): Operation {
  const links = { resolve: null, reject: null, flow: FLOW };
  return { id, name: 'N', key: 'n', type: 'log', position_x: 19, position_y: 1, options: {}, ...links, ...changes };
}

/** A good file of one flow with two operations, the first leading to the second. */
function goodFile(): { version: unknown; flows: { flow: Operation; operations: Operation[] }[] } {
  const flow = { id: FLOW, name: 'F', icon: 'bolt', color: null, description: '', trigger: 'webhook' };
  const rest = { accountability: null, options: { method: 'POST' }, operation: FIRST };
  return {
    version: 2,
    flows: [{ flow: { ...flow, ...rest }, operations: [operation(FIRST, { resolve: SECOND }), operation(SECOND)] }],
  };
}

type GoodFile = ReturnType<typeof goodFile>;

function refusalOf(text: string): { refusal: ImportRefusal; place: string } | 'accepted' {
  try {
    readFlowFile(text);
    return 'accepted';
  } catch (error) {
    if (!(error instanceof FlowImportError)) throw error;
    return { refusal: error.refusal, place: error.place };
  }
}

test('a good file is accepted, also with members that Directus does not know', () => {
  const file = goodFile();
  expect(refusalOf(JSON.stringify({ ...file, note: 'hello' }))).toBe('accepted');
});

test('text that is not JSON is refused with the words of Data Studio', () => {
  expect(() => readFlowFile('{')).toThrow(/^This file isn't valid JSON\. \(/);
});

test.each<[string, (file: GoodFile) => unknown]>([
  ['a list instead of an object', () => []],
  ['null', () => null],
  ['version 1', (file) => ({ ...file, version: 1 })],
  ['version "2"', (file) => ({ ...file, version: '2' })],
  ['no flows', (file) => ({ ...file, flows: [] })],
  ['flows that are no list', (file) => ({ ...file, flows: { 0: file.flows[0] } })],
  ['an entry without its flow', (file) => ({ ...file, flows: [{ operations: [] }] })],
  ['an entry without operations', (file) => ({ ...file, flows: [{ flow: file.flows[0]?.flow }] })],
])('%s is not a flow export', (_name, change) => {
  expect(refusalOf(JSON.stringify(change(goodFile())))).toMatchObject({ refusal: 'invalid-file' });
});

test.each<[string, (flow: Operation, operations: Operation[]) => void, string]>([
  ['a numeric flow id', (flow) => (flow.id = 1), 'flows[0].flow: id or name is no text'],
  ['a missing flow name', (flow) => delete flow.name, 'flows[0].flow: id or name is no text'],
  ['an operation without id', (_flow, list) => delete list[1]?.id, 'flows[0].operations[1]: id or key is no text'],
  ['an operation without key', (_flow, list) => delete list[0]?.key, 'flows[0].operations[0]: id or key is no text'],
  [
    'a missing first operation (null must be written)',
    (flow) => delete flow.operation,
    'flows[0].flow.operation is neither null nor an operation of the same flow',
  ],
  [
    'a missing reject',
    (_flow, list) => delete list[1]?.reject,
    'flows[0].operations[1].reject is neither null nor an operation of the same flow',
  ],
  [
    'a resolve that leads to no operation',
    (_flow, list) => Object.assign(list[0] ?? {}, { resolve: FLOW }),
    'flows[0].operations[0].resolve is neither null nor an operation of the same flow',
  ],
  ['an id that is there twice', (_flow, list) => void list.push(operation(FIRST)), `the id ${FIRST} is there twice`],
])('%s is refused with its place', (_name, change, place) => {
  const file = goodFile();
  const entry = file.flows[0];
  if (entry) change(entry.flow, entry.operations);
  expect(refusalOf(JSON.stringify(file))).toEqual({ refusal: 'invalid-file', place });
});

test('an operation of another flow is refused in words of its own', () => {
  const file = goodFile();
  file.flows[0]?.operations.push(operation('44444444-0000-4000-8000-000000000000', { flow: SECOND }));
  expect(refusalOf(JSON.stringify(file))).toEqual({
    refusal: 'foreign-operation',
    place: 'flows[0].operations[2].flow',
  });
});

test('a link into another flow of the same file is refused', () => {
  const file = goodFile();
  const flow = { ...file.flows[0]?.flow, id: SECOND.replace('3', '5'), operation: FIRST };
  file.flows.push({ flow, operations: [] });
  expect(refusalOf(JSON.stringify(file))).toMatchObject({
    place: expect.stringMatching(/^flows\[1\]\.flow\.operation/),
  });
});

test('a cycle is not noticed, as in Data Studio', () => {
  const file = goodFile();
  Object.assign(file.flows[0]?.operations[1] ?? {}, { resolve: FIRST });
  expect(refusalOf(JSON.stringify(file))).toBe('accepted');
});

test('the rows are inactive flows at the top level and operations, with known members only', () => {
  const file = goodFile();
  Object.assign(file.flows[0]?.flow ?? {}, { status: 'active', folder: 'x', user_created: 'y' });
  Object.assign(file.flows[0]?.operations[0] ?? {}, { date_created: 'z' });
  const good = goodFile().flows[0];
  expect(importRows(readFlowFile(JSON.stringify(file)))).toEqual([
    { collection: 'directus_flows', items: [{ ...good?.flow, status: 'inactive', folder: null }] },
    { collection: 'directus_operations', items: good?.operations },
  ]);
});
