// Bundles a script into the one readable file that Apps Script runs.
import { build, type BuildOptions, type Plugin } from 'esbuild';
import { join } from 'node:path';
import { secretPrint } from '../src/core/secret';

declare const __PROJECT_ROOT__: string;

/** V8 at Apps Script parses no private or static class fields. */
const TARGET = 'es2020';
/** Apps Script reads the file anew in every execution, and a person may paste it into the editor. */
const LIMIT_BYTES = 1_000_000;

/**
 * Packages that spend milliseconds on their tables, which most executions never look at: the one class that is used of
 * each, and the module that holds it, without what stands beside it.
 */
const LATE_PACKAGES: Readonly<Record<string, { name: string; module: string }>> = {
  htmlparser2: { name: 'Parser', module: './node_modules/htmlparser2/dist/Parser.js' },
  marked: { name: 'Marked', module: 'marked' },
};

/** What a file for Apps Script is made of. */
export interface Script {
  /** Path from the root of the project; its exports become the entry points. */
  entry: string;
  /** Comments and variables at the very top. */
  heading: string;
  /** The entry point that comes first: the editor offers the first function of a file to be run. */
  first: string;
  /** The one variable that holds everything but the entry points. */
  scope: string;
  define: Record<string, string>;
  /** Change sources on their way into the file. */
  plugins?: readonly Plugin[];
}

/**
 * The text of `Code.js`.
 * @param bindings text of the bindings file that the script falls back to
 * @param plugins change sources on their way into the bundle
 * @param secret that the script takes its settings by (`takeSettings`); missing: a person types them
 * @throws Error when the bundle is too large for a web app that starts anew with every call
 */
export async function buildBundle(
  bindings: string,
  version: string,
  plugins: readonly Plugin[] = [],
  secret?: string,
): Promise<string> {
  return await buildScript({
    entry: 'src/main.ts',
    heading: `// Sync between Directus and Google Calendar, ${version}. Generated from TypeScript; MIT licence.`,
    first: 'install',
    scope: 'sync',
    define: {
      __BINDINGS__: literal(bindings),
      __VERSION__: JSON.stringify(version),
      __SECRET_PRINT__: JSON.stringify(secret === undefined ? '' : secretPrint(secret)),
    },
    plugins,
  });
}

/**
 * One file for Apps Script: entry points as top-level functions, everything else inside one scope.
 * @throws Error when it is larger than a person can paste, or Google reads quickly
 */
export async function buildScript(script: Script): Promise<string> {
  const { heading, first, scope } = script;
  const { outputFiles } = await build({ ...options(script), format: 'esm' });
  const { code, exported } = withoutExports(outputFiles[0]!.text);
  const names = [first, ...[...exported.keys()].filter((name) => name !== first)];
  const stubs = names.map((name) => {
    const event = code.includes(`function ${exported.get(name)}()`) ? '' : 'event';
    return `function ${name}(${event}) {return ${scope}.${name}(${event})}`;
  });
  const member = (name: string) => (exported.get(name) === name ? name : `${name}: ${exported.get(name)}`);
  const text = `${heading}
${stubs.join('\n')}
var ${scope} = (() => {
"use strict";
${code}return { ${names.map(member).join(', ')} };
})();
`;
  const bytes = Buffer.byteLength(text);
  if (bytes > LIMIT_BYTES) throw new Error(`Code.js of ${script.entry} has ${bytes} bytes, over ${LIMIT_BYTES}`);
  return text;
}

/**
 * A bundle without the list of exports at its end, and what that list says: by each name the one that the bundle gave
 * to it, because a function of another module may have the same (`install2 as install`).
 */
function withoutExports(bundle: string): { code: string; exported: Map<string, string> } {
  const [list, names] = /\nexport \{([^}]*)\};\s*$/.exec(bundle)!;
  const exported = names!.split(',').map((one): [string, string] => {
    const [local, name] = one.trim().split(' as ');
    return [name ?? local!, local!];
  });
  return { code: `${bundle.slice(0, -list.length)}\n`, exported: new Map(exported) };
}

/** The manifest that belongs to the bundle. */
export const MANIFEST_FILE = 'appsscript.json';

/** The bindings as the script holds them: a text, without blanks. */
function literal(bindings: string): string {
  return JSON.stringify(JSON.stringify(JSON.parse(bindings)));
}

function options({ entry, define, plugins = [] }: Script): BuildOptions & { write: false } {
  return {
    entryPoints: [join(__PROJECT_ROOT__, entry)],
    bundle: true,
    write: false,
    platform: 'neutral',
    mainFields: ['module', 'main'],
    conditions: ['import'],
    target: TARGET,
    plugins: [...plugins, latePackages()],
    legalComments: 'none',
    define,
    logLevel: 'silent',
  };
}

/** Lets the first object of a class start the package that it comes from. */
function latePackages(): Plugin {
  const filter = new RegExp(`^(${Object.keys(LATE_PACKAGES).join('|')})$`);
  return {
    name: 'late packages',
    setup({ onResolve, onLoad }) {
      // The package itself is asked for by the module that stands in for it.
      onResolve({ filter }, ({ path, namespace }) => (namespace === 'late' ? null : { path, namespace: 'late' }));
      onLoad({ filter, namespace: 'late' }, ({ path }) => {
        const { name, module } = LATE_PACKAGES[path]!;
        const contents = `export function ${name}(...given) { return new (require('${module}').${name})(...given); }`;
        return { contents, resolveDir: __PROJECT_ROOT__ };
      });
    },
  };
}
