// What the benchmark makes of its rows: floors, growth, charts.
import { chartsOf } from '../../bench/charts';
import { floorOfComparison, floorOfEvents, floorOfWrites } from '../../bench/latency';
import type { Row } from '../../bench/row';
import { slopes } from '../../bench/slope';
import { rowLine } from '../../bench/table';

function row(system: Row['system'], n: number, changes: Partial<Row> = {}): Row {
  return {
    name: 'edit-items',
    title: 'items <edited> by one request',
    system,
    n,
    seconds: n / 10,
    answeredSeconds: 1,
    floorSeconds: floorOfWrites(n),
    calendarRequests: n,
    quotaUnits: n,
    executions: n,
    directusCalls: 0,
    arrived: n,
    doubled: 0,
    refused: 0,
    refusedCalls: 0,
    propertyCalls: 0,
    scriptMs: 0,
    scriptMB: 0,
    directusMs: 0,
    directusMB: null,
    ...changes,
  };
}

const SIZES = [1, 100, 1_000];

test('the quota lets 600 writes through at once, and the next ones a minute later', () => {
  const one = floorOfWrites(1);
  expect(one).toBeGreaterThan(0);
  expect([600, 601, 1_000, 1_200, 1_201].map((n) => floorOfWrites(n) - one)).toEqual([0, 60, 60, 60, 120]);
});

test('reading grows by the page', () => {
  expect(floorOfEvents(2_500)).toBe(floorOfEvents(1));
  expect(floorOfComparison(10_000)).toBeGreaterThan(floorOfComparison(1_000));
});

test('growth is told per further change, and not where something did not arrive', () => {
  const rows = [...SIZES.map((n) => row('this', n)), ...SIZES.map((n) => row('article', n, { arrived: 1 }))];
  expect(slopes(rows)).toEqual([expect.objectContaining({ system: 'this', seconds: 0.1, calendarRequests: 1 })]);
});

test('a line says what was not quiet, and what only the next catch-up brought', () => {
  expect(rowLine(row('this', 1, { unfinished: 'running: doPost' }))).toMatch(/not quiet: running: doPost$/);
  expect(rowLine(row('this', 1, { late: true }))).toMatch(/by the next catch-up$/);
});

describe('charts', () => {
  const rows = SIZES.flatMap((n) => [row('this', n), row('article', n, { arrived: Math.min(n, 30) })]);

  test.each(Object.entries(chartsOf(rows)))('%s is well formed, for light and for dark pages', (_name, text) => {
    expect(text).toMatch(/^<svg xmlns="http:\/\/www.w3.org\/2000\/svg"/);
    expect(text).toContain('prefers-color-scheme: dark');
    expect(text).not.toMatch(/NaN|undefined|<edited>/);
    const opened = text.match(/<[a-z]+(?: [^>]*[^/])?>/g)!.length;
    expect(text.match(/<\/[a-z]+>/g)).toHaveLength(opened);
  });

  test('a measurement of which not everything arrived looks different', () => {
    const { 'time.svg': time } = chartsOf(rows);
    expect(time!.match(/class="dot article partly" cx="(?!262)/g)).toHaveLength(2);
    expect(time!.match(/class="dot this"/g)).toHaveLength(SIZES.length + 1);
  });
});
