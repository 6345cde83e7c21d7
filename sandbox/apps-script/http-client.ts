// One HTTP request to a machine that the sandbox may reach, as UrlFetchApp makes it: no redirects followed here.
import { isUtf8 } from 'node:buffer';
import { Agent, request as httpRequest } from 'node:http';
import { ConnectionLost } from '../calendar/connection';
import { MAX_FETCH_BYTES } from './limits';
import type { FetchAnswer } from './protocol';

export class HttpClient {
  /** A kept connection may be closed by the other side just when it is used again, which no caller of Google ever sees. */
  private readonly agent = new Agent({ keepAlive: false, maxSockets: 64 });

  /** Rejects with ConnectionLost where no (whole) answer comes. */
  send(url: URL, method: string, headers: Record<string, string>, body: Buffer | undefined): Promise<FetchAnswer> {
    const length: Record<string, string> = body ? { 'Content-Length': String(body.length) } : {};
    return new Promise((resolve, reject) => {
      const lost = (error: Error): void => reject(new ConnectionLost(error.message));
      const request = httpRequest(url, { method, headers: { ...headers, ...length }, agent: this.agent });
      request.on('error', lost);
      request.on('response', (response) => {
        const chunks: Buffer[] = [];
        let size = 0;
        response.on('data', (chunk: Buffer) => {
          size += chunk.length;
          if (size > MAX_FETCH_BYTES) response.destroy(new Error('The answer is over 50 MB'));
          else chunks.push(chunk);
        });
        response.on('error', lost);
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            headers: headerPairs(response.rawHeaders),
            ...decode(Buffer.concat(chunks)),
          }),
        );
      });
      request.end(body);
    });
  }

  /** Closes the connections that are open. */
  dispose(): void {
    this.agent.destroy();
  }
}

function headerPairs(raw: readonly string[]): [string, string][] {
  const pairs: [string, string][] = [];
  for (let i = 0; i + 1 < raw.length; i += 2) pairs.push([raw[i] ?? '', raw[i + 1] ?? '']);
  return pairs;
}

/** Text where the bytes are UTF-8, else one character per byte: only strings cross into an execution. */
function decode(body: Buffer): Pick<FetchAnswer, 'body' | 'encoding'> {
  return isUtf8(body)
    ? { body: body.toString('utf8'), encoding: 'utf8' }
    : { body: body.toString('latin1'), encoding: 'bytes' };
}
