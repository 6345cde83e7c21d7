// What the script remembers between executions.
import { State } from '../../src/store/state';
import { memoryStore } from '../fakes';
import { cell } from '../../src/ports';

const LINES = cell<string[]>('lines', []);
const WAITS = cell<true | null>('note.waits', null);
const DAY_MS = 86_400_000;
const NOW = 20_000 * DAY_MS;

function open() {
  const values = new Map<string, string>();
  const another = () => new State(memoryStore(values));
  return { values, state: another(), another };
}

describe('State', () => {
  it('gives what was stored to the next execution, and what a cell holds without it', () => {
    const { state, another } = open();
    expect([state.get(WAITS), state.get(LINES), state.reports()]).toEqual([null, [], []]);
    state.set(LINES, ['a']);
    state.setLater(WAITS, true);
    expect([another().get(LINES), another().get(WAITS)]).toEqual([['a'], true]);
  });

  it('keeps what a cell was set to until it is taken back', () => {
    const { state, values } = open();
    state.set(WAITS, true);
    expect(state.get(WAITS)).toBe(true);
    state.set(WAITS, null);
    expect(values.size).toBe(0);
  });

  it('forgets everything when it is uninstalled', () => {
    const { state, values } = open();
    state.set(LINES, ['a']);
    state.set(WAITS, true);
    state.forgetEverything();
    expect(values.size).toBe(0);
  });
});

describe('values that cannot be read', () => {
  it('[ST9] count as missing, are told once, and are taken away', () => {
    const { state, values } = open();
    state.set(WAITS, true);
    values.set('lines', '[{"binding":"ma');
    expect([state.get(LINES), state.get(WAITS)]).toEqual([[], true]);
    expect(state.takeLost()).toEqual(['lines']);
    expect([state.takeLost(), values.has('lines'), values.has('note.waits')]).toEqual([[], false, true]);
  });

  it('[ST9] are told although they were written anew since, and then stay', () => {
    const { state, values } = open();
    values.set('lines', 'x');
    state.set(LINES, state.get(LINES));
    expect(state.takeLost()).toEqual(['lines']);
    expect(values.get('lines')).toBe('[]');
  });

  it('are found among all values where nobody has read them', () => {
    const { state, values } = open();
    values.set('lines', '{');
    expect([state.takeLost(), state.takeLost(true)]).toEqual([[], ['lines']]);
    expect([...values.keys()]).toEqual([]);
  });

  it('[ST9] a torn group of the report hides no other line', () => {
    const { state, values } = open();
    const line = { at: '2026-06-01T10:00:00.000Z', kind: 'conflict', binding: 'main' };
    state.report.add([line], NOW);
    values.set('report.7', '[{"at":"2026');
    values.set('report.8', '{}');
    expect(state.reports()).toEqual([line]);
    state.report.add([{ ...line, kind: 'revived' }], NOW);
    expect(state.reports()).toHaveLength(2);
  });
});
