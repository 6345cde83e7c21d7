// The state in the properties: texts of any length, in parts that are each written whole or not at all.
import { shortHash } from '../core/hash';
import { utf8 } from '../core/sha256';
import { NewerState, type Store } from '../ports';

/** A value has at most 9 kB: https://developers.google.com/apps-script/guides/services/quotas */
const MAX_PART_BYTES = 8000;
/** To be raised with each change of the stored values that an older script would read wrongly. */
const STATE_FORMAT = 2;
/** Tells our state from what other code keeps in the same store. */
export const STATE_PREFIX = 'sync.';

/**
 * A text longer than a property is kept in parts `name`, `name#1`, …; the first begins with the format, the number of
 * parts and, where there are several, a hash of the whole, because nothing promises that they are written at once. Values
 * are read once an execution, all in one call. What is read throws NewerState where a newer script has written.
 */
export function stateStore(properties: GoogleAppsScript.Properties.Properties): Store {
  let known: Map<string, string> | undefined;
  const texts = new Map<string, string | null | undefined>();
  const all = (): Map<string, string> => {
    if (known) return known;
    const values = new Map(Object.entries(properties.getProperties()));
    for (const [key, value] of values) if (key.startsWith(STATE_PREFIX) && !key.includes('#')) headOf(value);
    texts.clear();
    return (known = values);
  };
  let later = new Map<string, string>();
  /** Writes in one call, however many values there are. */
  const write = (values: ReadonlyMap<string, string>): void => {
    const parts = [...values].flatMap(([name, value]) => partsOf(name, value));
    const changes = parts.filter(([key, part]) => all().get(key) !== part);
    if (changes.length === 1) properties.setProperty(...changes[0]!);
    // All parts of a value that is longer than a property: they are whole together or torn together.
    else if (changes.length > 1) properties.setProperties(Object.fromEntries(parts), false);
    for (const [key, part] of parts) all().set(key, part);
  };
  /** Parts of a longer value before it go last: a run that is cut off here leaves them unread, not the value torn. */
  const removeOthers = (name: string, kept: number): void => {
    for (const key of [...all().keys()]) {
      if (!isPartOf(name, key) || (kept > 0 && Number(key.split('#')[1] ?? 0) < kept)) continue;
      properties.deleteProperty(key);
      all().delete(key);
    }
  };
  const writeAll = (values: ReadonlyMap<string, string>): void => {
    write(values);
    for (const [name, value] of values) removeOthers(name, partsOf(name, value).length);
  };
  const store: Store = {
    get(name) {
      const values = all();
      if (!texts.has(name)) texts.set(name, unpack(storedParts(values, name)));
      return texts.get(name);
    },
    set(name, value) {
      if (value === null) {
        later.delete(name);
        removeOthers(name, 0);
      } else {
        const waiting = later;
        later = new Map();
        writeAll(waiting.set(name, value));
      }
      texts.set(name, value);
    },
    setLater(name, value) {
      all();
      texts.set(name, value);
      later.set(name, value);
    },
    flush() {
      const waiting = later;
      later = new Map();
      if (waiting.size > 0) writeAll(waiting);
    },
    names: () => [
      ...new Set([
        ...[...all().keys()]
          .filter((key) => key.startsWith(STATE_PREFIX))
          .map((key) => key.slice(STATE_PREFIX.length).split('#')[0]!),
        ...later.keys(),
      ]),
    ],
    refresh: () => {
      known = undefined;
      later = new Map();
    },
  };
  return store;
}

function partName(name: string, i: number): string {
  return i === 0 ? STATE_PREFIX + name : `${STATE_PREFIX}${name}#${i}`;
}

function isPartOf(name: string, key: string): boolean {
  return key === partName(name, 0) || key.startsWith(`${STATE_PREFIX}${name}#`);
}

/** In their order, up to the first one that is missing. */
function storedParts(values: ReadonlyMap<string, string>, name: string): string[] {
  const parts: string[] = [];
  // A later part without the first one is a rest, not nothing.
  if (!values.has(partName(name, 0)) && values.has(partName(name, 1))) return [''];
  for (let i = 0; values.has(partName(name, i)); i++) parts.push(values.get(partName(name, i))!);
  return parts;
}

/** The properties that a value is kept in. */
function partsOf(name: string, value: string): [key: string, part: string][] {
  const parts = split(value);
  const head = `${STATE_FORMAT},${parts.length}${parts.length > 1 ? `,${shortHash(value, 8)}` : ''};`;
  return parts.map((part, i) => [partName(name, i), i === 0 ? head + part : part]);
}

/** Cut between code points: half of a surrogate pair would not come back from the store. */
function split(text: string): string[] {
  const parts = [''];
  let bytes = 0;
  for (const character of text) {
    const more = utf8(character).length;
    if (bytes + more > MAX_PART_BYTES) {
      parts.push('');
      bytes = 0;
    }
    parts[parts.length - 1] += character;
    bytes += more;
  }
  return parts;
}

/** Of a first part; undefined where it is none, or of an older format, whose values mean something else. */
function headOf(first: string): { parts: number; hash: string | undefined; text: string } | undefined {
  const match = /^(\d+),(\d+)(?:,([^;,]+))?;([^]*)$/.exec(first);
  if (!match) return undefined;
  if (Number(match[1]) > STATE_FORMAT) throw new NewerState(Number(match[1]), STATE_FORMAT);
  if (Number(match[1]) < STATE_FORMAT) return undefined;
  return { parts: Number(match[2]), hash: match[3], text: match[4]! };
}

/** Null: nothing is stored. Undefined: what is stored was not written whole, or by something else (ST9). */
function unpack(parts: readonly string[]): string | null | undefined {
  if (parts.length === 0) return null;
  const head = headOf(parts[0]!);
  if (!head) return undefined;
  // There may be parts of a longer value before it.
  const text = [head.text, ...parts.slice(1, head.parts)].join('');
  const isWhole = parts.length >= head.parts && (head.parts === 1 || shortHash(text, 8) === head.hash);
  return isWhole ? text : undefined;
}
