// What this Directus does not play is never an answer: it is told, and nothing goes on as if it had been one.
import { NotPlayed } from '../../../simulation/directus';
import { conditionErrors } from '../../../simulation/directus/conditions';
import { readFlows } from '../../../simulation/directus/flow-file';
import { Scripts } from '../../../simulation/directus/scripts';
import { compileTemplate } from '../../../simulation/directus/templates';
import type { ExportedOperation } from '../../../src/flows';
import { testFlows } from '../../flows/run-script';
import { World } from './world';

/** The generated flows with one operation changed. */
function changedFlows(key: string, change: (operation: ExportedOperation) => void): string {
  const file = structuredClone(testFlows());
  file.flows
    .flatMap(({ operations }) => operations)
    .filter((operation) => operation.key === key)
    .forEach(change);
  return JSON.stringify(file);
}

test.each<[string, (operation: ExportedOperation) => void]>([
  ['another type of operation', (operation) => (operation.type = 'sleep' as 'log')],
  ['another option', (operation) => (operation.options['key'] = '1')],
  ['other permissions', (operation) => (operation.options['permissions'] = '$public')],
  ['events of what it reads', (operation) => (operation.options['emitEvents'] = true)],
  ['a template with a function', (operation) => (operation.options['collection'] = '{{ a | b }}')],
])('%s is refused when the flows are read', (_, change) => {
  expect(() => readFlows(changedFlows('again', change))).toThrow(NotPlayed);
});

test('a filter rule that is not played breaks the world for good', async () => {
  const world = new World();
  world.reply = () => ({ one: { query: { filter: { id: { _between: [1, 2] } } }, payload: { sync: 'x' } } });
  const created = world.directus.create('talks', [{ name: 'Talk' }]);
  await world.until('person', 'commit');
  await world.take('commit');
  await created;
  await world.quiet();
  expect(() => world.directus.runsInFlight()).toThrow('_between');
  await expect(world.directus.create('talks', [{}])).rejects.toThrow(NotPlayed);
});

describe('templates', () => {
  const data = { a: { b: [{ c: null }, 5], 'x-y': 'z' }, t: 'text' };
  test.each([
    ['{{a.b}}', data.a.b],
    ['{{a.b[0].c}}', null],
    ['{{ a.b[1] }}', 5],
    ["{{a['x-y']}}", 'z'],
    ['{{a.x-y}}', 'z'],
    ['{{a.none.c}}', 'undefined'],
    ['{{t.length}}', 'undefined'],
    ['<{{a.b}}|{{t}}|{{none}}>', '<[{"c":null},5]|text|undefined>'],
    ['no template', 'no template'],
  ])('%s', (template, rendered) => {
    expect(compileTemplate([{ option: template }])(data)).toEqual([{ option: rendered }]);
  });
});

describe('conditions', () => {
  const passes = (rule: object, value: unknown) =>
    conditionErrors({ a: { b: rule } }, { a: { b: value } }).length === 0;
  test.each([
    [{ _eq: '5' }, 5, true],
    [{ _eq: 5 }, '5', true],
    [{ _eq: true }, true, true],
    [{ _eq: true }, 'true', false],
    [{ _neq: '' }, null, true],
    [{ _neq: '' }, '', false],
    [{ _neq: '' }, undefined, false],
    [{ _null: true }, null, true],
    [{ _null: true }, undefined, false],
    [{ _nnull: true }, undefined, false],
    [{ _nnull: true }, null, false],
    [{ _nnull: true }, [], true],
    [{ _regex: '^a' }, 'ab', true],
    [{ _regex: '^a' }, 5, false],
  ])('%j of %j: %s', (rule, value, expected) => {
    expect(passes(rule, value)).toBe(expected);
  });

  test('are joined by "and" and "or"', () => {
    const [yes, no] = [{ a: { _eq: 1 } }, { a: { _eq: 2 } }];
    const count = (filter: object) => conditionErrors(filter, { a: 1 }).length;
    expect([count({ _and: [yes, yes] }), count({ _and: [yes, no] })]).toEqual([0, 1]);
    expect([count({ _or: [no, { _and: [yes] }] }), count({ _or: [no, no] })]).toEqual([0, 2]);
  });

  test('a path that leads nowhere passes none', () => {
    expect(conditionErrors({ a: { b: { _null: true } } }, { a: null })).toHaveLength(1);
    expect(() => conditionErrors({ a: { _in: [1] } }, { a: 1 })).toThrow(NotPlayed);
  });
});

describe('Run Script', () => {
  const scripts = () =>
    new Scripts(
      { NAME: 'value' },
      () => 1000,
      () => 0.5,
    );
  const run = (code: string, data: object = {}, errors: [string, unknown][] = []) => {
    const texts = new Map(Object.entries(data).map(([name, value]) => [name, JSON.stringify(value)]));
    return scripts().run(`module.exports = ${code}`, { texts, errors: new Map(errors) });
  };

  test('has the language, the console and the environment, and nothing else', () => {
    const names = [
      'Buffer',
      'setTimeout',
      'URL',
      'TextEncoder',
      'crypto',
      'fetch',
      'require',
      'structuredClone',
      'host',
    ];
    expect(run(`() => ${JSON.stringify(names)}.filter((name) => name in globalThis)`)).toEqual([]);
    expect(run('() => [process.env.NAME, typeof console.log, typeof Intl, global === globalThis]')).toEqual([
      'value',
      'function',
      'object',
      true,
    ]);
  });

  test("has the world's clock and chance", () => {
    expect(run('() => [Date.now(), new Date().toISOString(), new Date(5).getTime(), Math.random()]')).toEqual([
      1000,
      '1970-01-01T00:00:01.000Z',
      5,
      0.5,
    ]);
  });

  test('gets and gives copies: undefined is null, an error has nothing but its message', () => {
    expect(run('(data) => ({ given: data.a, missing: undefined, list: [undefined] })', { a: [1] })).toEqual({
      given: [1],
      missing: null,
      list: [null],
    });
    const error = Object.assign(new Error('said'), { code: 'CODE' });
    expect(run('({ e }) => [e.message, e.code, JSON.stringify(e), e instanceof Error]', {}, [['e', error]])).toEqual([
      'said',
      null,
      '{}',
      true,
    ]);
  });

  test('begins anew in each call, and may leave nothing behind', () => {
    const same = scripts();
    const code = 'let count = 0; module.exports = () => (count += 1)';
    const empty = { texts: new Map(), errors: new Map() };
    expect([same.run(code, empty), same.run(code, empty)]).toEqual([1, 1]);
    expect(() => same.run('module.exports = () => { globalThis.kept = 1; }', empty)).toThrow(NotPlayed);
    expect(() => run('async () => 1')).toThrow(NotPlayed);
  });
});
