// Properties, cache and locks. https://developers.google.com/apps-script/guides/services/quotas
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AppsScriptHost } from '../../../sandbox/apps-script';
import { disposeHosts, EXEC, fetchEcho, get, makeHost } from './make-host';

afterEach(disposeHosts);

const PROPERTIES = 'const p = PropertiesService.getScriptProperties(), u = PropertiesService.getUserProperties();';
const CACHE = 'const c = CacheService.getScriptCache();';

test('properties are strings, kept apart for script and user, null where missing', async () => {
  const { host, evaluate } = makeHost();
  const body = `${PROPERTIES} p.setProperty('a', 1).setProperties({b: 'x'}); u.setProperty('a', 'mine'); return [p.getProperty('a'), p.getProperty('c'), p.getKeys(), u.getProperties()]`;
  expect(await evaluate(body)).toEqual(['1', null, ['a', 'b'], { a: 'mine' }]);
  expect(host.properties()).toEqual({ script: { a: '1', b: 'x' }, user: { a: 'mine' } });
});

test('properties are deleted one by one, all at once, or by setting others', async () => {
  const { host, evaluate } = makeHost();
  await evaluate(`${PROPERTIES} p.setProperties({a: '1', b: '2', c: '3'}).deleteProperty('a');`);
  expect(host.properties().script).toEqual({ b: '2', c: '3' });
  await evaluate(`${PROPERTIES} p.setProperties({d: '4'}, true);`);
  expect(host.properties().script).toEqual({ d: '4' });
  await evaluate(`${PROPERTIES} p.deleteAllProperties();`);
  expect(host.properties().script).toEqual({});
});

test('a property may have 9 kB, a store 500 kB; what is too much changes nothing', async () => {
  const { host, evaluate } = makeHost();
  await expect(evaluate(`${PROPERTIES} p.setProperty('a', 'ä'.repeat(4700))`)).rejects.toThrow('Argument too large');
  const fill = `${PROPERTIES} for (let i = 0; i < 70; i++) p.setProperty('k' + i, 'x'.repeat(9000));`;
  await expect(evaluate(fill)).rejects.toThrow('property storage quota');
  expect(Object.keys(host.properties().script)).toHaveLength(56);
});

test('a standalone script has no document properties, cache or lock', async () => {
  const { evaluate } = makeHost();
  const body =
    'return [PropertiesService.getDocumentProperties(), CacheService.getDocumentCache(), LockService.getDocumentLock()]';
  expect(await evaluate(body)).toEqual([null, null, null]);
});

test('the web app can have user properties of its own', async () => {
  const bundle = `function doGet() { PropertiesService.getUserProperties().setProperty('seen', 'yes'); }`;
  const { host } = makeHost({ bundle, options: { webAppSeesOwnersProperties: false } });
  await host.webApp(get(EXEC));
  expect(host.properties().user).toEqual({});
  host.setOptions({ webAppSeesOwnersProperties: true });
  await host.webApp(get(EXEC));
  expect(host.properties().user).toEqual({ seen: 'yes' });
});

test('property calls are counted, refused over the daily quota, and allowed again a day later', async () => {
  const { host, clock, evaluate } = makeHost({ options: { propertyCallsPerDay: 2 } });
  await evaluate(`${PROPERTIES} p.getProperty('a'); p.getProperty('a');`);
  await expect(evaluate(`${PROPERTIES} p.getProperty('a')`)).rejects.toThrow('too many times for one day');
  expect(host.stats().quotas.propertyCalls).toEqual({ used: 2, allowed: 2 });
  await clock.advance(86_400_000);
  expect(await evaluate(`${PROPERTIES} return [p.getProperty('a')]`)).toEqual([null]);
});

test('property calls fail at times, if asked for', async () => {
  const { evaluate } = makeHost({ options: { failingPropertyCalls: 1 } });
  const body = `${PROPERTIES} try { p.getProperty('a') } catch (e) { return [e.name, p.getProperty('a')] }`;
  expect(await evaluate(body)).toEqual(['Exception', null]);
});

test.each([
  ['Lock', 'LockService.getScriptLock().tryLock(0)', 'too many LockService operations', true],
  ['Lock', 'LockService.getScriptLock().releaseLock()', 'too many LockService operations', null],
  ['Cache', "CacheService.getScriptCache().get('a')", 'server error', null],
  ['Cache', "CacheService.getScriptCache().putAll({a: '1'})", 'server error', null],
  ['Trigger', 'ScriptApp.getProjectTriggers().length', 'server error', 0],
  ['Trigger', "ScriptApp.newTrigger('x').timeBased().after(1000).create().getHandlerFunction()", 'server error', 'x'],
])('%s calls fail at times, if asked for, or always: %s', async (service, call, message, answer) => {
  const { host, evaluate } = makeHost({ options: { [`failing${service}Calls`]: 1 } });
  const body = `try { ${call} } catch (e) { return [e.name, e.message, ${call}] }`;
  expect(await evaluate(body)).toEqual(['Exception', expect.stringContaining(message), answer]);
  host.setOptions({ [`failing${service}Calls`]: Infinity });
  for (let i = 0; i < 3; i++) await expect(evaluate(call)).rejects.toThrow(message);
});

