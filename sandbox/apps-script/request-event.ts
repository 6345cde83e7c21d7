// The event object that doGet and doPost receive: what Google lets a script see of a request.
// https://developers.google.com/apps-script/guides/web#request_parameters
import type { HttpRequest } from '../http-message';

export interface RequestEvent {
  queryString: string;
  parameter: Record<string, string>;
  parameters: Record<string, string[]>;
  pathInfo?: string;
  contextPath: '';
  /** Bytes of the body; -1 for GET. */
  contentLength: number;
  postData?: { length: number; type: string; contents: string; name: 'postData' };
}

/** No headers, no client address and no method reach a script: a secret must travel in body or query. */
export function requestEvent(request: HttpRequest, pathInfo: string): RequestEvent {
  const queryString = request.path.split('?').slice(1).join('?');
  const pairs = [...new URLSearchParams(queryString)];
  const event: RequestEvent = { queryString, parameter: {}, parameters: {}, contextPath: '', contentLength: -1 };
  if (pathInfo !== '') event.pathInfo = pathInfo;
  if (request.method === 'POST') {
    const length = Buffer.byteLength(request.body, 'utf8');
    const type = (request.headers['content-type'] ?? 'application/octet-stream').split(';')[0]?.trim() ?? '';
    event.contentLength = length;
    event.postData = { length, type, contents: request.body, name: 'postData' };
    if (type === 'application/x-www-form-urlencoded') pairs.push(...new URLSearchParams(request.body));
  }
  for (const [name, value] of pairs) {
    event.parameter[name] ??= value;
    (event.parameters[name] ??= []).push(value);
  }
  return event;
}
