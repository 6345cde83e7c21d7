// npm run check-account: builds the file that asks a real Google account how it behaves, beside what the local one does.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Json } from '../account-check/answer';
import { startLocalCheck, type Line } from './account-check/local-google';
import { projectVersion } from './build';
import { buildScript, MANIFEST_FILE } from './build-bundle';
import { runCommand, type Command } from './terminal/command-line';

declare const __PROJECT_ROOT__: string;

/** The two parts of the check, which a person runs one after the other. */
const PARTS = ['checkAccount', 'checkBurst'] as const;
const FOLDER = 'account-check';

const COMMAND: Command<Record<never, never>> = {
  name: 'npm run check-account',
  purpose:
    'Builds account-check/built/: one file for a scratch script of a real Google account. It asks there what the\n' +
    'documents do not say, on a calendar of its own, and prints each answer beside that of the local Google.',
  options: {},
};

const NEXT = `
What to do next (account-check/README.md says more):
  1. https://script.new with an account that may be tried on. Services +, Google Calendar API, Add.
  2. Gear: tick "Show appsscript.json". Paste account-check/built/Code.js over Code.gs, and appsscript.json.
  3. Run checkAccount. It makes a calendar and deletes it. What it skips tells the script property that it needs.
     Run it again until it says nothing is left; then checkBurst.
  4. Copy the lines of the last execution into account-check/answers/<date>.jsonl, and commit it. Each line with
     "same": false is a switch or a sentence of the sandbox to be mended.`;

/**
 * The text of the file.
 * @param local answers of the local Google, by question
 */
export async function buildCheck(local: Readonly<Record<string, Json>>): Promise<string> {
  const heading = `// How does this Google account behave? Account check of directus-google-calendar-sync ${projectVersion()}; MIT licence.
// Change the number after the deployment as a web app, and save: it tells newer code from deployed code.
var EDITION = 1;
`;
  return await buildScript({
    entry: 'account-check/main.ts',
    heading,
    first: 'checkAccount',
    scope: 'check',
    define: { __LOCAL_ANSWERS__: JSON.stringify(local) },
  });
}

/** What the local Google answers to all questions; the code that is pushed is newer than the deployed one there. */
export async function localLines(): Promise<Line[]> {
  const bundle = await buildCheck({});
  const check = await startLocalCheck(bundle);
  try {
    check.setSettings();
    check.google.host.setBundle(bundle.replace('var EDITION = 1;', 'var EDITION = 2;'), { deployed: false });
    const lines: Line[] = [];
    for (const part of PARTS) lines.push(...(await check.runToTheEnd(part)));
    return lines;
  } finally {
    await check.close();
  }
}

/** Answers by question, as the build puts them in. */
export function answersOf(lines: readonly Line[]): Record<string, Json> {
  return Object.fromEntries(lines.map(({ question, google }) => [question, google ?? null]));
}

export async function main(args: readonly string[]): Promise<number> {
  return await runCommand(COMMAND, args, async () => {
    const lines = await localLines();
    const built = {
      'Code.js': await buildCheck(answersOf(lines)),
      [MANIFEST_FILE]: readFileSync(join(__PROJECT_ROOT__, FOLDER, MANIFEST_FILE), 'utf8'),
    };
    const folder = join(__PROJECT_ROOT__, FOLDER, 'built');
    mkdirSync(folder, { recursive: true });
    for (const [name, text] of Object.entries(built)) {
      writeFileSync(join(folder, name), text);
      console.log(`${`${FOLDER}/built/${name}`.padEnd(36)} ${String(Buffer.byteLength(text)).padStart(8)} bytes`);
    }
    const open = lines.filter(({ google }) => JSON.stringify(google).includes('501 notSimulated')).length;
    console.log(`${lines.length} questions; the local Google does not simulate what ${open} of them ask.`);
    console.log(NEXT);
    return 0;
  });
}
