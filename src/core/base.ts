// The base of a pair: per field, prints of what Directus and Google stored when both sides last agreed.
import { FIELD_KINDS, FIELD_NAMES, type Based, type Mapped, type FieldName } from './binding';
import { print } from './hash';
import { hashValue, sameMeaning, type Value, type Values } from './values';

/** Prints of one field at the last agreement. */
export interface FieldBase {
  item: string;
  event: string;
  /**
   * The event lacks what the item holds: Google cut the text or refused it (R10, M8). Where both prints are equal, it may
   * lack it: the text was sent, and what Google stored is not known.
   */
  lacking?: true;
}

export interface Base {
  /** Directus' newest activity id when the item was read; orders the bases of one pair. */
  stamp: number;
  /** The event that the base speaks of. */
  eventId: string;
  fields: Partial<Record<FieldName, FieldBase>>;
}

const VERSION = '2';
const CODES: Record<FieldName, string> = { start: 's', end: 'e', summary: 't', description: 'd' };

/** Print of where a field's values come from: a base made under another mapping is no base for that field. */
function sourcePrint(binding: Mapped, name: FieldName): string {
  return print(`${binding.fields[name]}:${FIELD_KINDS[name]}`, 4);
}

/**
 * `2;<home>;<stamp>;<field>,<field>…;<event id>`, a field being its code, source print (4), item print (8), and only
 * where Google's differs, Google's (8); a closing "~" says that the event lacks something. Four fields take about 80 to 160
 * characters beside the event id, within the 1,024 that a private property holds.
 * https://developers.google.com/workspace/calendar/api/guides/extended-properties
 */
export function encodeBase(binding: Based, base: Base): string {
  const fields = FIELD_NAMES.flatMap((name) => {
    const field = base.fields[name];
    if (!field) return [];
    const event = field.event === field.item ? '' : field.event;
    return [CODES[name] + sourcePrint(binding, name) + field.item + event + (field.lacking ? '~' : '')];
  });
  return [VERSION, binding.homes[0], base.stamp, fields.join(','), base.eventId].join(';');
}

/**
 * Reads a base; undefined when there is none, its version is unknown, or it was made elsewhere. Fields of another mapping
 * are left out.
 */
export function decodeBase(binding: Based, text: unknown): Base | undefined {
  if (typeof text !== 'string') return undefined;
  const match = /^2;([^;]*);(\d+);([^;]*);([^]+)$/.exec(text);
  if (!match || !binding.homes.includes(match[1]!)) return undefined;
  const fields: Base['fields'] = {};
  for (const part of match[3]!.split(',')) {
    const name = FIELD_NAMES.find((candidate) => CODES[candidate] === part[0]);
    const prints = /^.(.{4})(.{8})(.{8})?(~)?$/.exec(part);
    if (!name || !prints || prints[1] !== sourcePrint(binding, name)) continue;
    fields[name] = {
      item: prints[2]!,
      event: prints[3] ?? prints[2]!,
      ...(prints[4] ? { lacking: true } : {}),
    };
  }
  return { stamp: Number(match[2]), eventId: match[4]!, fields };
}

/** Whether a base, as text, was made in another home than the binding's. */
export function isOfOtherHome({ homes }: Based, text: string): boolean {
  const home = /^2;([^;]*);/.exec(text)?.[1];
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

/** R47: whether a base says of a field something else than the older one of the event, which may be listed as it was. */
export function saysOtherwise(base: Base, own: Base | undefined, name: FieldName): boolean {
  return !own || (own.stamp < base.stamp && own.fields[name]?.event !== base.fields[name]?.event);
}

/** Whether what Google stored of a text that was sent is not known. */
export function isUnconfirmed(field: FieldBase | undefined): boolean {
  return !!field?.lacking && field.item === field.event;
}

/** The base of a field whose sides hold these values, and are left so; none while one of them is unknown. */
export function fieldBase(item: Value, event: Value): FieldBase | undefined {
  const [itemPrint, eventPrint] = [hashValue(item), hashValue(event)];
  if (itemPrint === undefined || eventPrint === undefined) return undefined;
  return { item: itemPrint, event: eventPrint, ...(sameMeaning(item, event) ? {} : { lacking: true }) };
}

/** Whether who looks at the event does not see what the item holds of a field. */
export function isUnseen(base: Base | undefined, item: Values, name: FieldName): boolean {
  return !!base?.fields[name]?.lacking && item[name] !== null;
}

/** Whether a side holds of a field what the base says, as far as it could be read. */
export function equalsBase(values: Values, base: Base, side: 'item' | 'event', name: FieldName): boolean {
  const print = hashValue(values[name]);
  return print === undefined || base.fields[name]?.[side] === print;
}

/** The base of a pair whose both sides hold `values`. */
export function baseOf(values: Values): Base['fields'] {
  const fields: Base['fields'] = {};
  for (const name of FIELD_NAMES) {
    const field = fieldBase(values[name], values[name]);
    if (field) fields[name] = field;
  }
  return fields;
}
