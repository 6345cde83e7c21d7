// The web app's front: /exec runs doGet or doPost, the answer waits at an echo URL; everything else is HTML.
// https://developers.google.com/apps-script/guides/web, https://developers.google.com/apps-script/guides/content
import { randomBytes } from 'node:crypto';
import type { Clock } from '../clock';
import type { Faults } from '../faults';
import type { HttpRequest, HttpResponse } from '../http-message';
import type { Ending } from './execution';
import { exchangeUnder } from './fault-exchange';
import { ECHO_LIFE_MS, latenciesOf } from './limits';
import type { HostOptions } from './limits';
import { cannotOpen, errorPage, htmlPage, notAllowed, page, redirect } from './pages';
import type { Returned, ScriptError } from './protocol';
import { requestEvent } from './request-event';
import type { RequestEvent } from './request-event';

/** How an entry point of the web app ended; `refused` where it never ran. */
export type EntryEnding = Ending | { refused: string };
export type RunEntry = (
  functionName: 'doGet' | 'doPost',
  event: RequestEvent,
  kill: 'before' | 'after' | undefined,
) => Promise<EntryEnding>;

interface Echo {
  response: HttpResponse;
  expiresAt: number;
  fetched: boolean;
  /** Real time, ms. */
  madeAt: number;
}

/** Query names that Google keeps for itself. */
const RESERVED_QUERY = ['c', 'sid'];

/**
 * The addresses of a deployment: the plain one, and those that are copied by a person who is signed in with several accounts
 * (`/macros/u/1/`), or with one of a Workspace domain (`/a/`). Strangers met a page for those who are signed in at the one
 * (https://github.com/dwyl/learn-to-send-email-via-google-script-html-no-server/issues/163), and 401 at the other
 * (issue 47 there, https://github.com/jamiewilson/form-to-google-sheets/issues/14).
 */
const EXEC = /^(\/macros|\/macros\/u\/\d+|\/a\/macros\/[^/]+|\/a\/[^/]+\/macros)\/s\/([^/]+)\/exec(?:\/(.*))?$/;

/** Whether a path of Google's script host is the web app's. */
export const isWebAppPath = (path: string): boolean => /^\/(?:a\/(?:[^/]+\/)?)?macros\//.test(path);

/** So long an answer that nobody has fetched counts as on its way, ms of real time. */
const UNFETCHED_MS = 1_000;

export class WebApp {
  private readonly echoes = new Map<string, Echo>();
  private serving = 0;

  constructor(
    private readonly clock: Clock,
    private readonly faults: Faults,
    private readonly options: () => HostOptions,
    private readonly isAuthorized: () => boolean,
    private readonly run: RunEntry,
  ) {}

  /** Serves what `isWebAppPath`. Rejects with ConnectionLost where a fault takes the answer. */
  async handle(request: HttpRequest): Promise<HttpResponse> {
    this.serving += 1;
    try {
      const { webApp } = latenciesOf(this.options());
      if (webApp > 0) await this.clock.wait(webApp);
      const fault = this.faults.hit('webapp', request.method, request.path);
      return await exchangeUnder(fault && { ...fault, kill: undefined }, {
        serve: () => this.route(request, fault?.kill),
        refuse: (status) => errorPage(status, 'Sorry, an error occurred on the server. Please try again later.'),
      });
    } finally {
      this.serving -= 1;
    }
  }

  /** What keeps the web app busy: requests being served, answers that their callers are about to fetch. */
  busy(): string | undefined {
    if (this.serving > 0) return `${this.serving} web app request(s) being served`;
    const waiting = [...this.echoes.values()].filter(
      ({ fetched, madeAt }) => !fetched && performance.now() - madeAt < UNFETCHED_MS,
    );
    return waiting.length > 0 ? `${waiting.length} answer(s) of the web app not fetched yet` : undefined;
  }

