// Runs a Run Script operation as Directus does: bare context, `module.exports` called with a deep copy of the run's data,
// the answer copied back. https://directus.com/docs/guides/automate/flows/operations
import { createContext, runInContext } from 'node:vm';
import type { Binding } from '../../src/core/binding';
import { parseBindings } from '../../src/core/bindings-file';
import { atHome } from '../../src/core/identity';
import {
  generateFlows,
  operationId,
  FLOW_IDS,
  type ExportedOperation,
  type FlowName,
  type FlowsFile,
} from '../../src/flows';
import { buildScripts } from '../../tools/build-scripts';

export const SECRET = 'a secret of at least thirty-two characters';
export const WEB_APP_URL = 'https://script.google.com/macros/s/abc/exec';
export const ENV = { GCALENDARHOOKSECRET: SECRET, GCALENDARHOOKURL: WEB_APP_URL };

const own = { start: 'starts', end: 'ends', summary: 'name', description: 'text' };
/** Two bindings of one collection, and one of another with keys that are texts. */
export const BINDINGS: Binding[] = parseBindings(
  JSON.stringify({
    bindings: [
      { id: 'main', collection: 'talks', calendar: 'a', fields: { ...own, eventId: 'event', sync: 'sync' } },
      {
        id: 'second',
        collection: 'talks',
        calendar: 'b',
        fields: { ...own, eventId: 'event2', sync: 'sync2' },
        onEventDeleted: { archive: { field: 'status', value: 'archived' } },
      },
      {
        id: 'texts',
        collection: 'rooms',
        calendar: 'c',
        fields: { ...own, key: 'code', eventId: 'event', sync: 'sync' },
      },
    ],
  }),
  'test',
).map((binding) => atHome(binding, ['inst0001']));

let cached: FlowsFile | undefined;
/** The flows of `BINDINGS` in the form "env". */
export function testFlows(): FlowsFile {
  cached ??= generateFlows({ form: 'env', version: '1.2.3', bindings: BINDINGS }, buildScripts());
  return cached;
}

export function operationOf(file: FlowsFile, flow: FlowName, key: string): ExportedOperation {
  const id = operationId(FLOW_IDS[flow], key);
  const found = file.flows.flatMap(({ operations }) => operations).find((operation) => operation.id === id);
  if (!found) throw new Error(`There is no operation "${key}" in ${flow}`);
  return found;
}

/** Calls the script of an operation with `data`; what it throws is thrown. */
export function runCode(code: string, data: unknown): unknown {
  const context = createContext({ module: { exports: null } });
  runInContext(code, context);
  const text = JSON.stringify(data);
  const result: unknown = runInContext(`JSON.stringify(module.exports(JSON.parse(${JSON.stringify(text)})))`, context);
  return JSON.parse(String(result));
}

export function runScript<Result>(flow: FlowName, key: string, data: unknown): Result {
  return runCode(String(operationOf(testFlows(), flow, key).options['code']), data) as Result;
}
