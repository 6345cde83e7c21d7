// npm run demo from its first line to its last, as a person sees it in a file.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { SCENES } from '../../../tools/demo/play';

declare const __PROJECT_ROOT__: string;

const LIMIT_MS = 300_000;

/** Runs the command to its end. */
async function demo(): Promise<{ code: number | null; out: string }> {
  const tool = join(__PROJECT_ROOT__, 'tools', 'run.mjs');
  const child = spawn(process.execPath, [tool, 'demo', '--once'], { stdio: ['ignore', 'pipe', 'inherit'] });
  let out = '';
  child.stdout.on('data', (text) => (out += String(text)));
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  return { code, out };
}

test(
  'everything arrives on the other side in all scenes, nothing exists twice, a further look writes nothing',
  async () => {
    const { code, out } = await demo();
    expect(out).not.toContain('✗');
    expect(code).toBe(0);
    for (const [i, { title }] of SCENES.entries()) expect(out).toContain(`\n${i + 1}. ${title}\n`);
    expect(out).toMatch(/\d of 600 quota units/);
    expect(out).toMatch(/✓ nothing exists twice or alone: [1-9]\d* items and [1-9]\d* events, linked one to one/);
    expect(out).toMatch(/✓ a further look .* write nothing/);
    // A file gets no control codes.
    expect(out).not.toContain('\u001b');
  },
  LIMIT_MS,
);
