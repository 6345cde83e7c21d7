// npm run setup: prepares Directus, helps the script into Google, connects the two, and sees that it works.
import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Binding } from '../src/core/binding';
import { BindingsError, parseBindings } from '../src/core/bindings-file';
import { SECRET_MIN_LENGTH } from '../src/core/secret';
import { plainWebAppUrl } from '../src/core/web-app-url';
import type { Step } from '../src/setup/prepare/step';
import { directusSteps } from '../src/setup/prepare/steps';
import { build } from './build';
import { readDotEnv, writeDotEnv } from './dot-env';
import { clasp } from './push';
import { connect, lookAround, type AdminApi } from './setup/admin';
import { nobody, PERSON, type Asker } from './setup/ask';
import { wantedFlows } from './setup/flows';
import { proposeBindings, type MappingOptions } from './setup/mapping';
import { runCommand, UserError, type Command } from './terminal/command-line';
import { askInstall, sendSettings } from './web-app/ask';
import { thisCheckout } from './web-app/sender';
import type { WebApp } from './web-app/settings';

declare const __PROJECT_ROOT__: string;

const OPTIONS = {
  directus: { type: 'string', value: 'URL', help: 'address of your Directus (else DIRECTUS_URL, or it is asked for)' },
  collection: { type: 'string', value: 'NAME', help: 'the collection; it is made where there is none' },
  calendar: { type: 'string', value: 'ID', help: 'the calendar; "primary" is your own' },
  recurring: { type: 'string', value: 'HOW', help: 'occurrences, series or none: what a recurring event is' },
  'web-app': { type: 'string', value: 'URL', help: 'address of the deployed script, ending in /exec' },
  public: { type: 'string', value: 'URL', help: 'address by which Google reaches Directus, where it is another one' },
  'dry-run': { type: 'boolean', help: 'say what would be done in Directus, and do nothing' },
  yes: { type: 'boolean', help: 'agree to everything' },
} as const;

const COMMAND: Command<typeof OPTIONS> = {
  name: 'npm run setup',
  purpose:
    'Sets up the sync: fields and flows in Directus, the script in Google, and the first look whether both hear each other.\n' +
    'It asks for an admin token of Directus (or takes DIRECTUS_TOKEN), uses it here and keeps it nowhere. It can be stopped\n' +
    'anywhere and run again: what is done already is left as it is.',
  options: OPTIONS,
};

const BINDINGS_FILE = join(__PROJECT_ROOT__, 'bindings.local.json');

export async function main(args: readonly string[]): Promise<number> {
  return await runCommand(COMMAND, args, async ({ yes = false, 'dry-run': dryRun = false, ...given }) => {
    const asker = process.stdin.isTTY && !yes ? PERSON : nobody(yes);
    const env = { ...readDotEnv(), ...process.env };
    const directus = address(given.directus ?? env['DIRECTUS_URL'] ?? (await askDirectus(asker)));
    const token = env['DIRECTUS_TOKEN'] ?? (await asker.secret('Admin token of Directus:', 'DIRECTUS_TOKEN'));
    const admin = await connect(directus, token);
    const bindings = await bindingsOf(asker, admin, given, dryRun);
    await prepare(asker, admin, bindings, dryRun);
    if (dryRun) return 0;
    const secret = secretOf(env['GCALENDARHOOKSECRET']);
    writeDotEnv({ DIRECTUS_URL: given.public ?? directus, GCALENDARHOOKSECRET: secret });
    const webAppUrl = await webAppOf(asker, given['web-app'] ?? env['GCALENDARHOOKURL']);
    await sendSettings({ secret, webAppUrl }, thisCheckout(), given.public ?? directus);
    writeDotEnv({ GCALENDARHOOKURL: webAppUrl });
    await bringFlows(asker, admin, bindings, { secret, webAppUrl });
    return await install(asker, { secret, webAppUrl });
  });
}

async function askDirectus(asker: Asker): Promise<string> {
  return await asker.text('Address of your Directus:', '--directus');
}

function address(url: string): string {
  const plain = url.trim().replace(/\/+(admin\/?.*)?$/, '');
  if (!URL.canParse(plain) || !/^https?:$/.test(new URL(plain).protocol))
    throw new UserError(`"${url}" is no address; it should look like https://directus.example.com.`);
  return plain;
}

function secretOf(known: string | undefined): string {
  return known && known.length >= SECRET_MIN_LENGTH ? known : randomBytes(32).toString('hex');
}

// ---------------------------------------------------------------- Directus

