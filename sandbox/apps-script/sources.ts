// Compiles what runs inside an execution, once per process: the worker thread, and the services for its context.
import { buildSync } from 'esbuild';
import { join } from 'node:path';

declare const __PROJECT_ROOT__: string;

export interface ExecutionSources {
  /** Code of the worker thread (CommonJS, to be evaluated). */
  thread: string;
  /** Script whose value, in a context, is the function that installs the services there. */
  services: string;
}

let sources: ExecutionSources | undefined;

/** The compiled sources. They are read from the repository, so that a bundled host needs no second build step. */
export function executionSources(): ExecutionSources {
  sources ??= {
    thread: bundle('worker/thread.ts', { platform: 'node', format: 'cjs' }),
    services: `(() => {${bundle('services/index.ts', { format: 'iife', globalName: 'services' })}
      return services.startServices; })()`,
  };
  return sources;
}

function bundle(file: string, options: Parameters<typeof buildSync>[0]): string {
  const result = buildSync({
    entryPoints: [join(__PROJECT_ROOT__, 'sandbox/apps-script', file)],
    bundle: true,
    write: false,
    target: 'node20',
    logLevel: 'silent',
    ...options,
  });
  const output = result.outputFiles?.[0];
  if (!output) throw new Error(`esbuild produced nothing for ${file}`);
  return output.text;
}
