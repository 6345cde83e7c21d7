// What a call of a webhook flow is made of, and how its result is answered.
// https://github.com/directus/directus/blob/main/api/src/controllers/flows.ts
import { forbidden, invalidPayload, DirectusError, RequestRefused } from './errors';
import type { HttpAnswer, WebhookRequest } from './options';

/** MAX_PAYLOAD_SIZE: https://directus.com/docs/configuration/security-limits */
const MAX_BODY_BYTES = 1024 * 1024;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

function json(status: number, value: unknown): HttpAnswer {
  return { status, headers: { 'content-type': 'application/json; charset=utf-8' }, body: JSON.stringify(value) };
}

export const webhookAnswer = {
  empty: (): HttpAnswer => ({ status: 204, headers: {}, body: '' }),
  refused: (error: DirectusError): HttpAnswer => json(error.status, { errors: new RequestRefused(error).errors }),
  forbidden: (): HttpAnswer => webhookAnswer.refused(forbidden()),
  /** What is falsy is answered empty; an error as an object of what JSON finds in it. */
  of: (result: unknown): HttpAnswer => (result ? json(200, result) : webhookAnswer.empty()),
};

/** `$trigger` of a call, or the refusal when Directus does not let it in. */
export function webhookTrigger(
  flowId: string,
  request: WebhookRequest,
): { trigger: Record<string, unknown> } | { refusal: HttpAnswer } {
  const { method, query } = request;
  const headers = Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [name.toLowerCase(), value]),
  );
  const isJson = (headers['content-type'] ?? '').split(';')[0]!.trim() === 'application/json';
  let body: unknown = {};
  if (isJson && request.body !== '') {
    if (Buffer.byteLength(request.body) > MAX_BODY_BYTES)
      return { refusal: webhookAnswer.refused(invalidPayload('request entity too large')) };
    try {
      body = strictJson(request.body);
    } catch (error) {
      return { refusal: webhookAnswer.refused(invalidPayload((error as Error).message)) };
    }
  }
  const path = `/trigger/${flowId}`;
  if (!UUID.test(flowId) || (method !== 'GET' && method !== 'POST'))
    return { refusal: webhookAnswer.refused(noRoute(`/flows${path}`)) };
  return { trigger: { path, query, body, method, headers } };
}

/** Lists and objects only, as express' parser takes them. */
function strictJson(text: string): unknown {
  if (/^\s*[[{]/.test(text)) return JSON.parse(text) as unknown;
  throw new SyntaxError(`Unexpected token '${text.trim().charAt(0)}', "${text}" is not valid JSON`);
}

function noRoute(path: string): DirectusError {
  return new DirectusError(`Route ${path} doesn't exist.`, 'ROUTE_NOT_FOUND', 404, { path });
}

/** What everybody is answered while the event loop stands still. */
export function underPressure(): DirectusError {
  const extensions = { service: 'api', reason: 'Under pressure' };
  return new DirectusError('Service "api" is unavailable. Under pressure.', 'SERVICE_UNAVAILABLE', 503, extensions);
}
