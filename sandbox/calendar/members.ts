// Reads single members of a request body, with Google's refusal where a value is of the wrong kind.
import { invalid } from './errors';
import { isObject, type Json, type JsonObject } from './resource';

function wrongKind(member: string, kind: string): Error {
  return invalid(`Invalid value for: ${member} is not a ${kind}`);
}

/** A text; absent, null and "" are all absent, as Google stores them. */
export function text(body: JsonObject, member: string): string | undefined {
  const value = body[member];
  if (value === undefined || value === null || value === '') return undefined;
  if (typeof value !== 'string') throw wrongKind(member, 'string');
  return value;
}

export function flag(body: JsonObject, member: string): boolean | undefined {
  const value = body[member];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'boolean') throw wrongKind(member, 'boolean');
  return value;
}

/** A flag that is kept only where it differs from its default. */
export function flagUnless(byDefault: boolean, body: JsonObject, member: string): boolean | undefined {
  const value = flag(body, member);
  return value === byDefault ? undefined : value;
}

export function wholeNumber(body: JsonObject, member: string): number | undefined {
  const value = body[member];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'number' || !Number.isInteger(value)) throw wrongKind(member, 'whole number');
  return value;
}

/** One of a closed set; the first is the default, which is not kept. */
export function oneOf(values: readonly string[], body: JsonObject, member: string): string | undefined {
  const value = text(body, member);
  if (value !== undefined && !values.includes(value)) throw invalid(`Invalid value for: ${member}`);
  return value === values[0] ? undefined : value;
}

export function object(body: JsonObject, member: string): JsonObject | undefined {
  const value = body[member];
  if (value === undefined || value === null) return undefined;
  if (!isObject(value)) throw wrongKind(member, 'object');
  return value;
}

/** A list of objects; an empty one counts as absent. */
export function objects(body: JsonObject, member: string): JsonObject[] | undefined {
  const values = list(body, member);
  return values?.map((value) => {
    if (!isObject(value)) throw wrongKind(member, 'list of objects');
    return value;
  });
}

export function texts(body: JsonObject, member: string): string[] | undefined {
  const values = list(body, member);
  return values?.map((value) => {
    if (typeof value !== 'string') throw wrongKind(member, 'list of strings');
    return value;
  });
}

function list(body: JsonObject, member: string): Json[] | undefined {
  const value = body[member];
  if (value === undefined || value === null) return undefined;
  if (!Array.isArray(value)) throw wrongKind(member, 'list');
  return value.length === 0 ? undefined : value;
}

/** The object without its null and undefined members, at any depth. */
export function withoutNulls(value: JsonObject): JsonObject {
  const kept: JsonObject = {};
  for (const [member, inner] of Object.entries(value)) {
    if (inner === null || inner === undefined) continue;
    kept[member] = isObject(inner) ? withoutNulls(inner) : inner;
  }
  return kept;
}

/**
 * Google's patch: objects merge, lists are replaced whole, null removes, what is missing stays.
 * https://developers.google.com/workspace/calendar/api/v3/reference/events/patch
 */
export function mergePatch(stored: JsonObject, patch: JsonObject): JsonObject {
  const merged: JsonObject = { ...stored };
  for (const [member, value] of Object.entries(patch)) {
    const before = merged[member];
    if (isObject(value)) merged[member] = mergePatch(isObject(before) ? before : {}, value);
    // An undefined member counts as absent.
    else if (value !== undefined) merged[member] = value ?? undefined;
  }
  return merged;
}
