// An item of which a field could not be read: unknown, neither empty nor as it was (EM1).
import { itemForm } from '../../src/core/item';
import { planPair } from '../../src/core/plan';
import { rowValues } from '../../src/core/values';
import {
  BINDING,
  cancelled,
  changed,
  context,
  END,
  item,
  live,
  NONE,
  OWN_ID,
  fieldBases,
  proven,
  RENAMED,
  ROW,
  START,
  time,
  VALUES,
} from './pairs';

const LONGER = time(START, '2026-03-01T12:00:00Z');
const UNTOLD = changed('description', undefined);

describe('[EM2] [M7] while a field of the item can’t be read', () => {
  it('[P14] an emptied start does not take the event away: what stands there may be nowhere else', () => {
    const values = { ...UNTOLD, when: null };
    const event = live({ values: changed('description', 'Edited') });
    const plan = planPair({ item: item({ values }), event }, context(proven('when')));
    expect(plan).toMatchObject({ event: null, item: null, reports: [{ kind: 'unusable' }] });
    const read = planPair(
      { item: item({ values: { ...values, description: 'Edited' } }), event },
      context(proven('when')),
    );
    expect(read.event).toEqual({ do: 'cancel' });
  });

  it.each(['delete', 'unlink', { archive: { field: 'status', value: 'old' } }] as const)(
    '[P10] its deleted event does not take it along (%j): a person may have edited just that field',
    (onEventDeleted) => {
      const binding = { ...context().binding, onEventDeleted };
      const plan = planPair({ item: item({ values: UNTOLD }), event: cancelled() }, context({ binding }));
      expect(plan).toMatchObject({ event: null, item: null, reports: [{ kind: 'unusable' }] });
      const read = planPair({ item: item(), event: cancelled() }, context({ binding }));
      expect(read.item).toMatchObject({ do: 'gone' });
    },
  );

  it('all other fields go on, both ways', () => {
    const values = { ...UNTOLD, summary: 'Renamed' };
    const event = live({ values: changed('when', LONGER) });
    const plan = planPair({ item: item({ values }), event }, context());
    expect(plan).toMatchObject({
      event: { do: 'patch', values: { summary: 'Renamed' } },
      item: { do: 'set', values: { when: LONGER } },
      reports: [],
    });
    expect(plan.base.description).toEqual(fieldBases(VALUES).description);
  });

  it('[P16] [P17] an unknown time makes no event, and moves none', () => {
    for (const column of ['starts', 'ends']) {
      const row = { ...ROW, [column]: undefined };
      expect(itemForm(rowValues(BINDING, row))).toEqual({ form: 'bad', reason: 'start or end could not be read' });
      expect(planPair({ item: item({ row, eventId: null, sync: undefined }), event: NONE }, context())).toMatchObject({
        event: null,
        reports: [{ kind: 'unusable' }],
      });
      expect(planPair({ item: item({ row }), event: live() }, context())).toMatchObject({ event: null, item: null });
    }
  });

  it('an end that can’t be read is not taken for an empty one when the event’s start moves: the time waits', () => {
    const event = live({ values: { ...RENAMED, when: time('2026-03-01T10:30:00Z', END) } });
    const plan = planPair({ item: item({ row: { ...ROW, ends: undefined } }), event }, context());
    expect(plan.item).toEqual({ do: 'set', values: { summary: 'Renamed' }, eventId: OWN_ID });
    expect(plan.base.when).toEqual(fieldBases(VALUES).when);
  });
});
