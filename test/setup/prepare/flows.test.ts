// What setting up finds of the flows in Directus, and the calls that bring them in.
import { flowSteps, type WantedFlow } from '../../../src/setup/prepare/flows';
import type { Row } from '../../../src/core/values';

const WANTED: WantedFlow = {
  flow: {
    id: 'f1',
    name: 'Send',
    trigger: 'event',
    options: { scope: ['items.create'] },
    accountability: null,
    operation: 'o1',
  },
  operations: [
    { id: 'o1', key: 'a', type: 'exec', options: { code: '1' }, resolve: 'o2', reject: null, flow: 'f1' },
    { id: 'o2', key: 'b', type: 'log', options: { message: 'm' }, resolve: null, reject: null, flow: 'f1' },
  ],
};

/** The flow as Directus gives it back, with what people may change and we may not mind. */
function row(changes: Row = {}, operation: Row = {}): Row {
  const [first, second] = WANTED.operations;
  return {
    ...{ ...WANTED.flow, status: 'active', icon: 'bolt', date_created: '2026-06-01' },
    operations: [{ ...second }, { ...first, name: 'Renamed', position_x: 40, ...operation }],
    ...changes,
  };
}

const codes = (rows: Row[]): string[] => flowSteps(rows, [WANTED]).map(({ code }) => code);

test('a flow that is there and active needs nothing, however it is named, drawn and ordered', () => {
  expect(codes([row({ name: 'Mine' })])).toEqual([]);
});

test('one that is missing comes in with its operations from the last to the first, and is active at the end', () => {
  const [step] = flowSteps([], [WANTED]);
  expect(step!.code).toBe('FLOW_MISSING');
  expect(step!.calls).toEqual([
    { method: 'POST', path: '/flows', body: expect.objectContaining({ id: 'f1', status: 'inactive' }) },
    { method: 'POST', path: '/operations', body: [WANTED.operations[1], WANTED.operations[0]] },
    { method: 'PATCH', path: '/flows/f1', body: { operation: 'o1', status: 'active' } },
  ]);
  expect(step!.calls[0]!.body).not.toHaveProperty('operation');
});

test('one that is not active is set to active, and nothing else of it is touched', () => {
  const [step] = flowSteps([row({ status: 'inactive' })], [WANTED]);
  expect(step).toMatchObject({ code: 'FLOW_INACTIVE', calls: [{ method: 'PATCH', body: { status: 'active' } }] });
});

test.each<[string, Row]>([
  ['has other code', row({}, { options: { code: '2' } })],
  ['leads elsewhere', row({}, { resolve: null })],
  ['listens to something else', row({ options: { scope: ['items.update'] } })],
  ['lacks an operation', row({ operations: [{ ...WANTED.operations[0] }] })],
  ['keeps its runs in Directus, secrets among them', row({ accountability: 'all' })],
])('one that %s is replaced, and keeps its id', (_, there) => {
  const [step] = flowSteps([there], [WANTED]);
  expect(step!.code).toBe('FLOW_DIFFERS');
  expect(step!.calls.map(({ method, path }) => `${method} ${path}`)).toEqual([
    'DELETE /flows',
    'POST /flows',
    'POST /operations',
    'PATCH /flows/f1',
  ]);
});

test('another active flow of the same name is switched off, not deleted', () => {
  const [step, ...others] = flowSteps([row(), row({ id: 'by hand' })], [WANTED]);
  expect(step).toMatchObject({
    code: 'FLOW_DOUBLED',
    calls: [{ path: '/flows/by hand', body: { status: 'inactive' } }],
  });
  expect(others).toEqual([]);
  expect(codes([row(), row({ id: 'by hand', status: 'inactive' })])).toEqual([]);
});
