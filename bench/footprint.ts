// What Google has to do before the first line of a script runs: read the file, parse it, run its top level.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createContext, Script } from 'node:vm';
import { projectVersion } from '../tools/build';
import { buildBundle } from '../tools/build-bundle';
import type { SystemName } from './bed';

declare const __PROJECT_ROOT__: string;

export interface Footprint {
  system: SystemName;
  /** Size of Code.js. */
  bytes: number;
  /** Compiling it and running its top level in a fresh context; the fastest of many, ms. */
  startMs: number;
}

const TIMES = 50;

export async function footprints(): Promise<Footprint[]> {
  const bindings = await readFile(join(__PROJECT_ROOT__, 'bindings.json'), 'utf8');
  const texts: [SystemName, string][] = [
    ['this', await buildBundle(bindings, projectVersion())],
    ['article', await readFile(join(__PROJECT_ROOT__, 'bench', 'article', 'Code.js'), 'utf8')],
  ];
  return texts.map(([system, text]) => ({ system, bytes: Buffer.byteLength(text), startMs: startMs(text) }));
}

function startMs(text: string): number {
  const times = Array.from({ length: TIMES }, (_, i) => {
    const context = createContext({});
    const startedAt = performance.now();
    // A comment of its own makes each text a new one: V8 remembers what it has compiled.
    new Script(`${text}\n// ${i}`, { filename: 'Code.js' }).runInContext(context);
    return performance.now() - startedAt;
  });
  return Math.round(Math.min(...times) * 100) / 100;
}
