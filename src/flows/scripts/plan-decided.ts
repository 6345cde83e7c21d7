// Flow 4: creates items, writes what the script decided, and follows events that are gone.
import { decodeBase, encodeBase, fieldBase, isUnseen, type Base } from '../../core/base';
import { archivedSync, FIELD_NAMES, type FieldName } from '../../core/binding';
import type { CreateChange, GoneChange, SetChange, TwinChange } from '../../core/message';
import { canonicalValue, rowValues, type Row } from '../../core/values';
import { rowByEvent, rowByKey, sketch, take, unexpectedFields, update, type Draft, type Sketch } from './plan-draft';
import { plainText } from './run-data';

/** The values of a change by Directus' field names, as they came. */
function rowOf({ binding }: Draft, values: CreateChange['values']): Row {
  const names = FIELD_NAMES.filter((name) => values[name] !== undefined);
  return Object.fromEntries(names.map((name) => [binding.fields[name], values[name]]));
}

export function planCreate(draft: Draft, change: CreateChange): Sketch {
  const { binding, createdFor } = draft;
  const existing =
    rowByEvent(draft, change.event) ?? rowByEvent(draft, `-${change.event}`) ?? rowByKey(draft, change.key);
  if (existing) return sketch(draft, 'other', existing);
  const old = draft.recalled[String(change.key)];
  if (change.revision !== undefined && !old) return { ...sketch(draft, 'failed'), code: 'REVISION_NOT_FOUND' };
  let index = createdFor.get(change.event);
  if (index === undefined) {
    const row = rowOf(draft, change.values);
    const owned = { [binding.fields.eventId]: change.event, [binding.fields.sync]: firstBase(draft, change, row) };
    const key = change.key === null ? {} : { ...old, [binding.fields.key]: change.key };
    index = draft.create.push({ ...key, ...row, ...owned }) - 1;
    createdFor.set(change.event, index);
  }
  return { ...sketch(draft, 'done'), step: 'create', index };
}

function firstBase({ binding, stamp }: Draft, change: CreateChange, row: Row): string {
  const item = rowValues(binding, row);
  const fields: Base['fields'] = {};
  for (const name of FIELD_NAMES) {
    const field = fieldBase(item[name], canonicalValue(name, change.values[name]));
    if (field) fields[name] = field;
  }
  return encodeBase(binding, { stamp, eventId: change.event, fields });
}

export function planSet(draft: Draft, change: SetChange): Sketch {
  const { eventId, sync } = draft.binding.fields;
  const row = rowByKey(draft, change.key);
  if (!row) return sketch(draft, 'none');
  if (!take(draft, row)) return sketch(draft, 'conflict', row);
  const unexpected = unexpectedFields(draft, row, change.expect);
  const owned =
    plainText(row[eventId]) === plainText(change.was.event) && plainText(row[sync]) === plainText(change.was.sync);
  if (unexpected.length > 0 || !owned) return sketch(draft, 'conflict', row, unexpected);
  const written = { ...rowOf(draft, change.values), [eventId]: change.event, [sync]: change.sync };
  return update(draft, row, written, sketch(draft, 'done', row));
}

/** Writes one field as it comes, whatever the item holds. */
export function planField(draft: Draft, key: string, field: string | undefined, value: string | null): Sketch {
  const row = rowByKey(draft, key);
  if (!row || field === undefined) return sketch(draft, 'none');
  return update(draft, row, { [field]: value }, sketch(draft, 'done', row));
}

/** The other item is looked for anew: a person may have deleted it meanwhile. */
export function planTwin(draft: Draft, { event, key }: TwinChange): Sketch {
  const row = rowByKey(draft, key);
  const isTwin = row && row !== rowByEvent(draft, event) && plainText(row[draft.binding.fields.eventId]) === event;
  return isTwin ? follow(draft, { do: 'gone', event, then: 'delete' }, row) : sketch(draft, 'none');
}

/** What its event never held is reported before it is deleted: that is the script's to do (P10). */
export function planGone(draft: Draft, change: GoneChange): Sketch {
  const { eventId } = draft.binding.fields;
  const meant = rowByKey(draft, change.item ?? null);
  // A copy that names the event as well is another item (P6).
  const row = change.item === undefined ? rowByEvent(draft, change.event) : meant?.[eventId] === change.event ? meant : undefined;
  const base = decodeBase(draft.binding, row?.[draft.binding.fields.sync]);
  const values = row && change.then === 'delete' && !change.expect ? rowValues(draft.binding, row) : undefined;
  const isToReport = values && FIELD_NAMES.some((name) => isUnseen(base, values, name));
  return isToReport ? sketch(draft, 'conflict', row) : follow(draft, change, row);
}

function follow(draft: Draft, change: GoneChange, row: Row | undefined): Sketch {
  const { binding } = draft;
  if (!row) {
    // Unlinked already: a repeated call changes nothing.
    const unlinked = rowByEvent(draft, `-${change.event}`);
    return sketch(draft, unlinked ? 'same' : 'none', unlinked);
  }
  if (!take(draft, row)) return sketch(draft, 'conflict', row);
  const expect = change.expect ?? basePrints(draft, row, change.event);
  const unexpected = expect ? unexpectedFields(draft, row, expect) : [...FIELD_NAMES];
  if (unexpected.length > 0) return sketch(draft, 'conflict', row, unexpected);
  const done = sketch(draft, 'done', row);
  if (change.then === 'delete') return { ...done, step: 'del', index: draft.del.push(row[binding.fields.key]) - 1 };
  const written: Row = { [binding.fields.eventId]: `-${change.event}`, [binding.fields.sync]: null };
  if (change.then === 'unlink') return update(draft, row, written, done);
  if (!binding.archive) return { ...done, s: 'failed', code: 'NO_ARCHIVE' };
  const archived = { [binding.archive.field]: binding.archive.value, [binding.fields.sync]: archivedSync(binding.archive) };
  return update(draft, row, { ...written, ...archived }, done);
}

/** Prints of the item's own base; undefined when it has none for this event, or not for every field. */
function basePrints({ binding }: Draft, row: Row, event: string): Partial<Record<FieldName, string>> | undefined {
  const base = decodeBase(binding, row[binding.fields.sync]);
  if (base?.eventId !== event || FIELD_NAMES.some((name) => !base.fields[name])) return undefined;
  return Object.fromEntries(FIELD_NAMES.map((name) => [name, base.fields[name]?.item]));
}
