// The module runs where there is neither a DOM nor Node: Apps Script has only the language itself.
import { buildSync } from 'esbuild';
import { join } from 'node:path';
import { createContext, runInContext } from 'node:vm';

declare const __PROJECT_ROOT__: string;

test('it needs nothing but the language', () => {
  const { outputFiles } = buildSync({
    entryPoints: [join(__PROJECT_ROOT__, 'src/core/rich-text/index.ts')],
    bundle: true,
    write: false,
    platform: 'neutral',
    mainFields: ['module', 'main'],
    conditions: ['import'],
    target: 'es2020',
    format: 'iife',
    globalName: 'richText',
  });
  const context = createContext({});
  runInContext(outputFiles[0]!.text, context);
  const call = `richText.fromGoogle(richText.toGoogle('**a** &auml; [b](https://x.y/ä)', 'markdown'), 'html')`;
  expect(runInContext(call, context)).toBe('<p><b>a</b> ä <a href="https://x.y/%C3%A4">b</a></p>');
});
