// npm run bench: what the sync costs and how long it takes, beside the design of the article that it began with.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { chartsOf } from '../bench/charts';
import { GROUPS, runAll } from '../bench/run';
import { footprints } from '../bench/footprint';
import { resultsOf } from '../bench/results';
import type { Row } from '../bench/row';
import { assumptions, headLine, rowLine, summary } from '../bench/table';
import { runCommand, UsageError, type Command } from './terminal/command-line';
import { StopSignal } from './terminal/stop-signal';

const OPTIONS = {
  only: { type: 'string', value: 'NAME', help: 'run these cases, separated by commas; the slow ones run only so' },
  system: { type: 'string', value: 'NAME', help: 'measure "this" or "article" alone' },
  json: { type: 'string', value: 'FILE', help: 'write the results as JSON' },
  charts: { type: 'string', value: 'DIR', help: 'draw them as SVG images into this folder' },
} as const;

const COMMAND: Command<typeof OPTIONS> = {
  name: 'npm run bench',
  purpose: 'Measures this project and the design of the article side by side, on a local Google and a real Directus.',
  options: OPTIONS,
};

export async function main(args: readonly string[]): Promise<number> {
  return await runCommand(COMMAND, args, async ({ only, system, json, charts }) => {
    const names = readNames(only);
    if (system !== undefined && system !== 'this' && system !== 'article')
      throw new UsageError('--system is "this" or "article".');
    const stop = new StopSignal();
    const rows: Row[] = [];
    const sizes = await footprints();
    // A run that is broken off leaves what it has measured.
    const save = () =>
      json !== undefined && writeFileSync(json, `${JSON.stringify(resultsOf(sizes, rows), null, 2)}\n`);
    try {
      for (const line of assumptions()) console.log(line);
      console.log(headLine());
      const onRow = (row: Row) => {
        rows.push(row);
        console.log(rowLine(row));
        save();
      };
      await runAll({ only: names, system, onRow, log: (line) => console.error(line), signal: stop.signal });
      for (const line of summary(sizes, rows)) console.log(line);
      if (charts !== undefined) draw(charts, rows);
      return 0;
    } catch (error) {
      if (!stop.signal.aborted) throw error;
      return 1;
    } finally {
      stop.dispose();
    }
  });
}

function draw(folder: string, rows: readonly Row[]): void {
  mkdirSync(folder, { recursive: true });
  for (const [name, text] of Object.entries(chartsOf(rows))) writeFileSync(join(folder, name), text);
}

function readNames(text: string | undefined): string[] {
  const known = [...new Set(GROUPS.flatMap(({ cases }) => cases.map(({ name }) => name)))];
  const names = text === undefined ? [] : text.split(',').map((name) => name.trim());
  const unknown = names.find((name) => !known.includes(name));
  if (unknown !== undefined) throw new UsageError(`There is no case "${unknown}"; there are ${known.join(', ')}.`);
  return names;
}
