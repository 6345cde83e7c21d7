// doPost: who is asking, is it a message of ours, and whose work is it.
import { bindingsHash } from './core/bindings-file';
import {
  PROTOCOL,
  type DryRunRequest,
  type InstallRequest,
  type Refusal,
  type RefusalCode,
  type ScriptAnswer,
  type ScriptRequest,
} from './core/message';
import { isObject, parseJson } from './core/checks';
import { parseScriptRequest } from './core/message-check';
import { sameSecret } from './core/secret';
import type { App } from './sync/context';
import { calendarOfChannel } from './app/channels';
import { isPingChannel, PING } from './app/ping';
import { dryRun, UNREADABLE } from './setup/dry-run';
import { tryBindings } from './setup/try-bindings';
import { BUSY } from './app/lock';
import { StoreFails, type Store } from './ports';
import { whyNotInstalled } from './setup/installation';
import { statusOf, type Status, type StatusOptions } from './setup/status';
import { State } from './store/state';
import { makeDue } from './sync/due';
import { noteDeployed, OTHER_BINDINGS } from './app/versions';
import type { BoundWriteBack } from './sync/write-items';
import { retime } from './app/retime';
import { calendarChanged, goOn, itemsChanged, itemsDeleted, type SignalOutcome } from './app/work';

/** Longer bodies are refused before they are parsed. Flow 2 sends at most 1,000 items. */
const MAX_BODY_LENGTH = 8_000_000;
/** How long `goOn` and `retime` wait for an execution that is at work; its answer must come in time. */
const WAIT_MS = 10_000;
/** All else is asked by a person's tool. */
const FROM_FLOWS = ['items', 'deleted', 'notification'];
/** What can be asked of a script that is not installed. */
const LOOKING = ['status', 'dryRun'];

type Answer = ScriptAnswer | Refusal;

/**
 * Answers one request of the flows or of a person's tool, always with JSON that repeats the request's id.
 * @param makeApp puts the parts together; only called once the secret was right
 * @param secrets the accepted ones
 * @param install what the entry point of that name does
 */
export function answerPost(
  body: string,
  secrets: readonly (string | null)[],
  version: string,
  makeApp: () => App,
  install?: (app: App) => ScriptAnswer['installed'],
): Answer {
  if (body.length > MAX_BODY_LENGTH) return refusal(null, 'BAD_REQUEST', 'The body is too large for the web app.');
  const json = parseJson(body);
  if (!isObject(json)) return refusal(null, 'BAD_REQUEST', 'The body is not a JSON object.');
  const given = json['secret'];
  if (!secrets.some((secret) => sameSecret(given, secret)))
    return refusal(
      null,
      'BAD_SECRET',
      'The secret is not the one of this web app (GCALENDARHOOKSECRET on both sides).',
    );
  const request = parseScriptRequest(json);
  if (typeof request === 'string') return refusal(json, 'BAD_REQUEST', request);
  if (request.v !== PROTOCOL) return refusal(request, 'OTHER_PROTOCOL', otherProtocol(request, version));
  const app = makeApp();
  return request.action === 'install' ? { ...head(request), installed: install?.(app) } : answer(app, request);
}

function otherProtocol(request: ScriptRequest, version: string): string {
  const older = request.v < PROTOCOL;
  const remedy = older ? 'Import the flows of this version into Directus.' : 'Push and deploy the newer script.';
  return `The sender (${request.version}) is ${older ? 'older' : 'newer'} than this script (${version}). ${remedy}`;
}

