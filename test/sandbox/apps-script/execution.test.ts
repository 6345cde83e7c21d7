// What an execution is: isolated, synchronous, on the sandbox's clock, and killed at its limit.
// https://developers.google.com/apps-script/guides/v8-runtime
import { disposeHosts, makeHost } from './make-host';

afterEach(disposeHosts);

test('a function of the bundle runs with its arguments and its JSON value comes back', async () => {
  const { host } = makeHost({ bundle: 'function add(a, b) { return { sum: a + b }; }' });
  expect(await host.run('add', 2, 3)).toMatchObject({ status: 'completed', value: { sum: 5 } });
});

test('a missing function fails by name', async () => {
  const { host } = makeHost();
  const result = await host.run('nowhere');
  expect(result).toMatchObject({ status: 'failed', error: { message: 'Script function not found: nowhere' } });
});

test.each([
  'process',
  'require',
  'setTimeout',
  'fetch',
  'URL',
  'TextEncoder',
  'structuredClone',
  'Buffer',
  'atob',
  'crypto',
])('the script has no %s', async (name) => {
  const { evaluate } = makeHost();
  expect(await evaluate(`return typeof ${name}`)).toBe('undefined');
});

test('each execution starts with fresh globals, though threads are used again', async () => {
  const { host } = makeHost({
    bundle: 'var count = 0; function up() { globalThis.extra = (globalThis.extra || 0) + 1; return [++count, extra]; }',
  });
  for (let i = 0; i < 5; i++) expect((await host.run('up')).value).toEqual([1, 1]);
});

test('what services return belongs to the script: arrays and errors are instances of its own classes', async () => {
  const { evaluate } = makeHost();
  const body = `
    const keys = PropertiesService.getScriptProperties().getKeys();
    try { Utilities.base64Decode('*'); } catch (e) { return [keys instanceof Array, e instanceof Error, e.name]; }`;
  expect(await evaluate(body)).toEqual([true, true, 'Exception']);
});

test('Date follows the clock when it is advanced, even while a script computes', async () => {
  const { host, clock } = makeHost({
    bundle: `function wait(until) {
      console.log('started');
      while (Date.now() < until) { /* computing */ }
      return [new Date() instanceof Date, new Date().getTime() >= until, typeof Date()];
    }`,
  });
  const running = host.run('wait', clock.now() + 3_600_000);
  await new Promise((resolve) => setTimeout(resolve, 100));
  await clock.advance(3_600_000);
  expect((await running).value).toEqual([true, true, 'string']);
});

test('an execution is killed at its limit: no catch and no finally run', async () => {
  const { host } = makeHost({
    bundle: `function spin() {
      try { for (;;) { /* never ends */ } } finally { PropertiesService.getScriptProperties().setProperty('finally', 'ran'); }
    }`,
    options: { executionLimitMs: 200 },
  });
  const result = await host.run('spin');
  expect(result.status).toBe('killed');
  expect(result.ms).toBeGreaterThanOrEqual(199);
  expect(host.properties().script).toEqual({});
  expect(host.executions()).toMatchObject([{ function: 'spin', kind: 'editor', status: 'killed' }]);
});

test('sleeping counts as run time in full and takes no real time when the clock is advanced', async () => {
  const { host, clock } = makeHost({ bundle: 'function nap() { Utilities.sleep(200000); return 1; }' });
  const startedAt = performance.now();
  const running = host.run('nap');
  while (clock.nextDueAt() === undefined) await new Promise((resolve) => setTimeout(resolve, 10));
  await clock.advance(200_000);
  const result = await running;
  expect(result.ms).toBeGreaterThanOrEqual(200_000);
  expect(performance.now() - startedAt).toBeLessThan(100_000);
}, 110_000);

test('sleeping beyond the limit is killed at the limit', async () => {
  const { host } = makeHost({
    bundle: 'function nap() { Utilities.sleep(60000); }',
    options: { executionLimitMs: 150 },
  });
  expect((await host.run('nap')).status).toBe('killed');
});

