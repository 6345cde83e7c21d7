// How many destructive writes may go within an hour, and what waits for a person.
import fc from 'fast-check';
import {
  brake,
  brakeLimit,
  countSent,
  destructionsOf,
  heldName,
  MAX_HELD,
  NO_BRAKE,
  released,
  sentWithinHour,
  sideOf,
  withdrawn,
  type BrakeState,
} from '../../src/core/brake';
import type { EventDeletedPolicy } from '../../src/core/binding';
import { planPair } from '../../src/core/plan';
import type { Pair } from '../../src/core/plan-model';
import { base, cancelled, changed, context, item, live, makeBinding, NO_START, proven, RENAMED, unread } from './pairs';

const SIDE = sideOf('main', 'toGoogle');
const OTHER_SIDE = sideOf('main', 'toDirectus');
const LIMIT = 10;
const MINUTE_MS = 60_000;
const NOW = Date.UTC(2026, 5, 1);

const write = (key: string, what = 'delete') => ({ key, event: `e${key}`, what });
const writes = (count: number, from = 0) => Array.from({ length: count }, (_, i) => write(String(from + i)));
const send = (state: BrakeState, wanted: readonly ReturnType<typeof write>[], now = NOW, side = SIDE) =>
  brake(state, side, LIMIT, now, wanted);
const after = (count: number, now = NOW) => send(NO_BRAKE, writes(count), now).state;

describe('[BR2] what of a plan is destructive', () => {
  const plan = (pair: Pair, onEventDeleted: EventDeletedPolicy = 'delete') =>
    destructionsOf(pair, planPair(pair, context({ binding: makeBinding({ onEventDeleted }), event: true, ...PROVEN })));
  const gone = { is: 'gone', key: '7', sync: base(), stamp: 300 } as const;
  const PROVEN = proven('when', 'description');
  const EMPTIED = changed('description', null);

  it.each<[string, Pair, EventDeletedPolicy, string[]]>([
    ['an event whose item is gone', { item: gone, event: live() }, 'delete', ['toGoogle delete']],
    [
      'an event whose item has no start',
      { item: item({ values: NO_START }), event: live() },
      'delete',
      ['toGoogle delete'],
    ],
    [
      'a field emptied in Directus',
      { item: item({ values: EMPTIED }), event: live() },
      'delete',
      ['toGoogle empty description'],
    ],
    ['an item whose event is gone', { item: item(), event: cancelled() }, 'delete', ['toDirectus delete']],
    ['such an item that is unlinked', { item: item(), event: cancelled() }, 'unlink', ['toDirectus unlink']],
    [
      'such an item that is archived',
      { item: item(), event: cancelled() },
      { archive: { field: 'status', value: 'old' } },
      ['toDirectus archive'],
    ],
    [
      'a field emptied in Google',
      { item: item(), event: live({ values: EMPTIED }) },
      'delete',
      ['toDirectus empty description'],
    ],
    [
      'a field emptied in Google, of an item that was not read',
      { item: unread(), event: live({ values: EMPTIED }) },
      'delete',
      ['toDirectus empty description'],
    ],
    [
      'such an item whose event is gone',
      { item: unread(), event: cancelled({ base: base() }) },
      'delete',
      ['toDirectus delete'],
    ],
    ['an edit of an event whose item was not read', { item: unread(), event: live({ values: RENAMED }) }, 'delete', []],
    ['an edit', { item: item({ values: changed('summary', 'New') }), event: live() }, 'delete', []],
    [
      'an edit beside a field that is empty on both sides',
      {
        item: item({ values: { ...EMPTIED, summary: 'New' }, sync: base(EMPTIED) }),
        event: live({ values: EMPTIED, base: base(EMPTIED) }),
      },
      'delete',
      [],
    ],
    ['[BR3] a deleted event that comes back', { item: item({ values: EMPTIED }), event: cancelled() }, 'delete', []],
    ['nothing', { item: item(), event: live() }, 'delete', []],
  ])('%s', (_, pair, policy, expected) => {
    const found = plan(pair, policy).map(({ direction, what }) => `${direction} ${what}`);
    expect(found).toEqual(expected);
  });

  it('[BR7] a braked field stays as it is on both sides, and so does its base; all others go on', () => {
    const pair: Pair = { item: item({ values: { ...EMPTIED, summary: 'New' } }), event: live() };
    const plan = planPair(pair, context({ braked: ['description'], ...PROVEN }));
    expect(plan.event).toEqual({ do: 'patch', values: { summary: 'New' }, revive: false });
    expect(plan.base.description).toEqual(base().fields.description);
    expect(destructionsOf(pair, plan)).toEqual([]);
  });

  it('so it is where the item was not read', () => {
    const pair: Pair = { item: unread(), event: live({ values: { ...EMPTIED, summary: 'New' } }) };
    const plan = planPair(pair, context({ braked: ['description'] }));
    expect(plan.item).toMatchObject({ do: 'set', values: { summary: 'New' } });
    expect(plan.item).not.toHaveProperty('values.description');
    expect(plan.base.description).toEqual(base().fields.description);
    expect(destructionsOf(pair, plan)).toEqual([]);
  });
});

