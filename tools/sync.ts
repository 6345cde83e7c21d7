// npm run sync: has every pair compared, the first time that is the first sync; or tells what that would do.
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { dryRunLines } from '../src/setup/dry-run-text';
import { comparisonText } from './status-text';
import { runCommand, type Command } from './terminal/command-line';
import { askCompare, askDryRun, askStatus } from './web-app/ask';
import { thisCheckout, type Sender } from './web-app/sender';
import { readWebAppSettings, type WebAppSettings } from './web-app/settings';

declare const __PROJECT_ROOT__: string;

const OPTIONS = {
  'dry-run': { type: 'boolean', help: 'only say what would be created, linked and skipped' },
  json: { type: 'boolean', help: 'with --dry-run: print it as JSON' },
} as const;

const COMMAND: Command<typeof OPTIONS> = {
  name: 'npm run sync',
  purpose:
    'Compares every item with its event now, and shows how far it is. The first time that is the first sync: look at it\n' +
    'with --dry-run before you run install. Settings as for npm run status.',
  options: OPTIONS,
};

/** Between two looks at how far it is. */
const LOOK_MS = 10_000;

export async function main(args: readonly string[]): Promise<number> {
  return await runCommand(COMMAND, args, async ({ 'dry-run': dry, json }) => {
    const settings = readWebAppSettings(process.env, join(__PROJECT_ROOT__, '.env'));
    const sender = thisCheckout();
    const print = (line: string): void => console.log(line);
    if (!dry) return await compare(settings, sender, print, LOOK_MS);
    const plans = await askDryRun(settings, sender);
    if (json) print(JSON.stringify(plans, null, 2));
    else dryRunLines(plans).forEach(print);
    return 0;
  });
}

/**
 * Begins the comparison, and tells of its progress until it is over.
 * @param lookMs between two looks
 * @returns the exit code
 */
export async function compare(
  settings: WebAppSettings,
  sender: Sender,
  print: (line: string) => void,
  lookMs: number,
): Promise<number> {
  const before = await askStatus(settings, sender);
  await askCompare(settings, sender);
  print('Begun. It goes on by itself at Google; you may stop watching with Ctrl+C.');
  for (let said = ''; ;) {
    await sleep(lookMs);
    const { reconcile, problems } = await askStatus(settings, sender);
    const line = `Full comparison: ${comparisonText(reconcile)}`;
    if (line !== said) print(line);
    said = line;
    if (reconcile.due || reconcile.last === before.reconcile.last) {
      if (problems.length === 0) continue;
      for (const problem of problems) print(`PROBLEM: ${problem}`);
      return 1;
    }
    print('Done. npm run status tells the rest.');
    return 0;
  }
}
