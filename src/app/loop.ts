// What the holder of the lock does, one slice at a time: work that takes long lets wake-ups through between its slices (EX5).
import type { App } from '../sync/context';
import { MetPairs } from '../sync/met';
import { noteOutage } from '../sync/outage';
import { Run, type Found } from '../sync/run';
import type { Outcome } from '../sync/settle';
import { pairsOfOtherBindings } from '../sources/other-bindings';

/** Undefined where a side does not answer. */
type Reading = Found | undefined;

/** Looks for pairs; a long read yields between its pages. */
export type Source = () => Reading | Generator<void, Reading>;

/** `unread`: a side gave no answer; `left`: time did not suffice, or Directus stopped answering. */
export type End = 'done' | 'left' | 'unread';

export interface Task {
  source: Source;
  /** Called once the pairs are settled and the cursor has moved, or cannot. */
  ended?: (end: End) => void;
}

/** While slices are settled one after the other, wake-ups wait this long and one slice at most. */
const GIVE_WAY_MS = 4_000;
/** Bindings of one item pass values on to each other; more rounds than this would be a circle. */
const MAX_OFFERS = 3;

/** A task under way. */
interface Working {
  task: Task;
  isWakeUp: boolean;
  /** How often values were passed on to get here. */
  offers: number;
  pages?: Generator<void, Reading>;
  found?: Found;
  run?: Run;
  /** Pairs that other work has settled since this one began to read. */
  met: MetPairs;
}

export class Loop {
  private readonly stack: Working[] = [];
  private lookedAt: number;

  /** @param wakeUps those that are due now, to be served between two slices */
  constructor(
    private readonly app: App,
    private readonly wakeUps: () => Task[] = () => [],
  ) {
    this.lookedAt = app.clock.now();
  }

  /** @returns how it ended, and what became of its pairs */
  do(task: Task): { end: End; outcome: Outcome | undefined } {
    this.app.reads.begin();
    const first = this.push(task, false, 0);
    let end: End = 'unread';
    while (this.stack.length > 0) {
      this.takeWakeUps();
      const top = this.stack[this.stack.length - 1]!;
      const ended = this.advance(top);
      if (ended && top === first) end = ended;
    }
    return { end, outcome: first.run?.outcome };
  }

  private push(task: Task, isWakeUp: boolean, offers: number): Working {
    const working: Working = { task, isWakeUp, offers, met: new MetPairs() };
    this.stack.push(working);
    return working;
  }

  private takeWakeUps(): void {
    const { stack, app } = this;
    if (stack.some(({ isWakeUp }) => isWakeUp) || Math.abs(app.clock.now() - this.lookedAt) < GIVE_WAY_MS) return;
    for (const task of this.wakeUps()) this.push(task, true, 0);
    this.lookedAt = app.clock.now();
  }

  /** One page, or one slice. @returns how the work ended, once it has */
  private advance(working: Working): End | undefined {
    const { run } = working;
    if (!run) return this.read(working);
    if (!run.isOver) {
      const met = new MetPairs();
      run.step(met);
      for (const other of this.stack) if (other !== working) this.tell(other, met);
      return undefined;
    }
    return this.finish(working, run.outcome);
  }

  private tell(other: Working, met: MetPairs): void {
    other.met.addAll(met);
    other.run?.forget(met);
  }

  private read(working: Working): End | undefined {
    const reading = working.pages ?? working.task.source();
    if (isGenerator(reading)) {
      working.pages = reading;
      const page = reading.next();
      if (!page.done) return undefined;
      return this.start(working, page.value);
    }
    return this.start(working, reading);
  }

  private start(working: Working, found: Reading): End | undefined {
    if (!found) return this.end(working, 'unread');
    const pairs = found.pairs.filter((job) => !working.met.has(job));
    if (pairs.length === 0 && !found.rest) {
      found.commit();
      return this.end(working, 'done');
    }
    working.found = found;
    working.run = new Run(this.app, { ...found, pairs });
    return undefined;
  }

  private finish(working: Working, { left, touched, outage }: Outcome): End {
    if (outage) noteOutage(this.app, outage);
    if (left.length === 0) working.found!.commit();
    const end = this.end(working, outage ? 'unread' : left.length > 0 ? 'left' : 'done');
    // M25: values that were written to items for one binding are offered to the items' other bindings.
    if (touched.length > 0 && working.offers < MAX_OFFERS)
      this.push({ source: () => pairsOfOtherBindings(this.app, touched) }, working.isWakeUp, working.offers + 1);
    return end;
  }

  private end(working: Working, end: End): End {
    this.stack.splice(this.stack.indexOf(working), 1);
    working.task.ended?.(end);
    return end;
  }
}

function isGenerator(reading: Reading | Generator<void, Reading>): reading is Generator<void, Reading> {
  return reading !== undefined && 'next' in reading;
}
