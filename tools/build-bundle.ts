// Bundles the script into the one readable file that Apps Script runs.
import { build, transform, type BuildOptions, type Plugin } from 'esbuild';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { compact } from './compact';

declare const __PROJECT_ROOT__: string;

/** V8 at Apps Script parses no private or static class fields. */
const TARGET = 'es2020';
/** Apps Script reads the file anew in every execution, and a person may paste it into the editor. */
const LIMIT_BYTES = 150_000;

/**
 * The text of `Code.js`: entry points as top-level functions, `install` first, because the editor offers the first
 * function of a file to be run; everything else inside one scope.
 * @param bindings text of the bindings file that the script falls back to
 * @throws Error when the bundle is too large for a web app that starts anew with every call
 */
export async function buildBundle(bindings: string, version: string): Promise<string> {
  const names = await entryPoints(options(bindings, version));
  const stubs = names.map(
    (name) => `function ${name}() { return DirectusCalendarSync.${name}.apply(this, arguments); }`,
  );
  const banner = `// Directus ⇄ Google Calendar sync ${version}. Generated from TypeScript; MIT licence.\n${stubs.join('\n')}\n`;
  const result = await build({
    ...options(bindings, version),
    format: 'iife',
    globalName: 'DirectusCalendarSync',
    banner: { js: banner },
  });
  const text = await compact(result.outputFiles![0]!.text);
  const bytes = Buffer.byteLength(text);
  if (bytes > LIMIT_BYTES) throw new Error(`dist/Code.js has ${bytes} bytes, over the limit of ${LIMIT_BYTES}`);
  return text;
}

/** Our own code stays readable; what comes from packages is made small. */
const minifiedPackages: Plugin = {
  name: 'minified-packages',
  setup(pluginBuild) {
    pluginBuild.onLoad({ filter: /[\\/]node_modules[\\/].*\.m?js$/ }, async ({ path }) => {
      const source = await readFile(path, 'utf8');
      const { code } = await transform(source, { minify: true, format: 'esm', target: TARGET });
      return { contents: code, loader: 'js' };
    });
  },
};

/** The manifest that belongs to the bundle. */
export const MANIFEST_FILE = 'appsscript.json';

function options(bindings: string, version: string): BuildOptions & { write: false } {
  return {
    entryPoints: [join(__PROJECT_ROOT__, 'src', 'main.ts')],
    bundle: true,
    write: false,
    platform: 'neutral',
    mainFields: ['module', 'main'],
    conditions: ['import'],
    target: TARGET,
    minifySyntax: true,
    plugins: [minifiedPackages],
    charset: 'utf8',
    legalComments: 'none',
    define: { __BINDINGS__: JSON.stringify(bindings), __VERSION__: JSON.stringify(version) },
    logLevel: 'silent',
  };
}

async function entryPoints(base: BuildOptions & { write: false }): Promise<string[]> {
  const { metafile } = await build({ ...base, format: 'esm', metafile: true });
  const exported = Object.values(metafile!.outputs)[0]!.exports;
  return ['install', ...exported.filter((name) => name !== 'install')];
}
