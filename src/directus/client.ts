// The Directus REST client: posts to flow 4 and to nothing else, in parts that Directus takes.
import type { Binding, ColumnName } from '../core/binding';
import { isObject, parseJson } from '../core/checks';
import {
  PROTOCOL,
  wantsKey,
  type ActivityRow,
  type ApplyRequest,
  type Change,
  type ChangeResult,
  type FlowAnswer,
  type FlowRequest,
  type PingRequest,
  type Refusal,
  type Revision,
} from '../core/message';
import { utf8 } from '../core/sha256';
import type { Row } from '../core/values';
import { failed, success, type DirectusPort, type FailureKind, type Result, type Stamped } from '../ports';

/** Posts JSON; the text of the answer, or why there is none. Never throws. */
export type PostJson = (url: string, body: string) => Result<{ status: number; text: string }>;

export interface ClientOptions {
  directusUrl: string;
  processFlowId: string;
  secret: string;
  oldSecret: string | null;
  version: string;
  bindingsHash: string;
  post: PostJson;
  uuid: () => string;
  sleep: (ms: number) => void;
}

/** Directus refuses bodies over 1 MB (MAX_PAYLOAD_SIZE); half of it leaves room for its own limits behind a proxy. */
const MAX_BODY_BYTES = 500_000;
const MAX_CHANGES = 100;
/** As many items as flow 4 reads at once without effort. */
const MAX_READ = 250;
/** Of each of them there may be hundreds of items. */
const MAX_SERIES = 5;
/** Flow 4 refuses to hand out more revisions, or rows of the activity feed, in one call. */
const MAX_REVISIONS = 1000;
const MAX_LIVES = 1000;
const MAX_LIFE_PAGES = 100;
/** "Under pressure" (503) passes within a second or two. */
const BUSY_DELAYS_MS = [500, 1500, 3000];

type Body = FlowRequest extends infer Request
  ? Request extends FlowRequest
    ? Omit<Request, keyof Head>
    : never
  : never;
interface Head {
  v: number;
  version: string;
  id: string;
  secret: string;
  print: string;
}

export function directusClient(options: ClientOptions): DirectusPort {
  const call = <T>(body: Body): Result<Stamped<T>> => callFlow<T>(options, body);
  return {
    apply: (binding, changes) => applyInParts(options, binding, changes),
    // Never in parts: half of what is tried would say something else.
    tryId: (binding, keys, event) =>
      callApply(
        options,
        binding,
        keys.map((key) => ({ do: 'set', key, expect: [], was: {}, write: { [binding.fields.eventId]: event } })),
        { trial: true },
      ),
    read: (binding, keys, events, series = []) => readInParts(options, binding, { keys, events, series }),
    revisions: (binding, keys, each) => revisionsInParts(options, binding, keys, each),
    list: (binding, offset, limit) => call({ action: 'list', binding: binding.id, offset, limit }),
    typeOf: (binding, column) => typeOf(options, binding, column),
    changes: (after, limit) => call({ action: 'changes', binding: '', after, limit }),
    lives: (binding, keys, after) => livesInParts(options, binding, keys, after),
    ping: (what: PingRequest['what']) => call({ action: 'ping', binding: '', what }),
    as: (print) => directusClient({ ...options, bindingsHash: print }),
  };
}

/** The refusal is the answer: `"dateTime" field type does not contain the "_regex" filter operator`. */
function typeOf(options: ClientOptions, binding: Binding, of: ColumnName): string | null {
  const answer = callFlow<unknown>(options, { action: 'type', binding: binding.id, of });
  const told = answer.ok ? null : /"(\w+)" field type does not contain/.exec(answer.failure.message);
  return told ? told[1]! : null;
}

/** What items are read by. */
interface Wanted {
  keys: readonly string[];
  events: readonly string[];
  series: readonly string[];
}

function readInParts(options: ClientOptions, binding: Binding, wanted: Wanted): Result<Stamped<Row[]>> {
  const { keys, events, series } = wanted;
  const parts = Math.max(
    1,
    Math.ceil(Math.max(keys.length, events.length) / MAX_READ),
    Math.ceil(series.length / MAX_SERIES),
  );
  const all: Stamped<Row[]>[] = [];
  for (let part = 0; part < parts; part++) {
    const read = readSplit(options, binding, {
      keys: partOf(keys, part, MAX_READ),
      events: partOf(events, part, MAX_READ),
      series: partOf(series, part, MAX_SERIES),
    });
    if (!read.ok) return read;
    all.push(read.value);
  }
  // The first stamp is the earliest: it holds for all parts.
  return success({ stamp: all[0]!.stamp, results: all.flatMap(({ results }) => results) });
}

