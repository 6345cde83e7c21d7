// The base of a pair: per field, hashes of what Directus and Google stored when both sides last agreed.
import type { Based, Typed } from './binding';
import { FIELD_NAMES, FIELDS, type FieldName } from './fields';
import { columnsOf, optionsOf } from './fields/mapped';
import { shortHash } from './hash';
import { OWN_STAMP, type Vouched } from './message';
import {
  hashAfterWrite,
  hashValue,
  namesOf,
  perField,
  sameMeaning,
  type PerField,
  type Value,
  type Values,
} from './values';

/** Hashes of one field at the last agreement. */
export interface FieldBase {
  /** Of the columns, as Directus gives them (`hashColumns`). */
  item: string;
  /** Of the event's canonical value. */
  event: string;
  /**
   * `lacking`: the event lacks what the item holds, because Google cut the text or refused it (SO8, RF1). `unconfirmed`: it
   * may lack it; the text was sent, and what Google stored is not known.
   */
  doubt?: 'lacking' | 'unconfirmed';
}

export interface Base {
  /** Directus' newest activity id when the item was read; orders the bases of one pair. */
  stamp: number;
  /** The event that the base speaks of. */
  eventId: string;
  fields: PerField<FieldBase>;
}

const VERSION = '3';
const MARKS = { lacking: '~', unconfirmed: '?' } as const;

/** The longest that a field takes in a base, with the comma before it. */
export const BASE_FIELD_LENGTH = 23;
/** What else stands there: version, home, stamp (as long as a safe integer), separators; the event's id comes on top. */
export const BASE_FRAME_LENGTH = 27;

/** Hash of the columns that a field is mapped to, and of their types: a base made under another mapping is no base for that field. */
function sourceHash(binding: Based, name: FieldName): string {
  const types = optionsOf(binding, name).flatMap((option) => binding.types[option] ?? []);
  return shortHash([...columnsOf(binding, name), ...types].join(), 4);
}

/**
 * `3;<home>;<stamp>;<field>,<field>…;<event id>`. A field is its code, a hash of its columns' names (4), the item's hash (8)
 * and the event's (8); a closing "~" says that the event lacks something, a "?" that it may. A field takes about 22
 * characters; a private property
 * holds 1,024. https://developers.google.com/workspace/calendar/api/guides/extended-properties
 * @param base without a stamp it gets that of the call that writes it
 */
export function encodeBase(binding: Based, base: Omit<Base, 'stamp'> & { stamp: number | undefined }): string {
  const fields = FIELD_NAMES.flatMap((name) => {
    const field = base.fields[name];
    if (!field) return [];
    const mark = field.doubt ? MARKS[field.doubt] : '';
    return [FIELDS[name].code + sourceHash(binding, name) + field.item + field.event + mark];
  });
  return [VERSION, binding.homes[0], base.stamp ?? OWN_STAMP, fields.join(','), base.eventId].join(';');
}

/**
 * Reads a base; undefined when there is none, its version is unknown, or it was made elsewhere. Fields of another mapping
 * are left out.
 */
export function decodeBase(binding: Based, text: unknown): Base | undefined {
  if (typeof text !== 'string') return undefined;
  const match = /^3;([^;]*);(\d+);([^;]*);([^]+)$/.exec(text);
  if (!match || !binding.homes.includes(match[1]!)) return undefined;
  const fields: Base['fields'] = {};
  for (const part of match[3]!.split(',')) {
    const name = FIELD_NAMES.find((candidate) => FIELDS[candidate].code === part[0]);
    const hashes = /^.(.{4})(.{8})(.{8})([~?])?$/.exec(part);
    if (!name || !hashes || hashes[1] !== sourceHash(binding, name)) continue;
    const [, , item, event, mark] = hashes;
    const doubt = mark === '~' ? ('lacking' as const) : ('unconfirmed' as const);
    fields[name] = { item: item!, event: event!, ...(mark ? { doubt } : {}) };
  }
  return { stamp: Number(match[2]), eventId: match[4]!, fields };
}

