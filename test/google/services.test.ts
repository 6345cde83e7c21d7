// State in Apps Script's property store: values longer than a property, and marks that other executions write.
import fc from 'fast-check';
import { PropertyStore } from '../../sandbox/apps-script/property-store';
import {
  countedProperties,
  scriptCache,
  scriptLock,
  scriptTriggers,
  settingsStore,
  stateStore,
} from '../../src/google/services';

/** Apps Script's Properties over the sandbox's store, which has Google's limits; `calls` counts what each would cost. */
function properties(store: PropertyStore, calls: string[] = []): GoogleAppsScript.Properties.Properties {
  const object: GoogleAppsScript.Properties.Properties = {
    getProperty: (key) => {
      calls.push('get');
      return store.get('user', key);
    },
    getProperties: () => {
      calls.push('getAll');
      return store.getAll('user');
    },
    getKeys: () => Object.keys(store.getAll('user')),
    setProperty: (key, value) => {
      calls.push('set');
      store.set('user', { [key]: value });
      return object;
    },
    setProperties: (values: Record<string, string>) => {
      calls.push('setAll');
      store.set('user', values);
      return object;
    },
    deleteProperty: (key) => {
      calls.push('delete');
      store.delete('user', key);
      return object;
    },
    deleteAllProperties: () => object,
  };
  return object;
}

function open(store = new PropertyStore('')) {
  const calls: string[] = [];
  return { store, calls, state: stateStore(properties(store, calls)), another: () => stateStore(properties(store)) };
}

const text = fc.oneof(
  { weight: 3, arbitrary: fc.string({ unit: 'grapheme', maxLength: 50 }) },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.constantFrom('a', 'é', '日', '👩‍👩‍👧', 'x日'), fc.integer({ min: 900, max: 9000 }))
      .map(([unit, times]) => unit.repeat(times)),
  },
);

describe('stateStore', () => {
  it('gives back any text, however long and in any writing, to another execution', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.constantFrom('a', 'b', 'ab'), fc.option(text)), { maxLength: 6 }), (writes) => {
        const { state, another } = open();
        const wanted = new Map<string, string | null>();
        for (const [name, value] of writes) {
          state.set(name, value);
          wanted.set(name, value);
        }
        for (const [name, value] of wanted) {
          expect(state.get(name)).toBe(value);
          expect(another().get(name)).toBe(value);
        }
        expect(another().names().sort()).toEqual(
          [...wanted]
            .filter(([, value]) => value !== null)
            .map(([name]) => name)
            .sort(),
        );
      }),
    );
  });

  it('writes a long value in one call, so that no run can be cut off between its parts', () => {
    const { state, calls } = open();
    state.set('report', 'x'.repeat(30_000));
    expect(calls.filter((call) => call !== 'getAll')).toEqual(['setAll']);
  });

  it('[R41] loses no value when a run is cut off while the value gets shorter', () => {
    const { state, store, another } = open();
    state.set('report', 'x'.repeat(30_000));
    const before = another().get('report');
    const failing = properties(store);
    let allowed = 0;
    const stop = () => {
      if (allowed-- <= 0) throw new Error('cut off');
    };
    const cut = { ...failing };
    for (const method of ['setProperty', 'setProperties', 'deleteProperty'] as const) {
      const call = failing[method] as (...args: unknown[]) => GoogleAppsScript.Properties.Properties;
      cut[method] = (...args: unknown[]) => {
        stop();
        return call(...args);
      };
    }
    for (allowed = 0; allowed < 6; allowed++) {
      const steps = allowed;
      state.set('report', before);
      try {
        stateStore(cut).set('report', 'short');
      } catch (error) {
        expect((error as Error).message).toBe('cut off');
      }
      allowed = steps;
      expect([before, 'short']).toContain(another().get('report'));
      state.refresh();
    }
  });

  it('leaves no part of a longer value behind, so that the store does not fill up', () => {
    const { state, store } = open();
    state.set('report', 'x'.repeat(40_000));
    state.set('report', 'short');
    expect(Object.keys(store.getAll('user'))).toHaveLength(1);
    state.set('report', 'x'.repeat(40_000));
    state.set('report', null);
    expect(store.getAll('user')).toEqual({});
  });

  it('[R28] reads marks and what was served of them anew each time', () => {
    const { state, another } = open();
    expect(state.get('mark.directus')).toBeNull();
    another().set('mark.directus', '1');
    another().set('served', '{}');
    expect(state.get('mark.directus')).toBe('1');
    expect(state.get('served')).toBe('{}');
  });

  it('reads everything else once, and anew after a refresh', () => {
    const { state, another, calls } = open();
    expect(state.get('cursor')).toBeNull();
    another().set('cursor', '1');
    expect(state.get('cursor')).toBeNull();
    expect(state.get('retries')).toBeNull();
    expect(calls).toEqual(['getAll']);
    state.refresh();
    expect(state.get('cursor')).toBe('1');
  });

  it('does not write what is there already', () => {
    const { state, calls } = open();
    state.set('cursor', '1');
    calls.length = 0;
    state.set('cursor', '1');
    expect(calls).toEqual([]);
  });

  it('leaves properties of other code alone', () => {
    const { state, store } = open();
    store.set('user', { theirs: 'x' });
    expect(state.names()).toEqual([]);
    expect(state.get('theirs')).toBeNull();
    state.set('theirs', null);
    expect(store.get('user', 'theirs')).toBe('x');
  });

  it('[R41] takes a value whose part is missing for lost, not for something else', () => {
    const { state, store, another } = open();
    state.set('report', 'x'.repeat(30_000));
    store.delete('user', 'sync.report#1');
    expect(another().get('report')).toBeNull();
  });
});

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
