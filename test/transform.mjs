// Lets jest read TypeScript and ES modules: esbuild turns each file into CommonJS. Types are checked by `npm run check`.
import { transformSync } from 'esbuild';
import { join } from 'node:path';

const root = join(import.meta.dirname ?? new URL('.', import.meta.url).pathname, '..');

export default {
  process(source, path) {
    const { code } = transformSync(source, {
      loader: path.endsWith('.ts') ? 'ts' : 'js',
      format: 'cjs',
      target: 'node20',
      sourcemap: 'inline',
      sourcefile: path,
      define: { __PROJECT_ROOT__: JSON.stringify(root) },
    });
    return { code };
  },
};
