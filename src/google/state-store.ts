// The state in the properties: texts of any length in parts, of which each is written whole or not at all.
import { print } from '../core/hash';
import { utf8 } from '../core/sha256';
import { NewerState, type Store } from '../app/ports';

/** A value has at most 9 kB: https://developers.google.com/apps-script/guides/services/quotas */
const MAX_PART_BYTES = 8000;
/** To be raised with each change of the stored values that an older script would read wrongly. */
const STATE_FORMAT = 1;
/** Tells our state from what other code keeps in the same store. */
const PREFIX = 'sync.';

/**
 * A text longer than a property is kept in parts `name`, `name#1`, …; the first begins with the format, the number of
 * parts and, where there are several, a print of the whole, because nothing promises that they are written at once. Values
 * are read once an execution, marks each time anew. What is read throws NewerState where a newer script has written.
 */
export function stateStore(properties: GoogleAppsScript.Properties.Properties): Store {
  let known: Map<string, string> | undefined;
  const texts = new Map<string, string | null | undefined>();
  const all = (): Map<string, string> => {
    if (known) return known;
    const values = new Map(Object.entries(properties.getProperties()));
    for (const [key, value] of values) if (key.startsWith(PREFIX) && !key.includes('#')) headOf(value);
    texts.clear();
    return (known = values);
  };
  return {
    get(name) {
      // Marks and the ledger are one part long, and are what other executions write while this one runs.
      if (isShared(name)) return unpack([properties.getProperty(partName(name, 0))].filter((part) => part !== null));
      const values = all();
      if (!texts.has(name)) texts.set(name, unpack(partsOf(values, name)));
      return texts.get(name);
    },
    set(name, value) {
      const parts = value === null ? [] : split(value);
      const changes = parts.map((part, i): [string, string] => [
        partName(name, i),
        i === 0 ? `${STATE_FORMAT},${parts.length}${parts.length > 1 ? `,${print(value!, 8)}` : ''};${part}` : part,
      ]);
      if (!changes.every(([key, part]) => all().get(key) === part)) {
        if (changes.length === 1) properties.setProperty(...changes[0]!);
        else properties.setProperties(Object.fromEntries(changes), false);
        for (const [key, part] of changes) all().set(key, part);
      }
      texts.set(name, value);
      // Parts of a longer value before it go last: a run that is cut off here leaves them unread, not the value torn.
      const kept = new Set(changes.map(([key]) => key));
      for (const key of [...all().keys()]) {
        if (kept.has(key) || !isPartOf(name, key)) continue;
        properties.deleteProperty(key);
        all().delete(key);
      }
    },
    names: () => [
      ...new Set(
        [...all().keys()].filter((key) => key.startsWith(PREFIX)).map((key) => key.slice(PREFIX.length).split('#')[0]!),
      ),
    ],
    refresh: () => {
      known = undefined;
    },
  };
}

function partName(name: string, i: number): string {
  return i === 0 ? PREFIX + name : `${PREFIX}${name}#${i}`;
}

function isPartOf(name: string, key: string): boolean {
  return key === partName(name, 0) || key.startsWith(`${PREFIX}${name}#`);
}

/** In their order, up to the first one that is missing. */
function partsOf(values: ReadonlyMap<string, string>, name: string): string[] {
  const parts: string[] = [];
  // A later part without the first one is a rest, not nothing.
  if (!values.has(partName(name, 0)) && values.has(partName(name, 1))) return [''];
  for (let i = 0; values.has(partName(name, i)); i++) parts.push(values.get(partName(name, i))!);
  return parts;
}

function isShared(name: string): boolean {
  return name.startsWith('mark.') || name === 'served' || name === 'ledger';
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

/** Of a first part; undefined where it is none. */
function headOf(first: string): { parts: number; print: string | undefined; text: string } | undefined {
  const match = /^(\d+),(\d+)(?:,([^;,]+))?;([^]*)$/.exec(first);
  if (!match) return undefined;
  if (Number(match[1]) > STATE_FORMAT) throw new NewerState(Number(match[1]), STATE_FORMAT);
  return { parts: Number(match[2]), print: match[3], text: match[4]! };
}

/** Null: nothing is stored. Undefined: what is stored was not written whole, or by something else (R41). */
function unpack(parts: readonly string[]): string | null | undefined {
  if (parts.length === 0) return null;
  const head = headOf(parts[0]!);
  if (!head) return undefined;
  // There may be parts of a longer value before it.
  const text = [head.text, ...parts.slice(1, head.parts)].join('');
  const isWhole = parts.length >= head.parts && (head.parts === 1 || print(text, 8) === head.print);
  return isWhole ? text : undefined;
}
