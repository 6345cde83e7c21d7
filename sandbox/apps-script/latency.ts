// How long Google's services take: waited on the sandbox's clock, so that a run that skips idle time can count it
// without living through it.
import type { FetchAnswer, FetchCall, HostCallName } from './protocol';

/** Milliseconds of the sandbox's clock beyond what the sandbox itself needs. */
export interface Latencies {
  /** From a request or a trigger to the first line of the script; the execution counts as running meanwhile. */
  start: number;
  /** Each HTTP request to the web app, its echo URL included. */
  webApp: number;
  /** Each HTTP request to the Calendar API. */
  calendar: number;
  /** Each part of a batch, on top of its request. */
  batchPart: number;
  /** Each other request of UrlFetchApp: the way there and back. */
  urlFetch: number;
  /** Each kB of what a request sends or brings. */
  kilobyte: number;
  propertyRead: number;
  propertyWrite: number;
  cacheRead: number;
  cacheWrite: number;
  /** Each call about the lock or a trigger. */
  service: number;
}

export const NO_LATENCY: Latencies = {
  start: 0,
  webApp: 0,
  calendar: 0,
  batchPart: 0,
  urlFetch: 0,
  kilobyte: 0,
  propertyRead: 0,
  propertyWrite: 0,
  cacheRead: 0,
  cacheWrite: 0,
  service: 0,
};

/** Which figure holds for a call; a call that is not named never leaves the script at Google. */
const KINDS: Partial<Record<HostCallName, keyof Latencies>> = {
  'properties.get': 'propertyRead',
  'properties.getAll': 'propertyRead',
  'properties.set': 'propertyWrite',
  'properties.delete': 'propertyWrite',
  'cache.get': 'cacheRead',
  'cache.put': 'cacheWrite',
  'cache.remove': 'cacheWrite',
  'lock.acquire': 'service',
  'lock.release': 'service',
  'triggers.list': 'service',
  'triggers.create': 'service',
  'triggers.delete': 'service',
  'calendar.call': 'calendar',
};

/** What passes before a call takes effect, ms. */
export function latencyBefore(latencies: Latencies, name: HostCallName, args: readonly unknown[]): number {
  if (name === 'urlfetch.fetch')
    return Math.max(0, ...(args[0] as FetchCall[]).map((call) => latencyOfFetch(latencies, call)));
  const kind = KINDS[name];
  return kind === undefined ? 0 : latencies[kind];
}

/** What passes after a request took effect, ms: the way of its bytes. */
export function latencyAfter(
  { kilobyte }: Latencies,
  name: HostCallName,
  args: readonly unknown[],
  answer: unknown,
): number {
  if (kilobyte === 0 || (name !== 'urlfetch.fetch' && name !== 'calendar.call')) return 0;
  const calls = [args[0]].flat() as { body: string | undefined }[];
  const answers = [answer].flat() as Pick<FetchAnswer, 'body'>[];
  const sizes = calls.map(({ body }, i) => (body?.length ?? 0) + (answers[i]?.body.length ?? 0));
  return (kilobyte * Math.max(0, ...sizes)) / 1024;
}

function latencyOfFetch({ calendar, batchPart, urlFetch }: Latencies, { url, body }: FetchCall): number {
  if (!url.startsWith('https://www.googleapis.com/')) return urlFetch;
  const parts = url.includes('/batch/') ? (body?.match(/^content-type: application\/http\b/gim)?.length ?? 0) : 0;
  return calendar + parts * batchPart;
}

/** Checks figures that came from outside; throws an Error that names the bad one. */
export function checkLatencies(latencies: object): void {
  for (const [name, ms] of Object.entries(latencies)) {
    if (!(name in NO_LATENCY))
      throw new Error(`unknown latency "${name}"; known are ${Object.keys(NO_LATENCY).join(', ')}`);
    if (typeof ms !== 'number' || !(ms >= 0)) throw new Error(`latency "${name}" must be milliseconds, 0 or more`);
  }
}
