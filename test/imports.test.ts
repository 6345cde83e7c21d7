// The rules of who may import whom: one direction in src, and nothing outside it.
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';

declare const __PROJECT_ROOT__: string;

const SRC = join(__PROJECT_ROOT__, 'src');

interface Import {
  from: string;
  /** Path below src for our own modules, else the package's name. */
  to: string;
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return filesBelow(path);
    return entry.name.endsWith('.ts') ? [path] : [];
  });
}

/** The rooms beside src that a folder's files import from. */
function neighboursOf(folder: string): string[] {
  return filesBelow(folder).flatMap((file) =>
    [...readFileSync(file, 'utf8').matchAll(/^(?:import|export)\b[^;]*?from '(\.[^']+)'/gm)].map(([, target]) =>
      roomOf(
        relative(__PROJECT_ROOT__, resolve(dirname(file), target!))
          .split(sep)
          .join('/'),
      ),
    ),
  );
}

function importsOf(file: string): Import[] {
  const text = readFileSync(file, 'utf8');
  const from = relative(SRC, file).split(sep).join('/');
  return [...text.matchAll(/^(?:import|export)\b[^;]*?from '([^']+)'/gm)].map(([, target]) => {
    const name = target ?? '';
    if (!name.startsWith('.')) return { from, to: name };
    return {
      from,
      to: relative(SRC, resolve(dirname(file), name))
        .split(sep)
        .join('/'),
    };
  });
}

const imports = filesBelow(SRC).flatMap(importsOf);
const roomOf = (path: string) => path.split('/')[0] ?? '';
const offending = (isWrong: (found: Import) => boolean) =>
  imports.filter(isWrong).map(({ from, to }) => `${from} imports ${to}`);

describe('imports', () => {
  test('there are imports to look at', () => {
    expect(imports.length).toBeGreaterThan(100);
  });

  test('core imports core, and packages only to check the bindings', () => {
    const checksBindings = ['core/bindings-schema', 'core/bindings-file'];
    const packages = ['valibot', 'fastest-levenshtein'];
    const allowed = ({ from, to }: Import) =>
      roomOf(to) === 'core' || (packages.includes(to) && checksBindings.some((name) => from.startsWith(name)));
    expect(offending((found) => roomOf(found.from) === 'core' && !allowed(found))).toEqual([]);
  });

  test('the sync talks to Google and Directus through its ports only', () => {
    const rooms = ['app', 'requests', 'setup', 'sources', 'store', 'sync'];
    const forbidden = ['google', 'directus', 'flows'];
    expect(offending(({ from, to }) => rooms.includes(roomOf(from)) && forbidden.includes(roomOf(to)))).toEqual([]);
  });

  test('pairs are settled the same way wherever they come from', () => {
    const rooms = ['store', 'sync'];
    expect(offending(({ from, to }) => rooms.includes(roomOf(from)) && roomOf(to) === 'sources')).toEqual([]);
  });

  test('scripts of the flows import nothing but core and each other', () => {
    const wrong = ({ from, to }: Import) =>
      from.startsWith('flows/scripts/') && roomOf(to) !== 'core' && !to.startsWith('flows/scripts/');
    expect(offending(wrong)).toEqual([]);
  });

  test('src imports nothing outside src', () => {
    expect(offending(({ to }) => to.startsWith('..'))).toEqual([]);
  });

  test('the simulation stands on src and the sandbox, and neither knows of it', () => {
    const allowed = ['simulation', 'src', 'sandbox', 'tools'];
    expect(neighboursOf(join(__PROJECT_ROOT__, 'simulation')).filter((room) => !allowed.includes(room))).toEqual([]);
    expect(neighboursOf(join(__PROJECT_ROOT__, 'sandbox'))).not.toContain('simulation');
  });

  test('the account check stands on itself and on how the product writes a batch', () => {
    const other = /^import\b[^;]*?from '((?:\.\.\/)+(?:src|sandbox|tools)\/[^']+)'/gm;
    const files = filesBelow(join(__PROJECT_ROOT__, 'account-check'));
    const found = files.flatMap((file) => [...readFileSync(file, 'utf8').matchAll(other)].map(([, path]) => path!));
    expect(new Set(found.map((path) => path.replace(/^(\.\.\/)+/, '')))).toEqual(new Set(['src/google/batch']));
  });

  test('only src/google and the composition name services of Apps Script', () => {
    const services = /\b(UrlFetchApp|PropertiesService|LockService|CacheService|ScriptApp|MailApp|Session)\b/;
    const naming = filesBelow(SRC)
      .filter((file) => services.test(readFileSync(file, 'utf8').replace(/\/\*[^]*?\*\/|\/\/.*/g, '')))
      .map((file) => relative(SRC, file).split(sep).join('/'));
    expect(naming.filter((file) => roomOf(file) !== 'google' && file !== 'compose.ts')).toEqual([]);
  });
});
