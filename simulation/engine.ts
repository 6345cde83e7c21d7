// What is made once and serves many worlds: the bundle, its threads, the flows' scripts.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Binding } from './binding';
import { generateFlows } from '../src/flows';
import { projectVersion } from '../tools/build';
import { MANIFEST_FILE } from '../tools/build-bundle';
import { buildScripts } from '../tools/build-scripts';
import { BUILDS, buildAll, type Build } from './builds';
import { ScriptThreads } from './script/threads';

declare const __PROJECT_ROOT__: string;

export class Engine {
  /** One Float64: the time of the world that is being played. */
  readonly time = new SharedArrayBuffer(Float64Array.BYTES_PER_ELEMENT);
  /** Threads of each build of the script. */
  readonly builds: Record<Build, ScriptThreads>;
  readonly manifest = JSON.parse(readFileSync(join(__PROJECT_ROOT__, MANIFEST_FILE), 'utf8')) as object;
  private readonly scripts = buildScripts();

  private constructor(bundles: Record<Build, string>) {
    const threads = BUILDS.map((name): [Build, ScriptThreads] => [name, new ScriptThreads(bundles[name], this.time)]);
    this.builds = Object.fromEntries(threads) as Record<Build, ScriptThreads>;
  }

  /**
   * Builds the very script and flows that people deploy.
   * @param spoil breaks a rule in the script's text, to prove that this is seen
   */
  static async start(spoil = (script: string): string => script): Promise<Engine> {
    const bindings = readFileSync(join(__PROJECT_ROOT__, 'bindings.json'), 'utf8');
    const bundles = await buildAll(bindings);
    for (const name of BUILDS) bundles[name] = spoil(bundles[name]);
    return new Engine(bundles);
  }

  /** The text that Data Studio imports. */
  flows(bindings: readonly Binding[]): string {
    return JSON.stringify(generateFlows({ form: 'env', version: projectVersion(), bindings }, this.scripts));
  }

  async stop(): Promise<void> {
    await Promise.all(Object.values(this.builds).map((threads) => threads.dispose()));
  }
}
