// The worker thread of executions: a fresh context for each, the bundle run in it, calls answered by the host meanwhile.
import { parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import { readFileSync } from 'node:fs';
import { getHeapStatistics } from 'node:v8';
import { Script, createContext } from 'node:vm';
import type { Context } from 'node:vm';
import { sandboxNow } from '../../clock';
import type {
  ConsoleLine,
  ExecutionStart,
  HostCallName,
  HostMessage,
  Outcome,
  WorkerMessage,
  WorkerSetup,
} from '../protocol';

/** The services' entry, compiled inside the context; everything that crosses is a string or a number. */
type StartServices = (
  call: (name: string, args: string) => string,
  print: (level: string, text: string) => void,
  now: () => number,
) => (functionName: string, args: string, config: string, loadBundle: () => void) => string;

const setup = workerData as WorkerSetup;
const port = parentPort;
if (!port) throw new Error('this file runs in a worker thread only');
const signal = new Int32Array(setup.signal);

/** Set when an execution starts: what the sandbox's clock is set to. */
let setting: Float64Array = new Float64Array(1);

function post(message: WorkerMessage): void {
  port?.postMessage(message);
}

let answered = 0;
let blockedMs = 0;
let heapBytes = 0;

/** Processor time of this thread so far, ms; undefined where the system does not tell (only Linux does). */
function processorMs(): number | undefined {
  if (process.platform !== 'linux') return undefined;
  return Number(readFileSync('/proc/thread-self/schedstat', 'utf8').split(' ')[0]) / 1e6;
}

function noteHeap(): void {
  heapBytes = Math.max(heapBytes, getHeapStatistics().used_heap_size);
}

/**
 * Sends a call to the host and blocks this thread until the answer is there. The host may be held up between counting
 * an answer and waking this thread, which has gone on meanwhile: such a late wake-up must not pass for the next answer.
 */
function call(name: string, args: string): string {
  noteHeap();
  const blockedAt = performance.now();
  post({ type: 'call', name: name as HostCallName, args });
  while (Atomics.load(signal, 0) === answered) Atomics.wait(signal, 0, answered);
  answered = Atomics.load(signal, 0);
  blockedMs += performance.now() - blockedAt;
  const received = receiveMessageOnPort(setup.answers);
  if (!received) throw new Error('the host counted an answer without sending one');
  return received.message as string;
}

function print(level: string, text: string): void {
  const line: ConsoleLine = { level, text };
  post({ type: 'console', line });
}

const now = (): number => sandboxNow(setting);

const bundle = new Script(setup.bundle, { filename: 'Code.js' });
const services = new Script(setup.services, { filename: 'services.js' });

interface Prepared {
  context: Context;
  run: ReturnType<StartServices>;
}

/** A context with the services in it. The bundle's own top level runs when the call comes: it may read the clock. */
function prepare(): Prepared {
  const context = createContext({}, { codeGeneration: { strings: true, wasm: false } });
  const start = services.runInContext(context) as StartServices;
  return { context, run: start(call, print, now) };
}

let prepared = prepare();

function execute(start: ExecutionStart): Outcome {
  const { context, run } = prepared;
  setting = new Float64Array(start.sharedSetting);
  const loadBundle = (): void => void bundle.runInContext(context);
  return JSON.parse(run(start.functionName, start.args, JSON.stringify(start.config), loadBundle)) as Outcome;
}

port.on('message', (message: HostMessage) => {
  const [startedAt, startedMs] = [performance.now(), processorMs()];
  blockedMs = heapBytes = 0;
  const outcome = execute(message.start);
  noteHeap();
  const computeMs = startedMs === undefined ? performance.now() - startedAt - blockedMs : processorMs()! - startedMs;
  const usage = { computeMs, heapBytes };
  // Promise callbacks of the script still run before its execution counts as ended; nothing later does.
  setImmediate(() => {
    post({ type: 'done', outcome, usage });
    prepared = prepare();
    post({ type: 'ready' });
  });
});
post({ type: 'ready' });
