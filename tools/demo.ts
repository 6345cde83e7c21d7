// npm run demo: the sync at work between a real Directus and a local Google, with nothing installed before.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Sandbox } from '../sandbox';
import { tellChanges } from './demo/live';
import { playScenes } from './demo/play';
import { LOCAL_TOKEN } from './demo/sides';
import { Stage } from './demo/stage';
import { Transcript } from './demo/transcript';
import { startLocal } from './local/start';
import { readPort, runCommand, type Command } from './terminal/command-line';
import { paintFor } from './terminal/paint';
import { StopSignal } from './terminal/stop-signal';

declare const __PROJECT_ROOT__: string;

const OPTIONS = {
  once: { type: 'boolean', help: 'end after the transcript; exit code 1 when something did not arrive' },
  'directus-port': { type: 'string', value: 'PORT', help: 'port of Directus (default 0: any free one)' },
  'google-port': { type: 'string', value: 'PORT', help: 'port of the local Google (default 0: any free one)' },
} as const;

const COMMAND: Command<typeof OPTIONS> = {
  name: 'npm run demo',
  purpose:
    'Shows the sync between a real Directus and a local Google (no account, no network once installed),\n' +
    'then keeps both running for you to play with.',
  options: OPTIONS,
};

const OPENING = [
  'This demo starts a real Directus and a local stand-in for Google (Calendar and Apps Script) on this machine,',
  'with the flows and the script of this project. Then it changes things on both sides and shows them arrive.',
  'It takes about a minute. The first time it installs Directus into your cache folder before: about 5 minutes more.',
];

/** Exit code 1 only with --once: a demo that stays up has told already what did not arrive. */
export async function main(args: readonly string[]): Promise<number> {
  return await runCommand(COMMAND, args, async (values) => {
    const directusPort = readPort('directus-port', values['directus-port']);
    const googlePort = readPort('google-port', values['google-port']);
    const transcript = new Transcript((line) => console.log(line), paintFor(process.stdout));
    const log = (line: string): void => transcript.line(`  ${line}`);
    for (const line of OPENING) transcript.line(line);
    const stop = new StopSignal();
    try {
      transcript.heading('Getting ready');
      const options = { directusPort, googlePort, bindings: demoBindings(), log, signal: stop.signal };
      const sandbox = await startLocal(options);
      try {
        return await show(sandbox, transcript, stop, values.once === true);
      } finally {
        transcript.line();
        transcript.line('Stopping …');
        await sandbox.close();
      }
    } catch (error) {
      if (!stop.signal.aborted) throw error;
      return values.once ? 1 : 0;
    } finally {
      stop.dispose();
    }
  });
}

/** The project's own bindings, with a brake that lets the demo delete two hundred. */
function demoBindings(): { source: string; text: string } {
  const source = 'bindings.json';
  const file = JSON.parse(readFileSync(join(__PROJECT_ROOT__, source), 'utf8')) as { bindings: object[] };
  const bindings = file.bindings.map((binding) => ({ ...binding, brake: { deletions: 1_000, share: 1 } }));
  return { source, text: JSON.stringify({ ...file, bindings }) };
}

async function show(sandbox: Sandbox, transcript: Transcript, stop: StopSignal, once: boolean): Promise<number> {
  const stage = new Stage(sandbox, transcript, stop.signal);
  const { problems } = await playScenes(stage);
  if (problems.length > 0) {
    transcript.heading('What went wrong');
    for (const problem of problems) transcript.line(`  ${problem}`);
  }
  if (once) return problems.length === 0 ? 0 : 1;
  for (const line of invitation(sandbox)) transcript.line(line);
  return await tellChanges(stage, stop.signal);
}

/** How to go on by hand. The commands work in any shell, Windows' included. */
function invitation({ directus, google, calendarId, bindings }: Sandbox): string[] {
  const events = `${google.url}/calendar/v3/calendars/${encodeURIComponent(calendarId)}/events`;
  const auth = `-H "Authorization: Bearer ${LOCAL_TOKEN}"`;
  return [
    '',
    'Everything stays up: now it is your turn.',
    '',
    `  Data Studio     ${directus.url}/admin/content/${bindings[0]!.collection}`,
    `                  e-mail ${directus.email}, password ${directus.password}`,
    '                  Create, edit or delete an item: its event is told here, and the other way round.',
    '',
    `  See the events  curl ${auth} "${events}"`,
    `  Rename one      curl -X PATCH ${auth} -H "Content-Type: application/json" -d "{\\"summary\\":\\"Renamed\\"}" "${events}/EVENT_ID"`,
    `  What it cost    curl "${google.controlUrl}/stats"`,
    '',
    'Ctrl+C ends it and removes everything but the installed Directus.',
  ];
}
