// Flow 4: lets a request in, or answers in words why not, and says what is to be read for it.
import { PROTOCOL, type FlowRequest } from '../../core/message';
import { sameSecret } from '../../core/secret';
import { requestProblem } from './check-request';
import type { GateResult } from './gate-result';
import { refusal, type Head } from './refusal';
import { bindingRoute, changesRoute, pingRoute, type Route } from './route';
import { isObject } from '../../core/checks';
import { neverThrows, type RunData } from './run-data';
import { readSettings, type Settings } from './settings';

function gate(data: RunData): GateResult {
  const trigger = isObject(data['$trigger']) ? data['$trigger'] : {};
  const body = trigger['body'];
  const settings = readSettings(data);
  // The id is repeated to strangers as well: by it the script knows a refusal from another server's page.
  const head: Head = isObject(body) ? { id: shortText(body['id']), action: shortText(body['action']) } : NOBODY;
  if (settings.secretProblem !== null) return no(head, 'NOT_SET', settings.secretProblem);
  if (!isObject(body)) return no(head, 'BAD_REQUEST', 'The body must be a JSON object.');
  if (!sameSecret(body['secret'], settings.secret))
    return no(head, 'BAD_SECRET', 'The secret is not the one of Directus.');
  return (
    otherSide(head, body) ??
    otherSettings(head, body, settings) ??
    route(head, body as unknown as FlowRequest, requestProblem(body))
  );
}

const NOBODY: Head = { id: null, action: null };

function no(...[head, code, message]: Parameters<typeof refusal>): GateResult {
  return { ok: false, answer: refusal(head, code, message) };
}

function shortText(value: unknown): string | null {
  return typeof value === 'string' ? value.slice(0, 100) : null;
}

/** Whether the script is of another protocol, or knows other bindings. */
function otherSide(head: Head, body: Record<string, unknown>): GateResult | null {
  const version = shortText(body['version']) ?? 'unknown';
  if (typeof body['v'] !== 'number') return no(head, 'BAD_REQUEST', 'v must be a number');
  if (body['v'] !== PROTOCOL) {
    const remedy =
      body['v'] < PROTOCOL
        ? `The script (version ${version}) is older than the flows (version ${FLOW_VERSION}): push it again.`
        : `The flows (version ${FLOW_VERSION}) are older than the script (version ${version}): delete them and import the new ones.`;
    return no(head, 'OTHER_PROTOCOL', remedy);
  }
  if (body['print'] === FLOW_BINDINGS_HASH) return null;
  return no(
    head,
    'OTHER_BINDINGS',
    'The flows and the script know different bindings: import the flows, or push the script, from one build.',
  );
}

/** The web app's URL is no matter of this flow, but `ping` is how a person learns what is not set up. */
function otherSettings(head: Head, body: Record<string, unknown>, settings: Settings): GateResult | null {
  if (body['action'] !== 'ping' || settings.urlProblem === null) return null;
  return no(head, 'NOT_SET', settings.urlProblem);
}

function route(head: Head, request: FlowRequest, problem: string | null): GateResult {
  if (problem !== null || head.id === null) return no(head, 'BAD_REQUEST', problem ?? 'id must be a text');
  const { id } = head;
  const go = (binding: string, found: Route): GateResult => ({
    ok: true,
    head: { id, action: request.action, binding },
    ...found,
  });
  if (request.action === 'changes' && !request.items) return go('', changesRoute(request));
  if (request.action === 'ping') return go('', pingRoute(request.what));
  const binding = FLOW_BINDINGS.find(({ id: bindingId }) => bindingId === request.binding);
  if (!binding) return no(head, 'UNKNOWN_BINDING', 'The flows know no such binding: import them again.');
  if (request.action === 'type' && !Object.keys(binding.fields).includes(request.of))
    return no(head, 'BAD_REQUEST', 'of must be a column of the binding');
  return go(binding.id, bindingRoute(binding, request));
}

export default neverThrows(gate, (kind) => no(NOBODY, 'FAILED', `A script failed (${kind}); nothing was done.`));
