// The flows of bindings with `emitEvents`: which writes emit events, and how flow 2 knows its own.
import { parseBindings, bindingsHash } from '../../src/core/bindings-file';
import { generateFlows, type FlowName, type FlowsFile } from '../../src/flows';
import { conditionErrors } from '../../simulation/directus/conditions';
import { buildScripts } from '../../tools/build-scripts';
import { createFor, pairedItem, request, STAMP } from './apply';
import { ENV, operationOf, runCode } from './run-script';

const names = { start: 'starts', end: 'ends', summary: 'name', description: 'text' };
const binding = (id: string, collection: string, more: object = {}) => ({
  ...{ id, collection, calendar: id, newEvents: false, emitEvents: true },
  fields: { ...names, eventId: 'event', sync: 'sync', problem: 'trouble' },
  ...more,
});
const silent = { emitEvents: false, fields: { ...names, eventId: 'event2', sync: 'sync2' } };

function flowsOf(...bindings: object[]) {
  const parsed = parseBindings(JSON.stringify({ bindings }), 'test');
  const file = generateFlows({ form: 'env', version: '1.2.3', bindings: parsed }, buildScripts());
  return { file, print: bindingsHash(parsed) };
}

const quiet = flowsOf(binding('main', 'talks', { emitEvents: false }), binding('second', 'talks', silent));
const loud = flowsOf(binding('main', 'talks'), binding('second', 'talks', silent), binding('rooms', 'rooms'));

const keysOf = (file: FlowsFile, flow: number) => file.flows[flow]!.operations.map(({ key }) => key);
const optionsOf = (flow: FlowName, key: string) => operationOf(loud.file, flow, key).options;

describe('[EV1] without the option', () => {
  it('is nothing in the flows that would ask for it', () => {
    expect(quiet.file.flows.flatMap((_, flow) => keysOf(quiet.file, flow))).not.toContain('own');
    for (const { type, options } of quiet.file.flows.flatMap(({ operations }) => operations))
      if (type.startsWith('item-')) expect(options['emitEvents']).toBe(false);
  });

  it('the flows and the script know each other by the print that they had before there was one', () => {
    const bindings = [binding('main', 'talks', { emitEvents: undefined }), binding('second', 'talks', silent)];
    expect(flowsOf(...bindings).print).toBe(quiet.print);
    expect(flowsOf(binding('main', 'talks'), binding('second', 'talks', silent)).print).not.toBe(quiet.print);
  });
});

describe('[EV1, EV2] with the option', () => {
  it('the three writes of flow 4 ask the gate, and all others are silent', () => {
    const writes = loud.file.flows.flatMap(({ operations }) =>
      operations.filter(({ type }) => /^item-(create|update|delete)$/.test(type)),
    );
    const emitting = writes.filter(({ options }) => options['emitEvents'] !== false);
    expect(emitting.map(({ key, options }) => [key, options['emitEvents']])).toEqual(
      ['create', 'update', 'del'].map((key) => [key, '{{gate.emits}}']),
    );
    expect(writes.length).toBeGreaterThan(emitting.length);
  });

  const set = (write: object) => ({ do: 'set', key: '1', expect: [], was: {}, write });
  const emits = (bindingId: string, changes: object[], more: object = {}) => {
    const body = { ...request('apply', { binding: bindingId, changes, ...more }), print: loud.print };
    const code = String(optionsOf('processEvents', 'gate')['code']);
    return (runCode(code, { $trigger: { body }, $env: ENV }) as { emits: unknown }).emits;
  };
  const edit = set({ name: 'New', sync: '3;x' });
  const note = set({ event: 'e1', sync: '3;x' });

  it.each([
    ['an item that is made', 'main', [createFor('e1')], true],
    ['an item that is deleted', 'main', [{ do: 'delete', event: 'e1', key: '1', expect: [] }], true],
    ['values', 'main', [edit], true],
    ['an item that is unlinked', 'main', [set({ event: '-e1', sync: null })], true],
    ['an id and a sync value', 'main', [note], false],
    ['an id that is taken away', 'main', [set({ event: null, sync: null })], false],
    ['a problem', 'main', [set({ trouble: 'Bad' })], false],
    ['nothing', 'main', [], false],
    ['an id in one call with values', 'main', [note, edit], true],
    ['values of a binding without the option', 'second', [set({ name: 'New', sync2: '3;x' })], false],
  ])('%s (%s)', (_, bindingId, changes, expected) => {
    expect(emits(bindingId, changes)).toBe(expected);
  });

  it('what is only tried is told to nobody: Directus tells of updates before it takes them back', () => {
    expect(emits('main', [edit], { trial: true })).toBe(false);
  });
});

