// An empty column that the base knows as filled: emptied by somebody, or away for a while (EM3).
import { baseOf } from '../../src/core/base';
import { destructionsOf } from '../../src/core/brake';
import type { FieldName } from '../../src/core/fields';
import { emptiedColumns, type PresentItem } from '../../src/core/item';
import { planPair } from '../../src/core/plan';
import type { Values } from '../../src/core/values';
import {
  ABSENT,
  BINDING,
  base,
  cancelled,
  changed,
  context,
  item,
  live,
  makeBinding,
  NOTHING,
  OWN_ID,
  fieldBases,
  proven,
  ROW,
  time,
  VALUES,
} from './pairs';

/** The item with these columns, else as it was. */
function withRow(changes: object, more: Partial<PresentItem> = {}): PresentItem {
  return item({ row: { ...ROW, ...changes }, ...more });
}

const AWAY = proven();

const valueOf = (name: FieldName) => (VALUES as Values)[name];

describe('[EM3] a column that is empty now', () => {
  it.each<[string, FieldName, object]>([
    ['text', 'description', { text: null }],
    ['name', 'summary', { name: '' }],
    ['starts', 'when', { starts: null }],
    ['ends', 'when', { ends: null }],
  ])('%s: the planner asks whether somebody emptied it', (column, name, row) => {
    const plan = planPair({ item: withRow(row), event: live() }, context());
    expect(plan).toEqual({ ...NOTHING, needs: ['emptied'], emptied: { [name]: [column] } });
  });

  it('several: each is asked about', () => {
    const plan = planPair({ item: withRow({ text: null, ends: null, starts: '' }), event: live() }, context());
    expect(plan.emptied).toEqual({ when: ['starts', 'ends'], description: ['text'] });
  });

  it('[EM6] proven, it is an edit like any other', () => {
    const pair = { item: withRow({ text: null }), event: live() };
    const plan = planPair(pair, context(proven('description')));
    expect(plan.event).toEqual({ do: 'patch', values: { description: null }, revive: false });
    expect(destructionsOf(pair, plan)).toHaveLength(1);
  });

  it.each<[FieldName, object]>([
    ['description', { text: null }],
    ['summary', { name: null }],
    ['when', { starts: null }],
    ['when', { ends: null }],
    ['when', { starts: null, ends: null }],
  ])(
    '%s, %j: not proven, it is filled from the event, which keeps it; no line, and nothing for the brake',
    (name, row) => {
      const pair = { item: withRow(row), event: live() };
      const plan = planPair(pair, context(AWAY));
      expect(plan).toMatchObject({ event: null, item: { do: 'set', values: { [name]: valueOf(name) } }, reports: [] });
      expect(plan.base).toEqual(fieldBases(VALUES));
      expect(destructionsOf(pair, plan)).toEqual([]);
    },
  );

  it.each(['newest', 'directus', 'google'] as const)(
    '[EM5] what was edited in the event meanwhile is no conflict with it (%s)',
    (onConflict) => {
      const binding = makeBinding({ onConflict });
      const pair = { item: withRow({ text: null }), event: live({ values: changed('description', 'Edited') }) };
      expect(planPair(pair, context({ binding })).needs).toEqual(['emptied']);
      const plan = planPair(pair, context({ binding, ...AWAY }));
      expect(plan).toMatchObject({ event: null, item: { values: { description: 'Edited' } }, reports: [] });
      if (onConflict !== 'directus') return;
      const emptiedByHand = planPair(pair, context({ binding, ...proven('description') }));
      expect(emptiedByHand).toMatchObject({
        event: { values: { description: null } },
        reports: [{ kind: 'conflict' }],
      });
    },
  );

  it('all other fields go on, both ways', () => {
    const pair = { item: withRow({ text: null, name: 'Renamed' }), event: live() };
    expect(planPair(pair, context(AWAY))).toMatchObject({
      event: { do: 'patch', values: { summary: 'Renamed' } },
      item: { do: 'set', values: { description: VALUES.description } },
      base: fieldBases(changed('summary', 'Renamed')),
    });
  });

  it('[EM7] where the event has nothing either, nothing is asked: there is nothing to lose', () => {
    const pair = { item: withRow({ text: null }), event: live({ values: changed('description', null) }) };
    expect(planPair(pair, context())).toMatchObject({ event: null, reports: [], needs: [] });
  });

  it('[M11] nor where no base says that it was filled', () => {
    const sync = base({ ...VALUES, description: undefined });
    const pair = { item: withRow({ text: null }, { sync }), event: live({ base: sync }) };
    expect(planPair(pair, context())).toMatchObject({
      needs: [],
      item: { values: { description: VALUES.description } },
    });
  });

  it('[EM8] without revisions nothing is proven, and the report says why', () => {
    const emptied = { proven: [], untracked: true };
    const plan = planPair({ item: withRow({ text: null }), event: live() }, context({ emptied }));
    expect(plan).toMatchObject({ event: null, item: { values: { description: VALUES.description } } });
    expect(plan.reports).toEqual([
      { kind: 'untracked', winner: 'event', reason: expect.stringMatching(/description.*Revision Tracking/) as string },
    ]);
  });
});

