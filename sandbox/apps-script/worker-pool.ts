// Worker threads for executions of one bundle: some kept ready, each serving one execution at a time.
import { MessageChannel, Worker } from 'node:worker_threads';
import { executionSources } from './sources';
import type { HostAnswer, HostMessage, WorkerMessage, WorkerSetup } from './protocol';

/** So many idle threads are kept after a burst: each holds about 10 MB, starting one takes 50 ms of a core. */
const MAX_IDLE = 8;

/** A thread with a fresh context in it (or about to have one). */
export class WorkerSlot {
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

  /** Answers the call that the thread is blocked on. */
  answer(answer: HostAnswer): void {
    this.channel.port2.postMessage(JSON.stringify(answer));
    Atomics.store(this.signal, 0, 1);
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
    if (this.disposed || this.idle.length >= MAX_IDLE) void slot.terminate();
    // Those that are ready go before those that are still starting.
    else this.idle.unshift(slot);
  }

  async dispose(): Promise<void> {
    this.disposed = true;
    await Promise.all(this.idle.splice(0).map((slot) => slot.terminate()));
  }

  private fill(): void {
    while (!this.disposed && this.idle.length < this.warm()) this.idle.push(new WorkerSlot(this.bundle));
  }
}
