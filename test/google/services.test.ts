// State in Apps Script's property store: values longer than a property, and wake-ups that other executions write.
import { properties } from './properties';
import { memoryCache } from '../fakes';
import { PropertyStore } from '../../sandbox/apps-script/property-store';
import { countedProperties, scriptCache, scriptLock, scriptTriggers, settingsStore } from '../../src/google/services';

describe('settingsStore', () => {
  const ADDRESS = 'https://directus.example.com';

  /** Properties and a cache, what reading them has cost, and a switch that lets the properties fail. */
  function stores() {
    const store = new PropertyStore('');
    store.set('user', { DIRECTUS_URL: ADDRESS, 'sync.cursor': 'x'.repeat(8000) });
    const calls: string[] = [];
    const cached = new Map<string, string>();
    const broken = {
      ...properties(store),
      getProperties: () => {
        throw new Error('no calls left');
      },
    };
    const open = (prefersCopy = false, fails = false) =>
      settingsStore(fails ? broken : properties(store, calls), memoryCache(cached), prefersCopy);
    return { store, calls, cached, open };
  }

  it('reads all settings in one call, and again after one was set', () => {
    const { calls, open } = stores();
    const settings = open();
    expect([settings.get('DIRECTUS_URL'), settings.get('BINDINGS')]).toEqual([ADDRESS, null]);
    expect(calls).toEqual(['getAll']);
    settings.set('INSTALLATION_ID', 'abc');
    expect(settings.get('INSTALLATION_ID')).toBe('abc');
    settings.set('INSTALLATION_ID', null);
    expect(settings.get('INSTALLATION_ID')).toBeNull();
    expect(calls).toEqual(['getAll', 'set', 'getAll', 'delete', 'getAll']);
  });

  it('[GL17] a message reads the copy that was made last, at no call; who makes copies reads anew', () => {
    const { store, calls, open } = stores();
    expect(open(true).get('DIRECTUS_URL')).toBe(ADDRESS);
    store.set('user', { DIRECTUS_URL: 'https://new.example.com' });
    expect(open(true).get('DIRECTUS_URL')).toBe(ADDRESS);
    expect(open().get('DIRECTUS_URL')).toBe('https://new.example.com');
    expect(open(true).get('DIRECTUS_URL')).toBe('https://new.example.com');
    expect(calls).toEqual(['getAll', 'getAll']);
  });

  it('the copy has no state in it, which would be too large for the cache', () => {
    const { cached, open } = stores();
    open().get('DIRECTUS_URL');
    expect([...cached.values()]).toEqual([JSON.stringify({ DIRECTUS_URL: ADDRESS })]);
  });

  it('while the properties fail, what was read last counts; without it the failure is told', () => {
    jest.spyOn(console, 'warn').mockReturnValue();
    const { open } = stores();
    expect(() => open(false, true).get('DIRECTUS_URL')).toThrow('no calls left');
    open().get('DIRECTUS_URL');
    expect(open(false, true).get('DIRECTUS_URL')).toBe(ADDRESS);
    jest.restoreAllMocks();
  });
});

describe('countedProperties', () => {
  it('[GL8] counts each call once, whatever it carries, and changes nothing', () => {
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

  it('[EX3] a lock call that fails is made once more, a moment later, and then counts as taken', () => {
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

  it('[EX11] a release that fails is told in the log, and no more', () => {
    lockThat().lock.release();
    expect(console.warn).toHaveBeenCalledTimes(1);
  });

  it('[EX11] a cache that fails has nothing and keeps nothing', () => {
    const cache = scriptCache({ get: FAILS, getAll: FAILS, putAll: FAILS } as unknown as GoogleAppsScript.Cache.Cache);
    expect([cache.get('a'), cache.getAll(['a']), cache.putAll({ a: '1' }, 60)]).toEqual([null, null, false]);
  });

  it('[EX11] a trigger that cannot be made is told in the log: the next catch-up goes on', () => {
    scriptTriggers(5).continueSoon();
    expect(console.warn).toHaveBeenCalledTimes(1);
  });
});
