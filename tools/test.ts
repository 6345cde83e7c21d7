// npm test: makes Directus ready, then runs unit, property, contract and end-to-end tests; ends with the count.
import spawn from 'cross-spawn';
import { mkdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ensureDirectus } from '../sandbox/directus/install';
import { DirectusSetupError } from '../sandbox/directus/setup-error';

declare const __PROJECT_ROOT__: string;

/** What jest's --json file says of a run. */
interface JestResult {
  numPassedTests: number;
  numFailedTests: number;
  numRuntimeErrorTestSuites: number;
}

/** What is run when no project is named. */
const PROJECTS = ['fast', 'simulation', 'e2e'];

/** Arguments go on to jest: `npm test -- --selectProjects fast` runs what needs no Directus. */
export async function main(args: readonly string[]): Promise<number> {
  if (needsDirectus(args)) {
    try {
      await ensureDirectus({ log: (line) => console.log(line) });
    } catch (error) {
      if (!(error instanceof DirectusSetupError)) throw error;
      console.error(error.message);
      return 1;
    }
  }
  return runJest(args);
}

function needsDirectus(args: readonly string[]): boolean {
  const chosen = args.indexOf('--selectProjects');
  return chosen < 0 || !['fast', 'simulation'].includes(args[chosen + 1] ?? '');
}

function runJest(args: readonly string[]): number {
  const outputFile = join(__PROJECT_ROOT__, 'node_modules', '.cache', 'jest-result.json');
  mkdirSync(dirname(outputFile), { recursive: true });
  const jest = join(__PROJECT_ROOT__, 'node_modules', 'jest', 'bin', 'jest.js');
  const projects = args.includes('--selectProjects') ? [] : ['--selectProjects', ...PROJECTS];
  const options = ['--json', `--outputFile=${outputFile}`, ...args, ...projects];
  const run = spawn.sync(process.execPath, [jest, ...options], {
    cwd: __PROJECT_ROOT__,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  if (run.error) throw run.error;
  const result = JSON.parse(readFileSync(outputFile, 'utf8')) as JestResult;
  const failed = result.numFailedTests + result.numRuntimeErrorTestSuites;
  console.log(`${result.numPassedTests} passed, ${failed} failed`);
  return failed === 0 && run.status === 0 ? 0 : 1;
}
