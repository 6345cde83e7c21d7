// The clock driven by work: latencies and sleeps are leapt over, what follows by itself is waited for.
import { startGoogle, type LocalGoogle } from '../../sandbox/google';
import { ProcessWatch } from '../../sandbox/directus/load';
import { WorkTime } from '../../sandbox/work-time';
import { MANIFEST } from './apps-script/make-host';

const BUNDLE = `
  function sleeper() { Utilities.sleep(300000); PropertiesService.getScriptProperties().setProperty('slept', 'yes'); }
  function asker() { UrlFetchApp.fetch('https://script.google.com/macros/s/SANDBOX_DEPLOYMENT/exec'); }
  function doGet() { Utilities.sleep(200000); return ContentService.createTextOutput('slept'); }
  function planter() { ScriptApp.newTrigger('planted').timeBased().after(1800000).create(); }
  function planted() { PropertiesService.getScriptProperties().setProperty('planted', 'yes'); }
  function standing() { ScriptApp.newTrigger('tick').timeBased().everyMinutes(10).create(); }
  function tick() { PropertiesService.getScriptProperties().setProperty('ticked', 'yes'); }`;
/** More than the processor time of these scripts on any machine. */
const MARGIN_MS = 60_000;
const HOUR_MS = 3_600_000;

let google: LocalGoogle;
let time: WorkTime;

beforeEach(async () => {
  google = await startGoogle({ bundle: BUNDLE, manifest: MANIFEST });
  google.clock.hold();
  time = new WorkTime(google, { pid: undefined });
});

afterEach(async () => {
  time.close();
  await google.close();
});

async function clockTime(work: () => Promise<unknown>, limitMs = HOUR_MS) {
  const startedAt = google.clock.now();
  const { at, unfinished } = await time.untilQuiet(work(), limitMs);
  return { ms: at - startedAt, unfinished };
}

test('a sleep passes on the clock, and is not lived through', async () => {
  const { ms, unfinished } = await clockTime(() => google.host.run('sleeper'));
  expect(unfinished).toBeUndefined();
  expect(ms).toBeGreaterThanOrEqual(300_000);
  expect(ms).toBeLessThan(300_000 + MARGIN_MS);
  expect(google.host.properties().script).toEqual({ slept: 'yes' });
});

test('a script that asks its own web app does not keep the clock from what the web app waits for', async () => {
  google.host.setOptions({ fetchTimeoutSeconds: 30 });
  const { ms } = await clockTime(() => google.host.run('asker'));
  expect(ms).toBeGreaterThanOrEqual(200_000);
  expect(google.host.executions().map(({ status }) => status)).toEqual(['completed', 'completed']);
});

test('what a script planted for later belongs to what is waited for', async () => {
  const { ms } = await clockTime(() => google.host.run('planter'));
  expect(google.host.properties().script).toEqual({ planted: 'yes' });
  expect(ms).toBeGreaterThanOrEqual(1_800_000);
});

test('a standing trigger runs when its moment comes, and keeps nothing from being quiet', async () => {
  const { ms } = await clockTime(() => google.host.run('standing'));
  expect(ms).toBeLessThan(MARGIN_MS);
  await time.pass(11 * 60_000);
  expect(google.host.properties().script).toEqual({ ticked: 'yes' });
});

test('what does not end is told by name when the limit is reached', async () => {
  const { unfinished } = await clockTime(() => google.host.run('sleeper'), 1_000);
  expect(unfinished).toBe('running: sleeper');
});

test('a failure of the work itself is passed on', async () => {
  await expect(time.untilQuiet(Promise.reject(new Error('no such item')), HOUR_MS)).rejects.toThrow('no such item');
});

const onLinux = process.platform === 'linux' ? test : test.skip;

onLinux('the system tells how much a process computed, and whether it is at work', () => {
  const watch = new ProcessWatch(process.pid);
  const before = watch.processorMs()!;
  for (let i = 0; watch.processorMs()! < before + 20; i++) Math.sqrt(i);
  expect(watch.isActive()).toBe(true);
  watch.close();
});

test('of a process that is gone it tells nothing', () => {
  const watch = new ProcessWatch(2 ** 30);
  expect([watch.processorMs(), watch.isActive()]).toEqual([undefined, false]);
});
