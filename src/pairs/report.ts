// What goes into the report, and what must stand there before a write is sent (R17).
import type { PlanReport } from '../core/plan';
import { written } from '../core/values';
import { alertOwner } from '../app/alerts';
import type { App } from '../app/app';
import { placeOf, type Job } from './job';
import type { ReportEntry } from '../memory/state';

/** Why a pair is set aside whose loser could not be kept. */
export const NOT_REPORTED =
  'The report took no more, so nothing was overwritten: read it with npm run status, then run forgetReport';

/**
 * R17: what plans are going to bury is stored before any write is sent.
 * @returns the jobs for which that failed: nothing may be written for them
 */
export function reportFirst(app: App, jobs: readonly Job[]): Set<Job> {
  const lines = new Map<ReportEntry, Job>();
  for (const job of jobs)
    for (const report of job.plan!.reports)
      // An unusable item stands among the failures, not in the report, until it can be used.
      if (report.kind !== 'unusable') lines.set(lineOf(job, report), job);
  return new Set(addLines(app, [...lines.keys()]).map((line) => lines.get(line)!));
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
  const values = lost && written(lost);
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
