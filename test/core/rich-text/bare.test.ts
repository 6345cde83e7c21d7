// The module runs where there is neither a DOM nor Node: Apps Script has only the language itself.
import { createContext, runInContext } from 'node:vm';
import { buildScript } from '../../../tools/build-bundle';

test('it needs nothing but the language, built as the script is', async () => {
  const script = await buildScript({
    entry: 'src/core/rich-text/index.ts',
    heading: '',
    first: 'toGoogle',
    scope: 'richText',
    define: {},
  });
  const context = createContext({});
  runInContext(script, context);
  const call = `richText.fromGoogle(richText.toGoogle('**a** &auml; [b](https://x.y/ä)', 'markdown'), 'html')`;
  expect(runInContext(call, context)).toBe('<p><b>a</b> ä <a href="https://x.y/%C3%A4">b</a></p>');
});
