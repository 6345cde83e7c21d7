// The builds of one script that meet in an Apps Script project: a deployment keeps the version that it was made of, while
// triggers and the editor run what was pushed last.
import type { Plugin } from 'esbuild';
import { readFile } from 'node:fs/promises';
import { projectVersion } from '../tools/build';
import { buildBundle } from '../tools/build-bundle';

export const BUILDS = ['this', 'of another version', 'of another protocol', 'of a newer state'] as const;
export type Build = (typeof BUILDS)[number];

const OTHER_VERSION = `${projectVersion()}-other`;

/** Raises a number in a source file: the one that is assigned to `name`. */
function raised(filter: RegExp, name: string): Plugin {
  return {
    name: `raised-${name}`,
    setup(pluginBuild) {
      pluginBuild.onLoad({ filter }, async ({ path }) => {
        const number = new RegExp(`\\b${name} = (\\d+)`);
        const text = await readFile(path, 'utf8');
        const contents = text.replace(number, (_, old) => `${name} = ${Number(old) + 1}`);
        if (contents === text) throw new Error(`${path} assigns no number to ${name}`);
        return { contents, loader: 'ts' };
      });
    },
  };
}

/** The version of the messages that a build speaks. */
const otherProtocol = raised(/[\\/]src[\\/]core[\\/]message\.ts$/, 'PROTOCOL');
/** The format of what it stores. */
const newerState = raised(/[\\/]src[\\/]google[\\/]state-store\.ts$/, 'STATE_FORMAT');

/** The texts of all builds. @param bindings text of the bindings file */
export async function buildAll(bindings: string): Promise<Record<Build, string>> {
  const [own, other, newer, storing] = await Promise.all([
    buildBundle(bindings, projectVersion()),
    buildBundle(bindings, OTHER_VERSION),
    buildBundle(bindings, OTHER_VERSION, [otherProtocol]),
    buildBundle(bindings, OTHER_VERSION, [newerState]),
  ]);
  return { this: own, 'of another version': other, 'of another protocol': newer, 'of a newer state': storing };
}
