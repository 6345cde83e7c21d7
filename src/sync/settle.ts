// One slice of pairs: read, ask, plan, report, write; in rounds, until nothing is left to be done.
import { groupBy } from '../core/groups';
import { isSentWhole, type EventState } from '../core/event';
import { linksTo } from '../core/identity';
import { deletes, planPair } from '../core/plan';
import { ask, type PairPlan, type PlanContext } from '../core/plan-model';
import { needsItem, valuesBeside } from '../core/values';
import { boundCalendars, type App } from './context';
import { wantsBrake } from './brake';
import { noteApart } from './apart';
import { calendarOf, eventIdOf, forget, keyOf, type Job, type Side } from './job';
import { meetNeeds } from './needs';
import { readLastBases, readStaleItems } from './needs-directus';
import { readNamedEvents } from './needs-google';
import { putOff } from './next-day';
import { isOutage } from './outage';
import type { Failure } from '../ports';
import { tellProblems } from './problems';
import { refusedBy } from './refused';
import { addLines, NOT_REPORTED, Reporting } from './report';
import { RetryBook } from './retries';
import { forgetLaterBase, isSuspended } from './suspended';
import { writeEvents } from './write-events';
import { writeItems, type BoundWriteBack, type Touched } from './write-items';
import { retimeOf } from './zones';
import { deletedItemOf, journalDeletions } from './journal';

/** Rounds of reading and writing that one pair may take before it is set aside, after the last id that was found used up. */
const MAX_ROUNDS = 8;

/** What becomes of the pairs of a run. */
export interface Outcome {
  writeBacks: BoundWriteBack[];
  /** Pairs that ran out of time, or that Directus gave no answer about (OU1). */
  left: Job[];
  touched: Touched[];
  /** Directus does not answer: pairs whose items were not read by their source are left to it (OU1). */
  outage?: Failure;
  /** Pairs that wait for Google's next day. */
  putOff: Job[];
  /** Pairs whose plans destroy something: they come last, so that all of them are counted before the first is sent. */
  waiting: Job[];
  /** Pairs that are done. */
  settled: Job[];
}

/** Google does this to events with guests outside of an account's organisation, however little the account has used. */
const LIMITED = 'Google limits this event, as it does with events that have guests; it will be tried again';

/** The largest number up to `most` that is fine, as all smaller ones are; `least` is not asked about. */
export function mostOf(least: number, most: number, isFine: (count: number) => boolean): number {
  let [fine, above] = [least, most + 1];
  while (fine + 1 < above) {
    const middle = Math.floor((fine + above) / 2);
    if (isFine(middle)) fine = middle;
    else above = middle;
  }
  return fine;
}

/** Whether a write to the pair's event is a patch, which costs more; of an event that was not read nobody knows. */
export function isPatched({ pair: { event } }: Job): boolean {
  return (event.is === 'live' || event.is === 'cancelled') && !isSentWhole(event.event);
}

/**
 * Plans jobs as a run would, and writes nothing: only what has to be known is read. What could not be, or would take
 * longer than there is time, is left without a plan that is whole.
 */
export function foresee(app: App, jobs: readonly Job[]): void {
  const unread = (job: Job): void => void (job.pair.item = { is: 'unknown' });
  let open = jobs;
  for (let round = 0; open.length > 0 && round < MAX_ROUNDS && app.clock.left() > 0; round++) {
    for (const read of [readNamedEvents, readLastBases]) read(app, open, unread);
    open = open.filter((job) => !isUnknown(job));
    for (const job of open) job.plan = planJob(app, job);
    open = open.filter((job) => job.plan!.needs.length > 0);
    meetNeeds(app, open, unread);
  }
}

export class Settling {
  private readonly retries: RetryBook;
  private readonly reporting: Reporting;
  /** Jobs whose items were not read by their source: it brings them again. */
  private readonly unread = new Set<Job>();
  /** What was known of the jobs' events at the beginning. */
  private readonly events = new Map<Job, EventState>();
  /** When what was put off is due. */
  private until = 0;
  private readonly tooFast: Job[] = [];
  private readonly noRoom: Job[] = [];

  constructor(
    private readonly app: App,
    private readonly bulk: boolean,
    private readonly outcome: Outcome,
  ) {
    this.retries = new RetryBook(app);
    this.reporting = new Reporting(app);
  }

