// How long Google's services take: counted on the sandbox's clock, never lived through.
import type { HostOptions } from '../../../sandbox/apps-script';
import { EXEC, disposeHosts, makeHost, post, type TestHost } from './make-host';

afterEach(disposeHosts);

/** Lets the clock leap to whatever is waited for, until the work is done; what passed on the clock meanwhile, ms. */
async function passed({ clock }: TestHost, work: () => Promise<unknown>): Promise<number> {
  clock.hold();
  const startedAt = clock.now();
  let open = true;
  const done = work().finally(() => (open = false));
  while (open) {
    clock.skip();
    await new Promise((resolve) => setImmediate(resolve));
  }
  await done;
  return Math.round(clock.now() - startedAt);
}

const run = (body: string, latencyMs: HostOptions['latencyMs']): Promise<number> => {
  const made = makeHost({ options: { latencyMs } });
  return passed(made, () => made.evaluate(body));
};

test('without figures nothing takes any time', async () => {
  expect(await run("PropertiesService.getScriptProperties().setProperty('a', 'b')", {})).toBe(0);
});

test.each<[string, string, HostOptions['latencyMs'], number]>([
  ['the start', 'return 1', { start: 700 }, 700],
  ['a property read', "PropertiesService.getUserProperties().getProperty('a')", { propertyRead: 30 }, 30],
  ['a property written', "PropertiesService.getUserProperties().setProperty('a', 'b')", { propertyWrite: 62 }, 62],
  [
    'the cache',
    "CacheService.getScriptCache().put('a', 'b'); CacheService.getScriptCache().get('a')",
    { cacheRead: 10, cacheWrite: 70 },
    80,
  ],
  ['the lock', 'LockService.getScriptLock().tryLock(0)', { service: 25 }, 25],
  ['a call of the Calendar API', "Calendar.Events.get('primary', 'abcde')", { calendar: 300 }, 300],
  ['what never leaves the script', 'Utilities.getUuid()', { service: 25, calendar: 300 }, 0],
])('%s takes its figure', async (_what, body, latencyMs, ms) => {
  expect(await run(body, latencyMs)).toBe(ms);
});

test('a batch takes its request and each of its parts', async () => {
  const part = 'Content-Type: application/http\\r\\n';
  const batch = `UrlFetchApp.fetch('https://www.googleapis.com/batch/calendar/v3', { method: 'post', payload: '${part}${part}' })`;
  expect(await run(batch, { calendar: 300, batchPart: 40, urlFetch: 5_000 })).toBe(380);
});

test('what is sent and brought takes its way, by the kB', async () => {
  const ms = await run("Calendar.Events.insert({ summary: 'x'.repeat(10240) }, 'primary')", { kilobyte: 10 });
  expect(ms).toBeGreaterThanOrEqual(100);
  expect(ms).toBeLessThan(110);
});

test('a latency counts as run time: an execution that waits beyond its limit is killed, and does nothing more', async () => {
  const made = makeHost({
    bundle: "function slow() { PropertiesService.getScriptProperties().setProperty('done', 'yes'); }",
    options: { latencyMs: { propertyWrite: 400_000 } },
  });
  let status = '';
  const ms = await passed(made, async () => ({ status } = await made.host.run('slow')));
  expect(status).toBe('killed');
  // Of the six minutes the script has spent some before its call.
  expect(ms).toBeLessThanOrEqual(360_000);
  expect(made.host.properties().script).toEqual({});
});

test('the start is no run time of the script', async () => {
  const made = makeHost({ bundle: 'function quick() {}', options: { latencyMs: { start: 60_000 } } });
  let ms = NaN;
  await passed(made, async () => ({ ms } = await made.host.run('quick')));
  expect(ms).toBeLessThan(60_000);
});

test('an execution that waits for the clock is not at work', async () => {
  const { host, clock } = makeHost({ bundle: 'function nap() { Utilities.sleep(1000); }' });
  clock.hold();
  const running = host.run('nap');
  while (clock.nextDueAt() === undefined) await new Promise((resolve) => setImmediate(resolve));
  expect(host.busy()).toBe('running: nap');
  expect(host.computing()).toBe(0);
  clock.skip();
  expect((await running).status).toBe('completed');
});

test('each request to the web app takes its figure', async () => {
  const made = makeHost({
    bundle: "function doPost() { return ContentService.createTextOutput('ok'); }",
    options: { latencyMs: { webApp: 150, start: 500 } },
  });
  expect(await passed(made, () => made.host.webApp(post(EXEC, '')))).toBe(650);
});

test('a figure that nobody knows, or that is no time, is refused', () => {
  const { host } = makeHost();
  expect(() => host.setOptions({ latencyMs: { calender: 1 } as never })).toThrow(/unknown latency "calender"/);
  expect(() => host.setOptions({ latencyMs: { calendar: -1 } })).toThrow(/latency "calendar" must be/);
});
