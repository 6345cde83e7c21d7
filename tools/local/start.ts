// Builds and starts Directus and the local Google for a person; what goes wrong is told in words.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SandboxInstallError, startSandbox, type Sandbox } from '../../sandbox';
import type { KeyType } from '../../sandbox/directus/collections';
import { FlowImportError } from '../../sandbox/directus/import-check';
import { ensureDirectus } from '../../sandbox/directus/install';
import { DirectusApiError } from '../../sandbox/directus/rest-client';
import { DirectusSetupError, systemErrorCode } from '../../sandbox/directus/setup-error';
import { BindingsError, parseBindings } from '../../src/core/bindings-file';
import { bindingsForDist, build, projectVersion } from '../build';
import { buildFlowFiles } from '../build-scripts';
import { UserError } from '../terminal/command-line';

/** What to run; whatever is missing is what the build makes. */
export interface LocalOptions {
  directusPort?: number | undefined;
  googlePort?: number | undefined;
  /** Path of a Code.js. */
  bundle?: string | undefined;
  /** Folder with exported flows: `all-flows.json`, or any number of flow files. */
  flows?: string | undefined;
  /** Text of a bindings file and what to call it in messages. Flows are made for it unless `flows` names others. */
  bindings?: { text: string; source: string } | undefined;
  keys?: KeyType | undefined;
  /** Gets a line at each stage. */
  log: (line: string) => void;
  /** Ends an install of Directus that is under way; a start that has begun is completed. */
  signal: AbortSignal;
}

/**
 * Builds the project and starts everything; `close` of the result stops it again.
 * @throws UserError with what a person can do about it; nothing is left running then
 */
export async function startLocal(options: LocalOptions): Promise<Sandbox> {
  const { log, signal } = options;
  try {
    log('Building the script and the flows …');
    const files = await filesOf(options);
    await ensureDirectus({ log, signal });
    return await startSandbox({
      ...files,
      directusPort: options.directusPort ?? 0,
      googlePort: options.googlePort ?? 0,
      ...(options.keys && { keys: options.keys }),
      log,
    });
  } catch (error) {
    throw inWords(error, options.googlePort);
  }
}

/** Reads a file that an option names. @throws UserError */
export function readNamed(option: string, path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const code = systemErrorCode(error);
    if (code === undefined) throw error;
    throw new UserError(`--${option}: ${path} can't be read (${code}).`);
  }
}

async function filesOf({ bundle, flows, bindings }: LocalOptions) {
  const { texts } = await build(null);
  const own = bindings ?? bindingsForDist();
  return {
    bundle: bundle === undefined ? texts['dist/Code.js']! : readNamed('bundle', bundle),
    manifest: texts['dist/appsscript.json']!,
    flows: flows === undefined ? flowsFor(own) : readFlows(flows),
    bindings: own.text,
  };
}

/** The flows that the build would make from these bindings. */
function flowsFor({ text, source }: { text: string; source: string }): string {
  return buildFlowFiles(parseBindings(text, source), { form: 'env', version: projectVersion() })['all-flows.json']!;
}

function readFlows(folder: string): string {
  const all = join(folder, 'all-flows.json');
  if (existsSync(all)) return readNamed('flows', all);
  const names = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.json')) : [];
  if (names.length === 0) throw new UserError(`--flows: there is no flow file in ${folder}.`);
  const files = names.map((name) => JSON.parse(readNamed('flows', join(folder, name))) as { flows?: unknown[] });
  return JSON.stringify({ ...files[0], flows: files.flatMap((file) => file.flows ?? []) });
}

/** Errors that are no bugs become a UserError; the others stay as they are. */
function inWords(error: unknown, googlePort: number | undefined): unknown {
  if (error instanceof DirectusSetupError || error instanceof FlowImportError) return new UserError(error.message);
  if (error instanceof BindingsError) return new UserError(error.problems.join('\n'));
  if (error instanceof SandboxInstallError)
    return new UserError(`The script's own "install" found something missing:\n${error.message}`);
  if (error instanceof DirectusApiError)
    return new UserError(`Directus refused while the sandbox was set up: ${error.message}`);
  const code = systemErrorCode(error);
  if (code === 'EADDRINUSE' || code === 'EACCES')
    return new UserError(
      `Port ${googlePort} for the local Google ${code === 'EACCES' ? 'may not be used' : 'is taken by another program'}. ` +
        'Choose another one with --google-port, or 0 for any free one.',
    );
  return error;
}