function answer(app: App, request: Exclude<ScriptRequest, InstallRequest>): Answer {
  const sent = request.print;
  const fromFlow = FROM_FLOWS.includes(request.action);
  // What is linked before there is an installation would be a stranger's after it; the first comparison finds it all.
  if (!LOOKING.includes(request.action) && !isPing(request) && whyNotInstalled(app) !== undefined)
    return refusal(request, 'NOT_SET', 'Run install in the script editor first.');
  if (fromFlow && sent !== bindingsHash(app.settings.bindings)) {
    const message =
      'The flows in Directus were made from other bindings than this script. Import them again, or push and deploy it.';
    app.state.set(OTHER_BINDINGS, [`At ${new Date(app.clock.now()).toISOString()}: ${message}`]);
    return refusal(request, 'OTHER_BINDINGS', message);
  }
  switch (request.action) {
    case 'items':
      return signalAnswer(request, itemsChanged(app, request));
    case 'deleted':
      return signalAnswer(request, itemsDeleted(app, request));
    case 'notification':
      return signalAnswer(request, notified(app, request.headers));
    case 'status':
      return { ...head(request), status: statusInAnyCase(app, request) };
    case 'goOn': {
      const released = goOn(app, WAIT_MS, request.seen);
      if (released === undefined) return refusal(request, 'BUSY', BUSY);
      return { ...head(request), released };
    }
    case 'retime':
      return retime(app, WAIT_MS, request.by) ? head(request) : refusal(request, 'BUSY', BUSY);
    case 'dryRun':
      return dryRunAnswer(app, request);
    case 'compare':
      makeDue(app);
      app.triggers.continueSoon();
      return head(request);
  }
}

/** With bindings of its own the request says nothing of ours: the flows may know those already. */
function dryRunAnswer(app: App, request: DryRunRequest): Answer {
  if (request.bindings === undefined) {
    const plans = dryRun(app);
    return plans ? { ...head(request), plans } : refusal(request, 'FAILED', UNREADABLE);
  }
  const trial = tryBindings(app, request.bindings);
  return 'code' in trial ? refusal(request, trial.code, trial.message) : { ...head(request), trial };
}

/** Where Google denies the script its state, the status says what can be said without it. */
function statusInAnyCase(app: App, request: StatusOptions): Status {
  try {
    noteDeployed(app);
    return statusOf(app, request);
  } catch (error) {
    if (!(error instanceof StoreFails)) throw error;
    const status = statusOf({ ...app, state: new State(NO_STORE) }, request);
    return { ...status, healthy: false, problems: [error.message, ...status.problems] };
  }
}

const NO_STORE: Store = {
  get: () => null,
  set: () => undefined,
  setLater: () => undefined,
  flush: () => undefined,
  names: () => [],
  refresh: () => undefined,
};

/** `install` sends one before there is an installation. */
function isPing(request: ScriptRequest): boolean {
  return request.action === 'notification' && isPingChannel(request.headers['x-goog-channel-id']);
}

function notified(app: App, headers: Record<string, string>): SignalOutcome {
  const channelId = headers['x-goog-channel-id'] ?? '';
  const nothing: SignalOutcome = { queued: false, writeBacks: [] };
  if (isPingChannel(channelId)) {
    app.state.set(PING, channelId);
    return nothing;
  }
  const calendarId = calendarOfChannel(app, channelId);
  // A stranger's channel never should deliver: not worth an error.
  if (calendarId === undefined || headers['x-goog-resource-state'] === 'sync') return nothing;
  return calendarChanged(app, calendarId, channelId);
}

function head(request: ScriptRequest) {
  return { ok: true as const, v: PROTOCOL, id: request.id, action: request.action };
}

function signalAnswer(request: ScriptRequest, outcome: SignalOutcome): ScriptAnswer {
  const { writeBacks, queued } = outcome;
  const only = writeBacks.length === 1 ? writeBacks[0]! : null;
  return {
    ...head(request),
    ...(queued ? { queued: true } : {}),
    one: only ? oneItemUpdate(only) : null,
    many: only ? [] : writeBacks.map(({ writeBack }) => writeBack),
  };
}

/** A write to one item can be conditional in Directus itself: the query finds it only while the sync value is the old one. */
function oneItemUpdate({ binding, writeBack }: BoundWriteBack) {
  const { fields } = binding;
  const unchanged = { [fields.sync]: writeBack.was === null ? { _empty: true } : { _eq: writeBack.was } };
  return {
    query: { filter: { _and: [{ [fields.key]: { _eq: writeBack.key } }, unchanged] }, limit: 1 },
    payload: writeBack.set,
  };
}

function refusal(request: { id?: unknown; action?: unknown } | null, code: RefusalCode, message: string): Refusal {
  const id = typeof request?.id === 'string' ? request.id.slice(0, 100) : null;
  const action = typeof request?.action === 'string' ? request.action.slice(0, 20) : null;
  return { ok: false, v: PROTOCOL, id, action, code, message };
}
