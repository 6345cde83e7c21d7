// No script ever throws, whatever its run holds: Directus does not free the isolate of a Run Script that does.
import fc from 'fast-check';
import { SCRIPT_NAMES } from '../../src/flows';
import { request } from './apply';
import { ENV, runCode, testFlows } from './run-script';

const operations = testFlows().flows.flatMap(({ flow, operations: all }) =>
  all.filter(({ type }) => type === 'exec').map((operation) => ({ flow, operation })),
);
const json = fc.jsonValue({ maxDepth: 4 });
const names = [
  'gate',
  'prep',
  'plan',
  'read',
  'stamp',
  'rstamp',
  'create',
  'update',
  'del',
  'after',
  'revs',
  'errs',
  'send',
  'again',
  'newest',
];

const row = fc.oneof(json, fc.dictionary(fc.constantFrom('id', 'name', 'event', 'sync'), json));
const change = fc.record({
  do: fc.constantFrom('create', 'set', 'delete'),
  event: json,
  key: fc.oneof(json, fc.constant('1')),
  expect: fc.oneof(json, fc.constant([]), fc.constant([{ columns: ['name'], hashes: [] }])),
  was: fc.oneof(json, fc.constant({})),
  write: row,
});

/** Runs that are nearly right get further than pure noise. */
const run = fc.record(
  {
    $trigger: fc.oneof(
      json,
      fc.record({
        body: fc.oneof(
          json,
          fc
            .record({ changes: json, keys: json, binding: fc.constantFrom('main', 'x') })
            .map((content) => request('apply', content)),
          fc.array(change).map((changes) => request('apply', { binding: 'main', changes })),
        ),
        headers: json,
        keys: json,
        key: json,
        collection: fc.constantFrom('talks', 'rooms', 'x'),
      }),
    ),
    $env: fc.oneof(json, fc.constant(ENV)),
    gate: fc.oneof(json, fc.constant({ ok: true, head: { id: 'r', action: 'apply', binding: 'main' } })),
    prep: fc.oneof(json, fc.constant({ collection: 'talks' })),
    stamp: fc.oneof(json, fc.constant([{ id: 1 }])),
    ...Object.fromEntries(
      names
        .slice(2)
        .filter((name) => name !== 'stamp')
        .map((name) => [
          name,
          fc.oneof(json, fc.array(fc.dictionary(fc.constantFrom('id', 'item', 'delta', 'event', 'sync'), json))),
        ]),
    ),
  },
  { requiredKeys: [] },
);

it('every script is part of a flow', () => {
  expect(operations).toHaveLength(SCRIPT_NAMES.length);
});

it.each(
  operations.map(({ flow, operation }) => [`${flow.name}: ${operation.name}`, String(operation.options['code'])]),
)('%s never throws, and answers with JSON', (_, code) => {
  fc.assert(
    fc.property(run, (data) => {
      const result = runCode(code, data);
      expect(typeof result).toBe('object');
      expect(result).not.toBeNull();
    }),
    { numRuns: 60 },
  );
});
