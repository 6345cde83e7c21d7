// The last problem of an item, in a field of its own where its binding names one (`fields.problem`).
import { groupBy } from '../core/groups';
import { unservedBecause } from '../core/plan';
import type { App } from './context';
import { bindingOf, type Job } from './job';
import type { RetryBook } from './retries';
import type { ReportEntry } from '../store/report-store';

/** A usual text field of Directus takes so many characters. */
const MAX_LENGTH = 255;

/**
 * Writes into each item what the status says about it: why it cannot be synced, else its last line of the report. A failure
 * that will pass is no problem of the item. Where the call fails, the next look at the item makes up for it.
 */
export function tellProblems(app: App, jobs: readonly Job[], retries: RetryBook): void {
  for (const [binding, group] of groupBy(jobs, bindingOf)) {
    const field = binding.fields.problem;
    if (field === undefined) continue;
    const lines = new Map(
      app.state
        .reports()
        .filter((line) => line.binding === binding.id)
        .map((line) => [line.key, inWords(line)]),
    );
    const changes = group.flatMap((job) => {
      const { item } = job.pair;
      if (item.is !== 'present') return [];
      const problem =
        (retries.problemOf(job) ?? unservedReason(job) ?? lines.get(item.key))?.slice(0, MAX_LENGTH) ?? null;
      const told = item.row[field] ?? null;
      const change = { do: 'set' as const, key: item.key, expect: [], was: {}, write: { [field]: problem } };
      return problem === told ? [] : [change];
    });
    if (changes.length > 0) app.directus.apply(binding, changes);
  }
}

/** Only some of the pairs that are not served are kept by name. */
function unservedReason({ plan, pair }: Job): string | undefined {
  return unservedBecause(pair) && plan?.reports[0]?.reason;
}

function inWords({ at, kind, winner, reason }: ReportEntry): string {
  return `${at}: ${reason ?? kind}${winner ? ` (the ${winner} won)` : ''}`;
}
