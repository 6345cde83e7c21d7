// Threads for executions of one bundle. The simulation hands the turn to one of them and waits until it comes back, so a
// run depends on nothing but who is given the turn.
import { buildSync } from 'esbuild';
import { join } from 'node:path';
import { MessageChannel, Worker, receiveMessageOnPort } from 'node:worker_threads';
import { executionSources } from '../../sandbox/apps-script/sources';
import { THREAD } from './messages';
import type { FromThread, ThreadSetup, ToThread } from './messages';

declare const __PROJECT_ROOT__: string;

/** A thread is given up after so many executions: what old contexts leave behind is collected late. */
const MAX_USES = 300;

class ScriptThread {
  uses = 0;
  private readonly worker: Worker;
  private readonly port;
  private readonly turn = new Int32Array(new SharedArrayBuffer(4));

  constructor(bundle: string, time: SharedArrayBuffer) {
    const { port1, port2 } = new MessageChannel();
    this.port = port1;
    const services = executionSources().services;
    const workerData: ThreadSetup = {
      bundle,
      services,
      port: port2,
      turn: this.turn.buffer as SharedArrayBuffer,
      time,
    };
    this.worker = new Worker(threadSource(), { eval: true, workerData, transferList: [port2] });
    this.worker.unref();
    this.port.unref();
  }

  /** Lets the thread run until it calls something or has ended. */
  resume(message: ToThread): FromThread {
    this.port.postMessage(message);
    Atomics.store(this.turn, 0, THREAD);
    Atomics.notify(this.turn, 0);
    while (Atomics.load(this.turn, 0) === THREAD) Atomics.wait(this.turn, 0, THREAD);
    return receiveMessageOnPort(this.port)!.message as FromThread;
  }

  async terminate(): Promise<void> {
    this.port.close();
    await this.worker.terminate();
  }
}

export type { ScriptThread };

export class ScriptThreads {
  private readonly idle: ScriptThread[] = [];
  private readonly all = new Set<ScriptThread>();

  /** @param time one Float64 that holds the simulated time */
  constructor(
    private readonly bundle: string,
    private readonly time: SharedArrayBuffer,
  ) {}

  take(): ScriptThread {
    const known = this.idle.pop();
    if (known) return known;
    const thread = new ScriptThread(this.bundle, this.time);
    this.all.add(thread);
    return thread;
  }

  /** Takes a thread back whose execution has ended. */
  giveBack(thread: ScriptThread): void {
    thread.uses += 1;
    if (thread.uses < MAX_USES) this.idle.push(thread);
    else {
      this.all.delete(thread);
      void thread.terminate();
    }
  }

  async dispose(): Promise<void> {
    await Promise.all([...this.all].map((thread) => thread.terminate()));
  }
}

let source: string | undefined;

function threadSource(): string {
  source ??= buildSync({
    entryPoints: [join(__PROJECT_ROOT__, 'simulation/script/thread.ts')],
    bundle: true,
    write: false,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    logLevel: 'silent',
  }).outputFiles[0]!.text;
  return source;
}
