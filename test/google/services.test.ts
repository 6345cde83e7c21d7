// State in Apps Script's property store: values longer than a property, and marks that other executions write.
import { properties } from './properties';
import { PropertyStore } from '../../sandbox/apps-script/property-store';
import { countedProperties, scriptCache, scriptLock, scriptTriggers, settingsStore } from '../../src/google/services';

describe('settingsStore', () => {
  it('reads all settings in one call, and again after one was set', () => {
    const store = new PropertyStore('');
    store.set('user', { DIRECTUS_URL: 'https://directus.example.com' });
    const calls: string[] = [];
    const settings = settingsStore(properties(store, calls));
    expect([settings.get('DIRECTUS_URL'), settings.get('BINDINGS')]).toEqual(['https://directus.example.com', null]);
    expect(calls).toEqual(['getAll']);
    settings.set('INSTALLATION_ID', 'abc');
    expect(settings.get('INSTALLATION_ID')).toBe('abc');
    settings.set('INSTALLATION_ID', null);
    expect(settings.get('INSTALLATION_ID')).toBeNull();
    expect(calls).toEqual(['getAll', 'set', 'getAll', 'delete', 'getAll']);
  });
});

describe('countedProperties', () => {
  it('[R46] counts each call once, whatever it carries, and changes nothing', () => {
    const store = new PropertyStore('');
    const counts: string[] = [];
    // A proxy around it would not be allowed to answer other methods than it has.
    const counted = countedProperties(Object.freeze(properties(store)), (what) => counts.push(what));
    counted.setProperties({ a: '1', b: '2' });
    expect([counted.getProperty('a'), counted.getProperties()]).toEqual(['1', { a: '1', b: '2' }]);
    counted.deleteProperty('a');
    expect(store.getAll('user')).toEqual({ b: '2' });
    expect(counts).toEqual(Array(4).fill('propertyCalls'));
  });
});

describe('services that fail', () => {
  const FAILS = (): never => {
    throw new Error('There are too many LockService operations against the same script.');
  };
  const globals = globalThis as unknown as Record<string, unknown>;
  const slept: number[] = [];
  beforeEach(() => {
    slept.length = 0;
    globals['Utilities'] = { sleep: (ms: number) => void slept.push(ms) };
    globals['ScriptApp'] = { getProjectTriggers: FAILS, newTrigger: FAILS };
    jest.spyOn(console, 'warn').mockReturnValue();
  });
  afterEach(() => {
    delete globals['Utilities'];
    delete globals['ScriptApp'];
    jest.restoreAllMocks();
  });

  /** Answers of `tryLock`, one after the other. */
  function lockThat(...answers: (() => boolean)[]) {
    const waits: number[] = [];
    const lock = {
      tryLock: (ms: number) => {
        waits.push(ms);
        return answers.shift()!();
      },
      releaseLock: FAILS,
    } as unknown as GoogleAppsScript.Lock.Lock;
    return { waits, lock: scriptLock(lock) };
  }

  it('a lock call that fails is made once more, a moment later, and then counts as taken', () => {
    const passing = lockThat(FAILS, () => true);
    expect(passing.lock.tryLock()).toBe(true);
    expect(slept).toHaveLength(1);
    const lasting = lockThat(FAILS, FAILS);
    expect(lasting.lock.tryLock(5000)).toBe(false);
    expect([passing.waits, lasting.waits]).toEqual([
      [0, 0],
      [5000, 5000],
    ]);
  });

  it('a lock that is taken is asked for once', () => {
    const { lock, waits } = lockThat(() => false);
    expect(lock.tryLock()).toBe(false);
    expect(waits).toEqual([0]);
  });

  it('a release that fails is told in the log, and no more', () => {
    lockThat().lock.release();
    expect(console.warn).toHaveBeenCalledTimes(1);
  });

  it('a cache that fails has nothing and keeps nothing', () => {
    const cache = scriptCache({ get: FAILS, getAll: FAILS, putAll: FAILS } as unknown as GoogleAppsScript.Cache.Cache);
    expect([cache.get('a'), cache.getAll(['a']), cache.putAll({ a: '1' }, 60)]).toEqual([null, null, false]);
  });

  it('a trigger that cannot be made is told in the log: the next catch-up goes on', () => {
    scriptTriggers(5).continueSoon();
    expect(console.warn).toHaveBeenCalledTimes(1);
  });
});