describe('[EV5] an update that is told', () => {
  const told = (keys: string[], more: object = {}) => {
    const changes = keys.map((key) => ({ do: 'set', key, expect: [], was: {}, write: { name: `New ${key}` } }));
    const body = { ...request('apply', { binding: 'main', changes, ...more }), print: loud.print };
    const run = (key: string, data: object) => runCode(String(optionsOf('processEvents', key)['code']), data);
    const entry = { $trigger: { body }, stamp: [{ id: STAMP }], rstamp: [{ id: 10 }] };
    const gate = run('gate', { ...entry, $env: ENV });
    const read = [pairedItem(1, 'e1'), pairedItem(2, 'e2')];
    return (run('plan', { ...entry, gate, read }) as { told: unknown }).told;
  };

  it('goes by query where it is one, and Directus tells of it after the transaction', () => {
    expect(told(['1'])).toEqual({ query: { filter: { id: { _eq: 1 } }, limit: 1 }, payload: { name: 'New 1' } });
    expect(optionsOf('processEvents', 'update')).toMatchObject({
      query: '{{plan.told.query}}',
      payload: '{{plan.told.payload}}',
    });
  });

  it('goes as a list where they are several, or none, or only tried', () => {
    const rows = [
      { id: 1, name: 'New 1' },
      { id: 2, name: 'New 2' },
    ];
    expect(told(['1', '2'])).toEqual({ query: {}, payload: rows });
    expect(told([])).toEqual({ query: {}, payload: [] });
    expect(told(['9'], { trial: true })).toEqual({ query: {}, payload: [{}] });
    expect(told(['1'], { trial: true })).toEqual({ query: {}, payload: [rows[0], {}] });
  });
});

describe('[EV3] flow 2', () => {
  const OURS = { user: null, admin: true };
  const isOwn = (payload: unknown, accountability: unknown = OURS, collection = 'talks') => {
    const { filter } = optionsOf('sendChanges', 'own');
    return conditionErrors(filter, { $trigger: { collection, payload }, $accountability: accountability }).length === 0;
  };

  it('begins with the question whether a write is its own, and goes on as ever where it is not', () => {
    const flow = loud.file.flows[1]!;
    const own = operationOf(loud.file, 'sendChanges', 'own');
    expect(flow.flow.operation).toBe(own.id);
    expect(own).toMatchObject({
      type: 'condition',
      resolve: null,
      reject: operationOf(loud.file, 'sendChanges', 'stamp').id,
    });
    expect(keysOf(loud.file, 1).slice(1)).toEqual(keysOf(quiet.file, 1));
    expect(keysOf(loud.file, 2)).toEqual(keysOf(quiet.file, 2));
  });

  it.each([
    ['values of an event', { name: 'New', sync: '3;x' }],
    ['an item that is unlinked', { event: '-e1', sync: null }],
  ])('knows %s', (_, payload) => {
    expect(isOwn(payload)).toBe(true);
    expect(isOwn(payload, OURS, 'rooms')).toBe(true);
  });

  it.each([
    ['a revert by a person', { name: 'Old', sync: '3;x' }, { user: 'u', admin: true }],
    ['an import by somebody who is not logged in', { name: 'Old', sync: '3;x' }, { user: null, admin: false }],
    ['what nobody is accountable for', { name: 'Old', sync: '3;x' }, null],
    ["another flow's values", { name: 'New' }],
    ["the sync value of a binding that does not emit, by another's flow", { sync2: '3;x' }],
    ['a column of another collection', { sync: '3;x' }, OURS, 'others'],
    ['nothing at all', {}],
    ['a list of keys', [1, 2]],
  ])('lets through %s', (_, payload, accountability: unknown = OURS, collection = 'talks') => {
    expect(isOwn(payload, accountability, collection)).toBe(false);
  });
});