  /** @returns jobs that Google took for too fast, and those that its minute has no room for after all */
  run(jobs: readonly Job[]): { tooFast: readonly Job[]; noRoom: readonly Job[] } {
    const putOffBefore = this.outcome.putOff.length;
    let open = [...jobs];
    for (const job of jobs) {
      this.events.set(job, job.pair.event);
      if (job.pair.item.is === 'unread' || job.pair.item.is === 'none') this.unread.add(job);
    }
    for (let rounds = 0; open.length > 0 && rounds < MAX_ROUNDS;) {
      const before = generationsOf(jobs);
      open = this.round(open);
      // An item may have used up many ids (NP4): to try the next one is no circle.
      rounds = generationsOf(jobs) > before ? 0 : rounds + 1;
    }
    for (const job of open) this.fail(job, 'the item or the event kept changing meanwhile');
    this.retries.save();
    tellProblems(this.app, jobs, this.retries);
    noteApart(this.app, jobs);
    this.noteBothGone(jobs);
    if (this.until > 0) putOff(this.app, this.outcome.putOff.length - putOffBefore, this.until);
    // They start anew. Until here an event that was not read had to stay unknown.
    for (const job of this.tooFast) if (job.pair.event.is === 'unknown') job.pair.event = this.events.get(job)!;
    return { tooFast: this.tooFast, noRoom: this.noRoom };
  }

  /** One round of plan, reports, event writes, item writes; returns the jobs that have to be planned again. */
  private round(open: readonly Job[]): Job[] {
    for (const read of [readNamedEvents, readStaleItems, readLastBases]) read(this.app, open, this.onFailure);
    const planned = open.filter((job) => this.plan(job));
    const needing = planned.filter((job) => job.plan!.needs.length > 0);
    meetNeeds(this.app, needing, this.onFailure);
    const decided = this.withoutWaiting(planned.filter((job) => job.plan!.needs.length === 0));
    const going = this.withinMinute(this.affordable(decided));
    const sending = going.filter((job) => !(job.plan!.event && this.retries.failedForGood(job)));
    const unreported = this.reporting.before(sending);
    for (const job of unreported) this.fail(job, NOT_REPORTED);
    const ready = sending.filter((job) => !unreported.has(job));

    const events = writeEvents(
      this.app,
      ready.filter((job) => job.plan!.event),
    );
    addLines(this.app, events.reports);
    this.reporting.after('google', events.written);
    this.reporting.failed('google', events.failed);
    for (const { job, failure } of events.failed) this.onFailure(job, failure);

    const withoutEventWrite = ready.filter((job) => !job.plan!.event);
    const following = [...events.written, ...withoutEventWrite];
    const items = writeItems(
      this.app,
      following.filter((job) => job.plan!.item),
    );
    this.outcome.writeBacks.push(...items.writeBacks);
    this.outcome.touched.push(...items.touched);
    this.reporting.after('directus', items.written);
    this.reporting.failed('directus', items.failed);
    for (const { job, failure } of items.failed) this.fail(job, failure.message, failure, 'directus');
    for (const job of [...items.done, ...following.filter((job) => !job.plan!.item)]) this.finish(job);
    // One side turned out to be another than it was: so are its last changes.
    for (const job of [...events.again, ...items.again]) forget(job, 'times', 'remade', 'pasted', 'emptied');
    return [...needing.filter((job) => !isUnknown(job)), ...events.again, ...items.again];
  }

  /** CB10: an event that comes back is one that a person brought back, also where the item went after it. */
  private noteBothGone(jobs: readonly Job[]): void {
    for (const [calendarId, group] of groupBy(jobs.filter(areBothGone), calendarOf)) {
      const ids = group.flatMap((job) => eventIdOf(job) ?? []);
      const news = ids.filter((id) => !deletedItemOf(this.app.state, calendarId, id));
      if (news.length > 0) journalDeletions(this.app.state, calendarId, news, this.app.clock.now());
    }
  }

  private readonly onFailure = (job: Job, failure: Failure): void => this.fail(job, failure.message, failure);

  /** False for a job that is set aside because one of its sides could not be read. */
  private plan(job: Job): boolean {
    if (isUnknown(job)) {
      const { event } = job.pair;
      if (event.is === 'unknown' && event.hidden && !this.retries.failedForGood(job))
        this.retries.unusable(job, 'Google shows no start of the event: its details are hidden from you');
      return false;
    }
    const { item } = job.pair;
    if ('stamp' in item) forgetLaterBase(job, item.stamp);
    this.retries.recall(job);
    // A failure that is kept names fields that a side refuses: whether it still does depends on the item's values.
    job.plan = item.is === 'unread' && this.retries.knows(job) ? ask('item') : planJob(this.app, job);
    if (deletes(job.plan) && isSuspended(this.app, calendarOf(job)))
      job.plan = { ...job.plan, event: null, item: null, reports: [], again: false };
    return true;
  }

