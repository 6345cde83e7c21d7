// Items as the sync sees them: read from a row, or known to be gone.
import { decodeBase, equalsBase, isUnconfirmed, type Base } from './base';
import { FIELD_NAMES, type Binding } from './binding';
import { NOT_A_MOMENT, rowKey, rowValues, type Row, type Values } from './values';

export interface PresentItem {
  is: 'present';
  key: string;
  row: Row;
  values: Values;
  /** The id field as it stands: an event id, `-<event id>` after unlink or archive, null. */
  eventId: string | null;
  sync: Base | undefined;
  syncText: string | null;
  /** What the item says of the base is known to be otherwise: it is to be told again. */
  restate?: true;
  /** Directus' newest activity id before the row was read. */
  stamp: number;
}

/** Read as gone. */
export interface GoneItem {
  is: 'gone';
  key: string;
  /** The sync value of its last revision. */
  sync: Base | undefined;
  /** Directus' newest activity id before that read. */
  stamp: number;
}

export type ItemState =
  | PresentItem
  | GoneItem
  /** No item is known to belong to the event. */
  | { is: 'none' }
  /** Could not be read now. */
  | { is: 'unknown' };

export function itemFromRow(binding: Binding, row: Row, stamp: number): PresentItem {
  const eventId = row[binding.fields.eventId];
  const syncText = row[binding.fields.sync];
  return {
    is: 'present',
    key: rowKey(binding, row),
    row,
    values: rowValues(binding, row),
    eventId: typeof eventId === 'string' && eventId !== '' ? eventId : null,
    sync: decodeBase(binding, syncText),
    syncText: typeof syncText === 'string' && syncText !== '' ? syncText : null,
    stamp,
  };
}

/** The event that an item names: by its id field, else by its sync value. */
export function namedEvent(item: PresentItem): string | null {
  if (item.eventId?.startsWith('-')) return item.eventId.slice(1);
  return item.eventId ?? item.sync?.eventId ?? null;
}

/** Why an item cannot be an event; undefined when it can. `off`: it has no start, so it wants none. */
export function itemForm(values: Values): { form: 'ok' | 'off' | 'bad'; reason?: string } {
  const { start, end } = values;
  if (start === null) return { form: 'off' };
  for (const name of ['start', 'end'] as const) {
    const value = values[name];
    if (value === undefined) return { form: 'bad', reason: `${name} could not be read` };
    if (value?.startsWith(NOT_A_MOMENT)) return { form: 'bad', reason: `${name} is ${value}` };
  }
  if (typeof start === 'string' && typeof end === 'string' && end < start)
    return { form: 'bad', reason: `the end (${end}) is before the start (${start})` };
  return { form: 'ok' };
}

/** Whether an item's own base says that nothing of it changed since it and its event agreed. */
export function itemInSync(item: PresentItem): boolean {
  const { sync, eventId, values } = item;
  if (!sync || sync.eventId !== eventId) return false;
  return FIELD_NAMES.every((name) => equalsBase(values, sync, 'item', name) && !isUnconfirmed(sync.fields[name]));
}
