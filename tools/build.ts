// npm run build: writes dist/ (what is pushed), flows/ (what is imported) and bindings.schema.json.
import { toJsonSchema } from '@valibot/to-json-schema';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { BindingsError, BindingsFileSchema, parseBindings } from '../src/core/bindings-file';
import { buildBundle, MANIFEST_FILE } from './build-bundle';
import { buildFlowFiles } from './build-scripts';

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
  const schema = toJsonSchema(BindingsFileSchema, { typeMode: 'input', errorMode: 'ignore' });
  return {
    ...Object.fromEntries(Object.entries(flows).map(([name, content]) => [`flows/${name}`, content])),
    'bindings.schema.json': `${JSON.stringify(schema, null, 2)}\n`,
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
  const minimal = JSON.stringify(JSON.parse(text));
  const flows = buildFlowFiles(bindings, inline ? { form: 'inline', version, ...inline } : { form: 'env', version });
  rmSync(join(__PROJECT_ROOT__, 'dist'), { recursive: true, force: true });
  const texts: Record<string, string> = {
    ...generatedFiles(),
    'dist/Code.js': await buildBundle(minimal, version),
    [`dist/${MANIFEST_FILE}`]: readFileSync(join(__PROJECT_ROOT__, MANIFEST_FILE), 'utf8'),
    ...Object.fromEntries(Object.entries(flows).map(([name, content]) => [`dist/flows/${name}`, content])),
  };
  const files = Object.entries(texts).map(([path, content]) => {
    mkdirSync(dirname(join(__PROJECT_ROOT__, path)), { recursive: true });
    writeFileSync(join(__PROJECT_ROOT__, path), content);
    return { path, bytes: Buffer.byteLength(content) };
  });
  return { files, texts };
}

/** The command line: `--inline` takes secret and URL from the environment. Returns the exit code. */
export async function main(args: readonly string[]): Promise<number> {
  const { GCALENDARHOOKSECRET: secret, GCALENDARHOOKURL: webAppUrl } = process.env;
  if (args.includes('--inline') && (!secret || !webAppUrl)) {
    console.error('--inline needs GCALENDARHOOKSECRET and GCALENDARHOOKURL in the environment of this command.');
    return 1;
  }
  try {
    const { files } = await build(args.includes('--inline') ? { secret: secret!, webAppUrl: webAppUrl! } : null);
    for (const { path, bytes } of files) console.log(`${path.padEnd(36)} ${String(bytes).padStart(8)} bytes`);
    return 0;
  } catch (error) {
    if (!(error instanceof BindingsError)) throw error;
    console.error(error.problems.join('\n'));
    return 1;
  }
}
