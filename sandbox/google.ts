// The local Google on one port: Calendar API, web app with its echo URL, and the control endpoints.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { AppsScriptHost } from './apps-script';
import type { HostOptions } from './apps-script';
import { isWebAppPath } from './apps-script/web-app';
import { CallerKilled, CalendarServer, ConnectionLost } from './calendar';
import type { OptionChanges } from './calendar';
import { Clock } from './clock';
import { Control } from './control';
import { Faults } from './faults';
import { reachable } from './hosts';
import { readRequest, type HttpRequest, type HttpResponse } from './http-message';

export interface GoogleSetup {
  /** Text of the bundle that would be pushed. */
  bundle: string;
  /** The parsed appsscript.json. */
  manifest: object;
  /** 0: any free one. */
  port?: number;
  clock?: Clock;
  options?: { appsScript?: Partial<HostOptions>; calendar?: OptionChanges };
}

export interface LocalGoogle {
  /** Root of the Calendar API, without a trailing slash. */
  url: string;
  /** What callers on this machine use; the script sees https://script.google.com/macros/s/<deploymentId>/exec. */
  webAppUrl: string;
  controlUrl: string;
  calendar: CalendarServer;
  host: AppsScriptHost;
  clock: Clock;
  faults: Faults;
  /** Stops executions, triggers and the server; resolves when all connections are closed. */
  close(): Promise<void>;
}

/** Starts the local Google on loopback. Rejects where the port is taken or Apps Script wouldn't take the bundle. */
export async function startGoogle({
  bundle,
  manifest,
  port = 0,
  clock = new Clock(),
  options = {},
}: GoogleSetup): Promise<LocalGoogle> {
  const faults = new Faults();
  const hosts = (): Record<string, string> => host.options.hosts;
  const calendar = new CalendarServer({
    clock,
    faults,
    // Whoever starts the sandbox is its owner; what is refused without a token is told by the contract suite.
    options: {
      tokens: 'any',
      rewriteAddress: (url) => reachable(hosts(), new URL(url))?.href ?? url,
      ...options.calendar,
    },
  });
  const host = new AppsScriptHost({ bundle, manifest, clock, faults, calendar, options: options.appsScript });
  const traffic = new Traffic();
  const control = new Control({
    host,
    calendar,
    clock,
    faults,
    probes: [() => host.busy(), () => (calendar.idle(0) ? undefined : 'push messages'), () => traffic.busy()],
  });
  const serve = (request: HttpRequest): Promise<HttpResponse> => {
    if (request.path.startsWith('/control/')) return control.handle(request);
    return traffic.count(isWebAppPath(request.path) ? host.webApp(request) : calendar.handle(request));
  };
  const server = createServer((incoming, outgoing) => void answer(incoming, outgoing, serve));
  const close = async (): Promise<void> => {
    server.closeAllConnections();
    await Promise.all([host.dispose(), new Promise((resolve) => server.close(resolve))]);
    clock.dispose();
  };
  try {
    await listen(server, port);
  } catch (error) {
    await close();
    throw error;
  }
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const webAppUrl = `${url}/macros/s/${host.options.deploymentId}/exec`;
  return { url, webAppUrl, controlUrl: `${url}/control`, calendar, host, clock, faults, close };
}

/** Requests from outside that are being served. */
class Traffic {
  private requests = 0;

  async count(answer: Promise<HttpResponse>): Promise<HttpResponse> {
    this.requests += 1;
    try {
      return await answer;
    } finally {
      this.requests -= 1;
    }
  }

  busy(): string | undefined {
    return this.requests > 0 ? `${this.requests} HTTP request(s) being served` : undefined;
  }
}

async function listen(server: ReturnType<typeof createServer>, port: number): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
}

async function answer(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  serve: (request: HttpRequest) => Promise<HttpResponse>,
): Promise<void> {
  try {
    const { status, headers, body } = await serve(await readRequest(incoming));
    const length = body === '' && status === 204 ? {} : { 'content-length': Buffer.byteLength(body) };
    outgoing.writeHead(status, { ...headers, ...length });
    outgoing.end(incoming.method === 'HEAD' ? '' : body);
  } catch (error) {
    if (error instanceof ConnectionLost || error instanceof CallerKilled) incoming.socket.destroy();
    else internalError(outgoing, error as Error);
  }
}

/** A defect of the sandbox itself: said so, in a form that no service of Google uses. */
function internalError(outgoing: ServerResponse, error: Error): void {
  process.stderr.write(`local Google: ${error.stack ?? error.message}\n`);
  outgoing.writeHead(500, { 'content-type': 'text/plain; charset=utf-8' });
  outgoing.end(`The local Google failed: ${error.message}`);
}
