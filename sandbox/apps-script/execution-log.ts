// The log of executions, and counters by entry point.
import type { ExecutionKind } from './execution';
import { MAX_LOG_ENTRIES } from './limits';
import type { ConsoleLine, Usage } from './protocol';

export type ExecutionStatus = 'completed' | 'failed' | 'killed' | 'refused';

export interface ExecutionEntry {
  id: string;
  function: string;
  kind: ExecutionKind;
  /** ISO instant of the sandbox's clock. */
  startedAt: string;
  /** Run time. */
  ms: number;
  status: ExecutionStatus;
  /** Missing where it was killed or never ran. */
  usage?: Usage;
  error?: string;
  console: ConsoleLine[];
}

export interface EntryPointStats {
  count: number;
  totalMs: number;
  longestMs: number;
  /** What the scripts themselves computed, without their waiting for services, ms. */
  computeMs: number;
  /** The most heap that one of them held, bytes. */
  heapBytes: number;
  failed: number;
  killed: number;
  refused: number;
}

export class ExecutionLog {
  private entries: ExecutionEntry[] = [];
  private counters: Record<string, EntryPointStats> = {};

  /** Refused executions are counted apart: they never ran. */
  add(entry: ExecutionEntry): void {
    this.entries.push(entry);
    if (this.entries.length > MAX_LOG_ENTRIES) this.entries = this.entries.slice(-MAX_LOG_ENTRIES);
    const counter = (this.counters[entry.function] ??= {
      count: 0,
      totalMs: 0,
      longestMs: 0,
      computeMs: 0,
      heapBytes: 0,
      failed: 0,
      killed: 0,
      refused: 0,
    });
    if (entry.status !== 'completed') counter[entry.status] += 1;
    if (entry.status === 'refused') return;
    counter.count += 1;
    counter.totalMs += entry.ms;
    counter.longestMs = Math.max(counter.longestMs, entry.ms);
    counter.computeMs += entry.usage?.computeMs ?? 0;
    counter.heapBytes = Math.max(counter.heapBytes, entry.usage?.heapBytes ?? 0);
  }

  /** The last executions, oldest first. */
  all(): ExecutionEntry[] {
    return [...this.entries];
  }

  stats(): Record<string, EntryPointStats> {
    return structuredClone(this.counters);
  }

  resetStats(): void {
    this.counters = {};
  }
}