async function bindingsOf(asker: Asker, admin: AdminApi, given: MappingOptions, dryRun: boolean): Promise<Binding[]> {
  if (existsSync(BINDINGS_FILE)) return readBindings(readFileSync(BINDINGS_FILE, 'utf8'));
  const { text, lines } = await proposeBindings(asker, await lookAround(admin), given);
  const bindings = readBindings(text);
  console.log(['', ...lines, 'docs/fields.md has more that can be named, in bindings.local.json.', ''].join('\n'));
  if (dryRun) return bindings;
  const isRight = await asker.agree('Is that right? (No: it is written for you to change, then run this again.)');
  writeFileSync(BINDINGS_FILE, text);
  if (!isRight) throw new UserError('bindings.local.json is written. Change it, and run npm run setup again.');
  return bindings;
}

function readBindings(text: string): Binding[] {
  try {
    return parseBindings(text, 'bindings.local.json');
  } catch (error) {
    if (!(error instanceof BindingsError)) throw error;
    throw new UserError(error.problems.join('\n'));
  }
}

async function prepare(asker: Asker, admin: AdminApi, bindings: readonly Binding[], dryRun: boolean): Promise<void> {
  const steps = directusSteps(await lookAround(admin), bindings);
  const byHand = steps.filter(({ calls }) => calls.length === 0);
  if (byHand.length > 0 && !dryRun)
    throw new UserError(byHand.map(({ finding, remedy }) => `${finding}\n  ${remedy}`).join('\n'));
  await doSteps(asker, admin, steps, dryRun);
}

async function bringFlows(asker: Asker, admin: AdminApi, bindings: readonly Binding[], webApp: WebApp): Promise<void> {
  const steps = directusSteps(await lookAround(admin), bindings, wantedFlows(bindings, webApp));
  await doSteps(asker, admin, steps, false);
}

async function doSteps(asker: Asker, admin: AdminApi, steps: readonly Step[], dryRun: boolean): Promise<void> {
  if (steps.length === 0) return console.log('In Directus everything is there.');
  console.log('In Directus:');
  for (const { finding, remedy } of steps) console.log(`  – ${remedy}   (${finding})`);
  if (dryRun) return;
  if (!(await asker.agree(`Do that (${steps.length})?`))) throw new UserError('Nothing more was done.');
  for (const { remedy, calls } of steps) {
    for (const call of calls) await admin.call(call);
    console.log(`  ✓ ${remedy}`);
  }
}

// ---------------------------------------------------------------- Google

/** The script has to be brought into Google by a person, once; its code knows the secret by its print. */
async function webAppOf(asker: Asker, known: string | undefined): Promise<string> {
  await build(null);
  if (known !== undefined && known !== '') return plainWebAppUrl(address(known));
  const isPushed = pushes();
  console.log(['', 'In Google:', ...(isPushed ? PUSHED : PASTED), ...DEPLOY, ''].join('\n'));
  return plainWebAppUrl(address(await asker.text('Web app URL:', '--web-app')));
}

/** Where .clasp.json names a script, clasp brings the code there. */
function pushes(): boolean {
  const { scriptId } = JSON.parse(readFileSync(join(__PROJECT_ROOT__, '.clasp.json'), 'utf8')) as { scriptId: string };
  if (!/^[\w-]{30,}$/.test(scriptId)) return false;
  const { status, stderr } = clasp(['push', '--force'], 'pipe');
  if (status !== 0)
    throw new UserError(`clasp could not push:\n${String(stderr)}\nRun npx clasp login, and this again.`);
  return true;
}

const SERVICE = 'left bar, Services +, Google Calendar API, Add.';
const PASTED = [
  '  1. Open https://script.new',
  `  2. In the ${SERVICE}`,
  '  3. Paste the whole of dist/Code.js over what stands in Code.gs, and save (Ctrl+S).',
];
const PUSHED = [
  '  1. The code is pushed. Open it: npx clasp open-script',
  `  2. In the ${SERVICE} (Once.)`,
  '  3. Reload the page: the code is there.',
];
const DEPLOY = [
  '  4. Deploy, New deployment, gear: Web app. Execute as "Me", who has access "Anyone", Deploy.',
  '  5. Authorize access: your account, Advanced, Go to …, tick all boxes, Continue.',
  '  6. Copy the Web app URL, which ends in /exec.',
];

async function install(asker: Asker, settings: WebApp): Promise<number> {
  for (;;) {
    console.log('Installing: the script looks at both sides, and at the way between them …');
    const { problems, warnings, told } = await askInstall(settings, thisCheckout());
    for (const line of [...told, ...warnings]) console.log(`  NOTE: ${line}`);
    if (problems.length === 0) break;
    for (const problem of problems) console.log(`  • ${problem}`);
    await asker.done('Not installed yet. Do what stands above.');
  }
  console.log('\nInstalled: the first sync has begun. npm run status tells how it is doing.');
  return 0;
}
