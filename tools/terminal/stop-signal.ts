// Ctrl+C and its relatives, as something that can be waited for, so that a script cleans up behind itself.

/** SIGHUP is a closed terminal; Windows sends it, too. */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Takes the signals that end a process from now on. Further ones change nothing: npm repeats the one that the terminal
 * has sent already, and a second Ctrl+C must not leave a Directus behind.
 */
export class StopSignal {
  private readonly controller = new AbortController();
  private readonly stop = (): void => this.controller.abort();

  constructor() {
    for (const signal of SIGNALS) process.on(signal, this.stop);
  }

  get signal(): AbortSignal {
    return this.controller.signal;
  }

  /** Resolves when a signal comes, at once if one came before. Keeps the process alive meanwhile. */
  async wait(): Promise<void> {
    if (this.signal.aborted) return;
    const alive = setInterval(() => undefined, 60_000);
    await new Promise((resolve) => this.signal.addEventListener('abort', resolve, { once: true }));
    clearInterval(alive);
  }

  /** Gives the signals back to Node, which ends the process at the next one. */
  dispose(): void {
    for (const signal of SIGNALS) process.off(signal, this.stop);
  }
}