function partOf<T>(all: readonly T[], part: number, size: number): readonly T[] {
  return all.slice(part * size, (part + 1) * size);
}

/**
 * A key of a form that the collection's type does not take ("abc" for an integer) makes Directus refuse the whole query,
 * so the keys are halved until it stands alone: no item can have it.
 */
function readSplit(options: ClientOptions, binding: Binding, wanted: Wanted): Result<Stamped<Row[]>> {
  const { keys, events, series } = wanted;
  const answer = callFlow<Row[]>(options, {
    action: 'read',
    binding: binding.id,
    keys: [...keys],
    events: [...events],
    ...(series.length > 0 ? { starts: series.flatMap((id) => [`${id}#`, `-${id}#`]) } : {}),
  });
  if (answer.ok || answer.failure.kind !== 'invalid' || keys.length === 0) return answer;
  if (keys.length === 1) return readSplit(options, binding, { ...wanted, keys: [] });
  const middle = Math.ceil(keys.length / 2);
  const first = readSplit(options, binding, { ...wanted, keys: keys.slice(0, middle) });
  if (!first.ok) return first;
  const second = readSplit(options, binding, { keys: keys.slice(middle), events: [], series: [] });
  // The earlier stamp holds for both halves.
  return second.ok
    ? success({ stamp: first.value.stamp, results: [...first.value.results, ...second.value.results] })
    : second;
}

function revisionsInParts(
  options: ClientOptions,
  binding: Binding,
  keys: readonly string[],
  each: number,
): Result<Revision[]> {
  const found: Revision[] = [];
  const size = MAX_REVISIONS / each;
  for (let i = 0; i < keys.length; i += size) {
    const part = keys.slice(i, i + size);
    const limit = part.length * each;
    const answer = callFlow<Revision[]>(options, {
      action: 'revisions',
      binding: binding.id,
      keys: part,
      after: 0,
      limit,
    });
    if (!answer.ok) return answer;
    found.push(...answer.value.results);
  }
  return success(found);
}

function livesInParts(
  options: ClientOptions,
  binding: Binding,
  keys: readonly string[],
  after: number,
): Result<ActivityRow[]> {
  const found: ActivityRow[] = [];
  for (let i = 0; i < keys.length; i += MAX_READ) {
    const items = keys.slice(i, i + MAX_READ);
    let last = after;
    for (let page = 0; ; page++) {
      if (page >= MAX_LIFE_PAGES) return failed('unavailable', 'Directus listed activity without end');
      const answer = callFlow<ActivityRow[]>(options, {
        action: 'changes',
        binding: binding.id,
        after: last,
        limit: MAX_LIVES,
        items,
      });
      if (!answer.ok) return answer;
      found.push(...answer.value.results);
      if (answer.value.results.length < MAX_LIVES) break;
      last = found[found.length - 1]!.id;
    }
  }
  return success(found);
}

type Applied = { stamp: number; result: Result<ChangeResult> };

function applyInParts(options: ClientOptions, binding: Binding, changes: readonly Change[]): Applied[] {
  let silent: Applied | undefined;
  return parts(changes).flatMap((part) => {
    if (silent) return part.map(() => silent!);
    const answers = applyPart(options, binding, part);
    // Directus does not answer: each further part would wait for nothing until its time is over.
    silent = answers.find(({ result }) => !result.ok && result.failure.kind === 'unavailable');
    return answers;
  });
}

/** One call; a part that fails as a whole, or in which one bad change took others along, is split (FA2). */
function applyPart(options: ClientOptions, binding: Binding, changes: readonly Change[]): Applied[] {
  const answer = callApply(options, binding, changes);
  if (!answer.ok) {
    if (changes.length > 1 && answer.failure.kind === 'invalid') return halves(options, binding, changes);
    return changes.map(() => ({ stamp: 0, result: answer }));
  }
  const { stamp, results } = answer.value;
  // A missing key is missing in each of them: nothing is learnt by a smaller call.
  const isOpen = results.map((result, i) => result.s === 'failed' && !wantsKey(binding, changes[i]!, result));
  const rolledBack = changes.filter((_, i) => isOpen[i]);
  if (rolledBack.length <= 1) return results.map((result) => ({ stamp, result: success(result) }));
  const again = halves(options, binding, rolledBack);
  return results.map((result, i) => (isOpen[i] ? again.shift()! : { stamp, result: success(result) }));
}

