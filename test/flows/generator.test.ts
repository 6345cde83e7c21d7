// The generated flows: what Data Studio's importer and Directus' flow engine ask of them.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseBindings } from '../../src/core/bindings-file';
import { defineFlow, type Operation } from '../../src/flows/define';
import { FLOW_IDS, generateFlows, SCRIPT_NAMES, type FlowsFile } from '../../src/flows';
import { literal } from '../../src/flows/texts';
import { buildFlowFiles, buildScripts } from '../../tools/build-scripts';
import { BINDINGS, SECRET, testFlows, WEB_APP_URL } from './run-script';

declare const __PROJECT_ROOT__: string;

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const FLOW_MEMBERS = 'accountability,color,description,icon,id,name,operation,options,trigger';
const OPERATION_MEMBERS = 'flow,id,key,name,options,position_x,position_y,reject,resolve,type';
const membersOf = (object: object) => Object.keys(object).sort().join();

function inlineFlows(): FlowsFile {
  const form = { form: 'inline' as const, secret: SECRET, webAppUrl: WEB_APP_URL };
  return generateFlows({ ...form, version: '1.2.3', bindings: BINDINGS }, buildScripts());
}

describe('committed flows', () => {
  it('are what bindings.json and the code generate (npm run build writes them)', () => {
    const read = (...path: string[]) => readFileSync(join(__PROJECT_ROOT__, ...path), 'utf8');
    const bindings = parseBindings(read('bindings.json'), 'bindings.json');
    const { version } = JSON.parse(read('package.json')) as { version: string };
    const files = buildFlowFiles(bindings, { form: 'env', version });
    expect(Object.keys(files).sort()).toEqual([
      'all-flows.json',
      'process-events.json',
      'proxy.json',
      'send-changes.json',
      'send-deletes.json',
    ]);
    for (const [name, text] of Object.entries(files)) expect([name, read('flows', name)]).toEqual([name, text]);
  });
});