  private async route(request: HttpRequest, kill: 'before' | 'after' | undefined): Promise<HttpResponse> {
    const url = new URL(request.path, 'http://host');
    if (url.pathname === '/macros/echo') return this.echo(request.method, url.searchParams.get('user_content_key'));
    if (url.pathname === '/macros/signin') return page(200, 'Sign in', 'Sign in to continue to Apps Script.');
    const [, front = '', deployment, pathInfo = ''] = EXEC.exec(url.pathname) ?? [];
    if (deployment === undefined || deployment !== this.options().deploymentId) return cannotOpen();
    if (request.method !== 'GET' && request.method !== 'POST') return notAllowed();
    if (RESERVED_QUERY.some((name) => url.searchParams.has(name))) return notAllowed();
    if (front.startsWith('/a/')) return page(401, 'Unauthorized', 'You need to sign in to this domain.');
    if (front !== '/macros' || !this.options().anonymousAccess)
      return redirect(`${this.origin(request)}/macros/signin?service=wise`);
    if (!this.isAuthorized())
      return page(200, 'Authorization needed', 'Authorization is required to perform that action.');
    const event = requestEvent(request, decodeURIComponent(pathInfo));
    const ending = await this.run(request.method === 'GET' ? 'doGet' : 'doPost', event, kill);
    return this.answer(ending, request);
  }

  private answer(ending: EntryEnding, request: HttpRequest): HttpResponse {
    const status = this.options().webAppErrorStatus;
    if ('refused' in ending) return errorPage(status, ending.refused);
    if ('killed' in ending) return errorPage(status, ending.killed);
    if ('error' in ending) return errorPage(status, describe(ending.error));
    return this.answerOf(ending.returned, status, request);
  }

  private answerOf(returned: Returned, errorStatus: number, request: HttpRequest): HttpResponse {
    switch (returned.kind) {
      case 'text':
        return this.toEcho(returned, request);
      case 'html':
        return htmlPage(returned.content);
      case 'nothing':
        return errorPage(errorStatus, 'The script completed but did not return anything.');
      case 'value':
        return errorPage(errorStatus, 'The script completed but the returned value is not a supported return type.');
      default:
        return returned satisfies never;
    }
  }

  /** Google serves a script's text from another host: the caller has to fetch it there, by GET. */
  private toEcho(returned: Extract<Returned, { kind: 'text' }>, request: HttpRequest): HttpResponse {
    const headers: Record<string, string> = { 'content-type': `${returned.mimeType}; charset=utf-8` };
    if (returned.fileName !== undefined) headers['content-disposition'] = `attachment; filename="${returned.fileName}"`;
    for (const [key, { expiresAt }] of this.echoes) if (expiresAt <= this.clock.now()) this.echoes.delete(key);
    // Seen at Google: the echo URL leads back to /exec, and what the caller then gets is doGet's answer.
    const backToExec = this.options().echo === 'exec' && request.method === 'POST';
    const [exec = ''] = request.path.split('?');
    const key = randomBytes(24).toString('base64url');
    this.echoes.set(key, {
      response: backToExec
        ? redirect(`${this.origin(request)}${exec}`)
        : { status: 200, headers, body: returned.content },
      expiresAt: this.clock.now() + ECHO_LIFE_MS,
      fetched: false,
      madeAt: performance.now(),
    });
    return redirect(`${this.origin(request)}/macros/echo?user_content_key=${key}&lib=${this.options().scriptId}`);
  }

  private echo(method: string, key: string | null): HttpResponse {
    if (method !== 'GET') return notAllowed();
    const echo = this.echoes.get(key ?? '');
    if (!echo || echo.expiresAt <= this.clock.now()) return cannotOpen();
    echo.fetched = true;
    return this.options().echo === 'lost' ? cannotOpen() : echo.response;
  }

  private origin({ headers }: HttpRequest): string {
    const host = headers.host ?? 'script.google.com';
    return host === 'script.google.com' ? 'https://script.googleusercontent.com' : `http://${host}`;
  }
}

function describe({ name, message, line }: ScriptError): string {
  return `${name}: ${message}${line === undefined ? '' : ` (line ${line}, file "Code")`}`;
}
