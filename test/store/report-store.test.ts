// The report's room: whole texts, the last lines of each binding, and no line that makes a younger one leave.
import { ReportStore, type ReportEntry } from '../../src/store/report-store';
import { stateStore } from '../../src/google/state-store';
import { memoryStore } from '../fakes';

const DAY_MS = 86_400_000;
const NOW = 20_000 * DAY_MS;
/** As long as Google lets a description be, and more. */
const LONG = 'ä'.repeat(8_192);

function open() {
  const values = new Map<string, string>();
  return { values, report: new ReportStore(memoryStore(values)), bytes: () => bytesOf(values) };
}

function bytesOf(values: ReadonlyMap<string, string>): number {
  return [...values].reduce((sum, [name, value]) => sum + Buffer.byteLength(name + value), 0);
}

function line(key: number, changes: Partial<ReportEntry> = {}, now = NOW): ReportEntry {
  return { at: new Date(now).toISOString(), binding: 'main', kind: 'conflict', key: String(key), ...changes };
}

const keys = (report: ReportStore, binding = 'main') =>
  report.lines().flatMap((entry) => (entry.binding === binding ? [Number(entry.key)] : []));

test('[RP4] a long loser is kept whole, in properties of at most 8 kB', () => {
  const properties = new Map<string, string>();
  const service = {
    getProperties: () => Object.fromEntries(properties),
    setProperty: (name: string, value: string) => properties.set(name, value),
    setProperties: (values: object) =>
      Object.entries(values).forEach(([name, value]) => properties.set(name, String(value))),
    deleteProperty: (name: string) => properties.delete(name),
  } as unknown as GoogleAppsScript.Properties.Properties;
  const entry = line(1, { winner: 'item', lost: { description: LONG } });
  expect(new ReportStore(stateStore(service)).add([entry], NOW)).toEqual([]);
  expect([...properties.values()].every((value) => Buffer.byteLength(value) <= 8_100)).toBe(true);
  expect(new ReportStore(stateStore(service)).lines()).toEqual([entry]);
});

test('lines come back in order, whatever they were added with', () => {
  const { report, values } = open();
  for (let i = 0; i < 150; i++) report.add([line(i)], NOW);
  expect(keys(report)).toEqual(Array.from({ length: 150 }, (_, i) => i));
  expect(values.size).toBeLessThan(5);
});

test('[RP6] a line leaves when its binding has 200 newer ones, not because of another binding', () => {
  const { report } = open();
  report.add([line(0, { binding: 'other' })], NOW);
  for (let i = 0; i < 500; i++) report.add([line(i)], NOW);
  expect(keys(report).slice(-200)).toEqual(Array.from({ length: 200 }, (_, i) => 300 + i));
  expect(keys(report).length).toBeLessThan(300);
  expect(keys(report, 'other')).toEqual([0]);
});

test('[RP6] the report takes at most half of 400 kB; what finds no room is refused, and nothing younger than three days leaves', () => {
  const { report, bytes } = open();
  const long = (i: number, now: number) => line(i, { lost: { description: LONG } }, now);
  const refused = report.add(
    Array.from({ length: 100 }, (_, i) => long(i, NOW)),
    NOW,
  );
  const kept = keys(report);
  expect(bytes()).toBeLessThan(200_000);
  expect(kept.length).toBeGreaterThan(10);
  expect(refused.map(({ key }) => Number(key))).toEqual(
    Array.from({ length: 100 - kept.length }, (_, i) => kept.length + i),
  );

  const later = NOW + 3 * DAY_MS - 1;
  expect(report.add([long(100, later)], later)).toHaveLength(1);
  expect(report.add([line(101, {}, later)], later)).toEqual([]);
  expect(keys(report)).toEqual([...kept, 101]);
  expect(report.add([long(102, later + 1)], later + 1)).toEqual([]);
  expect(keys(report)).toEqual([101, 102]);
});

test('[RP7] what a failure brings about again whenever it is tried is one line a day', () => {
  const { report } = open();
  for (let hour = 0; hour < 24; hour++)
    report.add([line(1, {}, NOW + (hour * DAY_MS) / 24)], NOW + (hour * DAY_MS) / 24);
  expect(report.lines()).toEqual([line(1)]);
  report.add([line(1, { reason: 'another' })], NOW);
  report.add([line(1, {}, NOW + DAY_MS)], NOW + DAY_MS);
  expect(report.lines()).toHaveLength(3);
});

test('what was read can be taken out', () => {
  const { report, values } = open();
  report.add([line(1), line(2, { binding: 'other' })], NOW);
  values.set('cursor', '1');
  report.clear();
  expect([...values.keys()]).toEqual(['cursor']);
});

test('lines that are taken back leave alone, wherever they stand, and not those of another time', () => {
  const { report, values } = open();
  const lines = [0, 1, 2, 3].map((i) => line(i, { lost: { description: i === 3 ? 'short' : LONG.slice(0, 3000) } }));
  for (const each of lines) report.add([each], NOW);
  report.remove([lines[1]!, lines[3]!, { ...lines[2]!, at: new Date(NOW + 1).toISOString() }]);
  expect(keys(report)).toEqual([0, 2]);
  report.remove([lines[0]!, lines[2]!]);
  expect(values.size).toBe(0);
});