test('so many executions at once are allowed, the next one is refused', async () => {
  const { host, clock } = makeHost({ bundle: 'function nap() { Utilities.sleep(60000); return 1; }' });
  const running = Array.from({ length: 30 }, () => host.run('nap'));
  const refused = await host.run('nap');
  expect(refused).toMatchObject({ status: 'refused', error: { message: expect.stringContaining('simultaneously') } });
  let napping = true;
  const ended = Promise.all(running).finally(() => (napping = false));
  while (napping) {
    await new Promise((resolve) => setTimeout(resolve, 50));
    await clock.advance(60_000);
  }
  expect((await ended).map(({ status }) => status)).toEqual(Array(30).fill('completed'));
  expect(host.stats().executions).toMatchObject({ nap: { count: 30, refused: 1 } });
}, 30_000);

test('console lines are kept with the execution, objects as JSON, placeholders filled', async () => {
  const { host } = makeHost({
    bundle: `function talk() { console.info('%s has %d', 'a', 2, {b: 1}); console.error(new Error('bad').message); Logger.log('x'); }`,
  });
  await host.run('talk');
  expect(host.executions()[0]?.console).toEqual([
    { level: 'info', text: 'a has 2 {"b":1}' },
    { level: 'error', text: 'bad' },
    { level: 'logger', text: 'x' },
  ]);
});

test('promise callbacks run before the execution ends', async () => {
  const { host } = makeHost({
    bundle: `function later() { Promise.resolve().then(() => PropertiesService.getScriptProperties().setProperty('a', '1')); }`,
  });
  await host.run('later');
  expect(host.properties().script).toEqual({ a: '1' });
});

test('triggers and the editor run the newest code, the web app the deployed one', async () => {
  const text = (version: number): string => `function version() { return ${version}; }
    function doGet() { return ContentService.createTextOutput(version()); }`;
  const { host } = makeHost({ bundle: text(1) });
  host.setBundle(text(2), { deployed: false });
  const answer = await host.webApp({ method: 'GET', path: '/macros/s/SANDBOX_DEPLOYMENT/exec', headers: {}, body: '' });
  const { pathname, search } = new URL(answer.headers.location ?? '');
  const echo = await host.webApp({ method: 'GET', path: `${pathname}${search}`, headers: {}, body: '' });
  expect([(await host.run('version')).value, echo.body]).toEqual([2, '1']);
});

test.each(['class A { #secret = 1; }', 'class A { static a = 1; }', 'function ('])(
  'a bundle that Apps Script cannot parse is refused: %s',
  (bundle) => {
    expect(() => makeHost({ bundle })).toThrow(/Syntax error/);
  },
);

test('a late wake-up of one call does not pass for the answer of the next one', async () => {
  const notify = Atomics.notify.bind(Atomics);
  const late = jest.spyOn(Atomics, 'notify').mockImplementation((array, index, count) => {
    setTimeout(() => notify(array, index, count), 3);
    return notify(array, index, count);
  });
  try {
    const { evaluate } = makeHost();
    const body = `
      for (let i = 0; i < 5; i++) {
        PropertiesService.getScriptProperties().setProperty('i', String(i));
        Utilities.sleep(10);
      }
      return [PropertiesService.getScriptProperties().getProperty('i'), ScriptApp.getProjectTriggers()];`;
    expect(await evaluate(body)).toEqual(['4', []]);
  } finally {
    late.mockRestore();
  }
});

test('the log tells what a script took of the machine', async () => {
  const { host } = makeHost({
    bundle: `function little() {}
      function hoard() { const all = []; for (let i = 0; i < 2e5; i++) all.push({ i }); return all.length; }`,
  });
  await host.run('little');
  await host.run('hoard');
  const { little, hoard } = host.stats().executions;
  expect(hoard!.computeMs).toBeGreaterThan(0);
  expect(hoard!.heapBytes).toBeGreaterThan(little!.heapBytes + 2e6);
});
