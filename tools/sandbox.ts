// npm run sandbox: a real Directus and a local Google, wired up; one line of JSON says where they are.
import type { Sandbox } from '../sandbox';
import type { KeyType } from '../sandbox/directus/collections';
import { readNamed, startLocal } from './local/start';
import { readPort, runCommand, UsageError, type Command } from './terminal/command-line';
import { StopSignal } from './terminal/stop-signal';

const OPTIONS = {
  'directus-port': { type: 'string', value: 'PORT', help: 'port of Directus (default 0: any free one)' },
  'google-port': { type: 'string', value: 'PORT', help: 'port of the local Google (default 0: any free one)' },
  bundle: { type: 'string', value: 'FILE', help: 'run this Code.js instead of the built one' },
  flows: { type: 'string', value: 'DIR', help: 'import the flows in this folder instead of the built ones' },
  bindings: {
    type: 'string',
    value: 'FILE',
    help: 'sync these bindings; flows are made for them unless --flows is given',
  },
  keys: { type: 'string', value: 'KIND', help: 'primary keys of the collections: integer (default), uuid or string' },
} as const;

const COMMAND: Command<typeof OPTIONS> = {
  name: 'npm run sandbox',
  purpose:
    'Starts a real Directus and a local Google with the built script and flows, and prints one line of JSON on\n' +
    'standard output when everything is ready. Ctrl+C stops all of it and leaves nothing behind.',
  options: OPTIONS,
};

/** The line that is printed. */
export interface SandboxLine {
  directus: { url: string; email: string; password: string; token: string };
  google: { rootUrl: string; calendarId: string; webAppUrl: string; controlUrl: string };
}

/** Where everything is, for another program: `rootUrl` is the option of that name of Google's own client. */
export function describeSandbox({ directus, google, calendarId }: Sandbox): SandboxLine {
  const { url, email, password, token } = directus;
  const { webAppUrl, controlUrl } = google;
  return {
    directus: { url, email, password, token },
    google: { rootUrl: `${google.url}/`, calendarId, webAppUrl, controlUrl },
  };
}

/** Runs until a signal comes; the exit code is 0 then, whenever it came. */
export async function main(args: readonly string[]): Promise<number> {
  return await runCommand(COMMAND, args, async (values) => {
    const ports = {
      directusPort: readPort('directus-port', values['directus-port']),
      googlePort: readPort('google-port', values['google-port']),
    };
    const keys = readKeys(values.keys);
    const { bundle, flows, bindings: source } = values;
    const bindings = source === undefined ? undefined : { source, text: readNamed('bindings', source) };
    const log = (line: string): void => console.error(line);
    const stop = new StopSignal();
    try {
      const sandbox = await startLocal({ ...ports, bundle, flows, bindings, keys, log, signal: stop.signal });
      if (!stop.signal.aborted) console.log(JSON.stringify(describeSandbox(sandbox)));
      await stop.wait();
      log('Stopping …');
      await sandbox.close();
    } catch (error) {
      if (!stop.signal.aborted) throw error;
      log((error as Error).message);
    } finally {
      stop.dispose();
    }
    return 0;
  });
}

function readKeys(text: string | undefined): KeyType | undefined {
  if (text === undefined || text === 'integer' || text === 'uuid' || text === 'string') return text;
  throw new UsageError(`--keys is integer, uuid or string, not "${text}".`);
}