describe('[EM5] times that were away', () => {
  it('[P14] the event is not deleted because the start was; both times are filled again', () => {
    const pair = { item: withRow({ starts: null, ends: null }), event: live() };
    const plan = planPair(pair, context(AWAY));
    expect(plan).toMatchObject({ event: null, item: { values: { when: VALUES.when } } });
    expect(planPair(pair, context(proven('when'))).event).toEqual({ do: 'cancel' });
  });

  it('[P14] a start that somebody emptied takes the event away, once the item has what was away', () => {
    const pair = { item: withRow({ starts: null, text: null }), event: live() };
    const plan = planPair(pair, context(proven('when')));
    expect(plan).toMatchObject({ event: null, item: { values: { description: VALUES.description } }, again: true });
  });

  it('an item that had no end is not asked about: it ends when it starts', () => {
    const endless = withRow({ ends: null });
    const sync = base(VALUES, { fields: baseOf(endless) });
    const moved = withRow({ starts: '2026-03-02T10:00:00.000Z', ends: null }, { sync });
    const plan = planPair({ item: moved, event: live({ values: endless.values, base: sync }) }, context());
    expect(plan.event).toMatchObject({ values: { when: time('2026-03-02T10:00:00Z', '2026-03-02T10:00:00Z') } });
    expect(emptiedColumns(moved, moved.sync, BINDING)).toEqual({});
  });

  it.each([
    ['the event as it was', VALUES],
    ['the event edited as well', changed('when', time('2026-03-05T10:00:00Z', '2026-03-05T11:00:00Z'))],
  ])('[EM9] a start that was edited beside an end that was away loses, and that is told (%s)', (_, values) => {
    const pair = { item: withRow({ starts: '2026-03-01T10:30:00.000Z', ends: null }), event: live({ values }) };
    const plan = planPair(pair, context(AWAY));
    expect(plan).toMatchObject({ event: null, item: { values: { when: values.when } } });
    const lost = { when: time('2026-03-01T10:30:00Z', '2026-03-01T10:30:00Z') };
    expect(plan.reports).toEqual([{ kind: 'conflict', winner: 'event', lost }]);
  });
});

describe('[EM10] [P11] the event of an item with a column that was away is deleted', () => {
  const UNTOLD = withRow({ text: null });

  it('the planner asks first, and where it was emptied the edit survives', () => {
    expect(planPair({ item: UNTOLD, event: cancelled() }, context()).needs).toEqual(['emptied']);
    const plan = planPair({ item: UNTOLD, event: cancelled() }, context(proven('description')));
    expect(plan.event).toMatchObject({ revive: true, values: { description: null } });
  });

  it.each<[FieldName, object]>([
    ['description', { text: null }],
    ['when', { starts: null }],
    ['when', { ends: null }],
  ])('%s, %j: else it is brought back with what it had, from which the item is filled next', (name, row) => {
    const plan = planPair({ item: withRow(row), event: cancelled() }, context(AWAY));
    expect(plan).toMatchObject({ event: { do: 'patch', revive: true }, reports: [{ kind: 'revived' }], again: true });
    expect(plan.event).not.toHaveProperty(`values.${name}`);
    expect(plan.base).toEqual(fieldBases(VALUES));
    const sync = { stamp: 200, eventId: OWN_ID, fields: plan.base };
    const next = planPair({ item: withRow(row, { sync }), event: live({ base: sync }) }, context(AWAY));
    expect(next).toMatchObject({ event: null, item: { values: { [name]: valueOf(name) } } });
  });

  it('one that Google forgot is made again with what the item has: nothing is left to be emptied', () => {
    const plan = planPair({ item: UNTOLD, event: ABSENT }, context());
    expect(plan).toMatchObject({
      event: { do: 'insert' },
      base: baseOf(UNTOLD),
      reports: [{ kind: 'revived' }],
    });
    const off = planPair({ item: withRow({ starts: null }), event: ABSENT }, context());
    expect(off).toMatchObject({ event: null, item: { do: 'set', values: {}, eventId: null } });
  });
});
