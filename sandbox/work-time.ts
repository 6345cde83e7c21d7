// Drives the local Google's clock by work instead of by real time. While the script or Directus is at work, the clock
// moves on by the processor time that they use; while nobody is, it leaps to the next moment that somebody waits for:
// the end of a latency or a sleep, a trigger. So it tells how long everything takes together, and a machine that is busy
// with other things makes a run longer but not its result.
import { setTimeout as sleep } from 'node:timers/promises';
import { ProcessWatch } from './directus/load';
import type { LocalGoogle } from './google';

export interface QuietAnswer {
  /** The last moment at which anything was at work, ms of the local Google's clock. */
  at: number;
  /** What was still under way when the limit was reached; undefined when all is quiet. */
  unfinished: string | undefined;
}

const LOOK_MS = 4;
/** So many looks in a row must find nobody at work before the clock leaps. */
const IDLE_LOOKS = 3;
/** Nothing is on its way, nor at work, for so many looks: that is quiet. */
const QUIET_LOOKS = 40;
/** Less than this between two looks is what an idle Directus uses: timers, garbage. */
const IDLE_CPU_MS = 0.5;
/** Where the system does not tell what Directus does, it counts as at work for so long after the script was. */
const BLIND_MS = 120;
/** Messages that Google tries again later than this are not waited for. */
const HORIZON_MS = 120_000;

interface Watched {
  watch: ProcessWatch;
  /** Processor time at the look before, if there was one. */
  seenMs: number | undefined;
}

/** What was done between two looks. */
interface Work {
  atWork: boolean;
  ms: number;
}

export class WorkTime {
  private lookedAt = performance.now();
  private readonly scripts: Watched = { watch: new ProcessWatch(process.pid, process.pid), seenMs: undefined };
  private flows: Watched | undefined;
  private blindUntil = 0;

  /**
   * The clock has to be held by the caller.
   * @param directus the process that the flows run in; its `pid` is undefined while it is down
   */
  constructor(
    private readonly google: LocalGoogle,
    private readonly directus: { readonly pid: number | undefined },
  ) {}

  /**
   * Runs until nothing is on its way any more: no execution, no message, no one-shot trigger, nothing in Directus. The
   * script's standing triggers run when their moment comes, and are not waited for.
   * @param work what the caller began; not quiet before it has ended
   * @param limitMs so much may pass on the clock
   */
  async untilQuiet(work: Promise<unknown>, limitMs: number): Promise<QuietAnswer> {
    const { clock } = this.google;
    let open = true;
    const ended = work.finally(() => (open = false));
    ended.catch(() => undefined);
    const until = clock.now() + limitMs;
    let at = clock.now();
    for (let idleLooks = 0; clock.now() < until;) {
      await sleep(LOOK_MS);
      const { atWork, ms } = this.look();
      if (ms > 0) clock.step(ms);
      if (atWork) at = clock.now();
      idleLooks = atWork ? 0 : idleLooks + 1;
      if (idleLooks < IDLE_LOOKS) continue;
      if (open || this.onItsWay() !== undefined) {
        // Without a moment to leap to, a request is on its way between two processes.
        if (!clock.skip()) continue;
        at = clock.now();
        idleLooks = 0;
      } else if (idleLooks >= QUIET_LOOKS) {
        await ended;
        return { at, unfinished: undefined };
      }
    }
    return { at: clock.now(), unfinished: this.onItsWay() ?? 'the request itself' };
  }

  /** Gives back what it watches with. */
  close(): void {
    this.scripts.watch.close();
    this.flows?.watch.close();
  }

  /** Moves the clock on, and lets everything that comes due meanwhile run to its end. */
  async pass(ms: number): Promise<void> {
    await this.untilQuiet(this.google.clock.wait(ms), ms + HORIZON_MS);
  }

  /** Directus and the script's threads count by their processor time; the local Google itself takes none. */
  private look(): Work {
    const now = performance.now();
    const passed = now - this.lookedAt;
    this.lookedAt = now;
    const computing = this.google.host.computing() > 0;
    const directus = this.directusMs();
    if (directus === undefined) return this.blindLook(computing, passed);
    // What the threads do otherwise is to make themselves ready for a script.
    const scripts = computing ? (used(this.scripts) ?? 0) : 0;
    if (!computing) this.scripts.seenMs = undefined;
    const atWork = computing || directus > IDLE_CPU_MS || (this.flows?.watch.isActive() ?? false);
    return { atWork, ms: atWork ? Math.min(passed, directus + scripts) : 0 };
  }

  /** Without the system's word on Directus, real time passes as long as it may be at work. */
  private blindLook(computing: boolean, passed: number): Work {
    if (computing) this.blindUntil = performance.now() + BLIND_MS;
    const atWork = performance.now() < this.blindUntil;
    return { atWork, ms: atWork ? passed : 0 };
  }

  private directusMs(): number | undefined {
    const { pid } = this.directus;
    if (pid !== this.flows?.watch.pid) {
      this.flows?.watch.close();
      this.flows = pid === undefined ? undefined : { watch: new ProcessWatch(pid), seenMs: undefined };
    }
    return this.flows ? used(this.flows) : 0;
  }

  /** What will go on by itself, in words. */
  private onItsWay(): string | undefined {
    const { host, calendar } = this.google;
    const busy = host.busy();
    if (busy !== undefined) return busy;
    if (!calendar.idle(HORIZON_MS)) return 'push messages';
    const once = host.triggers().find(({ schedule, nextAt }) => isOnce(schedule.kind) && nextAt !== undefined);
    return once && `the trigger of ${once.function}`;
  }
}

/** Processor time since the look before; undefined where the system does not tell. */
function used(watched: Watched): number | undefined {
  const ms = watched.watch.processorMs();
  const before = watched.seenMs ?? ms;
  watched.seenMs = ms;
  // A thread that has ended takes its time along.
  return ms === undefined || before === undefined ? undefined : Math.max(0, ms - before);
}

function isOnce(kind: string): boolean {
  return kind === 'after' || kind === 'at';
}
