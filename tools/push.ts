// npm run push: checks, builds and pushes the script into your Apps Script project with clasp.
import spawn from 'cross-spawn';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { main as build } from './build';
import { main as check } from './check';
import { runCommand, UserError, type Command } from './terminal/command-line';

declare const __PROJECT_ROOT__: string;

const COMMAND: Command<Record<never, never>> = {
  name: 'npm run push',
  purpose:
    'Checks and builds the script, then pushes it into the Apps Script project that .clasp.json names, with clasp.\n' +
    'It replaces the code there; it deploys nothing.',
  options: {},
};

const PLACEHOLDER = 'PUT-THE-SCRIPT-ID-HERE';

const NO_SCRIPT_ID = [
  '.clasp.json holds no script id yet. These clicks give you one:',
  '  1. Open https://script.new',
  '  2. Left bar: Services +, Google Calendar API, Add. (Pushing does not do this for you.)',
  '  3. Gear at the left (Project Settings): copy the Script ID.',
  `  4. Paste it into .clasp.json in place of ${PLACEHOLDER}.`,
  'Then run npm run push again.',
].join('\n');

const CLASP_FAILED = [
  'clasp could not push; its own message is above. What it usually needs:',
  '  – a login on this machine: npx clasp login',
  '  – the Apps Script API switched on: https://script.google.com/home/usersettings',
  '  – a script id in .clasp.json that this account may edit.',
].join('\n');

const NEXT = [
  'Pushed. What to do next, at https://script.google.com/home :',
  '  1. Open the project, choose "install" above the code, Run. It says what is missing; run it again until nothing is.',
  '  2. The web app goes on with the version that was deployed last: Deploy, Manage deployments, edit, Version',
  '     "New version", Deploy. (The first time: Deploy, New deployment, Web app, execute as "Me", access "Anyone".)',
  '  3. If bindings or version changed, import dist/flows/all-flows.json into Directus again, after deleting the four',
  '     flows that are there.',
].join('\n');

/** @throws UserError with the clicks that give a script id, where the text of .clasp.json has none */
export function assertScriptId(claspJson: string): void {
  let scriptId: unknown;
  try {
    ({ scriptId } = JSON.parse(claspJson) as { scriptId?: unknown });
  } catch (error) {
    throw new UserError(`.clasp.json is no JSON: ${(error as Error).message}`);
  }
  if (typeof scriptId !== 'string' || scriptId.trim() === '' || scriptId === PLACEHOLDER)
    throw new UserError(NO_SCRIPT_ID);
}

export async function main(args: readonly string[]): Promise<number> {
  return await runCommand(COMMAND, args, async () => {
    assertScriptId(readFileSync(join(__PROJECT_ROOT__, '.clasp.json'), 'utf8'));
    if ((await check([])) !== 0) throw new UserError('Not pushed: the checks failed.');
    if ((await build([])) !== 0) throw new UserError('Not pushed: the build failed.');
    // The manifest is part of this project, so it is pushed, too, without a question.
    const run = clasp(['push', '--force'], 'inherit');
    if (run.error) throw new UserError(`clasp could not be started: ${run.error.message}`);
    if (run.status !== 0) throw new UserError(CLASP_FAILED);
    console.log(`\n${NEXT}`);
    return 0;
  });
}

/** Runs the project's own clasp at the top of the project, where its settings are. */
export function clasp(args: readonly string[], stdio: 'inherit' | 'pipe') {
  const file = join(__PROJECT_ROOT__, 'node_modules', '.bin', 'clasp');
  return spawn.sync(file, [...args], { cwd: __PROJECT_ROOT__, stdio, encoding: 'utf8' });
}