describe('[BR5] the limit', () => {
  it.each([
    ['the number', { deletions: 100, share: 0.2 }, 1000, 100],
    ['the share of the pairs, where that is less', { deletions: 100, share: 0.2 }, 299, 59],
    ['never below ten', { deletions: 100, share: 0.2 }, 20, 10],
    ['none at all before pairs were counted', { deletions: 100, share: 0.2 }, undefined, 0],
    ['the number alone where there were no pairs', { deletions: 100, share: 0.2 }, 0, 100],
    ['the number alone where all may go', { deletions: 100, share: 1 }, 50, 100],
    ['ten where none may go', { deletions: 100, share: 0 }, 1000, 10],
  ])('is %s', (_, binding, pairs, expected) => {
    expect(brakeLimit(binding, pairs)).toBe(expected);
  });
});

describe('[BR4] a run', () => {
  it('within the limit goes, and counts', () => {
    const { state, go } = send(NO_BRAKE, writes(LIMIT));
    expect(go).toEqual(writes(LIMIT).map(() => true));
    expect(sentWithinHour(state, SIDE, NOW)).toBe(LIMIT);
    expect(state.held).toEqual([]);
  });

  it('beyond the limit waits as a whole, and counts nothing', () => {
    const { state, go } = send(NO_BRAKE, writes(LIMIT + 1));
    expect(go).not.toContain(true);
    expect(state.held).toHaveLength(LIMIT + 1);
    expect(state.held[0]).toEqual({ side: SIDE, key: '0', event: 'e0', what: 'delete', at: NOW });
    expect(sentWithinHour(state, SIDE, NOW)).toBe(0);
  });

  it('counts what went within the last hour, to five minutes', () => {
    const state = after(8);
    expect(send(state, writes(3, 100), NOW + 59 * MINUTE_MS).go).toEqual([false, false, false]);
    expect(send(state, writes(2, 100), NOW + 59 * MINUTE_MS).go).toEqual([true, true]);
    expect(send(state, writes(3, 100), NOW + 65 * MINUTE_MS).go).toEqual([true, true, true]);
  });

  it('[BR1] counts each side by itself', () => {
    expect(send(after(LIMIT), writes(LIMIT, 100), NOW, OTHER_SIDE).go).not.toContain(false);
  });

  it('[BR11] counts of one series ten dates at most, so that one always goes, and of two only where there is room', () => {
    const dates = (series: string): ReturnType<typeof writes> =>
      writes(60, series === 'a' ? 0 : 60).map((write, i) => ({
        ...write,
        event: `${series}#2026-0${1 + Math.floor(i / 28)}-${String((i % 28) + 1).padStart(2, '0')}T09:00:00Z`,
      }));
    const { state, go } = send(NO_BRAKE, dates('a'));
    expect(go).not.toContain(false);
    expect(sentWithinHour(state, SIDE, NOW)).toBe(10);
    expect(send(state, dates('b')).go).not.toContain(true);
  });

  it('is not stopped for ever by a clock that was put back', () => {
    expect(sentWithinHour(countSent(NO_BRAKE, SIDE, LIMIT, NOW + 1000 * MINUTE_MS), SIDE, NOW)).toBe(0);
  });

  it('[BR8] keeps waiting when it comes again, however much later, and others go past it', () => {
    const state = after(LIMIT + 1);
    const again = send(state, [...writes(LIMIT + 1), write('new')], NOW + 600 * MINUTE_MS);
    expect(again.go).toEqual([...writes(LIMIT + 1).map(() => false), true]);
    expect(again.state.held).toEqual(state.held);
  });

  it('[BR10] names no more than there is room for, and lets nothing past a full list', () => {
    const state = after(MAX_HELD + 5);
    expect(state.held).toHaveLength(MAX_HELD);
    expect(send(state, [write('new')]).go).toEqual([false]);
    expect(send(state, [write('new')]).state.held).toHaveLength(MAX_HELD);
  });
});