function callApply(
  options: ClientOptions,
  binding: Binding,
  changes: readonly Change[],
  kind: Pick<ApplyRequest, 'trial'> = {},
): Result<Stamped<ChangeResult[]>> {
  return callFlow(options, { action: 'apply', binding: binding.id, changes: [...changes], ...kind });
}

function halves(options: ClientOptions, binding: Binding, changes: readonly Change[]): Applied[] {
  const middle = Math.ceil(changes.length / 2);
  return [changes.slice(0, middle), changes.slice(middle)].flatMap((half) => applyPart(options, binding, half));
}

function parts(changes: readonly Change[]): Change[][] {
  const result: Change[][] = [];
  let size = 0;
  for (const change of changes) {
    const bytes = utf8(JSON.stringify(change)).length;
    const last = result[result.length - 1];
    if (!last || last.length >= MAX_CHANGES || size + bytes > MAX_BODY_BYTES) {
      result.push([change]);
      size = bytes;
    } else {
      last.push(change);
      size += bytes;
    }
  }
  return result;
}

function callFlow<T>(options: ClientOptions, body: Body): Result<Stamped<T>> {
  const first = postOnce<T>(options, body, options.secret);
  if (!first.ok && first.failure.reason === 'BAD_SECRET' && options.oldSecret)
    return postOnce<T>(options, body, options.oldSecret);
  return first;
}

function postOnce<T>(options: ClientOptions, body: Body, secret: string): Result<Stamped<T>> {
  const id = options.uuid();
  const head: Head = { v: PROTOCOL, version: options.version, id, secret, print: options.bindingsHash };
  const url = `${options.directusUrl}/flows/trigger/${options.processFlowId}`;
  const text = JSON.stringify({ ...head, ...body });
  let answer = options.post(url, text);
  for (const delayMs of BUSY_DELAYS_MS) {
    if (!answer.ok || answer.value.status !== 503) break;
    options.sleep(delayMs);
    answer = options.post(url, text);
  }
  if (!answer.ok) return answer;
  return readAnswer<T>(answer.value, id);
}

function readAnswer<T>({ status, text }: { status: number; text: string }, id: string): Result<Stamped<T>> {
  const parsed = parseJson(text);
  const json = (isObject(parsed) ? parsed : undefined) as
    Partial<Omit<FlowAnswer<T>, 'ok'> & Omit<Refusal, 'ok'> & { ok: boolean }> | undefined;
  // Only an answer with our request's id is flow 4's; anything else may come from a proxy or an error page.
  if (json?.id === id && json.ok === true)
    return success({
      stamp: Number(json.stamp) || 0,
      results: json.results as T,
      ...(typeof json.version === 'string' ? { version: json.version } : {}),
    });
  if (json?.id === id && json.ok === false) {
    const code = String(json.code);
    return failed(KINDS[code] ?? 'invalid', `Directus: ${String(json.message ?? code)}`, status, code);
  }
  const errors = (json as { errors?: { extensions?: { code?: string } }[] } | undefined)?.errors;
  const code = errors?.[0]?.extensions?.code ?? null;
  // Directus says in JSON what it forbids.
  if (status === 403 && code === null)
    return failed(
      'forbidden',
      "Something in front of Directus refuses Google's servers with 403: a firewall, or a bot protection. Let requests to /flows/trigger/ through; they come from Google's addresses and carry the secret.",
      status,
      'BLOCKED',
    );
  if (status === 403 || status === 404) {
    const remedy =
      'Import the flows into Directus, set "Process Events from Google Calendar" active, and check DIRECTUS_URL.';
    return failed(
      'forbidden',
      `Directus does not know the flow that this script calls. ${remedy}`,
      status,
      code ?? 'NO_FLOW',
    );
  }
  if (status === 400) return failed('invalid', `Directus refused the request (${code ?? 'no code'})`, status, code);
  if (status === 204)
    return failed(
      'forbidden',
      'The flow "Process Events from Google Calendar" gave no answer. Import it again.',
      status,
      'NO_ANSWER',
    );
  return failed('unavailable', `Something other than the flow answered at DIRECTUS_URL (HTTP ${status})`, status, code);
}

const KINDS: Record<string, FailureKind> = {
  BAD_SECRET: 'unauthorized',
  NOT_SET: 'unauthorized',
  OTHER_PROTOCOL: 'forbidden',
  OTHER_BINDINGS: 'forbidden',
  UNKNOWN_BINDING: 'forbidden',
  PERHAPS_DONE: 'unavailable',
  BAD_REQUEST: 'invalid',
};
