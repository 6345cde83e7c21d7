// The rules of who may import whom: one direction in src, nothing outside it, and circles nowhere.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { preProcessFile } from 'typescript';

declare const __PROJECT_ROOT__: string;

/** The rooms of src: each may import those before it. */
const ORDER = [
  'version',
  'core',
  'ports',
  'store',
  'sync',
  'sources',
  'app',
  'setup',
  'requests',
  'compose',
  'main',
] as const;

/** Rooms beside them, with the only ones that each may import. They are put together with the others by `WIRING`. */
const BESIDE: Record<string, readonly string[]> = {
  google: ['core', 'ports'],
  directus: ['core', 'ports'],
  flows: ['core'],
};
const WIRING = ['compose', 'main'];

/** Folders of TypeScript at the top of the project. */
const FOLDERS = ['src', 'sandbox', 'simulation', 'bench', 'tools', 'account-check', 'test'];

interface Import {
  /** Paths below the root of the project; of a package, its name. */
  from: string;
  to: string;
  isPackage: boolean;
}

function filesBelow(folder: string): string[] {
  return readdirSync(join(__PROJECT_ROOT__, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return filesBelow(path);
    return /\.(ts|mjs)$/.test(entry.name) ? [path] : [];
  });
}

/** As the compiler sees them: those of types and dynamic ones as well. */
function importsOf(from: string): Import[] {
  const { importedFiles } = preProcessFile(readFileSync(join(__PROJECT_ROOT__, from), 'utf8'), true, true);
  return importedFiles.map(({ fileName }) => {
    const isPackage = !fileName.startsWith('.');
    return { from, to: isPackage ? fileName : found(from, fileName), isPackage };
  });
}

/** The file that a relative import names. */
function found(from: string, name: string): string {
  const path = resolve(__PROJECT_ROOT__, dirname(from), name);
  const file = [`${path}.ts`, `${path}.d.ts`, join(path, 'index.ts'), path].find(existsSync) ?? path;
  return relative(__PROJECT_ROOT__, file).split(sep).join('/');
}

/** Each circle that is met, as "a → b → a". */
function circlesOf(imported: ReadonlyMap<string, readonly string[]>): string[] {
  const done = new Set<string>();
  const circles: string[] = [];
  const follow = (file: string, path: readonly string[]): void => {
    const at = path.indexOf(file);
    if (at >= 0) circles.push([...path.slice(at), file].join(' → '));
    if (at >= 0 || done.has(file)) return;
    for (const next of imported.get(file) ?? []) follow(next, [...path, file]);
    done.add(file);
  };
  for (const file of imported.keys()) follow(file, []);
  return circles;
}

const files = FOLDERS.flatMap(filesBelow);
const imports = files.flatMap(importsOf);
const below = (folder: string): Import[] => imports.filter(({ from }) => from.startsWith(`${folder}/`));
const folderOf = (path: string): string => path.split('/')[0] ?? '';
const offending = (wrong: readonly Import[]): string[] => wrong.map(({ from, to }) => `${from} imports ${to}`);

/** The room of a file in src: its folder, or its own name. */
function roomOf(path: string): string {
  const [, room = ''] = path.split('/');
  return room.replace(/\.ts$/, '');
}

function mayImport(from: string, to: string): boolean {
  if (from === to) return true;
  if (BESIDE[from]) return BESIDE[from].includes(to);
  if (BESIDE[to]) return WIRING.includes(from);
  const order: readonly string[] = ORDER;
  return order.includes(to) && order.indexOf(to) < order.indexOf(from);
}

describe('rooms of src', () => {
  const ours = below('src').filter(({ isPackage }) => !isPackage);

  test('each has its place in the order', () => {
    const known = [...ORDER, ...Object.keys(BESIDE)];
    expect(
      new Set(
        filesBelow('src')
          .filter((file) => file.endsWith('.ts'))
          .map(roomOf),
      ),
    ).toEqual(new Set(known));
  });

  test('each imports itself, those before it, and nothing outside src', () => {
    expect(ours.length).toBeGreaterThan(100);
    const isRight = ({ from, to }: Import) => folderOf(to) === 'src' && mayImport(roomOf(from), roomOf(to));
    expect(offending(ours.filter((found) => !isRight(found)))).toEqual([]);
  });

  test('the core and the scripts of the flows import the core and each other', () => {
    const allowed = ({ from, to }: Import) => {
      if (roomOf(from) === 'core') return roomOf(to) === 'core';
      return !from.startsWith('src/flows/scripts/') || roomOf(to) === 'core' || to.startsWith('src/flows/scripts/');
    };
    expect(offending(ours.filter((found) => !allowed(found)))).toEqual([]);
  });

  test('packages are imported to check and to read what people write, and for nothing else', () => {
    const allowed: Record<string, readonly string[]> = {
      valibot: ['src/core/bindings-schema.ts', 'src/core/bindings-file.ts'],
      'fastest-levenshtein': ['src/core/suggestion.ts'],
      htmlparser2: ['src/core/rich-text/read-html.ts', 'src/core/rich-text/escape.ts'],
      marked: ['src/core/rich-text/markdown.ts'],
    };
    const found = below('src').filter(({ isPackage }) => isPackage);
    expect(offending(found.filter(({ from, to }) => !allowed[to]?.includes(from)))).toEqual([]);
  });

  test('only src/google and the composition name services of Apps Script', () => {
    const services = /\b(UrlFetchApp|PropertiesService|LockService|CacheService|ScriptApp|MailApp|Session)\b/;
    const naming = filesBelow('src')
      .filter((file) => file.endsWith('.ts'))
      .filter((file) =>
        services.test(readFileSync(join(__PROJECT_ROOT__, file), 'utf8').replace(/\/\*[^]*?\*\/|\/\/.*/g, '')),
      );
    expect(naming.filter((file) => !['google', 'compose'].includes(roomOf(file)))).toEqual([]);
  });
});

describe('folders beside src', () => {
  test('the simulation stands on src and the sandbox, and neither knows of it', () => {
    const allowed = ['simulation', 'src', 'sandbox', 'tools'];
    const own = below('simulation').filter(({ isPackage }) => !isPackage);
    expect(offending(own.filter(({ to }) => !allowed.includes(folderOf(to))))).toEqual([]);
    expect(offending(below('sandbox').filter(({ to }) => folderOf(to) === 'simulation'))).toEqual([]);
  });

  test('the account check stands on itself and on how the product writes a batch', () => {
    const others = below('account-check').filter(({ to }) => folderOf(to) !== 'account-check');
    expect(new Set(others.map(({ to }) => to))).toEqual(new Set(['src/google/batch.ts']));
  });
});

describe('circles', () => {
  test('a circle is found wherever it is entered', () => {
    const imported = new Map([
      ['start', ['a', 'end']],
      ['a', ['b']],
      ['b', ['end', 'a']],
      ['end', []],
    ]);
    expect(circlesOf(imported)).toEqual(['a → b → a']);
    imported.set('b', ['end']);
    expect(circlesOf(imported)).toEqual([]);
  });

  test('no file imports itself, on whatever way', () => {
    const imported = new Map(
      files.map((file) => [file, imports.filter(({ from }) => from === file).map(({ to }) => to)]),
    );
    expect(circlesOf(imported)).toEqual([]);
  });
});
