// What goes into the report, and what must stand there before a write is sent (RP1).
import type { PairPlan, PlanReport } from '../core/plan-model';
import { known } from '../core/values';
import { alertOwner } from './alerts';
import type { App } from './context';
import { placeOf, type Job, type Side } from './job';
import type { Failure, FailureKind } from '../ports';
import type { ReportEntry } from '../store/report-store';

/** Why a pair is set aside whose loser could not be kept. */
export const NOT_REPORTED =
  'The report is full, so nothing was overwritten: read it with npm run status, then run forgetReport';

/** With these a side has refused a write; all others may have been carried out, or come again as they are. */
const REFUSED: readonly FailureKind[] = ['invalid', 'forbidden', 'unauthorized', 'apiDisabled', 'notFound'];

/** A line, and the side whose write makes it true. */
interface Told {
  line: ReportEntry;
  by: Side;
}

/** The lines of jobs at work: one about a value that a write buries is stored before the write, all others after it. */
export class Reporting {
  /** Stored before their writes. */
  private readonly early = new Map<Job, Told[]>();
  private readonly late = new Map<Job, Told[]>();

  constructor(private readonly app: App) {}

  /**
   * RP1: values that the plans are going to bury are stored before any write is sent.
   * @returns the jobs for which that failed: nothing may be written for them
   */
  before(jobs: readonly Job[]): Set<Job> {
    const lines = new Map<ReportEntry, Job>();
    for (const job of jobs) {
      const told = toldOf(job);
      const [early, late] = [told.filter(buries), told.filter((each) => !buries(each))];
      for (const { line } of early) lines.set(line, job);
      this.early.set(job, [...(this.early.get(job) ?? []), ...early]);
      // An event that could not be revived is made again under its next id (NP4): the line about the revival still holds.
      if (late.length > 0 || job.plan!.event?.do !== 'insert') this.late.set(job, late);
    }
    return new Set(addLines(this.app, [...lines.keys()]).map((line) => lines.get(line)!));
  }

  /** A side has carried out what was planned for it. */
  after(side: Side, jobs: readonly Job[]): void {
    const isOf = ({ by }: Told): boolean => by === side;
    const told = jobs.flatMap((job) => this.late.get(job)?.filter(isOf) ?? []);
    addLines(
      this.app,
      told.map(({ line }) => line),
    );
    for (const job of jobs) this.early.set(job, this.early.get(job)?.filter((each) => !isOf(each)) ?? []);
  }

  /** A side has failed: where it refused the write nothing was buried, and the lines about that are removed. */
  failed(side: Side, failures: readonly { job: Job; failure: Failure }[]): void {
    const untrue = failures
      .filter(({ failure }) => REFUSED.includes(failure.kind))
      // Events are written first: what was to follow was not sent either.
      .flatMap(({ job }) => this.early.get(job)?.filter(({ by }) => side === 'google' || by === side) ?? []);
    for (const { job } of failures) this.early.delete(job);
    if (untrue.length === 0) return;
    try {
      this.app.state.report.remove(untrue.map(({ line }) => line));
    } catch (error) {
      this.app.log({ report: 'not taken back', error: (error as Error).name });
    }
  }
}

function toldOf(job: Job): Told[] {
  const plan = job.plan!;
  // An unusable item stands among the failures, not in the report, until it can be used.
  const reports = plan.reports.filter(({ kind }) => kind !== 'unusable');
  return reports.map((report) => ({ line: lineOf(job, report), by: writerOf(plan, report) }));
}

/** What the item loses goes with the write to it; what the event loses, or is revived by, with the event's. */
function writerOf({ event }: PairPlan, { winner }: PlanReport): Side {
  return event && winner === 'item' ? 'google' : 'directus';
}

function buries({ line }: Told): boolean {
  return line.lost !== undefined || line.revision !== undefined;
}

/** @returns the lines that could not be stored */
export function addLines(app: App, lines: readonly ReportEntry[]): ReportEntry[] {
  if (lines.length === 0) return [];
  const now = app.clock.now();
  for (const line of lines) line.at ||= new Date(now).toISOString();
  let refused: readonly ReportEntry[] = lines;
  try {
    refused = app.state.report.add(lines, now);
  } catch (error) {
    // The store is full, or fails for the moment: the lines count as missing.
    app.log({ report: 'not stored', error: (error as Error).name });
  }
  if (refused.length > 0) {
    alertOwner(app, { problem: 'report', subject: 'the report is full', text: `${NOT_REPORTED}.` });
  }
  return [...refused];
}

function lineOf(job: Job, { kind, winner, lost, reason }: PlanReport): ReportEntry {
  const values = lost && known(lost);
  return {
    at: '',
    kind,
    ...placeOf(job),
    winner,
    ...(values && winner === 'event' && job.revision !== undefined
      ? { revision: job.revision, fields: Object.keys(values) }
      : { lost: values }),
    reason,
  };
}
