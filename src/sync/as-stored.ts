// R10: what Directus made of the values that were written (cut, rounded, changed by a trigger) is no edit.
import type { PresentItem } from '../core/item';
import { decodeBase, type Base } from '../core/base';
import { FIELD_NAMES, type FieldName } from '../core/binding';
import { canonicalValue, hashValues, rowKey, rowValues, sameMeaning, type Row } from '../core/values';
import type { App } from './context';
import { isOurs, placeOf, type Job } from './job';
import { addLines } from './report';
import { isUnanswered } from './underway';

/**
 * What Directus stored is what the base has to say. An edit since then has a revision of its own. That the item differs
 * from its event now is reported: a base that says so makes nothing move.
 * @param row the item after the write
 * @returns the base as it has to be; undefined where it is so
 */
export function baseAsStored(app: App, job: Job, row: Row): Base | undefined {
  const { binding } = job;
  const base = decodeBase(binding, row[binding.fields.sync]);
  const values = rowValues(binding, row);
  const stored = hashValues(values);
  if (!base || FIELD_NAMES.every((name) => !stored[name] || base.fields[name]?.item === stored[name])) return undefined;
  const read = app.directus.revisions(binding, [rowKey(binding, row)], 1);
  const newest = read.ok ? read.value[0] : undefined;
  if (!newest || !isOurs(binding, newest)) return undefined;
  const sentValues = rowValues(binding, newest.delta!);
  const sent = hashValues(sentValues);
  let isSo = true;
  const apart: FieldName[] = [];
  for (const name of FIELD_NAMES) {
    const said = base.fields[name];
    if (!said || !stored[name] || stored[name] === said.item || sent[name] !== said.item) continue;
    // The write left something there: the field was removed since (R3).
    const empty = (data: Row | null) => canonicalValue(name, data?.[binding.fields[name]]) === null;
    if (empty(row) && !empty(newest.data)) continue;
    said.item = stored[name];
    isSo = false;
    if (!sameMeaning(values[name], sentValues[name])) apart.push(name);
  }
  if (apart.length > 0) tell(app, job, row, apart);
  return isSo ? undefined : base;
}

function tell(app: App, job: Job, row: Row, apart: readonly FieldName[]): void {
  const { binding } = job;
  const names = apart.map((name) => binding.fields[name]).join(' and ');
  const reason = `Directus stored ${names} otherwise than sent; item and event differ until one of them is changed.`;
  addLines(app, [{ ...placeOf(job), at: '', kind: 'stored', key: rowKey(binding, row), reason }]);
}

/** Items of which no answer told what became of them: their base is told from their revisions. */
export function readUnanswered(app: App, jobs: readonly Job[]): void {
  for (const job of jobs) {
    const { item } = job.pair;
    const isOpen = item.is === 'present' && isUnanswered(app, job.binding, item);
    const sync = isOpen ? baseAsStored(app, job, item.row) : undefined;
    if (sync) job.pair.item = { ...(item as PresentItem), sync, restate: true };
  }
}
