// Runs npm for the installer: what it prints becomes progress, what it fails with becomes advice.
import { DirectusSetupError, systemErrorCode, type SetupErrorKind } from './setup-error';
import { buildToolsAdvice } from './build-tools';
import { killTree, programEnd, startProgram, type ProgramEnd } from './processes';

export interface NpmRun {
  args: readonly string[];
  cwd: string;
  env: NodeJS.ProcessEnv;
  onLine: (line: string) => void;
  signal: AbortSignal;
}

/** Runs npm to its end; tests put their own in its place. */
export type RunNpm = (run: NpmRun) => Promise<ProgramEnd>;

/**
 * `npm run demo --dry-run` and a user's .npmrc reach every npm beneath through the environment, so what decides about
 * the result is said on the command line, which wins: https://docs.npmjs.com/cli/v11/using-npm/config
 */
export const NPM_FLAGS = [
  '--ignore-scripts=false',
  '--dry-run=false',
  '--global=false',
  '--include=prod',
  '--include=optional',
  '--no-audit',
  '--no-fund',
  '--no-progress',
  '--loglevel=info',
];

/** @throws DirectusSetupError `npm-missing` */
export const runNpm: RunNpm = async (run) => {
  const child = startProgram('npm', run.args, run);
  const stop = (): void => {
    if (child.pid !== undefined) void killTree(child.pid, 'SIGTERM').catch((error: Error) => run.onLine(error.message));
  };
  // Someone may call process.exit() without aborting first.
  const stopOnExit = (): void => void child.kill('SIGTERM');
  process.once('exit', stopOnExit);
  run.signal.addEventListener('abort', stop, { once: true });
  try {
    return await programEnd(child);
  } catch (error) {
    if (systemErrorCode(error) !== 'ENOENT') throw error;
    throw new DirectusSetupError(
      'npm-missing',
      'npm was not found on PATH. It comes with Node.js (https://nodejs.org); some Linux systems have it as a package of its own (sudo apt-get install -y npm).',
    );
  } finally {
    process.removeListener('exit', stopOnExit);
    run.signal.removeEventListener('abort', stop);
  }
};

/** Turns npm's lines (at --loglevel=info) into one sentence about what is going on right now. */
export class NpmProgress {
  private fetched = 0;
  private readonly compiling = new Set<string>();
  private compiled = 0;

  line(line: string): void {
    if (/^npm http (fetch GET|cache) .*/.test(line)) this.fetched += 1;
    const script = /^npm info run (@?[^@\s]+)@\S+ (?:pre|post)?install (.*)$/.exec(line);
    const name = script?.[1];
    if (name === undefined) return;
    if (/\{ code: /.test(script?.[2] ?? '')) {
      this.compiling.delete(name);
      this.compiled += 1;
    } else this.compiling.add(name);
  }

  describe(): string {
    if (this.compiling.size > 0)
      return `building ${[...this.compiling].sort().join(', ')} (C++ may be compiled here: minutes)`;
    if (this.compiled > 0) return 'packages are built, npm is finishing';
    if (this.fetched > 0)
      return `downloading and unpacking (${this.fetched} answers from npm's registry or cache so far)`;
    return 'waiting for the npm registry';
  }
}

const FAILURES: readonly { kind: SetupErrorKind; pattern: RegExp; advice: string }[] = [
  {
    kind: 'disk-full',
    pattern: /ENOSPC|no space left on device/i,
    advice: 'The disk is full. Free about 1.5 GB, or set DIRECTUS_SYNC_CACHE to a folder on another disk.',
  },
  {
    kind: 'network',
    pattern:
      /\b(SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_VERIFY_LEAF_SIGNATURE|UNABLE_TO_GET_ISSUER_CERT_LOCALLY|CERT_HAS_EXPIRED)\b/,
    advice:
      "The npm registry's certificate was not accepted: behind a company proxy, set NODE_EXTRA_CA_CERTS to its certificate file.",
  },
  {
    kind: 'network',
    pattern:
      /\bnpm (?:error|ERR!) (?:code|errno) (ENOTFOUND|EAI_AGAIN|ETIMEDOUT|ECONNREFUSED|ECONNRESET|ENETUNREACH|EHOSTUNREACH|ERR_SOCKET_TIMEOUT|EIDLETIMEOUT)\b/,
    advice:
      'The npm registry could not be reached. Check the network connection, a proxy (npm config get proxy, https-proxy) and the registry (npm config get registry).',
  },
  {
    kind: 'registry',
    pattern: /\bnpm (?:error|ERR!) code (E401|E403|E404|ETARGET)\b/,
    advice:
      'The npm registry refused or lacks a package. If npm uses a company registry (npm config get registry), sign in to it or try with npm_config_registry=https://registry.npmjs.org.',
  },
  {
    kind: 'no-permission',
    pattern: /\bnpm (?:error|ERR!) code (EACCES|EPERM|EROFS)\b/,
    advice:
      "npm may not write its files. Check the owner of npm's cache (npm config get cache), or set DIRECTUS_SYNC_CACHE to a folder that you may write to.",
  },
];

/** Makes an error of npm's output: the known causes with advice, else npm's own last words. */
export function npmFailure(end: ProgramEnd, lines: readonly string[], logFile: string): DirectusSetupError {
  const output = lines.join('\n');
  const where = `npm's whole output: ${logFile}`;
  const known = FAILURES.find((failure) => failure.pattern.test(output));
  if (known) return new DirectusSetupError(known.kind, `${known.advice}\n${firstErrors(lines)}\n${where}`);
  const compiled = /npm (?:error|ERR!) path .*[\\/](isolated-vm|sqlite3|argon2)\s*$/m.exec(output)?.[1];
  if (compiled)
    return new DirectusSetupError(
      'compile-failed',
      `${compiled}, a part of Directus, could not be compiled. A newer C++ compiler often helps.\n` +
        `${buildToolsAdvice(process.platform)}\n${firstErrors(lines)}\n${where}`,
    );
  const how = end.signal ? `was ended by ${end.signal}` : `ended with code ${end.code ?? 'unknown'}`;
  return new DirectusSetupError('npm-failed', `npm ${how}.\n${firstErrors(lines)}\n${where}`);
}

function firstErrors(lines: readonly string[]): string {
  const errors = lines.filter((line) => /^npm (error|ERR!)|\berror:/.test(line));
  return (errors.length > 0 ? errors : lines).slice(0, 8).join('\n');
}
