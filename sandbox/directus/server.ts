// Starts, restarts and stops a real Directus on SQLite under its own Node 22.
import getPort from 'get-port';
import { spawn, type ChildProcess } from 'node:child_process';
import { dirname } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';
import type { DirectusInstall } from './install';
import { killTree, programEnd, type ProgramEnd } from './processes';
import { DirectusRest } from './rest-client';
import { baseEnvironment, databaseFileOf, serverEnvironment, type Credentials } from './server-environment';
import { DirectusSetupError } from './setup-error';
import { prepareDataFolder } from './template';

const READY_LIMIT_MS = 180_000;
const STOP_LIMIT_MS = 10_000;
const POLL_MS = 100;
const POLL_TIMEOUT_MS = 2_000;
const KEPT_LINES = 2_000;
/** Tries with a free port of the system's choice: another process may take it before Directus does. */
const PORT_ATTEMPTS = 3;

/**
 * Runs inside Directus' process before Directus: ends it when this process is gone, even if it was killed, because a
 * killed process can't stop anybody. The channel between the two closes then.
 */
const END_WITH_PARENT = `data:text/javascript,${encodeURIComponent("process.on('disconnect', () => process.exit(1));")}`;

export interface StartDirectusOptions {
  install: DirectusInstall;
  /** Holds the database and the credentials; made if it doesn't exist, used as it is if it does. */
  dataDir: string;
  /** 0 takes any free port. */
  port?: number;
  /** Settings on top of the sandbox's own, among them the variables that the flows read. */
  env?: Readonly<Record<string, string>>;
  /** Gets one line at each stage. */
  log?: (line: string) => void;
}

/** A Directus that answers. */
export interface DirectusServer {
  /** Without a slash at the end. */
  readonly url: string;
  readonly email: string;
  readonly password: string;
  /** The admin's static access token. */
  readonly token: string;
  readonly databaseFile: string;
  /** The process id now; undefined while stopped. */
  readonly pid: number | undefined;
  /** What the server printed, the newest 2,000 lines. */
  lines(): readonly string[];
  /** Ends the server; the database stays. Flow runs in progress are dropped, as by any restart of Directus. */
  stop(): Promise<void>;
  /** Stops and starts again at the same address; `env` is laid over the settings so far. Directus reads them at start only. */
  restart(env?: Readonly<Record<string, string>>): Promise<void>;
}

/**
 * Starts Directus on a data folder and resolves when it answers.
 * @throws DirectusSetupError `start-failed` with the last lines of the server
 */
export async function startDirectus(options: StartDirectusOptions): Promise<DirectusServer> {
  const { credentials, isNew } = await prepareDataFolder(options.install.directory, options.dataDir);
  const log = options.log ?? (() => undefined);
  const fixedPort = options.port ? options.port : undefined;
  for (let attempt = 1; ; attempt += 1) {
    const port = fixedPort ?? (await getPort({ host: '127.0.0.1' }));
    const server = new RunningDirectus(options.install, options.dataDir, port, credentials, log, options.env ?? {});
    try {
      await server.start();
      if (isNew) await answerFirstQuestions(server);
      return server;
    } catch (error) {
      await server.stop();
      if (fixedPort !== undefined || !server.portWasTaken() || attempt === PORT_ATTEMPTS) throw error;
    }
  }
}

/** Without these Data Studio greets a person with a form about the project's owner and use. Nothing is sent anywhere. */
async function answerFirstQuestions(server: DirectusServer): Promise<void> {
  const settings = { project_owner: server.email, project_usage: 'community' };
  await new DirectusRest(server).request('PATCH', '/settings', settings);
}

class RunningDirectus implements DirectusServer {
  private child: ChildProcess | undefined;
  private end: Promise<ProgramEnd> | undefined;
  private output: string[] = [];
  private listening = false;
  private readonly killOnExit = (): void => void this.child?.kill('SIGKILL');

