// The batch format: a multipart body of whole HTTP requests, and the answer in the same form.
// https://developers.google.com/workspace/calendar/api/guides/batch
import { randomUUID } from 'node:crypto';
import { STATUS_CODES } from 'node:http';
import type { HttpRequest, HttpResponse } from '../http-message';
import { ApiError, errorBody, JSON_TYPE } from './errors';

export interface BatchPart {
  /** As sent, with its angle brackets if it has any. */
  contentId: string;
  request: HttpRequest;
}

/**
 * Takes a batch apart. The outer headers hold for each part unless it has its own, except `Content-*`.
 * Errors: 400 for no multipart body, for more parts than `limit`, and for missing or equal Content-IDs
 * (https://github.com/googleapis/google-api-dotnet-client/issues/1969).
 */
export function readBatch(outer: HttpRequest, limit: number): BatchPart[] {
  const [, quoted, plain] =
    /^multipart\/mixed;.*boundary=(?:"([^"]+)"|([^\s;]+))/i.exec(outer.headers['content-type'] ?? '') ?? [];
  const boundary = quoted ?? plain;
  if (boundary === undefined) throw badBatch('Missing boundary in multipart/mixed batch request.');
  const body = `\n${outer.body.replace(/\r\n/g, '\n')}`;
  const [, ...sections] = body.split(`\n--${boundary}`);
  const closing = sections.pop();
  if (!closing?.startsWith('--')) throw badBatch('The batch request has no closing delimiter.');
  if (sections.length === 0) throw badBatch('The batch request has no parts.');
  if (sections.length > limit) throw badBatch(`The batch request has ${sections.length} parts, the limit is ${limit}.`);
  const inherited = Object.fromEntries(
    Object.entries(outer.headers).filter(([name]) => !/^(content-|host$)/.test(name)),
  );
  const parts = sections.map((section) => readPart(section.replace(/^[ \t]*\n/, ''), inherited));
  const ids = parts.map(({ contentId }) => contentId);
  if (new Set(ids).size < ids.length || ids.includes('')) throw new DuplicateRequestId();
  return parts;
}

/** Google tells this one in a JSON array. */
class DuplicateRequestId extends ApiError {
  constructor() {
    super(400, 'badRequest', { message: 'Duplicate Request ID in Batch Request' });
  }
}

function badBatch(message: string): ApiError {
  return new ApiError(400, 'badRequest', { message });
}

function readPart(section: string, inherited: Record<string, string>): BatchPart {
  const [partHead, partBody] = splitOnce(section, '\n\n');
  const partHeaders = readHeaders(partHead.split('\n'));
  if (!/^application\/http\b/i.test(partHeaders['content-type'] ?? ''))
    throw badBatch('Each part of a batch request must be application/http.');
  const [head, body] = splitOnce(partBody, '\n\n');
  const [requestLine = '', ...headerLines] = head.split('\n');
  const [, method, path] = /^([A-Z]+) (\/\S*)(?: HTTP\/1\.1)?\s*$/.exec(requestLine) ?? [];
  if (method === undefined || path === undefined) throw badBatch('Failed to parse a part of the batch request.');
  const headers = { ...inherited, ...readHeaders(headerLines) };
  return { contentId: partHeaders['content-id'] ?? '', request: { method, path, headers, body: body.trim() } };
}

function splitOnce(text: string, separator: string): [string, string] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + separator.length)];
}

function readHeaders(lines: string[]): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const line of lines) {
    const colon = line.indexOf(':');
    if (colon > 0) headers[line.slice(0, colon).trim().toLowerCase()] = line.slice(colon + 1).trim();
  }
  return headers;
}

/** The answer: parts in the order of the request, each named after its part, behind a boundary of Google's own. */
export function printBatch(answers: { contentId: string; response: HttpResponse }[]): HttpResponse {
  const boundary = `batch_${randomUUID()}`;
  const parts = answers.map(({ contentId, response }) => {
    const id = contentId.startsWith('<') ? `<response-${contentId.slice(1)}` : `response-${contentId}`;
    const head = [
      `--${boundary}`,
      'Content-Type: application/http',
      `Content-ID: ${id}`,
      '',
      `HTTP/1.1 ${response.status} ${STATUS_CODES[response.status] ?? ''}`,
      ...Object.entries(response.headers).map(([name, value]) => `${headerCase(name)}: ${value}`),
    ];
    return [...head, '', response.body, ''].join('\r\n');
  });
  return {
    status: 200,
    headers: { 'content-type': `multipart/mixed; boundary=${boundary}` },
    body: `${parts.join('')}--${boundary}--\r\n`,
  };
}

function headerCase(name: string): string {
  return name.replace(/(^|-)[a-z]/g, (letter) => letter.toUpperCase());
}

/** A batch that failed as a whole is answered in JSON, not in parts. */
export function batchErrorResponse(error: ApiError): HttpResponse {
  const body = error instanceof DuplicateRequestId ? [errorBody(error)] : errorBody(error);
  return { status: error.status, headers: { 'content-type': JSON_TYPE }, body: JSON.stringify(body) };
}
