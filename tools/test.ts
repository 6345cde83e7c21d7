// npm test: makes Directus ready, then runs unit, property, contract and end-to-end tests; ends with the count. With
// `--all` it also runs those that take long.
import spawn from 'cross-spawn';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
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
const PROJECTS = ['--selectProjects', 'fast', 'simulation', 'e2e'];
/** They count what much at the same time costs, so nothing else runs beside them. */
const LONG = ['--selectProjects', 'long', '--runInBand'];

/** Arguments go on to jest: `npm test -- --selectProjects fast` runs what needs no Directus. */
export async function main(args: readonly string[]): Promise<number> {
  const others = args.filter((arg) => arg !== '--all');
  if (needsDirectus(others)) {
    try {
      await ensureDirectus({ log: (line) => console.log(line) });
    } catch (error) {
      if (!(error instanceof DirectusSetupError)) throw error;
      console.error(error.message);
      return 1;
    }
  }
  const runs = others.includes('--selectProjects') ? [others] : [[...others, ...PROJECTS]];
  if (args.includes('--all')) runs.push([...others, ...LONG]);
  const counts = runs.map(runJest);
  const [passed, failed] = [sum(counts.map((count) => count.passed)), sum(counts.map((count) => count.failed))];
  console.log(`${passed} passed, ${failed} failed`);
  return failed === 0 && counts.every(({ ok }) => ok) ? 0 : 1;
}

const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);

function needsDirectus(args: readonly string[]): boolean {
  const chosen = args.indexOf('--selectProjects');
  return chosen < 0 || !['fast', 'simulation'].includes(args[chosen + 1] ?? '');
}

function runJest(args: readonly string[]): { passed: number; failed: number; ok: boolean } {
  const outputFile = join(__PROJECT_ROOT__, 'node_modules', '.cache', 'jest-result.json');
  mkdirSync(dirname(outputFile), { recursive: true });
  // What a run before has left says nothing of this one.
  rmSync(outputFile, { force: true });
  const jest = join(__PROJECT_ROOT__, 'node_modules', 'jest', 'bin', 'jest.js');
  const options = ['--json', `--outputFile=${outputFile}`, ...args];
  const run = spawn.sync(process.execPath, [jest, ...options], {
    cwd: __PROJECT_ROOT__,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  if (run.error) throw run.error;
  const result = JSON.parse(readFileSync(outputFile, 'utf8')) as JestResult;
  const failed = result.numFailedTests + result.numRuntimeErrorTestSuites;
  return { passed: result.numPassedTests, failed, ok: run.status === 0 };
}
