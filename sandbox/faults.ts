// Faults on demand: what the control endpoint adds, and what each simulated service asks before it serves a call.

export type FaultTarget = 'calendar' | 'webapp' | 'push' | 'urlfetch';

/** One fault, as `POST /faults` takes it. */
export interface Fault {
  target: FaultTarget;
  /** What `counts` calls it; missing: by what it does. */
  name?: string;
  /** Regular expression on "METHOD path"; missing: every call of the target. */
  match?: string;
  /** Answer with this HTTP status instead of serving the call. */
  status?: number;
  /** Google's error reason that goes with `status`. */
  reason?: string;
  /** The call is lost: no answer, or no delivery of a push. */
  drop?: boolean;
  /** Serve the call only after so many milliseconds. */
  delayMs?: number;
  /** Serve the call twice; the caller sees the second answer. */
  duplicate?: boolean;
  /** Serve the call, then cut the connection: the caller can't know that it took effect. */
  cutAfterSend?: boolean;
  /** Kill the execution that makes the call, before or after the call takes effect. */
  kill?: 'before' | 'after';
  /** So many matching calls pass before the fault begins. */
  after?: number;
  /** So many calls are hit, then the fault is spent; missing: until faults are cleared. */
  times?: number;
  /** Chance of a hit, 0 to 1; missing: 1. */
  rate?: number;
  /** Seed for `rate`, a 32-bit integer; the same seed hits the same calls. */
  seed?: number;
}

interface Armed extends Fault {
  pattern: RegExp;
  seen: number;
  hits: number;
  random: () => number;
}

export class FaultError extends Error {}

const TARGETS: readonly FaultTarget[] = ['calendar', 'webapp', 'push', 'urlfetch'];

/** A small 32-bit generator (mulberry32): enough for choosing which calls fail, repeatable by its seed. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

export class Faults {
  private armed: Armed[] = [];
  private injected: Record<string, number> = {};

  /** Adds a fault; throws a FaultError that says what is wrong with it. */
  add(fault: Fault): void {
    if (!TARGETS.includes(fault.target)) throw new FaultError(`target must be one of ${TARGETS.join(', ')}`);
    if (fault.kill !== undefined && fault.kill !== 'before' && fault.kill !== 'after')
      throw new FaultError('kill must be "before" or "after"');
    let pattern: RegExp;
    try {
      pattern = new RegExp(fault.match ?? '');
    } catch (error) {
      throw new FaultError(`match is no regular expression: ${(error as Error).message}`);
    }
    this.armed.push({ ...fault, pattern, seen: 0, hits: 0, random: seededRandom(fault.seed ?? 1) });
  }

  clear(): void {
    this.armed = [];
  }

  /** The fault that hits this call, if any. Asking counts as a call. */
  hit(target: FaultTarget, method: string, path: string): Fault | undefined {
    for (const fault of this.armed) {
      if (fault.target !== target || !fault.pattern.test(`${method} ${path}`)) continue;
      fault.seen += 1;
      if (fault.seen <= (fault.after ?? 0)) continue;
      if (fault.times !== undefined && fault.hits >= fault.times) continue;
      if (fault.rate !== undefined && fault.random() >= fault.rate) continue;
      fault.hits += 1;
      const kind = faultKind(fault);
      this.injected[kind] = (this.injected[kind] ?? 0) + 1;
      return fault;
    }
    return undefined;
  }

  /** How many calls were hit so far, by kind of fault. */
  counts(): Record<string, number> {
    return { ...this.injected };
  }
}

function faultKind(fault: Fault): string {
  if (fault.name !== undefined) return fault.name;
  if (fault.kill) return `${fault.target} kill ${fault.kill}`;
  if (fault.cutAfterSend) return `${fault.target} cut`;
  if (fault.drop) return `${fault.target} drop`;
  if (fault.duplicate) return `${fault.target} duplicate`;
  if (fault.status) return `${fault.target} ${fault.status}`;
  return `${fault.target} delay`;
}
