// Worker threads for executions of one bundle: some kept ready, each serving one execution at a time.
import { MessageChannel, Worker } from 'node:worker_threads';
import { executionSources } from './sources';
import type { HostAnswer, HostMessage, WorkerMessage, WorkerSetup } from './protocol';

/** A thread is given up after so many executions, because what old contexts leave behind is collected late. */
const MAX_USES = 20;

/** So long threads beyond those kept ready wait for the next burst: each holds about 10 MB, starting one takes 30 ms. */
const SPARE_MS = 2_000;

/** A thread with a fresh context in it (or about to have one). */
export class WorkerSlot {
  /** Executions that the thread served. */
  uses = 0;
  /** What the thread says while an execution uses it. */
  onMessage: ((message: WorkerMessage) => void) | undefined;
  /** The thread died by an error that no script caused. */
  onError: ((error: Error) => void) | undefined;

  private readonly worker: Worker;
  private readonly channel = new MessageChannel();
  private readonly signal = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));

  constructor(bundle: string) {
    const { thread, services } = executionSources();
    const answers = this.channel.port1;
    const signal = this.signal.buffer as SharedArrayBuffer;
    const workerData: WorkerSetup = { bundle, services, answers, signal };
    this.worker = new Worker(thread, { eval: true, workerData, transferList: [answers], env: { TZ: process.env.TZ } });
    this.worker.on('message', (message: WorkerMessage) => this.onMessage?.(message));
    this.worker.on('error', (error) => this.onError?.(error));
    this.channel.port2.unref();
    this.worker.unref();
  }

  post(message: HostMessage): void {
    this.worker.postMessage(message);
  }

  /** Answers the call that the thread is blocked on. The signal counts the calls that were answered. */
  answer(answer: HostAnswer): void {
    this.channel.port2.postMessage(JSON.stringify(answer));
    Atomics.add(this.signal, 0, 1);
    Atomics.notify(this.signal, 0);
  }

  /** Ends the thread wherever it is: nothing of the script runs any more, no `finally` either. */
  async terminate(): Promise<void> {
    this.channel.port2.close();
    await this.worker.terminate();
  }
}

export class WorkerPool {
  private readonly idle: WorkerSlot[] = [];
  private disposed = false;
  private trimTimer: NodeJS.Timeout | undefined;

  /** @param warm so many threads are kept ready */
  constructor(
    private readonly bundle: string,
    private readonly warm: () => number,
  ) {
    this.fill();
  }

  /** A thread for one execution; another one is started in its place. */
  take(): WorkerSlot {
    const slot = this.idle.shift() ?? new WorkerSlot(this.bundle);
    this.fill();
    return slot;
  }

  /** Takes a thread back whose execution has ended by itself; it has made a fresh context. */
  giveBack(slot: WorkerSlot): void {
    slot.onMessage = undefined;
    slot.onError = undefined;
    slot.uses += 1;
    if (this.disposed || slot.uses >= MAX_USES) return void slot.terminate();
    // Those that are ready go before those that are still starting.
    this.idle.unshift(slot);
    clearTimeout(this.trimTimer);
    this.trimTimer = setTimeout(() => this.trim(), SPARE_MS).unref();
  }

  async dispose(): Promise<void> {
    this.disposed = true;
    clearTimeout(this.trimTimer);
    await Promise.all(this.idle.splice(0).map((slot) => slot.terminate()));
  }

  private trim(): void {
    for (const slot of this.idle.splice(this.warm())) void slot.terminate();
  }

  private fill(): void {
    while (!this.disposed && this.idle.length < this.warm()) this.idle.push(new WorkerSlot(this.bundle));
  }
}
