// Bundles the script into the one readable file that Apps Script runs.
import { build, type BuildOptions, type Plugin } from 'esbuild';
import { join } from 'node:path';

declare const __PROJECT_ROOT__: string;

/** V8 at Apps Script parses no private or static class fields. */
const TARGET = 'es2020';
/** Apps Script reads the file anew in every execution, and a person may paste it into the editor. */
const LIMIT_BYTES = 1_000_000;

/**
 * The text of `Code.js`: entry points as top-level functions, `install` first, because the editor offers the first
 * function of a file to be run; everything else inside one scope.
 * @param bindings text of the bindings file that the script falls back to
 * @param plugins change sources on their way into the bundle
 * @throws Error when the bundle is too large for a web app that starts anew with every call
 */
export async function buildBundle(bindings: string, version: string, plugins: readonly Plugin[] = []): Promise<string> {
  const { outputFiles } = await build({ ...options(bindings, version, plugins), format: 'esm' });
  const { code, exported } = withoutExports(outputFiles[0]!.text);
  const names = ['install', ...[...exported.keys()].filter((name) => name !== 'install')];
  const stubs = names.map((name) => {
    const event = code.includes(`function ${exported.get(name)}()`) ? '' : 'event';
    return `function ${name}(${event}) {return sync.${name}(${event})}`;
  });
  const member = (name: string) => (exported.get(name) === name ? name : `${name}: ${exported.get(name)}`);
  const text = `// Directus ⇄ Google Calendar sync ${version}. Generated from TypeScript; MIT licence.
${stubs.join('\n')}
var sync = (() => {
"use strict";
${code}return { ${names.map(member).join(', ')} };
})();
`;
  const bytes = Buffer.byteLength(text);
  if (bytes > LIMIT_BYTES) throw new Error(`dist/Code.js has ${bytes} bytes, over the limit of ${LIMIT_BYTES}`);
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

function options(bindings: string, version: string, plugins: readonly Plugin[]): BuildOptions & { write: false } {
  return {
    entryPoints: [join(__PROJECT_ROOT__, 'src', 'main.ts')],
    bundle: true,
    write: false,
    platform: 'neutral',
    mainFields: ['module', 'main'],
    conditions: ['import'],
    target: TARGET,
    plugins: [...plugins],
    charset: 'utf8',
    legalComments: 'none',
    define: {
      __BINDINGS__: literal(bindings),
      __VERSION__: JSON.stringify(version),
    },
    logLevel: 'silent',
  };
}