/** How the base of a pair begins and ends, as text, whatever it says of the fields. */
export function baseFrame({ homes }: Pick<Based, 'homes'>, eventId: string): Vouched {
  return { begins: `${VERSION};${homes[0]};`, ends: `;${eventId}` };
}

/** Whether a base, as text, was made in another home than the binding's. */
export function isOfOtherHome({ homes }: Pick<Based, 'homes'>, text: string): boolean {
  const home = /^3;([^;]*);/.exec(text)?.[1];
  return home !== undefined && !homes.includes(home);
}

/**
 * The base of a pair is the later stamped one; on a tie the item's, because it is written from Google's answer. A base
 * of the item counts only when it speaks of this event (it may have been pasted from another item).
 */
export function laterBase(item: Base | undefined, event: Base | undefined, eventId: string): Base | undefined {
  const own = item?.eventId === eventId ? item : undefined;
  const other = event?.eventId === eventId ? event : undefined;
  if (!own || !other) return own ?? other;
  return other.stamp > own.stamp ? other : own;
}

/** RD11: whether a base says of a field something else than the older one of the event, which may be listed as it was. */
export function saysOtherwise(base: Base, own: Base | undefined, name: FieldName): boolean {
  return !own || (own.stamp < base.stamp && own.fields[name]?.event !== base.fields[name]?.event);
}

/** Whether nobody knows how much of a text that was sent Google has stored. */
export function isUnconfirmed(field: FieldBase | undefined): boolean {
  return field?.doubt === 'unconfirmed';
}

/**
 * The base of a field whose sides hold these values, and are left so; none while one of them is unknown.
 * @param item hash of the columns, and what they mean
 */
export function fieldBase(
  name: FieldName,
  item: { hash: string | undefined; value: Value },
  event: Value,
): FieldBase | undefined {
  const eventHash = hashValue(name, event);
  if (item.hash === undefined || eventHash === undefined) return undefined;
  return {
    item: item.hash,
    event: eventHash,
    ...(sameMeaning(name, item.value, event) ? {} : { doubt: 'lacking' as const }),
  };
}

/** The base of a field once the event's value was written to the item, if Directus stores it as it was sent. */
export function baseOnceWritten(binding: Typed, name: FieldName, event: Value): FieldBase | undefined {
  return fieldBase(name, { hash: hashAfterWrite(binding, name, event), value: event }, event);
}

/** Whether a person who looks at the event cannot see what the item holds in a field. */
export function isUnseen(base: Base | undefined, item: Values, name: FieldName): boolean {
  return base?.fields[name]?.doubt !== undefined && item[name] !== null;
}

/** Whether the event's value of a field is the one that the base names; a value that could not be read counts as that. */
export function eventEqualsBase(values: Values, base: Base, name: FieldName): boolean {
  return equals(hashValue(name, values[name]), base.fields[name]?.event);
}

/** The same for the columns of an item. */
export function itemEqualsBase(hashes: PerField<string | undefined>, base: Base, name: FieldName): boolean {
  return equals(hashes[name], base.fields[name]?.item);
}

function equals(hash: string | undefined, said: string | undefined): boolean {
  return hash === undefined || hash === said;
}

/** The base of a pair whose event holds what its item holds. */
export function baseOf({ hashes, values }: { hashes: PerField<string | undefined>; values: Values }): Base['fields'] {
  const fields: Base['fields'] = {};
  for (const name of namesOf(values)) {
    const field = fieldBase(name, { hash: hashes[name], value: values[name] }, values[name]);
    if (field) fields[name] = field;
  }
  return fields;
}

/** The hashes of the item's side, where the base has them for all of these fields. */
export function itemHashes({ fields }: Base, names: readonly FieldName[]): PerField<string> | undefined {
  return names.every((name) => fields[name]) ? perField(names, (name) => fields[name]!.item) : undefined;
}