describe('[BR9] going on', () => {
  it('sends what was announced, and no more than that', () => {
    const state = released(after(12), NOW);
    expect(send(state, [...writes(12), ...writes(11, 50)]).go).toEqual([
      ...writes(12).map(() => true),
      ...writes(11, 50).map(() => false),
    ]);
  });

  it('does not count within the hour what a person let go', () => {
    const { state } = send(released(after(12), NOW), writes(12));
    expect(sentWithinHour(state, SIDE, NOW)).toBe(0);
  });

  it('speaks of what the person has seen, not of what was announced later', () => {
    const later = send(after(12), writes(12, 50), NOW + 1).state;
    expect(send(released(later, NOW), [...writes(1), ...writes(1, 50)]).go).toEqual([true, false]);
  });

  it('speaks of what was announced of an item, not of something else', () => {
    const state = released(
      send(
        NO_BRAKE,
        writes(12).map(({ key }) => write(key, 'empty summary')),
      ).state,
      NOW,
    );
    expect(send(countSent(state, SIDE, LIMIT, NOW), [write('3')]).go).toEqual([false]);
  });

  it('is once: what was sent is forgotten', () => {
    const state = withdrawn(
      released(after(12), NOW),
      writes(12).map(({ key }) => heldName(SIDE, key)),
    );
    expect(state.held).toEqual([]);
    expect(send(state, writes(12)).go).not.toContain(true);
  });
});

it('[BR4] whatever runs come, no hour has more than the limit without a person, and no run goes in part', () => {
  const run = fc.record({ count: fc.nat(15), minutes: fc.nat(40) });
  fc.assert(
    fc.property(fc.array(run, { maxLength: 30 }), (runs) => {
      let state = NO_BRAKE;
      let now = NOW;
      const sent: [number, number][] = [];
      runs.forEach(({ count, minutes }, i) => {
        now += minutes * MINUTE_MS;
        const wanted = writes(count, i * 100);
        const decided = send(state, wanted, now);
        expect(new Set(decided.go).size).toBeLessThanOrEqual(1);
        if (decided.go[0]) sent.push([now, count]);
        else
          expect(decided.state.held.map(({ key }) => key)).toEqual(
            expect.arrayContaining(wanted.map(({ key }) => key)),
          );
        state = decided.state;
        const within = sent.filter(([at]) => now - at < 60 * MINUTE_MS).reduce((sum, [, some]) => sum + some, 0);
        expect(within).toBeLessThanOrEqual(LIMIT);
      });
    }),
  );
});
