// The state in properties: texts of any length, in parts that may be torn.
import fc from 'fast-check';
import { PropertyStore } from '../../sandbox/apps-script/property-store';
import { NewerState } from '../../src/ports';
import { stateStore } from '../../src/google/state-store';
import { properties } from './properties';

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

  it('[ST9] loses no value when a run is cut off while the value gets shorter', () => {
    const { state, store, another } = open();
    state.set('report', 'x'.repeat(30_000));
    const before = another().get('report')!;
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

  it('[RD7] [GL16] what is to be stored later goes with the next write, or at the end, in one call', () => {
    const { state, calls, another } = open();
    state.get('cursor');
    calls.length = 0;
    state.setLater('cursor', '1');
    state.setLater('good', '{}');
    expect([calls, state.get('cursor'), another().get('cursor')]).toEqual([[], '1', null]);
    state.set('retries', '[]');
    state.flush();
    expect([calls, another().get('cursor'), another().get('good')]).toEqual([['setAll'], '1', '{}']);
    state.setLater('cursor', '2');
    state.setLater('cursor', '3');
    state.flush();
    expect([calls, another().get('cursor')]).toEqual([['setAll', 'set'], '3']);
    state.setLater('cursor', '4');
    state.refresh();
    state.flush();
    expect([calls, state.get('cursor')]).toEqual([['setAll', 'set', 'getAll'], '3']);
  });

  it('reads everything once, and anew after a refresh', () => {
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

  it('[ST9] takes a value whose part is missing for lost, not for something else', () => {
    const { state, store, another } = open();
    state.set('report', 'x'.repeat(30_000));
    store.delete('user', 'sync.report#1');
    expect(another().get('report')).toBeUndefined();
  });
});

describe('what was not written whole', () => {
  const long = (letter: string) => letter.repeat(30_000);

  it('[ST9] parts of two writes are no value', () => {
    const { state, store, another } = open();
    state.set('retries', long('a'));
    const before = store.getAll('user');
    state.set('retries', long('b'));
    for (const key of Object.keys(before)) {
      const { store: torn, another: reader } = open();
      torn.set('user', { ...store.getAll('user'), [key]: before[key]! });
      expect(reader().get('retries')).toBeUndefined();
    }
    expect(another().get('retries')).toBe(long('b'));
  });

  it('[ST9] what has no head that we know, or lost its first part, is no value, and is named', () => {
    const { state, store, another } = open();
    state.set('retries', long('a'));
    store.set('user', { 'sync.other': '["made by hand"]' });
    store.delete('user', 'sync.retries');
    expect(['retries', 'other', 'none'].map((name) => another().get(name))).toEqual([undefined, undefined, null]);
    expect(another().names().sort()).toEqual(['other', 'retries']);
    for (const name of ['retries', 'other']) another().set(name, null);
    expect(store.getAll('user')).toEqual({});
  });

  it('what an older script has stored in a format of before counts as lost', () => {
    const { state, store, another } = open();
    state.set('cursor', '1');
    expect(another().get('cursor')).toBe('1');
    store.set('user', { 'sync.cursor': '1,1;1' });
    expect(another().get('cursor')).toBeUndefined();
  });

  it('[ST10] what a newer script has stored is not read, nor written over, by any name', () => {
    const { state, store, another } = open();
    state.set('cursor', '1');
    store.set('user', { 'sync.retries': '3,1;[]' });
    expect(() => another().get('cursor')).toThrow(NewerState);
    expect(() => another().set('cursor', '2')).toThrow('Deploy, Manage deployments');
  });
});
