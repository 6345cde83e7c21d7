// npm run go-on: shows what the brake holds back, asks, and lets it go.
import { join } from 'node:path';
import type { Status } from '../src/setup/status';
import { brakeLines } from './status-text';
import { runCommand, type Command } from './terminal/command-line';
import { confirmBy, type Confirm } from './terminal/confirm';
import { askGoOn, askStatus } from './web-app/ask';
import { thisCheckout, type Sender } from './web-app/sender';
import { readWebAppSettings, type WebAppSettings } from './web-app/settings';

declare const __PROJECT_ROOT__: string;

const OPTIONS = {
  yes: { type: 'boolean', help: 'let it go without asking' },
} as const;

const COMMAND: Command<typeof OPTIONS> = {
  name: 'npm run go-on',
  purpose:
    'Shows the deletions that the brake holds back, because they were too many within an hour, and lets them go once\n' +
    'you say so: those that are shown, each of them once. Settings as for npm run status.',
  options: OPTIONS,
};

export async function main(args: readonly string[]): Promise<number> {
  return await runCommand(COMMAND, args, async ({ yes }) => {
    const settings = readWebAppSettings(process.env, join(__PROJECT_ROOT__, '.env'));
    return await goOn(settings, thisCheckout(), (line) => console.log(line), confirmBy(yes));
  });
}

/** @returns the exit code */
export async function goOn(
  settings: WebAppSettings,
  sender: Sender,
  print: (line: string) => void,
  confirm: Confirm,
): Promise<number> {
  const status = await askStatus(settings, { ...sender, full: true });
  const waiting = countWaiting(status);
  if (waiting === 0) {
    print('The brake holds nothing back.');
    return 0;
  }
  for (const binding of status.bindings) for (const line of brakeLines(binding)) print(line);
  if (!(await confirm(`Let ${waiting} deletions go?`))) {
    print('Nothing was let go.');
    return 1;
  }
  const released = await askGoOn(settings, sender, status.announced);
  const behind = countWaiting(await askStatus(settings, sender));
  print(`${released} deletions were let go. The rest goes on by itself; npm run status shows it.`);
  if (behind > 0) print(`${behind} more came meanwhile and wait. Run this again to see them.`);
  return 0;
}

function countWaiting({ bindings }: Status): number {
  return bindings.flatMap(({ brake }) => brake).reduce((sum, { waiting }) => sum + waiting, 0);
}
