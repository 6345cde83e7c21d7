// npm run check: types, lint, format, unused code. `--fix` mends what can be mended by itself.
import spawn from 'cross-spawn';
import { join } from 'node:path';

declare const __PROJECT_ROOT__: string;

interface Step {
  name: string;
  bin: string;
  args: string[];
}

/** What the tools remember of unchanged files; a fresh clone has none of it. */
const CACHE = 'node_modules/.cache/check';

function types(name: string, config: string): Step {
  const remember = ['--incremental', '--tsBuildInfoFile', `${CACHE}/${config.replaceAll('/', '-')}.tsbuildinfo`];
  return { name, bin: 'typescript/bin/tsc', args: ['-p', config, ...remember] };
}

function steps(fix: boolean): Step[] {
  return [
    types('types of the core and the flow scripts', 'src/core/tsconfig.json'),
    types('types of the script', 'src/tsconfig.json'),
    types('types of the account check', 'account-check/tsconfig.json'),
    types('types of everything', 'tsconfig.json'),
    {
      name: 'lint',
      bin: 'eslint/bin/eslint.js',
      args: ['.', '--cache', '--cache-location', `${CACHE}/eslint`, ...(fix ? ['--fix'] : [])],
    },
    {
      name: 'format',
      bin: 'prettier/bin/prettier.cjs',
      args: [
        fix ? '--write' : '--check',
        '--cache',
        '--cache-location',
        `${CACHE}/prettier`,
        '--log-level',
        'warn',
        '.',
      ],
    },
    { name: 'unused code', bin: 'knip/bin/knip.js', args: [] },
  ];
}

/** Runs every step, even after a failure, so that all problems are seen at once. */
export async function main(args: readonly string[]): Promise<number> {
  const failed: string[] = [];
  for (const { name, bin, args: stepArgs } of steps(args.includes('--fix'))) {
    console.log(`— ${name}`);
    const file = join(__PROJECT_ROOT__, 'node_modules', bin);
    const run = spawn.sync(process.execPath, [file, ...stepArgs], { cwd: __PROJECT_ROOT__, stdio: 'inherit' });
    if (run.status !== 0) failed.push(name);
  }
  console.log(failed.length === 0 ? 'All checks passed.' : `Failed: ${failed.join(', ')}.`);
  return failed.length === 0 ? 0 : 1;
}
