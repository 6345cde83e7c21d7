// Items as the sync sees them: read from a row, or known to be gone.
import { decodeBase, isUnconfirmed, itemEqualsBase, type Base } from './base';
import { archivedBy, archiveOf, type Archive, type Binding } from './binding';
import { columnsOf, isMade } from './fields/mapped';
import { FIELDS, type FieldName } from './fields';
import { whyBad } from './fields/bad';
import { matches } from './filter';
import { wasEmpty } from './hash';
import { rowKey } from './keys';
import { namesOf, perField, pick, rawOf, rowHashes, rowValues, type PerField, type Row, type Values } from './values';

export interface PresentItem {
  is: 'present';
  key: string;
  row: Row;
  values: Values;
  /** Hashes of the columns of each field: what a base says of the item's side. */
  hashes: PerField<string | undefined>;
  /**
   * The event that the item names by its id field: an event id, `-<event id>` after unlink or archive, null. Null as well
   * where what stands there counts for nothing (DE3), and where an archived item was taken out of the archive.
   */
  eventId: string | null;
  /** The id field as it stands. */
  idText: string | null;
  sync: Base | undefined;
  syncText: string | null;
  /** The base stored on the item is wrong; write it again. */
  restate?: true;
  want: Want;
  /** Directus' newest activity id before the row was read. */
  stamp: number;
}

/**
 * Whether the item wants an event, none (it does not match the filter), or to be left alone (it is paused); unknown where a
 * column that decides it could not be read.
 */
export type Want = 'event' | 'none' | 'alone' | 'unknown';

/** Read as gone. */
export interface GoneItem {
  is: 'gone';
  key: string;
  /** The sync value of its last revision. */
  sync: Base | undefined;
  /** Its newest revision that holds a row; null: there is none; missing: nobody has looked. */
  revision?: number | null | undefined;
  /** Directus' newest activity id before that read. */
  stamp: number;
}

/** The item that an event is linked to, as long as nobody needs to know what it holds. */
export interface UnreadItem {
  is: 'unread';
  key: string;
  /** What we wrote to it last, where that is still known: later than what the event says of it. */
  known: Base | undefined;
}

export type ItemState =
  | PresentItem
  | GoneItem
  | UnreadItem
  /** No item is known to belong to the event. */
  | { is: 'none' }
  /** Could not be read now. */
  | { is: 'unknown' };

export function itemFromRow(binding: Binding, row: Row, stamp: number): PresentItem {
  const idText = textOrNull(row[binding.fields.eventId]);
  const syncText = textOrNull(row[binding.fields.sync]);
  const sync = decodeBase(binding, syncText);
  return {
    is: 'present',
    key: rowKey(binding, row),
    row,
    values: rowValues(binding, row),
    hashes: rowHashes(binding, row),
    eventId: isOutOfArchive(binding, row, syncText) || isPasted(idText, sync) ? null : idText,
    idText,
    sync,
    syncText,
    want: wantOf(binding, row),
    stamp,
  };
}

function wantOf({ fields, filter }: Binding, row: Row): Want {
  const paused = fields.paused === undefined ? false : row[fields.paused];
  if (paused === true || paused === 1) return 'alone';
  const isWanted = filter === undefined ? true : matches(filter, row);
  if (paused === undefined || isWanted === undefined) return 'unknown';
  return isWanted ? 'event' : 'none';
}

