// SO2: what Directus made of the values that were written (cut, rounded, changed by a trigger) is no edit.
import { decodeBase, type Base } from '../core/base';
import type { FieldName } from '../core/fields';
import { columnsOf } from '../core/fields/mapped';
import { rowKey } from '../core/keys';
import { rawOf, namesOf, rowHashes, rowValues, sameMeaning, type Row } from '../core/values';
import type { App } from './context';
import { isOurs, placeOf, type Job } from './job';
import { addLines } from './report';

/**
 * The base has to name what Directus stored; an edit since then has a revision of its own. The report says that the item
 * differs from its event now: with such a base neither side moves.
 * @param row the item after the write
 * @returns the base as it has to be; undefined where the item's base is right
 */
export function baseAsStored(app: App, job: Job, row: Row): Base | undefined {
  const { binding } = job;
  const base = decodeBase(binding, row[binding.fields.sync]);
  const stored = rowHashes(binding, row);
  // Of a field that the base lacks nothing was agreed on that could be stored otherwise.
  const isAsSaid = (name: FieldName): boolean =>
    !stored[name] || !base?.fields[name] || base.fields[name].item === stored[name];
  if (!base || namesOf(stored).every(isAsSaid)) return undefined;
  const read = app.directus.revisions(binding, [rowKey(binding, row)], 1);
  const newest = read.ok ? read.value[0] : undefined;
  if (!newest || !isOurs(binding, newest)) return undefined;
  const sent = rowHashes(binding, newest.delta!);
  const [values, sentValues] = [rowValues(binding, row), rowValues(binding, newest.delta!)];
  let isSo = true;
  const apart: FieldName[] = [];
  for (const name of namesOf(stored)) {
    const [said, hash] = [base.fields[name], stored[name]];
    if (!said || !hash || hash === said.item || sent[name] !== said.item) continue;
    // The write left something there: the field was removed since (EM5).
    if (lostColumns(binding, row, newest.data ?? {}, name)) continue;
    said.item = hash;
    isSo = false;
    if (!sameMeaning(name, values[name], sentValues[name])) apart.push(name);
  }
  if (apart.length > 0) tell(app, job, row, apart);
  return isSo ? undefined : base;
}

/** Whether a column of a field is empty that was filled right after the write. */
function lostColumns(binding: Job['binding'], row: Row, after: Row, name: FieldName): boolean {
  const isEmpty = (raw: unknown): boolean => raw === null || raw === undefined || raw === '';
  const [now, then] = [rawOf(binding, row, name), rawOf(binding, after, name)];
  return now.some((raw, i) => isEmpty(raw) && !isEmpty(then[i]));
}

function tell(app: App, job: Job, row: Row, apart: readonly FieldName[]): void {
  const { binding } = job;
  const names = apart.flatMap((name) => columnsOf(binding, name)).join(' and ');
  const reason = `Directus changed ${names} when it stored the item. Item and event differ until one of them is edited.`;
  addLines(app, [{ ...placeOf(job), at: '', kind: 'stored', key: rowKey(binding, row), reason }]);
}