  private withoutWaiting(jobs: readonly Job[]): Job[] {
    const waiting = new Set(
      jobs.filter((job) => wantsBrake(job).length > 0 && !(job.plan!.event && this.retries.failedForGood(job))),
    );
    this.outcome.waiting.push(...waiting);
    return jobs.filter((job) => !waiting.has(job));
  }

  /** GL12: what bulk may not create today is put off. */
  private affordable(jobs: readonly Job[]): readonly Job[] {
    const creating = jobs.filter((job) => job.plan!.event?.do === 'insert');
    if (!this.bulk || creating.length === 0) return jobs;
    const excess = creating.slice(this.app.quota.bulkRoom('newEvents'));
    if (excess.length > 0) this.until = this.app.quota.day('newEvents').until;
    for (const job of excess) this.putOff(job);
    return jobs.filter((job) => !excess.includes(job));
  }

  /** GL2: only what was read of an event tells what a write to it costs. */
  private withinMinute(jobs: readonly Job[]): readonly Job[] {
    const writing = jobs.filter((job) => job.plan!.event);
    const fits = (count: number): boolean =>
      this.app.calendar.waitMs(count, writing.slice(0, count).filter(isPatched).length) === 0;
    const excess = new Set(this.bulk ? writing.slice(mostOf(0, writing.length, fits)) : []);
    this.noRoom.push(...excess);
    return jobs.filter((job) => !excess.has(job));
  }

  private putOff(job: Job): void {
    this.retries.done(job);
    this.outcome.putOff.push(job);
  }

  private finish(job: Job): void {
    const unusable = job.plan!.reports.find((report) => report.kind === 'unusable');
    if (unusable) this.retries.unusable(job, unusable.reason ?? 'cannot be an event');
    else this.retries.settled(job);
    job.retimed = job.plan!.retimes === true && !refusedBy(job, 'google').includes('when');
    this.outcome.settled.push(job);
  }

  private fail(job: Job, reason: string, failure?: Failure, to?: Side): void {
    const isOfDirectus = to === 'directus' || job.pair.item.is === 'unknown';
    if (failure && this.unread.has(job) && isOfDirectus && isOutage(failure)) {
      this.outcome.outage = failure;
      this.outcome.left.push(job);
      return;
    }
    // Google's limits say nothing of this pair.
    if (failure?.kind === 'rateLimited' && !isOfDirectus) {
      this.tooFast.push(job);
      return;
    }
    const isLimited = failure?.kind === 'quotaExceeded';
    // New events have no guests: the limit is the day's number of new events.
    if (isLimited && job.plan?.event?.do === 'insert') {
      this.until ||= this.app.quota.refused();
      this.putOff(job);
      return;
    }
    if (this.retries.fail(job, isLimited ? `${reason}: ${LIMITED}` : reason, failure, to))
      this.outcome.settled.push(job);
    this.app.log({ failed: job.binding.id, key: keyOf(job), event: eventIdOf(job), kind: failure?.kind ?? null });
  }
}

/** Our own mark on the event tells as much. */
function areBothGone({ binding, pair: { item, event } }: Job): boolean {
  if (item.is !== 'gone' || event.is !== 'cancelled' || event.byUs) return false;
  return event.link === undefined || linksTo(event.link, binding, item.key);
}

function generationsOf(jobs: readonly Job[]): number {
  return jobs.reduce((sum, { generation }) => sum + generation, 0);
}

function isUnknown(job: Job): boolean {
  return job.pair.item.is === 'unknown' || job.pair.event.is === 'unknown';
}

/**
 * Plans a pair from what is known of it now. What a side says of a field may depend on what the other one holds of it: only
 * of both together follows what is to be done.
 */
export function planJob(app: App, job: Job): PairPlan {
  const { binding, pair } = job;
  if (pair.item.is === 'unread' && pair.event.is === 'live') {
    if (needsItem(binding, pair.event.values) || retimeOf(app, binding)) return ask('item');
  }
  if (pair.item.is === 'present' && pair.event.is === 'live') {
    const { item, event } = pair;
    const values = valuesBeside(binding, item, event);
    job.pair = { item: { ...item, values: values.item }, event: { ...event, values: values.event } };
  }
  return planPair(job.pair, contextOf(app, job));
}

function contextOf(app: App, job: Job): PlanContext {
  return {
    // With one bound calendar there is nowhere else.
    ...(boundCalendars(app).length > 1 ? {} : { elsewhere: false }),
    ...job.known,
    installation: app.installation,
    binding: job.binding,
    refusedRevision: job.refusedRevision,
    generation: job.generation,
    itemDeletedForEvent: (eventId) => deletedItemOf(app.state, calendarOf(job), eventId),
    braked: job.brake.held.flatMap(({ fields }) => fields),
    refused: refusedBy(job, 'directus'),
    retime: retimeOf(app, job.binding),
  };
}
