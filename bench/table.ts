// The rows as text for a terminal.
import type { Footprint } from './footprint';
import { LATENCY } from './latency';
import type { Row } from './row';
import { slopes } from './slope';

const COLUMNS: readonly [heading: string, cell: (row: Row) => string | number][] = [
  ['n', ({ n }) => n],
  ['seconds', ({ seconds }) => seconds.toFixed(1)],
  ['answered', ({ answeredSeconds }) => answeredSeconds.toFixed(1)],
  ['first', ({ firstArrivedSeconds }) => firstArrivedSeconds?.toFixed(1) ?? '–'],
  ['last', ({ lastArrivedSeconds }) => lastArrivedSeconds?.toFixed(1) ?? '–'],
  ['floor', ({ floorSeconds }) => floorSeconds.toFixed(1)],
  ['Calendar', ({ calendarRequests }) => calendarRequests],
  ['units', ({ quotaUnits }) => quotaUnits],
  ['executions', ({ executions }) => executions],
  ['Directus', ({ directusCalls }) => directusCalls],
  ['properties', ({ propertyCalls }) => propertyCalls],
  ['arrived', ({ arrived }) => arrived],
  ['doubled', ({ doubled }) => doubled],
  ['refused', ({ refused }) => refused],
  ['script ms', ({ scriptMs }) => scriptMs],
  ['MB', ({ scriptMB }) => scriptMB],
  ['Directus ms', ({ directusMs }) => directusMs ?? '–'],
  ['MB', ({ directusMB }) => directusMB ?? '–'],
];
const TITLE_WIDTH = 48;
const SYSTEM_WIDTH = 9;
const CELL_WIDTH = 12;

export function headLine(): string {
  return `${''.padEnd(TITLE_WIDTH + SYSTEM_WIDTH)}${COLUMNS.map(([heading]) => heading.padStart(CELL_WIDTH)).join('')}`;
}

export function rowLine(row: Row): string {
  const cells = COLUMNS.map(([, cell]) => String(cell(row)).padStart(CELL_WIDTH)).join('');
  return `${row.title.padEnd(TITLE_WIDTH)}${row.system.padEnd(SYSTEM_WIDTH)}${cells}${remark(row)}`;
}

function remark({ unfinished, late, meanwhileSeconds }: Row): string {
  if (unfinished !== undefined) return `  not quiet: ${unfinished}`;
  if (meanwhileSeconds !== undefined) return `  an edit meanwhile took ${meanwhileSeconds.toFixed(1)} s`;
  return late ? '  by the next catch-up' : '';
}

/** What the clock was driven by, before the first row. */
export function assumptions(): string[] {
  const figures = Object.entries(LATENCY).map(([name, ms]) => `${name} ${ms}`);
  return [
    'Seconds are those of the local Google’s clock: the processor time of Directus and of the script, and between it',
    `the latencies of Google’s services in ms, which are counted and not lived through: ${figures.join(', ')}.`,
    'bench/README.md says where they come from, and what the columns mean.',
    '',
  ];
}

/** What is not a row: how cost grows, what the script takes of a processor, and how it starts. */
export function summary(footprints: readonly Footprint[], rows: readonly Row[]): string[] {
  const thousands = rows.filter(({ n, arrived }) => n === 1_000 && arrived === n);
  return [
    '',
    'For each further change (from 100 to 1,000, where all arrived):',
    ...slopes(rows).map(
      ({ title, system, seconds, calendarRequests, quotaUnits, directusCalls }) =>
        `  ${title.padEnd(46)}${system.padEnd(9)}${(seconds * 1000).toFixed(0).padStart(6)} ms` +
        `${calendarRequests.toFixed(3).padStart(9)} Calendar requests${quotaUnits.toFixed(2).padStart(7)} units` +
        `${directusCalls.toFixed(3).padStart(8)} calls to Directus`,
    ),
    '',
    'The script itself, for 1,000 changes that all arrived:',
    ...thousands.map(
      ({ title, system, scriptMs, scriptMB }) =>
        `  ${title.padEnd(46)}${system.padEnd(9)}${String(scriptMs).padStart(6)} ms of a processor, ${scriptMB} MB at most`,
    ),
    '',
    'To start it (Code.js compiled, its top level run):',
    ...footprints.map(
      ({ system, bytes, startMs }) =>
        `  ${system.padEnd(9)}${String(bytes).padStart(8)} bytes ${startMs.toFixed(2).padStart(7)} ms`,
    ),
  ];
}
