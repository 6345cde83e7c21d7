// Puts node:http on top of the Calendar server, for clients that speak HTTP.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readRequest } from '../http-message';
import { CallerKilled, ConnectionLost, type CalendarServer } from './index';

/**
 * Listens on loopback. A lost connection (fault) closes the socket without an answer.
 * @param port 0 takes any free one
 * @returns `url` without a trailing slash; `close` resolves when every connection is gone
 */
export async function serveCalendar(
  server: CalendarServer,
  port = 0,
): Promise<{ url: string; close: () => Promise<void> }> {
  const http = createServer((incoming, outgoing) => {
    void readRequest(incoming)
      .then((request) => server.handle(request))
      .then(({ status, headers, body }) => {
        outgoing.writeHead(status, body === '' ? headers : { ...headers, 'content-length': Buffer.byteLength(body) });
        outgoing.end(body);
      })
      .catch((error: unknown) => {
        incoming.socket.destroy();
        if (!(error instanceof ConnectionLost) && !(error instanceof CallerKilled)) throw error;
      });
  });
  await new Promise<void>((resolve, reject) => {
    http.once('error', reject);
    http.listen(port, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${(http.address() as AddressInfo).port}`,
    close: async () => {
      http.closeAllConnections();
      await new Promise((resolve) => http.close(resolve));
    },
  };
}
