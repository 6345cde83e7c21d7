// What could not be synced: kept by key with reason, count and next try, so that one failure never stops another (FA1, FA3).
import { shortHash } from '../core/hash';
import type { ForeignReason } from '../core/event';
import { deletes, unservedBecause } from '../core/plan';
import type { App } from './context';
import { makeDue } from './due';
import { placeOf, type Job, type RefusedField, type Side } from './job';
import { isStillRefused } from './refused';
import { cell, type Failure } from '../ports';
import type { Place } from '../store/report-store';

export const MAX_RETRIES = 200;
/** Pairs that are not served and kept by name, at most; each comparison counts the others. */
export const MAX_UNSERVED = 50;
const FIRST_DELAY_MS = 60_000;
const LONGEST_DELAY_MS = 6 * 3_600_000;

/** An item or event that could not be synced, to be tried again. */
export interface Retry extends Place {
  reason: string;
  count: number;
  /** ms since the epoch; null: not before the item or event changes. */
  next: number | null;
  /** The side that lacks what failed. */
  to: Side;
  /** Hash of the value that failed for good: another one is tried at once. */
  value?: string;
  /** Only these fields wait; the others of the pair go on. */
  refused?: readonly RefusedField[];
  /** Its event is not ours to touch (WH13). */
  unserved?: ForeignReason;
}

/** At most `MAX_RETRIES`. */
export const RETRIES = cell<readonly Retry[]>('retries', []);

/** Failures that another try can't mend as long as the value stays. */
function isPermanent({ kind, reason }: Failure): boolean {
  return kind === 'invalid' || (kind === 'forbidden' && reason !== null && reason.startsWith('forbiddenFor'));
}

/** Gathers the failures and successes of one execution, and stores them in one write. */
export class RetryBook {
  private changes = new Map<string, Retry | null>();
  /** What stood in the book when it was opened; read at the first question, not for each pair. */
  private known: Map<string, Retry> | undefined;

  constructor(private readonly app: App) {}

  /**
   * @param to the side that lacks what failed; missing: what the job has tells
   * @returns whether it failed for good
   */
  fail(job: Job, reason: string, failure?: Failure, to?: Side): boolean {
    const permanent = failure !== undefined && isPermanent(failure);
    this.put(job, permanent, { reason, to });
    return permanent;
  }

  /** An item or event that cannot be synced as it is; it is looked at again when it changes. */
  unusable(job: Job, reason: string): void {
    if (!unservedBecause(job.pair)) return this.put(job, true, { reason });
    const known = this.find(job);
    if (known?.unserved && known.reason === reason && known.value === valueHash(job)) return;
    // A lost installation id leaves all pairs unserved at once: those that find no room here are only counted.
    if (known?.unserved || this.countUnserved() < MAX_UNSERVED) this.put(job, true, { reason });
  }

  /** Only fields that a side refuses stay of a settled pair. */
  settled(job: Job): void {
    const { item, event } = job.pair;
    const { plan } = job;
    const written = plan?.item?.do === 'set' ? plan.item.values : {};
    const isPair = item.is === 'present' && event.is === 'live' && !(plan && deletes(plan));
    job.refused = isPair ? job.refused.filter((each) => isStillRefused(job, each, written)) : [];
    const [first] = job.refused;
    if (!first) return this.done(job);
    const reason = `${job.refused.map((each) => each.reason).join('; ')}; the other fields are synced`;
    this.put(job, true, { reason, to: first.to, value: undefined });
  }

  /** Values that were refused before and are still the same are not sent again; a comparison sends them to Directus anew. */
  recall(job: Job): void {
    const { item, event } = job.pair;
    const known = item.is === 'present' && event.is === 'live' ? (this.find(job)?.refused ?? []) : [];
    const before = known.filter(
      ({ to, field }) =>
        !(to === 'directus' && job.asksAgain) && !job.refused.some((own) => own.to === to && own.field === field),
    );
    job.refused = [...job.refused, ...before].filter((each) => isStillRefused(job, each));
  }

  /** Whether a failure is kept of the pair. */
  knows(job: Job): boolean {
    return this.find(job) !== undefined;
  }

  done(job: Job): void {
    this.drop(placeOf(job));
  }