describe.each([
  ['env', testFlows],
  ['inline', inlineFlows],
])('the form "%s"', (_, make) => {
  const file = make();

  it('has exactly the members that the import reads', () => {
    expect(file.version).toBe(2);
    for (const { flow, operations } of file.flows) {
      expect(membersOf(flow)).toBe(FLOW_MEMBERS);
      for (const operation of operations) expect(membersOf(operation)).toBe(OPERATION_MEMBERS);
    }
  });

  it('has ids that are UUIDs, none of them twice, and those of the flows are the published ones', () => {
    const ids = file.flows.flatMap(({ flow, operations }) => [flow.id, ...operations.map(({ id }) => id)]);
    expect(ids.filter((id) => !UUID.test(id))).toEqual([]);
    expect(new Set(ids).size).toBe(ids.length);
    expect(file.flows.map(({ flow }) => flow.id)).toEqual(Object.values(FLOW_IDS));
  });

  it('links operations of the same flow only, each the target of one resolve and one reject at most, all reachable', () => {
    for (const { flow, operations } of file.flows) {
      const ids = operations.map(({ id }) => id);
      for (const link of ['resolve', 'reject'] as const) {
        const targets = operations.flatMap((operation) => operation[link] ?? []);
        expect(targets.filter((target) => !ids.includes(target))).toEqual([]);
        expect(new Set(targets).size).toBe(targets.length);
      }
      const linked = new Set(operations.flatMap(({ resolve, reject }) => [resolve, reject]));
      expect(ids.filter((id) => !linked.has(id))).toEqual([flow.operation]);
      expect(operations.every((operation) => operation.flow === flow.id)).toBe(true);
    }
  });

  it('keeps no run logs, writes without events and never by key', () => {
    for (const { flow, operations } of file.flows) {
      expect(flow.accountability).toBeNull();
      for (const { type, options } of operations.filter((operation) => operation.type.startsWith('item-'))) {
        expect(options).toMatchObject({ permissions: '$full', emitEvents: false });
        expect(options).not.toHaveProperty('key');
        if (type === 'item-read' || type === 'item-delete') expect(options['query']).toBeDefined();
      }
    }
  });

  it('ends every webhook run in an answer of its own, so that no condition answers with what it compared', () => {
    const { operations } = file.flows[3]!;
    const ends = operations.filter(({ resolve, reject }) => resolve === null || reject === null);
    expect(
      ends.every(({ type, resolve, reject }) => type !== 'condition' || (resolve !== null && reject !== null)),
    ).toBe(true);
    expect(ends.filter(({ resolve }) => resolve === null).map(({ type }) => type)).toEqual(
      expect.arrayContaining(['exec', 'transform']),
    );
  });

  it('holds code that is no template, without Node', () => {
    for (const { options } of file.flows.flatMap(({ operations }) => operations)) {
      if (options['code'] === undefined) continue;
      expect(options['code']).not.toContain('{{');
      expect(options['code']).not.toMatch(/\brequire\(|\bprocess\.|\bBuffer\b/);
    }
  });
});

describe('generateFlows', () => {
  it('listens to every bound collection once', () => {
    expect(testFlows().flows[1]!.flow.options['collections']).toEqual(['talks', 'rooms']);
    expect(testFlows().flows[2]!.flow.options).toEqual({
      type: 'action',
      scope: ['items.delete'],
      collections: ['talks', 'rooms'],
    });
  });

  it('writes secret and URL into the inline form only', () => {
    expect(JSON.stringify(testFlows())).not.toContain(SECRET);
    expect(JSON.stringify(inlineFlows())).toContain(SECRET);
    expect(JSON.stringify(inlineFlows())).toContain(WEB_APP_URL);
  });

  it('refuses an inline secret that is too short, and a URL that is none', () => {
    const options = { form: 'inline' as const, version: '1', bindings: BINDINGS };
    const scripts = buildScripts();
    expect(() => generateFlows({ ...options, secret: 'short', webAppUrl: WEB_APP_URL }, scripts)).toThrow(
      '32 characters',
    );
    expect(() => generateFlows({ ...options, secret: SECRET, webAppUrl: 'abc' }, scripts)).toThrow('GCALENDARHOOKURL');
  });

  it('refuses code that would be read as a template', () => {
    const scripts = { ...buildScripts(), gate: 'module.exports=()=>"{{x}}";' };
    expect(() => generateFlows({ form: 'env', version: '1', bindings: BINDINGS }, scripts)).toThrow(
      'gate contains "{{"',
    );
  });

  it('gives the same flows every time', () => {
    const scripts = buildScripts();
    const make = () => JSON.stringify(generateFlows({ form: 'env', version: '1', bindings: BINDINGS }, scripts));
    expect(make()).toBe(make());
  });
});

describe('literal', () => {
  it.each(['{{x}}', '{{{', '\\{{', '"{{"', '\u2028'])('hides braces in %j and evaluates to the same text', (text) => {
    const code = literal({ a: { b: [text] } });
    expect(code).not.toContain('{{');
    expect(JSON.parse(code)).toEqual({ a: { b: [text] } });
  });
});

describe('buildScripts', () => {
  it('keeps every script within 8,000 characters', () => {
    const scripts = buildScripts();
    expect(Object.keys(scripts).sort()).toEqual([...SCRIPT_NAMES].sort());
    const tooLong = Object.entries(scripts).filter(([, code]) => code.length > 8_000);
    expect(tooLong.map(([name, code]) => [name, code.length])).toEqual([]);
  });
});

describe('defineFlow', () => {
  const operation = (key: string, at: [number, number], links: Partial<Operation> = {}): Operation => ({
    key,
    name: key,
    type: 'transform',
    at,
    options: {},
    ...links,
  });
  const define =
    (...operations: Operation[]) =>
    () =>
      defineFlow({
        flow: 'proxy',
        icon: 'bolt',
        color: '#000000',
        description: '',
        trigger: { type: 'webhook', async: true },
        operations,
      });

  it.each([
    ['no operation', define(), 'no operation'],
    ['a key twice', define(operation('a', [0, 0]), operation('a', [1, 0])), 'used twice'],
    ['a place twice', define(operation('a', [0, 0]), operation('b', [0, 0])), 'share a place'],
    ['a link to nowhere', define(operation('a', [0, 0], { resolve: 'b' })), 'does not exist'],
    ['a link to itself', define(operation('a', [0, 0], { reject: 'a' })), 'links to itself'],
    [
      'a cycle',
      define(operation('a', [0, 0], { resolve: 'b' }), operation('b', [1, 0], { resolve: 'a' })),
      '"b" links',
    ],
    [
      'two resolves into one',
      define(
        operation('a', [0, 0], { resolve: 'c' }),
        operation('b', [1, 0], { resolve: 'c' }),
        operation('c', [2, 0]),
      ),
      'target of two "resolve"',
    ],
  ])('refuses %s, which Directus would not survive or take', (_, make, problem) => {
    expect(make).toThrow(problem);
  });

  it('lays operations on the raster of the editor', () => {
    const flow = define(operation('a', [0, 0], { resolve: 'b', reject: 'b' }), operation('b', [2, 1]))();
    expect(flow.operations.map(({ position_x, position_y }) => [position_x, position_y])).toEqual([
      [19, 1],
      [55, 19],
    ]);
  });
});
