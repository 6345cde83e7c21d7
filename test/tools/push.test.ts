// What is pushed to Apps Script, and what refuses to be.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from '../../tools/build';
import { assertScriptId, clasp } from '../../tools/push';
import { UserError } from '../../tools/terminal/command-line';

declare const __PROJECT_ROOT__: string;

function refusalOf(claspJson: string): string {
  try {
    assertScriptId(claspJson);
  } catch (error) {
    if (error instanceof UserError) return error.message;
    throw error;
  }
  return '';
}

test('a .clasp.json without a script id is refused with the clicks that give one, in their order', () => {
  const clicks =
    /script\.new[^]*Services \+[^]*Google Calendar API[^]*Add[^]*Project Settings[^]*Script ID[^]*\.clasp\.json/;
  const committed = readFileSync(join(__PROJECT_ROOT__, '.clasp.json'), 'utf8');
  const { rootDir } = JSON.parse(committed) as { rootDir: string };
  expect(rootDir).toBe('dist');
  for (const scriptId of ['PUT-THE-SCRIPT-ID-HERE', '', ' ', undefined, 5])
    expect(refusalOf(JSON.stringify({ scriptId, rootDir }))).toMatch(clicks);
  expect(refusalOf('{')).toMatch(/\.clasp\.json is no JSON/);
});

test('a script id is taken', () => {
  expect(refusalOf('{"scriptId": "1aBcD_efGhIjKlMnOpQrStUvWxYz-0123456789abcdefghijklmnopq"}')).toBe('');
});

test('clasp pushes the script and its manifest, and nothing else of dist', async () => {
  const { files } = await build(null);
  expect(files.map(({ path }) => path)).toContain('dist/flows/all-flows.json');
  const { stdout } = clasp(['show-file-status', '--json'], 'pipe');
  const { filesToPush } = JSON.parse(stdout.toString()) as { filesToPush: string[] };
  expect(filesToPush.map((path) => path.replaceAll('\\', '/')).sort()).toEqual([
    'dist/Code.js',
    'dist/appsscript.json',
  ]);
}, 30_000);
