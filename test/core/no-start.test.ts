// An item without a start has no time: its end stands there all the same, and somebody may have typed it (P14, RP1).
import { planPair } from '../../src/core/plan';
import { changed, context, item, live, makeBinding, proven, ROW, time, VALUES } from './pairs';

const TYPED = '2026-03-02T11:00:00.000Z';
const LOST = { when: `/${TYPED}` };

/** Its start is empty. */
function withEnd(ends: string | null, more: object = {}) {
  return item({ row: { ...ROW, starts: null, ends }, ...more });
}

describe('[P14] an item without a start takes the time of its event', () => {
  const unlinked = { sync: undefined, syncText: null };
  const plan = (ends: string | null) =>
    planPair({ item: withEnd(ends, unlinked), event: live({ restored: true, base: undefined }) }, context());

  it('and what somebody typed as its end is told', () => {
    expect(plan(TYPED).item).toMatchObject({ values: { when: VALUES.when } });
    expect(plan(TYPED).reports).toEqual([{ kind: 'noBase', winner: 'event', lost: LOST }]);
  });

  it.each([String(ROW['ends']), null])('and nothing is told where the end is %s: nothing is lost', (ends) => {
    expect(plan(ends).item).toMatchObject({ values: { when: VALUES.when } });
    expect(plan(ends).reports).toEqual([]);
  });
});

it('[M5] of an emptied start that loses against its event’s the end is told', () => {
  const values = changed('when', time('2026-03-05T10:00:00Z', '2026-03-05T11:00:00Z'));
  const policy = { ...context(proven('when')), binding: makeBinding({ onConflict: 'google' }) };
  const plan = planPair({ item: withEnd(TYPED), event: live({ values }) }, policy);
  expect(plan.reports).toEqual([{ kind: 'conflict', winner: 'event', lost: LOST }]);
});

it('[EM1] beside a start that was away an edited end loses, and that is told', () => {
  const plan = planPair({ item: withEnd(TYPED), event: live() }, context(proven()));
  expect(plan.item).toMatchObject({ values: { when: VALUES.when } });
  expect(plan.reports).toEqual([{ kind: 'conflict', winner: 'event', lost: LOST }]);
});
