// R10: what Directus made of the values that were written (cut, rounded, changed by a trigger) is no edit.
import type { PresentItem } from '../core/item';
import { decodeBase, type Base } from '../core/base';
import { FIELD_NAMES, type Binding } from '../core/binding';
import { hashValues, rowKey, rowValues, type Row } from '../core/values';
import type { App } from '../app/app';
import { isOurs, type Job } from './job';
import { isUnanswered } from './underway';

/**
 * What Directus stored is what the base has to say. An edit since then has a revision of its own.
 * @param row the item after the write
 * @returns the base as it has to be; undefined where it is so
 */
export function baseAsStored(app: App, binding: Binding, row: Row): Base | undefined {
  const base = decodeBase(binding, row[binding.fields.sync]);
  const stored = hashValues(rowValues(binding, row));
  if (!base || FIELD_NAMES.every((name) => !stored[name] || base.fields[name]?.item === stored[name])) return undefined;
  const read = app.directus.revisions(binding, [rowKey(binding, row)], 1);
  const newest = read.ok ? read.value[0] : undefined;
  if (!newest || !isOurs(binding, newest)) return undefined;
  const sent = hashValues(rowValues(binding, newest.delta!));
  let isSo = true;
  for (const name of FIELD_NAMES) {
    const said = base.fields[name];
    if (!said || !stored[name] || stored[name] === said.item || sent[name] !== said.item) continue;
    said.item = stored[name];
    isSo = false;
  }
  return isSo ? undefined : base;
}

/** Items of which no answer told what became of them: their base is told from their revisions. */
export function readUnanswered(app: App, jobs: readonly Job[]): void {
  for (const { binding, pair } of jobs) {
    const { item } = pair;
    const sync =
      item.is === 'present' && isUnanswered(app, binding, item) ? baseAsStored(app, binding, item.row) : undefined;
    if (sync) pair.item = { ...(item as PresentItem), sync, restate: true };
  }
}
