// Extended properties of an event and their documented limits.
import { invalid } from './errors';
import { object } from './members';
import type { ExtendedProperties, JsonObject } from './resource';

const MAX_KEY_CHARACTERS = 44;
const MAX_VALUE_CHARACTERS = 1_024;
const MAX_PROPERTIES = 300;
const MAX_TOTAL_BYTES = 32_768;

/**
 * Reads `extendedProperties`: a longer key is dropped without a word, a longer value is cut, more than 300 properties
 * or 32 kB together are refused with 400.
 * https://developers.google.com/workspace/calendar/api/guides/extended-properties#limits
 */
export function readExtendedProperties(body: JsonObject): ExtendedProperties | undefined {
  const value = object(body, 'extendedProperties');
  if (!value) return undefined;
  const own = readScope(value, 'private');
  const shared = readScope(value, 'shared');
  const all = [...Object.entries(own ?? {}), ...Object.entries(shared ?? {})];
  if (all.length > MAX_PROPERTIES) throw invalid(`An event can have at most ${MAX_PROPERTIES} extended properties.`);
  const bytes = all.reduce((sum, [key, text]) => sum + Buffer.byteLength(key) + Buffer.byteLength(text), 0);
  if (bytes > MAX_TOTAL_BYTES) throw invalid('The extended properties of the event are larger than 32 kB.');
  if (!own && !shared) return undefined;
  return { ...(own && { private: own }), ...(shared && { shared }) };
}

function readScope(value: JsonObject, scope: 'private' | 'shared'): Record<string, string> | undefined {
  const kept: Record<string, string> = {};
  for (const [key, property] of Object.entries(object(value, scope) ?? {})) {
    if (property === null || property === undefined) continue;
    if (typeof property !== 'string') throw invalid(`Invalid value for: extendedProperties.${scope}.${key}`);
    if (key.length <= MAX_KEY_CHARACTERS) kept[key] = property.slice(0, MAX_VALUE_CHARACTERS);
  }
  return Object.keys(kept).length > 0 ? kept : undefined;
}
