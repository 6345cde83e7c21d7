// The git-ignored file .env at the top of the project: addresses and secret of a person's own installation.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';

declare const __PROJECT_ROOT__: string;

export const DOT_ENV = join(__PROJECT_ROOT__, '.env');

export function readDotEnv(file = DOT_ENV): NodeJS.Dict<string> {
  return existsSync(file) ? parseEnv(readFileSync(file, 'utf8')) : {};
}

/** Sets these lines and leaves all others as they are. The file is its owner's alone to read. */
export function writeDotEnv(values: Readonly<Record<string, string>>, file = DOT_ENV): void {
  const lines = existsSync(file) ? readFileSync(file, 'utf8').trimEnd().split('\n') : [];
  for (const [name, value] of Object.entries(values)) {
    const line = `${name}=${value}`;
    const at = lines.findIndex((one) => one.startsWith(`${name}=`));
    if (at >= 0) lines[at] = line;
    else lines.push(line);
  }
  writeFileSync(file, `${lines.filter((line, i) => line !== '' || i > 0).join('\n')}\n`, { mode: 0o600 });
}
