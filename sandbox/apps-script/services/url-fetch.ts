// UrlFetchApp: turns a script's options into a call of the host, and the host's answer into an HTTPResponse.
// https://developers.google.com/apps-script/reference/url-fetch/url-fetch-app
import type { FetchAnswer, FetchCall } from '../protocol';
import { Blob } from './blob';
import { latin1Bytes, toBase64, utf8Bytes, utf8Text } from './bytes';
import { exception, wrongArguments } from './exceptions';
import { ask } from './host';

interface FetchOptions {
  url?: string;
  method?: string;
  contentType?: string;
  headers?: Record<string, unknown>;
  payload?: unknown;
  followRedirects?: boolean;
  muteHttpExceptions?: boolean;
  timeoutSeconds?: number;
}

const METHODS = ['get', 'delete', 'patch', 'post', 'put'];
const FORM = 'application/x-www-form-urlencoded';

// Google refuses these in `headers`, because its own client sets them.
const RESERVED_HEADERS = ['host', 'content-length', 'connection', 'transfer-encoding'];

class HttpResponse {
  constructor(private readonly answer: FetchAnswer) {}

  getResponseCode(): number {
    return this.answer.status;
  }

  getContent(): number[] {
    return this.answer.encoding === 'utf8' ? utf8Bytes(this.answer.body) : latin1Bytes(this.answer.body);
  }

  getContentText(charset?: string): string {
    if (this.answer.encoding === 'utf8' && (!charset || /^utf-?8$/i.test(charset))) return this.answer.body;
    return charset ? this.getBlob().getDataAsString(charset) : utf8Text(this.getContent());
  }

  getBlob(): Blob {
    return new Blob(this.getContent(), this.headerNamed('content-type') ?? null, null);
  }

  getHeaders(): Record<string, string> {
    return Object.fromEntries(this.answer.headers);
  }

  getAllHeaders(): Record<string, string | string[]> {
    const all: Record<string, string | string[]> = {};
    for (const [name, value] of this.answer.headers) {
      const held = all[name];
      all[name] = held === undefined ? value : [...(Array.isArray(held) ? held : [held]), value];
    }
    return all;
  }

  private headerNamed(wanted: string): string | undefined {
    return this.answer.headers.find(([name]) => name.toLowerCase() === wanted)?.[1];
  }
}

// java.net.URLEncoder's rules, which form bodies of UrlFetchApp follow: a space becomes "+".
const formPart = (value: unknown): string => encodeURIComponent(String(value)).replace(/%20/g, '+');

function formEncoded(payload: object): string {
  return Object.entries(payload)
    .map(([name, value]) => `${formPart(name)}=${formPart(value)}`)
    .join('&');
}

interface Body {
  body: string | undefined;
  bodyIsBase64: boolean;
  contentType: string;
}

function bodyOf(payload: unknown): Body {
  if (payload === undefined || payload === null) return { body: undefined, bodyIsBase64: false, contentType: FORM };
  if (payload instanceof Blob)
    return { body: toBase64(payload.getBytes()), bodyIsBase64: true, contentType: payload.getContentType() ?? FORM };
  if (Array.isArray(payload)) return { body: toBase64(payload as number[]), bodyIsBase64: true, contentType: FORM };
  const body = typeof payload === 'object' ? formEncoded(payload) : String(payload);
  return { body, bodyIsBase64: false, contentType: FORM };
}

function headersOf(given: Record<string, unknown> | undefined): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(given ?? {})) {
    if (RESERVED_HEADERS.includes(name.toLowerCase()) || value === undefined || value === null)
      throw exception(`Attribute provided with invalid value: Header:${name}`);
    // Google's client names itself, whatever a script asks for.
    if (name.toLowerCase() !== 'user-agent') headers[name] = String(value);
  }
  return headers;
}

function callOf(url: unknown, options: FetchOptions): FetchCall {
  if (typeof url !== 'string' || url === '') throw wrongArguments('UrlFetchApp.fetch', [url]);
  // Without a method a body makes it a POST, which isn't documented but relied on by Google's own samples.
  const method = (options.method ?? (options.payload === undefined ? 'get' : 'post')).toLowerCase();
  if (!METHODS.includes(method)) throw exception(`Attribute provided with invalid value: method`);
  const { body, bodyIsBase64, contentType } = bodyOf(options.payload);
  let headers = headersOf(options.headers);
  if (body !== undefined) {
    const isType = ([name]: [string, string]) => name.toLowerCase() === 'content-type';
    const entries = Object.entries(headers);
    const given = options.contentType ?? entries.find(isType)?.[1];
    const others = entries.filter((entry) => !isType(entry));
    headers = { ...Object.fromEntries(others), 'Content-Type': given ?? contentType };
  }
  return {
    url,
    method: method.toUpperCase(),
    headers,
    body,
    bodyIsBase64,
    followRedirects: options.followRedirects ?? true,
    muteHttpExceptions: options.muteHttpExceptions ?? false,
    timeoutSeconds: options.timeoutSeconds,
  };
}

function fetchEach(calls: FetchCall[]): HttpResponse[] {
  return ask('urlfetch.fetch', calls).map((answer) => new HttpResponse(answer));
}

export const urlFetchApp = {
  fetch(url: string, options: FetchOptions = {}): HttpResponse {
    const [response] = fetchEach([callOf(url, options)]);
    if (!response) throw exception(`Unexpected error: ${url}`);
    return response;
  },

  fetchAll(requests: (string | FetchOptions)[]): HttpResponse[] {
    return fetchEach(
      requests.map((request) => (typeof request === 'string' ? callOf(request, {}) : callOf(request.url, request))),
    );
  },
};
