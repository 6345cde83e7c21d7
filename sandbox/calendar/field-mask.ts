// Partial responses: the `fields` parameter.
import { invalidParameter } from './errors';
import { isObject, type Json, type JsonObject } from './resource';

/** What is kept of an object: every member, or the named ones with masks of their own. */
type Mask = '*' | Map<string, Mask>;

/**
 * Keeps what `fields` names: "nextSyncToken,items(id,start/dateTime)". Lists are masked item by item.
 * Errors: 400 `invalidParameter` for a selector that can't be read.
 * https://developers.google.com/workspace/calendar/api/guides/performance#partial-response
 */
export function applyFieldMask(value: JsonObject, fields: string): JsonObject {
  const reader = { text: fields, at: 0 };
  const mask = readMask(reader);
  if (reader.at < fields.length) throw unreadable(fields);
  return keep(value, mask) as JsonObject;
}

function unreadable(fields: string): Error {
  return invalidParameter('fields', `Invalid field selection ${fields}`);
}

function readMask(reader: { text: string; at: number }): Mask {
  const mask = new Map<string, Mask>();
  for (;;) {
    const [name] = /^[A-Za-z0-9_-]+|^\*/.exec(reader.text.slice(reader.at)) ?? [];
    if (name === undefined) throw unreadable(reader.text);
    reader.at += name.length;
    mask.set(name, readInner(reader));
    if (reader.text[reader.at] !== ',') return mask.has('*') ? '*' : mask;
    reader.at += 1;
  }
}

/** What follows a name: "/path", "(list)" or nothing. */
function readInner(reader: { text: string; at: number }): Mask {
  const sign = reader.text[reader.at];
  if (sign === '/') {
    const [name] = /^[A-Za-z0-9_-]+|^\*/.exec(reader.text.slice(reader.at + 1)) ?? [];
    if (name === undefined) throw unreadable(reader.text);
    reader.at += 1 + name.length;
    const inner = readInner(reader);
    return name === '*' ? '*' : new Map([[name, inner]]);
  }
  if (sign !== '(') return '*';
  reader.at += 1;
  const mask = readMask(reader);
  if (reader.text[reader.at] !== ')') throw unreadable(reader.text);
  reader.at += 1;
  return mask;
}

function keep(value: Json | undefined, mask: Mask): Json | undefined {
  if (mask === '*') return value;
  if (Array.isArray(value)) return value.map((entry) => keep(entry, mask) ?? null);
  if (!isObject(value)) return value;
  const kept: JsonObject = {};
  for (const [name, inner] of mask) if (value[name] !== undefined) kept[name] = keep(value[name], inner);
  return kept;
}
