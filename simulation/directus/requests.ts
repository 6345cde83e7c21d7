// The Request operation, as Directus makes it with axios.
// https://github.com/directus/directus/blob/main/api/src/operations/request/index.ts
import { STATUS_CODES } from 'node:http';
import { NotPlayed } from './errors';
import type { HttpAnswer, HttpRequest } from './options';

/** What a run gets of an answer. */
export interface RequestResult {
  status: number;
  statusText: string;
  headers: Record<string, string>;
  data: unknown;
}

/** https://github.com/follow-redirects/follow-redirects#options */
const MAX_REDIRECTS = 21;

/**
 * Posts and follows redirects: 302 is followed by a GET without body, as Apps Script wants it.
 * @throws RequestResult for a status outside of 2xx; what `send` throws when there is no answer
 */
export async function requestJson(
  options: Record<string, unknown>,
  send: (request: HttpRequest) => Promise<HttpAnswer>,
): Promise<RequestResult> {
  const { method, url, body } = options;
  if (method !== 'POST' || typeof url !== 'string' || typeof body !== 'object' || body === null)
    throw new NotPlayed(`A request of this form: ${String(method)} ${String(url)}`);
  const accept = 'application/json, text/plain, */*';
  const json = { accept, 'content-type': 'application/json', 'user-agent': 'axios/1.18.1' };
  let request: HttpRequest = { method, url, headers: json, body: JSON.stringify(body) };
  for (let redirects = 0; ; redirects++) {
    const answer = await send(request);
    const headers = Object.fromEntries(
      Object.entries(answer.headers).map(([name, value]) => [name.toLowerCase(), value]),
    );
    const target = answer.status >= 300 && answer.status < 400 ? headers['location'] : undefined;
    if (target === undefined) return result(answer, headers);
    if (redirects >= MAX_REDIRECTS) throw new Error('Maximum number of redirects exceeded');
    const next = new URL(target, request.url).toString();
    const keepsMethod = answer.status === 307 || answer.status === 308;
    request = keepsMethod
      ? { ...request, url: next }
      : { method: 'GET', url: next, headers: { accept, 'user-agent': json['user-agent'] }, body: '' };
  }
}

function result({ status, body }: HttpAnswer, headers: Record<string, string>): RequestResult {
  const made = { status, statusText: STATUS_CODES[status] ?? '', headers, data: parsed(body) };
  if (status < 200 || status > 299) throw made;
  return made;
}

/** JSON is parsed whatever its content type says. */
function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return body;
  }
}
