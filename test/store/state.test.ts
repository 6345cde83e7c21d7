// What the script remembers between executions.
import { State } from '../../src/store/state';
import { memoryCache, memoryStore } from '../fakes';
import { cell } from '../../src/ports';

const WAITS = cell<true | null>('note.waits', null);
const DAY_MS = 86_400_000;
const NOW = 20_000 * DAY_MS;

function open() {
  const values = new Map<string, string>();
  const cached = new Map<string, string>();
  const another = () => new State(memoryStore(values), memoryCache(cached));
  return { values, state: another(), another };
}

describe('State', () => {
  it('gives what was stored to the next execution, and defaults where nothing was', () => {
    const { state, another } = open();
    expect(state.calendar('a')).toEqual({ timeZone: 'UTC', channels: [] });
    expect([
      state.cursor(),
      state.retries(),
      state.reports(),
      state.mark('x'),
      state.lastGood('x'),
      state.get(WAITS),
    ]).toEqual([null, [], [], null, null, null]);
    state.setCalendar('a', { syncToken: 't' });
    state.setCalendar('a', { timeZone: 'Europe/Berlin' });
    expect(another().calendar('a')).toEqual({ syncToken: 't', timeZone: 'Europe/Berlin', channels: [] });
    expect(another().calendar('b').syncToken).toBeUndefined();
  });

  it('forgets a token that is taken away', () => {
    const { state, another } = open();
    state.setCalendar('a', { syncToken: 't' });
    state.setCalendar('a', { syncToken: undefined });
    expect(another().calendar('a').syncToken).toBeUndefined();
  });

  it('keeps names short, however long a calendar’s id is', () => {
    const { state, values } = open();
    state.setCalendar(`${'x'.repeat(300)}@group.calendar.google.com`, { syncToken: 't' });
    expect([...values.keys()].every((name) => name.length < 40)).toBe(true);
  });

  it('[P20] remembers for a month which items it deleted because their events were gone', () => {
    const { state, another } = open();
    state.journalDeletions(['e1', 'e2'], NOW);
    expect(another().deletedItemOf('e1')).toBe(true);
    expect(another().deletedItemOf('e3')).toBe(false);
    state.unjournal(['e1', 'e9']);
    expect(state.deletedItemOf('e1')).toBe(false);
    expect(state.deletedItemOf('e2')).toBe(true);
    state.journalDeletions(['e4'], NOW + 31 * DAY_MS);
    expect([state.deletedItemOf('e2'), state.deletedItemOf('e4')]).toEqual([false, true]);
  });

  it('takes an event id that every object has a member of for unknown', () => {
    expect(open().state.deletedItemOf('constructor')).toBe(false);
  });

  it('keeps the newest 2,000 of them', () => {
    const { state } = open();
    state.journalDeletions(
      Array.from({ length: 2500 }, (_, i) => `e${i}`),
      NOW,
    );
    expect([state.deletedItemOf('e0'), state.deletedItemOf('e2499')]).toEqual([false, true]);
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
    state.setCalendar('a', {});
    state.setMark('directus', '1');
    state.forgetEverything();
    expect(values.size).toBe(0);
  });
});

describe('values that cannot be read', () => {
  it('[R41] count as missing, are told once, and are taken away', () => {
    const { state, values } = open();
    state.setCursor({ last: 1, overlap: 1, checkpoint: 1, at: 1, seen: [] });
    values.set('retries', '[{"binding":"ma');
    expect([state.retries(), state.cursor()?.last]).toEqual([[], 1]);
    expect(state.takeLost()).toEqual(['retries']);
    expect([state.takeLost(), values.has('retries'), values.has('cursor')]).toEqual([[], false, true]);
  });

  it('[R41] are told although they were written anew since, and then stay', () => {
    const { state, values } = open();
    values.set('retries', 'x');
    state.setRetries(state.retries());
    expect(state.takeLost()).toEqual(['retries']);
    expect(values.get('retries')).toBe('[]');
  });

  it('are found among all values where nobody has read them', () => {
    const { state, values } = open();
    values.set('journal', '{');
    expect([state.takeLost(), state.takeLost(true)]).toEqual([[], ['journal']]);
    expect([...values.keys()]).toEqual([]);
  });

  it('[R17] a torn group of the report hides no other line', () => {
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
