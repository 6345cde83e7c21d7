// npm run sync: has every pair compared, the first time that is the first sync; or tells what that would do.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Retime } from '../src/core/message';
import type { DryRun } from '../src/setup/dry-run';
import { dryRunLines, trialLines } from '../src/setup/dry-run-text';
import { comparisonText } from './status-text';
import { runCommand, UsageError, UserError, type Command } from './terminal/command-line';
import { confirmBy, type Confirm } from './terminal/confirm';
import { askCompare, askDryRun, askRetime, askStatus, askTrial } from './web-app/ask';
import { thisCheckout, type Sender } from './web-app/sender';
import { readWebAppSettings, type WebAppSettings } from './web-app/settings';

declare const __PROJECT_ROOT__: string;

const OPTIONS = {
  'dry-run': { type: 'boolean', help: 'only say what would be created, changed, deleted, linked and skipped' },
  bindings: { type: 'string', value: 'FILE', help: 'with --dry-run: as if FILE were the bindings' },
  json: { type: 'boolean', help: 'with --dry-run: print it as JSON' },
  retime: {
    type: 'string',
    value: 'SIDE',
    help: 'after a change of zone: "directus" or "google" says whose times count',
  },
  yes: { type: 'boolean', help: 'with --retime: do it without asking' },
} as const;

const COMMAND: Command<typeof OPTIONS> = {
  name: 'npm run sync',
  purpose:
    'Compares every item with its event now, and shows how far it is. The first time that is the first sync: look at it\n' +
    'with --dry-run before you run install, and with --bindings as well before you change bindings.json. Settings as for npm run status.\n' +
    'A change of timeZone moves nothing by itself. --retime directus moves events to what the clocks of their items show,\n' +
    '--retime google writes the times of events into the DateTimes of their items; with --dry-run it only counts them.',
  options: OPTIONS,
};

/** Between two looks at how far it is. */
const LOOK_MS = 10_000;

export async function main(args: readonly string[]): Promise<number> {
  return await runCommand(COMMAND, args, async ({ 'dry-run': dry, bindings, json, retime: side, yes }) => {
    if (bindings !== undefined && (!dry || side !== undefined))
      throw new UsageError('--bindings goes with --dry-run, and with nothing else but --json.');
    const settings = readWebAppSettings(process.env, join(__PROJECT_ROOT__, '.env'));
    const sender = thisCheckout();
    const print = (line: string): void => console.log(line);
    if (side !== undefined) {
      const by = RETIMES.find((each) => each === side);
      if (!by) throw new UsageError(`--retime takes directus or google, not "${side}".`);
      return await retime(settings, sender, print, LOOK_MS, { by, confirm: dry ? undefined : confirmBy(yes) });
    }
    if (!dry) return await compare(settings, sender, print, LOOK_MS);
    if (bindings === undefined) {
      const plans = await askDryRun(settings, sender);
      for (const line of json ? [JSON.stringify(plans, null, 2)] : dryRunLines(plans)) print(line);
    } else {
      const trial = await askTrial(settings, sender, readText(bindings));
      for (const line of json ? [JSON.stringify(trial, null, 2)] : trialLines(trial)) print(line);
    }
    return 0;
  });
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new UserError(`${file} can't be read (${(error as NodeJS.ErrnoException).code}).`);
  }
}

const RETIMES: readonly Retime[] = ['directus', 'google'];

/** What becomes of pairs that were synced under another zone, and the words for a number of them. */
const RETIMED: Record<Retime, string> = {
  directus: 'events move to what clocks show in their items',
  google: 'items get what clocks show at the times of their events',
};

/**
 * Z13: says how many pairs were synced under another zone; has one side of them follow the other once a person agrees, and
 * tells of how many that came true.
 * @param confirm missing: only says it
 * @returns the exit code
 */
export async function retime(
  settings: WebAppSettings,
  sender: Sender,
  print: (line: string) => void,
  lookMs: number,
  { by, confirm }: { by: Retime; confirm?: Confirm | undefined },
): Promise<number> {
  const plans = await askDryRun(settings, sender);
  for (const { binding, retimes } of plans)
    if (retimes && !retimes.includes(by)) print(`Binding ${binding} goes one way: take --retime ${retimes.join()}.`);
  const before = countOtherZone(plans, by);
  if (before === 0) {
    print('Nothing to retime: no DateTimes were synced under another zone. Timestamps and Dates are never retimed.');
    return 0;
  }
  for (const { binding, collection, calendar, counts } of plans.filter((plan) => isOpen(plan, by)))
    print(`Binding ${binding} (${collection} ⇄ ${calendar}): ${counts.otherZone} ${RETIMED[by]}.`);
  if (!confirm) {
    print('Nothing was written.');
    return 0;
  }
  if (!(await confirm(`Retime ${before} pairs?`))) {
    print('Nothing was moved.');
    return 1;
  }
  const code = await watch(settings, sender, print, lookMs, () => askRetime(settings, sender, by));
  const left = countOtherZone(await askDryRun(settings, sender), by);
  print(`${Math.max(0, before - left)} were moved.`);
  if (left === 0) return code;
  print(`${left} were not, and are tried again: npm run status says why. You may run this again at any time.`);
  return 1;
}

function countOtherZone(plans: readonly DryRun[], by: Retime): number {
  return plans.reduce((sum, plan) => sum + (isOpen(plan, by) ? plan.counts.otherZone! : 0), 0);
}

function isOpen({ retimes }: DryRun, by: Retime): boolean {
  return retimes !== undefined && retimes.includes(by);
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
  const code = await watch(settings, sender, print, lookMs, () => askCompare(settings, sender));
  if (code === 0) print('Done. npm run status tells the rest.');
  return code;
}

/** @param begin has a comparison begun */
async function watch(
  settings: WebAppSettings,
  sender: Sender,
  print: (line: string) => void,
  lookMs: number,
  begin: () => Promise<void>,
): Promise<number> {
  const before = await askStatus(settings, sender);
  await begin();
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
    return 0;
  }
}
