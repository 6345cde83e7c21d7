// The host's side of UrlFetchApp: limits, where a URL really leads, redirects, time-outs, and what is thrown.
// https://developers.google.com/apps-script/reference/url-fetch/url-fetch-app
import { ConnectionLost } from '../calendar/connection';
import type { Fault, Faults } from '../faults';
import { reachable } from '../hosts';
import type { HttpRequest, HttpResponse } from '../http-message';
import { exchangeUnder } from './fault-exchange';
import { HttpClient } from './http-client';
import { MAX_FETCH_BYTES, MAX_HEADER_BYTES, MAX_HEADERS, MAX_REDIRECTS, MAX_URL_LENGTH } from './limits';
import type { HostOptions } from './limits';
import type { FetchAnswer, FetchCall } from './protocol';
import type { Quotas } from './quotas';
import { ScriptException } from './script-exception';
import { isWebAppPath } from './web-app';

/** The services of the local Google that a script reaches by URL. */
export interface GoogleServices {
  calendar(request: HttpRequest, kill: (when: 'before' | 'after') => void): Promise<HttpResponse>;
  webApp(request: HttpRequest): Promise<HttpResponse>;
}

const WEB_APP_HOSTS = ['script.google.com', 'script.googleusercontent.com'];

/** How much of a refused answer an exception quotes. */
const QUOTED_CHARACTERS = 500;

interface Hop {
  url: URL;
  method: string;
  headers: Record<string, string>;
  body: Buffer | undefined;
}

export class UrlFetcher {
  private readonly client = new HttpClient();
  private counts: Record<string, number> = {};
  /** Fetches of a web app that are under way: what they wait for is an execution of its own. */
  private atWebApp = 0;

  constructor(
    private readonly faults: Faults,
    private readonly quotas: Quotas,
    private readonly options: () => HostOptions,
    private readonly google: GoogleServices,
  ) {}

  /** Fetches all at once; rejects with a ScriptException as soon as one of them throws. */
  async fetchAll(calls: FetchCall[], kill: (when: 'before' | 'after') => void): Promise<FetchAnswer[]> {
    const urls = calls.map(checkedUrl);
    this.quotas.use('urlFetches', calls.length);
    return await Promise.all(calls.map((call, index) => this.fetch(call, urls[index] as URL, kill)));
  }

  /** How many executions wait for another one, the web app's. */
  get waitingForWebApp(): number {
    return this.atWebApp;
  }

  /** Calls so far, by host. */
  byHost(): Record<string, number> {
    return { ...this.counts };
  }

  resetStats(): void {
    this.counts = {};
  }

  dispose(): void {
    this.client.dispose();
  }

  private async fetch(call: FetchCall, url: URL, kill: (when: 'before' | 'after') => void): Promise<FetchAnswer> {
    this.counts[url.host] = (this.counts[url.host] ?? 0) + 1;
    const fault = this.faults.hit('urlfetch', call.method, call.url);
    const answer = await this.inTime(call, this.underFault(fault, call, url, kill));
    if (answer.status >= 400 && !call.muteHttpExceptions)
      throw new ScriptException(
        `Request failed for ${url.origin} returned code ${answer.status}. Truncated server response: ` +
          `${answer.body.slice(0, QUOTED_CHARACTERS)} (use muteHttpExceptions option to examine full response)`,
      );
    return answer;
  }

  private async underFault(
    fault: Fault | undefined,
    call: FetchCall,
    url: URL,
    kill: (when: 'before' | 'after') => void,
  ): Promise<FetchAnswer> {
    try {
      return await exchangeUnder(fault, {
        serve: () => this.follow(call, url, kill),
        refuse: (status) => ({ status, headers: [], body: '', encoding: 'utf8' }),
        kill,
      });
    } catch (error) {
      if (error instanceof ConnectionLost) throw new ScriptException(`Address unavailable: ${call.url}`);
      throw error;
    }
  }

