// The designs that are compared with this project's are its own script with one decision changed: the place must be there.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { VARIANTS } from '../../bench/cases/variants';
import { buildBundle } from '../../tools/build-bundle';

declare const __PROJECT_ROOT__: string;

test('each changes one place of the script', async () => {
  const bindings = readFileSync(join(__PROJECT_ROOT__, 'bindings.json'), 'utf8');
  const bundle = await buildBundle(bindings, '0.0.0-test');
  for (const { setting } of VARIANTS) {
    const lines = bundle.split('\n');
    const changed = setting.variant!(bundle).split('\n');
    expect(changed.filter((line, i) => line !== lines[i])).toHaveLength(1);
  }
});

test('a script without the place is refused in words', () => {
  for (const { setting } of VARIANTS) expect(() => setting.variant!('')).toThrow(/the script no longer says/);
});
