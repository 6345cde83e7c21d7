// One HTTP exchange as plain data, so that the simulated services are functions that a test can call without a network.
import type { IncomingMessage } from 'node:http';

/** A request that a simulated service is asked to serve. Header names are in lower case. */
export interface HttpRequest {
  method: string;
  /** Path with query, e.g. "/calendar/v3/calendars/primary/events?maxResults=10". */
  path: string;
  headers: Record<string, string>;
  body: string;
}

/** Its answer. `body` is text; an empty string means no body. */
export interface HttpResponse {
  status: number;
  headers: Record<string, string>;
  body: string;
}

/** A request that came in over node:http, read to its end. */
export async function readRequest(incoming: IncomingMessage): Promise<HttpRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(incoming.headers))
    if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(', ') : value;
  const body = Buffer.concat(chunks).toString('utf8');
  return { method: incoming.method ?? 'GET', path: incoming.url ?? '/', headers, body };
}