  constructor(
    private readonly install: DirectusInstall,
    private readonly dataDir: string,
    private readonly port: number,
    private readonly credentials: Credentials,
    private readonly log: (line: string) => void,
    private env: Readonly<Record<string, string>>,
  ) {}

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }
  get email(): string {
    return this.credentials.email;
  }
  get password(): string {
    return this.credentials.password;
  }
  get token(): string {
    return this.credentials.token;
  }
  get databaseFile(): string {
    return databaseFileOf(this.dataDir);
  }
  get pid(): number | undefined {
    return this.child?.pid;
  }

  lines(): readonly string[] {
    return this.output;
  }

  portWasTaken(): boolean {
    return this.output.some((line) => /is already in use/.test(line));
  }

  async start(): Promise<void> {
    const startedAt = Date.now();
    this.log('Starting Directus …');
    this.output = [];
    this.listening = false;
    this.spawn();
    await this.waitUntilReady(startedAt);
    this.log(`Directus answers at ${this.url} (${((Date.now() - startedAt) / 1000).toFixed(1)} s).`);
  }

  async stop(): Promise<void> {
    const { child, end } = this;
    if (!child || !end) return;
    await this.signal(child, 'SIGTERM');
    const ended = await Promise.race([end, wait(STOP_LIMIT_MS, undefined, { ref: false })]);
    if (ended) return;
    await this.signal(child, 'SIGKILL');
    await end;
  }

  async restart(env: Readonly<Record<string, string>> = {}): Promise<void> {
    await this.stop();
    this.env = { ...this.env, ...env };
    await this.start();
  }

  private async signal(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
    if (child.pid !== undefined && child.exitCode === null && child.signalCode === null)
      await killTree(child.pid, signal);
  }

  private spawn(): void {
    const { nodeBin, directusBin } = this.install;
    const settings = { dataDir: this.dataDir, port: this.port, credentials: this.credentials, env: this.env };
    const child = spawn(nodeBin, ['--import', END_WITH_PARENT, directusBin, 'start'], {
      cwd: this.dataDir,
      env: { ...baseEnvironment(dirname(nodeBin), process.env), ...serverEnvironment(settings) },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      windowsHide: true,
    });
    for (const stream of [child.stdout, child.stderr])
      if (stream) createInterface({ input: stream }).on('line', (line) => this.keep(line));
    // Directus tells its parent process when it has its port (it does so for PM2). An answer alone proves nothing: another
    // Directus may sit on that port.
    child.once('message', (message) => (this.listening = message === 'ready'));
    this.child = child;
    process.once('exit', this.killOnExit);
    this.end = programEnd(child)
      .catch((error: Error): ProgramEnd => {
        this.keep(error.message);
        return { code: null, signal: null };
      })
      .finally(() => {
        process.removeListener('exit', this.killOnExit);
        this.child = undefined;
        this.end = undefined;
      });
  }

  private keep(line: string): void {
    this.output.push(line);
    if (this.output.length > KEPT_LINES) this.output.shift();
  }

  private async waitUntilReady(startedAt: number): Promise<void> {
    while (this.child) {
      if (await this.answers()) return;
      if (Date.now() - startedAt > READY_LIMIT_MS) {
        await this.stop();
        throw this.notStarted(`It did not answer within ${READY_LIMIT_MS / 1000} s.`);
      }
      await wait(POLL_MS);
    }
    throw this.notStarted(
      this.portWasTaken()
        ? `Port ${this.port} is taken by another program: end that one or choose another port.`
        : 'It ended by itself.',
    );
  }

  private async answers(): Promise<boolean> {
    if (!this.listening) return false;
    try {
      const ping = await fetch(`${this.url}/server/ping`, { signal: AbortSignal.timeout(POLL_TIMEOUT_MS) });
      return (await ping.text()) === 'pong';
    } catch {
      // Refused connections and slow answers are what a starting server looks like.
      return false;
    }
  }

  private notStarted(reason: string): DirectusSetupError {
    const said = this.output.slice(-20).join('\n');
    return new DirectusSetupError(
      'start-failed',
      `Directus did not start. ${reason}\n${said || '(It printed nothing.)'}`,
    );
  }
}
