// Whether a process is at work right now: what no request and no log tells of a Directus that runs a flow.
import { closeSync, openSync, readdirSync, readSync } from 'node:fs';
import { systemErrorCode } from './setup-error';

/** Threads are listed anew after so long, ms: a look every few milliseconds must cost next to nothing. */
const LIST_MS = 100;

/** Watches the threads of one process, where the system tells of them (only Linux does). */
export class ProcessWatch {
  private readonly files = new Map<string, number>();
  private readonly buffer = Buffer.alloc(1024);
  private threads: string[] = [];
  private listedAt = -Infinity;

  /** @param exceptThread id of a thread that does not count; the main thread's is that of the process */
  constructor(
    readonly pid: number,
    private readonly exceptThread?: number,
  ) {}

  /**
   * Processor time of all threads so far, ms: https://docs.kernel.org/scheduler/sched-stats.html
   * @returns undefined where the system does not tell, or the process is gone
   */
  processorMs(): number | undefined {
    const times = this.read('schedstat', (text) => Number(text.slice(0, text.indexOf(' '))));
    return times && times.reduce((sum, nanoseconds) => sum + nanoseconds, 0) / 1e6;
  }

  /** Whether a thread runs, waits for a processor, or waits for the disk: https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html */
  isActive(): boolean {
    // The name of the thread stands in parentheses and may hold anything; the state is the first letter after it.
    const states = this.read('stat', (text) => text.charAt(text.lastIndexOf(')') + 2)) ?? [];
    return states.includes('R') || states.includes('D');
  }

  /** Gives its files back; it can be used again. */
  close(): void {
    for (const file of this.files.values()) closeSync(file);
    this.files.clear();
    this.listedAt = -Infinity;
  }

  private read<T>(name: string, parse: (text: string) => T): T[] | undefined {
    try {
      this.list();
      return this.threads.map((thread) => parse(this.text(`${thread}/${name}`)));
    } catch (error) {
      // A thread has ended since it was listed, or all of them: that look does not count.
      if (systemErrorCode(error) === undefined) throw error;
      this.close();
      return undefined;
    }
  }

  private list(): void {
    if (performance.now() - this.listedAt < LIST_MS) return;
    this.threads = readdirSync(`/proc/${this.pid}/task`).filter((thread) => thread !== String(this.exceptThread));
    this.listedAt = performance.now();
  }

  private text(path: string): string {
    let file = this.files.get(path);
    if (file === undefined) {
      file = openSync(`/proc/${this.pid}/task/${path}`, 'r');
      this.files.set(path, file);
    }
    return this.buffer.toString('latin1', 0, readSync(file, this.buffer, 0, this.buffer.length, 0));
  }
}