  /** A failure that was kept under the event's id, before its item was known, is over as well. */
  drop(pair: Place): void {
    this.changes.set(identity(pair), null);
    this.changes.set(identity({ ...pair, key: undefined }), null);
  }

  /** Whether the same value failed for good before: then it is left alone until it changes. */
  failedForGood(job: Job): boolean {
    const known = this.find(job);
    // A pair is not served for reasons outside of its values.
    return known?.next === null && !known.unserved && known.value === valueHash(job);
  }

  /** Why the item cannot be synced as it is. */
  problemOf(job: Job): string | undefined {
    const known = this.find(job);
    return known?.next === null ? known.reason : undefined;
  }

  save(): void {
    if (this.changes.size === 0) return;
    const before = this.app.state.get(RETRIES);
    const kept = before.filter((retry) => !this.changes.has(identity(retry)));
    const added = [...this.changes.values()].filter((retry): retry is Retry => retry !== null);
    const { fitting, lost } = withinRoom([...kept, ...added]);
    if (added.length > 0 || kept.length < before.length) this.app.state.set(RETRIES, fitting);
    if (lost.length > 0) {
      const { bindings } = this.app.settings;
      const calendars = bindings.filter(({ id }) => lost.includes(id)).map(({ calendar }) => calendar);
      makeDue(this.app, calendars);
    }
    this.changes.clear();
    this.known = undefined;
  }

  /** To be called after `find`. */
  private countUnserved(): number {
    const open = [...this.known!.values()].filter((retry) => !this.changes.has(identity(retry)));
    return [...open, ...this.changes.values()].filter((retry) => retry?.unserved).length;
  }

  private find(job: Job): Retry | undefined {
    this.known ??= new Map(this.app.state.get(RETRIES).map((retry) => [identity(retry), retry]));
    return this.known.get(identity(placeOf(job)));
  }

  private put(
    job: Job,
    isForGood: boolean,
    { reason, to, ...rest }: { reason: string; to?: Side | undefined; value?: string | undefined },
  ): void {
    const known = this.find(job);
    const count = (known?.count ?? 0) + 1;
    const delay = Math.min(FIRST_DELAY_MS * 2 ** Math.min(count - 1, 16), LONGEST_DELAY_MS);
    // A part of the wait is random, so that failures of one moment do not come back at one moment.
    const waitMs = Math.round((delay * (1 + this.app.random())) / 2);
    const pair = placeOf(job);
    this.done(job);
    this.changes.set(identity(pair), {
      ...pair,
      reason: reason.slice(0, 150),
      to: to ?? lackingSide(job),
      count,
      next: isForGood ? null : this.app.clock.now() + waitMs,
      value: valueHash(job),
      ...rest,
      ...(job.refused.length > 0 ? { refused: job.refused } : {}),
      ...(unservedBecause(job.pair) ? { unserved: unservedBecause(job.pair) } : {}),
    });
  }
}

/**
 * Failures that wait for a change give way to the others: comparisons for their sake would never end. The daily comparison
 * finds them.
 * @returns `lost`: the bindings of failures to be tried again that found no place
 */
function withinRoom(all: readonly Retry[]): { fitting: Retry[]; lost: string[] } {
  const retried = all.filter(({ next }) => next !== null);
  const waiting = all.filter(({ next }) => next === null).slice(0, Math.max(0, MAX_RETRIES - retried.length));
  const left = new Set([...retried.slice(0, MAX_RETRIES), ...waiting]);
  const lost = retried.slice(MAX_RETRIES).map(({ binding }) => binding);
  return { fitting: all.filter((retry) => left.has(retry)), lost };
}

/** An item's failure is the item's, whichever event it is tried with. */
function identity({ binding, key, event }: Place): string {
  return key !== undefined ? `${binding} k ${key}` : `${binding} e ${event ?? ''}`;
}

function lackingSide({ plan, pair }: Job): Side {
  return plan?.event || pair.item.is === 'present' ? 'google' : 'directus';
}

function valueHash(job: Job): string {
  const { item, event } = job.pair;
  // One that is gone asks for something else than a write to it.
  const ofItem = item.is === 'present' ? item.values : item.is === 'gone' ? 'gone' : null;
  return shortHash(JSON.stringify([ofItem, event.is === 'live' ? event.values : null]), 8);
}
