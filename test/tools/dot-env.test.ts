// The file .env: lines that are set, and lines that are a person's.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readDotEnv, writeDotEnv } from '../../tools/dot-env';

const folder = mkdtempSync(join(tmpdir(), 'dot-env-'));
const file = join(folder, '.env');

afterAll(() => rmSync(folder, { recursive: true }));

test('what is set is read again, and a file that is not there holds nothing', () => {
  expect(readDotEnv(file)).toEqual({});
  writeDotEnv({ A: '1', B: 'https://x.example/?a=b' }, file);
  expect(readDotEnv(file)).toEqual({ A: '1', B: 'https://x.example/?a=b' });
});

test('other lines stay where they are', () => {
  writeFileSync(file, '# mine\nA=1\nOTHER=yes\n');
  writeDotEnv({ A: '2', B: '3' }, file);
  expect(readFileSync(file, 'utf8')).toBe('# mine\nA=2\nOTHER=yes\nB=3\n');
});