  private async inTime(call: FetchCall, answer: Promise<FetchAnswer>): Promise<FetchAnswer> {
    const seconds = call.timeoutSeconds ?? this.options().fetchTimeoutSeconds;
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new ScriptException(`Timeout: ${call.url}`)), seconds * 1000);
    });
    try {
      return await Promise.race([answer, late]);
    } finally {
      clearTimeout(timer);
    }
  }

  /** Follows redirects as Google's client does: whatever the method was, what follows a 301, 302 or 303 is a GET. */
  private async follow(call: FetchCall, url: URL, kill: (when: 'before' | 'after') => void): Promise<FetchAnswer> {
    const { scriptId } = this.options();
    const agent = `Mozilla/5.0 (compatible; Google-Apps-Script; beanserver; +https://script.google.com; id: ${scriptId})`;
    const body = call.body === undefined ? undefined : Buffer.from(call.body, call.bodyIsBase64 ? 'base64' : 'utf8');
    if (body && body.length > MAX_FETCH_BYTES) throw new ScriptException('Limit Exceeded: URLFetch POST Size.');
    const own = Object.entries(call.headers).filter(([name]) => this.mayLeave(name));
    let hop: Hop = { url, method: call.method, headers: { ...Object.fromEntries(own), 'User-Agent': agent }, body };
    for (let i = 0; i <= MAX_REDIRECTS; i++) {
      const answer = await this.send(hop, call.url, kill);
      const location = answer.headers.find(([name]) => name.toLowerCase() === 'location')?.[1];
      if (!call.followRedirects || location === undefined || ![301, 302, 303, 307, 308].includes(answer.status))
        return answer;
      hop = redirected(hop, new URL(location, hop.url), answer.status);
    }
    throw new ScriptException(`Exceeded maximum number of redirects for: ${call.url}`);
  }

  private mayLeave(header: string): boolean {
    return this.options().fetchSendsGoogleHeaders || !/^x-goog-/i.test(header);
  }

  private async send(hop: Hop, asked: string, kill: (when: 'before' | 'after') => void): Promise<FetchAnswer> {
    const { url, method, headers, body } = hop;
    const path = `${url.pathname}${url.search}`;
    if (url.protocol === 'https:' && url.host === 'www.googleapis.com')
      return answerOf(await this.google.calendar(messageOf(hop, path), kill));
    if (url.protocol === 'https:' && WEB_APP_HOSTS.includes(url.host) && isWebAppPath(path))
      return answerOf(await this.askWebApp(messageOf(hop, path)));
    const target = reachable(this.options().hosts, url);
    // Google reaches no private address, and the sandbox nothing that wasn't named: both look the same to a script.
    if (target === undefined)
      throw new ScriptException(isPrivate(url.hostname) ? `Address unavailable: ${asked}` : `DNS error: ${asked}`);
    return await this.client.send(target, method, headers, body);
  }

  private async askWebApp(request: HttpRequest): Promise<HttpResponse> {
    this.atWebApp++;
    try {
      return await this.google.webApp(request);
    } finally {
      this.atWebApp--;
    }
  }
}

function checkedUrl(call: FetchCall): URL {
  if (call.url.length > MAX_URL_LENGTH) throw new ScriptException('Limit Exceeded: URLFetch URL Length.');
  const headers = Object.entries(call.headers);
  if (headers.length > MAX_HEADERS || headers.some(([name, value]) => name.length + value.length > MAX_HEADER_BYTES))
    throw new ScriptException('Limit Exceeded: URLFetch Header Size.');
  if (!/^https?:/i.test(call.url) || !URL.canParse(call.url))
    throw new ScriptException(`Invalid argument: ${call.url}`);
  return new URL(call.url);
}

function redirected(hop: Hop, url: URL, status: number): Hop {
  if (status === 307 || status === 308 || hop.method === 'GET') return { ...hop, url };
  const headers = Object.fromEntries(
    Object.entries(hop.headers).filter(([name]) => name.toLowerCase() !== 'content-type'),
  );
  return { url, method: 'GET', headers, body: undefined };
}

function messageOf({ url, method, headers, body }: Hop, path: string): HttpRequest {
  const lower = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
  return { method, path, headers: { ...lower, host: url.host }, body: body?.toString('utf8') ?? '' };
}

const answerOf = ({ status, headers, body }: HttpResponse): FetchAnswer => ({
  status,
  headers: Object.entries(headers),
  body,
  encoding: 'utf8',
});

function isPrivate(host: string): boolean {
  return /^(localhost|.*\.localhost|0\.0\.0\.0|127\..*|10\..*|192\.168\..*|172\.(1[6-9]|2\d|3[01])\..*|169\.254\..*|\[.*\])$/.test(
    host,
  );
}
