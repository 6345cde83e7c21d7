// Sends one push message over HTTP, the way Google's crawler does: empty body, no redirects followed.
import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { Delivery } from './push';

/** Rejects where there is no connection, or no answer within `timeoutMs`. */
export function sendOverHttp(delivery: Delivery, timeoutMs: number): Promise<{ status: number }> {
  const send = delivery.url.startsWith('https:') ? httpsRequest : httpRequest;
  return new Promise((resolve, reject) => {
    const request = send(delivery.url, { method: 'POST', headers: delivery.headers, agent: false, timeout: timeoutMs });
    request.on('timeout', () => request.destroy(new Error(`No answer within ${timeoutMs} ms`)));
    request.on('error', reject);
    request.on('response', (response) => {
      response.resume();
      resolve({ status: response.statusCode ?? 0 });
    });
    request.end();
  });
}
