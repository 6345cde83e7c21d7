// What is made once and serves many worlds: the bundle, its threads, the flows' scripts.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Binding } from '../src/core/binding';
import { generateFlows } from '../src/flows';
import { projectVersion } from '../tools/build';
import { buildBundle, MANIFEST_FILE } from '../tools/build-bundle';
import { buildScripts } from '../tools/build-scripts';
import { ScriptThreads } from './script/threads';

declare const __PROJECT_ROOT__: string;

export class Engine {
  /** One Float64: the time of the world that is being played. */
  readonly time = new SharedArrayBuffer(Float64Array.BYTES_PER_ELEMENT);
  readonly threads: ScriptThreads;
  readonly manifest = JSON.parse(readFileSync(join(__PROJECT_ROOT__, MANIFEST_FILE), 'utf8')) as object;
  private readonly scripts = buildScripts();

  private constructor(bundle: string) {
    this.threads = new ScriptThreads(bundle, this.time);
  }

  /**
   * Builds the very script and flows that people deploy.
   * @param spoil breaks a rule in the script's text, to prove that this is seen
   */
  static async start(spoil = (script: string): string => script): Promise<Engine> {
    const bindings = readFileSync(join(__PROJECT_ROOT__, 'bindings.json'), 'utf8');
    return new Engine(spoil(await buildBundle(bindings, projectVersion())));
  }

  /** The text that Data Studio imports. */
  flows(bindings: readonly Binding[]): string {
    return JSON.stringify(generateFlows({ form: 'env', version: projectVersion(), bindings }, this.scripts));
  }

  async stop(): Promise<void> {
    await this.threads.dispose();
  }
}
