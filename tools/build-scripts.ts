// Bundles the Run Script operations and makes the files that a person imports into Directus.
import { buildSync } from 'esbuild';
import { join } from 'node:path';
import type { Binding } from '../src/core/binding';
import {
  FLOW_FILE_NAMES,
  FLOW_IDS,
  generateFlows,
  SCRIPT_NAMES,
  type FlowForm,
  type FlowName,
  type FlowsFile,
  type ScriptName,
} from '../src/flows';

declare const __PROJECT_ROOT__: string;

/** Each run makes an isolate that holds its code, and a burst makes hundreds of runs. Characters. */
const LIMIT = 8_000;

/**
 * Bundled code of every Run Script operation: an IIFE that sets `module.exports` to the function, as Directus wants it.
 * @throws Error when a bundle is too large, or would be read as a template
 */
export function buildScripts(): Record<ScriptName, string> {
  const bundles = SCRIPT_NAMES.map((name) => [name, bundle(name)] as const);
  const problems = bundles.flatMap(([name, code]) => findProblem(name, code) ?? []);
  if (problems.length > 0) throw new Error(problems.join('\n'));
  return Object.fromEntries(bundles) as Record<ScriptName, string>;
}

function bundle(name: ScriptName): string {
  const result = buildSync({
    stdin: {
      // What esbuild makes of an export takes 500 characters more, and it knows `module` for an export.
      contents: `import script from './${name}'; EXPORTS = script;`,
      resolveDir: join(__PROJECT_ROOT__, 'src', 'flows', 'scripts'),
    },
    bundle: true,
    write: false,
    format: 'iife',
    minify: true,
    platform: 'neutral',
    // Directus 11 runs scripts with the engine of Node 18 or 20.
    target: 'es2022',
    charset: 'utf8',
    legalComments: 'none',
    logLevel: 'silent',
  });
  return result.outputFiles[0]!.text.trim().replace('EXPORTS=', 'module.exports=');
}

function findProblem(name: ScriptName, code: string): string | undefined {
  if (code.length > LIMIT) return `${name}: ${code.length} characters, over the limit of ${LIMIT}`;
  if (code.includes('{{')) return `${name}: contains "{{", which Directus would take for a template`;
  return undefined;
}

/**
 * The files that a person imports: one for each flow, and `all-flows.json`, which Data Studio takes as well.
 * @returns text by file name
 */
export function buildFlowFiles(
  bindings: readonly Binding[],
  options: FlowForm & { version: string },
): Record<string, string> {
  const all = generateFlows({ ...options, bindings }, buildScripts());
  const single = (Object.keys(FLOW_FILE_NAMES) as FlowName[]).map((name): [string, FlowsFile] => {
    const flows = all.flows.filter(({ flow }) => flow.id === FLOW_IDS[name]);
    return [`${FLOW_FILE_NAMES[name]}.json`, { version: all.version, flows }];
  });
  const files: [string, FlowsFile][] = [...single, ['all-flows.json', all]];
  return Object.fromEntries(files.map(([name, file]) => [name, `${JSON.stringify(file, null, 2)}\n`]));
}
