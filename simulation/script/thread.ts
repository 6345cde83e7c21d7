// The thread of executions: it runs the bundle in a context of its own, and stands still at each call until it is answered.
import { Script, createContext } from 'node:vm';
import { receiveMessageOnPort, workerData } from 'node:worker_threads';
import type { ConsoleLine, HostCallName, Outcome } from '../../sandbox/apps-script/protocol';
import { Random } from '../random';
import { HOST } from './messages';
import type { FromThread, ThreadSetup, ToThread } from './messages';

type StartServices = (
  call: (name: string, args: string) => string,
  print: (level: string, text: string) => void,
  now: () => number,
) => (functionName: string, args: string, config: string, loadBundle: () => void) => string;

const setup = workerData as ThreadSetup;
const turn = new Int32Array(setup.turn);
const time = new Float64Array(setup.time);
const bundle = new Script(setup.bundle, { filename: 'Code.js' });
const services = new Script(setup.services, { filename: 'services.js' });

let printed: ConsoleLine[] = [];
let killed = false;
let chance = new Random(0);
/** Undefined once the execution itself has changed them. */
let settings: Record<string, string> | undefined;

function handOver(message: FromThread): void {
  setup.port.postMessage(message);
  Atomics.store(turn, 0, HOST);
  Atomics.notify(turn, 0);
}

function takeOver(): ToThread {
  while (Atomics.load(turn, 0) === HOST) Atomics.wait(turn, 0, HOST);
  return receiveMessageOnPort(setup.port)!.message as ToThread;
}

/** Thrown into a killed execution wherever it still calls something, until it has unwound. */
const KILLED = JSON.stringify({ exception: { name: 'Exception', message: 'killed' } });

/** What needs nobody else is answered here: each change of the turn costs more than the call itself. */
function answerHere(name: string, args: string): unknown {
  if (name === 'utilities.uuid') return chance.uuid();
  const [scope, key] = JSON.parse(args) as [string, string];
  if (scope !== 'script' || !name.startsWith('properties.')) return undefined;
  if (name === 'properties.get' && settings) return settings[key] ?? null;
  if (name === 'properties.getAll' && settings) return settings;
  settings = undefined;
  return undefined;
}

function call(name: string, args: string): string {
  if (killed) return KILLED;
  const value = answerHere(name, args);
  if (value !== undefined) return JSON.stringify({ value });
  handOver({ type: 'call', name: name as HostCallName, args, console: printed });
  printed = [];
  const message = takeOver();
  if (message.type === 'answer') return message.answer;
  killed = true;
  return KILLED;
}

function print(level: string, text: string): void {
  if (!killed) printed.push({ level, text });
}

function prepare() {
  const context = createContext({}, { codeGeneration: { strings: true, wasm: false } });
  const start = services.runInContext(context) as StartServices;
  const run = start(call, print, () => time[0]!);
  const setRandom = new Script('(random) => { Math.random = random; }').runInContext(context) as (
    random: () => number,
  ) => void;
  setRandom(() => chance.next());
  return { run, loadBundle: () => void bundle.runInContext(context) };
}

/**
 * The bundle's top level runs anew for each execution, so nothing of the script outlives it; the context around it, which
 * is the dear part, serves several.
 */
const CONTEXT_USES = 40;

for (;;) {
  const { run, loadBundle } = prepare();
  killed = false;
  for (let use = 0; use < CONTEXT_USES && !killed; use++) {
    const message = takeOver();
    if (message.type !== 'run') throw new Error(`a thread that is idle got "${message.type}"`);
    printed = [];
    chance = new Random(message.seed);
    settings = message.settings;
    const outcome = run(message.functionName, message.args, JSON.stringify(message.config), loadBundle);
    handOver({ type: 'done', outcome: JSON.parse(outcome) as Outcome, console: printed });
  }
}
