// npm run check: types, lint, format, unused code. `--fix` mends what can be mended by itself.
import spawn from 'cross-spawn';
import { join } from 'node:path';

declare const __PROJECT_ROOT__: string;

interface Step {
  name: string;
  bin: string;
  args: string[];
}

function steps(fix: boolean): Step[] {
  return [
    {
      name: 'types of the core and the flow scripts',
      bin: 'typescript/bin/tsc',
      args: ['-p', 'src/core/tsconfig.json'],
    },
    { name: 'types of the script', bin: 'typescript/bin/tsc', args: ['-p', 'src/tsconfig.json'] },
    { name: 'types of everything', bin: 'typescript/bin/tsc', args: ['-p', 'tsconfig.json'] },
    { name: 'lint', bin: 'eslint/bin/eslint.js', args: fix ? ['.', '--fix'] : ['.'] },
    {
      name: 'format',
      bin: 'prettier/bin/prettier.cjs',
      args: [fix ? '--write' : '--check', '--log-level', 'warn', '.'],
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
