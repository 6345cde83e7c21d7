// npm run build: writes dist/ (what is pushed), flows/ (what is imported), bindings.schema.json and docs/fields.md.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { BindingsError, parseBindings } from '../src/core/bindings-file';
import { bindingsSchemaFile } from './bindings-schema';
import { buildBundle, MANIFEST_FILE } from './build-bundle';
import { buildFlowFiles } from './build-scripts';
import { readDotEnv } from './dot-env';
import { fieldsDocsFile } from './fields-docs';
import { runCommand, UserError, type Command } from './terminal/command-line';

declare const __PROJECT_ROOT__: string;

export interface BuildResult {
  /** Paths from the root of the project, with their sizes in bytes. */
  files: { path: string; bytes: number }[];
  /** What was written, by path: another build may be replacing the files already. */
  texts: Record<string, string>;
}

/** Reads the bindings that go into `dist`: a local file, if there is one, keeps a person's own out of the repository. */
export function bindingsForDist(): { source: string; text: string } {
  const local = join(__PROJECT_ROOT__, 'bindings.local.json');
  const source = existsSync(local) ? 'bindings.local.json' : 'bindings.json';
  return { source, text: readFileSync(join(__PROJECT_ROOT__, source), 'utf8') };
}

export function projectVersion(): string {
  const manifest = JSON.parse(readFileSync(join(__PROJECT_ROOT__, 'package.json'), 'utf8')) as { version: string };
  return manifest.version;
}

/** The texts of all committed, generated files, by path. */
export function generatedFiles(): Record<string, string> {
  const text = readFileSync(join(__PROJECT_ROOT__, 'bindings.json'), 'utf8');
  const flows = buildFlowFiles(parseBindings(text, 'bindings.json'), { form: 'env', version: projectVersion() });
  return {
    ...Object.fromEntries(Object.entries(flows).map(([name, content]) => [`flows/${name}`, content])),
    'bindings.schema.json': bindingsSchemaFile(),
    'docs/fields.md': fieldsDocsFile(),
  };
}

/**
 * @param inline secret and web app URL for flows that hold them, for a Directus whose environment can't be set
 * @throws BindingsError with every problem of the bindings file
 */
export async function build(inline: { secret: string; webAppUrl: string } | null): Promise<BuildResult> {
  const version = projectVersion();
  const { source, text } = bindingsForDist();
  const bindings = parseBindings(text, source);
  const flows = buildFlowFiles(bindings, inline ? { form: 'inline', version, ...inline } : { form: 'env', version });
  const texts: Record<string, string> = {
    ...generatedFiles(),
    'dist/Code.js': await buildBundle(text, version, [], readDotEnv()['GCALENDARHOOKSECRET']),
    [`dist/${MANIFEST_FILE}`]: readFileSync(join(__PROJECT_ROOT__, MANIFEST_FILE), 'utf8'),
    ...Object.fromEntries(Object.entries(flows).map(([name, content]) => [`dist/flows/${name}`, content])),
  };
  const files = Object.entries(texts).map(([path, content]) => {
    writeIfChanged(join(__PROJECT_ROOT__, path), content);
    return { path, bytes: Buffer.byteLength(content) };
  });
  removeOthers('dist', Object.keys(texts));
  return { files, texts };
}

/** Another script may be reading the file: one that stays the same is left alone. */
function writeIfChanged(file: string, content: string): void {
  if (existsSync(file) && readFileSync(file, 'utf8') === content) return;
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content);
}

/** Removes what an older build left in a folder, so that it is never pushed. */
function removeOthers(folder: string, keep: readonly string[]): void {
  const kept = keep.map((path) => join(__PROJECT_ROOT__, path));
  for (const entry of readdirSync(join(__PROJECT_ROOT__, folder), { recursive: true, withFileTypes: true })) {
    const file = join(entry.parentPath, entry.name);
    if (entry.isFile() && !kept.includes(file)) rmSync(file);
  }
}

const OPTIONS = {
  inline: {
    type: 'boolean',
    help: 'flows that hold GCALENDARHOOKSECRET and GCALENDARHOOKURL, taken from the environment of this command',
  },
} as const;

const COMMAND: Command<typeof OPTIONS> = {
  name: 'npm run build',
  purpose:
    'Writes dist/ (the script and the flows for your bindings), flows/, bindings.schema.json and docs/fields.md.',
  options: OPTIONS,
};

export async function main(args: readonly string[]): Promise<number> {
  return await runCommand(COMMAND, args, async ({ inline }) => {
    const { GCALENDARHOOKSECRET: secret, GCALENDARHOOKURL: webAppUrl } = process.env;
    if (inline && (!secret || !webAppUrl))
      throw new UserError(
        '--inline needs GCALENDARHOOKSECRET and GCALENDARHOOKURL in the environment of this command.',
      );
    try {
      const { files } = await build(inline ? { secret: secret!, webAppUrl: webAppUrl! } : null);
      for (const { path, bytes } of files) console.log(`${path.padEnd(36)} ${String(bytes).padStart(8)} bytes`);
      return 0;
    } catch (error) {
      if (!(error instanceof BindingsError)) throw error;
      throw new UserError(error.problems.join('\n'));
    }
  });
}
