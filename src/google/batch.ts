// Google's batch endpoint: many Calendar calls in one HTTP request.
// https://developers.google.com/workspace/calendar/api/guides/batch

export interface BatchPart {
  method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';
  /** From `/calendar/v3/…` on, with query. */
  path: string;
  headers?: Record<string, string>;
  body?: unknown;
}

export interface BatchAnswer {
  status: number;
  body: string;
}

/** Calls of one request: the documents name 1,000 today and 50 for years before. */
export const BATCH_SIZE = 50;

/** A body of `multipart/mixed`; Content-IDs are required by practice: without them Google refuses the whole batch. */
export function batchBody(parts: readonly BatchPart[], boundary: string): string {
  const texts = parts.map((part, i) => {
    const headers = { ...(part.body === undefined ? {} : { 'Content-Type': 'application/json' }), ...part.headers };
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
    const body = part.body === undefined ? '' : JSON.stringify(part.body);
    return (
      `--${boundary}\r\nContent-Type: application/http\r\nContent-ID: <${i}>\r\n\r\n` +
      `${part.method} ${part.path} HTTP/1.1\r\n${lines.join('')}\r\n${body}\r\n`
    );
  });
  return `${texts.join('')}--${boundary}--\r\n`;
}

/**
 * Reads the answer: one entry for each part of the request, undefined where Google gave none.
 * @param contentType names the boundary, perhaps quoted
 */
export function readBatchAnswer(text: string, contentType: string, count: number): (BatchAnswer | undefined)[] {
  const answers: (BatchAnswer | undefined)[] = Array.from({ length: count }, () => undefined);
  const boundary = /boundary="?([^";]+)"?/i.exec(contentType)?.[1];
  if (!boundary) return answers;
  for (const part of text.split(`--${boundary}`)) {
    const id = /^content-id:\s*<response-(\d+)>/im.exec(part)?.[1];
    const http = /HTTP\/\d(?:\.\d)? (\d{3})[^\r\n]*\r?\n([^]*)$/.exec(part);
    if (id === undefined || Number(id) >= count || !http) continue;
    const blank = /\r?\n\r?\n/.exec(http[2]!);
    const body = blank ? http[2]!.slice(blank.index + blank[0].length) : '';
    answers[Number(id)] = { status: Number(http[1]), body: body.trim() };
  }
  return answers;
}
