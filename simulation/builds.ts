// The builds of one script that meet in an Apps Script project: a deployment keeps the version that it was made of, while
// triggers and the editor run what was pushed last.
import type { Plugin } from 'esbuild';
import { readFile } from 'node:fs/promises';
import { PROTOCOL } from '../src/core/message';
import { projectVersion } from '../tools/build';
import { buildBundle } from '../tools/build-bundle';

export const BUILDS = ['this', 'of another version', 'of another protocol'] as const;
export type Build = (typeof BUILDS)[number];

const OTHER_VERSION = `${projectVersion()}-other`;

/** Raises the version of the messages that a build speaks. */
const otherProtocol: Plugin = {
  name: 'other-protocol',
  setup(pluginBuild) {
    pluginBuild.onLoad({ filter: /[\\/]src[\\/]core[\\/]message\.ts$/ }, async ({ path }) => {
      const contents = (await readFile(path, 'utf8')).replace(/PROTOCOL = \d+/, `PROTOCOL = ${PROTOCOL + 1}`);
      return { contents, loader: 'ts' };
    });
  },
};

/** The texts of all builds. @param bindings text of the bindings file */
export async function buildAll(bindings: string): Promise<Record<Build, string>> {
  const [own, other, newer] = await Promise.all([
    buildBundle(bindings, projectVersion()),
    buildBundle(bindings, OTHER_VERSION),
    buildBundle(bindings, OTHER_VERSION, [otherProtocol]),
  ]);
  return { this: own, 'of another version': other, 'of another protocol': newer };
}