function textOrNull(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

/** Whether an item has no event because the sync archived it. */
export function isArchived(binding: Binding, { syncText }: Pick<PresentItem, 'syncText'>): boolean {
  return archiveOfItem(binding, syncText) !== undefined;
}

/** How the sync archived an item; undefined where it did not, or where the archive's field is another one now. */
function archiveOfItem(binding: Binding, syncText: string | null): Archive | undefined {
  const archive = archivedBy(syncText);
  return archive?.field === archiveOf(binding)?.field ? archive : undefined;
}

/** CB18: a person gave the archive's field of an archived item another value. An empty field may have been away (EM3). */
function isOutOfArchive(binding: Binding, row: Row, syncText: string | null): boolean {
  const archive = archiveOfItem(binding, syncText);
  const value = archive && row[archive.field];
  return archive !== undefined && value !== undefined && value !== null && !holdsText(value, archive.value);
}

/** Whether a column of any type holds what was written to it as a text. */
function holdsText(value: unknown, text: string): boolean {
  return String(value) === text || (typeof value === 'boolean' && String(Number(value)) === text);
}

/** WH22: what unlinks an item takes its base away, so a `-<id>` beside the base of another event is somebody else's. */
function isPasted(idText: string | null, sync: Base | undefined): boolean {
  return sync !== undefined && idText !== null && idText.startsWith('-') && idText !== `-${sync.eventId}`;
}

/** The event that an item names: by its id field, else by its sync value, else, out of the archive, the one that it had. */
export function namedEvent({ eventId, idText, sync }: PresentItem): string | null {
  const named = eventId ?? sync?.eventId ?? (idText?.startsWith('-') ? idText : null);
  return named?.startsWith('-') ? named.slice(1) : named;
}

/** Whether the id that stands in the item counts for nothing (DE4): it is replaced by that of the item's own event. */
export function isDisowned({ eventId, idText, sync }: PresentItem): boolean {
  return eventId === null && idText !== null && (!idText.startsWith('-') || sync !== undefined);
}

/** Why an item cannot be an event; undefined when it can. `noStart`: it wants none, for this or another reason. */
export function itemForm({ when }: Values, want: Want = 'event'): { form: 'ok' | 'noStart' | 'bad'; reason?: string } {
  if (when === null || want === 'none') return { form: 'noStart' };
  const reason = when === undefined ? 'start or end could not be read' : whyBad(when);
  return reason === undefined ? { form: 'ok' } : { form: 'bad', reason };
}

/** Fields of which the columns hold nothing that an event could have, but its time (`itemForm`), each with the reason. */
export function badFields(values: Values): { name: FieldName; reason: string }[] {
  return namesOf(values).flatMap((name) => {
    const reason = FIELDS[name].whyBad?.(values[name]);
    return reason === undefined ? [] : [{ name, reason }];
  });
}

/** What an event can have of an item: values that are bad are left out (FI7). */
export function usable<T>(fields: PerField<T>, values: Values): PerField<T> {
  const bad = badFields(values).map(({ name }) => name);
  return pick(fields, (name) => !bad.includes(name));
}

/** By field, the columns that are empty now and were filled by what the base says: emptied, or away (EM3). */
export function emptiedColumns(
  { row, values }: PresentItem,
  base: Base | undefined,
  binding: Binding,
): PerField<string[]> {
  const emptied = perField(namesOf(values), (name) => {
    const said = base?.fields[name]?.item;
    const raw = rawOf(binding, row, name);
    return columnsOf(binding, name).filter((_, i) => said !== undefined && isEmpty(raw[i]) && !wasEmpty(said, i));
  });
  return pick(emptied, (name) => emptied[name]!.length > 0 && !isMade(binding, name));
}

/** What people are told of an item: where its columns make no value (an end alone, an unknown word), what they hold. */
export function heldValues({ values, row }: Pick<PresentItem, 'values' | 'row'>, binding: Binding): Values {
  return perField(namesOf(values), (name) => {
    const raw = rawOf(binding, row, name);
    const isNone = values[name] === null || FIELDS[name].whyBad?.(values[name]) !== undefined;
    return isNone && !raw.every(isEmpty) ? raw.map(inText).join('/') : values[name];
  });
}

function inText(raw: unknown): string {
  if (isEmpty(raw)) return '';
  return typeof raw === 'object' ? JSON.stringify(raw) : String(raw);
}

export function isEmpty(raw: unknown): boolean {
  return raw === null || raw === '';
}

/** Whether a field of the item is another than its base says. What was never agreed on, and is empty, nobody has edited. */
export function isEdited({ values, hashes }: PresentItem, base: Base, name: FieldName): boolean {
  return !itemEqualsBase(hashes, base, name) && (base.fields[name] !== undefined || values[name] !== null);
}

/** Whether an item's own base says that nothing of it changed since it and its event agreed. */
export function itemInSync(item: PresentItem): boolean {
  const { sync, eventId, hashes, want } = item;
  if (!sync || sync.eventId !== eventId || want === 'none') return false;
  return namesOf(hashes).every((name) => !isEdited(item, sync, name) && !isUnconfirmed(sync.fields[name]));
}