test('properties survive a restart when a file is given, and no half-written file stays behind', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'properties-'));
  const propertiesFile = join(folder, 'properties.json');
  try {
    await makeHost({ options: { propertiesFile } }).evaluate(
      `${PROPERTIES} p.setProperty('a', '1'); u.setProperty('b', '2')`,
    );
    expect(makeHost({ options: { propertiesFile } }).host.properties()).toEqual({
      script: { a: '1' },
      user: { b: '2' },
    });
    expect(readdirSync(folder)).toEqual(['properties.json']);
    expect(JSON.parse(readFileSync(propertiesFile, 'utf8'))).toMatchObject({ script: { a: '1' } });
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('the settings page changes script properties; null removes one', () => {
  const { host } = makeHost();
  host.setProperties({ a: '1', b: '2' });
  host.setProperties({ a: null });
  expect(host.properties().script).toEqual({ b: '2' });
});

test('cached values expire by the clock, by default after ten minutes', async () => {
  const { clock, evaluate } = makeHost();
  await evaluate(`${CACHE} c.put('a', '1'); c.put('b', '2', 3600); c.putAll({d: '4', e: '5'}, 3600); c.remove('d');`);
  const read = `${CACHE} return [c.get('a'), c.get('b'), c.getAll(['a', 'b', 'd', 'e'])]`;
  expect(await evaluate(read)).toEqual(['1', '2', { a: '1', b: '2', e: '5' }]);
  await clock.advance(600_000);
  expect(await evaluate(read)).toEqual([null, '2', { b: '2', e: '5' }]);
});

test('the cache takes 100 kB a value, 250 characters a key, and drops the oldest hundred of over 1,000', async () => {
  const { evaluate } = makeHost();
  await expect(evaluate(`${CACHE} c.put('a', 'x'.repeat(102401))`)).rejects.toThrow('Argument too large: value');
  await expect(evaluate(`${CACHE} c.put('k'.repeat(251), '')`)).rejects.toThrow('Argument too large: key');
  const body = `${CACHE} for (let i = 0; i <= 1000; i++) c.put('k' + i, 'v'); return [c.get('k99'), c.get('k100')]`;
  expect(await evaluate(body)).toEqual([null, 'v']);
});

test('the cache may be emptied at any time', async () => {
  const { host, evaluate } = makeHost();
  await evaluate(`${CACHE} c.put('a', '1')`);
  host.clearCache();
  expect(await evaluate(`${CACHE} return [c.get('a')]`)).toEqual([null]);
});

const HOLD = `
  function hold() { const lock = LockService.getScriptLock(); lock.waitLock(1000); Utilities.sleep(60000); return 'done'; }
  function spin() { LockService.getScriptLock().waitLock(1000); for (;;) { /* never ends */ } }
  function attempt(ms) { const lock = LockService.getScriptLock(); return [lock.tryLock(ms), lock.hasLock()]; }`;

/** Until somebody holds the lock: tries to get it, as each attempt gives it back at its end. */
async function untilHeld(host: AppsScriptHost): Promise<void> {
  while (JSON.stringify((await host.run('attempt', 0)).value) === '[true,true]') continue;
}

test('a lock that is held is not to be had at once, but when the holder ends', async () => {
  const { host, clock } = makeHost({ bundle: HOLD });
  const holder = host.run('hold');
  await untilHeld(host);
  expect((await host.run('attempt', 0)).value).toEqual([false, false]);
  const attempt = host.run('attempt', 20_000);
  await clock.advance(60_000);
  expect((await attempt).value).toEqual([true, true]);
  expect(await holder).toMatchObject({ status: 'completed', value: 'done' });
}, 30_000);

test('the web app can have a user lock of its own', async () => {
  const bundle = `
    function hold() {
      LockService.getUserLock().waitLock(1000);
      PropertiesService.getScriptProperties().setProperty('held', 'yes');
      Utilities.sleep(60000);
    }
    function doGet() { return ContentService.createTextOutput(String(LockService.getUserLock().tryLock(0))); }`;
  const { host, clock } = makeHost({ bundle });
  const isFree = async (): Promise<string> => (await fetchEcho(host, await host.webApp(get(EXEC)))).body;
  const holder = host.run('hold');
  while (host.properties().script['held'] === undefined) await new Promise((resolve) => setTimeout(resolve, 5));
  expect(await isFree()).toBe('false');
  host.setOptions({ webAppSeesOwnersLock: false });
  expect(await isFree()).toBe('true');
  await clock.advance(60_000);
  expect(await holder).toMatchObject({ status: 'completed' });
}, 30_000);

test('a lock is freed when its holder is killed', async () => {
  const { host } = makeHost({ bundle: HOLD, options: { executionLimitMs: 3_000 } });
  const holder = host.run('spin');
  await untilHeld(host);
  expect((await host.run('attempt', 2_900)).value).toEqual([true, true]);
  expect((await holder).status).toBe('killed');
}, 30_000);

test('waitLock throws when its time is over, tryLock is true again for the holder, releaseLock frees', async () => {
  const { host, evaluate } = makeHost({ bundle: HOLD });
  const lock = 'const lock = LockService.getScriptLock();';
  expect(
    await evaluate(`${lock} return [lock.tryLock(0), lock.tryLock(0), lock.releaseLock(), lock.hasLock()]`),
  ).toEqual([true, true, null, false]);
  void host.run('hold');
  await untilHeld(host);
  await expect(evaluate(`${lock} lock.waitLock(50)`)).rejects.toThrow('Lock timeout');
}, 30_000);

test('thirty executions that add one under the lock add thirty', async () => {
  const { host } = makeHost({
    bundle: `function addOne() {
      const lock = LockService.getScriptLock(), p = PropertiesService.getScriptProperties();
      lock.waitLock(30000);
      p.setProperty('n', String(Number(p.getProperty('n')) + 1));
    }`,
  });
  await Promise.all(Array.from({ length: 30 }, () => host.run('addOne')));
  expect(host.properties().script).toEqual({ n: '30' });
}, 30_000);
