// The journal of items that the sync deleted because their events were gone.
import { State } from '../../src/store/state';
import { deletedItemOf, journalDeletions, unjournal } from '../../src/sync/journal';
import { memoryStore } from '../fakes';

const DAY_MS = 86_400_000;
const NOW = 20_000 * DAY_MS;

function open() {
  const values = new Map<string, string>();
  const another = () => new State(memoryStore(values));
  return { values, state: another(), another };
}

describe('the journal', () => {
  it('[CB10] remembers for a month which items it deleted because their events were gone', () => {
    const { state, another } = open();
    journalDeletions(state, 'c1', ['e1', 'e2'], NOW);
    expect(deletedItemOf(another(), 'c1', 'e1')).toBe(true);
    expect(deletedItemOf(another(), 'c1', 'e3')).toBe(false);
    unjournal(state, 'c1', ['e1', 'e9']);
    expect(deletedItemOf(state, 'c1', 'e1')).toBe(false);
    expect(deletedItemOf(state, 'c1', 'e2')).toBe(true);
    journalDeletions(state, 'c1', ['e4'], NOW + 31 * DAY_MS);
    expect([deletedItemOf(state, 'c1', 'e2'), deletedItemOf(state, 'c1', 'e4')]).toEqual([false, true]);
  });

  it('[CB10] knows nothing of an event of the same id in another calendar: a person moved it there', () => {
    const { state } = open();
    journalDeletions(state, 'c1', ['e1'], NOW);
    expect(deletedItemOf(state, 'c2', 'e1')).toBe(false);
    unjournal(state, 'c2', ['e1']);
    expect(deletedItemOf(state, 'c1', 'e1')).toBe(true);
  });

  it('takes an event id that every object has a member of for unknown', () => {
    expect(deletedItemOf(open().state, 'c1', 'constructor')).toBe(false);
  });

  it('keeps the newest 2,000 of them', () => {
    const { state } = open();
    journalDeletions(
      state,
      'c1',
      Array.from({ length: 2500 }, (_, i) => `e${i}`),
      NOW,
    );
    expect([deletedItemOf(state, 'c1', 'e0'), deletedItemOf(state, 'c1', 'e2499')]).toEqual([false, true]);
  });
});
