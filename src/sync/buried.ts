// WR10: saves that a write of ours buried although flow 4 had compared the item first: they came between its read and its
// write. The revisions show them.
import type { Binding } from '../core/binding';
import { columnsOf, mappedFields } from '../core/fields/mapped';
import { hashColumns } from '../core/hash';
import type { ChangeResult, DeleteChange, Revision, SetChange } from '../core/message';
import { known, namesOf, rawOf, rowValues, sameMeaning, type Row } from '../core/values';
import type { ReportEntry } from '../store/report-store';
import { placeOf, type Job } from './job';

/** The lines of saves that lie under a write. */
export function buriedBy(
  job: Job,
  change: SetChange | DeleteChange,
  { key, revisions = [] }: ChangeResult,
): ReportEntry[] {
  const { binding } = job;
  return revisions
    .filter((revision) => isBuried(binding, change, rowOf(revision)))
    .map((revision) => buried(binding, key, revision, job));
}

/** A revision whose columns are as expected came before the read; a person who saved the value that we wrote lost nothing. */
function isBuried(binding: Binding, change: SetChange | DeleteChange, saved: Row): boolean {
  const written = change.do === 'set' ? rowValues(binding, change.write) : undefined;
  const values = rowValues(binding, saved);
  return mappedFields(binding).some((name) => {
    if (written && written[name] === undefined) return false;
    const hash = hashColumns(rawOf(binding, saved, name));
    const expectation = change.expect.find(({ columns }) => columns[0] === columnsOf(binding, name)[0]);
    const isExpected = hash === undefined || expectation?.hashes.includes(hash);
    return !isExpected && !(written && sameMeaning(name, written[name], values[name]));
  });
}

/** The whole item as it was saved; where only the written columns are kept, these. */
function rowOf({ data, delta }: Revision): Row {
  return { ...delta, ...data };
}

function buried(binding: Binding, key: string | null, revision: Revision, job: Job): ReportEntry {
  const values = known(rowValues(binding, rowOf(revision)));
  return {
    ...placeOf(job),
    at: revision.activity?.timestamp ?? '',
    kind: 'buried',
    key: key ?? undefined,
    winner: 'event',
    revision: revision.id,
    fields: namesOf(values),
    reason: 'Saved in Directus while the event was written to it.',
  };
}
