// The account check on the local Google: with everything that its settings name, and its clock leaping over waits.
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Json } from '../../account-check/answer';
import type { Setting } from '../../account-check/settings';
import type { RunResult } from '../../sandbox/apps-script';
import { startGoogle, type LocalGoogle } from '../../sandbox/google';
import { WorkTime } from '../../sandbox/work-time';

declare const __PROJECT_ROOT__: string;

/** A line that the check prints. */
export interface Line {
  question: string;
  asks: string;
  /** What the Google answers that the check runs on. */
  google?: Json;
  local?: Json;
  same?: boolean;
  skipped?: string;
}

export type EntryPoint = 'checkAccount' | 'checkBurst' | 'askAnew';

const ECHO = 'https://echo.example';
/** So much may pass on the clock until an execution must have ended. */
const LIMIT_MS = 3_600_000;

export class LocalCheck {
  private readonly time: WorkTime;

  constructor(
    readonly google: LocalGoogle,
    private readonly echo: Server,
  ) {
    google.clock.hold();
    this.time = new WorkTime(google, { pid: undefined });
  }

  /** Sets the script properties that questions need, each to what is there for it. */
  setSettings(): void {
    const event = this.google.calendar.ui.create('primary', ZOOM_MEETING);
    const settings: Record<Setting, string> = {
      ECHO_URL: `${ECHO}/headers`,
      SLOW_URL: `${ECHO}/slow`,
      PUSH_URL: `${ECHO}/push`,
      EXEC_URL: `https://script.google.com/macros/s/${this.google.host.options.deploymentId}/exec`,
      GUEST: 'guest@example.org',
      ZOOM_EVENT: event.id,
    };
    this.google.host.setProperties(settings);
  }

  /**
   * Runs an entry point once, as from the editor.
   * @returns how it ended, the lines that it printed, and how many questions are left
   */
  async run(entry: EntryPoint): Promise<{ status: RunResult['status']; lines: Line[]; left: number }> {
    const execution = this.google.host.run(entry);
    await this.time.untilQuiet(execution, LIMIT_MS);
    const { status, console: printed, value } = await execution;
    const lines = printed.map(({ text }) => text).filter((text) => text.startsWith('{'));
    return { status, lines: lines.map((line) => JSON.parse(line) as Line), left: Number(value ?? 0) };
  }

  /** Runs an entry point until nothing is left. @returns the lines of the last run, which has them all */
  async runToTheEnd(entry: EntryPoint): Promise<Line[]> {
    for (;;) {
      const { status, lines, left } = await this.run(entry);
      if (status !== 'completed') throw new Error(`${entry} ended as ${status}`);
      if (left === 0) return lines;
    }
  }

  async close(): Promise<void> {
    this.time.close();
    this.echo.closeAllConnections();
    await Promise.all([this.google.close(), new Promise((resolve) => this.echo.close(resolve))]);
  }
}

/** Starts a local Google with the check in it, and a server for it to call. */
export async function startLocalCheck(bundle: string): Promise<LocalCheck> {
  const echo = await startEcho();
  const manifest = JSON.parse(
    readFileSync(join(__PROJECT_ROOT__, 'account-check', 'appsscript.json'), 'utf8'),
  ) as object;
  const hosts = { [ECHO]: `http://127.0.0.1:${(echo.address() as AddressInfo).port}` };
  try {
    return new LocalCheck(await startGoogle({ bundle, manifest, options: { appsScript: { hosts } } }), echo);
  } catch (error) {
    echo.close();
    throw error;
  }
}

/** Answers with the headers of the request; `/slow` never answers. */
async function startEcho(): Promise<Server> {
  const server = createServer((request, response) => {
    if (request.url === '/slow') return;
    response.setHeader('Content-Type', 'application/json');
    response.end(JSON.stringify({ headers: request.headers }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}

/** As an add-on of Zoom leaves it. */
const ZOOM_MEETING = {
  summary: 'Meeting',
  start: { dateTime: '2030-01-15T10:00:00+01:00' },
  end: { dateTime: '2030-01-15T11:00:00+01:00' },
  conferenceData: {
    conferenceId: '123456789',
    conferenceSolution: { key: { type: 'addOn' }, name: 'Zoom Meeting' },
    entryPoints: [{ entryPointType: 'video', uri: 'https://zoom.us/j/123456789', label: 'zoom.us/j/123456789' }],
  },
};
